"""The journal of each meeting against its state: no alarm over meetings led by the rules, and each kind of damage seen."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from facilitation import create_app, database
from facilitation.backups import journal
from facilitation.meetings import service as meetings
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.settings import Settings
from tests.backups.conftest import NOW, led
from tests.checked import CheckedClient
from tests.conftest import Clock, phone_of
from tests.meetings import leading


def faults(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / database.FILE, isolation_level=None)) as connection:
        return [words for _meeting, words in journal.faults(connection)[1]]


DAMAGES = {
    "a line of the journal is gone": "DELETE FROM event WHERE number = 7",
    "the last line is gone": "DELETE FROM event WHERE kind = 'closed'",
    "the first line is gone": "DELETE FROM event WHERE number = 1",
    "the whole journal is gone": "DELETE FROM event",
    "the journal speaks of no meeting": "UPDATE event SET meeting_id = 'nulle-part' WHERE number = (SELECT max(number) FROM event)",
    "an older state": "UPDATE meeting SET state = 'terminee'",
    "an older row of the meeting": "UPDATE meeting SET version = 3",
    "another hour of closing": "UPDATE meeting SET closed_at = '2020-01-01 00:00:00.000000'",
    "another hour of starting": "UPDATE meeting SET started_at = '2020-01-01 00:00:00.000000'",
    "an approval that nobody gave": "UPDATE meeting SET approved_at = '2026-01-01 00:00:00.000000'",
    "a draft that nobody sent": "UPDATE meeting SET sent_at = '2026-01-01 00:00:00.000000'",
    "never opened": "UPDATE meeting SET opened_at = NULL",
    "a step that runs by itself": "UPDATE stage SET state = 'en_cours' WHERE position = 0",
    "an outcome is gone": "DELETE FROM outcome WHERE kind = 'reserve'",
    "an outcome that nobody captured": "UPDATE outcome SET number = 99 WHERE id = (SELECT min(id) FROM outcome)",
    "an older outcome": "UPDATE outcome SET version = 0 WHERE number = 1",
    "an answer is gone": "DELETE FROM contribution WHERE id = (SELECT min(id) FROM contribution)",
    "a synthesis is gone": "DELETE FROM synthesis WHERE id = (SELECT min(id) FROM synthesis)",
    "a document is gone": "DELETE FROM frozen_outline WHERE id = (SELECT min(id) FROM frozen_outline)",
}


def test_a_meeting_led_from_beginning_to_end_agrees_with_its_journal(house: Path) -> None:
    assert faults(house) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_each_damage_to_the_state_or_to_the_journal_is_seen(house: Path, damage: str) -> None:
    with closing(sqlite3.connect(house / database.FILE)) as connection:
        changed = connection.execute(DAMAGES[damage]).rowcount
        connection.commit()
    assert changed
    assert faults(house) != []


def test_of_what_retention_erased_nothing_is_expected(house: Path) -> None:
    with closing(sqlite3.connect(house / database.FILE)) as connection:
        connection.execute("DELETE FROM contribution")
        connection.execute("UPDATE meeting SET contributions_purged_at = '2027-01-01 00:00:00.000000'")
        connection.commit()
    assert faults(house) == []


# ------------------------------------------------------------------ while a meeting runs


@pytest.fixture
def running(app: Flask, alice: CheckedClient, clock: Clock) -> str:
    """A meeting that runs, at its first step, with somebody's phone in it."""
    meeting = leading.prepared(alice)
    leading.act(app, meetings.start, meeting_id=meeting, now=clock())
    return meeting


Gesture = Callable[[Flask, Clock, str], None]


def captured(app: Flask, clock: Clock, meeting: str, words: str = "Voir ensemble") -> str:
    return leading.captured(app, clock, meeting, OutcomeKind.ACTION, words)


def removed(app: Flask, clock: Clock, meeting: str) -> None:
    gone = captured(app, clock, meeting)
    captured(app, clock, meeting, "Autre chose")
    leading.act(app, outcomes.remove, outcome_id=gone, now=clock())


def qualified(app: Flask, clock: Clock, meeting: str) -> None:
    outcome = captured(app, clock, meeting)
    leading.act(app, outcomes.qualify, outcome_id=outcome, text="Voir à deux", now=clock())


def ended_and_taken_back(app: Flask, clock: Clock, meeting: str) -> None:
    from facilitation.meetings.models import Undo

    leading.act(app, meetings.end, meeting_id=meeting, now=clock())
    with app.app_context(), database.reading():
        token = database.db.session.get_one(Undo, meeting).token
    leading.act(app, meetings.undo, meeting_id=meeting, token=token, now=clock())


def ended_and_resumed(app: Flask, clock: Clock, meeting: str) -> None:
    leading.act(app, meetings.end, meeting_id=meeting, now=clock())
    leading.act(app, meetings.resume_ended, meeting_id=meeting, now=clock())


GESTURES: dict[str, Gesture] = {
    "captured": lambda app, clock, meeting: (captured(app, clock, meeting), None)[1],
    "removed": removed,
    "qualified": qualified,
    "ended and taken back": ended_and_taken_back,
    "ended and resumed": ended_and_resumed,
    "forward": lambda app, clock, meeting: leading.act(app, meetings.forward, meeting_id=meeting, now=clock()),
}


@pytest.mark.parametrize("gesture", GESTURES)
def test_a_running_meeting_agrees_with_its_journal(
    app: Flask, data: Path, clock: Clock, running: str, gesture: str
) -> None:
    clock.later(minutes=1)
    GESTURES[gesture](app, clock, running)
    assert faults(data) == []


def test_a_clock_that_jumps_a_day_either_way_changes_neither_the_order_nor_what_agrees(
    app: Flask, data: Path, clock: Clock, running: str
) -> None:
    """Abuse case S93: events, outcomes and versions are ordered by number, never by the hour."""
    phone_of(app, running, clock(), "Zoé")
    for days in (-1, 1, 1, -2, 400 * 31):  # the last: after 2038 and 2050
        clock.later(days=days)
        captured(app, clock, running, f"Décidé après {days}")
        leading.act(app, meetings.pause, meeting_id=running, now=clock())
        leading.act(app, meetings.resume, meeting_id=running, now=clock())
    leading.act(app, meetings.end, meeting_id=running, now=clock())
    leading.act(app, meetings.close, meeting_id=running, now=clock())
    assert faults(data) == []
    with closing(sqlite3.connect(data / database.FILE)) as connection:
        texts = [one for (one,) in connection.execute("SELECT text FROM outcome ORDER BY number")]
        spent = connection.execute("SELECT count(*) FROM segment WHERE ended_at < started_at").fetchone()
    assert texts == [f"Décidé après {days}" for days in (-1, 1, 1, -2, 400 * 31)]
    assert spent == (0,)
    assert NOW.year < clock().year


# ------------------------------------------------------------------ before it is closed

OPEN_DAMAGES = {
    "an answer is gone": "DELETE FROM contribution WHERE id = (SELECT min(id) FROM contribution)",
    "an answer moved to another step": "UPDATE contribution SET stage_id = (SELECT max(stage_id) FROM contribution) WHERE stage_id = (SELECT min(stage_id) FROM contribution)",
    "a synthesis is gone": "DELETE FROM synthesis WHERE id = (SELECT min(id) FROM synthesis)",
    "an outcome is gone": "DELETE FROM outcome WHERE kind = 'reserve'",
    "the end was forgotten": "UPDATE meeting SET state = 'en_cours'",
}


@pytest.fixture(scope="module")
def not_closed(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house whose meeting was led to its end, and waits to be closed."""
    folder = Path(shutil.copytree(stocked, tmp_path_factory.mktemp("terminee") / "maison"))
    app = create_app(Settings(data=folder, testing=True), lambda: NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meetings, "close", lambda **_: None)
        led(app, "desaccord-entre-services")
    with app.app_context():
        database.db.engine.dispose()
    return folder


def test_a_meeting_that_ended_agrees_step_by_step(not_closed: Path) -> None:
    assert faults(not_closed) == []
    with closing(sqlite3.connect(not_closed / database.FILE)) as connection:
        assert connection.execute("SELECT count(*) FROM contribution").fetchone() > (10,)
        assert connection.execute("SELECT state FROM meeting").fetchone() == ("terminee",)


@pytest.mark.parametrize("damage", OPEN_DAMAGES)
def test_each_damage_before_closing_is_seen(not_closed: Path, tmp_path: Path, damage: str) -> None:
    folder = Path(shutil.copytree(not_closed, tmp_path / "maison"))
    with closing(sqlite3.connect(folder / database.FILE)) as connection:
        changed = connection.execute(OPEN_DAMAGES[damage]).rowcount
        connection.commit()
    assert changed
    assert faults(folder) != []
