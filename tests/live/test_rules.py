from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.live.rules import (
    ALPHABET,
    JOINABLE,
    LENGTH,
    LET_IN,
    LINK_LIFE,
    new_join_code,
    normal_join_code,
    shown_code,
)
from facilitation.live.shown import DeviceLine, namesakes
from facilitation.meetings.rules import MeetingState

NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


def test_a_code_has_eight_signs_that_nobody_reads_for_one_another() -> None:
    codes = {new_join_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert {len(code) for code in codes} == {LENGTH} == {8}
    assert set().union(*codes) == set(ALPHABET)
    assert not set("0O1I") & set(ALPHABET)
    assert len(ALPHABET) == 32


@pytest.mark.parametrize(
    "typed",
    ["KX7M4PRT", "kx7m 4prt", " KX7M-4PRT ", "#KX7M4PRT", "k x 7 m 4 p r t", "KX7M\u00a04PRT", "KX7M\u20134PRT"],
)
def test_case_spaces_and_hyphens_don_t_matter(typed: str) -> None:
    assert normal_join_code(typed) == "KX7M4PRT"
    assert normal_join_code(shown_code("KX7M4PRT")) == "KX7M4PRT"


@given(st.text(max_size=200))
def test_anything_can_be_typed_as_a_code(typed: str) -> None:
    assert len(normal_join_code(typed[:64])) <= 3 * 64  # « ŉ » in capitals is two signs, « ΐ » three


def test_names_that_two_phones_bear_are_known_whatever_their_case() -> None:
    def line(name: str) -> DeviceLine:
        return DeviceLine(id=name, kind="telephone", name=name, place="", joined_at=NOW)

    assert namesakes([line("Bob"), line("bob "), line("Carole"), line(""), line("")]) == {"bob"}


def test_a_device_joins_until_the_meeting_ends_and_stays_until_it_is_closed() -> None:
    before = {MeetingState.PREPARED, MeetingState.CONVENED, MeetingState.OPEN, MeetingState.RUNNING}
    assert before == JOINABLE
    assert before | {MeetingState.ENDED} == LET_IN


def test_the_link_of_a_screen_waits_half_a_day() -> None:
    assert timedelta(hours=12) == LINK_LIFE


def test_a_code_is_looked_for_in_the_first_64_signs_and_no_further() -> None:
    assert normal_join_code("-" * 56 + "KX7M4PRT") == "KX7M4PRT"
    assert normal_join_code("-" * 57 + "KX7M4PRT") == "KX7M4PR"
    assert normal_join_code("-" * 64 + "KX7M4PRT") == ""
