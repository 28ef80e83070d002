"""Remarks on sent minutes: taken by the link's form, or noted by the facilitators and the secretary, then answered."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import func, select

from facilitation.accounts.rules import normal_code
from facilitation.accounts.service import digest
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import Meeting, MeetingLink, Remark
from facilitation.minutes.rules import MOST_REMARKS, NoRemarks, TooManyRemarks, takes_remarks
from facilitation.minutes.service.life import LINK, facts
from facilitation.typed import kept, required


def take_remark(*, code: str, author: str, organisation: str, text: str, key: str, now: datetime) -> None:
    """Keep a remark that came by the link of this code; the same `key` twice counts once.

    Raises NoRemarks for a code that is unknown, withdrawn or over (all alike), TooManyRemarks, Empty, TooLong.
    """
    query = select(MeetingLink).where(MeetingLink.kind == LINK, MeetingLink.code_hash == digest(normal_code(code)))
    link = db.session.scalar(query)
    if link is None or (link.expires_at is not None and link.expires_at <= now):
        raise NoRemarks()
    meeting = lock_meeting(link.meeting_id, writable=False)
    if not takes_remarks(facts(meeting)):
        raise NoRemarks()
    _add(meeting, author, organisation, text, key, now)


def add_remark(*, meeting_id: str, author: str, organisation: str, text: str, key: str, now: datetime) -> None:
    """Keep a remark that came otherwise: said, telephoned, mailed. Raises NotHere, NoRemarks, Empty, TooLong."""
    meeting = lock_meeting(meeting_id, writable=False)
    if not takes_remarks(facts(meeting)):
        raise NoRemarks()
    _add(meeting, author, organisation, text, key, now)


def _add(meeting: Meeting, author: str, organisation: str, text: str, key: str, now: datetime) -> None:
    own_key = hashlib.sha256(f"{meeting.id} {key}".encode("utf-8", "surrogatepass")).hexdigest()
    if db.session.scalar(select(Remark.id).where(Remark.idempotency_key == own_key)) is not None:
        return
    if (db.session.scalar(select(func.count()).where(Remark.meeting_id == meeting.id)) or 0) >= MOST_REMARKS:
        raise TooManyRemarks()
    row = Remark(
        meeting_id=meeting.id,
        author=kept(author),
        organisation=kept(organisation),
        text=required(text),
        idempotency_key=own_key,
        at=now,
    )
    db.session.add(row)
    tell(meeting, "remark_received", now)
    db.session.flush()


def settle(*, meeting_id: str, remark_id: str, answer: str, settled: bool, now: datetime) -> None:
    """Write what is answered to a remark, and whether it is settled. Raises NotHere, TooLong."""
    meeting = lock_meeting(meeting_id, writable=False)
    row = db.session.get(Remark, remark_id)
    if row is None or row.meeting_id != meeting_id:
        raise NotHere()
    row.answer = kept(answer)
    row.settled_at = (row.settled_at or now) if settled else None
    tell(meeting, "remark_settled" if settled else "remark_reopened", now)
    db.session.flush()
