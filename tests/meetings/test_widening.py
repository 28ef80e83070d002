"""Somebody's answer is opened to more readers only once its author has agreed: the desk narrows it, proposes, and notes what was said aloud."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.confidentiality.readers import Mark, Reader
from facilitation.database import db, reading
from facilitation.meetings import service as meetings
from facilitation.meetings.models import Contribution, Event
from facilitation.meetings.service.widening import NotTheirsToOpen, widens
from tests.live.rooms import Room, room_of

SAID = "Nous attendons que l’autre commence."
WIDER = {"texte": SAID, "lecteurs_demandes_": "", "lecteurs_": ["groupe", "partenaires"]}


@pytest.fixture
def room(app, clock) -> Room:
    """A phone has answered the cards: the group reads it."""
    made = room_of(app, clock)
    made.at("cartes")
    made.send("cartes", texte=SAID)
    return made


def answer(room):
    [row] = room.answers("cartes")
    return row


def opened(room):
    with room.app.app_context(), reading():
        return len(db.session.scalars(select(Event).where(Event.kind == "opened_further")).all())


def test_the_desk_opens_no_answer_further_without_its_author(room, alice):
    desk = f"/reunions/{room.meeting}/pupitre/reponses/{answer(room).id}"
    page = alice.post(desk, WIDER, status=422)
    assert "Seule la personne qui l’a écrit peut l’ouvrir à d’autres lecteurs" in page.words
    assert answer(room).readers == ["groupe"]
    assert opened(room) == 0


def test_what_its_author_agreed_to_aloud_is_opened_and_noted_without_a_word_of_it(room, alice):
    desk = f"/reunions/{room.meeting}/pupitre/reponses/{answer(room).id}"
    alice.post(desk, {**WIDER, "accord_": "oui"})
    assert answer(room).readers == ["groupe", "partenaires"]
    assert opened(room) == 1


def test_whoever_leads_may_narrow_and_mark_without_asking(room):
    row = answer(room)
    room.do(meetings.correct, contribution_id=row.id, formdata={"texte": SAID}, marks={Mark.SITUATION})
    room.do(meetings.correct, contribution_id=row.id, formdata={"texte": SAID}, readers={Reader.ANIMATEUR})
    assert (answer(room).readers, answer(room).marks) == (["animateur"], ["situation"])


def test_of_all_sets_of_readers_only_those_within_the_author_s_pass_alone():
    row = Contribution(readers=["groupe"], marks=[])
    for number in range(2 ** len(Reader)):
        wanted = {reader for place, reader in enumerate(Reader) if number >> place & 1}
        assert widens(row, wanted, None) is not (wanted <= {Reader.GROUPE, Reader.ANIMATEUR}), wanted


@pytest.mark.parametrize("mark", list(Mark))
def test_lifting_a_mark_opens_it_too(room, mark):
    row = answer(room)
    room.do(meetings.correct, contribution_id=row.id, formdata={"texte": SAID}, marks={mark})
    with pytest.raises(NotTheirsToOpen):
        room.do(meetings.correct, contribution_id=row.id, formdata={"texte": SAID}, marks=set())
    room.do(meetings.correct, contribution_id=row.id, formdata={"texte": SAID}, marks=set(), agreed=True)
    assert answer(room).marks == []
