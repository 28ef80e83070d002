"""What goes wrong on a phone: a French sentence, the text kept, nothing lost, nothing doubled."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from facilitation.meetings import service as meetings
from facilitation.web.assets import STATIC
from tests.conftest import Clock
from tests.live.rooms import Room, room_of


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting of six, at its cards."""
    room = room_of(app, clock)
    room.at("cartes")
    return room


def test_a_text_that_is_too_long_stays_in_its_field(room: Room) -> None:
    text = "é" * 25_000
    page = room.send("cartes", status=422, texte=text)
    assert "25000 caractères ; la limite est de 20 000" in page.words
    assert page.form("reponse")["texte"] == text
    assert not room.answers("cartes")


def test_an_empty_answer_says_what_to_do(room: Room) -> None:
    page = room.send("cartes", status=422, texte="  ")
    assert "Écrivez quelques mots sur la carte" in page.words


def test_a_text_too_long_that_comes_too_late_is_shown_with_its_own_question(room: Room) -> None:
    page = room.phone().get(room.address)
    room.at("avis")
    late = room.phone().post(page.target("reponse"), {**page.form("reponse"), "texte": "é" * 25_000}, status=422)
    assert late.form("reponse")["texte"] == "é" * 25_000
    assert late.h1 == "Étape cartes"
    assert late.target("reponse") == page.target("reponse")


def test_a_body_too_large_is_refused_with_a_sentence(room: Room) -> None:
    page = room.phone().get(room.address)
    refused = room.phone().post(page.target("reponse"), {"texte": "a" * 3_000_000}, status=413)
    assert "dépasse 2 Mo" in refused.words
    assert not room.answers("cartes")


def test_a_photo_is_refused_and_the_words_beside_it_stay(room: Room) -> None:
    page = room.phone().get(room.address)
    photo = FileStorage(io.BytesIO(b"\xff\xd8\xff"), "tableau.jpg")
    fields = {**page.form("reponse"), "texte": "Voyez la photo.", "photo": photo}
    refused = room.phone().post(page.target("reponse"), fields, status=422)
    assert "Seul du texte s’envoie d’ici" in refused.words
    assert refused.form("reponse")["texte"] == "Voyez la photo."
    assert not room.answers("cartes")


@pytest.mark.parametrize("text", ["Un mot", "Confiance"])
def test_a_phone_that_is_no_longer_let_in_finds_its_text_on_the_page_that_answers(room: Room, text: str) -> None:
    phone, page = room.phone(), room.phone().get(room.address)
    phone.raw.delete_cookie("maillage_salle", domain="localhost")
    refused = phone.post(page.target("reponse"), {**page.form("reponse"), "texte": text}, status=400)
    assert text in [field.text and field.text.strip() for field in refused.all(".//textarea")]
    assert "/rejoindre" in refused.links()
    assert not room.answers("cartes")


def test_a_form_whose_token_is_not_good_any_more_is_shown_whole(room: Room) -> None:
    phone, page = room.phone(), room.phone().get(room.address)
    fields = {**page.form("reponse"), "texte": "Confiance", "csrf_token": "0" * 64}
    refused = phone.post(page.target("reponse"), fields, status=400)
    assert [(field.text or "").strip() for field in refused.all(".//textarea")] == ["Confiance"]
    assert "phrase de passe" not in refused.words


def test_a_meeting_closed_while_somebody_sends_says_so_and_shows_the_text(room: Room) -> None:
    phone, page = room.phone(), room.phone().get(room.address)
    room.do(meetings.end)
    room.do(meetings.close)
    refused = phone.post(page.target("reponse"), {**page.form("reponse"), "texte": "Un dernier mot."}, status=400)
    assert "rien n’a été enregistré" in refused.words
    assert "Un dernier mot." in refused.text


def test_a_correction_of_a_text_that_the_desk_has_erased_is_shown_to_be_copied(room: Room) -> None:
    room.send("cartes", texte="Un premier jet.")
    [line] = room.answers("cartes")
    phone, page = room.phone(), room.phone().get(f"{room.address}?corriger={line.id}")
    room.do(meetings.erase, stage_id=room.stages["cartes"], ids=[line.id])
    gone = phone.post(page.target(line.id), {**page.form(line.id), "texte": "Un second jet."}, status=404)
    assert [(field.text or "").strip() for field in gone.all(".//textarea")] == ["Un second jet."]


def test_what_is_sent_after_the_end_and_before_the_closing_is_kept_as_late(room: Room) -> None:
    phone, page = room.phone(), room.phone().get(room.address)
    room.do(meetings.end)
    phone.post(page.target("reponse"), {**page.form("reponse"), "texte": "Un dernier mot."})
    assert [row.late for row in room.answers("cartes")] == [True]


def test_nothing_depends_on_the_phone_s_clock(room: Room) -> None:
    script = (STATIC / "phone.js").read_text()
    assert not re.search(r"\bDate\b|toLocaleTime|Intl\.", script)
    page = room.phone().get(room.address, headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"})
    assert "jusqu’à 9 h 35" in page.words


def test_nothing_is_stored_on_the_phone(room: Room) -> None:
    script = (STATIC / "phone.js").read_text() + (STATIC / "pulse.js").read_text()
    assert not re.search(r"localStorage|sessionStorage|indexedDB|caches\b|serviceWorker|document\.cookie", script)
    assert not re.search(r"randomUUID|crypto\.subtle", script), "browsers have neither over plain http"
    assert room.phone().get(room.address).headers["Cache-Control"] == "no-store"
