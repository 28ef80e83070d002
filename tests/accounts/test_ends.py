"""What ends at once when a session is closed or a part is taken away, and what a form cannot be made to say."""

from __future__ import annotations

import time

from flask import Flask

from facilitation.accounts.models import Account
from facilitation.database import db, reading, writing
from facilitation.live.beats import beats
from facilitation.live.hub import Side, Stream, hub_of
from facilitation.meetings.service import team
from tests.checked import CheckedClient
from tests.conftest import PASSWORD, Clock
from tests.live.rooms import room_of
from tests.meetings.leading import account

ALICE = {"email": "alice@val.test", "password": PASSWORD}


def waiting(app: Flask, meeting: str, who: str) -> Stream:
    """A stream of this account, as an open page holds it."""
    place = hub_of(app).admit(meeting, side=Side.DESK, who=who)
    assert place is not None
    return place


def ends(app: Flask, place: Stream) -> float:
    """How many seconds a stream takes to end."""
    began = time.monotonic()
    for _word in beats(hub_of(app), place, life=8):
        pass
    return time.monotonic() - began


def test_a_closed_session_s_streams_end_and_those_of_nobody_else(
    app: Flask, clock: Clock, alice: CheckedClient, client: CheckedClient
) -> None:
    meeting = room_of(app, clock).meeting
    client.post("/connexion", ALICE)
    mine, theirs = waiting(app, meeting, account(app)), waiting(app, meeting, "quelqu’un d’autre")
    page = alice.get("/compte")
    alice.post(page.target("/fermer"), page.form("/fermer"))
    assert ends(app, mine) < 5
    assert not theirs.ended
    client.get(f"/reunions/{meeting}/flux", status=303)
    alice.get(f"/reunions/{meeting}/flux")


def test_signing_out_and_a_new_pass_phrase_end_the_streams_too(app: Flask, clock: Clock, alice: CheckedClient) -> None:
    meeting = room_of(app, clock).meeting
    place = waiting(app, meeting, account(app))
    alice.submit("/compte", {"current": PASSWORD, "password": "cinq mots vraiment sans rapport"})
    assert ends(app, place) < 5
    place = waiting(app, meeting, account(app))
    alice.post("/deconnexion")
    assert ends(app, place) < 5


def test_a_co_facilitator_whose_part_is_taken_away_is_out_at_once_streams_included(
    app: Flask, clock: Clock, alice: CheckedClient, bob: CheckedClient
) -> None:
    meeting = room_of(app, clock).meeting
    with app.app_context(), writing():
        theirs = db.session.scalars(db.select(Account.id).where(Account.email == "bob@val.test")).one()
        code = team.invite(meeting_id=meeting, role="facilitator", now=clock())
        team.accept_invitation(code=code, account_id=theirs, now=clock())
    bob.get(f"/reunions/{meeting}/pupitre")
    place = waiting(app, meeting, theirs)
    alice.post(f"/reunions/{meeting}/equipe/{theirs}/retirer")
    assert ends(app, place) < 5
    assert place.sent_away
    for path in ("pupitre", "salle", "pouls", "flux", "equipe"):
        bob.get(f"/reunions/{meeting}/{path}", status=404)


def test_the_wall_of_a_locked_session_goes_on_and_asks_nobody_for_a_pass_phrase(
    app: Flask, clock: Clock, alice: CheckedClient
) -> None:
    meeting = room_of(app, clock).meeting
    assert "lock.js" in alice.get(f"/reunions/{meeting}/pupitre").text
    assert "lock.js" not in alice.get(f"/reunions/{meeting}/salle").text
    alice.post(f"/reunions/{meeting}/pupitre/verrouiller")
    assert "lock.js" not in alice.get(f"/reunions/{meeting}/salle").text
    assert "/verrou" in (alice.get(f"/reunions/{meeting}/pupitre", status=303).location or "")


def test_fields_that_a_form_does_not_have_change_nothing(app: Flask, alice: CheckedClient, bob: CheckedClient) -> None:
    with app.app_context(), reading():
        before = {row.email: (row.id, row.password_hash) for row in db.session.query(Account)}
    forged = {
        "account_id": before["bob@val.test"][0],
        "id": before["bob@val.test"][0],
        "email": "pris@val.test",
        "email_key": "pris@val.test",
        "password_hash": "x",
        "second_factor": "x",
        "role": "admin",
        "made_by": before["bob@val.test"][0],
    }
    alice.post("/compte/nom", {"name": "Alice B.", **forged})
    page = alice.get("/compte")
    alice.post("/compte/invitations", {**page.form("/compte/invitations"), **forged}, status=200)
    with app.app_context(), reading():
        after = {row.email: (row.id, row.password_hash) for row in db.session.query(Account)}
        assert {row.name for row in db.session.query(Account)} == {"Alice B.", "Bob", "Carole", "David"}
    assert after == before
    assert "Liens qui attendent" not in bob.get("/compte").words
