"""The doctor finds nothing in a sound house, and each fault in one that has it."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from facilitation import database
from facilitation.backups import doctor, files, lock
from facilitation.cli import main
from facilitation.retention import ledger
from tests.backups.conftest import NOW


def doubts(folder: Path, **asked: bool) -> list[str]:
    return [one.what for one in doctor.examine(folder, now=NOW, **asked) if not one.sound]


def changed(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / database.FILE)) as connection:
        connection.execute(statement)
        connection.commit()


def zero(folder: Path) -> None:
    raw = bytearray((folder / database.FILE).read_bytes())
    raw[60 * 4096 : 70 * 4096] = bytes(10 * 4096)
    (folder / database.FILE).write_bytes(raw)


def write_ahead(folder: Path) -> None:
    raw = bytearray((folder / database.FILE).read_bytes())
    raw[18:20] = b"\x02\x02"
    (folder / database.FILE).write_bytes(raw)


def spoil_copy(folder: Path) -> None:
    path = files.make(folder, now=NOW)
    told = path.stat()
    raw = bytearray(path.read_bytes())
    raw[5000] ^= 1
    path.write_bytes(raw)
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))  # a disk that rots changes no date


def age_secret(folder: Path) -> None:
    past = (NOW - timedelta(days=30)).timestamp()
    os.utime(folder / "secret", (past, past))


def open_consultation(folder: Path) -> None:
    with closing(sqlite3.connect(folder / database.FILE)) as connection:
        meeting, stage = connection.execute("SELECT meeting_id, id FROM stage").fetchone()
        row = ("c", meeting, stage, "u" * 22, "ouverte", 5)
        connection.execute(
            "INSERT INTO consultation (id, meeting_id, stage_id, urn, state, slips) VALUES (?, ?, ?, ?, ?, ?)", row
        )
        connection.commit()


def stray_urn(folder: Path) -> None:
    (folder / "urnes").mkdir(mode=0o700)
    path = folder / "urnes" / ("w" * 22 + ".sqlite3")
    path.touch(mode=0o600)


FAULTS: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "a page of zeros": (zero, {"integrity", "links"}),
    "a row that names none": (lambda folder: changed(folder, "UPDATE meeting SET partnership_id = 'x'"), {"links"}),
    "a newer database": (
        lambda folder: changed(folder, "UPDATE alembic_version SET version_num = '9999'"),
        {"revision"},
    ),
    "an event of the future": (
        lambda folder: changed(folder, "UPDATE event SET at = '2031-01-01 00:00:00.000000' WHERE number = 1"),
        {"clock"},
    ),
    "a folder open to others": (lambda folder: folder.chmod(0o755), {"rights"}),
    "a database open to others": (lambda folder: (folder / database.FILE).chmod(0o644), {"rights"}),
    "a short secret": (lambda folder: (folder / "secret").write_bytes(b"court"), {"secret"}),
    "a ledger that is not one": (lambda folder: (folder / ledger.FILE).write_bytes(b"x\ny\nz\n"), {"ledger", "rights"}),
    "a copy that rotted": (spoil_copy, {"copies"}),
    "a copy that nobody checked": (
        lambda folder: (files.make(folder, now=NOW), (folder / "sauvegardes" / files.CHECKS).unlink()),
        {"unproven copies"},
    ),
    "no copy for a month": (age_secret, {"copies"}),
    "a consultation without its urn": (open_consultation, {"urns"}),
    "an urn without its consultation": (stray_urn, {"urns"}),
}


def test_a_sound_house_has_nothing_in_doubt(house: Path) -> None:
    files.make(house, now=NOW)
    assert doubts(house, journal=True) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(house: Path, fault: str) -> None:
    harm, expected = FAULTS[fault]
    harm(house)
    found = set(doubts(house))
    assert found
    assert found <= expected


def test_a_journal_that_does_not_agree_is_in_doubt_when_it_is_asked(house: Path) -> None:
    changed(house, "DELETE FROM event WHERE number = 5")
    assert doubts(house) == []
    assert set(doubts(house, journal=True)) == {"journal"}


def test_a_database_with_a_write_ahead_log_is_put_back_to_its_mode_by_being_looked_at(house: Path) -> None:
    write_ahead(house)
    assert doubts(house) == []


def test_the_doctor_changes_no_byte_of_a_sound_house(house: Path) -> None:
    files.make(house, now=NOW)
    before = {path: path.read_bytes() for path in house.rglob("*") if path.is_file()}
    doctor.examine(house, now=NOW, journal=True)
    assert {path: path.read_bytes() for path in house.rglob("*") if path.is_file()} == before


def test_the_doctor_says_whether_maillage_is_open(house: Path) -> None:
    held = lock.hold(house)
    assert "Maillage est ouvert sur ce dossier." in [one.words for one in doctor.examine(house, now=NOW)]
    held.close()
    assert "Maillage n’est pas ouvert." in [one.words for one in doctor.examine(house, now=NOW)]


# ------------------------------------------------------------------ the commands


def test_a_house_is_copied_verified_tried_and_put_back_by_commands(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--data", str(house)]
    assert main(["backup", str(tmp_path / "usb"), *at]) == 0
    (path,) = (tmp_path / "usb").glob("*.zip")
    assert f"Copie faite et vérifiée : {path}" in capsys.readouterr().out.replace("\xa0", " ")
    assert main(["backup", *at, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sound"], told["tables"]["meeting"]) == (True, 1)
    assert main(["verify", str(path), *at]) == 0
    assert "réunions : 1" in capsys.readouterr().out.replace("\xa0", " ")
    assert main(["restore", "--rehearsal", *at]) == 0
    assert "Essai réussi" in capsys.readouterr().out
    assert main(["restore", str(path), "--to", str(tmp_path / "neuf"), *at]) == 0
    assert "est rétablie dans" in capsys.readouterr().out
    assert main(["doctor", "--journal", "--data", str(tmp_path / "neuf"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["sound"] is True


def test_a_command_in_doubt_exits_with_one_and_one_that_cannot_run_with_two(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--data", str(house)]
    assert main(["backup", *at]) == 0
    (path,) = (house / "sauvegardes").glob("*.zip")
    assert main(["restore", str(path), "--to", str(house), *at]) == 2
    path.write_bytes(path.read_bytes()[:-1])
    assert main(["verify", str(path), *at]) == 1
    assert files.copies(house)[0].sound is False
    assert main(["restore", str(path), "--to", str(tmp_path / "neuf"), *at]) == 1
    assert main(["restore", "--rehearsal", *at]) == 1
    assert main(["doctor", *at, "--json"]) == 1
    assert main(["verify", str(tmp_path / "absente.zip"), *at]) == 2
    assert main(["restore", str(path), *at]) == 2
    assert main(["restore", *at]) == 2
    assert main(["backup", "--data", str(tmp_path / "vide")]) == 2
    assert main(["doctor", "--data", str(tmp_path / "vide")]) == 2
    assert not (tmp_path / "vide").exists()
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err


def test_the_newest_sound_copy_of_a_house_is_dated_by_its_making(house: Path) -> None:
    files.make(house, now=datetime(2026, 11, 1, 8, 0, tzinfo=UTC))
    assert doubts(house) == ["copies"]
