"""An upgrade runs whole or not at all, after a copy: a fault at any statement, a database of the first version, a newer one."""

from __future__ import annotations

import lzma
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from facilitation import create_app, database
from facilitation.backups import files, restore
from facilitation.confidentiality.readers import Reader
from facilitation.database import db, reading
from facilitation.documents import text
from facilitation.meetings import service as meetings
from facilitation.retention import ledger
from facilitation.settings import Settings
from tests.backups.conftest import NOW

GOLDEN = Path(__file__).parents[1] / "migrations"
"""A database in which the first version led the example of a disagreement between services, and the documents that it gave."""


def first_version(folder: Path) -> Path:
    """A data folder as the first version left it."""
    folder.mkdir(mode=0o700)
    (folder / database.FILE).write_bytes(lzma.decompress((GOLDEN / "0001.sqlite3.xz").read_bytes()))
    return folder


def application(folder: Path) -> Flask:
    return create_app(Settings(data=folder, testing=True), lambda: NOW)


def upgraded(folder: Path) -> Flask:
    app = application(folder)
    database.upgrade(app, folder, now=NOW)
    return app


def contents(path: Path) -> list[str]:
    """The whole database as statements: its shape and its rows."""
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


def documents(app: Flask) -> str:
    """What the meeting's documents say, as it was written beside the database of the first version."""
    told = []
    with app.app_context():
        with reading():
            meeting = db.session.scalar(db.text("SELECT id FROM meeting"))
            for reader in (Reader.GROUPE, Reader.PARTENAIRES):
                for name in ("pv", "plan-action"):
                    outline = meetings.outline(meeting_id=meeting, document=name, readership=reader)
                    told.append(f"===== {reader.value} {name}\n{text.dump(outline).rstrip()}\n")
        db.engine.dispose()
    return "".join(told)


def test_a_house_of_the_first_version_is_upgraded_and_its_minutes_say_the_very_same(tmp_path: Path) -> None:
    folder = first_version(tmp_path / "maison")
    assert database.revision_of(folder / database.FILE) == "0001"
    app = upgraded(folder)
    assert database.revision_of(folder / database.FILE) == database.revisions()[-1]
    assert documents(app) == (GOLDEN / "0001.txt").read_text(encoding="utf-8")
    with sqlite3.connect(folder / database.FILE) as connection:
        assert files.is_sound(connection)


def test_before_it_is_upgraded_a_house_is_copied_and_the_copy_can_be_put_back(tmp_path: Path) -> None:
    folder = first_version(tmp_path / "maison")
    before = files.rows_of(sqlite3.connect(folder / database.FILE))
    app = upgraded(folder)
    (copy,) = files.copies(folder)
    assert (copy.before, copy.sound) == (database.revisions()[-1], True)
    done = restore.restore(folder / files.FOLDER / copy.name, to=tmp_path / "neuf", data=folder, now=NOW)
    assert done.manifest.revision == "0001"
    assert {**before, "account_session": 0} == {**dict(done.tables), "account_session": 0}
    assert documents(upgraded(tmp_path / "neuf")) == documents(app)


def test_what_the_ledger_names_is_erased_again_from_a_copy_of_the_first_version(tmp_path: Path) -> None:
    folder = first_version(tmp_path / "maison")
    with sqlite3.connect(folder / database.FILE) as connection:
        (meeting,) = connection.execute("SELECT id FROM meeting").fetchone()
    path = files.make(folder, now=NOW, before="0002")
    ledger.append(folder / ledger.FILE, [ledger.Line.of("reunion", meeting, NOW)])
    done = restore.restore(path, to=tmp_path / "neuf", data=folder, now=NOW)
    assert (done.erased_again, done.tables["meeting"]) == (1, 0)


class Cut(Exception):
    """The power goes."""


def statements_of(folder: Path, *, fail_at: int = 0) -> int:
    """Upgrade this folder; gives how many statements it took. With `fail_at`, raise Cut at that statement."""
    app, counted = application(folder), [0]
    with app.app_context():
        engine = db.engine

    def count(*_: object) -> None:
        counted[0] += 1
        if counted[0] == fail_at:
            raise Cut

    event.listen(engine, "before_cursor_execute", count)
    try:
        database.migrate(app, "head")
    finally:
        event.remove(engine, "before_cursor_execute", count)
        with app.app_context():
            engine.dispose()
    return counted[0]


def test_a_fault_at_any_statement_of_an_upgrade_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    whole = statements_of(first_version(tmp_path / "entiere"))
    done = contents(tmp_path / "entiere" / database.FILE)
    folder = first_version(tmp_path / "maison")
    before = (folder / database.FILE).read_bytes()
    assert whole > 25
    for number in range(1, whole + 1):
        with pytest.raises(Cut):
            statements_of(folder, fail_at=number)
        assert (folder / database.FILE).read_bytes() == before, number
    upgraded(folder)  # and the next start upgrades
    assert contents(folder / database.FILE) == done


def test_a_house_whose_copy_cannot_be_made_is_not_upgraded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = first_version(tmp_path / "maison")
    before = (folder / database.FILE).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_whole", full)
    with pytest.raises(OSError, match="No space"):
        upgraded(folder)
    assert (folder / database.FILE).read_bytes() == before
    assert files.copies(folder) == []


def test_a_house_whose_database_is_damaged_is_not_upgraded(tmp_path: Path) -> None:
    folder = first_version(tmp_path / "maison")
    with sqlite3.connect(folder / database.FILE) as connection:
        connection.execute("UPDATE stage SET meeting_id = 'nulle-part' WHERE position = 0")
    with pytest.raises(files.DamagedDatabase):
        upgraded(folder)
    assert database.revision_of(folder / database.FILE) == "0001"
