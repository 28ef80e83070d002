"""Preparing a meeting as a whole: what it is for, who is expected, where it belongs; duplicating and deleting it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete as delete_rows
from sqlalchemy import func, select

from facilitation.accounts import service as accounts
from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere
from facilitation.french_dates import local_day
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import (
    Acknowledgement,
    Attendance,
    Draft,
    Event,
    Meeting,
    MeetingLink,
    MeetingRole,
    Undo,
)
from facilitation.meetings.rules import MeetingHasMoved, NotBeforeItBegins, Presence, can_be_deleted
from facilitation.meetings.service import devices
from facilitation.meetings.service.agenda import add_point, recount
from facilitation.meetings.service.loading import load
from facilitation.meetings.shown import NewMeeting
from facilitation.partnerships import service as partnerships
from facilitation.typed import kept, required


class TooManyPeople(FacilitationError):
    """Donnez un nombre de personnes entre 1 et 500."""


MOST_PEOPLE = 500


def prepare(*, account_id: str, new: NewMeeting, now: datetime) -> str:
    """The id of a new meeting, prepared by this account, who will lead it; without a place of its own, it is where the partnership usually meets."""
    own_name = accounts.names(account_ids=[account_id]).get(account_id, "")
    meeting = Meeting(created_at=now, leader_id=account_id, animator=kept(new.animator) or own_name)
    db.session.add(meeting)
    meeting.roles.append(MeetingRole(account_id=account_id, role="facilitator"))
    db.session.flush()
    _describe(meeting, new)
    if meeting.partnership_id and not meeting.place:
        meeting.place = partnerships.partnership(partnership_id=meeting.partnership_id).place
    tell(meeting, "prepared", now)
    return meeting.id


def change(*, meeting_id: str, new: NewMeeting, now: datetime) -> None:
    """Give the meeting this description; the people already there keep their place in the list."""
    meeting = lock_meeting(meeting_id)
    _describe(meeting, new)
    recount(meeting)
    tell(meeting, "described", now)


def _describe(meeting: Meeting, new: NewMeeting) -> None:
    if new.expected and not 1 <= new.expected <= MOST_PEOPLE:
        raise TooManyPeople()
    meeting.title = kept(new.title) if new.title.strip() else ""  # a heading of spaces is read as nothing
    for name in ("purpose", "place", "secretary"):
        setattr(meeting, name, kept(getattr(new, name)))
    meeting.animator = kept(new.animator) or meeting.animator
    for name in ("network_type", "serves_several", "with_situation", "starts_at"):
        setattr(meeting, name, getattr(new, name))
    if new.partnership_id and new.partnership_id != meeting.partnership_id and meeting.number is None:
        _must_be_theirs(meeting, new.partnership_id)
        meeting.partnership_id = new.partnership_id
    _expect(meeting, new)


def _must_be_theirs(meeting: Meeting, partnership_id: str) -> None:
    """Raise NotHere unless a facilitator of this meeting looks after the partnership: a forged form ties nothing to another's."""
    if not any(partnerships.owns(partnership_id=partnership_id, account_id=role.account_id) for role in meeting.roles):
        raise NotHere()
    partnerships.must_be_open(partnership_id=partnership_id)


def _expect(meeting: Meeting, new: NewMeeting) -> None:
    members = (
        {member.id: member for member in partnerships.members_of(partnership_id=meeting.partnership_id)}
        if meeting.partnership_id
        else {}
    )
    wanted = [member for member in new.people if member in members]
    for row in _no_longer_expected(meeting, new, wanted):
        meeting.attendances.remove(row)
    already = {row.member_id for row in meeting.attendances} | {(row.name, row.function) for row in meeting.attendances}
    for member_id in wanted:
        if member_id not in already:
            member = members[member_id]
            _seat(meeting, member.name, member.function, member.organisation, member_id=member_id)
    for name, function in new.guests:
        if (name, function) not in already:
            _seat(meeting, required(name), kept(function), "", presence=Presence.GUEST)
    meeting.expected = len(meeting.attendances) or new.expected or meeting.expected


def _no_longer_expected(meeting: Meeting, new: NewMeeting, wanted: Collection[str]) -> list[Attendance]:
    """Those whom the description leaves out; once the meeting has begun nobody goes from its list. Their phones go on without a place."""
    if not can_be_deleted(meeting.state):
        return []
    gone = [
        row
        for row in meeting.attendances
        if (row.member_id not in wanted if row.member_id else (row.name, row.function) not in new.guests)
    ]
    devices.leave_seats([row.id for row in gone])
    return gone


def _seat(
    meeting: Meeting,
    name: str,
    function: str,
    organisation: str,
    *,
    member_id: str | None = None,
    presence: Presence = Presence.PRESENT,
) -> Attendance:
    place = max((row.position for row in meeting.attendances), default=-1) + 1
    row = Attendance(
        member_id=member_id, position=place, name=name, function=function, organisation=organisation, presence=presence
    )
    meeting.attendances.append(row)
    return row


def set_count(*, meeting_id: str, expected: int, now: datetime) -> None:
    """Tell how many people are expected; the minutes that follow the number of people are computed again."""
    if not 1 <= expected <= MOST_PEOPLE:
        raise TooManyPeople()
    meeting = lock_meeting(meeting_id)
    meeting.expected = expected
    recount(meeting)
    tell(meeting, "counted", now, people=expected)


def attach(*, meeting_id: str, partnership_id: str, now: datetime) -> None:
    """Tie a meeting without a partnership to one; it then takes the next number of its year, if it was opened."""
    meeting = lock_meeting(meeting_id, writable=False)
    if meeting.partnership_id is not None:
        raise MeetingHasMoved()
    _must_be_theirs(meeting, partnership_id)
    meeting.partnership_id = partnership_id
    if meeting.opened_at is not None:
        give_number(meeting)
    tell(meeting, "attached", now)


def give_number(meeting: Meeting, *, wanted: int | None = None) -> None:
    """Give the meeting the next number of its partnership's year, once; without a partnership it has none."""
    if meeting.number is not None or meeting.partnership_id is None or meeting.opened_at is None:
        return
    meeting.year = local_day(meeting.starts_at or meeting.opened_at).year
    same = (Meeting.partnership_id == meeting.partnership_id, Meeting.year == meeting.year)
    last = db.session.scalar(select(func.max(Meeting.number)).where(*same)) or 0
    meeting.number = wanted or last + 1


def duplicate(*, meeting_id: str, account_id: str, now: datetime) -> str:
    """The id of a new prepared meeting with the same description, people, guides and points; nothing that was said is copied."""
    model = load(meeting_id)
    if model.partnership_id is not None:
        partnerships.must_be_open(partnership_id=model.partnership_id)
    twin = Meeting(created_at=now, leader_id=account_id)
    same = (
        "partnership_id",
        "title",
        "network_type",
        "purpose",
        "serves_several",
        "with_situation",
        "place",
        "expected",
    )
    for name in (*same, "animator", "secretary"):
        setattr(twin, name, getattr(model, name))
    db.session.add(twin)
    twin.roles.append(MeetingRole(account_id=account_id, role="facilitator"))
    db.session.flush()
    for row in model.attendances:
        if row.member_id is not None:
            _seat(twin, row.name, row.function, row.organisation, member_id=row.member_id)
    for point in model.points:
        add_point(twin, point.kind, point.title, point.guide, point.variant).adapted = point.adapted
    tell(twin, "prepared", now)
    return twin.id


def delete(*, meeting_id: str, now: datetime) -> None:
    """Delete a meeting that has not begun, with everything of it."""
    meeting = lock_meeting(meeting_id, writable=False)
    if not can_be_deleted(meeting.state):
        raise NotBeforeItBegins()
    for table in (Event, Undo, Draft, MeetingLink, Acknowledgement):
        db.session.execute(delete_rows(table).where(table.meeting_id == meeting_id))
    devices.forget(meeting)
    for stage in list(meeting.stages):
        meeting.stages.remove(stage)
    db.session.flush()
    db.session.delete(meeting)
