"""Killed at any instant of a copy, of a restore or of an upgrade, the house is sound by its doctor at the next start, and nothing acknowledged is lost.

Each kind once or twice in `make test`; the full counts, with a kept seed, in `make test-long`.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from facilitation import database
from facilitation.backups import doctor, files, restore
from facilitation.retention import ledger
from tests.backups import killed
from tests.backups.conftest import NOW
from tests.backups.test_upgrade import contents, first_version, upgraded

KILLS = {"backup": 40, "restore": 40, "migration": 40}
TREE = Path(__file__).parents[2]
Kill = Callable[[str, Path, float], None]


@pytest.fixture(scope="module")
def kill() -> Iterator[Kill]:
    """Begins one of these gestures on a folder in another process, and kills it after so many seconds."""
    command = [sys.executable, "-m", "tests.backups.killed"]
    with subprocess.Popen(command, cwd=TREE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == f"{ledger.FILE}\n"

        def told(what: str, folder: Path, seconds: float) -> None:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps([what, str(folder), seconds]) + "\n")
            process.stdin.flush()
            assert process.stdout.readline() == "fini\n"

        yield told
        process.stdin.close()
        process.wait(10)


def is_sound(folder: Path) -> None:
    """What the next start finds: it proves what nobody proved, and the doctor has no doubt."""
    now = datetime.now(UTC)
    files.prove_all(folder, now=now)
    doubts = [one for one in doctor.examine(folder, now=now, journal=True) if not one.sound]
    assert doubts == []


def killed_during_copies(kill: Kill, lived_in: Path, tmp_path: Path, chance: random.Random, times: int) -> None:
    folder = Path(shutil.copytree(lived_in, tmp_path / "maison"))
    (tmp_path / killed.ACKNOWLEDGED).touch()
    for _time in range(times):
        kill("backup", folder, chance.uniform(0.01, 0.25))
        is_sound(folder)
        with closing(sqlite3.connect(folder / database.FILE)) as connection:
            kept = [name for (name,) in connection.execute("SELECT name FROM account")]
        acknowledged = (tmp_path / killed.ACKNOWLEDGED).read_text().split()
        assert set(acknowledged) <= set(kept)
        assert len(kept) == len(set(kept))
        if len(files.copies(folder)) > 30:
            shutil.rmtree(folder / files.FOLDER)


def killed_during_restores(kill: Kill, lived_in: Path, tmp_path: Path, chance: random.Random, times: int) -> None:
    folder = Path(shutil.copytree(lived_in, tmp_path / "maison"))
    with closing(sqlite3.connect(folder / database.FILE)) as connection:
        (meeting,) = connection.execute("SELECT id FROM meeting").fetchone()
    path = files.make(folder, now=NOW)
    ledger.append(folder / ledger.FILE, [ledger.Line.of("contributions", meeting, NOW)])
    before = {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    tables = restore.restore(path, to=tmp_path / "temoin", data=folder, now=NOW).tables
    for _time in range(times):
        kill("restore", folder, chance.uniform(0.005, 0.12))
        for made in tmp_path.glob("neuf*"):  # whole, or not there
            is_sound(made)
            with closing(sqlite3.connect(made / database.FILE)) as connection:
                assert files.rows_of(connection) == tables
            shutil.rmtree(made)
        left = [one.name.partition("-")[0].removeprefix(".") for one in tmp_path.glob(".neuf*")]
        for name in left:  # what the kill left half done goes with the next try
            restore.restore(path, to=tmp_path / name, data=folder, now=NOW)
            shutil.rmtree(tmp_path / name)
        assert list(tmp_path.glob(".neuf*")) == []
        assert {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()} == before


def killed_during_migrations(kill: Kill, lived_in: Path, tmp_path: Path, chance: random.Random, times: int) -> None:
    was = contents(first_version(tmp_path / "ancienne") / database.FILE)
    upgraded(first_version(tmp_path / "temoin"))
    becomes, seen = contents(tmp_path / "temoin" / database.FILE), set()
    for number in range(times):
        folder = first_version(tmp_path / f"maison{number}")
        (folder / database.FILE).chmod(0o600)
        kill("migration", folder, chance.uniform(0.01, 0.3))
        revision = database.revision_of(folder / database.FILE)  # a half write is undone, as at a start
        assert contents(folder / database.FILE) == (was if revision == "0001" else becomes)
        seen.add(revision)
        if revision != "0001":
            assert any(copy.before == database.revisions()[-1] for copy in files.copies(folder))
        is_sound(folder)
        upgraded(folder)
        assert contents(folder / database.FILE) == becomes
        shutil.rmtree(folder)
    assert times < 10 or len(seen) == 2  # some were killed before, some after


LED = {"backup": killed_during_copies, "restore": killed_during_restores, "migration": killed_during_migrations}


@pytest.mark.database
@pytest.mark.parametrize("what", LED)
def test_a_kill_during_a_copy_a_restore_or_an_upgrade_loses_nothing(
    kill: Kill, lived_in: Path, tmp_path: Path, what: str
) -> None:
    LED[what](kill, lived_in, tmp_path, random.Random(f"un kill, {what}"), 2)


@pytest.mark.long
@pytest.mark.database
@pytest.mark.parametrize("what", LED)
def test_many_kills_during_a_copy_a_restore_or_an_upgrade_lose_nothing(
    kill: Kill, lived_in: Path, tmp_path: Path, what: str
) -> None:
    LED[what](kill, lived_in, tmp_path, random.Random(f"des kills, {what}"), KILLS[what])
