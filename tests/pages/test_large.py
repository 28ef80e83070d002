"""Very much of anything: refused with a sentence and the text kept, or taken, shown and handed over (S42)."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.activities.base import Fields
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.documents.word.write import write
from facilitation.meetings import service as meetings
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from tests.checked import CheckedClient, inner
from tests.conftest import Clock
from tests.documents.inspected import faults, words
from tests.live.rooms import room_of
from tests.meetings.leading import account, shown

MEGABYTE = "Une note très longue. " * 45_000
WIDE = "É" * 200


@pytest.fixture
def meeting(app: Flask, clock: Clock) -> str:
    """A meeting that runs, at a step whose texts stay in the minutes."""
    room = room_of(app, clock)
    room.at("cartes")
    return room.meeting


def test_a_note_of_a_megabyte_is_refused_in_a_sentence_and_stays_in_its_form(
    app: Flask, clock: Clock, alice: CheckedClient, meeting: str
) -> None:
    here = shown(app, clock, meeting).current
    assert here
    desk = f"/reunions/{meeting}/pupitre"
    page = alice.submit(desk, {"texte": MEGABYTE}, action=f"{here.id}/notes", status=422)
    assert "20 000" in page.words
    assert any(inner(area).strip() == MEGABYTE.strip() for area in page.tree.iter("textarea"))


def test_a_name_of_200_signs_without_a_space_is_kept_shown_and_printed(
    app: Flask, clock: Clock, alice: CheckedClient, meeting: str
) -> None:
    alice.post(f"/reunions/{meeting}/invites", {"nom": WIDE, "qualite": WIDE})
    assert WIDE in alice.get(f"/reunions/{meeting}/pupitre?volet=presences").text
    with app.app_context(), reading():
        outline = meetings.outline(meeting_id=meeting, document="pv", readership=Reader.GROUPE)
    data = write(outline)
    assert WIDE in words(data)
    assert list(faults(data)) == []


def fill(app: Flask, clock: Clock, meeting: str, notes: int, actions: int) -> None:
    """So many notes in the step that runs, and so many actions."""
    here, alice = shown(app, clock, meeting).current, account(app)
    assert here
    with app.app_context():
        for start in range(0, notes, 500):
            with writing():
                for rank in range(start, min(start + 500, notes)):
                    said = Fields(texte=f"Note {rank:04} dite en séance.")
                    meetings.answer(meeting_id=meeting, stage_id=here.id, formdata=said, now=clock())
        for start in range(0, actions, 100):
            with writing():
                for rank in range(start, min(start + 100, actions)):
                    told = {"text": f"Action {rank:03} à faire.", "account_id": alice, "now": clock()}
                    outcomes.capture(meeting_id=meeting, stage_id=here.id, kind=OutcomeKind.ACTION, **told)


def handed_over(app: Flask, clock: Clock, alice: CheckedClient, meeting: str, notes: int, actions: int) -> None:
    fill(app, clock, meeting, notes, actions)
    desk = alice.get(f"/reunions/{meeting}/pupitre")
    assert f"Note {notes - 1:04}" in desk.text
    with app.app_context(), reading():
        made = {
            name: meetings.outline(meeting_id=meeting, document=name, readership=Reader.GROUPE)
            for name in ("pv", "plan-action")
        }
    said = {name: words(write(outline)) for name, outline in made.items()}
    assert all(f"Note {rank:04}" in said["pv"] for rank in range(notes))
    assert all(f"Action {rank:03}" in said["plan-action"] for rank in range(actions))


def test_a_large_meeting_is_shown_and_handed_over_whole(
    app: Flask, clock: Clock, alice: CheckedClient, meeting: str
) -> None:
    handed_over(app, clock, alice, meeting, notes=150, actions=40)


@pytest.mark.long
def test_a_meeting_of_5000_notes_and_400_actions_is_shown_and_handed_over_whole(
    app: Flask, clock: Clock, alice: CheckedClient, meeting: str
) -> None:
    handed_over(app, clock, alice, meeting, notes=5000, actions=400)
