"""Abuse case S93: a clock that jumps a day either way, the hour that comes twice, the years after 2038. Nobody is locked out for it, nothing changes order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from facilitation import database
from facilitation.backups import files, service
from facilitation.meetings import service as meetings
from facilitation.outcomes.rules import OutcomeKind
from tests.checked import CheckedClient
from tests.conftest import PASSWORD, Clock
from tests.meetings import leading


def test_a_clock_set_back_by_a_day_leaves_people_signed_in(clock: Clock, alice: CheckedClient) -> None:
    for days in (-1, 0.01, -2):
        clock.later(days=days)
        assert alice.get("/").status == 200
        assert alice.submit("/sauvegardes", action="/sauvegardes").status == 303


def test_who_failed_five_times_before_the_clock_was_set_back_is_not_kept_out_for_a_day(
    client: CheckedClient, clock: Clock
) -> None:
    wrong, right = ({"email": "alice@val.test", "password": word} for word in ("ce n'est pas elle", PASSWORD))
    for _time in range(5):
        client.submit("/connexion", wrong, action="/connexion", status=422)
    clock.later(days=-1)
    assert client.submit("/connexion", right, action="/connexion").status == 303


def test_a_clock_that_jumps_ahead_while_a_meeting_runs_loses_no_text(
    app: Flask, clock: Clock, alice: CheckedClient, signed_in: Callable[[str], CheckedClient]
) -> None:
    meeting = leading.prepared(alice)
    leading.act(app, meetings.start, meeting_id=meeting, now=clock())
    leading.captured(app, clock, meeting, OutcomeKind.QUESTION, "Avant le saut")
    clock.later(days=1)
    leading.captured(app, clock, meeting, OutcomeKind.QUESTION, "Après le saut")
    clock.later(days=-1)
    desk = signed_in("Alice").get(f"/reunions/{meeting}/pupitre").words
    assert "Avant le saut" in desk
    assert "Après le saut" in desk
    assert leading.shown(app, clock, meeting).state == "en_cours"


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 29, 0, 59, 30, tzinfo=UTC),  # an hour of that night does not exist in Belgium
        datetime(2026, 10, 25, 0, 59, 30, tzinfo=UTC),  # an hour of that one comes twice
        datetime(2038, 1, 19, 3, 14, 7, tzinfo=UTC),  # the last second of 32 bits
    ],
    ids=["spring", "autumn", "2038"],
)
def test_across_a_turn_of_the_clock_a_meeting_lasts_what_it_lasts(
    app: Flask, data: Path, clock: Clock, signed_in: Callable[[str], CheckedClient], moment: datetime
) -> None:
    clock.now = moment
    alice = signed_in("Alice")
    meeting = leading.prepared(alice)
    leading.act(app, meetings.start, meeting_id=meeting, now=clock())
    clock.later(minutes=7)
    assert alice.get(f"/reunions/{meeting}/pupitre").status == 200
    leading.act(app, meetings.forward, meeting_id=meeting, now=clock())
    assert leading.shown(app, clock, meeting).stages[0].state == "terminee"
    with closing(sqlite3.connect(data / database.FILE)) as connection:
        (lasted,) = connection.execute(
            "SELECT (julianday(ended_at) - julianday(started_at)) * 1440 FROM segment"
        ).fetchone()
    assert lasted == pytest.approx(7, abs=0.01)
    leading.act(app, meetings.end, meeting_id=meeting, now=clock())
    leading.act(app, meetings.close, meeting_id=meeting, now=clock())
    assert alice.get(f"/reunions/{meeting}/relecture").status == 200


def test_copies_made_in_2040_are_ordered_dated_and_dropped_like_the_others(
    app: Flask, data: Path, clock: Clock
) -> None:
    clock.now = datetime(2040, 2, 29, 8, 0, tzinfo=UTC)
    with app.app_context():
        for _copy in range(9):
            service.keep(data, now=clock())
            clock.later(days=5)
    found = files.copies(data)
    assert len(found) == 8  # the ninth, of forty days ago, is gone
    assert [copy.made_at for copy in found] == sorted((copy.made_at for copy in found), reverse=True)
    assert all(copy.sound for copy in found)
