"""What every write to a meeting begins and ends with: its row, locked; its journal; its version. Features that write to a meeting share it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere
from facilitation.meetings.models import Event, Meeting
from facilitation.meetings.rules import must_be_writable


class Conflict(FacilitationError):
    """Quelqu'un a changé ce texte pendant que vous écriviez. Les deux versions sont là : gardez la vôtre, la sienne, ou les deux."""

    def __init__(self, *, mine: str, theirs: str, version: int) -> None:
        """`version`: the one to send back when the person has chosen."""
        super().__init__()
        self.mine, self.theirs, self.version = mine, theirs, version


def lock_meeting(meeting_id: str, *, writable: bool = True) -> Meeting:
    """The meeting's row, inside a writing unit (which holds the database for itself); raises NotHere, or MeetingIsClosed when it must be writable."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotHere()
    if writable:
        must_be_writable(meeting.state)
    return meeting


DESK_ONLY = frozenset(
    [
        "answered", "corrected", "erased", "synthesised", "outcome_read", "attached",
        "room_opened", "room_closed", "code_renewed", "screen_opened",
        "joined", "device_named", "device_removed", "claim_confirmed", "claim_refused",
        "annex_chosen", "annex_left", "gate_opened", "next_set",
    ]
)  # fmt: skip
"""The kinds of events that change nothing on a phone, unless whoever tells them says so: forty phones don't look again at each one's answer. Any other
kind, known or not, has them look."""


def tell(meeting: Meeting, kind: str, now: datetime, *, phones: bool | None = None, **facts: Any) -> None:
    """Add a line to the journal and move the meeting's numbers on: the pages that show it will look again. Never content in `facts`.

    `version` moves always; `stage_version`, which phones wait for, when `phones` says so, or by default when the kind is not one of `DESK_ONLY`.
    """
    following = select(func.coalesce(func.max(Event.number), 0) + 1).where(Event.meeting_id == meeting.id)
    number: Any = following.scalar_subquery()  # asked as the line is written: one question less for each
    db.session.add(Event(meeting_id=meeting.id, number=number, at=now, kind=kind, facts=facts))
    meeting.version += 1
    if kind not in DESK_ONLY if phones is None else phones:
        meeting.stage_version += 1


def session_number(meeting: Meeting) -> str:
    """« 3/2026 », or nothing before the meeting has a number."""
    return f"{meeting.number}/{meeting.year}" if meeting.number else ""


def must_match(*, version: int | None, stored: int, mine: str, theirs: str) -> None:
    """Raise Conflict when `version` is not the stored one and the two texts differ; None means « whatever is there »."""
    if version is not None and version != stored and mine != theirs:
        raise Conflict(mine=mine, theirs=theirs, version=stored)
