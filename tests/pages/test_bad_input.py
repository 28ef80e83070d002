"""Whatever is typed into any field of any page: a sentence that says what to do, the text given back, nothing lost, nothing broken."""

from __future__ import annotations

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
