"""Whatever somebody types is shown as text: no element, no attribute, no address of any page comes from it (S31, S32, S35), and nothing of it is asked (S36)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

from facilitation.activities.base import Fields
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError
from facilitation.meetings import service as meetings
from facilitation.meetings.shown import StageShown
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.typed import clean
from tests.attacks import CORPUS, TEMPLATES, WHOLE
from tests.checked import CheckedClient, Page, inner, page_faults
from tests.conftest import START
from tests.meetings.leading import asked_at
from tests.pages.conftest import House, alice_id
from tests.pages.routes import ROUTES
from tests.pages.test_bad_input import FORM, WITH, Sending, addresses, every, furnished

__all__ = ["furnished"]

FETCHES = (
    "src",
    "srcset",
    "href",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
    "srcdoc",
    "xlink:href",
)
TYPED_LINKS = re.compile(r"(/|\?|#|mailto:)")
FOREIGN = frozenset(
    [
        "base",
        "object",
        "embed",
        "applet",
        "iframe",
        "frame",
        "frameset",
        "math",
        "marquee",
        "video",
        "audio",
        "picture",
        "source",
        "portal",
        "plaintext",
        "xmp",
        "isindex",
        "slot",
        "x",
    ]
)
"""Elements that no page of the house has."""
SHORT = [one for one in CORPUS if "\n" not in one and "\r" not in one]


@pytest.fixture
def alice(furnished: House) -> CheckedClient:
    """Alice's browser in this house."""
    return furnished.browsers["Alice"]


def faults(page: Page) -> Iterator[str]:
    """What on this page comes from what was typed; an attack that closes a tag leaves HTML that is not valid. Typography is for our own words."""
    yield from (fault for fault in page_faults(page) if not fault.startswith("typography"))
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in FOREIGN:
            yield f"{page.path}: <{element.tag}>"
        if element.tag == "script" and not (element.get("src") or "").startswith("/static/"):
            yield f"{page.path}: a script from {element.get('src')}"
        yield from (
            f"{page.path}: {name}={value}" for name, value in element.attrib.items() if is_foreign(element, name, value)
        )


def is_foreign(element: Element, name: str, value: str) -> bool:
    """Whether this attribute runs something, or asks or leads outside: what is typed may stand in a value, a label, or encoded in an address of ours."""
    if name.startswith("on") or name == "style":
        return True
    if name not in FETCHES:
        return "mal.example" in name or "alert" in name
    if element.tag == "a" and value.startswith("https://") and "mal.example" not in value:
        return False
    return not TYPED_LINKS.match(value) or value.startswith(("//", "/\\")) or "mal.example/" in value.partition("?")[0]


def pages_of(house: House) -> Iterator[Page]:
    """Every page of every role that has an address, opened by whoever may."""
    for endpoint in ROUTES:
        rule = next((one for one in house.app.url_map.iter_rules(endpoint) if "GET" in (one.methods or ())), None)
        if rule is None or endpoint == "static" or not set(rule.arguments) <= set(house.ids):
            continue
        page = house.browser(endpoint).raw.get(house.address(endpoint, "GET"))
        if page.mimetype == "text/html" and page.status_code == 200:
            yield Page(page, endpoint)
        page.close()


@pytest.fixture(scope="module")
def forms(furnished: House) -> list[Sending]:
    """Every form of the house that takes text, as it was before anything was typed."""
    return list(every(furnished.browsers["Alice"], furnished))


def type_everywhere(alice: CheckedClient, forms: list[Sending], typed: str) -> tuple[int, list[str]]:
    """Type this text into each field of each form of the house; how many fields, and what came of it on the pages that answered."""
    done: set[tuple[str, str]] = set()
    count, wrong = 0, []
    for sending in forms:
        for name in sending.free:
            field = (re.sub(r"[\w-]{22}", "", sending.action.partition("?")[0]), re.sub(r"[\w-]{22}", "", name))
            if field in done:
                continue  # the same field of another step, or of the same page with another panel open
            done.add(field)
            pairs = sending.filled({name: typed, **WITH.get(name, {})})
            page = Page(alice.raw.post(sending.action, data=urlencode(pairs), content_type=FORM), sending.action)
            count += 1
            if page.status not in (303, 422):
                wrong.append(f"{name} of {sending.action}: {page.status}")
            wrong += [f"{name}: {fault}" for fault in faults(page)] if page.is_html and page.status == 422 else []
    return count, wrong


def test_the_corpus_has_at_least_150_attacks() -> None:
    assert len(CORPUS) >= 150


def test_no_attack_typed_in_any_field_becomes_markup_on_any_page(
    furnished: House, alice: CheckedClient, forms: list[Sending]
) -> None:
    """All attacks in each field at once; a field of one line, which refuses so long a text, shows it again: that is looked at as well."""
    count, wrong = type_everywhere(alice, forms, WHOLE)
    assert count > 60
    wrong += [fault for page in pages_of(furnished) for fault in faults(page)]
    wrong += [fault for path in addresses(furnished) for fault in faults(Page(alice.raw.get(path), path))]
    assert not wrong, "\n".join(wrong[:20])
    completing = f"/reunions/{furnished.ids['meeting_id']}/pupitre?completer={furnished.ids['outcome_id']}"
    desk = Page(alice.raw.get(completing), completing)
    shown = "\n".join(inner(area) for area in desk.tree.iter("textarea"))
    for attack in TEMPLATES:
        assert clean(attack) in shown, "printed as it was typed, in its place"


def test_no_attack_answered_captured_or_shown_in_any_step_becomes_markup(furnished: House) -> None:
    """In a step of each activity of the meeting: an answer in each of its fields, an outcome of each kind, a wording, a page of the notebook; all of it shown."""
    meeting, wrong = furnished.ids["meeting_id"], []
    with furnished.app.app_context():
        alice = alice_id()
        with reading():
            shown = meetings.meeting_shown(meeting_id=meeting, now=START).stages
            stages = {one.step.activity.type: one for one in shown if one.taken}.values()
    for stage in stages:
        with furnished.app.app_context():
            say_all(meeting, stage, alice)
        for name, path in (
            ("Alice", "pupitre"),
            ("Bob", "secretariat"),
            ("Alice", "salle"),
            ("Alice", "un-seul-ecran"),
        ):
            address = f"/reunions/{meeting}/{path}"
            wrong += faults(Page(furnished.browsers[name].raw.get(address), address))
        for name, address in (("téléphone", f"/salle/{meeting}"), ("écran", f"/ecran/{meeting}")):
            wrong += faults(Page(furnished.browsers[name].raw.get(address), address))
    assert not wrong, "\n".join(wrong[:20])


def say_all(meeting: str, stage: StageShown, account: str) -> None:
    """Go to this step, and say all the attacks in it, in every way there is."""
    where: Any = {"meeting_id": meeting, "stage_id": stage.id, "now": START}
    with suppress(FacilitationError), writing():
        meetings.go_to(**where)
    typed = dict.fromkeys(asked_at(stage.step), WHOLE)
    with suppress(FacilitationError), writing():
        meetings.answer(**where, formdata=Fields(typed), revealed=True)
    for kind in OutcomeKind:
        with writing():
            outcomes.capture(**where, kind=kind, text=WHOLE, account_id=account)
    with suppress(FacilitationError), writing():
        meetings.save_synthesis(**where, text=WHOLE)
    with suppress(FacilitationError), writing():
        meetings.save_note(**where, account_id=account, text=WHOLE)


@pytest.mark.long
@pytest.mark.parametrize("rank", range(8))
def test_no_attack_kept_in_a_field_of_one_line_becomes_markup(
    furnished: House, alice: CheckedClient, forms: list[Sending], rank: int
) -> None:
    """A few attacks at a time, short enough for every field to keep them: titles, names, places, services."""
    typed = " ".join(SHORT[rank * 20 : rank * 20 + 20 : 4])[:180]
    _count, wrong = type_everywhere(alice, forms, typed)
    wrong += [fault for page in pages_of(furnished) for fault in faults(page)]
    assert not wrong, "\n".join(wrong[:20])


def test_a_fault_that_lets_markup_through_is_seen() -> None:
    """The judge itself, on a page of the house that lets each attack through."""
    seen = 0
    for attack in CORPUS:
        text = f'<!doctype html><html lang="fr"><title>x</title><h1>x</h1><p title="{attack}">{attack}</p>'
        answer = Response(text, mimetype="text/html")
        seen += bool(
            list(faults(Page(TestResponse(answer.response, answer.status, answer.headers, Request({})), "/x")))
        )
    assert seen > 70, "the others are no markup: templates, Markdown, fields of Word"


def found(alice: CheckedClient, query: str) -> set[str]:
    """The guides that the library finds for these words."""
    links = alice.get("/bibliotheque", query_string={"q": query}).links()
    return {link for link in links if re.fullmatch(r"/bibliotheque/[a-z0-9-]+", link)}


@pytest.mark.parametrize("wild", ["r%seau", "r_seau", "r.seau", "r*seau", "[r]eseau"])
def test_a_search_takes_signs_for_what_they_are(alice: CheckedClient, wild: str) -> None:
    assert found(alice, wild) < found(alice, "réseau"), "a wildcard would find as much"


@pytest.mark.parametrize("word", ["re\u0301seau", "RE\u0301SEAU", "reseau"])
def test_a_search_finds_an_accent_however_it_is_written(alice: CheckedClient, word: str) -> None:
    assert found(alice, word) == found(alice, "r\u00e9seau") != set()
