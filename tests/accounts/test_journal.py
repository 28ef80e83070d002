"""The security journal: kinds, ids and counts, and nothing that anybody wrote."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

import facilitation
from facilitation.accounts import journal
from facilitation.accounts.models import SecurityEvent
from facilitation.database import reading, writing
from tests.conftest import START


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
