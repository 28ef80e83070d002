"""What the house does by itself: each job alone, so that one that fails keeps no other from being done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from facilitation import housekeeping
from facilitation.backups import files
from facilitation.database import db, reading
from facilitation.meetings import service as meetings
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.meetings import leading


def fails(_at: datetime) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("broken", range(len(housekeeping.JOBS)))
def test_whatever_job_fails_the_others_are_done(app: Flask, monkeypatch: pytest.MonkeyPatch, broken: int) -> None:
    done: list[int] = []

    def noted(number: int) -> Callable[[datetime], None]:
        return lambda _at: done.append(number)

    jobs = [fails if number == broken else noted(number) for number in range(len(housekeeping.JOBS))]
    monkeypatch.setattr(housekeeping, "JOBS", jobs)
    housekeeping.round_of(app)
    assert done == [number for number in range(len(jobs)) if number != broken]


def test_a_round_closes_what_is_overdue_and_makes_the_copy_even_when_an_urn_cannot_be_read(
    app: Flask, data: Path, clock: Clock, alice: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = leading.prepared(alice)
    leading.act(app, meetings.start, meeting_id=meeting, now=clock())
    leading.act(app, meetings.end, meeting_id=meeting, now=clock.later(minutes=5))
    clock.later(days=1.1)

    def unread(**_: Any) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(housekeeping.closing, "sweep", unread)
    housekeeping.round_of(app)
    with app.app_context(), reading():
        assert db.session.execute(db.text("SELECT state FROM meeting")).scalar() == "close"
    assert len(files.copies(data)) == 1


def test_the_house_goes_on_when_the_library_cannot_be_written_down(
    app: Flask, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first thing that the thread does: on a full disk it must not be the last."""
    with monkeypatch.context() as patched:
        patched.setattr(housekeeping, "_write_down_the_library", fails)
        patched.setattr(housekeeping, "FIRST_PAGE_FIRST", 0)
        patched.setattr(housekeeping.collector, "settle", lambda: None)
        patched.setattr(housekeeping.threading, "Thread", Here)
        patched.setattr(housekeeping.time, "sleep", once)
        with pytest.raises(Enough):
            housekeeping.begin(app)
    assert len(files.copies(data)) == 1


class Enough(Exception):
    pass


def once(seconds: float) -> None:
    """Sleep no second, and an hour never."""
    if seconds:
        raise Enough


class Here:
    """A thread that runs at once, where it is begun."""

    def __init__(self, target: Callable[[], None], **_: Any) -> None:
        self.target = target

    def start(self) -> None:
        """Run it."""
        self.target()
