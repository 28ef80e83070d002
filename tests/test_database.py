"""The one database: a queue fair to all, units of work whole or not at all, words that stay out of errors, writes that survive a kill."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from sqlalchemy import Enum, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from facilitation import database
from facilitation.accounts import service as accounts
from facilitation.accounts.models import Account
from facilitation.database import FILE, Base, db, new_id, reading, unit_is_open, writing
from tests.conftest import Clock
from tests.test_kept_words import WORDS

pytestmark = pytest.mark.database
# ruff: noqa: PT012, SIM117 - a unit of work that fails is one thing of several lines
SECRET = "le fils de la voisine du 14"


def created(name: str, clock: Clock) -> str:
    return accounts.create_account(name=name, email=f"{name}@val.test", password_hash="-", now=clock())


def names(app: Flask) -> set[str]:
    with app.app_context(), reading():
        return set(db.session.scalars(select(Account.name)))


# ------------------------------------------------------------------ the queue


def test_the_queue_serves_in_the_order_of_arrival() -> None:
    queue, served = database._FairQueue(), list[int]()

    def wait(number: int) -> None:
        with queue:
            served.append(number)

    threads = []
    with queue:
        for number in range(12):
            threads.append(threading.Thread(target=wait, args=(number,)))
            threads[-1].start()
            until(lambda: len(queue._waiting) == len(threads))
        assert served == []
    for thread in threads:
        thread.join(5)
    assert served == list(range(12))


def test_whoever_comes_back_waits_behind_those_who_were_there() -> None:
    queue, served = database._FairQueue(), list[str]()

    def wait() -> None:
        with queue:
            served.append("the other")

    other = threading.Thread(target=wait)
    with queue:
        other.start()
        until(lambda: len(queue._waiting) == 1)
    with queue:
        served.append("the first again")
    other.join(5)
    assert served == ["the other", "the first again"]


def test_never_two_units_of_work_at_once_and_none_is_lost(app: Flask, clock: Clock) -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def work(number: int) -> None:
        nonlocal inside, most
        for turn in range(5):
            with app.app_context(), writing() if turn % 2 else reading():
                with lock:
                    inside += 1
                    most = max(most, inside)
                if turn % 2:
                    created(f"fil-{number}-{turn}", clock)
                time.sleep(0.001)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert most == 1
    assert {name for name in names(app) if name.startswith("fil-")} == {
        f"fil-{number}-{turn}" for number in range(8) for turn in (1, 3)
    }


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end, "nothing came"
        time.sleep(0.001)


# ------------------------------------------------------------------ units of work


@pytest.mark.parametrize("error", [ValueError("faute"), KeyboardInterrupt()], ids=lambda error: type(error).__name__)
def test_a_unit_that_fails_changes_nothing_and_frees_the_queue(app: Flask, clock: Clock, error: BaseException) -> None:
    before = names(app)
    with app.app_context(), pytest.raises(type(error)):
        with writing():
            created("Émile", clock)
            raise error
    assert not unit_is_open()
    assert names(app) == before
    with app.app_context(), writing():
        created("Zoé", clock)
    assert names(app) == before | {"Zoé"}


def test_a_unit_that_fails_at_its_commit_frees_the_queue(app: Flask, clock: Clock) -> None:
    with app.app_context(), pytest.raises(IntegrityError), writing():
        db.session.execute(text("PRAGMA defer_foreign_keys=ON"))
        db.session.execute(
            text("INSERT INTO partnership_account (partnership_id, account_id) VALUES ('rien', 'personne')")
        )
    assert not unit_is_open()
    assert "Alice" in names(app)


def test_units_of_work_do_not_nest(app: Flask) -> None:
    with app.app_context(), reading(), pytest.raises(RuntimeError, match="already open"), writing():
        pass
    assert "Alice" in names(app)


def test_a_reading_unit_keeps_nothing_that_it_writes(app: Flask, clock: Clock) -> None:
    before = names(app)
    with app.app_context(), pytest.raises(RuntimeError, match="has written"), reading():
        created("Émile", clock)
    assert names(app) == before


def test_a_writing_unit_locks_from_its_beginning(app: Flask, data: Path) -> None:
    with app.app_context(), writing():
        db.session.execute(text("SELECT 1"))
        other = sqlite3.connect(data / FILE, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


@pytest.mark.parametrize("unit", [reading, writing])
def test_no_template_renders_while_a_unit_of_work_is_open(app: Flask, unit: Callable[[], object]) -> None:
    with app.test_request_context():
        with pytest.raises(RuntimeError, match="a template renders"), unit():  # type: ignore[attr-defined]
            render_template_string("jamais ici")
        assert render_template_string("ici") == "ici"


def test_what_was_loaded_is_read_after_the_commit_without_a_question(app: Flask, clock: Clock) -> None:
    with app.app_context():
        with writing():
            row = db.session.scalars(select(Account).where(Account.name == "Alice")).one()
            row.name = "Alice Lambert"
        assert row.name == "Alice Lambert"


# ------------------------------------------------------------------ settings that keep words safe

PRAGMAS = {
    "journal_mode": "truncate",
    "synchronous": 3,
    "secure_delete": 1,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "busy_timeout": 5000,
}


@pytest.mark.parametrize("pragma", PRAGMAS)
@pytest.mark.parametrize("unit", [reading, writing])
def test_the_settings_that_keep_words_safe_are_in_force(app: Flask, pragma: str, unit: Callable[[], object]) -> None:
    with app.app_context(), unit():  # type: ignore[attr-defined]
        assert db.session.execute(text(f"PRAGMA {pragma}")).scalar() == PRAGMAS[pragma]


def test_what_is_deleted_is_nowhere_in_the_file(app: Flask, clock: Clock, data: Path) -> None:
    with app.app_context():
        with writing():
            account = created(SECRET.replace(" ", "-"), clock)
        assert SECRET.replace(" ", "-").encode() in (data / FILE).read_bytes()
        with writing():
            db.session.execute(text("DELETE FROM account WHERE id = :id"), {"id": account})
    for path in data.glob(f"{FILE}*"):
        assert SECRET.replace(" ", "-").encode() not in path.read_bytes(), path.name


def test_an_error_of_the_database_does_not_say_what_was_typed(app: Flask) -> None:
    values = {"id": new_id(), "name": SECRET, "email": "alice@val.test", "hash": "-", "at": "2026-03-12 08:30:00"}
    with app.app_context(), pytest.raises(IntegrityError) as refused, writing():
        columns = {column.name for column in Account.__table__.columns}
        assert {"id", "name", "email"} <= columns
        db.session.execute(Account.__table__.insert(), {"id": values["id"], "name": SECRET, "email": None})
    assert SECRET not in str(refused.value)
    assert SECRET not in repr(refused.value)


def test_an_instant_without_its_zone_is_refused(app: Flask) -> None:
    naive = datetime(2026, 3, 12, 8, 30)  # noqa: DTZ001  the fault that is tried
    with app.app_context(), pytest.raises(StatementError, match="naive"), writing():
        accounts.create_account(name="Émile", email="emile@val.test", password_hash="-", now=naive)
    assert "Émile" not in names(app)


def test_an_instant_comes_back_in_utc(app: Flask) -> None:
    summer = datetime(2026, 7, 1, 10, 0, tzinfo=timezone(timedelta(hours=2)))
    with app.app_context():
        with writing():
            made = accounts.create_account(name="Émile", email="emile@val.test", password_hash="-", now=summer)
        with reading():
            found = db.session.get_one(Account, made).created_at
    assert (found, found.tzinfo) == (summer, UTC)


def test_ids_are_random_and_fit_in_an_address() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 22 and one.replace("-", "").replace("_", "").isalnum() for one in made)


def test_every_choice_that_a_table_keeps_is_among_the_kept_words() -> None:
    kept = {
        column.type.enum_class
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Enum)
    }
    assert kept
    assert kept <= WORDS.keys()


# ------------------------------------------------------------------ a kill

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from facilitation import create_app
from facilitation.accounts import service
from facilitation.database import writing
from facilitation.settings import Settings
app = create_app(Settings(data=Path(sys.argv[1])))
with app.app_context():
    for number in range(100000):
        with writing():
            service.create_account(name=f"compte {number}", email=f"{number}@val.test", password_hash="-", now=datetime.now(UTC))
        print(number, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(data: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(data)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout
    acknowledged = [int(writer.stdout.readline()) for _ in range(20)]
    os.kill(writer.pid, signal.SIGKILL)
    acknowledged += [int(line) for line in writer.stdout.read().split("\n") if line.strip()]
    assert writer.wait(10) == -signal.SIGKILL
    writer.stdout.close()
    found = sqlite3.connect(data / FILE)
    assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    rows = {row[0] for row in found.execute("SELECT name FROM account WHERE name LIKE 'compte %'")}
    found.close()
    expected = {f"compte {number}" for number in acknowledged}
    assert expected <= rows
    assert len(rows - expected) <= 1, "one more may be written and not yet said"
