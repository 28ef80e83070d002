"""Calling people to a meeting, and telling them what has become of it: its convocation, a new date, a cancellation.

What people were told is compared before and after a page of preparation is saved: when a meeting was already convened and its title, day, hours or place
have changed, its calendar entry takes the next number, and a new day leaves the first one in memory.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from facilitation.database import db
from facilitation.documents.convocation import AgendaItem, AgendaStep, Convened, guests_told, is_another_day
from facilitation.i18n import _
from facilitation.meetings.ledger import lock_meeting, session_number, tell
from facilitation.meetings.models import Meeting
from facilitation.meetings.rules import MeetingState, PointKind
from facilitation.meetings.service.follow import waiting
from facilitation.meetings.service.loading import load, shown
from facilitation.meetings.shown import MeetingShown, Person, PointShown
from facilitation.meetings.words import POINTS


def convened(*, meeting_id: str, now: datetime) -> Convened:
    """The meeting as its convocation tells of it; what goes with it is the minutes of the session before and what is still open. Raises NotHere."""
    meeting = load(meeting_id)
    whole = shown(meeting, now)
    named = [one for one in whole.people if one.member_id is not None]
    return Convened(
        uid=meeting.id,
        sequence=meeting.sequence,
        partnership=whole.partnership,
        title=whole.title,
        number=whole.number,
        start=whole.starts_at,
        end=whole.announced_end if whole.total else None,
        place=whole.place,
        purpose=whole.purpose,
        convener=whole.animator,
        invited=tuple(_invited(one) for one in named),
        guests=guests_told(tuple(one.function for one in whole.people if one.member_id is None)),
        points=tuple(_item(point) for point in whole.points),
        joined=_joined(meeting, now),
        put_off_from=whole.put_off_from,
        cancelled=whole.state is MeetingState.CANCELLED,
        reason=whole.cancel_reason,
    )


def _invited(person: Person) -> str:
    what = ", ".join(filter(None, (person.function, person.organisation)))
    return f"{person.name} ({what})" if what else person.name


def _item(point: PointShown) -> AgendaItem:
    taken = [stage for stage in point.stages if stage.taken]
    is_guide = point.kind is PointKind.GUIDE
    kind = "" if is_guide else _(POINTS[point.kind])
    return AgendaItem(
        title=point.title,
        minutes=point.minutes,
        kind=kind[:1].lower() + kind[1:],
        begins=taken[0].begins if taken else None,
        steps=tuple(AgendaStep(one.title, one.minutes, one.begins) for one in taken) if is_guide else (),
    )


def _joined(meeting: Meeting, now: datetime) -> tuple[str, ...]:
    """The minutes of the last session of the partnership, and what is still to be followed up."""
    if meeting.partnership_id is None:
        return ()
    query = (
        select(Meeting)
        .where(
            Meeting.partnership_id == meeting.partnership_id,
            Meeting.state == MeetingState.CLOSED,
            Meeting.number.is_not(None),
            Meeting.id != meeting.id,
        )
        .order_by(Meeting.year.desc(), Meeting.number.desc())
        .limit(1)
    )
    last = db.session.scalar(query)
    if last is None:
        return ()
    minutes = _("Procès-verbal de la séance %(number)s", number=session_number(last))
    followed = _("Liste des actions ouvertes") if waiting(meeting_id=meeting.id, now=now).anything else ""
    return tuple(filter(None, (minutes, followed)))


# ------------------------------------------------------------------ what people were told, and what has changed since


def announced(meeting: MeetingShown) -> tuple[Any, ...]:
    """What people were told of when and where: a calendar's entry is sent again when one of these changes."""
    return (meeting.title, meeting.starts_at, meeting.announced_end, meeting.place)


def tell_again(*, before: MeetingShown, now: datetime) -> bool:
    """Whether what people were told has changed since `before`; the entry then takes its next number, and another day is remembered as a delay."""
    if before.state is not MeetingState.CONVENED:
        return False
    meeting = lock_meeting(before.id, writable=False)
    if announced(shown(meeting, now)) == announced(before):
        return False
    meeting.sequence += 1
    if is_another_day(before.starts_at, meeting.starts_at):
        meeting.put_off_from = meeting.put_off_from or before.starts_at
    if meeting.put_off_from and not is_another_day(meeting.put_off_from, meeting.starts_at):
        meeting.put_off_from = None
    tell(meeting, "told_again", now, sequence=meeting.sequence)
    return True
