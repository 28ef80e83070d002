"""Where people write for themselves, a phone's text is its author's alone; « Partager avec le groupe » is what lets the desk read it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from facilitation.confidentiality.readers import Reader
from facilitation.database import db, reading, writing
from facilitation.documents.word.reread import reread
from facilitation.errors import NotHere
from facilitation.live import service as live
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from tests.checked import CheckedClient
from tests.conftest import Clock, phone_of
from tests.live.rooms import Room, room_of

SECRET, SAID = "canari001fin", "canari002fin"


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting of six that runs, with a step of every kind."""
    return room_of(app, clock)


def everywhere(room: Room, alice: CheckedClient) -> dict[str, str]:
    """All that others than the author can open: the desk, the room, the read-back, both documents, another phone."""
    home, stage = f"/reunions/{room.meeting}", room.stages["ecriture"]
    pages = (
        f"{home}/pupitre",
        f"{home}/pupitre?etape={stage}",
        f"{home}/salle",
        f"{home}/un-seul-ecran",
        f"{home}/relecture",
    )
    found = {page: alice.raw.get(page).text for page in pages}
    with room.app.app_context(), reading():
        made = meetings.all_outlines(meeting_id=room.meeting, readerships=tuple(Reader))
    return {**found, "documents": repr(made), "phone": room.phone("Paul").get(room.address).text}


@pytest.mark.parametrize(("step", "own"), [("ecriture", True), ("cartes", False), ("anonyme", False)])
def test_the_phone_says_who_reads_and_asks_whether_to_share(room: Room, step: str, own: bool) -> None:
    room.at(step)
    page = room.phone().get(room.address)
    assert ("Lu par : vous seul·e" in page.words) is own
    assert ("partager_" in page.text) is own
    assert ("Lu par : le groupe" in page.words) is (step == "cartes")
    assert page.form("reponse").get("partager_") is None, "nothing is shared unless one says so"


def test_what_is_not_shared_is_on_the_author_s_phone_and_nowhere_else(room: Room, alice: CheckedClient) -> None:
    stage = room.at("ecriture")
    page = room.phone().follow(room.send("ecriture", texte=SECRET))
    assert "Enregistré, pour vous seul·e" in page.words
    assert SECRET in page.text
    [row] = room.answers("ecriture")
    assert row.readers == []
    room.do(meetings.reveal, stage_id=stage)
    room.do(meetings.reveal, stage_id=stage, ids=[row.id])
    for where, text in everywhere(room, alice).items():
        assert SECRET not in text, where
    assert "Un texte est gardé par la personne qui l’a écrit" in alice.get(f"/reunions/{room.meeting}/pupitre").words
    assert "Rien n’est encore écrit" not in alice.get(f"/reunions/{room.meeting}/pupitre").words
    assert not room.answers("ecriture")[0].revealed


def test_the_desk_can_neither_correct_nor_erase_what_its_author_keeps(room: Room, alice: CheckedClient) -> None:
    stage = room.at("ecriture")
    room.send("ecriture", texte=SECRET)
    [row] = room.answers("ecriture")
    room.do(meetings.erase, stage_id=stage, ids=[row.id])
    desk = f"/reunions/{room.meeting}/pupitre/reponses/{row.id}"
    alice.post(desk, {"texte": "forgé", "lecteurs_demandes_": "", "lecteurs_": "groupe"}, status=404)
    alice.post(f"/reunions/{room.meeting}/corriger?corriger={row.id}&champ=text", {"text": "forgé"}, status=404)
    with pytest.raises(NotHere):
        room.do(meetings.correct, contribution_id=row.id, formdata={"texte": "forgé"}, readers=set(Reader))
    [still] = room.answers("ecriture")
    assert (still.answer, still.readers) == ({"text": SECRET}, [])


def test_shared_the_desk_reads_it_and_the_room_once_it_is_shown(room: Room, alice: CheckedClient) -> None:
    stage = room.at("ecriture")
    page = room.phone().follow(room.send("ecriture", texte=SAID, partager_="oui"))
    assert "Enregistré, partagé avec le groupe" in page.words
    desk, wall = f"/reunions/{room.meeting}/pupitre", f"/reunions/{room.meeting}/salle"
    assert SAID in alice.get(desk).text
    assert SAID not in alice.get(wall).text
    room.do(meetings.reveal, stage_id=stage)
    assert SAID in alice.get(wall).text
    assert "est gardé par la personne" not in alice.get(desk).words


def test_the_author_takes_the_sharing_back_even_after_the_room_saw_it(room: Room, alice: CheckedClient) -> None:
    stage = room.at("ecriture")
    room.send("ecriture", texte=SAID, partager_="oui")
    again = room.phone().get(next(one for one in room.phone().get(room.address).links() if "corriger" in one))
    assert again.form("reponse")["partager_"] == "oui", "the form holds what was chosen"
    room.do(meetings.reveal, stage_id=stage)
    room.phone().post(f"{room.address}/etapes/{stage}/reponse", {"texte": SAID, "cle_": "reprise"})
    for where, text in everywhere(room, alice).items():
        assert SAID not in text, where


def test_a_refused_text_keeps_the_choice_to_share(room: Room) -> None:
    stage = room.at("ecriture")
    page = room.phone().post(f"{room.address}/etapes/{stage}/reponse", {"texte": " ", "partager_": "oui"}, status=422)
    assert page.form("reponse")["partager_"] == "oui"
    page = room.phone().post(
        f"{room.address}/stop", {"texte": "Commencé.", "etape_": stage, "partager_": "oui"}, status=200
    )
    assert page.form("reponse")["partager_"] == "oui"


def test_what_one_wrote_for_oneself_is_still_on_the_phone_in_the_next_step(room: Room) -> None:
    room.at("ecriture")
    room.send("ecriture", texte=SECRET)
    room.send("ecriture", "Paul", texte=SAID, partager_="oui")
    room.at("cartes")
    mine, other = room.phone().get(room.address), room.phone("Paul").get(room.address)
    assert SECRET in mine.text
    assert "Écrit pour vous seul·e" in mine.words
    assert SECRET not in other.text
    assert "Écrit pour vous seul·e" not in other.words


def test_a_text_that_came_late_does_not_say_that_the_desk_has_it(room: Room) -> None:
    stage = room.at("ecriture")
    room.at("cartes")
    late = room.phone().post(f"{room.address}/etapes/{stage}/reponse", {"texte": SECRET, "cle_": "tard"})
    page = room.phone().follow(late)
    assert "Enregistré, pour vous seul·e" in page.words
    assert "au pupitre, c’est noté" not in page.words


def test_a_phone_that_takes_a_place_over_does_not_get_what_was_kept(app: Flask, clock: Clock) -> None:
    room = room_of(app, clock)
    seat = room.do(meetings.add_guest, name="Carole Marchal")
    room.phones["Carole"] = phone_of(app, room.meeting, clock(), "Carole", seat)
    room.at("ecriture")
    room.send("ecriture", "Carole", texte=SECRET)
    other = room.phone("Paul")
    other.submit(f"{room.address}/moi", {"name": "Carole", "place": seat}, action="/moi")
    with app.app_context(), reading():
        claim = live.door(meeting_id=room.meeting).claims[0].id
    room.do(live.confirm_claim, device_id=claim)
    assert SECRET not in other.get(room.address).text


def test_closing_erases_it(room: Room) -> None:
    room.at("ecriture")
    room.send("ecriture", texte=SECRET)
    room.do(meetings.end)
    room.do(meetings.close)
    with room.app.app_context(), reading():
        kept = [str(row.answer) for row in db.session.scalars(db.select(models.Contribution))]
        frozen = "".join(db.session.scalars(db.select(models.FrozenOutline.outline)))
    assert not re.search(SECRET, "".join(kept) + frozen)


@pytest.mark.parametrize(("accepts", "said"), [(True, "avec votre nom"), (False, "sans votre nom")])
def test_the_phone_says_under_which_name_the_room_would_read_it(
    app: Flask, clock: Clock, alice: CheckedClient, accepts: bool, said: str
) -> None:
    room = room_of(app, clock)
    seat = room.do(meetings.add_guest, name="Carole Marchal")
    with app.app_context(), writing():
        person = db.session.get(models.Attendance, seat)
        assert person is not None
        person.accepts_naming = accepts
    room.phones["Carole"] = phone_of(app, room.meeting, clock(), "Carole", seat)
    stage = room.at("ecriture")
    assert f"le montrer à la salle, {said}" in room.phone("Carole").get(room.address).words
    room.send("ecriture", "Carole", texte=SAID, partager_="oui")
    room.do(meetings.reveal, stage_id=stage)
    wall = alice.get(f"/reunions/{room.meeting}/salle").words
    assert SAID in wall
    assert ("Carole Marchal" in wall) is accepts


def test_once_the_meeting_is_over_what_one_kept_lies_open_to_be_copied(room: Room) -> None:
    room.at("ecriture")
    room.send("ecriture", texte=SECRET)
    room.at("cartes")
    assert not room.phone().get(room.address).all(".//details[@open]")
    room.do(meetings.end)
    page = room.phone().get(room.address)
    assert page.all(".//details[@open]")
    assert SECRET in page.words


def test_the_author_takes_their_texts_away_as_a_file_until_the_closing_erases_them(room: Room) -> None:
    room.at("ecriture")
    room.send("ecriture", texte=SECRET)
    room.send("ecriture", "Paul", texte=SAID, partager_="oui")
    room.at("cartes")
    own = f"{room.address}/mes-textes"
    assert f"{own}.docx" in room.phone().get(room.address).links()
    plain = room.phone().raw.get(f"{own}.txt")
    assert "attachment" in plain.headers["Content-Disposition"]
    assert SECRET in plain.text
    assert "Étape ecriture" in plain.text
    assert SAID not in plain.text
    assert SECRET in reread(room.phone().raw.get(f"{own}.docx").data)
    room.do(meetings.end)
    assert f"{own}.txt" in room.phone().get(room.address).links()
    room.do(meetings.close)
    assert room.phone().raw.get(f"{own}.txt").status_code in (303, 404)


def test_a_phone_without_a_text_of_its_own_has_nothing_to_take(room: Room) -> None:
    room.at("cartes")
    room.send("cartes", texte=SAID)
    page = room.phone().get(room.address)
    assert "mes-textes" not in page.text
    assert "Rien n’est à emporter" in reread(room.phone().raw.get(f"{room.address}/mes-textes.docx").data)
    assert SAID not in room.phone().raw.get(f"{room.address}/mes-textes.txt").text
