"""Signing in and out, the first account, a forgotten password."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from facilitation.accounts import passwords, service
from facilitation.accounts.rules import safe_next
from facilitation.database import reading, writing
from tests.checked import CheckedClient
from tests.conftest import PASSWORD, Clock

ALICE = {"email": "alice@val.test", "password": PASSWORD}


def test_signed_out_any_page_leads_to_the_sign_in_page(client: CheckedClient) -> None:
    page = client.get("/partenariats/nimporte-quoi?x=1", status=303)
    assert page.location == "/connexion?next=/partenariats/nimporte-quoi?x%3D1"
    assert client.get("/", status=303).location == "/connexion"


def test_a_person_signs_in_and_comes_to_the_page_they_asked_for(client: CheckedClient) -> None:
    page = client.submit("/connexion?next=/partenariats", ALICE, action="/connexion")
    assert page.location == "/partenariats"
    assert "Alice" in client.follow(page).text


def test_the_address_counts_whatever_its_capitals_and_the_password_whatever_its_composition(
    client: CheckedClient,
) -> None:
    client.post("/connexion", {"email": " ALICE@val.test ", "password": PASSWORD})


@pytest.mark.parametrize(
    "sent",
    [{"email": "alice@val.test", "password": "faux faux faux"}, {"email": "nobody@val.test", "password": PASSWORD}],
)
def test_a_wrong_address_and_a_wrong_password_get_the_same_sentence(
    client: CheckedClient, sent: dict[str, str]
) -> None:
    page = client.post("/connexion", sent, status=422)
    assert "ne correspond à aucun compte" in page.words
    assert sent["email"] in page.text
    assert sent["password"] not in page.text


def test_too_many_wrong_passwords_slow_this_account_down_from_this_address_only(
    client: CheckedClient, clock: Clock
) -> None:
    for _ in range(5):
        client.post("/connexion", {**ALICE, "password": "faux faux faux"}, status=422)
    page = client.post("/connexion", ALICE, status=429)
    assert "Attendez une minute" in page.words
    assert page.headers["Retry-After"] == "60"
    assert page.form("/connexion")["email"] == ALICE["email"]
    client.post("/connexion", ALICE, environ_overrides={"REMOTE_ADDR": "127.0.0.9"})
    clock.later(minutes=2)
    client.post("/connexion", ALICE)


def test_a_password_of_ten_megabytes_is_not_hashed(client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords._HASHER.__class__, "verify", lambda *_: pytest.fail("a huge password was hashed"))
    client.post("/connexion", {"email": "alice@val.test", "password": "x" * 1_000_000}, status=422)


def test_the_session_is_renewed_at_sign_in_and_dead_after_sign_out(client: CheckedClient, app: Flask) -> None:
    client.post("/connexion", ALICE)
    first = client.raw.get_cookie("maillage_session")
    client.post("/connexion", ALICE)
    second = client.raw.get_cookie("maillage_session")
    assert first
    assert second
    assert first.value != second.value
    thief = CheckedClient(app)
    thief.raw.set_cookie("maillage_session", first.value, domain="localhost")
    thief.get("/", status=303)
    page = client.post("/deconnexion")
    assert "cache" in page.headers["Clear-Site-Data"]
    thief.raw.set_cookie("maillage_session", second.value, domain="localhost")
    thief.get("/", status=303)


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_of_other_sites(client: CheckedClient) -> None:
    page = client.post("/connexion", ALICE)
    cookie = next(value for value in page.headers.getlist("Set-Cookie") if value.startswith("maillage_session"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie, "over http a browser would refuse it"


def test_an_idle_session_ends_after_an_hour_and_a_used_one_does_not(alice: CheckedClient, clock: Clock) -> None:
    for _ in range(3):
        clock.later(minutes=50)
        alice.get("/aide")
    clock.later(minutes=61)
    alice.get("/aide", status=303)


def test_no_session_lives_longer_than_ten_hours(alice: CheckedClient, clock: Clock) -> None:
    for _ in range(12):
        clock.later(minutes=50)
        alice.get("/aide")
    clock.later(minutes=1)
    alice.get("/aide", status=303)


def test_what_was_typed_when_the_session_ended_is_sent_after_signing_in_again(
    alice: CheckedClient, clock: Clock
) -> None:
    token = alice.token()
    clock.later(minutes=61)
    typed = {"name": "Réseau Logement du Val", "territory": "Valmont\net <environs>", "csrf_token": token}
    page = alice.post("/partenariats/nouveau", typed, status=400)
    assert "Valmont\net &lt;environs&gt;" in page.text
    page = alice.post("/connexion", {**page.form("/connexion"), **ALICE}, status=200)
    assert "n’est pas encore enregistré" in page.words
    form = page.form("/partenariats/nouveau")
    assert form["territory"].replace("\r\n", "\n").strip("\n") == typed["territory"]
    assert form["name"] == typed["name"]


def test_a_page_left_open_in_another_session_gives_the_text_back(alice: CheckedClient) -> None:
    page = alice.post(
        "/partenariats/nouveau",
        {"name": "Un nom assez long pour être gardé sous les yeux", "csrf_token": "0" * 64},
        status=400,
    )
    assert page.form("/partenariats/nouveau")["name"] == "Un nom assez long pour être gardé sous les yeux"


# ------------------------------------------------------------------ the first account


@pytest.fixture
def newcomer(empty_app: Flask) -> CheckedClient:
    return CheckedClient(empty_app)


@pytest.fixture
def code(empty_app: Flask, clock: Clock) -> str:
    with empty_app.app_context(), writing():
        made = service.first_account_code(now=clock())
    assert made
    return made


NEW = {"name": "Alice", "email": "alice@val.test", "password": PASSWORD}


def test_the_code_shown_at_the_first_start_makes_one_account_and_signs_in(
    newcomer: CheckedClient, empty_app: Flask, code: str
) -> None:
    page = newcomer.submit("/premier-compte", {**NEW, "code": code})
    assert page.location == "/"
    assert "Ce qui vient" in newcomer.follow(page).words
    other = CheckedClient(empty_app)
    other.get("/premier-compte", status=303)
    page = other.post("/premier-compte", {**NEW, "code": code, "email": "bob@val.test"}, status=422)
    assert "Ce code" in page.words


def test_the_code_may_be_typed_in_small_letters_with_spaces(newcomer: CheckedClient, code: str) -> None:
    newcomer.submit("/premier-compte", {**NEW, "code": code.lower().replace("-", " ")})


def test_a_code_is_withdrawn_when_a_new_one_is_shown(
    newcomer: CheckedClient, empty_app: Flask, code: str, clock: Clock
) -> None:
    with empty_app.app_context(), writing():
        service.first_account_code(now=clock())
    newcomer.submit("/premier-compte", {**NEW, "code": code}, status=422)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "alice", "n’est pas complète"),
        ("email", "", "Écrivez votre adresse"),
        ("password", "court", "il en faut au moins 12"),
        ("password", "motdepasse12", "se devine trop vite"),
        ("password", "aaaaaaaaaaaaaaaa", "se devine trop vite"),
        ("password", "x" * 129, "dépasse 128"),
        ("code", "FAUX-FAUX-FAUX", "plus, valable"),
        ("code", "", "Recopiez le code"),
    ],
)
def test_a_faulty_first_account_says_what_to_do_beside_the_field(
    newcomer: CheckedClient, code: str, field: str, value: str, words: str
) -> None:
    page = newcomer.submit("/premier-compte", {**NEW, "code": code, field: value}, status=422)
    assert words in page.words
    assert any(link == f"#{field}" for link in page.links())
    assert page.form("/premier-compte")["name"] == "Alice"


def test_sixty_four_accented_letters_make_a_password_whatever_their_normalisation(
    newcomer: CheckedClient, code: str
) -> None:
    newcomer.submit("/premier-compte", {**NEW, "code": code, "password": "e\u0301te\u0301 ou hiver " * 4})
    newcomer.post("/deconnexion")
    newcomer.post("/connexion", {"email": NEW["email"], "password": "été ou hiver " * 4})


def test_without_any_account_the_sign_in_page_says_where_to_begin(newcomer: CheckedClient) -> None:
    assert "/premier-compte" in newcomer.get("/connexion").links()


def test_codes_cannot_be_tried_for_long(newcomer: CheckedClient, code: str) -> None:
    for _ in range(5):
        newcomer.post("/premier-compte", {**NEW, "code": "FAUX"}, status=422)
    newcomer.post("/premier-compte", {**NEW, "code": code}, status=429)


# ------------------------------------------------------------------ a new password


@pytest.fixture
def reset(app: Flask, clock: Clock) -> str:
    with app.app_context(), writing():
        return service.reset_code(email="alice@val.test", now=clock())


def test_a_reset_code_gives_a_new_password_once_and_ends_every_session(
    client: CheckedClient, alice: CheckedClient, reset: str
) -> None:
    new = "cinq mots vraiment sans rapport"
    page = client.submit("/mot-de-passe/nouveau", {"code": reset, "password": new})
    assert "enregistrée" in client.follow(page).words
    alice.get("/aide", status=303)
    client.post("/connexion", ALICE, status=422)
    client.submit("/mot-de-passe/nouveau", {"code": reset, "password": new}, status=422)
    client.post("/connexion", {**ALICE, "password": new})


def test_a_reset_code_is_good_for_thirty_minutes(client: CheckedClient, reset: str, clock: Clock) -> None:
    clock.later(minutes=30)
    client.submit("/mot-de-passe/nouveau", {"code": reset, "password": "cinq mots vraiment sans rapport"}, status=422)


def test_a_reset_code_dies_when_the_password_is_changed_otherwise(
    client: CheckedClient, alice: CheckedClient, reset: str
) -> None:
    alice.submit("/compte", {"current": PASSWORD, "password": "cinq mots vraiment sans rapport"})
    client.submit("/mot-de-passe/nouveau", {"code": reset, "password": "six mots vraiment sans rapport"}, status=422)


def test_a_reset_code_makes_no_first_account(client: CheckedClient, reset: str) -> None:
    client.post("/premier-compte", {**NEW, "email": "x@val.test", "code": reset}, status=422)


def test_changing_one_s_password_closes_the_sessions_elsewhere_and_keeps_this_one(
    alice: CheckedClient, app: Flask, client: CheckedClient
) -> None:
    client.post("/connexion", ALICE)
    page = alice.submit("/compte", {"current": PASSWORD, "password": "cinq mots vraiment sans rapport"})
    assert "est changée" in alice.follow(page).words
    client.get("/aide", status=303)


def test_the_current_password_is_asked_to_change_it(alice: CheckedClient) -> None:
    page = alice.submit(
        "/compte", {"current": "faux faux faux", "password": "cinq mots vraiment sans rapport"}, status=422
    )
    assert "Ce n’est pas votre phrase" in page.words


# ------------------------------------------------------------------ where one may be led


@pytest.mark.parametrize(
    "address", ["/", "/partenariats", "/reunions/abc?étape=2".encode("ascii", "ignore").decode(), "/a?b=c&d=%20e"]
)
def test_a_path_of_this_site_may_follow_the_sign_in(address: str) -> None:
    assert safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "https:evil",
        "https://evil",
        "/%09//evil",
        "/%5cevil",
        "/%0d%0aSet-Cookie",
        "javascript:alert(1)",
        "",
        None,
        " /a",
        "/a b",
        "/\t/evil",
        "/é",
        "/" + "a" * 2001,
    ],
)
def test_nothing_leads_elsewhere_after_signing_in(address: str | None) -> None:
    assert safe_next(address) is None


def test_a_forged_next_leads_home(client: CheckedClient) -> None:
    for address in ("//evil.example", "/\\evil.example", "https://evil.example/"):
        page = client.post("/connexion", {**ALICE, "next": address})
        assert page.location == "/"


def test_only_hashes_of_secrets_are_kept(app: Flask, client: CheckedClient, reset: str, data: object) -> None:
    client.post("/connexion", ALICE)
    cookie = client.raw.get_cookie("maillage_session")
    assert cookie
    kept = b"".join(path.read_bytes() for path in data.glob("maillage.sqlite3*"))  # type: ignore[attr-defined]
    for secret in (cookie.value, reset, reset.replace("-", ""), PASSWORD):
        assert secret.encode() not in kept
    assert re.search(rb"\$argon2id\$", kept)
    with app.app_context(), reading():
        assert service.any_account()
