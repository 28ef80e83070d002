"""An anonymous step on phones: nothing ties an answer to its author, and nobody reads one before the step is over."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from facilitation import database
from facilitation.activities.base import Fields
from facilitation.database import db, reading
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import Source
from facilitation.meetings.service.answers import SpreadShown, StillSealed, TooLateUnsigned
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.live.rooms import Room, room_of


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting of six, at its anonymous step."""
    room = room_of(app, clock)
    room.at("anonyme")
    return room


def keys(room: Room) -> list[str]:
    with room.app.app_context(), reading():
        return list(db.session.scalars(db.select(models.AnonymousKey.key)))


def journal(room: Room) -> list[str]:
    with room.app.app_context(), reading():
        return list(db.session.scalars(db.select(models.Event.kind).where(models.Event.meeting_id == room.meeting)))


def test_an_anonymous_answer_is_kept_without_author_order_or_time(room: Room) -> None:
    assert "Anonyme : personne ne saura qui a écrit ceci" in room.phone().get(room.address).words
    before = journal(room)
    room.send("anonyme", texte="Je me tais depuis un an.")
    assert not room.answers("anonyme")
    [row] = room.unsigned("anonyme")
    assert (row.answer, row.readers, row.revealed) == ({"text": "Je me tais depuis un an."}, ["groupe"], False)
    assert {column.name for column in models.AnonymousAnswer.__table__.columns} == {
        "id",
        "stage_id",
        "answer",
        "readers",
        "marks",
        "revealed",
    }
    assert journal(room) == before


def test_a_phone_answers_once_and_cannot_take_it_back(room: Room) -> None:
    page = room.phone().follow(room.send("anonyme", texte="Une fois."))
    assert "Votre réponse ne peut plus être reprise : personne ne sait laquelle est la vôtre." in page.words
    assert "Une fois." not in page.text
    assert not page.all(".//textarea")
    address = f"{room.address}/etapes/{room.stages['anonyme']}/reponse"
    refused = room.phone().post(address, {"texte": "Une autre.", "cle_": "autre"}, status=422)
    assert "Ce téléphone a déjà répondu" in refused.words
    assert refused.form("reponse")["texte"] == "Une autre."
    assert len(room.unsigned("anonyme")) == 1


def test_the_same_sending_of_an_anonymous_answer_counts_once(room: Room) -> None:
    page = room.phone().get(room.address)
    fields = {**page.form("reponse"), "texte": "Une fois."}
    for word in ("un", "deux"):
        room.phone().post(page.target("reponse"), {**fields, "envoi_": word})
    assert len(room.unsigned("anonyme")) == 1


@pytest.mark.parametrize("leaving", [meetings.forward, meetings.back, meetings.end])
def test_what_tells_that_a_phone_has_answered_is_dropped_when_the_step_is_left(room: Room, leaving: object) -> None:
    room.send("anonyme", texte="Un secret.")
    assert len(keys(room)) == 2
    room.do(leaving)
    assert keys(room) == []


def test_nothing_in_the_file_ties_the_phone_to_its_answer(room: Room, app: Flask) -> None:
    room.phone()
    with app.app_context(), reading():
        device = db.session.scalar(db.select(models.Participant.id))
        file = Path(database.db.engine.url.database or "")
    assert device

    def mentions() -> int:
        return file.read_bytes().count(device.encode())  # the whole file: rows, indexes, pages set free

    before = mentions()
    room.send("anonyme", texte="Un secret.")
    assert mentions() == before


def test_nobody_reads_or_shows_an_anonymous_answer_before_the_step_is_over(room: Room, alice: CheckedClient) -> None:
    room.send("anonyme", texte="Un secret.")
    for page in ("pupitre", "salle", "un-seul-ecran"):
        assert "Un secret." not in alice.get(f"/reunions/{room.meeting}/{page}").text
    assert "Un secret." not in room.phone("Paul").get(room.address).text
    with pytest.raises(StillSealed):
        room.do(meetings.reveal, stage_id=room.stages["anonyme"])
    room.do(meetings.forward)
    desk = alice.get(f"/reunions/{room.meeting}/pupitre?etape={room.stages['anonyme']}")
    assert "Un secret." in desk.text


def test_a_sealed_step_takes_no_late_answer_and_the_text_stays_on_the_page(room: Room) -> None:
    page = room.phone().get(room.address)
    room.do(meetings.forward)
    late = room.phone().post(page.target("reponse"), {**page.form("reponse"), "texte": "Trop tard."}, status=422)
    assert "une réponse ajoutée maintenant se reconnaîtrait" in late.words
    assert late.form("reponse")["texte"] == "Trop tard."
    assert not room.unsigned("anonyme")


def test_with_fewer_than_five_people_a_phone_says_so_beforehand_and_says_how_else(app: Flask, clock: Clock) -> None:
    room = room_of(app, clock, people=4)
    room.at("anonyme")
    words = room.phone().get(room.address).words
    assert "Vous êtes moins de cinq : l’anonymat ne peut pas être promis." in words
    for way in ("ensemble, à voix haute", "avec les noms, si tout le monde est d’accord", "des cartes de papier"):
        assert way in words
    assert "personne ne saura qui" not in words


# ------------------------------------------------------------------ once the step is over, by every other way in


def written(room: Room, text: str, source: Source) -> None:
    """Somebody's answer to the anonymous step, written elsewhere than on a phone."""
    room.do(meetings.answer, stage_id=room.stages["anonyme"], formdata=Fields({"texte": text}), source=source)


def test_neither_the_desk_nor_the_secretary_adds_an_answer_once_the_step_is_over(room: Room) -> None:
    written(room, "En même temps que les autres.", Source.DESK)
    room.do(meetings.forward)
    with pytest.raises(TooLateUnsigned):
        written(room, "Après coup.", Source.DESK)
    assert [row.answer["text"] for row in room.unsigned("anonyme")] == ["En même temps que les autres."]


def test_a_sheet_is_typed_after_the_end_until_the_room_has_seen_the_answers(room: Room) -> None:
    room.send("anonyme", texte="Un secret.")
    room.do(meetings.forward)
    written(room, "Sur papier.", Source.PAPER)
    assert {row.answer["text"] for row in room.unsigned("anonyme")} == {"Un secret.", "Sur papier."}
    room.do(meetings.reveal, stage_id=room.stages["anonyme"])
    with pytest.raises(SpreadShown):
        written(room, "Une feuille retrouvée.", Source.PAPER)
    assert len(room.unsigned("anonyme")) == 2


def test_the_desk_keeps_the_text_that_came_too_late(room: Room, alice: CheckedClient) -> None:
    room.send("anonyme", texte="Un secret.")
    room.do(meetings.forward)
    stage = room.stages["anonyme"]
    here = f"/reunions/{room.meeting}/pupitre/etapes/{stage}/reponses?etape={stage}"
    page = alice.post(here, {"texte": "Trop tard, tout compte fait.", "lieu_": f"reponse:{stage}"}, status=422)
    assert "se reconnaîtrait" in page.words
    assert "Trop tard, tout compte fait." in page.text
    assert len(room.unsigned("anonyme")) == 1
