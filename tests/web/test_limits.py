"""How much one phone or session may send in a minute; what was typed is shown back, and nobody else is kept waiting."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from facilitation import create_app, database
from facilitation.accounts.throttle import MOST_KEYS, SALT_LIFE, Salt, Throttle, TooManyAttempts, Window
from facilitation.settings import Settings, from_environment
from facilitation.web import limits
from facilitation.web.limits import Pace
from tests.checked import CheckedClient
from tests.conftest import START, Clock, browser_of
from tests.live.rooms import Room, room_of


@pytest.fixture
def app(data: Path, clock: Clock) -> Iterator[Flask]:
    """The application as people have it: with its limits."""
    made = create_app(Settings(data=data, testing=True, limits=True), clock)
    yield made
    with made.app_context():
        database.db.engine.dispose()


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    return room_of(app, clock)


def test_a_phone_that_sends_too_much_waits_a_minute_its_text_kept_and_the_others_do_not(
    room: Room, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CONTRIBUTIONS", dataclasses.replace(limits.CONTRIBUTIONS, most=3))
    room.at("cartes")
    odile, paul = room.phone("Odile"), room.phone("Paul")
    clock.later(minutes=2)
    for number in range(3):
        room.send("cartes", "Odile", texte=f"Une carte {number}")
    page = room.send("cartes", "Odile", status=429, texte="Ce que j’avais à dire")
    assert "Attendez une minute" in page.words
    assert "Ce que j’avais à dire" in page.text
    assert page.headers["Retry-After"] == "60"
    room.send("cartes", "Paul", texte="Une autre")
    odile.get(room.address)
    paul.get(room.address)
    clock.later(minutes=1.1)
    room.send("cartes", "Odile", texte="Ce que j’avais à dire")
    assert len(room.answers("cartes")) == 5


def test_files_are_asked_for_so_many_times_a_minute(
    app: Flask, room: Room, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EXPORTS", dataclasses.replace(limits.EXPORTS, most=2))
    alice = browser_of(app, "Alice", clock())
    known = [rule.rule for rule in app.url_map.iter_rules("meetings.run_sheet_word")]
    address = known[0].replace("<meeting_id>", room.meeting)
    for _ in range(2):
        assert alice.raw.get(address).status_code == 200
    page = alice.get(address, status=429)
    assert "Beaucoup de documents" in page.words
    alice.get("/aide")


def test_the_text_of_a_form_of_the_desk_that_comes_too_soon_is_in_the_form_to_be_sent_again(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CHANGES", dataclasses.replace(limits.CHANGES, most=1))
    alice = browser_of(app, "Alice", clock())
    alice.post("/compte/nom", {"name": "Alice"})
    typed = {"name": "Réseau du Val", "territory": "Valmont et environs"}
    page = alice.post("/partenariats/nouveau", typed, status=429)
    assert page.form("/partenariats/nouveau")["territory"] == typed["territory"]


def test_a_form_of_five_thousand_fields_and_a_body_too_large_are_refused_in_words(app: Flask, clock: Clock) -> None:
    alice = browser_of(app, "Alice", clock())
    many = {f"champ{number}": "x" for number in range(5000)}
    page = alice.post("/partenariats/nouveau", {**many, "csrf_token": alice.token()}, status=413)
    assert "2 Mo" in page.words
    fewer = {f"champ{number}": "x" for number in range(2100)}
    page = alice.post("/partenariats/nouveau", fewer, status=413, content_type="multipart/form-data")
    assert page.headers["Content-Security-Policy"]
    alice.post("/partenariats/nouveau", {"name": "x" * (2 * 1024 * 1024 + 1)}, status=413)


def test_every_route_that_writes_a_file_is_counted(app: Flask) -> None:
    named = {
        rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.endswith((".docx", ".pdf", ".ics", ".eml"))
    }
    assert named
    named |= {"meetings.gate_file", "minutes.converted"}  # the form says which: Word, PDF or ODT
    assert not {endpoint for endpoint in named if not limits.writes_a_file(endpoint)}


# ------------------------------------------------------------------ what is kept of whoever tries


def test_who_tried_is_kept_as_a_digest_whose_key_is_drawn_anew_every_hour() -> None:
    salt = Salt()
    first = salt.digest("alice", "192.0.2.7", now=START)
    assert first == salt.digest("alice", "192.0.2.7", now=START + SALT_LIFE - timedelta(seconds=1))
    assert first != salt.digest("alice", "192.0.2.7", now=START + SALT_LIFE)
    assert first != Salt().digest("alice", "192.0.2.7", now=START)
    throttle = Throttle()
    throttle.failed(what="alice@val.test", address="192.0.2.7", now=START)
    kept = repr({name: value for name, value in vars(throttle).items() if name != "_salt"}) + repr(vars(throttle._salt))
    assert "192.0.2.7" not in kept
    assert "alice" not in kept


def test_many_failures_of_one_address_slow_that_address_and_no_other() -> None:
    throttle = Throttle()
    for number in range(30):
        throttle.failed(what=f"compte {number}", address="a", now=START)
    with pytest.raises(TooManyAttempts):
        throttle.check(what="un autre", address="a", now=START)
    throttle.check(what="un autre", address="b", now=START)


def test_what_is_counted_wherever_it_comes_from_keeps_nothing_else_out() -> None:
    throttle = Throttle()
    for number in range(40):
        throttle.failed(what=f"code {number}", address="", now=START)
    throttle.check(what="code d’un autre compte", address="", now=START)


def test_what_is_over_is_forgotten_and_nobody_wipes_out_what_is_counted_of_another() -> None:
    window, later = Window(timedelta(minutes=1)), START + timedelta(seconds=61)
    assert [window.note("moi", START, most=2) for _ in range(3)] == [True, True, False]
    for number in range(MOST_KEYS):
        window.note(number, START, most=5)
    assert len(window._times) == MOST_KEYS
    assert window.count(MOST_KEYS - 1, START) == 1, "the latest stay"
    assert window.note("un autre", later, most=2)
    assert list(window._times) == ["un autre"]
    assert window.note("moi", later, most=2)


def test_a_clock_that_jumps_back_locks_nobody_out() -> None:
    pace, rate = Pace(), limits.Rate("essai", 2, limits.TooManyPosts)
    for _ in range(2):
        pace.count(rate, "moi", START)
    with pytest.raises(TooManyAttempts):
        pace.count(rate, "moi", START + timedelta(seconds=59))
    pace.count(rate, "moi", START - timedelta(days=1))


def test_limits_are_on_unless_somebody_says_otherwise(tmp_path: Path) -> None:
    assert from_environment({}, data=tmp_path).limited
    assert not from_environment({"MAILLAGE_LIMITES": "non"}, data=tmp_path).limited
    assert not Settings(data=tmp_path, testing=True).limited


def test_a_colleague_who_tries_wrong_pass_phrases_does_not_keep_the_facilitator_out(app: Flask) -> None:
    colleague, alice = CheckedClient(app), CheckedClient(app)
    sent = {"email": "alice@val.test", "password": "faux faux faux"}
    for _ in range(6):
        colleague.raw.post(
            "/connexion", data={**sent, "csrf_token": colleague.token()}, environ_overrides={"REMOTE_ADDR": "127.0.0.7"}
        )
    alice.post("/connexion", {**sent, "password": "quatre mots sans rapport"})
