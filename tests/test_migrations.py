"""The database that migrations build is the one that the models describe, and an upgrade loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

import facilitation.accounts.models
import facilitation.consultations.models
import facilitation.meetings.models
import facilitation.outcomes.models
import facilitation.partnerships.models
import facilitation.retention.models  # noqa: F401  # these imports fill the metadata
from facilitation import database
from facilitation.backups import files
from facilitation.database import Base

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path) -> Flask:
    """An application with a database of its own, not yet built."""
    app = Flask("house")
    database.init_app(app, tmp_path)
    return app


def described(path: Path) -> dict[str, str]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: unordered(" ".join(sql.split())) for name, sql in rows if name != "alembic_version"}


def unordered(sql: str) -> str:
    """The statement with the parts between its outer parentheses sorted: SQLAlchemy writes named constraints in an order of its own."""
    if not sql.startswith("CREATE TABLE"):
        return sql
    start, end = sql.index("("), sql.rindex(")")
    parts, depth, part = [], 0, ""
    for sign in sql[start + 1 : end]:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append(part.strip())
            part = ""
        else:
            part += sign
    return f"{sql[:start]}({', '.join(sorted([*parts, part.strip()]))}){sql[end + 1 :]}"


def test_migrations_build_the_very_tables_that_the_models_describe(house: Flask, tmp_path: Path) -> None:
    database.upgrade(house, tmp_path, now=NOW)
    built = described(tmp_path / database.FILE)
    engine = create_engine(f"sqlite:///{tmp_path / 'models.sqlite3'}")
    Base.metadata.create_all(engine)
    engine.dispose()
    assert built == described(tmp_path / "models.sqlite3")
    assert len(built) > 20


def test_the_database_goes_down_to_nothing_and_up_again(house: Flask, tmp_path: Path) -> None:
    database.upgrade(house, tmp_path, now=NOW)
    before = described(tmp_path / database.FILE)
    database.migrate(house, "base")
    assert described(tmp_path / database.FILE) == {}
    database.migrate(house, "head")
    assert described(tmp_path / database.FILE) == before


def test_anonymous_answers_have_no_rowid_no_time_and_no_author(house: Flask, tmp_path: Path) -> None:
    database.upgrade(house, tmp_path, now=NOW)
    sql = described(tmp_path / database.FILE)["anonymous_answer"]
    assert sql.endswith("WITHOUT ROWID")
    assert not any(word in sql for word in ("DATETIME", "attendance", "account", "position"))


def test_a_newer_database_is_refused_and_left_as_it_is(house: Flask, tmp_path: Path) -> None:
    database.upgrade(house, tmp_path, now=NOW)
    with sqlite3.connect(tmp_path / database.FILE) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = (tmp_path / database.FILE).read_bytes()
    with pytest.raises(database.NewerDatabase):
        database.upgrade(house, tmp_path, now=NOW)
    assert (tmp_path / database.FILE).read_bytes() == before


def test_an_older_database_is_copied_and_the_copy_checked_before_it_is_upgraded(
    house: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.upgrade(house, tmp_path, now=NOW)
    with sqlite3.connect(tmp_path / database.FILE) as connection:
        connection.execute(
            "INSERT INTO partnership VALUES ('p', 'Réseau du Val', '', '', 'usager', 15, 10, NULL, 1, '2026-01-01', NULL, NULL)"
        )
    known = database.revisions()
    monkeypatch.setattr(database, "revisions", lambda: [*known, "0003"])
    monkeypatch.setattr(database, "migrate", lambda app, target: None)
    database.upgrade(house, tmp_path, now=NOW)
    (copy,) = files.copies(tmp_path)
    assert (copy.name, copy.before, copy.sound) == ("avant-0003-20260312T093000Z.zip", "0003", True)
    with files.in_memory(files.contents(tmp_path / files.FOLDER / copy.name)[1][database.FILE]) as connection:
        assert connection.execute("SELECT name FROM partnership").fetchall() == [("Réseau du Val",)]


def cut_off_while_writing(folder: Path, house: Flask) -> Path:
    """A data folder whose power went in the middle of a write: the database file half written, with the journal that undoes it."""
    database.upgrade(house, folder, now=NOW)
    writer = sqlite3.connect(folder / database.FILE, isolation_level=None)
    writer.execute("PRAGMA cache_size=1")
    writer.execute("BEGIN IMMEDIATE")
    for number in range(2000):
        writer.execute(
            "INSERT INTO partnership VALUES (?, 'Réseau du Val', '', '', 'usager', 15, 10, NULL, 1, '2026-01-01', NULL, NULL)",
            (f"p{number}",),
        )
    found = folder / "retrouvé"
    found.mkdir()
    for name in (database.FILE, f"{database.FILE}-journal"):
        shutil.copy(folder / name, found / name)
    writer.close()
    assert (found / f"{database.FILE}-journal").stat().st_size > 0
    return found


def test_after_a_power_cut_in_the_middle_of_a_write_a_start_undoes_it(house: Flask, tmp_path: Path) -> None:
    found = cut_off_while_writing(tmp_path, house)
    database.upgrade(house, found, now=NOW)
    with sqlite3.connect(found / database.FILE) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM partnership").fetchone() == (0,)


def test_the_copy_made_before_an_upgrade_after_a_power_cut_is_whole(house: Flask, tmp_path: Path) -> None:
    found = cut_off_while_writing(tmp_path, house)
    assert files.check(files.make(found, now=NOW)).tables["partnership"] == 0


def test_a_second_start_opens_nothing_and_runs_no_migration(
    house: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.upgrade(house, tmp_path, now=NOW)
    monkeypatch.setattr(database, "migrate", lambda app, target: pytest.fail("a migration ran"))
    database.upgrade(house, tmp_path, now=NOW)


def test_a_reading_unit_that_writes_is_a_fault_and_nothing_of_it_is_kept(house: Flask, tmp_path: Path) -> None:
    database.upgrade(house, tmp_path, now=NOW)
    row = "INSERT INTO partnership VALUES ('p', 'Réseau du Val', '', '', 'usager', 15, 10, NULL, 1, '2026-01-01', NULL, NULL)"
    with house.app_context():
        with pytest.raises(RuntimeError, match="has written"), database.reading():
            database.db.session.execute(text(row))
        with database.reading():
            assert database.db.session.scalar(text("SELECT count(*) FROM partnership")) == 0
        with database.writing():
            database.db.session.execute(text(row))
        with database.reading():  # what a unit wrote before it is not its own
            assert database.db.session.scalar(text("SELECT count(*) FROM partnership")) == 1


def test_units_of_work_do_not_nest(house: Flask, tmp_path: Path) -> None:
    database.upgrade(house, tmp_path, now=NOW)
    with house.app_context(), database.writing(), pytest.raises(RuntimeError, match="already open"), database.reading():
        pass
