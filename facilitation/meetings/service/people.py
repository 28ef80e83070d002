"""The attendance list: who is here, excused, represented, invited; who arrives later and who leaves."""

from __future__ import annotations

from datetime import datetime

from facilitation.errors import NotHere
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import Attendance, Meeting
from facilitation.meetings.rules import MeetingState, Presence
from facilitation.meetings.service import groups
from facilitation.meetings.service.agenda import recount
from facilitation.typed import kept, required


def set_presence(
    *,
    meeting_id: str,
    attendance_id: str,
    presence: Presence,
    now: datetime,
    represented_by: str = "",
    accepts_naming: bool | None = None,
) -> None:
    """Say how somebody is here, or not; minutes that follow the number of people are computed again."""
    meeting = lock_meeting(meeting_id)
    row = _row(meeting, attendance_id)
    row.presence = presence
    row.represented_by = kept(represented_by) if presence is Presence.REPRESENTED else ""
    if accepts_naming is not None:
        row.accepts_naming = accepts_naming
    _counted(meeting, now)


def arrive(*, meeting_id: str, attendance_id: str, now: datetime) -> None:
    """Somebody comes in: noted with the hour when the meeting has already begun."""
    meeting = lock_meeting(meeting_id)
    row = _row(meeting, attendance_id)
    if row.presence is not Presence.GUEST:
        row.presence = Presence.PRESENT
    row.left_at = None
    row.arrived_at = now if meeting.state is MeetingState.RUNNING else None
    _counted(meeting, now)


def leave(*, meeting_id: str, attendance_id: str, now: datetime) -> None:
    """Somebody goes before the end, at this hour."""
    meeting = lock_meeting(meeting_id)
    _row(meeting, attendance_id).left_at = now
    _counted(meeting, now)


def add_guest(*, meeting_id: str, name: str, now: datetime, function: str = "") -> str:
    """The id of a guest of this meeting alone."""
    meeting = lock_meeting(meeting_id)
    place = max((row.position for row in meeting.attendances), default=-1) + 1
    row = Attendance(position=place, name=required(name), function=kept(function), presence=Presence.GUEST)
    if meeting.state is MeetingState.RUNNING:
        row.arrived_at = now
    meeting.attendances.append(row)
    _counted(meeting, now)
    return row.id


def _counted(meeting: Meeting, now: datetime) -> None:
    recount(meeting)
    groups.follow(meeting)
    tell(meeting, "attendance", now)


def _row(meeting: Meeting, attendance_id: str) -> Attendance:
    for row in meeting.attendances:
        if row.id == attendance_id:
            return row
    raise NotHere()
