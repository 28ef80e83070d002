"""Wrong codes: ten an hour from one address, everybody slower when they come from everywhere, and right codes never counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from facilitation.accounts.throttle import TooManyAttempts
from facilitation.live.guesses import MANY, MOST_WRONG, PAUSE, ROOMS, Guesses, TooManyCodes

NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


def guesses(naps: list[float] | None = None) -> Guesses:
    return Guesses((naps if naps is not None else []).append)


def test_the_eleventh_wrong_code_of_an_hour_is_not_tried() -> None:
    counted = guesses()
    for _ in range(MOST_WRONG):
        counted.check(address="192.168.1.7", now=NOW)
        counted.failed(address="192.168.1.7", now=NOW)
    with pytest.raises(TooManyCodes):
        counted.check(address="192.168.1.7", now=NOW + timedelta(minutes=59))
    counted.check(address="192.168.1.8", now=NOW)
    counted.check(address="192.168.1.7", now=NOW + timedelta(minutes=61))


def test_from_everywhere_at_once_each_try_waits() -> None:
    naps: list[float] = []
    counted = guesses(naps)
    for number in range(MANY):
        counted.check(address=f"10.0.0.{number}", now=NOW)
        counted.failed(address=f"10.0.0.{number}", now=NOW)
    assert naps == []
    counted.check(address="10.0.1.1", now=NOW)
    assert naps == [PAUSE]
    counted.check(address="10.0.1.1", now=NOW + timedelta(minutes=2))
    assert naps == [PAUSE]


def test_no_more_than_a_few_wait_at_once_the_others_are_told_to_come_back() -> None:
    counted = guesses()
    for number in range(MANY):
        counted.failed(address=f"10.0.0.{number}", now=NOW)
    tried: list[int] = []

    def meanwhile(_seconds: float) -> None:
        tried.append(1)
        counted.check(address="10.0.1.2", now=NOW)

    counted._sleep = meanwhile
    with pytest.raises(TooManyAttempts):
        counted.check(address="10.0.1.1", now=NOW)
    assert len(tried) == ROOMS


def test_an_unknown_address_is_only_slowed_down() -> None:
    naps: list[float] = []
    counted = guesses(naps)
    for _ in range(MANY):
        counted.failed(address="", now=NOW)
    counted.check(address="", now=NOW)
    assert naps == [PAUSE]


def test_an_address_is_forgotten_after_its_hour_though_nobody_comes_back_from_it() -> None:
    counted = guesses()
    counted.failed(address="192.168.1.7", now=NOW)
    digest = repr(counted._digest("192.168.1.7"))
    assert digest in repr(counted._wrong._times)
    counted.failed(address="192.168.1.8", now=NOW + timedelta(minutes=61))
    assert digest not in repr(counted._wrong._times)


def test_an_address_is_kept_in_no_readable_form() -> None:
    counted = guesses()
    counted.failed(address="192.168.1.7", now=NOW)
    assert "192.168" not in repr(vars(counted))
