"""Killed while a meeting closes, or while its files are written: the meeting is closed whole or not at all, and no file is half of itself (S88).

A child of this process closes the meeting and ends itself (SIGKILL) at a chosen statement, or is ended at any instant; what it left on the disk is looked
at as the next start would find it. `make test` takes some of the statements and a few instants, `make test-long` all of them and many.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from facilitation import database
from facilitation.confidentiality.readers import Mark
from facilitation.database import db, writing
from facilitation.meetings import service as meetings
from facilitation.outcomes.rules import OutcomeKind
from tests.conftest import Clock
from tests.live.rooms import Room, room_of
from tests.meetings.leading import captured
from tests.meetings.test_export import Kept, kept  # noqa: F401 - the fixture

pytestmark = pytest.mark.database
Do = Callable[[], object]


def in_a_child(do: Do) -> int:
    """The process id of a child that does this and ends, without a word and without what this process would do at its end."""
    child = os.fork()
    if child == 0:
        try:
            do()
        finally:
            os._exit(0)
    return child


def ended(child: int) -> bool:
    """Wait for it; whether it was killed."""
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting that has ended, with texts that remain, texts that go, unsigned ones, sheets and outcomes."""
    made = room_of(app, clock)
    for step, text in (("ecriture", "Un texte de séance."), ("notes", "Une note."), ("anonyme", "Sans nom.")):
        made.at(step)
        made.send(step, **{"notes": {"quand": text}}.get(step, {"texte": text}))
    made.do(meetings.save_synthesis, stage_id=made.stages["notes"], text="Ce que nous gardons.")
    captured(app, clock, made.meeting, OutcomeKind.DECISION, "Une décision.")
    captured(app, clock, made.meeting, OutcomeKind.QUESTION, "Une confidence.", marks=frozenset({Mark.CONFIDENCE}))
    made.do(meetings.end)
    return made


def closing(room: Room, folder: Path, at: int | None = None) -> Do:
    """What closes the meeting of the copy in this folder, and ends its process at its statement number `at`, the commit being the last."""

    def do() -> None:
        seen = 0

        def count(*_told: object) -> None:
            nonlocal seen
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

        app = Flask("child")
        database.init_app(app, folder)
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", count)
            event.listen(db.engine, "commit", count)
            with writing():
                meetings.close(meeting_id=room.meeting, now=room.clock())
        (folder / "statements").write_text(str(seen))

    return do


def copied(room: Room, folder: Path) -> Path:
    """A copy of the meeting's data, at rest."""
    with room.app.app_context():
        db.engine.dispose()
    source = Path(room.app.config["SQLALCHEMY_DATABASE_URI"].split("///", 1)[1]).parent
    return Path(shutil.copytree(source, folder))


def told(folder: Path) -> tuple[str, Counter[str], str]:
    """The state of the meeting, how many rows each table has, and a digest of all that they hold; the database must be whole."""
    connection = sqlite3.connect(folder / database.FILE)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in tables}
        (state,) = connection.execute("SELECT state FROM meeting").fetchone()
    finally:
        connection.close()
    digest = hashlib.sha256(repr(sorted(rows.items())).encode()).hexdigest()
    return state, Counter({name: len(found) for name, found in rows.items()}), digest


@pytest.fixture
def whole(room: Room, tmp_path: Path) -> tuple[Path, Counter[str], int]:
    """The data before, what a closing that nobody disturbs leaves of each table, and of how many statements it is made."""
    before, after = copied(room, tmp_path / "before"), copied(room, tmp_path / "after")
    assert not ended(in_a_child(closing(room, after)))
    state, counts, _digest = told(after)
    assert state == "close"
    assert counts["frozen_outline"] >= 4
    assert counts["contribution"] < told(before)[1]["contribution"]
    return before, counts, int((after / "statements").read_text())


def is_all_or_nothing(folder: Path, before: Path, counts: Counter[str]) -> str:
    """The state of the meeting, which is as it was, to the byte of each row, or closed with all that closing does."""
    state, found, digest = told(folder)
    if state == "close":
        assert found == counts
    else:
        assert (state, found, digest) == told(before)
    return state


def killed_at(room: Room, whole: tuple[Path, Counter[str], int], folder: Path, statement: int) -> str:
    before, counts, _statements = whole
    shutil.copytree(before, folder)
    assert ended(in_a_child(closing(room, folder, statement)))
    state = is_all_or_nothing(folder, before, counts)
    shutil.rmtree(folder)
    return state


def killed_after(room: Room, whole: tuple[Path, Counter[str], int], folder: Path, seconds: float) -> str:
    before, counts, _statements = whole
    shutil.copytree(before, folder)
    child = in_a_child(closing(room, folder))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    ended(child)
    state = is_all_or_nothing(folder, before, counts)
    shutil.rmtree(folder)
    return state


def test_killed_at_some_statements_a_meeting_is_not_half_closed(room, whole, tmp_path):
    last = whole[2]
    for statement in (1, last // 3, last // 2, 2 * last // 3, last - 1, last):
        assert killed_at(room, whole, tmp_path / "killed", statement) == "terminee"


def test_killed_at_any_instant_a_meeting_is_closed_whole_or_not_at_all(room, whole, tmp_path):
    chance = random.Random(88)
    for _kill in range(4):
        killed_after(room, whole, tmp_path / "killed", chance.uniform(0.0, 0.4))


@pytest.mark.long
def test_killed_at_each_statement_a_meeting_is_not_half_closed(room, whole, tmp_path):
    for statement in range(1, whole[2] + 1):
        assert killed_at(room, whole, tmp_path / "killed", statement) == "terminee"


@pytest.mark.long
def test_killed_at_many_instants_a_meeting_is_closed_whole_or_not_at_all(room, whole, tmp_path):
    chance = random.Random(89)
    states = Counter(killed_after(room, whole, tmp_path / "killed", chance.uniform(0.0, 0.5)) for _kill in range(60))
    assert set(states) == {"close", "terminee"}, "the instants must fall on both sides"


# ------------------------------------------------------------------ files


def whole_files(folder: Path) -> list[str]:
    """The names of the files that somebody would open; each must be whole. What was not finished has a name that begins with a dot."""
    served = [path for path in folder.iterdir() if not path.name.startswith(".")]
    assert all(zipfile.ZipFile(path).testzip() is None for path in served)
    return [path.name for path in served]


@pytest.mark.parametrize("moment", ["write_bytes", "replace"])
@pytest.mark.parametrize("file", [1, 2])
def test_killed_while_files_are_written_no_file_is_half_of_itself(kept: Kept, monkeypatch, moment: str, file: int) -> None:  # noqa: F811 - the fixture  # fmt: skip
    own, seen = getattr(Path, moment), 0

    def cut(path: Path, told: object) -> object:
        nonlocal seen
        seen += path.suffix == ".docx"
        if seen == file:
            if isinstance(told, bytes):
                own(path, told[: len(told) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return own(path, told)

    def export() -> None:
        monkeypatch.setattr(Path, moment, cut)
        kept.export(kept.meeting, "groupe")

    assert ended(in_a_child(export))
    assert len(whole_files(kept.out)) == file - 1
    monkeypatch.undo()
    assert kept.export(kept.meeting, "groupe") == 0
    assert len(whole_files(kept.out)) >= 2
