"""Whether a meeting's minutes were read aloud: the one place that says so, for the documents and for the page of their life."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.activities import relecture
from facilitation.meetings.models import Meeting
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.service.answers import step_of


def was_read_back(meeting: Meeting, ticks: Iterable[bool]) -> bool:
    """Whether the minutes of this meeting may say that they were read aloud; `ticks`: for each of its outcomes, whether it was ticked as read.

    The meeting is over, and each line was ticked. Where there was no line to tick, the group lived the step in which it reads back. Nothing else tells
    that somebody read (`design/documents.md`, « Status and versions »).
    """
    if meeting.state not in (MeetingState.ENDED, MeetingState.CLOSED):
        return False
    lines = tuple(ticks)
    return all(lines) if lines else _lived(meeting)


def _lived(meeting: Meeting) -> bool:
    return any(stage.segments and step_of(meeting, stage).activity.type == relecture.TYPE for stage in meeting.stages)
