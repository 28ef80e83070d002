"""What follow-ups make of an action holds for any history of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.activities import becoming
from facilitation.activities.base import AnswerFaults
from facilitation.outcomes.rules import ActionAt, ActionStatus, Said, followed, history, must_be_whole

DAY = date(2026, 3, 31)
FRESH = ActionAt(ActionStatus.TO_DO, DAY, 0, "")
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
notes = st.sampled_from(["", "  ", "Le guichet était fermé."])
said = st.builds(Said, st.sampled_from(ActionStatus), notes, st.none() | days)


@given(st.lists(said, max_size=8))
def test_an_action_was_put_off_as_many_times_as_it_was_said_to_be(told: list[Said]) -> None:
    last = [*history(FRESH, told)][-1]
    assert last.postponed == sum(one.status is ActionStatus.POSTPONED for one in told)
    assert last.status is (told[-1].status if told else ActionStatus.TO_DO)
    dated = [one.new_due_on for one in told if one.new_due_on]
    assert last.due_on == (dated[-1] if dated else DAY)


@given(st.lists(said, min_size=1, max_size=8), st.data())
def test_one_taken_back_is_as_if_it_had_not_been_said(told: list[Said], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(told) - 1))
    before = [*history(FRESH, told)][place]
    kept = told[:place] + told[place + 1 :]
    assert [*history(before, told[place + 1 :])][-1] == [*history(FRESH, kept)][-1]


@given(said, st.none() | days, st.integers(0, 4))
def test_what_is_taken_is_whole(one: Said, due: date | None, postponed: int) -> None:
    action = ActionAt(ActionStatus.UNDER_WAY, due, postponed, "")
    faults = becoming.faults(one.status.value, one.note, one.new_due_on, due=due, postponed=postponed)
    if faults:
        assert set(faults) <= {"note", "date"}
        assert all(sentence.endswith(".") and sentence[0].isupper() for sentence in faults.values())
        with pytest.raises(AnswerFaults):
            must_be_whole(action, one)
        return
    must_be_whole(action, one)
    after = followed(action, one)
    if one.status is ActionStatus.GIVEN_UP:
        assert one.note.strip()
    if one.status is ActionStatus.POSTPONED:
        assert after.due_on is not None
        assert due is None or after.due_on > due
        assert postponed == 0 or one.note.strip()
    elif due is not None and after.due_on is not None:
        assert after.due_on <= due


@pytest.mark.parametrize(
    ("postponed", "note", "asked"), [(0, "", False), (1, "", True), (1, "La commune a fermé.", False), (3, " ", True)]
)
def test_from_the_second_postponement_on_what_hinders_comes_before_the_date(
    postponed: int, note: str, asked: bool
) -> None:
    found = becoming.faults("reporte", note, DAY + timedelta(days=30), due=DAY, postponed=postponed)
    assert ("note" in found) is asked
    assert becoming.asks_what_hinders(postponed) is (postponed > 0)
