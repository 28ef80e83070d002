"""A phone's page: one question, one input, one button; what it sends, corrects and takes back; what it says in each state."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.live.rooms import Room, room_of

CARDS, RULES, OPINION = "hypotheses", "accueil", "avis"


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting of six that runs, with a guide of every kind of step."""
    return room_of(app, clock)


def test_a_phone_asks_one_question_with_one_input_and_passing_weighs_as_much_as_sending(room: Room) -> None:
    room.at("cartes")
    page = room.phone().get(room.address)
    assert "Il se pourrait que" in page.words
    assert len(page.all(".//textarea")) == 1
    buttons = list(page.all(".//p[@class='twins']/button"))
    assert [button.text for button in buttons] == ["Passer", "Envoyer"]
    assert {button.get("class") for button in buttons} == {"button"}
    assert "Lu par : le groupe, 6 personnes, sans votre nom" in page.words
    assert "Pas encore enregistré" in page.words
    assert "Stop, j’ai besoin qu’on s’arrête" in page.words
