"""The states of the minutes and the moves between them, as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from facilitation.accounts.rules import CODE_ALPHABET
from facilitation.meetings.rules import MeetingState
from facilitation.minutes.rules import (
    MOST_REMARKS,
    PREPARATION,
    AlreadyApproved,
    BeforeTheMeeting,
    InTheFuture,
    Life,
    NotFrozenYet,
    Stand,
    approved,
    code_of,
    last_day,
    next_gesture,
    sent,
    stand,
    status_of_version,
    tacitly,
    takes_remarks,
)

HELD = date(2026, 3, 12)
SENT = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)
CLOSED = Life(MeetingState.CLOSED, HELD, days=15, read=True)
OUT = replace(CLOSED, sent_at=SENT, unsent=False)
DONE = replace(OUT, approved_at=SENT + timedelta(days=9), way="seance")
DUE = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)  # midnight in Brussels after the 28th: fifteen days after the 13th


@pytest.mark.parametrize(
    ("life", "where", "gesture"),
    [
        (Life(MeetingState.ENDED, HELD, 15), Stand.DRAFT, "relire"),
        (Life(MeetingState.ENDED, HELD, 15, read=True), Stand.READ, "clore"),
        (CLOSED, Stand.FROZEN, "envoyer"),
        (replace(CLOSED, read=False), Stand.FROZEN, "envoyer"),
        (replace(CLOSED, preparing=True), Stand.FROZEN, "version"),
        (OUT, Stand.SENT, "approuver"),
        (replace(OUT, open_remarks=1), Stand.SENT, "repondre"),
        (replace(OUT, open_remarks=1, unsent=True), Stand.SENT, "repondre"),
        (replace(OUT, unsent=True), Stand.SENT, "envoyer"),
        (replace(OUT, preparing=True, open_remarks=2), Stand.SENT, "version"),
        (DONE, Stand.APPROVED, ""),
        (replace(DONE, preparing=True), Stand.APPROVED, "version"),
        (replace(DONE, unsent=True), Stand.APPROVED, ""),
    ],
)
def test_each_state_has_one_gesture_that_comes_next(life: Life, where: Stand, gesture: str) -> None:
    assert (stand(life), next_gesture(life)) == (where, gesture)


@pytest.mark.parametrize(
    ("life", "on", "raised"),
    [
        (Life(MeetingState.ENDED, HELD, 15, read=True), HELD, NotFrozenYet),
        (Life(MeetingState.RUNNING, HELD, 15), HELD, NotFrozenYet),
        (DONE, HELD, AlreadyApproved),
        (CLOSED, date(2026, 3, 21), InTheFuture),
        (CLOSED, date(2026, 3, 11), BeforeTheMeeting),
    ],
)
@pytest.mark.parametrize("move", [sent, approved])
def test_what_cannot_be_noted_says_why(life: Life, on: date, raised: type[Exception], move: object) -> None:
    with pytest.raises(raised):
        move(life, on, datetime(2026, 3, 20, 10, tzinfo=UTC))  # type: ignore[operator]


def test_today_is_this_moment_and_an_earlier_day_is_its_noon() -> None:
    now = datetime(2026, 3, 20, 10, 5, tzinfo=UTC)
    assert sent(CLOSED, date(2026, 3, 20), now) == now
    assert sent(CLOSED, HELD, now) == datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


def test_just_after_midnight_in_brussels_it_is_already_the_next_day() -> None:
    now = datetime(2026, 3, 19, 23, 30, tzinfo=UTC)
    assert sent(CLOSED, date(2026, 3, 20), now) == now


def test_the_last_day_for_remarks_is_so_many_days_after_the_sending() -> None:
    assert last_day(OUT) == date(2026, 3, 28)
    assert last_day(replace(OUT, days=1)) == date(2026, 3, 14)
    assert last_day(CLOSED) is None


@pytest.mark.parametrize(
    ("life", "now", "at"),
    [
        (OUT, DUE - timedelta(seconds=1), None),
        (OUT, DUE, DUE),
        (OUT, DUE + timedelta(days=40), DUE),  # the computer was off: the day does not move
        (replace(OUT, last_settled=SENT + timedelta(days=3)), DUE, DUE),
        (replace(OUT, last_settled=DUE + timedelta(days=2)), DUE + timedelta(days=3), DUE + timedelta(days=2)),
        (replace(OUT, open_remarks=1), DUE + timedelta(days=40), None),
        (replace(OUT, unsent=True), DUE + timedelta(days=40), None),
        (replace(OUT, preparing=True), DUE + timedelta(days=40), None),
        (CLOSED, DUE + timedelta(days=40), None),
        (DONE, DUE + timedelta(days=40), None),
        (replace(OUT, state=MeetingState.ENDED), DUE, None),
    ],
)
def test_minutes_are_approved_tacitly_after_the_delay_unless_something_waits(
    life: Life, now: datetime, at: datetime | None
) -> None:
    assert tacitly(life, now) == at


@pytest.mark.parametrize(("life", "taken"), [(CLOSED, False), (OUT, True), (DONE, False)])
def test_remarks_are_taken_from_the_sending_to_the_approval(life: Life, taken: bool) -> None:
    assert takes_remarks(life) is taken


@pytest.mark.parametrize(("life", "status"), [(DONE, "corrige"), (OUT, "relu"), (replace(OUT, read=False), "projet")])
def test_a_version_made_after_the_approval_says_so(life: Life, status: str) -> None:
    assert status_of_version(life) == status


def test_a_code_is_made_again_from_the_secret_and_its_link_alone() -> None:
    code = code_of(b"secret", "lien-1")
    assert code == code_of(b"secret", "lien-1")
    assert len({code, code_of(b"autre", "lien-1"), code_of(b"secret", "lien-2")}) == 3
    assert set(code.replace("-", "")) <= set(CODE_ALPHABET)
    assert [len(part) for part in code.split("-")] == [4, 4, 4]


def test_of_minutes_nothing_is_supposed_before_it_is_told() -> None:
    told = Life(
        MeetingState.CLOSED, HELD, 15, read=False, sent_at=None, approved_at=None, way="", open_remarks=0,
        last_settled=None, unsent=True, preparing=False,
    )  # fmt: skip
    assert Life(MeetingState.CLOSED, HELD, 15) == told


def test_a_form_takes_two_hundred_remarks() -> None:
    assert MOST_REMARKS == 200


def test_the_status_of_a_version_that_is_being_gathered_is_kept_under_its_word() -> None:
    assert PREPARATION == "preparation"
