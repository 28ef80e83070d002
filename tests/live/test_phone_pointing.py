"""What a phone's script asks while its holder types: who is in the room is left alone, nobody learns who the members are, an anonymous step is not asked."""

from __future__ import annotations

import pytest

from facilitation.database import db, writing
from facilitation.meetings.models import Attendance
from tests.live.rooms import Room, room_of
from tests.meetings.leading import partnership
from tests.pages.test_routes import digest


@pytest.fixture
def room(app, clock) -> Room:
    """A meeting of six, with Bob Haddad on its list; its partnership has other members."""
    made = room_of(app, clock)
    group = partnership(app, clock)
    with app.app_context(), writing():
        db.session.add(Attendance(meeting_id=made.meeting, position=9, name="Bob Haddad"))
        db.session.execute(
            Attendance.metadata.tables["meeting"].update().values(partnership_id=group, year=None, number=None)
        )
    return made


def asked(room, text, status=200):
    return room.phone().post(f"{room.address}/reperage", {"texte": text}, status=status).response.json["found"]


def test_a_phone_is_told_and_nothing_of_it_is_kept(room, data):
    room.at("cartes")
    room.phone()
    before = digest(data)
    assert [one["text"] for one in asked(room, "Mme Tournesol, 0475 12 34 56")] == ["Mme Tournesol", "0475 12 34 56"]
    assert digest(data) == before
    assert asked(room, "x" * 20_001, status=422) == []


def test_who_is_in_the_room_is_left_alone_and_an_absent_member_is_like_anybody(room):
    assert asked(room, "M. Haddad attend.") == []
    assert [one["text"] for one in asked(room, "Mme Lambert attend.")] == ["Mme Lambert"]


def test_the_fields_of_an_anonymous_step_are_not_asked_for(room):
    room.at("cartes")
    assert "data-unasked" not in room.phone().get(room.address).text
    room.at("anonyme")
    page = room.phone().get(room.address)
    assert "data-reperage" in page.text
    assert "data-unasked" in page.text
