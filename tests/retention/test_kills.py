"""Killed at any instant of a purge: the next start is sound, what the ledger tells of is gone, and of anything else nothing is.

The full count is for `make test-long`; here, each point that matters once, and a few random instants of a kept seed.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from facilitation.backups import doctor
from facilitation.database import db
from facilitation.retention import ledger, purging
from tests.retention.test_purge import held
from tests.retention.world import GONE, STAYS, World

SEED, FEW, MANY = 20260322, 4, 200
LONG_ENOUGH = 0.12
"""Seconds: a purge of this world takes about half of that on a quiet machine."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked and killed")


def in_a_process(world: World, gesture: Callable[[], None], *, after: float | None) -> bool:
    """Do this in a process of its own, killed so many seconds after it began (None: it kills itself, or ends). Says whether it came to its end."""
    with world.app.app_context():
        db.engine.dispose()
    began, beginning = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(beginning, b".")
            gesture()
            os._exit(0)
        finally:
            os._exit(1)
    os.close(beginning)
    os.read(began, 1)
    os.close(began)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def purge_here(world: World) -> None:
    with world.app.app_context():
        purging.purge(now=world.clock())


def sound_and_whole(world: World, *, acknowledged: bool) -> bool:
    """Start again as `serve` does; then everything that was named is gone, or nothing was. Says whether it is gone."""
    lines = ledger.read(world.data / ledger.FILE)
    assert not acknowledged or len(lines) == 3
    with world.app.app_context():
        purging.complete(now=world.clock())
        db.engine.dispose()
    with closing(sqlite3.connect(world.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for text in GONE.values():
        assert (held(world.data, text) == []) is bool(lines), (text, lines)
    for text in STAYS.values():
        assert held(world.data, text)
    return bool(lines)


@pytest.mark.parametrize("point", ["before the ledger", "after the ledger", "after the commit", "before the search"])
def test_killed_at_each_point_of_a_purge_the_next_start_completes_it(
    world: World, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.clock.later(days=91)
    place = {
        "before the ledger": (purging.ledger, "append"),
        "after the ledger": (purging, "_certified"),
        "after the commit": (purging, "_let_go"),
        "before the search": (purging, "_proved"),
    }[point]
    with monkeypatch.context() as patched:
        patched.setattr(*place, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        assert not in_a_process(world, lambda: purge_here(world), after=None)
    assert sound_and_whole(world, acknowledged=False) is (point != "before the ledger")


def test_killed_at_random_a_purge_is_done_or_not_begun(world: World, tmp_path: Path) -> None:
    at_random(world, tmp_path, FEW)


@pytest.mark.long
def test_killed_at_random_a_purge_is_done_or_not_begun_many_times(world: World, tmp_path: Path) -> None:
    outcomes = at_random(world, tmp_path, MANY)
    assert len(outcomes) == 2, "some kills came before and some after"


def at_random(world: World, tmp_path: Path, count: int) -> set[bool]:
    chance, found, doubts = random.Random(SEED), set(), faults(world)
    world.clock.later(days=91)
    was = {path.relative_to(world.data): path.read_bytes() for path in world.data.rglob("*") if path.is_file()}
    for _ in range(count):
        for path in [one for one in world.data.rglob("*") if one.is_file() and one.relative_to(world.data) not in was]:
            path.unlink()
        for name, content in was.items():
            (world.data / name).write_bytes(content)
        done = in_a_process(world, lambda: purge_here(world), after=chance.uniform(0, LONG_ENOUGH))
        found.add(sound_and_whole(world, acknowledged=done))
        assert faults(world) <= doubts
    return found


def faults(world: World) -> set[str]:
    """What the doctor has in doubt."""
    return {one.what for one in doctor.examine(world.data, now=world.clock(), journal=True) if not one.sound}


def test_what_a_kill_left_is_as_sound_for_the_doctor_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    was = faults(world)
    world.clock.later(days=91)
    with monkeypatch.context() as patched:
        patched.setattr(purging, "_certified", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        in_a_process(world, lambda: purge_here(world), after=None)
    assert sound_and_whole(world, acknowledged=False)
    assert faults(world) <= was
