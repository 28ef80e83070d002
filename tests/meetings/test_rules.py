"""The states of a meeting, the moves along the ribbon, and the time they take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.meetings import rules
from facilitation.meetings.rules import (
    ACTIVE,
    OVER,
    MeetingHasMoved,
    MeetingIsClosed,
    MeetingState,
    NoStage,
    NotBeforeItBegins,
    StageAt,
    StageState,
    Stretch,
)

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
GESTURES = ("convene", "open", "start", "end", "resume", "close", "cancel")
PATHS = {
    ("preparee", "convene"): "convoquee",
    ("preparee", "open"): "ouverte",
    ("preparee", "start"): "en_cours",
    ("preparee", "cancel"): "annulee",
    ("convoquee", "open"): "ouverte",
    ("convoquee", "start"): "en_cours",
    ("convoquee", "cancel"): "annulee",
    ("ouverte", "start"): "en_cours",
    ("en_cours", "end"): "terminee",
    ("terminee", "resume"): "en_cours",
    ("terminee", "close"): "close",
}


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def ribbon(*minutes: int) -> tuple[StageAt, ...]:
    return tuple(StageAt(f"s{place}", length) for place, length in enumerate(minutes, start=1))


def states(stages: tuple[StageAt, ...]) -> str:
    return " ".join(stage.state.value for stage in stages)


# ------------------------------------------------------------------ the meeting


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("gesture", GESTURES)
def test_each_gesture_leads_where_the_drawing_says_or_is_refused(state: MeetingState, gesture: str) -> None:
    target = PATHS.get((state.value, gesture))
    if target is not None:
        assert rules.after(state, gesture) == target
        return
    expected = NotBeforeItBegins if gesture == "cancel" else MeetingIsClosed if state == "close" else MeetingHasMoved
    with pytest.raises(expected):
        rules.after(state, gesture)


@pytest.mark.parametrize("state", MeetingState)
def test_only_a_meeting_that_left_no_trace_can_be_deleted(state: MeetingState) -> None:
    assert rules.can_be_deleted(state) == (state in ("preparee", "convoquee", "annulee"))


@pytest.mark.parametrize("state", MeetingState)
def test_nothing_is_written_in_a_closed_or_cancelled_meeting(state: MeetingState) -> None:
    if state in ("close", "annulee"):
        with pytest.raises(MeetingIsClosed):
            rules.must_be_writable(state)
    else:
        rules.must_be_writable(state)


@pytest.mark.parametrize(
    ("state", "ended", "to_retype", "hours", "closes"),
    [
        (MeetingState.ENDED, NOON, False, 23.99, False),
        (MeetingState.ENDED, NOON, False, 24, True),
        (MeetingState.ENDED, NOON, True, 48, False),
        (MeetingState.ENDED, None, False, 48, False),
        (MeetingState.RUNNING, NOON, False, 48, False),
        (MeetingState.CLOSED, NOON, False, 48, False),
    ],
)
def test_a_meeting_closes_by_itself_a_day_after_it_ended(
    state: MeetingState, ended: datetime | None, to_retype: bool, hours: float, closes: bool
) -> None:
    assert rules.closes_by_itself(state, ended, to_retype, NOON + timedelta(hours=hours)) is closes


# ------------------------------------------------------------------ time


def test_time_is_the_sum_of_the_stretches_and_the_running_one_counts_to_now() -> None:
    stage = StageAt("s", 10, stretches=(Stretch(at(0), at(4)), Stretch(at(20))))
    assert rules.elapsed(stage, at(23)) == timedelta(minutes=7)
    assert rules.remaining(stage, at(23)) == timedelta(minutes=3)
    assert rules.remaining(stage, at(28)) == timedelta(minutes=-2)


def test_a_clock_set_back_takes_no_time_away() -> None:
    stage = StageAt("s", 10, stretches=(Stretch(at(0), at(4)), Stretch(at(20))))
    assert rules.elapsed(stage, at(10)) == timedelta(minutes=4)
    assert rules.elapsed(StageAt("s", 10, stretches=(Stretch(at(9), at(4)),)), at(30)) == timedelta(0)


def test_a_lengthened_stage_is_planned_for_longer() -> None:
    assert StageAt("s", 10, extra=5).planned == timedelta(minutes=15)


def test_the_end_expected_adds_what_is_left_and_what_is_to_come() -> None:
    stages = (
        StageAt("done", 30, state=StageState.DONE),
        StageAt("now", 10, extra=2, state=StageState.RUNNING, stretches=(Stretch(at(0)),)),
        StageAt("skipped", 30, state=StageState.SKIPPED),
        StageAt("offered", 30, taken=False),
        StageAt("next", 20, extra=1),
    )
    assert rules.expected_end(stages, at(4)) == at(4 + 8 + 21)
    assert rules.expected_end(stages, at(60)) == at(60 + 21)


def test_a_paused_stage_still_needs_its_time() -> None:
    paused = StageAt("p", 10, state=StageState.PAUSED, stretches=(Stretch(at(0), at(3)),))
    assert rules.expected_end([paused], at(30)) == at(37)


def test_the_ribbon_counts_only_what_was_taken() -> None:
    stages = (StageAt("a", 5), StageAt("b", 10, taken=False), StageAt("c", 7))
    assert rules.planned_total(stages) == 12
    assert rules.clock_times(stages, NOON) == {"a": NOON, "c": at(5)}


@pytest.mark.parametrize(("minutes", "margin"), [(123, 12), (60, 6), (90, 9), (5, 0), (6, 1)])
def test_a_margin_of_a_tenth_is_proposed(minutes: int, margin: int) -> None:
    assert rules.margin(minutes) == margin


# ------------------------------------------------------------------ moves


def test_a_meeting_begins_with_the_first_stage_that_was_taken() -> None:
    stages = rules.begin((StageAt("offered", 5, taken=False), *ribbon(10, 10)), NOON)
    assert states(stages) == "a_venir en_cours a_venir"
    assert stages[1].stretches == (Stretch(NOON),)


def test_an_empty_agenda_does_not_begin() -> None:
    with pytest.raises(NoStage):
        rules.begin((StageAt("offered", 5, taken=False),), NOON)
    with pytest.raises(NoStage):
        rules.begin((StageAt("done", 5, state=StageState.DONE),), NOON)


def test_forward_ends_the_current_stage_and_starts_the_next_one_taken() -> None:
    stages = rules.begin((ribbon(10)[0], StageAt("offered", 5, taken=False), StageAt("s3", 5)), NOON)
    after = rules.forward(stages, at(6))
    assert states(after) == "terminee a_venir en_cours"
    assert after[0].stretches == (Stretch(NOON, at(6)),)
    assert after[2].stretches == (Stretch(at(6)),)


def test_forward_after_the_last_stage_leaves_none_current() -> None:
    after = rules.forward(rules.begin(ribbon(10), NOON), at(6))
    assert states(after) == "terminee"
    assert rules.current(after) is None
    with pytest.raises(MeetingHasMoved):
        rules.forward(after, at(7))


def test_back_gives_the_stage_before_a_new_stretch_and_leaves_the_current_one_to_come() -> None:
    stages = rules.forward(rules.begin(ribbon(10, 10), NOON), at(6))
    after = rules.back(stages, at(8))
    assert states(after) == "en_cours a_venir"
    assert after[0].stretches == (Stretch(NOON, at(6)), Stretch(at(8)))
    assert after[1].stretches == (Stretch(at(6), at(8)),)


def test_back_passes_over_what_was_not_taken_and_returns_to_a_skipped_stage() -> None:
    stages = (
        StageAt("s1", 5, state=StageState.SKIPPED, skip_reason="pas le temps"),
        StageAt("offered", 5, taken=False),
        StageAt("s3", 5, state=StageState.RUNNING, stretches=(Stretch(NOON),)),
    )
    after = rules.back(stages, at(2))
    assert states(after) == "en_cours a_venir a_venir"
    assert after[0].skip_reason == ""


def test_there_is_no_back_from_the_first_stage() -> None:
    with pytest.raises(MeetingHasMoved):
        rules.back(rules.begin(ribbon(10, 10), NOON), at(1))
    with pytest.raises(MeetingHasMoved):
        rules.back(ribbon(10, 10), at(1))


def test_any_stage_can_be_gone_to_and_an_offered_one_is_then_taken() -> None:
    stages = rules.begin((*ribbon(10, 10), StageAt("offered", 5, taken=False)), NOON)
    after = rules.go_to(stages, "offered", at(3))
    assert states(after) == "terminee a_venir en_cours"
    assert after[2].taken
    with pytest.raises(MeetingHasMoved):
        rules.go_to(stages, "another meeting's", at(3))


def test_going_to_the_current_stage_changes_nothing() -> None:
    stages = rules.begin(ribbon(10, 10), NOON)
    assert rules.go_to(stages, "s1", at(3)) == stages


def test_skipping_the_current_stage_keeps_its_reason_and_goes_on() -> None:
    after = rules.skip(rules.begin(ribbon(10, 10), NOON), "s1", "pas le temps", at(3))
    assert states(after) == "passee en_cours"
    assert after[0].skip_reason == "pas le temps"
    assert after[0].stretches == (Stretch(NOON, at(3)),)


def test_skipping_the_last_stage_leaves_none_current() -> None:
    after = rules.skip(rules.begin(ribbon(10), NOON), "s1", "", at(3))
    assert states(after) == "passee"
    assert rules.current(after) is None


def test_skipping_a_stage_to_come_does_not_move_the_meeting() -> None:
    after = rules.skip(rules.begin(ribbon(10, 10, 10), NOON), "s2", "", at(3))
    assert states(after) == "en_cours passee a_venir"
    assert states(rules.forward(after, at(4))) == "terminee passee en_cours"


@pytest.mark.parametrize("state", [StageState.DONE, StageState.SKIPPED])
def test_what_is_over_cannot_be_skipped(state: StageState) -> None:
    with pytest.raises(MeetingHasMoved):
        rules.skip((StageAt("s1", 5, state=state),), "s1", "", NOON)
    with pytest.raises(MeetingHasMoved):
        rules.skip(ribbon(5), "unknown", "", NOON)


def test_a_pause_stops_the_time_and_a_resume_starts_it_again() -> None:
    paused = rules.pause(rules.begin(ribbon(10), NOON), at(3))
    assert states(paused) == "en_pause"
    assert rules.elapsed(paused[0], at(9)) == timedelta(minutes=3)
    again = rules.resume(paused, at(9))
    assert states(again) == "en_cours"
    assert rules.elapsed(again[0], at(10)) == timedelta(minutes=4)


def test_what_is_paused_cannot_be_paused_nor_what_runs_be_resumed() -> None:
    running = rules.begin(ribbon(10), NOON)
    for gesture, stages in (
        (rules.pause, rules.pause(running, at(1))),
        (rules.resume, running),
        (rules.pause, ribbon(5)),
        (rules.resume, ribbon(5)),
    ):
        with pytest.raises(MeetingHasMoved):
            gesture(stages, at(2))


def test_a_stage_is_lengthened_and_never_shortened_under_a_minute() -> None:
    running = rules.begin(ribbon(10), NOON)
    assert rules.lengthen(running, 2)[0].extra == 2
    assert rules.lengthen(rules.lengthen(running, 2), 5)[0].extra == 7
    assert rules.lengthen(running, -9)[0].extra == -9
    assert rules.lengthen(running, -60)[0].planned == timedelta(minutes=1)
    with pytest.raises(MeetingHasMoved):
        rules.lengthen(ribbon(10), 2)


def test_ending_stops_the_stage_that_runs_and_leaves_the_rest() -> None:
    running = rules.forward(rules.begin(ribbon(10, 10, 10), NOON), at(5))
    ended = rules.stop_all(running, at(7))
    assert states(ended) == "terminee terminee a_venir"
    assert ended[1].stretches == (Stretch(at(5), at(7)),)
    assert rules.stop_all(ended, at(8)) == ended


def test_a_stage_that_began_after_now_stops_where_it_began() -> None:
    running = rules.begin(ribbon(10), at(5))
    assert rules.stop_all(running, at(1))[0].stretches == (Stretch(at(5), at(5)),)


@pytest.mark.parametrize(
    ("steps", "order"),
    [(1, "acbd"), (2, "acdb"), (9, "acdb"), (-1, "bacd"), (-9, "bacd"), (0, "abcd")],
)
def test_a_stage_is_carried_along_the_ribbon_and_stops_at_its_ends(steps: int, order: str) -> None:
    assert "".join(rules.moved("abcd", "b", steps)) == order
    with pytest.raises(MeetingHasMoved):
        rules.moved("abcd", "z", 1)


moves = st.lists(st.sampled_from(["forward", "back", "skip", "pause", "resume", "lengthen", "go_to"]), max_size=30)


@given(moves, st.integers(min_value=1, max_value=6))
def test_whatever_the_moves_at_most_one_stage_is_current_and_only_its_time_runs(
    gestures: list[str], count: int
) -> None:
    stages = rules.begin(ribbon(*[10] * count), NOON)
    for minute, gesture in enumerate(gestures, start=1):
        now, here = at(minute), rules.current(stages)
        last = stages[-1].id
        try:
            stages = {
                "forward": lambda: rules.forward(stages, now),  # noqa: B023  # called at once
                "back": lambda: rules.back(stages, now),  # noqa: B023
                "skip": lambda: rules.skip(stages, here.id if here else last, "", now),  # noqa: B023
                "pause": lambda: rules.pause(stages, now),  # noqa: B023
                "resume": lambda: rules.resume(stages, now),  # noqa: B023
                "lengthen": lambda: rules.lengthen(stages, 2),  # noqa: B023
                "go_to": lambda: rules.go_to(stages, last, now),  # noqa: B023
            }[gesture]()
        except MeetingHasMoved:
            continue
        active = [stage for stage in stages if stage.state in rules.ACTIVE]
        assert len(active) <= 1
        running = [stage.id for stage in stages if any(stretch.ended_at is None for stretch in stage.stretches)]
        assert running == [stage.id for stage in active if stage.state is StageState.RUNNING]
        assert sum((rules.elapsed(stage, now) for stage in stages), timedelta()) <= timedelta(minutes=minute)


# ------------------------------------------------------------------ what is found by looking closer


def test_what_follows_is_after_the_current_stage_and_not_before_it() -> None:
    stages = rules.go_to(rules.begin(ribbon(10, 10, 10, 10), NOON), "s3", at(1))
    stages = rules.back(stages, at(2))
    assert states(stages) == "terminee en_cours a_venir a_venir"
    jumped = rules.go_to(ribbon(10, 10, 10, 10), "s3", NOON)
    assert states(jumped) == "a_venir a_venir en_cours a_venir"
    assert rules.following(jumped) == jumped[3]
    assert states(rules.forward(jumped, at(5))) == "a_venir a_venir terminee en_cours"


def test_before_a_meeting_begins_the_first_stage_follows() -> None:
    stages = ribbon(10, 20)
    assert rules.following(stages) == stages[0]
    assert rules.following(()) is None


def test_a_stage_that_was_never_skipped_has_no_reason() -> None:
    assert [stage.skip_reason for stage in rules.begin(ribbon(10), NOON)] == [""]
    assert StageAt("s1", 10).skip_reason == ""


def test_a_gesture_is_undone_for_ten_seconds() -> None:
    assert rules.UNDO_SECONDS == 10


def test_a_stage_is_to_come_or_active_or_over_and_only_one_of_the_three() -> None:
    assert frozenset({StageState.DONE, StageState.SKIPPED}) == OVER
    assert ACTIVE | OVER | {StageState.TO_COME} == frozenset(StageState)
    assert not ACTIVE & OVER
