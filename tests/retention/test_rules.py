"""When each thing is erased, and when that is announced."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.retention import rules
from facilitation.retention.rules import USUAL, Kept, Life
from tests.conftest import START

DAY = timedelta(days=1)


def test_the_usual_delays_are_those_of_the_design() -> None:
    assert USUAL == {Kept.DRAFTS: 1, Kept.NOTEBOOK: 30, Kept.CONTRIBUTIONS: 90, Kept.UNAPPROVED: 183}
    assert (rules.BACKUP_DAYS, rules.JOURNAL_DAYS) == (35, 90)


@pytest.mark.parametrize(
    ("approved", "notebook", "contributions"), [(None, 183, 183), (0, 30, 90), (100, 130, 183), (170, 183, 183)]
)
def test_the_first_of_approval_and_closing_decides(approved: int | None, notebook: int, contributions: int) -> None:
    life = Life("une", START, START + approved * DAY if approved is not None else None)
    assert rules.ends(Kept.NOTEBOOK, life, USUAL) == START + notebook * DAY
    assert rules.ends(Kept.CONTRIBUTIONS, life, USUAL) == START + contributions * DAY


def test_nothing_counts_down_before_the_closing_nor_drafts_while_sheets_wait_to_be_typed_in() -> None:
    assert rules.due(Life("une", None), USUAL, START + 9999 * DAY) == ()
    waiting = Life("une", START, to_retype=True)
    assert Kept.DRAFTS not in rules.due(waiting, USUAL, START + 9999 * DAY)


def test_what_is_erased_is_not_erased_again_unless_the_meeting_closed_again_since() -> None:
    gone = Life("une", START, START, False, START + 30 * DAY, START + 90 * DAY)
    assert rules.due(gone, USUAL, START + 999 * DAY) == (Kept.DRAFTS,)
    again = Life("une", START + 100 * DAY, START + 100 * DAY, False, START + 30 * DAY, START + 90 * DAY)
    assert set(rules.due(again, USUAL, START + 999 * DAY)) == {Kept.DRAFTS, Kept.NOTEBOOK, Kept.CONTRIBUTIONS}


@given(
    days=st.integers(0, 400),
    delays=st.fixed_dictionaries({what: st.integers(0, rules.LONGEST[what]) for what in Kept}),
    approved=st.none() | st.integers(0, 200),
)
def test_nothing_is_erased_without_having_been_announced_or_chosen(
    days: int, delays: dict[Kept, int], approved: int | None
) -> None:
    life = Life("une", START, START + approved * DAY if approved is not None else None)
    now = START + days * DAY
    announced = {what for what, _ in rules.announced(life, delays, now)}
    assert set(rules.due(life, delays, now)) - {Kept.DRAFTS} <= announced


@pytest.mark.parametrize("days", [-1, 731])
def test_no_reason_makes_a_delay_hold_that_cannot_be(days: int) -> None:
    with pytest.raises(rules.TooLongKept):
        rules.must_hold(Kept.CONTRIBUTIONS, days, "une bonne raison")


def test_lengthening_asks_for_a_reason_and_shortening_for_none() -> None:
    rules.must_hold(Kept.CONTRIBUTIONS, 0, "")
    rules.must_hold(Kept.CONTRIBUTIONS, 90, "")
    with pytest.raises(rules.ReasonMissing):
        rules.must_hold(Kept.CONTRIBUTIONS, 91, " \n ")
    rules.must_hold(Kept.CONTRIBUTIONS, 91, "le bilan")


def test_the_question_comes_a_year_after_the_last_answer() -> None:
    made = date(2026, 3, 12)
    assert not rules.asks_again(made, None, date(2027, 3, 11))
    assert rules.asks_again(made, None, date(2027, 3, 12))
    assert not rules.asks_again(made, date(2027, 3, 12), date(2028, 3, 10))
    assert rules.asks_again(made, date(2027, 3, 12), date(2028, 3, 11))


def test_the_day_until_which_copies_may_hold_what_is_erased_is_never_past() -> None:
    """A copy that is over 35 days old and the last sound one is there still."""
    assert rules.copies_until(None, START) is None
    assert rules.copies_until(START - 3 * DAY, START) == START + 32 * DAY
    assert rules.copies_until(START - 60 * DAY, START) == START + DAY
