"""The disk is full at the moment of each gesture of a meeting (S89): a sentence says so, the text comes back, and the same gesture is taken once there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from facilitation.database import db
from facilitation.meetings import service as meetings
from tests.checked import CheckedClient, Page
from tests.conftest import Clock
from tests.live.rooms import Room, room_of

pytestmark = pytest.mark.database
LONG = "Un relais perdu entre deux services, et personne ne l’a vu. " * 300
FULL = "plus de place sur le disque"


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting that runs, at a step where people write."""
    made = room_of(app, clock)
    made.at("cartes")
    return made


@contextmanager
def full(app: Flask) -> Iterator[None]:
    """The file may not grow by a page meanwhile: what SQLite is told then is what a full disk has it say."""

    def bound(connection: Any, *_told: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def free(connection: Any, *_told: object) -> None:
        connection.execute("PRAGMA max_page_count = 1073741823")

    with app.app_context():
        engine = db.engine
        event.listen(engine, "checkout", bound)
        try:
            yield
        finally:
            event.remove(engine, "checkout", bound)
            event.listen(engine, "checkout", free)


def at_phone(room: Room, alice: CheckedClient, status: int) -> Page:
    return room.send("cartes", status=status, texte=LONG)


def at_desk(action: str, **fields: str) -> Callable[[Room, CheckedClient, int], Page]:
    def gesture(room: Room, alice: CheckedClient, status: int) -> Page:
        return alice.submit(f"/reunions/{room.meeting}/pupitre", fields, action=action, status=status)

    return gesture


GESTURES = {
    "phone": at_phone,
    "answer": at_desk("/reponses", texte=LONG),
    "capture": at_desk("/captures", genre="question", texte=LONG),
    "notebook": at_desk("/notes", texte=LONG),
}


@pytest.mark.parametrize("gesture", GESTURES)
def test_a_full_disk_gives_the_text_back_and_takes_it_once_there_is_room(
    room: Room, alice: CheckedClient, app: Flask, gesture: str
) -> None:
    make = GESTURES[gesture]
    room.phone()
    with full(app):
        refused = make(room, alice, 507)
        assert FULL in refused.words
        assert LONG.strip() in [(field.text or "").strip() for field in refused.all(".//textarea")]
        assert alice.get(f"/reunions/{room.meeting}/pupitre").status == 200, "one can still read"
        assert room.phone().get(room.address).status == 200
    assert not (room.answers("cartes") if gesture in ("phone", "answer") else [])
    assert make(room, alice, 303).location


def test_a_meeting_is_not_closed_on_a_full_disk_and_is_once_there_is_room(
    room: Room, alice: CheckedClient, app: Flask
) -> None:
    room.send("cartes", texte=LONG)
    room.do(meetings.end)
    where = f"/reunions/{room.meeting}/clore"
    with full(app):
        assert FULL in alice.submit(where, status=507).words
        assert alice.raw.get(f"/reunions/{room.meeting}/relecture").status_code == 200
        document = alice.raw.get(f"/reunions/{room.meeting}/documents/groupe/pv.docx")
        assert document.data.startswith(b"PK"), "a document takes no room of the disk"
    assert room.shown().state.value == "terminee"
    assert len(room.answers("cartes")) == 1
    alice.submit(where)
    assert room.shown().state.value == "close"
