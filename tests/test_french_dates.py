"""Dates and hours as French-speaking Belgium writes them, on the clocks of Brussels."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from facilitation.french_dates import day, duration, glued, hour, local, long_day, month, short_day, span


def at(day_of_month: int, hour_utc: int, minute: int = 0, *, month: int = 3) -> datetime:
    """A moment of 2026, in UTC."""
    return datetime(2026, month, day_of_month, hour_utc, minute, tzinfo=UTC)


def test_a_day_is_written_in_full() -> None:
    assert long_day(date(2026, 3, 12)) == "jeudi\u00a012\u00a0mars 2026"
    assert day(date(2026, 10, 1)) == "1er\u00a0octobre 2026"
    assert short_day(date(2026, 8, 31)) == "31\u00a0août"
    assert short_day(date(2026, 8, 31), date(2026, 1, 5)) == "31\u00a0août"
    assert short_day(date(2031, 4, 30), datetime(2026, 11, 22, 8, tzinfo=UTC)) == "30\u00a0avril 2031"
    # In Brussels the year has begun half an hour ago.
    assert short_day(date(2027, 1, 1), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1er\u00a0janvier"
    assert month(date(2026, 2, 1)) == "février 2026"


def test_a_moment_is_shown_on_the_clocks_of_brussels_in_winter_and_in_summer() -> None:
    assert hour(at(12, 8, 30)) == "9\u00a0h\u00a030"
    assert hour(at(12, 8, 30, month=7)) == "10\u00a0h\u00a030"
    assert hour(at(12, 8)) == "9\u00a0h"
    assert hour(at(12, 8, 5)) == "9\u00a0h\u00a005"


def test_a_moment_late_at_night_belongs_to_the_day_of_brussels() -> None:
    assert day(at(12, 23, 30)) == "13\u00a0mars 2026"


def test_a_span_says_from_when_to_when() -> None:
    start = at(12, 8, 30)
    assert span(start, start + timedelta(minutes=95)) == "de 9\u00a0h\u00a030 à 11\u00a0h\u00a005"
    assert span(start) == "à 9\u00a0h\u00a030"
    assert span(start, start + timedelta(hours=16)) == "de 9\u00a0h\u00a030 à 1\u00a0h\u00a030, le 13\u00a0mars 2026"


def test_a_moment_of_no_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 3, 12, 9, 30))  # noqa: DTZ001  naive on purpose


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0\u00a0min"), (45, "45\u00a0min"), (60, "1\u00a0h"), (95, "1\u00a0h\u00a035"), (-3, "0\u00a0min")],
)
def test_minutes_are_said_in_hours(minutes: int, said: str) -> None:
    assert duration(minutes) == said


def test_a_glued_date_cannot_be_cut() -> None:
    assert " " not in glued(long_day(date(2026, 3, 12)))
