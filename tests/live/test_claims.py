"""A phone that takes over somebody's place takes what was sent from it; where answers are counted, nobody weighs double."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from facilitation.database import reading
from facilitation.live import service as live
from facilitation.meetings import service as meetings
from tests.conftest import Clock, phone_of
from tests.live.rooms import Room, room_of


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting in which Carole's phone has her place."""
    room = room_of(app, clock)
    seat = room.do(meetings.add_guest, name="Carole Marchal")
    room.phones["Carole"] = phone_of(app, room.meeting, clock(), "Carole", seat)
    return room


def taken_over(room: Room) -> None:
    """The phone that calls itself Paul is Carole's too: it says so, and the desk confirms."""
    claimed(room)
    decided(room)


def claimed(room: Room) -> None:
    """The phone that calls itself Paul asks for Carole's place."""
    seat = next(one.id for one in room.shown().people if one.name == "Carole Marchal")
    room.phone("Paul").submit(f"{room.address}/moi", {"name": "Carole", "place": seat}, action="/moi")


def decided(room: Room, decide: Callable[..., None] = live.confirm_claim) -> None:
    """The desk answers who claims a place."""
    with room.app.app_context(), reading():
        [claim] = live.door(meeting_id=room.meeting).claims
    room.do(decide, device_id=claim.id)


@pytest.mark.parametrize(("first", "then"), [("Carole", "Paul"), ("Paul", "Carole")])
def test_of_two_votes_of_one_person_the_later_stays(room: Room, first: str, then: str) -> None:
    room.at("vote")
    room.send("vote", first, choix="quand")
    room.send("vote", then, choix="qui")
    room.phone("Odile")
    room.send("vote", "Odile", choix="quand")
    taken_over(room)
    assert sorted(one.answer["choices"][0] for one in room.answers("vote")) == ["quand", "qui"]
    assert "Changer ma réponse" in room.phone("Paul").get(room.address).words


def test_the_room_no_longer_sees_a_vote_that_went(room: Room) -> None:
    room.at("vote")
    room.send("vote", "Carole", choix="quand")
    room.do(meetings.reveal, stage_id=room.stages["vote"])
    room.send("vote", "Paul", choix="qui")
    before = int(room.phone("Odile").get(f"{room.address}/pouls").text)
    taken_over(room)
    assert int(room.phone("Odile").get(f"{room.address}/pouls").text) > before
    assert [one.revealed for one in room.answers("vote")] == [False]


def test_texts_all_stay_and_go_with_the_place(room: Room) -> None:
    room.at("notes")
    room.send("notes", "Carole", quand="Lundi.")
    room.send("notes", "Paul", quand="Mardi.")
    taken_over(room)
    assert [one.answer for one in room.answers("notes")] == [
        {"texts": {"quand": "Lundi."}},
        {"texts": {"quand": "Mardi."}},
    ]
    assert len({one.participant_id for one in room.answers("notes")}) == 1


@pytest.mark.parametrize("decide", [live.confirm_claim, live.refuse_claim])
def test_a_phone_that_asked_for_a_place_is_told_until_the_desk_has_said(
    room: Room, decide: Callable[..., None]
) -> None:
    paul = room.phone("Paul")
    claimed(room)
    asked = "Vous avez demandé cette place : Carole Marchal"
    assert asked in paul.get(room.address).words
    before = int(paul.get(f"{room.address}/pouls").text)
    decided(room, decide)
    assert int(paul.get(f"{room.address}/pouls").text) > before, "its page looks again"
    assert asked not in paul.get(room.address).words
