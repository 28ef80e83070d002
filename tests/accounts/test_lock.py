"""The lock: a session left alone while its meeting runs asks for the pass phrase; nothing typed is lost, wall and phones go on."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.accounts.models import AccountSession, SecurityEvent
from facilitation.database import db, reading
from tests.checked import CheckedClient
from tests.conftest import PASSWORD, Clock

TYPED = {"name": "Réseau Logement du Val", "territory": "Valmont\net <environs>"}


@pytest.fixture
def running(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A meeting of everybody's account runs."""
    monkeypatch.setattr(app.extensions["maillage.access"], "runs_a_meeting", lambda account_id: True)


@pytest.fixture
def left_alone(alice: CheckedClient, clock: Clock, running: None) -> CheckedClient:
    """Alice's browser, after an hour without a gesture."""
    alice.kept_token = alice.token()  # type: ignore[attr-defined]
    clock.later(minutes=61)
    return alice


def kinds(app: Flask) -> list[str]:
    with app.app_context(), reading():
        return [row.kind for row in db.session.query(SecurityEvent).order_by(SecurityEvent.at)]


def test_an_idle_session_is_locked_while_its_meeting_runs_and_opens_where_it_was(left_alone: CheckedClient) -> None:
    page = left_alone.get("/partenariats?x=1", status=303)
    assert page.location == "/verrou?next=/partenariats?x%3D1"
    page = left_alone.follow(page)
    assert "Alice" in page.words
    assert page.h1 == "Session verrouillée"
    page = left_alone.post(page.target("/verrou"), {**page.form("/verrou"), "password": PASSWORD})
    assert page.location == "/partenariats?x=1"
    left_alone.follow(page)


def test_a_day_later_the_meeting_s_session_is_locked_and_not_ended(left_alone: CheckedClient, clock: Clock) -> None:
    clock.later(days=1)
    assert "/verrou" in (left_alone.get("/aide", status=303).location or "")


def test_a_session_in_use_is_never_locked_however_long_the_meeting(
    alice: CheckedClient, clock: Clock, running: None
) -> None:
    for _ in range(15):
        clock.later(minutes=50)
        alice.get("/aide")


def test_what_a_page_asks_by_itself_is_no_gesture(alice: CheckedClient, clock: Clock, running: None) -> None:
    for _ in range(4):
        clock.later(minutes=20)
        assert alice.raw.get("/verrou/etat").status_code in (204, 423)
        alice.raw.get("/reunions/aucune/pouls")
        alice.raw.get("/aide", headers={"X-Veille": "1"})
    assert alice.raw.get("/verrou/etat").status_code == 423
    assert "/verrou" in (alice.get("/aide", status=303).location or "")


def test_what_was_posted_to_a_locked_session_is_sent_once_it_is_open(left_alone: CheckedClient) -> None:
    token = left_alone.kept_token  # type: ignore[attr-defined]
    page = left_alone.post("/partenariats/nouveau", {**TYPED, "csrf_token": token}, status=423)
    assert "votre texte est ci-dessous" in page.words
    assert "Valmont\net &lt;environs&gt;" in page.text
    assert left_alone.raw.get("/partenariats").status_code == 303, "nothing was saved, nothing was opened"
    wrong = left_alone.post("/verrou", {**page.form("/verrou"), "password": "faux faux faux"}, status=422)
    assert "Ce n’est pas votre phrase" in wrong.words
    page = left_alone.post("/verrou", {**wrong.form("/verrou"), "password": PASSWORD}, status=200)
    form = page.form("/partenariats/nouveau")
    assert form["territory"].replace("\r\n", "\n").strip("\n") == TYPED["territory"]
    left_alone.post("/partenariats/nouveau", form)
    assert TYPED["name"] in left_alone.get("/partenariats").text


def test_the_page_that_is_open_keeps_its_forms_when_it_is_unlocked_in_place(left_alone: CheckedClient) -> None:
    token = left_alone.kept_token  # type: ignore[attr-defined]
    form = left_alone.get("/verrou").form("/verrou")
    answer = left_alone.raw.post("/verrou", data={**form, "password": PASSWORD, "sur_place_": "1"})
    assert (answer.status_code, answer.text) == (204, "")
    left_alone.post("/partenariats/nouveau", {**TYPED, "csrf_token": token})


def test_a_change_of_a_locked_session_changes_nothing_even_with_its_token(
    left_alone: CheckedClient, app: Flask
) -> None:
    token = left_alone.kept_token  # type: ignore[attr-defined]
    left_alone.post("/compte/nom", {"name": "Quelqu’un", "csrf_token": token}, status=423)
    left_alone.post("/verrou", {"password": PASSWORD, "csrf_token": token})
    assert left_alone.get("/compte").form("/compte/nom")["name"] == "Alice"
    assert kinds(app)[-1] == "session_unlocked"


def test_the_lock_is_written_with_the_next_change_and_reading_writes_nothing(
    left_alone: CheckedClient, app: Flask, bob: CheckedClient
) -> None:
    left_alone.get("/aide", status=303)
    with app.app_context(), reading():
        assert all(row.locked_at is None for row in db.session.query(AccountSession))
    bob.post("/deconnexion")
    with app.app_context(), reading():
        assert sum(row.locked_at is not None for row in db.session.query(AccountSession)) == 1


def test_trying_pass_phrases_at_the_lock_is_slowed_down(left_alone: CheckedClient, app: Flask) -> None:
    form = left_alone.get("/verrou").form("/verrou")
    for _ in range(5):
        left_alone.post("/verrou", {**form, "password": "faux faux faux"}, status=422)
    left_alone.post("/verrou", {**form, "password": PASSWORD}, status=429)
    assert kinds(app).count("unlock_refused") == 5


def test_who_must_wait_at_the_lock_keeps_what_was_typed(left_alone: CheckedClient, clock: Clock) -> None:
    token = left_alone.kept_token  # type: ignore[attr-defined]
    page = left_alone.post("/partenariats/nouveau", {**TYPED, "csrf_token": token}, status=423)
    for status in (422, 422, 422, 422, 422, 429):
        page = left_alone.post("/verrou", {**page.form("/verrou"), "password": "faux faux faux"}, status=status)
    assert "Attendez une minute" in page.words
    assert page.headers["Retry-After"] == "60"
    clock.later(minutes=2)
    page = left_alone.post("/verrou", {**page.form("/verrou"), "password": PASSWORD}, status=200)
    assert page.form("/partenariats/nouveau")["name"] == TYPED["name"]


def test_a_locked_session_can_be_left_for_another_account(left_alone: CheckedClient) -> None:
    page = left_alone.get("/verrou")
    left_alone.post("/deconnexion", page.form("/deconnexion"))
    assert "/connexion" in (left_alone.get("/verrou", status=303).location or "")


def test_the_lock_page_is_for_locked_sessions(alice: CheckedClient, client: CheckedClient) -> None:
    assert alice.get("/verrou?next=/aide", status=303).location == "/aide"
    assert alice.get("/verrou?next=//evil.example", status=303).location == "/"
    assert client.get("/verrou?next=/aide", status=303).location == "/connexion?next=/aide"
    assert client.post("/verrou", {"password": PASSWORD}).location == "/connexion"
