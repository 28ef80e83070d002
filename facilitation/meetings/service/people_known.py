"""Who is there by name, and where one meets, so that pointing at identifiers leaves them alone: bearers, members, the attendance list, the meeting's place."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.database import db
from facilitation.meetings.models import Meeting
from facilitation.outcomes.models import Outcome
from facilitation.partnerships import service as partnerships


def people_known(*, meeting_id: str, members: bool = True) -> tuple[str, ...]:
    """The names of the people of this meeting and, with `members`, of its bearers and its partnership; then its places. Empty for a meeting that is not there."""
    meeting = db.session.get(Meeting, meeting_id)
    names = list[str]()
    if meeting is not None:
        names += [name for row in meeting.attendances for name in (row.name, row.represented_by)]
        names += [meeting.animator, meeting.secretary, meeting.place, meeting.next_place]
        if members:
            names += db.session.scalars(select(Outcome.bearer).where(Outcome.meeting_id == meeting.id))
        if members and meeting.partnership_id:
            everyone = partnerships.members_of(partnership_id=meeting.partnership_id, active_only=False)
            names += [one.name for one in everyone]
    return tuple(name for name in dict.fromkeys(names) if name.strip())
