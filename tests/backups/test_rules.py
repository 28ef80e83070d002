"""What a copy is called, when the next is due, when people are reminded, and which go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.backups import rules
from facilitation.backups.rules import Copy

NOW = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # in Belgium the hour jumps from two to three that night
DAY = timedelta(days=1)


def copy(days: float, *, sound: bool | None = True) -> Copy:
    """A copy made so many days ago."""
    at = NOW - timedelta(days=days)
    return Copy(rules.name_of(at, number=1), at, sound=sound)


@given(
    st.integers(0, 4_400_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(["", "0002"]),
)
def test_a_name_tells_when_its_copy_was_made_after_2038_too(at: datetime, before: str) -> None:
    assert rules.read_name(rules.name_of(at, before=before, number=1)) == (at, before)
    assert rules.read_name(rules.name_of(at, before=before, number=3)) == (at.replace(microsecond=0), before)


def test_a_name_is_in_universal_time_so_that_the_hour_that_comes_twice_makes_two() -> None:
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=hours))) for hours in (2, 1))
    assert rules.name_of(first, number=1) == "sauvegarde-20261025T003000Z.zip"
    assert rules.name_of(second, number=2) == "sauvegarde-20261025T013000Z-2.zip"


@pytest.mark.parametrize(
    "name",
    ["", "notes.zip", "sauvegarde-20261399T000000Z.zip", "../sauvegarde-20260312T083000Z.zip", "verifications.json"],
)
def test_other_files_are_no_copies(name: str) -> None:
    assert rules.read_name(name) is None


def test_the_copies_that_the_first_version_made_before_an_upgrade_are_known() -> None:
    assert rules.read_name("avant-0002-20260312T093000.sqlite3") == (datetime(2026, 3, 12, 9, 30, tzinfo=UTC), "0002")


def test_a_copy_is_kept_35_days_one_is_made_a_day_and_people_are_reminded_after_seven() -> None:
    assert (rules.KEPT.days, rules.EVERY.days, rules.REMINDED.days) == (35, 1, 7)


def test_of_a_copy_that_only_its_name_tells_nothing_else_is_known() -> None:
    assert Copy("x", NOW) == Copy("x", NOW, size=0, before="", checked_at=None, sound=None)


def test_a_copy_is_due_when_the_last_sound_one_is_a_day_old() -> None:
    assert rules.is_due([], NOW)
    assert rules.is_due([copy(1)], NOW)
    assert not rules.is_due([copy(0.9)], NOW)
    assert rules.is_due([copy(0.5, sound=False), copy(0.2, sound=None), copy(2)], NOW)


def test_while_an_anonymous_step_gathers_answers_a_copy_waits_a_day_at_most() -> None:
    assert not rules.is_due([copy(1.9)], NOW, secret=True)
    assert rules.is_due([copy(2)], NOW, secret=True)
    assert rules.is_due([], NOW, secret=True)


def test_a_clock_that_was_set_back_does_not_stop_the_copies() -> None:
    assert rules.is_due([copy(-400), copy(2)], NOW)
    assert not rules.is_due([copy(-0.04)], NOW)
    assert rules.is_due([copy(-1)], NOW)


def test_people_are_reminded_after_seven_days_and_not_in_the_first_week() -> None:
    assert not rules.reminds([copy(7)], NOW, None)
    assert rules.reminds([copy(7.1)], NOW, None)
    assert rules.reminds([copy(1, sound=False), copy(8)], NOW, NOW - DAY)
    assert rules.reminds([copy(-400), copy(8)], NOW, None)
    assert not rules.reminds([copy(-0.5)], NOW, NOW - 8 * DAY)
    assert not rules.reminds([], NOW, NOW - 7 * DAY)
    assert rules.reminds([], NOW, NOW - 8 * DAY)


def test_copies_go_after_35_days_but_for_the_newest_sound_one() -> None:
    old, older, broken = copy(36), copy(50), copy(40, sound=False)
    assert rules.too_old([copy(1), copy(35), old, older, broken], NOW) == [old, older, broken]
    assert rules.too_old([old, older, broken], NOW) == [older, broken]
    assert rules.too_old([copy(1, sound=False), old], NOW) == []
