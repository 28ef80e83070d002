"""The security journal: kinds, ids and counts, and nothing that anybody wrote."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

import facilitation
from facilitation.accounts import journal
from facilitation.accounts.models import Account, SecurityEvent
from facilitation.database import db, reading, writing
from tests.checked import CheckedClient
from tests.conftest import START, Clock
from tests.live.rooms import room_of
from tests.meetings.leading import account

ORDER = {"meeting_invited": 1, "meeting_part_taken": 2, "meeting_part_removed": 3, "document_handed_over": 4}


def test_a_line_says_what_kind_of_thing_happened_to_which_account(app: Flask) -> None:
    with app.app_context():
        with writing():
            journal.note("password_changed", account_id="a", now=START)
            journal.note("session_closed", account_id="a", now=START + timedelta(minutes=1))
            journal.note("password_changed", account_id="b", now=START)
        with reading():
            assert [line.kind for line in journal.lines_of(account_id="a")] == ["session_closed", "password_changed"]


@pytest.mark.parametrize("fact", ["Mme Dupont", "Une réunion difficile", "alice@val.test", "été", "a" * 65, "a\nb"])
def test_a_fact_that_could_be_somebody_s_words_is_refused(app: Flask, fact: str) -> None:
    with app.app_context(), writing(), pytest.raises(ValueError, match="security journal"):
        journal.note("purged", now=START, what=fact)


def test_a_kind_that_is_not_listed_is_refused(app: Flask) -> None:
    with app.app_context(), writing(), pytest.raises(ValueError, match="security journal"):
        journal.note("Mme Dupont est venue", now=START)


def test_every_kind_that_is_noted_anywhere_is_one_that_people_can_read() -> None:
    noted = set()
    for path in Path(facilitation.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "journal.note" and call.args:
                noted |= {one.value for one in ast.walk(call.args[0]) if isinstance(one, ast.Constant)}
    assert noted <= journal.KINDS.keys()


def test_nothing_but_adding_is_done_to_the_journal_and_it_has_no_place_for_addresses_or_browsers() -> None:
    assert set(SecurityEvent.__table__.columns.keys()) == {"id", "at", "kind", "account_id", "facts"}
    source = Path(journal.__file__).read_text(encoding="utf-8")
    assert "update(" not in source
    assert "delete(" not in source


def test_a_document_that_leaves_is_noted_with_the_next_change_and_reading_writes_nothing(
    app: Flask, clock: Clock, alice: CheckedClient
) -> None:
    meeting = room_of(app, clock).meeting
    before = _kinds(app)
    assert alice.raw.get(f"/reunions/{meeting}/documents/groupe/pv.docx").status_code == 200
    assert _kinds(app) == before
    alice.post("/compte/nom", {"name": "Alice"})
    assert _kinds(app) == [*before, "document_handed_over"]
    with app.app_context(), reading():
        line = db.session.query(SecurityEvent).filter_by(kind="document_handed_over").one()
        assert line.facts == {"meeting": meeting, "reader": "groupe", "what": "download"}


def test_what_waits_to_be_written_outlives_a_change_that_fails(app: Flask, clock: Clock, alice: CheckedClient) -> None:
    meeting = room_of(app, clock).meeting
    alice.raw.get(f"/reunions/{meeting}/documents/groupe/pv.docx")

    def full(_session: object) -> None:
        raise OSError("no space left")

    event.listen(db.session, "before_commit", full)
    try:
        assert alice.raw.post("/compte/nom", data={"name": "A", "csrf_token": alice.token()}).status_code == 500
    finally:
        event.remove(db.session, "before_commit", full)
    assert "document_handed_over" not in _kinds(app)
    alice.post("/compte/nom", {"name": "Alice"})
    alice.post("/compte/nom", {"name": "Alice"})
    assert _kinds(app).count("document_handed_over") == 1


def test_parts_given_and_taken_away_are_noted_for_whom_they_concern(
    app: Flask, clock: Clock, alice: CheckedClient, bob: CheckedClient
) -> None:
    meeting = room_of(app, clock).meeting
    page = alice.post(f"/reunions/{meeting}/equipe/inviter", {"part": "animation"}, status=200)
    code = page.text.split("/invitation#")[1].split('"')[0]
    bob.post("/invitation/accepter", {"code": code})
    page = alice.get(f"/reunions/{meeting}/equipe")
    theirs = next(one for one in _account_ids(app) if f"/equipe/{one}/retirer" in page.text and one != account(app))
    alice.post(f"/reunions/{meeting}/equipe/{theirs}/retirer")
    bob.get(f"/reunions/{meeting}/pupitre", status=404)
    assert _kinds(app)[-3:] == ["meeting_invited", "meeting_part_taken", "meeting_part_removed"]
    with app.app_context(), reading():
        told = {line.kind for line in journal.lines_of(account_id=theirs)}
        assert {"meeting_part_taken", "meeting_part_removed"} <= told
        assert "meeting_invited" not in told


def _kinds(app: Flask) -> list[str]:
    with app.app_context(), reading():
        rows = db.session.query(SecurityEvent).all()
        return [row.kind for row in sorted(rows, key=lambda row: (row.at, ORDER.get(row.kind, 0)))]


def _account_ids(app: Flask) -> list[str]:
    with app.app_context(), reading():
        return list(db.session.scalars(db.select(Account.id)))
