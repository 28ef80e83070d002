"""The room's page is kept for a moment: answers that nobody has shown move its count alone, and anything else has it made anew."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.database import db, reading, writing
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.ledger import At, move_on
from facilitation.meetings.service import wall
from facilitation.meetings.shown import RoomPage
from tests.conftest import Clock
from tests.live.rooms import Room, room_of
from tests.pages.test_routes import counted


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    found = room_of(app, clock)
    found.at("ecriture")
    return found


def page(room: Room) -> RoomPage:
    with room.app.app_context(), reading():
        return meetings.room_page(meeting_id=room.meeting, now=room.clock())


def anew(room: Room) -> RoomPage:
    """The page, made without anything that was kept."""
    wall._memory.forget()
    return page(room)


def asked(room: Room) -> int:
    """How many questions the page costs."""
    with counted(room.app) as statements:
        page(room)
    return len(statements)


@pytest.mark.parametrize("step", ["ecriture", "cartes", "anonyme"])
def test_an_answer_that_nobody_has_shown_moves_the_count_for_one_question(room: Room, step: str) -> None:
    room.at(step)
    room.phone("Pierre")
    room.send(step, "Odile", texte="Un premier texte.")
    before = page(room)
    room.clock.later(minutes=1.5)
    room.send(step, "Pierre", texte="Un second texte.")
    assert asked(room) == 1
    kept = page(room)
    assert kept == anew(room)
    assert (kept.version, kept.count[:1], before.count[:1]) == (before.version + 1, "2", "1")


def test_the_time_goes_on_in_the_page_that_is_kept(room: Room) -> None:
    first = page(room)
    room.clock.later(minutes=1)
    assert asked(room) == 1
    assert page(room).elapsed == first.elapsed + 60 == anew(room).elapsed


def test_a_text_shown_or_hidden_by_the_desk_is_so_at_once(room: Room) -> None:
    room.send("ecriture", texte="Un texte à montrer.", partager_="oui")
    assert "Un texte à montrer." not in repr(page(room))
    room.do(meetings.reveal, stage_id=room.stages["ecriture"])
    assert "Un texte à montrer." in repr(page(room))
    room.do(meetings.hide, stage_id=room.stages["ecriture"], ids=[room.answers("ecriture")[0].id])
    assert "Un texte à montrer." not in repr(page(room))


def test_a_text_that_the_room_saw_and_its_author_replaces_leaves_at_once(room: Room) -> None:
    room.send("ecriture", texte="Un texte à montrer.", partager_="oui")
    room.do(meetings.reveal, stage_id=room.stages["ecriture"])
    assert "Un texte à montrer." in repr(page(room))
    address = f"{room.address}/etapes/{room.stages['ecriture']}/reponse"
    room.phone().post(address, {"texte": "Un autre.", "partager_": "oui", "cle_": "autre"})
    assert "Un texte à montrer." not in repr(page(room))


def test_any_other_change_of_this_process_lets_the_pages_go(room: Room) -> None:
    page(room)
    with room.app.app_context(), writing():
        db.session.get_one(models.Meeting, room.meeting).title = "Un autre titre"
    assert asked(room) > 1


def test_what_moved_beside_an_answer_is_seen_by_the_version(room: Room) -> None:
    page(room)
    with room.app.app_context(), writing():
        meeting = db.session.get_one(models.Meeting, room.meeting)
        wall.unseen(At(meeting.id, meeting.version + 1, meeting.stage_version))
        meeting.neutral = True
        meeting.version += 2
    assert page(room).neutral


def test_an_answer_that_was_not_committed_moves_nothing(room: Room) -> None:
    before = page(room)

    def answer() -> None:
        with room.app.app_context(), writing():
            meeting = db.session.get_one(models.Meeting, room.meeting)
            wall.unseen(move_on(At(meeting.id, meeting.version, meeting.stage_version)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        answer()
    assert page(room) == before == anew(room)
