"""Killed at any line of a closing, or at any instant of it: a consultation is never half open, and never counted twice."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from facilitation.consultations import closing
from facilitation.consultations.urn import files
from facilitation.database import FILE, db
from tests.conftest import Clock
from tests.consultations.leading import CHOICES, Vote

SEED, KILLS, ANSWERS = 20260322, 200, 6
OURS = ("consultations/closing.py", "consultations/urn.py", "consultations/service.py", "facilitation/database.py")
Point = tuple[str, str, int]
KILLED = 9


class World:
    """A data folder with a consultation whose closing was announced and whose time has come, put back as it was before each kill."""

    def __init__(self, vote: Vote, clock: Clock, aside: Path) -> None:
        codes = vote.draw(8, clock())
        for code, choice in zip(codes, CHOICES + CHOICES[:2], strict=False):
            vote.drop(code, choice, clock())
        vote.announce(clock())
        self.vote, self.aside, self.id, self.now = vote, aside, vote.row.id, clock.later(minutes=2)
        self._let_go()
        shutil.copytree(vote.folder, aside)

    def _let_go(self) -> None:
        with self.vote.app.app_context():
            db.engine.dispose()

    def put_back(self) -> None:
        """Every file as it was."""
        self._let_go()
        folder = self.vote.folder
        for path in (*folder.glob(f"{FILE}*"), *files(folder)):
            path.unlink()
        shutil.copy(self.aside / FILE, folder / FILE)
        shutil.copytree(self.aside / "urnes", folder / "urnes", dirs_exist_ok=True)

    def close(self) -> None:
        """What is killed."""
        with self.vote.app.app_context():
            closing.close(consultation_id=self.id, folder=self.vote.folder, now=self.now)

    def found(self) -> tuple[str, int, int]:
        """What the files say after a kill: the state, how many answers, how many urns. SQLite undoes here what a commit had not finished."""
        with contextlib.closing(sqlite3.connect(self.vote.folder / FILE)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            state = raw.execute("SELECT state FROM consultation").fetchone()[0]
            count = raw.execute("SELECT count(*) FROM anonymous_answer").fetchone()[0]
        return state, count, len([one for one in files(self.vote.folder) if one.suffix == ".sqlite3"])

    def must_be_whole(self) -> str:
        """Either nothing was counted and the urn is there, or all was; then a sweep brings either to the same end, and a second one changes nothing."""
        state, count, urns = self.found()
        assert (state, count) in (("annoncee", 0), ("close", ANSWERS)), (state, count)
        assert state == "close" or urns == 1
        self._let_go()
        for closed in (int(state != "close"), 0):
            with self.vote.app.app_context():
                assert closing.sweep(folder=self.vote.folder, now=self.now + timedelta(minutes=1)) == closed
            self._let_go()
            assert self.found() == ("close", ANSWERS, 0)
        assert list((self.vote.folder / "urnes").iterdir()) == []
        return state


@pytest.fixture
def world(vote: Vote, clock: Clock, tmp_path: Path) -> World:
    """The consultation to close."""
    return World(vote, clock, tmp_path / "aside")


def forked(action: Callable[[], object]) -> int:
    """The number of a process of its own that does this and leaves, without a word."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            action()
            code = 0
        finally:
            os._exit(code)
    return child


def status_of(child: int) -> int:
    """How it left: its own code, or the signal that killed it, negated."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def traced(action: Callable[[], object], at: int | None, seen: list[Point]) -> None:
    """Do this; leave as if killed before the line of ours of this rank, without closing a file or undoing anything."""

    def watch(frame: FrameType, event: str, _argument: Any) -> Any:
        path = frame.f_code.co_filename
        if not path.endswith(OURS):
            return None
        if event == "line":
            if len(seen) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            seen.append((Path(path).name, frame.f_code.co_name, frame.f_lineno))
        return watch

    sys.settrace(watch)
    try:
        action()
    finally:
        sys.settrace(None)


def points_of(world: World) -> list[Point]:
    """The lines that a closing passes, in order."""
    seen: list[Point] = []
    before = sys.gettrace()
    try:
        traced(world.close, None, seen)
    finally:
        sys.settrace(before)
    assert world.found() == ("close", ANSWERS, 0)
    return seen


def killed_at(world: World, at: int) -> str:
    """Kill a closing before the line of this rank; gives what state it was found in."""
    world.put_back()
    assert status_of(forked(lambda: traced(world.close, at, []))) == -signal.SIGKILL
    return world.must_be_whole()


def test_killed_in_each_function_of_a_closing_it_is_whole(world: World) -> None:
    points = points_of(world)
    first = {point[:2]: rank for rank, point in reversed(list(enumerate(points)))}
    assert {
        ("closing.py", "_close"),
        ("service.py", "count"),
        ("urn.py", "empty"),
        ("urn.py", "destroy"),
    } <= first.keys()
    found = [killed_at(world, rank) for rank in sorted(first.values())]
    assert set(found) == {"annoncee", "close"}
    assert found == sorted(found), "once closed, never open again"


@pytest.mark.long
def test_killed_before_each_line_of_a_closing_it_is_whole(world: World) -> None:
    points = points_of(world)
    assert len(points) >= 60
    found = [killed_at(world, rank) for rank in range(len(points))]
    assert found == sorted(found), "once closed, never open again"


def instants(count: int, lasts: float) -> Iterator[float]:
    """So many instants of something that lasts so long, with a kept seed."""
    drawn = random.Random(SEED)
    return (drawn.uniform(0, lasts) for _ in range(count))


def killed_after(world: World, seconds: float) -> str:
    """Kill a closing after so long, wherever it is, in SQLite's own code too."""
    world.put_back()
    child = forked(world.close)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    assert status_of(child) in (0, -signal.SIGKILL)
    return world.must_be_whole()


def _lasting(world: World) -> float:
    world.put_back()
    began = time.monotonic()
    assert status_of(forked(world.close)) == 0
    return time.monotonic() - began


def test_killed_at_three_instants_of_a_closing_it_is_whole(world: World) -> None:
    for seconds in instants(3, _lasting(world)):
        killed_after(world, seconds)


@pytest.mark.long
def test_killed_at_hundreds_of_instants_of_a_closing_it_is_whole(world: World) -> None:
    lasts = max(_lasting(world) for _ in range(3))
    found = [killed_after(world, seconds) for seconds in instants(KILLS, lasts)]
    assert set(found) == {"annoncee", "close"}


@pytest.mark.parametrize("rank", range(3))
def test_killed_while_an_answer_drops_it_is_there_with_its_slip_spent_or_not_at_all(
    vote: Vote, clock: Clock, rank: int
) -> None:
    codes = vote.draw(6, clock())
    with vote.app.app_context():
        db.engine.dispose()
    now: datetime = clock()
    child = forked(lambda: vote.drop(codes[0], "adapter", now))
    time.sleep(0.004 * rank)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    status_of(child)
    with contextlib.closing(sqlite3.connect(vote.urn)) as raw:
        spent = raw.execute("SELECT sum(spent) FROM slip").fetchone()[0]
        assert raw.execute("SELECT count(*) FROM answer").fetchone() == (spent,)
        assert raw.execute("SELECT count(*) FROM slip").fetchone() == (6,)
