"""Nothing that was captured is missing from the minutes: not even what was noted while people arrived, or in a step left out since."""

from __future__ import annotations

import pytest

from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.documents import text
from facilitation.meetings import service as meetings
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from tests.meetings.conftest import Town
from tests.meetings.test_service import prepared, stage


def minutes(meeting: str) -> str:
    with reading():
        return text.dump(meetings.outline(meeting_id=meeting, document="pv", readership=Reader.GROUPE))


def capture(town: Town, meeting: str, words: str, stage_id: str | None) -> None:
    with writing():
        outcomes.capture(
            meeting_id=meeting,
            stage_id=stage_id,
            kind=OutcomeKind.DECISION,
            text=words,
            account_id=town.alice,
            now=town.now,
        )


@pytest.mark.parametrize("when", ["people arrive", "the meeting is over"])
def test_what_is_captured_while_no_step_runs_stands_in_the_minutes(town: Town, when: str) -> None:
    meeting = prepared(town)
    with writing():
        meetings.open_meeting(meeting_id=meeting, now=town.now)
    if when == "the meeting is over":
        with writing():
            meetings.start(meeting_id=meeting, now=town.now)
            meetings.end(meeting_id=meeting, now=town.later(60))
    capture(town, meeting, "Se revoir en mai.", None)
    assert minutes(meeting).count("Se revoir en mai.") >= 1


def test_what_is_captured_in_a_step_left_out_since_stands_in_the_minutes(town: Town) -> None:
    meeting = prepared(town)
    moment = stage(town, meeting, "moment")
    with writing():
        meetings.start(meeting_id=meeting, now=town.now)
    capture(town, meeting, "Se revoir en mai.", moment)
    with writing():
        meetings.take_stage(meeting_id=meeting, stage_id=moment, taken=False, now=town.now)
    assert "Se revoir en mai." in minutes(meeting)
