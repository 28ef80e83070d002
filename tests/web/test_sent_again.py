"""The answer was lost on the way, and the same form comes again after the server was started anew: one row, and the same answer (S91).

What a running server remembers of its forms (`envoi_`, `test_twice.py`) is left out here: the key of the form (`cle_`) is kept with what it brought. Sheets
of paper: `tests/paper/test_sent_again.py`; phones that lose answers by themselves: `tests/browser/test_phone.py`;
ballots of an urn: `tests/consultations`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from facilitation.database import db, reading
from facilitation.meetings.models import AnonymousAnswer, Contribution
from facilitation.outcomes.models import Outcome
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.house.tree import PACKAGE
from tests.live.rooms import Room, room_of

Form = Callable[[Room, CheckedClient], tuple[CheckedClient, str, str, dict[str, str]]]
"""Gives who sends it, the page it is on, the end of its action, and what is typed."""
TYPED = {"texte": "Un relais perdu."}


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting that runs."""
    return room_of(app, clock)


def phone(step: str) -> Form:
    return lambda room, _alice: (room.phone(), room.address, f"{room.at(step)}/reponse", TYPED)


def desk(action: str, step: str = "cartes", page: str = "pupitre", **more: str) -> Form:
    def found(room: Room, alice: CheckedClient) -> tuple[CheckedClient, str, str, dict[str, str]]:
        room.at(step)
        return alice, f"/reunions/{room.meeting}/{page}", action, {**TYPED, **more}

    return found


KINDS = {
    "phone": phone("cartes"),
    "desk, answer": desk("/reponses"),
    "desk, unsigned answer": desk("/reponses", "anonyme"),
    "desk, outcome": desk("/captures", genre="question"),
    "single screen": desk("/ligne?retour=ecran", page="un-seul-ecran", ligne_="Un relais perdu."),
    "paper, outcome": desk("/saisie/noter", page="saisie", genre="question"),
}


def kept(app: Flask) -> int:
    """How many texts are in the database."""
    with app.app_context(), reading():
        return sum(
            db.session.scalar(select(func.count()).select_from(kind)) or 0
            for kind in (Contribution, AnonymousAnswer, Outcome)
        )


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_sent_again_after_a_lost_answer_makes_one_row(
    room: Room, alice: CheckedClient, app: Flask, kind: str
) -> None:
    client, path, action, typed = KINDS[kind](room, alice)
    page = client.get(path)
    form = {**page.form(action), **typed}
    del form["envoi_"]
    assert form["cle_"]
    where = page.target(action)
    first, again = client.post(where, form), client.post(where, form)
    assert (first.status, kept(app)) == (again.status, 1)
    fresh = {**client.get(path).form(action), **typed}
    assert fresh["cle_"] != form["cle_"]
    client.post(where, fresh)
    assert kept(app) == 2


def test_every_template_with_a_key_is_among_those_that_are_tried() -> None:
    folder = PACKAGE / "templates"
    keyed = {
        path.relative_to(folder).as_posix()
        for path in Path(folder).rglob("*.html")
        if 'name="cle_"' in path.read_text("utf-8")
    }
    tried = {"meetings/desk_parts.html", "live/phone_answer.html", "paper/typing.html", "paper/retype.html"}
    assert keyed - tried == {"accounts/factor.html"}, "there it seals a secret: nothing is stored under it"
