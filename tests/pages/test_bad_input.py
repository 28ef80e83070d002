"""Whatever is typed into any field of any page: a sentence that says what to do, the text given back, nothing lost, nothing broken."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest

from facilitation.database import reading, writing
from facilitation.meetings import service
from facilitation.meetings.shown import NewMeeting
from facilitation.web.context import catalogue
from tests.checked import CheckedClient, Page, fields_of, inner
from tests.conftest import START
from tests.pages.conftest import GUIDE, House, alice_id, meeting_of_alice
from tests.pages.routes import ROUTES

FORM = "application/x-www-form-urlencoded"
LONG = "é" * 25_000
ABSENT = "AAAAAAAAAAAAAAAAAAAAAA"
FREE = {None, "text", "search", "email", "tel", "url", "number"}
"""Kinds of inputs that take any text; a password is never shown back, and is tested with the accounts."""
NOT_TYPED = {"email", "password", "current_password", "code"}
PAGES = {
    "nouveau partenariat": "/partenariats/nouveau",
    "partenariat": "/partenariats/{partnership_id}",
    "réglages": "/partenariats/{partnership_id}/reglages",
    "membre": "/partenariats/{partnership_id}/membres/{member_id}",
    "service": "/partenariats/{partnership_id}/services/{organisation_id}",
    "nouvelle réunion": "/reunions/nouvelle",
    "préparation": "/reunions/{prepared}/preparer",
    "accueil": "/reunions/{prepared}/pupitre",
    "ruban": "/reunions/{meeting_id}/pupitre?volet=ruban",
    "présences": "/reunions/{meeting_id}/pupitre?volet=presences",
    "compléter": "/reunions/{meeting_id}/pupitre?completer={outcome_id}",
    "corriger": "/reunions/{meeting_id}/pupitre?corriger={contribution_id}",
    "relecture": "/reunions/{ended}/relecture?corriger={ended_outcome}",
    "synthèse": "/reunions/{ended}/relecture?rediger={ended_stage}",
    "passage": "/reunions/{ended}/relecture?corriger={ended_answer}&champ=quoi",
}
WITH = {
    "par": {"presence": "represente"},
    "point-titre": {"faire": "point"},
    "point-minutes": {"faire": "point", "point-titre": "Un point"},
}
"""What must stand beside a field for it to count: « par qui » is hidden for who is not represented, a point is added by its button."""
STEPS = ("accord", "notes", "tour", "ecriture", "matrice", "cartes", "decision", "action", "relecture", "avis")


@dataclass
class Sending:
    """A form as a browser would send it, and the names of its fields that take any text."""

    page: str
    action: str
    fields: list[tuple[str, str]]
    free: list[str]

    def filled(self, typed: Mapping[str, str]) -> list[tuple[str, str]]:
        """The pairs to send, with these texts typed over."""
        untouched = [(name, value) for name, value in self.fields if name not in typed]
        return untouched + list(typed.items())


@pytest.fixture(scope="module")
def furnished(house: House) -> House:
    """The house, with one more meeting that is prepared and one that has ended."""
    with house.app.app_context():
        alice = alice_id()
        with writing():
            new = NewMeeting(title="À venir", partnership_id=house.ids["partnership_id"], expected=6)
            made = service.prepare(account_id=alice, new=new, now=START)
            service.use_guide(meeting_id=made, guide_id=GUIDE, catalogue=catalogue(), now=START)
            service.open_meeting(meeting_id=made, now=START)
        ended = meeting_of_alice(house.ids["partnership_id"])
        with writing():
            service.end(meeting_id=ended["meeting_id"], now=START)
    house.ids |= {"prepared": made, "ended": ended["meeting_id"], "ended_outcome": ended["outcome_id"]}
    house.ids |= {"ended_stage": ended["stage_id"], "ended_answer": ended["contribution_id"]}
    return house


@pytest.fixture
def alice(furnished: House) -> CheckedClient:
    """Alice's browser in this house."""
    return furnished.browsers["Alice"]


def sendings(alice: CheckedClient, path: str) -> Iterator[Sending]:
    """Every form of this page that changes something and takes text."""
    page = alice.get(path)
    for form in page.tree.iter("form"):
        if (form.get("method") or "").lower() != "post":
            continue
        free = [name for name in map(free_name, form.iter()) if name]
        if free:
            yield Sending(path, form.get("action") or path, list(fields_of(form)), free)


def free_name(control: Element) -> str | None:
    """The name of a control in which anything may be typed."""
    name, kind = control.get("name"), control.get("type")
    typed = control.tag == "textarea" or (control.tag == "input" and kind in FREE)
    return name if typed and name not in NOT_TYPED and "readonly" not in control.attrib else None


def addresses(furnished: House) -> Iterator[str]:
    """The pages that hold forms."""
    yield from (path.format(**furnished.ids) for path in PAGES.values())


def written(furnished: House) -> str:
    """What the database holds, byte for byte."""
    return sha256((furnished.data / "maillage.sqlite3").read_bytes()).hexdigest()


def held(page: Page) -> list[str]:
    """The texts that the fields of this page hold, and those that it shows back beside the sentence."""
    alerts = [element for element in page.tree.iter() if element.get("role") == "alert"]
    shown = [inner(one) for alert in alerts for one in alert.iter("p") if "typed" in (one.get("class") or "")]
    areas = [inner(area).removeprefix("\n") for area in page.tree.iter("textarea")]
    return shown + areas + [control.get("value", "") for control in page.tree.iter("input")]


def says_what_to_do(page: Page) -> list[str]:
    """The sentences of this page that say what is wrong."""
    marked = [
        element
        for element in page.tree.iter()
        if isinstance(element.tag, str)
        and (
            element.get("role") == "alert" or {"error", "faults", "danger"} & set((element.get("class") or "").split())
        )
    ]
    return [
        text for text in (" ".join(inner(element).split()) for element in marked) if text.endswith(".") or " " in text
    ]


def refused(furnished: House, alice: CheckedClient, path: str, typed: str) -> tuple[int, list[str]]:
    """Type this text into each field in turn and send: how many fields, and where one did not say what to do, give it back, or leave the database alone."""
    count, faults = 0, []
    for sending in sendings(alice, path):
        for name in sending.free:
            before = written(furnished)
            page = send(alice, sending, {name: typed, **WITH.get(name, {})})
            count += 1
            told = {
                f"answers {page.status}": page.status == 422,
                "does not give the text back": typed in held(page),
                "says nothing of what to do": bool(says_what_to_do(page)),
                "changes the database": written(furnished) == before,
            }
            faults += [f"{name} of {sending.action}: {what}" for what, good in told.items() if not good]
    return count, faults


def send(alice: CheckedClient, sending: Sending, typed: Mapping[str, str]) -> Page:
    """What answers this form with these texts typed over; the page is checked, whatever its status."""
    pairs = sending.filled(typed)
    answer = alice.raw.post(sending.action, data=urlencode(pairs), content_type=FORM)
    return alice._checked(answer, sending.action, answer.status_code)


@pytest.mark.parametrize("page", PAGES)
def test_25000_characters_in_any_field_are_refused_and_come_back_whole(
    furnished: House, alice: CheckedClient, page: str
) -> None:
    count, faults = refused(furnished, alice, PAGES[page].format(**furnished.ids), LONG)
    assert count
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("kind", STEPS)
def test_25000_characters_in_any_field_of_any_step_are_refused_and_come_back_whole(
    furnished: House, alice: CheckedClient, kind: str
) -> None:
    lead(furnished, kind)
    here = f"/reunions/{furnished.ids['meeting_id']}"
    count, faults = refused(furnished, alice, f"{here}/pupitre", LONG)
    assert count
    faults += refused(furnished, alice, f"{here}/un-seul-ecran", LONG)[1]
    assert not faults, "\n".join(faults)


def lead(furnished: House, kind: str) -> None:
    """Bring the meeting to its first step of this kind."""
    meeting = furnished.ids["meeting_id"]
    with furnished.app.app_context():
        with reading():
            stages = service.meeting_shown(meeting_id=meeting, now=START).stages
        stage = next(one.id for one in stages if one.step.activity.type == kind)
        with writing():
            service.go_to(meeting_id=meeting, stage_id=stage, now=START)


# ------------------------------------------------------------------ days, tokens, sessions, ids


def every(alice: CheckedClient, furnished: House) -> Iterator[Sending]:
    """Every form that takes text, of every page."""
    for path in addresses(furnished):
        yield from sendings(alice, path)


def test_the_31st_of_february_is_refused_wherever_a_day_is_asked(furnished: House, alice: CheckedClient) -> None:
    asked = 0
    for sending in every(alice, furnished):
        for name in {"day", "effect_on", "told_on", "due_on"} & set(sending.free):
            before = written(furnished)
            page = send(alice, sending, {name: "31 février 2027", "start": "9 h 30"})
            where = f"{name} of {sending.action}"
            assert page.status == 422, where
            assert "31 février 2027" in held(page), where
            assert any("jour" in told or "février" in told for told in says_what_to_do(page)), where
            assert written(furnished) == before, where
            asked += 1
    assert asked >= 4


def test_a_forged_token_saves_nothing_and_gives_every_text_back(furnished: House, alice: CheckedClient) -> None:
    before = written(furnished)
    for sending in every(alice, furnished):
        for name in sending.free:
            page = send(alice, sending, {name: f"Un texte\nen deux lignes dans {name}", "csrf_token": "f" * 64})
            assert page.status == 400, sending.action
            assert f"Un texte\nen deux lignes dans {name}" in held(page), f"{name} of {sending.action}"
            assert "Rien n’a été enregistré" in page.words
            assert page.form(sending.action.partition("#")[0])["csrf_token"] != "f" * 64, "it can be sent again"
    assert written(furnished) == before


def test_a_session_that_ended_saves_nothing_and_gives_every_text_back(furnished: House, alice: CheckedClient) -> None:
    forms = list(every(alice, furnished))
    stranger = CheckedClient(furnished.app)
    before = written(furnished)
    for sending in forms:
        for name in sending.free:
            page = send(stranger, sending, {name: f"Un texte\nen deux lignes dans {name}"})
            assert page.status == 400, sending.action
            assert f"Un texte\nen deux lignes dans {name}" in held(page), f"{name} of {sending.action}"
            assert "votre session s’est terminée" in page.words
            assert "email" in page.form("/connexion"), "one signs in on the same page"
    assert written(furnished) == before


def test_an_unknown_id_is_a_page_that_is_not_there(furnished: House, alice: CheckedClient) -> None:
    before = written(furnished)
    wrong = []
    for rule in furnished.app.url_map.iter_rules():
        for name in (
            name for name in rule.arguments if name.endswith("_id") or name in ("page", "document", "readers")
        ):
            address = furnished.address(rule.endpoint, **{name: ABSENT})
            for method in {"GET", "POST"} & (rule.methods or set()):
                answer = (
                    alice.raw.get(address)
                    if method == "GET"
                    else alice.raw.post(
                        address, data={"csrf_token": alice.token(), "texte": "un texte", "text": "un texte"}
                    )
                )
                gone = (
                    method == "POST" and answer.status_code == 422
                )  # a step may have left the ribbon in another window: the page says so
                if ROUTES[rule.endpoint] in ("participant", "screen"):  # no account opens these: one is led to joining
                    gone = answer.status_code == (303 if method == "GET" else 400)
                if answer.status_code != 404 and not gone:
                    wrong.append(f"{method} {rule.endpoint} with an unknown {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert written(furnished) == before


# ------------------------------------------------------------------ a meeting closed in another tab


def test_what_is_sent_to_a_meeting_closed_in_another_tab_comes_back_and_changes_nothing(
    furnished: House, alice: CheckedClient
) -> None:
    with furnished.app.app_context():
        there = meeting_of_alice(furnished.ids["partnership_id"])
    desk, papers = f"/reunions/{there['meeting_id']}/pupitre", f"/reunions/{there['meeting_id']}/relecture"
    pages = [desk, f"{desk}?volet=ruban", f"{desk}?volet=presences", f"{desk}?completer={there['outcome_id']}"]
    pages += [f"{desk}?corriger={there['contribution_id']}", f"{desk.removesuffix('pupitre')}un-seul-ecran"]
    pages += [f"{papers}?corriger={there['outcome_id']}", f"{papers}?rediger={there['stage_id']}"]
    forms = [sending for page in pages for sending in sendings(alice, page)]
    for gesture in (service.end, service.close):
        with furnished.app.app_context(), writing():
            gesture(meeting_id=there["meeting_id"], now=START)
    before = written(furnished)
    lost = []
    for sending in forms:
        for name in sending.free:
            typed = (
                "12"
                if name in ("minutes", "points", "votes_yes", "votes_no", "votes_abstain")
                else "Un texte arrivé trop tard."
            )
            typed = "16/3/2026" if name in ("day", "effect_on", "told_on", "due_on") else typed
            page = send(alice, sending, {"genre": "decision", name: typed, **WITH.get(name, {})})
            if page.status != 422 or typed not in page.words and typed not in held(page):
                lost.append(f"{name} of {sending.action}: {page.status}")
    assert not lost, "\n".join(lost)
    assert written(furnished) == before


# ------------------------------------------------------------------ anything at all; these change the house, and come last


ANYTHING = {
    "spaces": "   ",
    "formats": "%(name)s %s 100 % {{ 7 * 7 }} {name}",
    "controls": "a\x00b\x07\x1bc",
    "no such day": "31/2/2026",
    "negative": "-1",
    "arabic figures": "\u0661\u0662",
    "400 figures": "9" * 400,
    "invisible": "\u202e\u200b\ufeff",
    "lines": "e\u0301 \U0001f600\u2028\n\r\n\ttab",
}
OFTEN = {"formats", "controls"}


@pytest.mark.parametrize(
    "typed",
    [pytest.param(typed, id=name, marks=() if name in OFTEN else pytest.mark.long) for name, typed in ANYTHING.items()],
)
def test_nothing_that_is_typed_breaks_a_page(furnished: House, alice: CheckedClient, typed: str) -> None:
    for sending in every(alice, furnished):
        for name in sending.free:
            page = send(alice, sending, {name: typed, **WITH.get(name, {})})
            assert page.status in (303, 422), f"{name} of {sending.action}: {page.status}"
    for path in addresses(furnished):
        alice.get(path)


def test_what_no_document_can_hold_is_saved_as_a_visible_sign(furnished: House, alice: CheckedClient) -> None:
    """NUL, bell, escape and U+FFFF, and the bytes of a lone surrogate, which no browser sends and a program may."""
    raw = "un%00deux%07trois%1Bquatre%ED%A0%80cinq%EF%BF%BF"
    for sending in every(alice, furnished):
        for name in sending.free:
            others = urlencode([(one, value) for one, value in sending.fields if one != name])
            body = f"{others}&{name}={raw}"
            answer = alice.raw.post(sending.action, data=body, content_type=FORM)
            page = alice._checked(answer, sending.action, answer.status_code)
            assert page.status in (303, 422), f"{name} of {sending.action}: {page.status}"
    stored = list(texts_of(furnished))
    assert not [text for text in stored if UNWRITABLE.search(text)]
    assert any("un\ufffddeux\ufffdtrois\ufffdquatre" in text for text in stored)
    assert "un\ufffddeux" in alice.get("/partenariats").words


UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def texts_of(furnished: House) -> Iterator[str]:
    """Every text of every table, those inside JSON too."""
    connection = sqlite3.connect(furnished.data / "maillage.sqlite3")
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for row in connection.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                if isinstance(value, str):
                    yield value
                    yield from strings(loaded(value))
    connection.close()


def loaded(text: str) -> object:
    """What this text says as JSON; nothing when it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def strings(value: object) -> Iterator[str]:
    """The texts inside lists and mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)
