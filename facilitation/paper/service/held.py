"""A meeting held on paper: it took place, its sheets wait to be typed in, and it does not close before they are."""

from __future__ import annotations

from datetime import datetime

from facilitation.meetings import rules as states
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.rules import MeetingState, NoStage
from facilitation.meetings.service import devices
from facilitation.meetings.service.loading import load
from facilitation.meetings.service.prepare import give_number
from facilitation.paper.rules import EndsBeforeItBegins, NotYet


def mark_to_retype(*, meeting_id: str, to_retype: bool, now: datetime) -> None:
    """Sheets wait to be typed in, so that the meeting never closes by itself; or all are, and its day until it closes begins now."""
    meeting = lock_meeting(meeting_id)
    meeting.to_retype = to_retype
    meeting.retyped_at = None if to_retype else now
    tell(meeting, "to_retype" if to_retype else "retyped", now, phones=False)


def held_on_paper(*, meeting_id: str, started_at: datetime, ended_at: datetime, now: datetime) -> None:
    """The meeting was held without this house: from when to when. It takes its number, is over, and waits to be typed in.

    Raises NoStage, NotYet (it is said to be in the future), EndsBeforeItBegins, MeetingHasMoved, MeetingIsClosed.
    """
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    if not any(stage.taken for stage in meeting.stages):
        raise NoStage()
    if ended_at <= started_at:
        raise EndsBeforeItBegins()
    if started_at > now:
        raise NotYet()
    states.after(meeting.state, "start")
    meeting.opened_at = meeting.opened_at or started_at
    meeting.starts_at = meeting.starts_at or started_at
    give_number(meeting)
    meeting.started_at, meeting.ended_at = started_at, ended_at
    meeting.state, meeting.to_retype = MeetingState.ENDED, True
    devices.shut(meeting)
    tell(meeting, "held_on_paper", now)
