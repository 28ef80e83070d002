"""The room's page is kept for a moment: answers that nobody has shown move its count alone, and anything else has it made anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from facilitation.database import db, reading, writing
from facilitation.live.hub import Hub, Numbers
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.ledger import At, move_on
from facilitation.meetings.service import wall
from facilitation.meetings.shown import RoomPage
from facilitation.meetings.views import room_pages
from facilitation.meetings.views.frames import Frames
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
def test_an_answer_that_nobody_has_shown_moves_the_count_and_asks_the_database_nothing(room: Room, step: str) -> None:
    room.at(step)
    room.phone("Pierre")
    room.send(step, "Odile", texte="Un premier texte.")
    before = page(room)
    room.clock.later(minutes=1.5)
    room.send(step, "Pierre", texte="Un second texte.")
    assert asked(room) == 0
    kept = page(room)
    assert kept == anew(room)
    assert (kept.version, kept.count[:1], before.count[:1]) == (before.version + 1, "2", "1")


def test_the_time_goes_on_in_the_page_that_is_kept(room: Room) -> None:
    first = page(room)
    room.clock.later(minutes=1)
    assert asked(room) == 0
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


def test_an_answer_that_replaces_another_or_comes_to_another_step_leaves_the_count(room: Room) -> None:
    room.send("ecriture", "Odile", texte="Un premier texte.")
    before = page(room)
    counts = [before.count]
    for step, text in (("ecriture", "Le même, mieux dit."), ("cartes", "Tard, mais reçu.")):
        room.at("cartes")  # which has begun, then
        room.at("ecriture")
        page(room)
        address = f"{room.address}/etapes/{room.stages[step]}/reponse"
        room.phone().post(address, {"texte": text, "cle_": step})
        assert asked(room) == 0
        counts.append(page(room).count)
        assert page(room) == anew(room)
    assert counts == [before.count] * 3
    assert before.count.startswith("1")


def test_what_moved_beside_an_answer_is_seen(room: Room) -> None:
    page(room)
    with room.app.app_context(), writing():
        meeting = db.session.get_one(models.Meeting, room.meeting)
        at = At(meeting.id, meeting.version + 1, meeting.stage_version)
        wall.unseen(at, stage_id=room.stages["ecriture"], more=1)
        meeting.neutral = True
        meeting.version += 2
    assert page(room).neutral


def test_a_version_that_was_missed_lets_the_page_go(room: Room) -> None:
    before = page(room)
    with room.app.app_context(), writing():
        at = At(room.meeting, before.version + 2, before.stage_version)
        wall.unseen(at, stage_id=room.stages["ecriture"], more=1)
    assert asked(room) > 1


def test_whoever_is_told_that_the_meeting_moved_finds_it_moved(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[int, int]] = []
    publish = Hub.publish

    def look(hub: Hub, meeting_id: str, numbers: Numbers) -> None:
        kept = meetings.kept_page(meeting_id=meeting_id, now=room.clock())
        assert kept is not None
        found.append((kept.version, numbers.version))
        publish(hub, meeting_id, numbers)

    room.phone("Odile")
    page(room)
    monkeypatch.setattr(Hub, "publish", look)
    room.send("ecriture", "Odile", texte="Un premier texte.")
    assert found == [(numbers, numbers) for _, numbers in found]
    assert len(found) == 1


def test_the_window_writes_the_count_again_into_the_page_as_it_was(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def window() -> str:
        with room.app.test_request_context():
            return room_pages.window(room.meeting, pulse="live.screen_pulse", stream="live.screen_stream")

    room.phone("Odile")
    first = window()
    room.send("ecriture", "Odile", texte="Un premier texte.")
    with monkeypatch.context() as patched:
        patched.setattr(room_pages, "_rendered", None)  # it would be called for a page that is rendered
        kept = window()
    monkeypatch.setitem(room.app.extensions, room_pages.FRAMES, Frames())
    assert kept == window() != first


def test_a_page_in_which_the_count_is_not_alone_is_rendered_each_time(room: Room) -> None:
    shown = replace(page(room), count="2 réponses sur 9", version=7)
    once = '<div data-version="7"><p class="room-count">2 réponses sur 9</p></div>'
    frames, given = Frames(), iter([once * 2, once, "never asked for"])
    assert [frames.html(shown, "here", lambda: next(given)) for _ in range(3)] == [once * 2, once, once]
    counted = replace(shown, count="3 réponses sur 9", version=8)
    assert frames.html(counted, "here", lambda: next(given)) == once.replace("2 rép", "3 rép").replace('"7"', '"8"')


@pytest.mark.parametrize("change", [{"elapsed": 4_000}, {"title": "Autre chose"}, {"count": ""}], ids=str)
def test_a_page_that_differs_by_more_than_its_count_is_rendered(room: Room, change: dict[str, Any]) -> None:
    shown = replace(page(room), count="2 réponses sur 9", version=7)
    once = '<div data-version="7"><p class="room-count">2 réponses sur 9</p></div>'
    frames = Frames()
    frames.html(shown, "here", lambda: once)
    assert frames.html(replace(shown, **change), "here", lambda: "rendered") == "rendered"


def test_an_answer_that_was_not_committed_moves_nothing(room: Room) -> None:
    before = page(room)

    def answer() -> None:
        with room.app.app_context(), writing():
            meeting = db.session.get_one(models.Meeting, room.meeting)
            at = move_on(At(meeting.id, meeting.version, meeting.stage_version))
            wall.unseen(at, stage_id=room.stages["ecriture"], more=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        answer()
    assert page(room) == before == anew(room)
