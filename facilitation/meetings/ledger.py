"""What every write to a meeting begins and ends with: its row, locked; its journal; its version. Features that write to a meeting share it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, func, insert, select, update

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
        "joined", "device_named", "device_removed",
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


# ------------------------------------------------------------------ without loading the meeting

MOVED = "maillage.moved"
"""Where a unit of work notes the meetings that it moved on without loading them: id → `At`. Whoever tells of commits reads it (`live.hub`)."""
_EVENT, _MEETING = cast("Table", Event.__table__), cast("Table", Meeting.__table__)
_NEXT = select(func.coalesce(func.max(_EVENT.c.number), 0) + 1).where(_EVENT.c.meeting_id == bindparam("of_meeting"))
_LINE = insert(_EVENT).values(number=_NEXT.scalar_subquery())
_MOVE = (
    update(_MEETING)
    .where(_MEETING.c.id == bindparam("of_meeting"))
    .values(version=bindparam("to_version"), stage_version=bindparam("to_stage_version"))
)


@dataclass(frozen=True, slots=True)
class At:
    """A meeting that is being led, and where its two numbers stand; read inside the writing unit that moves them on."""

    meeting_id: str
    version: int
    stage_version: int


def tell_at(at: At, kind: str, now: datetime, *, phones: bool, **facts: Any) -> At:
    """What `tell` does, for a meeting that was not loaded; gives where it stands then."""
    line = {"of_meeting": at.meeting_id, "meeting_id": at.meeting_id, "at": now, "kind": kind, "facts": facts}
    db.session.execute(_LINE, line)
    return move_on(at, phones=phones)


def move_on(at: At, *, phones: bool = False) -> At:
    """Move the numbers on without a line in the journal; gives where they stand then."""
    moved = At(at.meeting_id, at.version + 1, at.stage_version + phones)
    numbers = {"to_version": moved.version, "to_stage_version": moved.stage_version}
    db.session.execute(_MOVE, {"of_meeting": at.meeting_id, **numbers})
    db.session().info.setdefault(MOVED, {})[at.meeting_id] = moved
    return moved


def session_number(meeting: Meeting) -> str:
    """« 3/2026 », or nothing before the meeting has a number."""
    return f"{meeting.number}/{meeting.year}" if meeting.number else ""


def must_match(*, version: int | None, stored: int, mine: str, theirs: str) -> None:
    """Raise Conflict when `version` is not the stored one and the two texts differ; None means « whatever is there »."""
    if version is not None and version != stored and mine != theirs:
        raise Conflict(mine=mine, theirs=theirs, version=stored)
