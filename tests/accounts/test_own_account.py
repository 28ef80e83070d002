"""One's own account: its name, its sessions, its journal, the colleagues that it invites."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from facilitation.accounts import service
from facilitation.accounts.models import AccountSession
from facilitation.database import db, reading
from tests.checked import CheckedClient, Page
from tests.conftest import PASSWORD, Clock

ALICE = {"email": "alice@val.test", "password": PASSWORD}
NEW = {"name": "Émile", "email": "emile@val.test", "password": "cinq mots vraiment sans rapport"}


@pytest.fixture
def elsewhere(client: CheckedClient) -> CheckedClient:
    """Alice, signed in on a second device."""
    client.post("/connexion", ALICE)
    return client


def test_the_sessions_are_listed_with_when_and_without_where(
    alice: CheckedClient, elsewhere: CheckedClient, clock: Clock
) -> None:
    clock.later(minutes=7)
    elsewhere.get(
        "/aide", headers={"User-Agent": "Navigateur-Espion/9"}, environ_overrides={"REMOTE_ADDR": "192.0.2.77"}
    )
    page = alice.get("/compte")
    assert page.words.count("celle-ci") == 1
    assert page.words.count("Ouverte le jeudi") == 2
    assert page.words.count("9 h 37") >= 1
    assert "Espion" not in page.text
    assert "192.0.2" not in page.text
    assert set(AccountSession.__table__.columns.keys()) == {
        "id", "account_id", "token_hash", "opened_at", "last_seen_at", "locked_at",
    }  # fmt: skip


def test_closing_a_session_ends_it_at_once_and_the_others_too_when_asked(
    alice: CheckedClient, elsewhere: CheckedClient, app: Flask
) -> None:
    page = alice.get("/compte")
    alice.post(page.target("/fermer"), page.form("/fermer"))
    elsewhere.get("/aide", status=303)
    elsewhere.post("/connexion", ALICE)
    third = CheckedClient(app)
    third.post("/connexion", ALICE)
    page = alice.submit("/compte", action="/compte/sessions/fermer")
    assert "2 autres sessions sont fermées" in alice.follow(page).words
    for gone in (elsewhere, third):
        gone.get("/aide", status=303)
    alice.get("/aide")


def test_nobody_closes_the_session_of_somebody_else(alice: CheckedClient, bob: CheckedClient, app: Flask) -> None:
    with app.app_context(), reading():
        found = service.credentials(email="bob@val.test")
        assert found
        theirs = db.session.query(AccountSession).filter_by(account_id=found.account_id).one().id
    foreign = alice.post(f"/compte/sessions/{theirs}/fermer", status=404)
    absent = alice.post("/compte/sessions/AAAAAAAAAAAAAAAAAAAAAA/fermer", status=404)
    assert re.sub(r'value="[\w-]{12}"', "", foreign.text) == re.sub(r'value="[\w-]{12}"', "", absent.text)
    bob.get("/aide")


def test_a_name_is_changed_and_an_empty_one_is_not(alice: CheckedClient) -> None:
    alice.submit("/compte", {"name": "Alice Baudoux"}, action="/compte/nom")
    assert alice.get("/compte").form("/compte/nom")["name"] == "Alice Baudoux"
    page = alice.submit("/compte", {"name": "  "}, action="/compte/nom", status=422)
    assert "Écrivez votre nom" in page.words


def test_the_journal_of_an_account_is_its_own_and_holds_neither_address_nor_content(
    alice: CheckedClient, bob: CheckedClient, elsewhere: CheckedClient, app: Flask
) -> None:
    elsewhere.post("/deconnexion")
    CheckedClient(app).post("/connexion", {**ALICE, "password": "faux faux faux"}, status=422)
    words = alice.get("/compte/journal").words
    for told in ("Connexion", "Déconnexion", "Connexion refusée : phrase de passe", "Compte créé"):
        assert told.replace(" :", " :") in words or told in words
    assert "refusée" not in bob.get("/compte/journal").words


# ------------------------------------------------------------------ inviting a colleague


def code_of(page: Page) -> str:
    found = re.search(r"/nouveau-compte#([\w-]+)", page.text)
    assert found
    return found[1]


def invited(alice: CheckedClient, **choices: str) -> str:
    page = alice.get("/compte")
    return code_of(alice.post("/compte/invitations", {**page.form("/compte/invitations"), **choices}, status=200))


def test_a_colleague_makes_an_account_from_a_link_once(alice: CheckedClient, client: CheckedClient, app: Flask) -> None:
    code = invited(alice)
    assert "Un compte seul" in alice.get("/compte").words
    assert code not in alice.get("/compte").text, "it is shown once"
    page = client.submit("/nouveau-compte", {**NEW, "code": code})
    assert "Votre compte est créé" in client.follow(page).words
    again = CheckedClient(app).submit("/nouveau-compte", {**NEW, "email": "x@val.test", "code": code}, status=422)
    assert "n’est plus" in again.words
    assert "Un compte seul" not in alice.get("/compte").words


def test_with_a_partnership_the_colleague_looks_after_it_too(
    alice: CheckedClient, client: CheckedClient, david: CheckedClient
) -> None:
    alice.submit("/partenariats/nouveau", {"name": "Réseau du Val"})
    own = next(link for link in alice.get("/partenariats").links() if re.fullmatch(r"/partenariats/[\w-]{22}", link))
    client.submit("/nouveau-compte", {**NEW, "code": invited(alice, partnership=own.rpartition("/")[2])})
    client.get(own)
    david.get(own, status=404)
    form = david.get("/compte").form("/compte/invitations")
    david.post("/compte/invitations", {**form, "partnership": own.rpartition("/")[2]}, status=422)


def test_an_invitation_dies_after_seven_days_or_when_it_is_withdrawn(
    alice: CheckedClient, bob: CheckedClient, client: CheckedClient, clock: Clock
) -> None:
    code = invited(alice)
    page = alice.get("/compte")
    withdraw = page.target("/retirer")
    bob.post(withdraw, status=404)
    alice.post(withdraw, page.form("/retirer"))
    client.submit("/nouveau-compte", {**NEW, "code": code}, status=422)
    code = invited(alice)
    clock.later(days=7)
    client.submit("/nouveau-compte", {**NEW, "code": code}, status=422)


def test_invitations_cannot_be_guessed_for_long(alice: CheckedClient, client: CheckedClient) -> None:
    code = invited(alice)
    for _ in range(5):
        client.submit("/nouveau-compte", {**NEW, "code": "FAUX-FAUX-FAUX"}, status=422)
    client.submit("/nouveau-compte", {**NEW, "code": code}, status=429)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "emile", "n’est pas complète"),
        ("email", "bob@val.test", "Un compte existe déjà"),
        ("password", "court", "il en faut au moins 12"),
        ("code", "", "Recopiez le code"),
    ],
)
def test_a_faulty_new_account_says_what_to_do_beside_the_field(
    alice: CheckedClient, client: CheckedClient, field: str, value: str, words: str
) -> None:
    page = client.submit("/nouveau-compte", {**NEW, "code": invited(alice), field: value}, status=422)
    assert words in page.words
    assert f"#{field}" in page.links()
