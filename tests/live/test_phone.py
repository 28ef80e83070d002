"""A phone's page: one question, one input, one button; what it sends, corrects and takes back; what it says in each state."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.database import db, reading
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import Source
from facilitation.meetings.service import groups
from tests.checked import CheckedClient
from tests.conftest import Clock, phone_of
from tests.live.rooms import STEPS, Room, room_of

SILENT = {
    "tour": "Chacun parle à son tour, et peut passer.",
    "silence": "Rien ne s’écrit à cette étape.",
    "decision": "Le groupe formule une décision à voix haute.",
    "action": "Le groupe choisit à voix haute ce qui sera fait",
    "question": "Le groupe dit à voix haute ce qui reste ouvert.",
    "relecture": "Le groupe relit ensemble ce qui sera gardé.",
}
ASKED = sorted(STEPS.keys() - SILENT.keys() - {"masque"})


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting of six that runs, with a step of every kind."""
    return room_of(app, clock)


def refreshes(page: object) -> bool:
    return 'http-equiv="refresh"' in page.text  # type: ignore[attr-defined]


# ------------------------------------------------------------------ the page


def test_a_phone_asks_one_question_and_passing_weighs_as_much_as_sending(room: Room) -> None:
    room.at("cartes")
    page = room.phone().get(room.address)
    assert "Il se pourrait que…" in page.words
    assert len(page.all(".//textarea")) == 1
    buttons = list(page.all(".//p[@class='twins']/button"))
    assert [(button.text, button.get("class")) for button in buttons] == [("Passer", "button"), ("Envoyer", "button")]
    assert "Lu par : le groupe, 6 personnes, sans votre nom" in page.words
    assert "Pas encore enregistré" in page.words
    assert "Stop, j’ai besoin qu’on s’arrête Seule l’animation le voit." in page.words


def test_a_phone_with_a_place_is_told_its_sub_group_and_who_writes_for_it(room: Room) -> None:
    seats = [room.do(meetings.add_guest, name=name) for name in ("Bob", "Carole")]
    stage = room.at("cartes")
    room.do(groups.draw, stage_id=stage, count=1, way="noms")
    room.do(groups.let_write, stage_id=stage, attendance_id=seats[0])
    with room.app.app_context():
        bob, carole = (phone_of(room.app, room.meeting, room.clock(), "", seat) for seat in seats)
    assert "Groupe 1 : vous écrivez pour le groupe." in bob.get(room.address).words
    assert "Groupe 1 : Bob écrit pour le groupe." in carole.get(room.address).words
    assert "écrit pour le groupe" not in room.phone("Odile").get(room.address).words


@pytest.mark.parametrize("step", ASKED)
def test_every_step_that_asks_each_person_has_its_form_on_a_phone(room: Room, step: str) -> None:
    room.at(step)
    page = room.phone().get(room.address)
    assert page.target("reponse").endswith(f"/etapes/{room.stages[step]}/reponse")
    assert not refreshes(page)


@pytest.mark.parametrize("step", SILENT)
def test_where_nobody_writes_by_themselves_a_phone_says_what_is_happening(room: Room, step: str) -> None:
    room.at(step)
    page = room.phone().get(room.address)
    assert SILENT[step] in page.words
    assert "Ce que voit la salle" not in page.words
    assert not page.all(".//textarea")
    assert refreshes(page)


def test_a_phone_tells_where_the_meeting_is(app: Flask, clock: Clock) -> None:
    room = room_of(app, clock, started=False)
    page = room.phone().get(room.address)
    assert page.h1 == "Relire un moment"
    assert "La réunion n’a pas commencé" in page.words
    assert refreshes(page)
    room.do(meetings.start)
    assert "D’accord avec ce cadre" in room.phone().get(room.address).words
    room.at("masque")
    assert "On se parle, sans écran." in room.phone().get(room.address).words
    room.at("cartes")
    room.do(meetings.leave_guide)
    page = room.phone().get(room.address)
    assert page.h1 == "L’écran est au repos"
    assert "Il se pourrait que" not in page.text
    assert refreshes(page)
    room.do(meetings.set_neutral, neutral=False)
    room.at("avis")
    room.do(meetings.forward)
    assert "Les étapes sont finies" in room.phone().get(room.address).words
    room.do(meetings.end)
    page = room.phone().get(room.address)
    assert "rien ne reste sur ce téléphone" in page.words
    assert "Stop, j’ai besoin" not in page.words
    room.do(meetings.close)
    assert room.phone().get(room.address, status=303).location == "/rejoindre"


def test_the_hour_is_said_and_nothing_counts_down(room: Room) -> None:
    room.at("cartes")
    assert "jusqu’à 9 h 35" in room.phone().get(room.address).words
    room.clock.later(minutes=6)
    assert "prévu jusqu’à 9 h 35" in room.phone().get(room.address).words
    room.do(meetings.pause)
    assert "en pause" in room.phone().get(room.address).words
    room.at("sans-fin")
    assert "jusqu’à" not in room.phone().get(room.address).words


def test_what_will_remain_of_a_text_is_said_beside_it(room: Room) -> None:
    for step, words in {
        "cartes": "Votre réponse ira dans le document du groupe.",
        "notes": "Seule la formulation que le groupe valide restera.",
        "ecriture": "Votre texte reste sur l’ordinateur de la réunion, puis s’efface à la clôture.",
    }.items():
        room.at(step)
        assert words in room.phone().get(room.address).words


# ------------------------------------------------------------------ sending


def test_what_a_phone_sends_is_kept_and_waits_for_the_desk_to_show_it(room: Room) -> None:
    room.at("cartes")
    other = room.phone("Paul")
    page = room.phone().follow(room.send("cartes", texte="Nous attendons que l’autre commence."))
    assert "Enregistré" in page.words
    [row] = room.answers("cartes")
    assert (row.source, row.revealed, row.late, row.attendance_id, row.entered_by) == (
        Source.PHONE,
        False,
        False,
        None,
        None,
    )
    assert row.participant_id
    assert row.readers == ["groupe"]
    assert "Nous attendons" in page.words
    assert "Nous attendons" not in other.get(room.address).text
    room.do(meetings.reveal, stage_id=room.stages["cartes"])
    assert "Ce que voit la salle Nous attendons" in other.get(room.address).words
    assert "Enregistré, montré à la salle" in room.phone().get(room.address).words


def test_the_same_sending_counts_once(room: Room) -> None:
    room.at("cartes")
    page = room.phone().get(room.address)
    fields = {**page.form("reponse"), "texte": "Une fois."}
    for _ in range(3):
        room.phone().post(page.target("reponse"), fields)
        room.phone().post(page.target("reponse"), {**fields, "envoi_": "autre"})
    assert len(room.answers("cartes")) == 1


def test_two_phones_with_the_same_key_both_count(room: Room) -> None:
    room.at("cartes")
    for name in ("Odile", "Paul"):
        room.send("cartes", name, texte="La même.", cle_="pareil")
    assert len(room.answers("cartes")) == 2


def test_where_several_make_sense_each_adds_one(room: Room) -> None:
    for step, fields in {
        "cartes": ({"texte": "Un."}, {"texte": "Deux."}),
        "notes": ({"quand": "Lundi"}, {"qui": "Le CPAS"}),
        "phrase": ({"phrase": "Un."}, {"phrase": "Deux."}),
        "matrice": ({"quand.qui": "Un."}, {"qui.qui": "Deux."}),
    }.items():
        room.at(step)
        for form in fields:
            room.send(step, **form)
        assert len(room.answers(step)) == 2, step
        page = room.phone().get(room.address)
        assert len(page.all(".//ul[@class='sent']/li")) == 2


def test_where_one_person_gives_one_answer_another_replaces_it(room: Room) -> None:
    for step, forms in {
        "avis": ({"note": "4"}, {"note": "2", "mot": "Trop long."}),
        "accord": ({"reponse": "oui"}, {"reponse": "passe"}),
        "ecriture": ({"texte": "Un."}, {"texte": "Deux."}),
        "cotes": ({"quand.quand": "1"}, {"quand.quand": "3", "qui.quand": "0"}),
    }.items():
        room.at(step)
        room.send(step, **forms[0])
        room.do(meetings.reveal, stage_id=room.stages[step])
        room.phone().post(f"{room.address}/etapes/{room.stages[step]}/reponse", {**forms[1], "cle_": f"encore {step}"})
        room.send(step, "Paul", **forms[0]) if step != "cotes" else None
        mine = [row for row in room.answers(step) if row.version == 2]
        assert len(mine) == 1, step
        assert not mine[0].revealed, "what the room has not seen must not reach it from a phone"


def test_an_older_sending_that_comes_again_leaves_the_newer_text(room: Room) -> None:
    stage = room.at("ecriture")
    address = f"{room.address}/etapes/{stage}/reponse"
    for text, key in (("Un.", "a"), ("Deux.", "b"), ("Trois.", "c"), ("Un.", "a"), ("Deux.", "b")):
        room.phone().post(address, {"texte": text, "cle_": key})
    [row] = room.answers("ecriture")
    assert (row.answer, row.version) == ({"text": "Trois."}, 3)


def test_an_answer_that_is_kept_is_shown_and_can_be_changed(room: Room) -> None:
    room.at("avis")
    page = room.phone().follow(room.send("avis", note="4", mot="Utile."))
    assert "Enregistré" in page.words
    assert page.all(".//fieldset[@disabled]")
    assert refreshes(page)
    link = next(one for one in page.links() if "corriger" in one)
    changing = room.phone().get(link)
    assert changing.form("reponse")["mot"] == "Utile."
    room.phone().post(changing.target("reponse"), {**changing.form("reponse"), "note": "5"})
    [row] = room.answers("avis")
    assert row.answer == {"rating": 5, "word": "Utile."}


def test_passing_keeps_nothing_and_can_be_undone(room: Room) -> None:
    room.at("cartes")
    page = room.phone().follow(room.send("cartes", texte="", passer_="oui"))
    assert "Vous passez. Rien n’est noté." in page.words
    assert not room.answers("cartes")
    assert refreshes(page)
    assert room.phone().get(next(one for one in page.links() if one.startswith(room.address))).form("reponse")


def test_one_s_own_line_is_corrected_and_taken_back_until_the_room_has_seen_it(room: Room) -> None:
    room.at("cartes")
    room.send("cartes", texte="Nous atendons.")
    page = room.phone().get(room.address)
    correcting = room.phone().get(next(one for one in page.links() if "corriger" in one))
    [row] = room.answers("cartes")
    assert correcting.form(row.id)["texte"] == "Nous atendons."
    room.phone().post(correcting.target(row.id), {**correcting.form(row.id), "texte": "Nous attendons."})
    [row] = room.answers("cartes")
    assert (row.answer, row.version) == ({"text": "Nous attendons."}, 2)
    other = room.phone("Paul")
    other.get(room.address)
    for way in ("", "/reprendre"):
        other.post(f"{room.address}/reponses/{row.id}{way}", {"texte": "Forgé."}, status=404)
    room.do(meetings.reveal, stage_id=room.stages["cartes"])
    for way in ("", "/reprendre"):
        refused = room.phone().post(f"{room.address}/reponses/{row.id}{way}", {"texte": "Trop tard."}, status=422)
        assert "La salle a déjà vu ce texte" in refused.words
    room.do(meetings.hide, stage_id=room.stages["cartes"], ids=[row.id])
    room.phone().post(f"{room.address}/reponses/{row.id}/reprendre", {})
    assert not room.answers("cartes")


def test_an_answer_bears_the_place_that_the_phone_took(app: Flask, clock: Clock) -> None:
    room = room_of(app, clock)
    seat = room.do(meetings.add_guest, name="Carole Marchal")
    room.phones["Carole"] = phone_of(app, room.meeting, clock(), "Carole", seat)
    room.at("cartes")
    assert "Au pupitre, l’animation voit que c’est vous." in room.phone("Carole").get(room.address).words
    room.send("cartes", "Carole", texte="Un relais perdu.")
    assert room.answers("cartes")[0].attendance_id == seat


def test_an_answer_that_comes_after_the_end_of_its_stage_is_kept_and_said_late(
    room: Room, alice: CheckedClient
) -> None:
    room.at("cartes")
    page = room.phone().get(room.address)
    room.at("avis")
    after = room.phone().post(page.target("reponse"), {**page.form("reponse"), "texte": "J’écrivais encore."})
    assert "Le groupe était déjà passé à la suite" in room.phone().follow(after).words
    assert [row.late for row in room.answers("cartes")] == [True]
    desk = alice.get(f"/reunions/{room.meeting}/pupitre?etape={room.stages['cartes']}")
    assert "arrivé après la fin de l’étape" in desk.words


def test_a_text_written_before_the_group_went_back_is_kept(room: Room) -> None:
    room.at("cartes")
    room.do(meetings.forward)
    page = room.phone().get(room.address)
    room.do(meetings.back)
    room.phone().post(page.target("reponse"), {**page.form("reponse"), "texte": "J’écrivais déjà."})
    assert len(room.answers("ecriture")) == 1


def test_the_count_tells_how_many_have_answered(room: Room, alice: CheckedClient) -> None:
    room.at("avis")
    room.phone()
    assert "aucune réponse sur 6" in alice.get(f"/reunions/{room.meeting}/salle").words
    for name in ("Odile", "Paul"):
        room.send("avis", name, note="4")
    assert "2 réponses sur 6" in alice.get(f"/reunions/{room.meeting}/salle").words
    assert "2 réponses sur 6" in alice.get(f"/reunions/{room.meeting}/pupitre").words


def test_the_quiet_stop_reaches_the_desk_and_keeps_what_was_being_typed(room: Room, app: Flask) -> None:
    room.at("cartes")
    page = room.phone().get(room.address)
    kept = room.phone().post(f"{room.address}/stop", {**page.form("reponse"), "texte": "À moitié."}, status=200)
    assert kept.form("reponse")["texte"] == "À moitié."
    assert "Votre demande d’arrêt est arrivée au pupitre." in kept.words
    with app.app_context(), reading():
        [row] = db.session.scalars(db.select(models.Participant).where(models.Participant.asks_to_stop)).all()
    assert row.name == "Odile"
    assert not room.answers("cartes")
    room.at("silence")
    assert room.phone("Paul").post(f"{room.address}/stop", {}).location == room.address


# ------------------------------------------------------------------ what a phone may not


def test_a_stage_that_has_not_begun_takes_nothing(room: Room) -> None:
    refused = room.phone().post(f"{room.address}/etapes/{room.stages['avis']}/reponse", {"note": "4"}, status=422)
    assert "La réunion n’en est plus là" in refused.words
    assert not room.answers("avis")


def test_a_step_that_keeps_nothing_takes_nothing(room: Room) -> None:
    for step in SILENT:
        room.at(step)
        answer = f"{room.address}/etapes/{room.stages[step]}/reponse"
        room.phone().post(answer, {"texte": "Noté ?", "passe": "oui"}, status=422)
        assert not room.answers(step)


def test_a_stage_of_another_meeting_is_not_there(room: Room, app: Flask, clock: Clock) -> None:
    other = room_of(app, clock)
    other.at("cartes")
    room.phone().post(f"{room.address}/etapes/{other.stages['cartes']}/reponse", {"texte": "Ailleurs."}, status=404)
    assert not other.answers("cartes")


def test_one_phone_does_not_fill_the_table(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facilitation.meetings.service.phones.MOST_LINES", 2)
    room.at("cartes")
    for text in ("Un.", "Deux."):
        room.send("cartes", texte=text)
    refused = room.send("cartes", status=422, texte="Trois.")
    assert refused.form("reponse")["texte"] == "Trois."
    assert len(room.answers("cartes")) == 2


def test_whoever_leads_answers_before_seeing_what_the_phones_have_sent(room: Room, alice: CheckedClient) -> None:
    room.at("avis")
    room.send("avis", note="4", mot="Utile.")
    desk = f"/reunions/{room.meeting}/pupitre"
    folded = alice.get(desk)
    [details] = folded.all(".//details[@id='answers-first']")
    assert "open" not in details.attrib
    assert "Utile." in "".join(details.itertext())
    alice.post(folded.target("reponses"), {**folded.form("reponses"), "note": "5"})
    assert not alice.get(desk).all(".//details[@id='answers-first']")


def test_a_phone_has_one_way_to_pass_a_turn(room: Room) -> None:
    room.at("phrase")
    page = room.phone().get(room.address)
    assert "Passer" in page.words
    assert "Je passe" not in page.words
    refused = room.phone().post(page.target("reponse"), {**page.form("reponse"), "phrase": " "}, status=422)
    assert "Écrivez une phrase, ou passez." in refused.words
