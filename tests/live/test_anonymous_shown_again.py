"""An anonymous step that is over can be shown to the room: the group comes back to it, reads, and adds nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.activities.base import Fields
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import Source
from facilitation.meetings.service.answers import SpreadShown, TooLateUnsigned
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.live.rooms import Room, room_of

NAMES = ("Odile", "Paul", "Rose", "Samir", "Tine")
BACK = "Revenir ici et tout montrer à la salle"


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting of six, at its anonymous texts."""
    return room_of(app, clock)


def written(room: Room, step: str, count: int) -> str:
    """So many phones answer this step, then the group goes on; gives the stage."""
    stage = room.at(step)
    for number, name in enumerate(NAMES[:count]):
        words = {"texte": f"canari00{number}fin"} if step == "anonyme" else {"quand": "2", "qui": "1"}
        room.send(step, name, **words)
    room.at("cartes")
    return stage


def pages(room: Room) -> tuple[str, str, str]:
    """The desk at this step, the room, and the single screen's strip."""
    home = f"/reunions/{room.meeting}"
    return f"{home}/pupitre", f"{home}/salle", f"{home}/un-seul-ecran"


def bring_back(room: Room, alice: CheckedClient, stage: str) -> None:
    """Press the button of the desk that looks at this stage."""
    page = alice.get(f"{pages(room)[0]}?etape={stage}")
    [form] = [one for one in page.all(".//form") if one.find("input[@name='revenir_']") is not None]
    fields = {one.get("name", ""): one.get("value", "") for one in form.iter("input")}
    answer = alice.post(form.get("action") or "", fields)
    assert answer.location == pages(room)[0], "one looks at what the room sees"


@pytest.mark.parametrize("step", ["anonyme", "echelle"])
def test_one_gesture_of_the_desk_brings_the_room_back_to_what_was_answered(
    room: Room, alice: CheckedClient, step: str
) -> None:
    stage = written(room, step, 5)
    desk, wall, single = pages(room)
    before = alice.get(wall).text
    looked = alice.get(f"{desk}?etape={stage}")
    assert BACK in looked.words
    bring_back(room, alice, stage)
    shown = alice.get(wall)
    if step == "anonyme":
        assert all(f"canari00{number}fin" in shown.text for number in range(5))
    else:
        assert "médiane" in shown.words.lower()
    assert shown.text != before
    here = alice.get(desk)
    assert BACK not in here.words
    assert "ils se liront quand l’étape sera finie" not in here.words
    assert "Cette étape anonyme est finie" in here.words
    assert not here.all(".//form[@id='ecrire']")
    assert not alice.get(single).all(".//*[@id='ecrire']")


@pytest.mark.parametrize("hidden", [False, True])
def test_nobody_adds_an_answer_once_the_room_has_seen_them(room: Room, alice: CheckedClient, hidden: bool) -> None:
    stage = written(room, "anonyme", 5)
    room.do(meetings.reveal, stage_id=stage)
    if hidden:
        room.do(meetings.hide, stage_id=stage, ids=[row.id for row in room.unsigned("anonyme")])
    room.at("anonyme")
    page = room.phone("Odile").get(room.address)
    assert not page.all(".//textarea")
    assert "Le groupe lit ensemble les réponses sans nom." in page.words
    refused = room.phone("Ursule").post(f"{room.address}/etapes/{stage}/reponse", {"texte": "Encore."}, status=422)
    assert "Cette étape anonyme est finie" in refused.words
    assert "Encore." in refused.text
    for source, wrong in ((Source.DESK, TooLateUnsigned), (Source.PAPER, SpreadShown)):
        if hidden and source is Source.PAPER:
            continue
        with pytest.raises(wrong):
            room.do(meetings.answer, stage_id=stage, formdata=Fields(texte="Encore."), source=source)
    assert len(room.unsigned("anonyme")) == 5
    assert ("canari000fin" in room.phone("Odile").get(room.address).text) is not hidden


def test_a_group_that_comes_back_before_anything_was_shown_may_go_on_answering(
    room: Room, alice: CheckedClient
) -> None:
    stage = written(room, "anonyme", 2)
    room.at("anonyme")
    assert "canari" not in alice.get(f"{pages(room)[0]}?etape={stage}").text
    room.send("anonyme", "Rose", texte="J’ajoute.")
    assert len(room.unsigned("anonyme")) == 3


@pytest.mark.parametrize("step", ["anonyme", "echelle"])
def test_under_five_answers_the_gesture_is_not_offered_and_a_count_is_never_shown(
    room: Room, alice: CheckedClient, step: str
) -> None:
    stage = written(room, step, 4)
    desk, wall, _single = pages(room)
    assert BACK not in alice.get(f"{desk}?etape={stage}").words
    alice.post(f"/reunions/{room.meeting}/pupitre/etapes/{stage}/montrer", {"revenir_": "oui"}, status=422)
    assert "canari" not in alice.get(wall).text
    if step == "echelle":
        room.do(meetings.reveal, stage_id=stage)
        room.at("echelle")
        assert "médiane" not in alice.get(wall).words
        assert "médiane" not in room.phone("Odile").get(room.address).words


def test_the_gesture_is_undone_like_any_move(room: Room, alice: CheckedClient) -> None:
    stage = written(room, "anonyme", 5)
    desk = pages(room)[0]
    bring_back(room, alice, stage)
    alice.post(f"/reunions/{room.meeting}/pupitre/defaire", alice.get(desk).form("/defaire"))
    assert room.shown().current is not None
    assert room.shown().current.id == room.stages["cartes"]
