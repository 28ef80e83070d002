"""The map of drifts in a meeting: rated on phones, shown by the desk to the room and to phones in the step that reads it."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.database import db, writing
from facilitation.guides.catalogue import Catalogue, freeze
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import PointKind
from facilitation.meetings.service.agenda import add_point
from facilitation.meetings.shown import NewMeeting
from tests.checked import CheckedClient, Page
from tests.conftest import Clock
from tests.live.rooms import Room
from tests.meetings.leading import account
from tests.meetings.map_guide import guide

NAMES = ("Odile", "Paul", "Rose", "Samir", "Tine")
SHOW = "Montrer la carte à la salle"


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting of six, at the step where each one rates."""
    owner = account(app)
    with app.app_context(), writing():
        new = NewMeeting(title="Nos dérives", expected=6, starts_at=clock())
        meeting = meetings.prepare(account_id=owner, new=new, now=clock())
        row = db.session.get(models.Meeting, meeting)
        assert row is not None
        add_point(row, PointKind.GUIDE, "Un guide d’essai", freeze(guide(), Catalogue()), "")
        meetings.open_meeting(meeting_id=meeting, now=clock())
        meetings.start(meeting_id=meeting, now=clock())
        stages = {stage.step_id: stage.id for stage in row.stages}
    return Room(app, clock, meeting, stages)


def desk(room: Room, alice: CheckedClient) -> Page:
    return alice.get(f"/reunions/{room.meeting}/pupitre")


def rated(room: Room, count: int) -> None:
    for place, name in zip("00033", NAMES[:count], strict=False):
        room.send("situer", name, **{"dilution.presence": place, "dilution.gravite": "3"})


def test_the_step_that_reads_the_map_shows_it_to_the_desk_and_one_gesture_to_the_room(
    room: Room, alice: CheckedClient
) -> None:
    rated(room, 5)
    wall = f"/reunions/{room.meeting}/salle"
    room.at("lire")
    assert "drifts" not in alice.get(wall).text
    page = desk(room, alice)
    [details] = page.all(".//details[@class='inputs']")
    assert details.get("open") is not None
    assert SHOW in page.words
    alice.post(page.target(f"{room.stages['situer']}/montrer"), page.form(f"{room.stages['situer']}/montrer"))
    after = desk(room, alice)
    assert SHOW not in after.words
    assert "La salle voit cette carte" in after.words
    for seen in (alice.get(wall), room.phone("Odile").get(room.address)):
        assert len(seen.all(".//table[@class='drifts']")) == 1
        assert seen.text.count('class="presence"') == seen.text.count('class="square"') == 5
        assert "où nos réponses s’écartent le plus" in seen.words


def test_under_five_the_step_that_reads_has_no_map_and_no_gesture(room: Room, alice: CheckedClient) -> None:
    rated(room, 4)
    room.at("lire")
    page = desk(room, alice)
    assert SHOW not in page.words
    assert "drifts" not in page.text
    room.do(meetings.reveal, stage_id=room.stages["situer"])
    for seen in (alice.get(f"/reunions/{room.meeting}/salle"), room.phone("Odile").get(room.address)):
        assert "drifts" not in seen.text


def test_the_desk_names_the_line_of_the_group_and_phones_are_asked_it(room: Room, alice: CheckedClient) -> None:
    assert "Nos silences" not in room.phone("Odile").get(room.address).words
    path = f"/reunions/{room.meeting}/pupitre/etapes/{room.stages['situer']}/ranger"
    here = f"/reunions/{room.meeting}/pupitre"
    refused = alice.submit(here, {"titre": "x" * 81}, action=path, status=422)
    assert "Un nom court, sur une ligne" in refused.words
    assert "x" * 81 in refused.text, "what was typed is still there"
    alice.submit(here, {"titre": "Nos silences"}, action=path)
    phone = room.phone("Odile").get(room.address)
    assert "Nos silences" in phone.words
    room.send("situer", "Odile", **{"ajout.presence": "3", "ajout.gravite": "2"})
    [row] = room.unsigned("situer")
    assert row.answer == {"places": {"ajout.presence": 3, "ajout.gravite": 2}}
    locked = alice.post(path, {"geste": "nommer", "titre": "Nos retards"}, status=422)
    assert "ne change plus" in locked.words
