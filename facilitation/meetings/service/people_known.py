"""Who is there by name, so that pointing at identifiers leaves them alone: the bearer of an action, the members, those of the attendance list."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.database import db
from facilitation.meetings.models import Attendance, Meeting
from facilitation.partnerships import service as partnerships


def people_known(*, meeting_id: str, members: bool = True) -> tuple[str, ...]:
    """The names of the people of this meeting and, with `members`, of its partnership; empty for a meeting that is not there."""
    rows = db.session.execute(
        select(Attendance.name, Attendance.represented_by).where(Attendance.meeting_id == meeting_id)
    ).all()
    meeting = db.session.get(Meeting, meeting_id)
    names = [name for row in rows for name in row]
    if meeting is not None:
        names += [meeting.animator, meeting.secretary]
        if members and meeting.partnership_id:
            everyone = partnerships.members_of(partnership_id=meeting.partnership_id, active_only=False)
            names += [one.name for one in everyone]
    return tuple(name for name in dict.fromkeys(names) if name.strip())
