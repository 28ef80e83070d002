"""A copy that is put back is the house as it was, whole or not at all, without what was erased since and without any open door."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from facilitation import create_app, database
from facilitation.accounts import service as accounts
from facilitation.backups import files, lock, restore
from facilitation.backups.sealed import DamagedCopy
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.documents import text
from facilitation.meetings import service as meetings
from facilitation.retention import ledger
from facilitation.settings import Settings
from tests.backups.conftest import NOW


def rows(folder: Path) -> dict[str, list[Any]]:
    """Every row of every table, but for those of what opens a door."""
    with sqlite3.connect(folder / database.FILE) as connection:
        return {
            name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
            for name in files.rows_of(connection)
            if name not in restore.PERISHABLE
        }


def minutes(folder: Path) -> str:
    """The minutes of the meeting of this house, as people read them."""
    app = create_app(Settings(data=folder, testing=True), lambda: NOW)
    with app.app_context():
        with reading():
            (meeting,) = [one for (one,) in database.db.session.execute(database.db.text("SELECT id FROM meeting"))]
            told = text.dump(meetings.outline(meeting_id=meeting, document="pv", readership=Reader.GROUPE))
        database.db.engine.dispose()
    return told


def test_what_is_put_back_is_row_for_row_what_was_copied_and_gives_the_same_minutes(
    house: Path, tmp_path: Path
) -> None:
    path = files.make(house, now=NOW, to=tmp_path / "usb")
    done = restore.restore(path, to=tmp_path / "neuf", data=None, now=NOW)
    assert rows(tmp_path / "neuf") == rows(house)
    assert done.erased_again == 0
    assert done.tables["event"] == done.manifest.tables["event"] > 50
    assert (tmp_path / "neuf" / "guides" / "notre-charte.yaml").read_text(encoding="utf-8") == "id: notre-charte\n"
    assert minutes(tmp_path / "neuf") == minutes(house)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["maison", "neuf", "usb"]


def test_what_is_put_back_is_closed_to_other_accounts_of_the_computer(one_copy: Path, tmp_path: Path) -> None:
    restore.restore(one_copy, to=tmp_path / "neuf", data=None, now=NOW)
    found = {path.name: path.stat().st_mode & 0o077 for path in (tmp_path / "neuf").rglob("*")}
    assert set(found.values()) == {0}
    assert (tmp_path / "neuf").stat().st_mode & 0o077 == 0


def test_nobody_is_signed_in_invited_or_joined_after_it(served: Flask, house: Path, tmp_path: Path) -> None:
    with served.app_context(), writing():
        found = accounts.credentials(email="alice@val.test")
        assert found
        accounts.open_session(account_id=found.account_id, now=NOW)
        accounts.reset_code(email="alice@val.test", now=NOW)
    with sqlite3.connect(house / database.FILE) as connection:
        (meeting,) = connection.execute("SELECT id FROM meeting").fetchone()
        connection.execute("UPDATE meeting SET join_code = 'ABCDEFGH'")
        connection.execute(
            "INSERT INTO meeting_link VALUES ('l', ?, 'ecran', 'h', '2026-01-01 00:00:00', NULL, NULL)", (meeting,)
        )
        connection.execute(
            "INSERT INTO participant VALUES ('p', ?, 't', 'telephone', '', NULL, NULL, 0, 0, '2026-01-01 00:00:00')",
            (meeting,),
        )
    done = restore.restore(files.make(house, now=NOW), to=tmp_path / "neuf", data=house, now=NOW)
    assert {done.manifest.tables[name] > 0 for name in ("account_session", "one_time_link", "meeting_link")} == {True}
    assert {
        done.tables[name] for name in ("account_session", "one_time_link", "meeting_link", "account_invitation")
    } == {0}
    assert done.tables["account"] == done.manifest.tables["account"]
    with sqlite3.connect(tmp_path / "neuf" / database.FILE) as connection:
        assert connection.execute("SELECT removed FROM participant").fetchall() == [(1,)]
        assert connection.execute("SELECT count(*) FROM meeting WHERE join_code IS NOT NULL").fetchone() == (0,)


# ------------------------------------------------------------------ never over anything


def test_a_copy_is_never_put_over_anything(house: Path, one_copy: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in house.rglob("*") if path.is_file()}
    with pytest.raises(restore.NotEmpty):
        restore.restore(one_copy, to=house, data=house, now=NOW)
    with pytest.raises(restore.NotEmpty):
        restore.restore(one_copy, to=house / "secret", data=house, now=NOW)
    assert {path: path.read_bytes() for path in house.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["maison"]


def test_a_folder_that_is_served_is_refused_even_when_it_looks_empty(one_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "neuf").mkdir()
    held = lock.hold(tmp_path / "neuf")
    assert lock.is_served(tmp_path / "neuf")
    with pytest.raises(restore.IsServed):
        restore.restore(one_copy, to=tmp_path / "neuf", data=None, now=NOW)
    held.close()
    assert not lock.is_served(tmp_path / "neuf")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such lock")
def test_whoever_begins_to_serve_while_another_looks_holds_the_folder_all_the_same(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / lock.FILE).touch()
    with (tmp_path / lock.FILE).open("ab") as looking:
        fcntl.flock(looking, fcntl.LOCK_EX)
        threading.Timer(0.1, fcntl.flock, (looking, fcntl.LOCK_UN)).start()
        held = lock.hold(tmp_path)
    assert lock.is_served(tmp_path)
    held.close()


def test_a_folder_that_fills_meanwhile_is_left_as_it_is(
    one_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = ledger.replay

    def meanwhile(path: Path, lines: Path) -> int:
        (tmp_path / "neuf").mkdir()
        (tmp_path / "neuf" / "secret").write_text("d'un autre")
        return replay(path, lines)

    monkeypatch.setattr(ledger, "replay", meanwhile)
    with pytest.raises(restore.NotEmpty):
        restore.restore(one_copy, to=tmp_path / "neuf", data=None, now=NOW)
    assert [path.name for path in (tmp_path / "neuf").iterdir()] == ["secret"]
    assert [path.name for path in tmp_path.iterdir()] == ["neuf"]


def test_an_empty_folder_takes_a_copy(one_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "neuf").mkdir(mode=0o755)
    restore.restore(one_copy, to=tmp_path / "neuf", data=None, now=NOW)
    assert (tmp_path / "neuf" / database.FILE).exists()
    assert (tmp_path / "neuf").stat().st_mode & 0o077 == 0


def test_a_damaged_copy_puts_nothing_back(one_copy: Path, tmp_path: Path) -> None:
    (tmp_path / "abimee.zip").write_bytes(one_copy.read_bytes()[:-2000])
    with pytest.raises(DamagedCopy):
        restore.restore(tmp_path / "abimee.zip", to=tmp_path / "neuf", data=None, now=NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["abimee.zip"]


def test_a_copy_of_a_newer_maillage_is_refused(house: Path, tmp_path: Path) -> None:
    with sqlite3.connect(house / database.FILE) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    path = files.make(house, now=NOW)
    with pytest.raises(database.NewerDatabase):
        restore.restore(path, to=tmp_path / "neuf", data=house, now=NOW)
    assert not (tmp_path / "neuf").exists()


@pytest.mark.parametrize("gesture", ["replay", "_shut_doors", "_sync_all", "_take_place"])
def test_a_restore_that_fails_leaves_nothing(
    one_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gesture: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ledger if gesture == "replay" else restore, gesture, full)
    with pytest.raises(OSError, match="No space"):
        restore.restore(one_copy, to=tmp_path / "neuf", data=None, now=NOW)
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ what was erased since


def test_what_was_erased_since_is_erased_again_by_the_ledger_where_people_work(house: Path, tmp_path: Path) -> None:
    with sqlite3.connect(house / database.FILE) as connection:
        (meeting,) = connection.execute("SELECT id FROM meeting").fetchone()
        held = connection.execute("SELECT count(*) FROM contribution").fetchone()[0]
    assert held
    path = files.make(house, now=NOW, to=tmp_path / "usb")
    ledger.append(house / ledger.FILE, [ledger.Line.of("contributions", meeting, NOW + timedelta(days=2))])
    done = restore.restore(path, to=tmp_path / "neuf", data=house, now=NOW)
    assert (done.erased_again, done.tables["contribution"]) == (1, 0)
    assert ledger.read(tmp_path / "neuf" / ledger.FILE) == ledger.read(house / ledger.FILE)


def test_the_ledgers_of_the_copy_and_of_newer_copies_beside_it_count_too(house: Path, tmp_path: Path) -> None:
    """The folder where people work is lost: what the newer copies know was erased does not come back from the older."""
    with sqlite3.connect(house / database.FILE) as connection:
        (meeting,) = connection.execute("SELECT id FROM meeting").fetchone()
    first, second, third = (ledger.Line.of(kind, meeting, NOW) for kind in ("brouillons", "carnet", "contributions"))
    older_still = files.make(house, now=NOW - timedelta(days=1), to=tmp_path / "usb")
    ledger.append(house / ledger.FILE, [first])
    path = files.make(house, now=NOW, to=tmp_path / "usb")
    ledger.append(house / ledger.FILE, [second])
    files.make(house, now=NOW + timedelta(days=1), to=tmp_path / "usb")
    (tmp_path / "usb" / "sauvegarde-20261201T000000Z.zip").write_bytes(b"abimee")
    shutil.rmtree(house)
    done = restore.restore(path, to=tmp_path / "neuf", data=house, now=NOW)
    assert ledger.read(tmp_path / "neuf" / ledger.FILE) == (first, second)
    assert third not in ledger.read(tmp_path / "neuf" / ledger.FILE)
    assert done.manifest.made_at == NOW
    assert older_still.exists()


# ------------------------------------------------------------------ the rehearsal


def test_the_last_copy_is_tried_and_the_trial_leaves_nothing(
    house: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    files.make(house, now=NOW - timedelta(days=1))
    path = files.make(house, now=NOW)
    copy, done = restore.rehearse(house, now=NOW)
    assert (copy.name, done.tables["meeting"]) == (path.name, 1)
    assert list((tmp_path / "tmp").iterdir()) == []
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedCopy):
        restore.rehearse(house, now=NOW)


def test_without_a_copy_there_is_nothing_to_rehearse(house: Path) -> None:
    with pytest.raises(restore.NoCopy):
        restore.rehearse(house, now=NOW)
