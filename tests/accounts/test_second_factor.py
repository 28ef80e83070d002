"""The second factor: a code that counts once, asked on a second page, and never told apart from a wrong pass phrase by who has none."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import event

from facilitation.accounts import service, totp
from facilitation.accounts.models import Account
from facilitation.database import db, reading, writing
from tests.checked import CheckedClient, Page
from tests.conftest import PASSWORD, START, Clock

ALICE = {"email": "alice@val.test", "password": PASSWORD}


def code_at(secret: str, clock: Clock, shift: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock() + timedelta(seconds=30 * shift))


@pytest.fixture
def secret(alice: CheckedClient, clock: Clock) -> str:
    """Alice has put her second factor in place half an hour ago."""
    page = alice.get("/compte/seconde-preuve")
    shown = re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page.text)
    assert shown
    found = shown[1].replace(" ", "")
    form = page.form("/seconde-preuve")
    alice.post("/compte/seconde-preuve", {**form, "code": code_at(found, clock), "current": PASSWORD})
    clock.later(minutes=30)
    return found


def second_page(client: CheckedClient, **more: str) -> Page:
    page = client.post("/connexion", {**ALICE, **more}, status=200)
    assert page.h1 == "Votre code"
    return page


def send(client: CheckedClient, page: Page, code: str, status: int = 303) -> Page:
    return client.post("/connexion/code", {**page.form("/connexion/code"), "code": code}, status=status)


def test_the_code_is_asked_on_a_second_page_and_leads_to_the_page_that_was_wanted(
    client: CheckedClient, secret: str, clock: Clock
) -> None:
    page = second_page(client, next="/partenariats")
    client.get("/aide", status=303)
    assert not client.raw.get_cookie("maillage_session"), "the pass phrase alone opens nothing"
    assert send(client, page, code_at(secret, clock)).location == "/partenariats"
    client.get("/aide")


def test_a_wrong_pass_phrase_is_answered_alike_with_and_without_a_second_factor(
    client: CheckedClient, secret: str
) -> None:
    answers = [
        client.post("/connexion", {"email": f"{who}@val.test", "password": "faux faux faux"}, status=422).words
        for who in ("alice", "bob", "nobody")
    ]
    assert len(set(answers)) == 1


def test_signing_in_again_ends_the_session_that_the_browser_had_in_the_same_commit(
    client: CheckedClient, app: Flask, secret: str, clock: Clock
) -> None:
    send(client, second_page(client), code_at(secret, clock))
    first = client.raw.get_cookie("maillage_session")
    assert first
    clock.later(minutes=1)
    page = second_page(client)
    commits: list[object] = []
    note = commits.append
    event.listen(db.session, "after_commit", note)
    try:
        send(client, page, code_at(secret, clock))
    finally:
        event.remove(db.session, "after_commit", note)
    assert len(commits) == 1
    spy = CheckedClient(app)
    spy.raw.set_cookie("maillage_session", first.value)
    spy.get("/compte", status=303)
    client.get("/compte")


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_clock_half_a_minute_wrong_does_no_harm(client: CheckedClient, secret: str, clock: Clock, shift: int) -> None:
    send(client, second_page(client), code_at(secret, clock, shift))


@pytest.mark.parametrize("shift", [-2, 2, 40])
def test_a_code_of_another_time_is_refused(client: CheckedClient, secret: str, clock: Clock, shift: int) -> None:
    page = send(client, second_page(client), code_at(secret, clock, shift), 422)
    assert "n’est pas le bon" in page.words
    client.get("/aide", status=303)


def test_a_code_counts_once(client: CheckedClient, app: Flask, secret: str, clock: Clock) -> None:
    code = code_at(secret, clock)
    send(client, second_page(client), code)
    spy = CheckedClient(app)
    send(spy, second_page(spy), code, 422)
    send(spy, second_page(spy), code_at(secret, clock, -1), 422)
    clock.later(minutes=0.5)
    send(spy, second_page(spy), code_at(secret, clock))


def test_codes_cannot_be_tried_for_long_from_anywhere_and_the_others_are_not_kept_out(
    client: CheckedClient, app: Flask, secret: str, clock: Clock
) -> None:
    page = second_page(client)
    for number in range(5):
        form = {**page.form("/connexion/code"), "code": "000000"}
        client.post("/connexion/code", form, status=422, environ_overrides={"REMOTE_ADDR": f"127.0.0.{number + 2}"})
    send(client, page, code_at(secret, clock), 429)
    CheckedClient(app).post("/connexion", {"email": "bob@val.test", "password": PASSWORD})
    clock.later(minutes=2)
    send(client, second_page(client), code_at(secret, clock))


def test_twenty_wrong_codes_close_the_second_page_for_the_hour(
    client: CheckedClient, secret: str, clock: Clock
) -> None:
    for _ in range(4):
        page = second_page(client)
        for _ in range(5):
            send(client, page, "000000", 422)
        clock.later(minutes=2)
    page = send(client, second_page(client), code_at(secret, clock), 429)
    assert "Attendez une heure" in page.words
    assert page.headers["Retry-After"] == "3600"
    clock.later(minutes=61)
    send(client, second_page(client), code_at(secret, clock))


def test_the_ticket_between_the_pages_lasts_five_minutes_and_falls_with_the_pass_phrase(
    client: CheckedClient, alice: CheckedClient, secret: str, clock: Clock
) -> None:
    page = second_page(client)
    clock.later(minutes=5)
    late = send(client, page, code_at(secret, clock), 422)
    assert "Cinq minutes ont passé" in late.words
    page = second_page(client)
    forged = {**page.form("/connexion/code"), "code": code_at(secret, clock)}
    client.post("/connexion/code", {**forged, "billet_": "x" + forged["billet_"]}, status=422)
    alice.submit("/compte", {"current": PASSWORD, "password": "cinq mots vraiment sans rapport"})
    client.post("/connexion/code", forged, status=422)


def test_a_first_code_and_the_pass_phrase_are_asked_before_it_counts(
    alice: CheckedClient, client: CheckedClient, clock: Clock
) -> None:
    page = alice.get("/compte/seconde-preuve")
    secret = page.text.split('<code class="code">')[1].split("<")[0].replace(" ", "")
    form = page.form("/seconde-preuve")
    for wrong in (
        {"code": "000000", "current": PASSWORD},
        {"code": code_at(secret, clock), "current": "faux faux faux"},
        {"code": "", "current": PASSWORD},
    ):
        refused = alice.post("/compte/seconde-preuve", {**form, **wrong}, status=422)
        assert secret in refused.text.replace(" ", ""), "the same key stays on the page"
    client.post("/connexion", ALICE)
    other = {**form, "cle_": "forgée", "code": code_at(secret, clock), "current": PASSWORD}
    alice.post("/compte/seconde-preuve", other)
    assert "Ajouter une seconde preuve" in alice.get("/compte").words


def test_the_page_draws_the_key_without_asking_anybody(alice: CheckedClient) -> None:
    page = alice.get("/compte/seconde-preuve")
    assert 'class="qr"' in page.text
    assert "otpauth" not in page.text
    assert "facilitation account reset" in page.words


def test_it_is_removed_with_the_pass_phrase_only(alice: CheckedClient, client: CheckedClient, secret: str) -> None:
    page = alice.get("/compte/seconde-preuve")
    alice.post("/compte/seconde-preuve/retirer", {**page.form("/retirer"), "current": "faux faux faux"}, status=422)
    second_page(client)
    alice.post("/compte/seconde-preuve/retirer", {**page.form("/retirer"), "current": PASSWORD})
    client.post("/connexion", ALICE)


def test_a_link_given_on_the_machine_lifts_it(client: CheckedClient, app: Flask, secret: str, clock: Clock) -> None:
    with app.app_context(), writing():
        code = service.reset_code(email="alice@val.test", now=clock())
    new = "cinq mots vraiment sans rapport"
    client.submit("/mot-de-passe/nouveau", {"code": code, "password": new})
    client.post("/connexion", {**ALICE, "password": new})
    assert "Seconde preuve levée" in client.get("/compte/journal").words
    with app.app_context(), reading():
        row = db.session.query(Account).filter_by(email="alice@val.test").one()
        assert (row.second_factor, row.second_factor_step) == (None, None)


def test_what_was_typed_when_the_session_ended_comes_through_both_pages(
    alice: CheckedClient, secret: str, clock: Clock
) -> None:
    token = alice.token()
    clock.later(minutes=61)
    typed = {"name": "Réseau Logement du Val", "territory": "Valmont\net environs", "csrf_token": token}
    page = alice.post("/partenariats/nouveau", typed, status=400)
    page = alice.post("/connexion", {**page.form("/connexion"), **ALICE}, status=200)
    for status in (422, 422, 422, 422, 422, 429):
        page = send(alice, page, "000000", status)
    clock.later(minutes=2)
    page = send(alice, page, code_at(secret, clock), 200)
    assert page.form("/partenariats/nouveau")["name"] == typed["name"]


def test_no_code_of_any_step_outside_the_window_is_taken() -> None:
    secret = totp.new_secret()
    now = START
    taken = []
    for step in range(totp.step_of(now) - 5, totp.step_of(now) + 6):
        try:
            taken.append(totp.taken_step(secret, pyotp.TOTP(secret).generate_otp(step), now=now, last=None) - step)
        except totp.WrongFactor:
            continue
    assert taken == [0, 0, 0]
    with pytest.raises(totp.WrongFactor):
        totp.taken_step(secret, "٠" * 6, now=now, last=None)
