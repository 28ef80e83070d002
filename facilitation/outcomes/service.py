"""Capturing what a meeting produces, qualifying it later, and (in `following`) what becomes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from facilitation.confidentiality.readers import (
    Mark,
    Note,
    Reader,
    Trace,
    marks_from,
    readers_from,
)
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.meetings.ledger import lock_meeting, must_match, session_number, tell
from facilitation.meetings.models import Attendance, Event, Meeting, Stage
from facilitation.meetings.shown import OutcomeShown, filled
from facilitation.outcomes.following import (
    ActionDue,
    ActionHasChanged,
    Earlier,
    due_action,
    due_actions,
    earlier,
    follow_up,
    mark_settled,
    settle_stage,
    take_back,
)
from facilitation.outcomes.models import FollowUp, Outcome
from facilitation.outcomes.rules import (
    OutcomeKind,
    label,
    number_text,
    usual_readers,
)
from facilitation.typed import kept, required

__all__ = [
    "ActionDue", "ActionHasChanged", "Earlier", "belongs", "capture", "due_action", "due_actions", "earlier", "follow_up", "mark_read", "mark_settled", "note_of",
    "of_meeting", "qualify", "remove", "settle_stage", "shown", "take_back",
]  # fmt: skip
QUALIFIERS = frozenset(
    {
        *(
            "mode",
            "votes_yes",
            "votes_no",
            "votes_abstain",
            "effect_on",
            "responsible",
            "review",
            "touches_person",
            "person_says",
            "told_by",
            "told_on",
        ),
        *("bearer", "bearer_id", "to_confirm_by", "due_on", "sign", "resources", "objective", "partners", "priority"),
        *("status", "comment", "for_whom", "decision_id", "named"),
    }
)


def capture(
    *,
    meeting_id: str,
    stage_id: str | None,
    kind: OutcomeKind,
    text: str,
    account_id: str | None,
    now: datetime,
    key: str | None = None,
    readers: Iterable[Reader] | None = None,
    marks: Iterable[Mark] = (),
    **details: Any,
) -> OutcomeShown:
    """The outcome, numbered; the same `key` twice gives the first one back. Without `readers` it has those usual for its kind; without `stage_id` it
    comes from the current stage. Raises Empty, TooLong, NotHere for another meeting's stage."""
    meeting = lock_meeting(meeting_id)
    twice = db.session.scalar(select(Outcome).where(Outcome.idempotency_key == key)) if key else None
    if twice is not None and twice.meeting_id == meeting_id:
        return shown(twice, session_number(meeting))
    stage_id = _stage(meeting, stage_id)
    where = (Outcome.meeting_id == meeting_id, Outcome.kind == kind)
    outcome = Outcome(
        meeting_id=meeting_id,
        stage_id=stage_id,
        kind=kind,
        number=_last_number(meeting, kind, db.session.scalar(select(func.max(Outcome.number)).where(*where)) or 0) + 1,
        text=required(text),
        readers=sorted(_usual(meeting, kind, stage_id) if readers is None else readers),
        marks=sorted(marks),
        idempotency_key=key,
        entered_by=account_id,
        captured_at=now,
    )
    _qualify(outcome, details)
    db.session.add(outcome)
    tell(meeting, "outcome_captured", now, outcome=kind.value, number=outcome.number)
    db.session.flush()
    return shown(outcome, session_number(meeting))


def _stage(meeting: Meeting, stage_id: str | None) -> str | None:
    own = select(Stage.id).where(Stage.id == stage_id, Stage.meeting_id == meeting.id)
    if stage_id and db.session.scalar(own) is None:
        raise NotHere()
    return stage_id or meeting.current_stage_id


def _usual(meeting: Meeting, kind: OutcomeKind, stage_id: str | None) -> frozenset[Reader]:
    """The usual readers; a reservation follows the last decision taken in the same stage."""
    here = (Outcome.meeting_id == meeting.id, Outcome.stage_id == stage_id)
    last = select(Outcome.readers).where(*here, Outcome.kind == OutcomeKind.DECISION).order_by(Outcome.number.desc())
    found = db.session.scalar(last.limit(1)) if kind is OutcomeKind.RESERVE else None
    return usual_readers(kind, None if found is None else readers_from(found))


def _last_number(meeting: Meeting, kind: OutcomeKind, stored: int) -> int:
    """The highest number ever given: a removed outcome's number is told by the journal and never used again."""
    given = db.session.scalars(
        select(Event.facts).where(Event.meeting_id == meeting.id, Event.kind == "outcome_captured")
    ).all()
    return max([stored, *(int(facts["number"]) for facts in given if facts.get("outcome") == kind.value)])


def qualify(
    *,
    outcome_id: str,
    now: datetime,
    version: int | None = None,
    text: str | None = None,
    readers: Iterable[str] | None = None,
    marks: Iterable[str] | None = None,
    **details: Any,
) -> OutcomeShown:
    """The outcome with these changes (only the arguments given). Raises NotHere, Conflict, Empty, TooLong."""
    outcome = _outcome(outcome_id)
    meeting = lock_meeting(outcome.meeting_id)
    if text is not None:
        must_match(version=version, stored=outcome.version, mine=text, theirs=outcome.text)
        wording = required(text)
        if wording != outcome.text:
            outcome.text, outcome.read_back = wording, False
    if readers is not None:
        outcome.readers = sorted(readers_from(readers))
    if marks is not None:
        outcome.marks = sorted(marks_from(marks))
    _qualify(outcome, details)
    outcome.version += 1
    tell(meeting, "outcome_qualified", now, outcome=outcome.kind.value, number=outcome.number, version=outcome.version)
    db.session.flush()
    return shown(outcome, session_number(meeting))


def _qualify(outcome: Outcome, details: dict[str, Any]) -> None:
    for name, value in details.items():
        if name not in QUALIFIERS:
            raise TypeError(f"no such detail of an outcome: {name}")
        setattr(outcome, name, kept(value) if isinstance(value, str) and type(value) is str else value)
    if outcome.bearer_id:
        seat = _seat(outcome.meeting_id, outcome.bearer_id)
        outcome.bearer_id = seat.id if seat else None
        if seat and not details.get("bearer"):
            outcome.bearer = seat.name
    if outcome.decision_id and not _is_decision(outcome.meeting_id, outcome.decision_id):
        outcome.decision_id = None


def _seat(meeting_id: str, attendance_id: str) -> Attendance | None:
    row = db.session.get(Attendance, attendance_id)
    return row if row is not None and row.meeting_id == meeting_id else None


def _is_decision(meeting_id: str, outcome_id: str) -> bool:
    row = db.session.get(Outcome, outcome_id)
    return row is not None and row.meeting_id == meeting_id and row.kind is OutcomeKind.DECISION


def belongs(*, outcome_id: str) -> tuple[str, OutcomeKind]:
    """The meeting that this outcome is of, and its kind; raises NotHere."""
    outcome = _outcome(outcome_id)
    return outcome.meeting_id, outcome.kind


def remove(*, outcome_id: str, now: datetime) -> OutcomeShown:
    """Delete the outcome for good; its number is not used again. Gives back what it was, for the ten seconds in which it can be undone."""
    outcome = _outcome(outcome_id)
    meeting = lock_meeting(outcome.meeting_id)
    was = shown(outcome, session_number(meeting))
    for linked in db.session.scalars(select(Outcome).where(Outcome.decision_id == outcome_id)):
        linked.decision_id = None
    db.session.execute(delete(FollowUp).where(FollowUp.outcome_id == outcome_id))
    db.session.delete(outcome)
    tell(meeting, "outcome_removed", now, outcome=outcome.kind.value, number=outcome.number)
    return was


def mark_read(*, meeting_id: str, outcome_id: str, read: bool, now: datetime) -> None:
    """Note that the outcome was read aloud, or that it must be read again."""
    outcome = _outcome(outcome_id)
    if outcome.meeting_id != meeting_id:
        raise NotHere()
    outcome.read_back = read
    tell(lock_meeting(meeting_id), "outcome_read", now, outcome=outcome.kind.value, number=outcome.number)


def _outcome(outcome_id: str) -> Outcome:
    outcome = db.session.get(Outcome, outcome_id)
    if outcome is None:
        raise NotHere()
    return outcome


def of_meeting(*, meeting_id: str, session: str) -> tuple[OutcomeShown, ...]:
    """Everything this meeting produced, in the order of its capture; `session` is « 3/2026 » or empty."""
    rows = db.session.scalars(
        select(Outcome)
        .where(Outcome.meeting_id == meeting_id)
        .order_by(Outcome.captured_at, Outcome.kind, Outcome.number)
    )
    return tuple(shown(row, session) for row in rows)


def note_of(outcome: OutcomeShown) -> Note:
    """What the selection is asked about an outcome: it always remains, whatever the trace of its step."""
    return Note(outcome.id, outcome.text, outcome.readers, outcome.marks, Trace.PV, revealed=True)


def shown(row: Outcome, session: str) -> OutcomeShown:
    """The row as pages show it; `session` is « 3/2026 » or empty."""
    return filled(
        OutcomeShown,
        row,
        label=label(row.kind, row.number, session),
        short=number_text(row.kind, row.number, ""),
        readers=readers_from(row.readers),
        marks=marks_from(row.marks),
    )
