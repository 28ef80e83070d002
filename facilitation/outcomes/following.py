"""What becomes of actions, questions and what was set aside, from meeting to meeting and between two: load, ask the rules, store.

A part of this room's service, which gives its names on. An action keeps its number and its row; each follow-up is a row beside it, with what the action
was before, so that a follow-up said again replaces the first and one taken back is computed away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from facilitation.activities.suivi import comes_back
from facilitation.confidentiality.readers import Note, Reader, Trace, marks_from, readers_from
from facilitation.confidentiality.select import seen_at_desk
from facilitation.confidentiality.select import select as select_notes
from facilitation.database import db, new_id
from facilitation.errors import FacilitationError, NotHere
from facilitation.french_dates import local_day
from facilitation.meetings.ledger import lock_meeting, session_number, tell
from facilitation.meetings.models import Meeting, MeetingRole
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.shown import filled
from facilitation.outcomes.models import FollowUp, Outcome
from facilitation.outcomes.rules import (
    CLOSED,
    ActionAt,
    ActionStatus,
    OutcomeKind,
    Said,
    history,
    is_late,
    must_be_whole,
    number_text,
)
from facilitation.partnerships import service as partnerships
from facilitation.typed import kept

OVER = (MeetingState.ENDED, MeetingState.CLOSED)
OPEN = [status.value for status in ActionStatus if status not in CLOSED]


# ------------------------------------------------------------------ saying what became of an action


class ActionHasChanged(FacilitationError):
    """Cette action a changé entre-temps. Voici où elle en est ; dites de nouveau ce qu'elle est devenue, si c'est encore utile."""


def follow_up(*, outcome_id: str, said: Said, account_id: str | None, now: datetime, version: int | None = None) -> str:
    """Note between two meetings what became of this action; gives the follow-up's id, with which it can be taken back.

    `version`: the one that the page showed. Raises NotHere, ActionHasChanged, and AnswerFaults (on « note », « date ») for a reason, an obstacle or a
    date that is missing.
    """
    outcome = _action(outcome_id)
    if version is not None and version != outcome.version:
        raise ActionHasChanged()
    said = Said(said.status, kept(said.note), said.new_due_on)
    must_be_whole(_at(outcome), said)
    rows = _rows(outcome_id)
    row = _new_row(outcome, rows, said, account_id, now)
    db.session.add(row)
    _settle(outcome, [row])
    _tell(outcome, "action_followed", now)
    return row.id


def take_back(*, outcome_id: str, follow_up_id: str, now: datetime) -> None:
    """Undo what was said of this action between two meetings: it is again what it was. Raises NotHere for anything else."""
    outcome, rows = _action(outcome_id), _rows(outcome_id)
    row = next((one for one in rows if one.id == follow_up_id and one.stage_id is None), None)
    if row is None:
        raise NotHere()
    _remove(outcome, rows, row)
    _tell(outcome, "action_follow_up_undone", now)


def settle_stage(
    *, meeting_id: str, stage_id: str, said: Mapping[str, Said], account_id: str | None, now: datetime
) -> None:
    """Make this stage's follow-ups those said (by the action's id) and no others: said twice they count once, taken back they leave no trace."""
    here = {row.outcome_id: row for row in db.session.scalars(select(FollowUp).where(FollowUp.stage_id == stage_id))}
    for outcome_id in {*here, *said}:
        outcome, row, wanted = db.session.get(Outcome, outcome_id), here.get(outcome_id), said.get(outcome_id)
        if outcome is None or (row is not None and wanted == _said(row)):
            continue
        rows = _rows(outcome_id)
        if row is None and wanted is not None:
            row = _new_row(outcome, rows, wanted, account_id, now)
            row.meeting_id, row.stage_id = meeting_id, stage_id
            db.session.add(row)
            _settle(outcome, [row])
        elif row is not None and wanted is not None:
            base = _before(outcome, rows, row)
            row.status, row.note, row.new_due_on = wanted.status, wanted.note, wanted.new_due_on
            _settle(outcome, rows[rows.index(row) :], base)
        elif row is not None:
            _remove(outcome, rows, row)
    db.session.flush()


def mark_settled(*, ids: Collection[str], settled: Collection[str], now: datetime) -> None:
    """Of these questions and things set aside, those `settled` do not come back; the others do."""
    for row in db.session.scalars(select(Outcome).where(Outcome.id.in_(ids))):
        if row.kind in (OutcomeKind.QUESTION, OutcomeKind.ASIDE):
            row.settled_at = (row.settled_at or now) if row.id in settled else None


def _action(outcome_id: str) -> Outcome:
    outcome = db.session.get(Outcome, outcome_id)
    if outcome is None or outcome.kind is not OutcomeKind.ACTION:
        raise NotHere()
    return outcome


def _rows(outcome_id: str) -> list[FollowUp]:
    return list(db.session.scalars(select(FollowUp).where(FollowUp.outcome_id == outcome_id).order_by(FollowUp.number)))


def _at(outcome: Outcome) -> ActionAt:
    return ActionAt(outcome.status, outcome.due_on, outcome.postponed, outcome.comment)


def _said(row: FollowUp) -> Said:
    return Said(row.status, row.note, row.new_due_on)


def _new_row(outcome: Outcome, rows: Sequence[FollowUp], said: Said, account_id: str | None, now: datetime) -> FollowUp:
    return FollowUp(
        id=new_id(),
        outcome_id=outcome.id,
        number=max((row.number for row in rows), default=0) + 1,
        status=said.status,
        note=said.note,
        new_due_on=said.new_due_on,
        entered_by=account_id,
        at=now,
    )


def _before(outcome: Outcome, rows: Sequence[FollowUp], row: FollowUp) -> ActionAt:
    """What the action was before this follow-up and those after it."""
    since = sum(one.status is ActionStatus.POSTPONED for one in rows[rows.index(row) :])
    return ActionAt(row.before, row.due_before, outcome.postponed - since, row.comment_before)


def _remove(outcome: Outcome, rows: Sequence[FollowUp], row: FollowUp) -> None:
    base = _before(outcome, rows, row)
    db.session.delete(row)
    _settle(outcome, rows[rows.index(row) + 1 :], base)


def _settle(outcome: Outcome, rows: Sequence[FollowUp], base: ActionAt | None = None) -> None:
    """Give the action what these follow-ups, its last ones, make of it; `base`: what it was before them, now as it stands."""
    states = list(history(base or _at(outcome), map(_said, rows)))
    for row, was in zip(rows, states, strict=False):
        row.before, row.due_before, row.comment_before = was.status, was.due_on, was.comment
    last = states[-1]
    outcome.status, outcome.due_on, outcome.postponed, outcome.comment = (
        last.status,
        last.due_on,
        last.postponed,
        last.comment,
    )
    outcome.version += 1
    db.session.flush()


def _tell(outcome: Outcome, kind: str, now: datetime) -> None:
    meeting = lock_meeting(outcome.meeting_id, writable=False)
    tell(meeting, kind, now, number=outcome.number, status=outcome.status.value)


# ------------------------------------------------------------------ what comes back at the next meeting


@dataclass(frozen=True, slots=True)
class Earlier:
    """An outcome of an earlier meeting. `number` is « 1/2026-A2 »; `first_due` the date first given, `ended_on` when an action was done or given up."""

    id: str
    kind: OutcomeKind
    number: str
    text: str
    bearer: str
    to_confirm_by: str
    for_whom: str
    due_on: date | None
    first_due: date | None
    ended_on: date | None
    sign: str
    resources: str
    objective: str
    partners: str
    priority: str
    status: ActionStatus
    postponed: int
    comment: str
    note: Note


def earlier(
    *, partnership_id: str, meeting_id: str, before: datetime, kinds: Collection[OutcomeKind], ended: bool = False
) -> tuple[Earlier, ...]:
    """What the partnership's other meetings left open up to this moment, in the order of its capture: with the numbers it had.

    What touches a person, was told in trust, or is not for the group does not come back. With `ended`, actions done or given up since the meeting before
    come too: a plan tells of them once more.
    """
    query = (
        select(Outcome, Meeting, FollowUp)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .outerjoin(FollowUp, FollowUp.outcome_id == Outcome.id)
        .where(
            Meeting.partnership_id == partnership_id,
            Meeting.id != meeting_id,
            Meeting.state.in_(OVER),
            Outcome.kind.in_(kinds),
            Outcome.captured_at <= before,
            Outcome.settled_at.is_(None),
        )
        .order_by(Outcome.captured_at, Outcome.number, FollowUp.number)
    )
    if not ended:
        query = query.where(Outcome.status.in_(OPEN))
    told: dict[str, list[FollowUp]] = {}
    found: dict[str, tuple[Outcome, Meeting]] = {}
    for row, meeting, one in db.session.execute(query):
        if comes_back(readers_from(row.readers), marks_from(row.marks)):
            found[row.id] = (row, meeting)
            told.setdefault(row.id, []).extend([one] if one is not None else [])
    since = max((meeting.ended_at for _row, meeting in found.values() if meeting.ended_at), default=None)
    return tuple(
        _earlier(row, meeting, told[row.id])
        for row, meeting in found.values()
        if row.status not in CLOSED or any(since is None or one.at > since for one in told[row.id][-1:])
    )


def _earlier(row: Outcome, meeting: Meeting, told: Sequence[FollowUp]) -> Earlier:
    postponed = next((one for one in told if one.status is ActionStatus.POSTPONED), None)
    return filled(
        Earlier,
        row,
        number=number_text(row.kind, row.number, session_number(meeting)),
        first_due=postponed.due_before if postponed else None,
        ended_on=local_day(told[-1].at) if told and row.status in CLOSED else None,
        note=_note(row),
    )


def _note(row: Outcome) -> Note:
    return Note(row.id, row.text, readers_from(row.readers), marks_from(row.marks), Trace.PV, revealed=True)


# ------------------------------------------------------------------ between two meetings


@dataclass(frozen=True, slots=True)
class ActionDue:
    """An open action in a list. `number` is « 3/2026-A1 »; `partnership` its name, empty for a meeting without one."""

    id: str
    meeting_id: str
    number: str
    text: str
    bearer: str
    due_on: date | None
    late: bool
    postponed: int
    status: ActionStatus
    comment: str
    partnership_id: str
    partnership: str
    version: int


def due_actions(*, account_id: str, now: datetime, partnership_id: str | None = None) -> tuple[ActionDue, ...]:
    """The open actions of this account's partnerships (or of one), and of the meetings without any that it leads.

    Late ones first, then by date, then those without a date. What touches a person is not there: it stays with the papers of its meeting.
    """
    groups = {one.id: one.name for one in partnerships.partnerships_of(account_id=account_id)}
    led = (MeetingRole.meeting_id == Meeting.id) & (MeetingRole.account_id == account_id)
    wanted = or_(Meeting.partnership_id.in_(list(groups)), MeetingRole.role.is_not(None))
    if partnership_id is not None:
        wanted = Meeting.partnership_id == partnership_id
    rows = db.session.execute(
        select(Outcome, Meeting, MeetingRole.role)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .outerjoin(MeetingRole, led)
        .where(wanted, Outcome.kind == OutcomeKind.ACTION, Outcome.status.in_(OPEN))
    ).all()
    today = local_day(now)
    found = [
        _due(outcome, meeting, groups.get(meeting.partnership_id or "", ""), today)
        for outcome, meeting, role in rows
        if _listed(outcome, role)
    ]
    return tuple(
        sorted(found, key=lambda due: (not due.late, due.due_on is None, due.due_on or date.max, _counted(due.number)))
    )


def _counted(number: str) -> list[str | int]:
    """« 3/2026-A10 » as what sorts after « 3/2026-A2 »: text and whole numbers, one after the other."""
    return [int(part) if part.isdigit() else part for part in re.split(r"([0-9]+)", number)]


def due_action(*, outcome_id: str, account_id: str, now: datetime) -> ActionDue:
    """One of them, open or ended; raises NotHere for what is not this account's."""
    outcome = _action(outcome_id)
    meeting = lock_meeting(outcome.meeting_id, writable=False)
    role = db.session.get(MeetingRole, (meeting.id, account_id))
    group = meeting.partnership_id
    owns = group is not None and partnerships.owns(partnership_id=group, account_id=account_id)
    if not (owns or role is not None) or not _listed(outcome, role.role if role else None):
        raise NotHere()
    name = partnerships.partnership(partnership_id=group).name if group else ""
    return _due(outcome, meeting, name, local_day(now))


def _listed(outcome: Outcome, role: str | None) -> bool:
    """Whether this account's list may hold the action: as the desk sees it where it led the meeting, else as the partners read it."""
    note = _note(outcome)
    if not comes_back(note.readers | {Reader.GROUPE}, note.marks):
        return False
    if role == "facilitator":
        return bool(seen_at_desk([note]))
    return bool(select_notes([note], Reader.GROUPE if role else Reader.PARTENAIRES))


def _due(outcome: Outcome, meeting: Meeting, partnership: str, today: date) -> ActionDue:
    return filled(
        ActionDue,
        outcome,
        number=number_text(outcome.kind, outcome.number, session_number(meeting)),
        bearer=outcome.bearer or outcome.to_confirm_by,
        late=is_late(outcome.status, outcome.due_on, today),
        partnership_id=meeting.partnership_id or "",
        partnership=partnership,
    )
