"""What the house does by itself, at the start and every hour, in a thread of its own. Each job stands alone: one that fails keeps no other from being done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from facilitation.backups import service as backups
from facilitation.consultations import closing
from facilitation.database import writing
from facilitation.meetings import service as meetings
from facilitation.minutes import service as minutes
from facilitation.rehearsals.worlds import worlds
from facilitation.retention import purging
from facilitation.web import collector
from facilitation.web.context import house, now, settings

FIRST_PAGE_FIRST = 2
"""Seconds left to whoever opens the first page."""
EVERY = 3600


def begin(app: Flask) -> None:
    """Keep this house from now on, until the process ends."""

    def forever() -> None:
        time.sleep(FIRST_PAGE_FIRST)
        _done(app, _write_down_the_library)
        collector.settle()
        while True:
            round_of(app)
            time.sleep(EVERY)

    threading.Thread(target=forever, daemon=True, name="house").start()


def round_of(app: Flask) -> None:
    """Do each job once, in its order; whatever one of them raises is logged."""
    for job in JOBS:
        _done(app, job)


def _done(app: Flask, job: Callable[[datetime], object]) -> None:
    try:
        with app.app_context():
            job(now())
    except Exception as error:
        app.log_exception((type(error), error, error.__traceback__))  # type: ignore[arg-type]


def _write_down_the_library(_at: datetime) -> None:
    house().write_down()


def _close_consultations(at: datetime) -> None:
    closing.sweep(folder=settings().data, now=at)


def _close_meetings(at: datetime) -> None:
    with writing():
        meetings.close_overdue(now=at)


def _approve_minutes(at: datetime) -> None:
    with writing():
        minutes.approve_overdue(now=at)


def _end_rehearsals(at: datetime) -> None:
    worlds().sweep(at)


def _erase(at: datetime) -> None:
    purging.purge(now=at, by_itself=True)


def _copy(at: datetime) -> None:
    backups.keep(settings().data, now=at)


JOBS: list[Callable[[datetime], object]] = [
    _close_consultations,
    _close_meetings,
    _approve_minutes,
    _end_rehearsals,
    _erase,
    _copy,
]
"""The copy comes last: what had to be erased is not in it."""
