"""What goes wrong gets a French page with what was typed, and tells nothing of the inside."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from facilitation.database import db
from facilitation.partnerships import service
from facilitation.web import kept
from facilitation.web.errors import STATUSES
from tests.checked import CheckedClient

TYPED = "Le CPAS n'a pas rappelé ; « on verra » <script>alert(1)</script>"
NEW = {
    "name": "Réseau du Val",
    "place": TYPED,
    "approval_days": "15",
    "convocation_days": "8",
    "concerned_person_term": "usager",
}


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(**_: object) -> str:
        raise error

    monkeypatch.setattr(service, "create", fail)


def database_says(words: str) -> Exception:
    return OperationalError("INSERT …", {"text": TYPED}, sqlite3.OperationalError(words))


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        ("database is locked", 503, "occupe la base de données"),
        ("database or disk is full", 507, "plus de place sur le disque"),
        ("attempt to write a readonly database", 503, "ne peut plus être écrit"),
        ("unable to open database file", 503, "ne peut plus être écrit"),
        ("disk I/O error", 503, "ne répond pas comme elle le devrait"),
    ],
)
def test_what_the_disk_refuses_is_said_and_the_text_comes_back(
    alice: CheckedClient, monkeypatch: pytest.MonkeyPatch, words: str, status: int, sentence: str
) -> None:
    failing(monkeypatch, database_says(words))
    page = alice.post("/partenariats/nouveau", NEW, status=status)
    assert sentence in page.words
    kept = page.form("/partenariats/nouveau")
    assert {name: text for name, text in kept.items() if name not in ("csrf_token", "envoi_")} == NEW


def test_a_bug_shows_a_reference_and_logs_neither_words_nor_traceback(
    alice: CheckedClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, ValueError(f"exceeded: {TYPED}"))
    with caplog.at_level(logging.DEBUG):
        page = alice.post("/partenariats/nouveau", NEW, status=500)
    assert "référence" in page.words
    assert TYPED in page.form("/partenariats/nouveau")["place"]
    assert "Traceback" not in page.text
    assert "ValueError" not in page.text
    assert "ValueError at partnerships/views.py" in caplog.text
    for secret in ("CPAS", "exceeded", "Réseau", "/partenariats", "127.0.0.1"):
        assert secret not in caplog.text


def test_no_log_line_tells_what_was_asked_or_typed(
    alice: CheckedClient, client: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        alice.post("/partenariats/nouveau", {**NEW, "name": ""}, status=422)
        alice.post("/partenariats/nouveau", NEW)
        client.post("/connexion", {"email": "alice@val.test", "password": "faux faux faux"}, status=422)
        client.get("/reunions/secret-du-titre", status=303)
    for secret in ("CPAS", "alice@", "faux faux", "secret-du-titre", "Réseau"):
        assert secret not in caplog.text


def test_a_full_disk_is_met_for_real(alice: CheckedClient, app: Flask) -> None:
    """The database may not grow by one page: the change is refused, reading goes on, and all is well once there is room."""
    address = alice.post("/partenariats/nouveau", NEW).location or ""
    lines = "\n".join(f"Nom {number} {'x' * 250}, fonction, service" for number in range(70))
    with app.app_context():
        lift = limited(db.engine)
    page = alice.post(f"{address}/membres", {"lines": lines}, status=507)
    assert page.form("/membres")["lines"].lstrip("\n") == lines
    assert "Nom 1 " not in alice.get(address).words
    lift()
    assert "70 membres ajoutés" in alice.follow(alice.post(f"{address}/membres", {"lines": lines})).words


def limited(engine: Engine) -> Callable[[], None]:
    """Keep the database from growing; gives what lifts the limit."""
    allowed = [1]  # SQLite never goes under what the file has

    def restrict(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={allowed[0]}")

    event.listen(engine, "checkout", restrict)

    def lift() -> None:
        allowed[0] = 1_000_000

    return lift


def test_a_body_over_two_megabytes_is_refused(alice: CheckedClient) -> None:
    token = alice.token()
    page = alice.post("/partenariats/nouveau", {"csrf_token": token, "name": "x" * 2_200_000}, status=413)
    assert "2 Mo" in page.words.replace("\u00a0", " ")


def test_a_form_with_thousands_of_fields_is_refused_or_read_but_never_breaks(alice: CheckedClient) -> None:
    many = {f"f{number}": "x" for number in range(2100)} | {"csrf_token": alice.token()}
    response = alice.raw.post("/partenariats/nouveau", data=many, content_type="multipart/form-data")
    assert response.status_code in (400, 413)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_method_that_is_not_served_is_answered_in_french(alice: CheckedClient, method: str) -> None:
    response = getattr(alice.raw, method)("/partenariats")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "n’existe pas" in response.text


def test_a_name_that_is_not_ours_gets_no_page(client: CheckedClient) -> None:
    page = client.get("/", status=400, headers={"Host": "evil.example"})
    assert "evil" not in page.text
    assert "Maillage ne répond pas sous ce nom" in page.words
    client.post("/connexion", {"email": "a"}, token=False, status=400, headers={"Host": "evil.example"})


@pytest.mark.parametrize(
    "path",
    [
        "/absent",
        "/%00",
        "/%ff",
        "/static/../../etc/passwd",
        "/static/absent.css",
        "/.git/config",
        "/" + "a" * 3000,
    ],
)
def test_an_address_that_is_not_served_is_a_page_with_all_its_headers(client: CheckedClient, path: str) -> None:
    response = client.raw.get(path)
    assert response.status_code in (404, 308)
    if response.status_code == 404:
        client.get(path, status=404)


def test_static_files_carry_the_headers_and_are_kept_by_their_fingerprint(client: CheckedClient) -> None:
    page = client.get("/connexion")
    sheet = next(link.get("href", "") for link in page.all(".//link") if link.get("rel") == "stylesheet")
    assert "immutable" in client.get(sheet).headers["Cache-Control"]
    assert client.get("/static/tokens.css").headers["Cache-Control"] == "no-cache"


def test_every_sentence_of_an_error_page_is_in_french_and_typeset() -> None:
    for kind in STATUSES:
        sentence = kind(**dict.fromkeys(("reference", "count"), "1")).sentence
        assert sentence.endswith(".")
        assert "'" not in sentence


def test_secrets_are_never_shown_back(app: Flask) -> None:
    sent = {"password": "quatre mots", "current_password": "x y", "csrf_token": "t", "text": "a b", "code": "C"}
    with app.test_request_context("/compte", method="POST", data=sent):
        assert [field.name for field in kept.kept_fields()] == ["text"]


def test_kept_fields_travel_whole(app: Flask) -> None:
    sent = {"text": "a\r\nb \u202e é e\u0301 \U0001f600", "n": "1"}
    with app.test_request_context("/x", method="POST", data=sent):
        fields = kept.kept_fields()
    assert kept.from_json(kept.as_json(fields)) == fields
    assert fields[0].value == "a\nb \u202e é e\u0301 \U0001f600"


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", '[["a"]]', "[[", pytest.param("[" * 100_000, id="brackets"), "null", '{"a": 1}']
)
def test_forged_kept_fields_are_nothing(text: str) -> None:
    assert kept.from_json(text) == ()
