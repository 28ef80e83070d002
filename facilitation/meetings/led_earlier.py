"""The meetings that a script says were held before its own (`avant`): what they left open, by the same services as the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from facilitation.guides.catalogue import Catalogue
from facilitation.guides.script import Readable, ScriptEarlier
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import PointKind
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import ActionStatus, OutcomeKind, Said

MINUTES, MOMENT, LATER = 60, timedelta(seconds=1), timedelta(hours=2)


def lead_earlier(told: ScriptEarlier, *, account_id: str, partnership_id: str, catalogue: Catalogue) -> str:
    """The id of that meeting, closed, with what it left; then what was said of its actions. Inside one unit that writes."""
    now = told.begins
    new = NewMeeting(title=told.title, partnership_id=partnership_id, starts_at=now)
    meeting = meetings.prepare(account_id=account_id, new=new, now=now)
    meetings.insert_point(
        meeting_id=meeting, kind=PointKind.DISCUSSION, title=told.title, minutes=MINUTES, catalogue=catalogue, now=now
    )
    meetings.start(meeting_id=meeting, now=now)
    session = meetings.meeting_shown(meeting_id=meeting, now=now).number
    numbers: dict[str, str] = {}
    for kind, said, details in _left(told):
        now += MOMENT
        made = outcomes.capture(
            meeting_id=meeting,
            stage_id=None,
            kind=kind,
            text=said.text,
            account_id=account_id,
            readers=said.readers,
            marks=said.marks,
            now=now,
            **details,
        )
        numbers[f"{session}-{made.short}"] = made.id
    meetings.end(meeting_id=meeting, now=told.begins + timedelta(minutes=MINUTES))
    meetings.close(meeting_id=meeting, now=told.begins + LATER)
    _follow(told, numbers, account_id)
    return meeting


def _left(told: ScriptEarlier) -> list[tuple[OutcomeKind, Any, dict[str, Any]]]:
    found: list[tuple[OutcomeKind, Readable, dict[str, Any]]] = []
    for action in told.actions:
        names = ("bearer", "to_confirm_by", "due_on", "sign", "resources")
        found.append((OutcomeKind.ACTION, action, {name: getattr(action, name) for name in names}))
    found += [(OutcomeKind.QUESTION, one, {"for_whom": one.for_whom}) for one in told.questions]
    found += [(OutcomeKind.ASIDE, one, {}) for one in told.asides]
    return found


def _follow(told: ScriptEarlier, numbers: dict[str, str], account_id: str) -> None:
    """What was said between two meetings, in the order told; of an action that this meeting did not take, nothing."""
    at = told.begins + LATER
    for one in told.followed:
        at += MOMENT
        if one.number in numbers:
            said = Said(ActionStatus(one.status), one.note, one.new_due_on)
            outcomes.follow_up(outcome_id=numbers[one.number], said=said, account_id=account_id, now=at)
