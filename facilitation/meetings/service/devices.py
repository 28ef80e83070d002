"""What becomes of phones and screens when a place in the list goes, and when a meeting is over: nothing of them is kept then."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select, update

from facilitation.database import db
from facilitation.meetings.models import Contribution, Meeting, MeetingLink, Participant


def shut(meeting: Meeting) -> None:
    """The meeting has ended: its code opens nothing any more; the phones that joined may still look."""
    meeting.join_code = None


def leave_seats(seats: Collection[str]) -> None:
    """These places of the attendance list are about to go: the phones that hold or claim one go on without."""
    for place in (Participant.attendance_id, Participant.claims_id):
        db.session.execute(update(Participant).where(place.in_(seats)).values({place: None}))


def forget(meeting: Meeting) -> None:
    """Erase the devices of this meeting and the links of its room screens; what they sent keeps its place in the attendance list, not the device."""
    shut(meeting)
    mine = select(Participant.id).where(Participant.meeting_id == meeting.id)
    sent = update(Contribution).where(Contribution.participant_id.in_(mine)).values(participant_id=None)
    db.session.execute(sent, execution_options={"synchronize_session": "fetch"})
    db.session.execute(delete(Participant).where(Participant.meeting_id == meeting.id))
    db.session.execute(delete(MeetingLink).where(MeetingLink.meeting_id == meeting.id, MeetingLink.kind == "ecran"))
