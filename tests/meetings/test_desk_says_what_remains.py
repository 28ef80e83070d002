from __future__ import annotations

import pytest

from tests.meetings.leading import prepared
from tests.meetings.test_desk_pages import DESK, at, send

SYNTHESIS = "La formulation que le groupe valide"


@pytest.mark.parametrize(
    ("step", "sentence", "wording"),
    [
        ("moment", "Seule la formulation validée, plus bas, restera. Ces textes s’effacent à la clôture.", True),
        ("ecriture", "Ces textes s’effacent à la clôture.", False),
        ("hypotheses", "Ces textes restent : ils iront dans les documents de leurs lecteurs.", True),
        ("ressenti", "Rien ne se note dans cette étape", False),
    ],
)
def test_the_desk_says_beside_the_field_what_becomes_of_it(alice, app, clock, step, sentence, wording):
    meeting = prepared(alice, expected="6")
    send(alice, meeting, "/commencer$")
    at(alice, app, clock, meeting, step)
    words = alice.get(DESK.format(meeting)).words.replace("\u00a0", " ")
    assert sentence in words
    assert (SYNTHESIS in words) is wording


def test_the_step_of_reading_back_leads_to_the_read_back(alice, app, clock):
    meeting = prepared(alice, expected="6")
    send(alice, meeting, "/commencer$")
    at(alice, app, clock, meeting, "relecture")
    room = next(one for one in alice.get(DESK.format(meeting)).tree.iter("section") if one.get("id") == "room-side")
    assert any((link.get("href") or "").endswith("/relecture") for link in room.iter("a"))


def test_whoever_leads_reads_the_frame_and_the_roles_of_the_guide_at_the_desk(alice, app, clock):
    meeting = prepared(alice, expected="6")
    send(alice, meeting, "/commencer$")
    at(alice, app, clock, meeting, "accueil")
    desk = alice.get(DESK.format(meeting)).words
    assert "On ne cherche pas de coupable" in desk
    assert "Tient le cadre et le temps, ne donne pas son avis sur le fond." in desk
