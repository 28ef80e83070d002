"""A rehearsal that is over leaves no application in memory, and its database answers nothing more."""

from __future__ import annotations

import gc
import sqlite3
import weakref

import pytest
from flask import Flask

from facilitation.database import db
from facilitation.meetings import service as meetings
from facilitation.rehearsals.worlds import worlds
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.meetings.leading import account
from tests.rehearsals.test_rehearsal import begun


def test_what_is_over_is_let_go_of(alice: CheckedClient, app: Flask, clock: Clock) -> None:
    desk = begun(alice)
    alice.get(desk.path.replace("/pupitre", "/salle"))
    world = worlds(app).of_account(account(app), clock())
    assert world
    with world.app.app_context():
        connection = db.engine.raw_connection().dbapi_connection
    assert connection
    assert connection.execute("SELECT count(*) FROM meeting").fetchone() == (1,)
    gone = weakref.ref(world.app)
    worlds(app).end(world.key)
    assert meetings.kept_page(meeting_id=world.meeting_id, now=clock()) is None
    with pytest.raises(sqlite3.ProgrammingError):
        connection.execute("SELECT count(*) FROM meeting")
    del world, connection
    gc.collect()
    assert gone() is None
