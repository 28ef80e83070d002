"""The documents of a closed meeting as they were frozen: which version stands, and what it says of itself today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from sqlalchemy import and_, func, or_, select

from facilitation.confidentiality.readers import Reader
from facilitation.database import db
from facilitation.documents.catalogue import TITLES
from facilitation.documents.record import Status
from facilitation.documents.revise import differences, revised
from facilitation.documents.standing import Standing, stamped
from facilitation.french_dates import local_day
from facilitation.meetings.ledger import session_number
from facilitation.meetings.models import FrozenOutline, Meeting, MeetingRole, Remark
from facilitation.meetings.rules import MeetingState
from facilitation.outline import Outline
from facilitation.partnerships import service as partnerships
from facilitation.partnerships.rules import APPROVAL_DAYS
from facilitation.typed_days import moment

PREPARATION = "preparation"
TACIT, IN_SESSION = "tacite", "seance"


def rows_of(meeting_id: str, *, preparing: bool = False) -> tuple[FrozenOutline, ...]:
    """The frozen documents of a meeting, oldest version first; those still in preparation only if they are asked for."""
    query = select(FrozenOutline).where(FrozenOutline.meeting_id == meeting_id)
    if not preparing:
        query = query.where(FrozenOutline.status != PREPARATION)
    return tuple(
        db.session.scalars(query.order_by(FrozenOutline.version, FrozenOutline.reader, FrozenOutline.document))
    )


def names_of(meeting_id: str, readership: Reader) -> tuple[str, ...]:
    """The documents that were frozen for these readers, in the order in which they are offered."""
    query = select(FrozenOutline.document).where(
        FrozenOutline.meeting_id == meeting_id, FrozenOutline.reader == readership.value
    )
    found = set(db.session.scalars(query))
    return tuple(name for name in TITLES if name in found)


def latest(meeting_id: str, document: str, readership: Reader) -> FrozenOutline | None:
    """The newest version that was made of this document for these readers, or None before the closing."""
    query = select(FrozenOutline).where(
        FrozenOutline.meeting_id == meeting_id,
        FrozenOutline.document == document,
        FrozenOutline.reader == readership.value,
        FrozenOutline.status != PREPARATION,
    )
    return db.session.scalar(query.order_by(FrozenOutline.version.desc()).limit(1))


def corrected(meeting_id: str, outline: Outline) -> Outline:
    """What is composed anew of a closed meeting, with the corrections that its versions made: a sentence that was withdrawn does not come back."""
    first: dict[tuple[str, str], FrozenOutline] = {}
    last: dict[tuple[str, str], FrozenOutline] = {}
    for row in rows_of(meeting_id):
        first.setdefault((row.reader, row.document), row)
        last[row.reader, row.document] = row
    for key, newest in last.items():
        if newest is not first[key]:
            changes = differences(Outline.from_json(first[key].outline), Outline.from_json(newest.outline))
            outline = revised(outline, changes)
    return outline


def approval_days(meeting: Meeting) -> int:
    """The delay that its partnership chose; the usual one without a partnership."""
    if meeting.partnership_id is None:
        return APPROVAL_DAYS
    return partnerships.partnership(partnership_id=meeting.partnership_id).approval_days


def standing(meeting: Meeting, row: FrozenOutline, *, replaced_by: int = 0) -> Standing:
    """What this version says of itself today."""
    sent_on = local_day(meeting.sent_at) if meeting.sent_at else None
    return Standing(
        status=cast("Status", row.status),
        sent_on=None if replaced_by else sent_on,
        until=_until(meeting, sent_on) if not replaced_by else None,
        planned=planned(meeting),
        approved_on=local_day(meeting.approved_at) if meeting.approved_at else None,
        tacit=meeting.approval == TACIT,
        version=row.version,
        version_on=local_day(row.frozen_at),
        changes=row.changes,
        replaced_by=replaced_by,
    )


def planned(meeting: Meeting) -> date | None:
    """The day of the next meeting, at which the minutes are usually approved."""
    return local_day(meeting.next_at) if meeting.next_at else None


def _until(meeting: Meeting, sent_on: date | None) -> date | None:
    return sent_on + timedelta(days=approval_days(meeting)) if sent_on else None


def as_it_stands(meeting: Meeting, row: FrozenOutline, *, replaced_by: int = 0) -> Outline:
    """The frozen text, saying what it is today."""
    return stamped(Outline.from_json(row.outline), standing(meeting, row, replaced_by=replaced_by))


@dataclass(frozen=True, slots=True)
class Previous:
    """Minutes of an earlier meeting of the same partnership: approved in session on the day of this one (`approved`), or still waiting for it.

    `version`: their newest one; `open_remarks`: those without an answer; `led_by`: the accounts that may note their approval.
    """

    meeting_id: str
    number: str
    held_at: datetime
    approved: bool
    version: int
    open_remarks: int
    led_by: frozenset[str]


def previous_of(meeting: Meeting) -> tuple[Previous, ...]:
    """The earlier minutes that this meeting approved, or that it may still approve, oldest first; in one query."""
    held = meeting.started_at
    if meeting.partnership_id is None or held is None:
        return ()
    first = moment(local_day(held), time(0))
    version = select(func.max(FrozenOutline.version)).where(
        FrozenOutline.meeting_id == Meeting.id, FrozenOutline.status != PREPARATION
    )
    remarks = select(func.count()).where(Remark.meeting_id == Meeting.id, Remark.settled_at.is_(None))
    leads = and_(MeetingRole.meeting_id == Meeting.id, MeetingRole.role == "facilitator")
    counts = (version.correlate(Meeting).scalar_subquery(), remarks.correlate(Meeting).scalar_subquery())
    query = (
        select(Meeting, *counts, MeetingRole.account_id)
        .outerjoin(MeetingRole, leads)
        .where(
            Meeting.partnership_id == meeting.partnership_id,
            Meeting.state == MeetingState.CLOSED,
            Meeting.started_at < held,
            or_(
                Meeting.approved_at.is_(None),
                and_(
                    Meeting.approval == IN_SESSION,
                    Meeting.approved_at >= first,
                    Meeting.approved_at < first + timedelta(days=1),
                ),
            ),
        )
        .order_by(Meeting.started_at)
    )
    found: dict[str, Previous] = {}
    for row, number, waiting, account in db.session.execute(query).all():
        known = found[row.id].led_by if row.id in found else frozenset()
        led_by = known | ({account} if account else frozenset())
        held_at = row.started_at or row.created_at
        approved = row.approved_at is not None
        found[row.id] = Previous(row.id, session_number(row), held_at, approved, number or 1, waiting or 0, led_by)
    return tuple(found.values())
