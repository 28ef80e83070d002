"""What becomes of phones and screens when a place in the list changes hands or goes, and when a meeting is over: nothing of them is kept then."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, select, update

from facilitation.database import db
from facilitation.meetings.asked import counts
from facilitation.meetings.models import AgendaPoint, Contribution, Meeting, MeetingLink, Participant, Stage
from facilitation.meetings.service.loading import step_of_copy


def shut(meeting: Meeting) -> None:
    """The meeting has ended: its code opens nothing any more; the phones that joined may still look."""
    meeting.join_code = None


def hand_on(*, old_id: str, device_id: str, seat: str) -> list[str]:
    """Give this device what the old one sent from this place, but for what its author keeps to themselves.

    Where answers are counted nobody weighs double: of two in one step, the later stays; gives the steps where one went.
    """
    gone: list[str] = []
    own = {row.stage_id: row for row in _sent(Contribution.participant_id == device_id)}
    for row in _sent(
        Contribution.participant_id == old_id, Contribution.attendance_id == seat, Contribution.readers != []
    ):
        twin = own.get(row.stage_id)
        if twin is not None and counts(_kind_of(row.stage_id)):
            earlier, row = sorted((row, twin), key=lambda one: one.position)
            db.session.delete(earlier)
            gone.append(row.stage_id)
        row.participant_id, row.attendance_id = device_id, seat
    return gone


def _sent(*where: ColumnElement[bool]) -> Sequence[Contribution]:
    return db.session.scalars(select(Contribution).where(*where).order_by(Contribution.position)).all()


def _kind_of(stage_id: str) -> str:
    """The activity of this stage."""
    query = select(AgendaPoint.fingerprint, Stage.point_id, Stage.step_id).join(Stage, Stage.point_id == AgendaPoint.id)
    fingerprint, point_id, step_id = db.session.execute(query.where(Stage.id == stage_id)).one()
    return step_of_copy(fingerprint=fingerprint, point_id=point_id, step_id=step_id).activity.type


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
