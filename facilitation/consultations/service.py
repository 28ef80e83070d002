"""Consultations of a meeting's steps: slips drawn, the closing announced, the answers counted. Two files take part: the database, and an urn.

Who closes is `closing.close`, for the urn is emptied after the database has committed and not before.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from facilitation.accounts import journal
from facilitation.activities import registry
from facilitation.activities.base import FormData, Part
from facilitation.confidentiality.readers import DEFAULT_CONTRIBUTION
from facilitation.consultations import rules, urn
from facilitation.consultations.models import Consultation
from facilitation.consultations.rules import Standing, State
from facilitation.consultations.standing import has_folder, is_answered, standing
from facilitation.consultations.urn import Slip
from facilitation.database import db, new_id
from facilitation.errors import NotHere
from facilitation.guides.schema import Step
from facilitation.guides.text import render
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import AnonymousAnswer, Meeting, Stage
from facilitation.meetings.rules import OVER, MeetingState
from facilitation.meetings.service import follow
from facilitation.meetings.service.agenda import stage_of
from facilitation.meetings.service.answers import step_of
from facilitation.meetings.service.loading import headcount, load


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a slip is asked: `question` is safe HTML. `standing`: where the consultation is."""

    id: str
    title: str
    question: str
    activity: str
    config: Part
    standing: Standing


@dataclass(frozen=True, slots=True)
class Led:
    """What whoever leads sees of a consultation: `came_back` in words, and nothing of any answer. `may_begin`: its slips may be drawn now."""

    meeting_id: str
    meeting_title: str
    stage_id: str
    title: str
    people: int
    standing: Standing
    slips: int
    came_back: str
    all_back: bool
    none_back: bool
    may_begin: bool
    closed_at: datetime | None
    counted: int


# ------------------------------------------------------------------ leading


def led(*, meeting_id: str, stage_id: str, folder: Path) -> Led:
    """The consultation of this stage as its facilitators see it. Raises NotHere, NotAConsultation."""
    meeting = load(meeting_id)
    stage, step, here = _of(meeting, stage_id)
    row = _row(stage_id)
    slips, back = (
        _came_back(row, folder) if row is not None and here.sealed else (row.slips if row is not None else 0, 0)
    )
    return Led(
        meeting_id=meeting.id,
        meeting_title=meeting.title,
        stage_id=stage.id,
        title=step.title,
        people=headcount(meeting),
        standing=here,
        slips=slips,
        came_back=rules.came_back_told(back, slips) if here.state and here.sealed else "",
        all_back=bool(slips) and back >= slips,
        none_back=not back,
        may_begin=_may_begin(meeting, stage),
        closed_at=row.closed_at if row is not None else None,
        counted=_counted(stage_id) if not here.sealed else 0,
    )


def draw(*, meeting_id: str, stage_id: str, slips: int, key: bytes, folder: Path, now: datetime) -> tuple[str, ...]:
    """Open the consultation of this stage with so many slips; gives their codes, once: only hashes are kept, in the urn.

    The same key again gives the same codes. Another key draws new slips while none of the first has come back, and those are worth nothing any more.
    Raises NotHere, NotAConsultation, NotNow, AlreadyAnswered, AlreadyDrawn, SomeCameBack, Closed, MeetingIsClosed, OSError, sqlite3.Error.
    """
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    stage, _step, _here = _of(meeting, stage_id)
    codes = rules.draw(slips, key)
    row = _row(stage_id)
    if row is not None and _same(row, codes, folder):
        return codes
    if row is None:
        if not _may_begin(meeting, stage):
            raise rules.NotNow()
        if is_answered(stage.id):
            raise rules.AlreadyAnswered()
        row = Consultation(meeting_id=meeting.id, stage_id=stage.id)
        db.session.add(row)
    else:
        _must_be_untouched(row, folder)
    # The old urn is destroyed by `closing.sweep`, once the database names the new one: neither is lost if this unit fails.
    row.urn, row.slips = new_id(), slips
    urn.create(urn.path_of(folder, row.urn), [rules.digest(code) for code in codes])
    db.session.flush()
    tell(meeting, "consultation_opened", now, stage=stage.id, slips=slips)
    return codes


def _came_back(row: Consultation, folder: Path) -> tuple[int, int]:
    """How many slips were drawn, and how many came back; of an urn that cannot be read now, none."""
    try:
        return row.slips, urn.counts(urn.path_of(folder, row.urn))[1]
    except (sqlite3.Error, OSError):
        return row.slips, 0


def _same(row: Consultation, codes: Sequence[str], folder: Path) -> bool:
    path = urn.path_of(folder, row.urn)
    return len(codes) == row.slips and all(urn.look(path, rules.digest(one)) is not Slip.UNKNOWN for one in codes)


def _must_be_untouched(row: Consultation, folder: Path) -> None:
    if row.state == State.CLOSED.value:
        raise rules.Closed()
    if row.state != State.OPEN.value:
        raise rules.AlreadyDrawn()
    if urn.counts(urn.path_of(folder, row.urn))[1]:
        raise rules.SomeCameBack()


def announce(*, meeting_id: str, stage_id: str, now: datetime) -> None:
    """Tell everybody that it closes in two minutes; announced twice, the first hour holds. Raises NotHere, NotOpen, Closed."""
    meeting = lock_meeting(meeting_id)
    row = _must_be_open(meeting, stage_id)
    closes_at = rules.announced(State(row.state), now)
    if row.state == State.OPEN.value:
        row.state, row.closes_at = State.ANNOUNCED.value, closes_at
        tell(meeting, "consultation_announced", now, stage=stage_id)


def consultation_of(*, meeting_id: str, stage_id: str) -> str:
    """The id of the consultation of this stage. Raises NotHere, NotOpen."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotHere()
    return _must_be_open(meeting, stage_id).id


def _must_be_open(meeting: Meeting, stage_id: str) -> Consultation:
    if stage_id not in {stage.id for stage in meeting.stages}:
        raise NotHere()
    row = _row(stage_id)
    if row is None:
        raise rules.NotOpen()
    return row


def count(row: Consultation, answers: Sequence[str], now: datetime) -> None:
    """Close this consultation for ever, with these answers in an order that was drawn: no author, no order, no time. Called by `closing.close`."""
    meeting = lock_meeting(row.meeting_id, writable=False)
    readers = sorted(DEFAULT_CONTRIBUTION)
    for body in answers:
        db.session.add(AnonymousAnswer(stage_id=row.stage_id, answer=json.loads(body), readers=readers))
    row.state, row.closed_at = State.CLOSED.value, now
    row.closes_at = row.closes_at or now
    db.session.flush()
    tell(meeting, "consultation_closed", now, stage=row.stage_id, count=len(answers))
    journal.note("consultation_closed", account_id=meeting.leader_id, now=now, meeting=meeting.id, count=len(answers))


def due(*, folder: Path, now: datetime) -> tuple[str, ...]:
    """The ids of the consultations that close by themselves now: their hour has come, or their urn is nowhere, in a house restored from a copy."""
    query = select(Consultation, Meeting.ended_at, Meeting.closed_at).join(
        Meeting, Meeting.id == Consultation.meeting_id
    )
    rows = db.session.execute(query.where(Consultation.state != State.CLOSED.value)).all()
    return tuple(
        one.id
        for one, ended, closed in rows
        if rules.is_due(State(one.state), one.closes_at, ended or closed, now)
        or not urn.path_of(folder, one.urn).exists()
    )


def urns_in_use() -> frozenset[str]:
    """The names of the urns whose answers are nowhere else."""
    return frozenset(db.session.scalars(select(Consultation.urn).where(Consultation.state != State.CLOSED.value)))


# ------------------------------------------------------------------ a slip that comes back


def ballot(*, code: str, folder: Path) -> tuple[Ballot | None, Slip]:
    """What this slip is asked, and whether it is free, already came back, or unknown (then there is no ballot). Nothing tells whose it is."""
    hash = rules.digest(code)
    for row in db.session.scalars(select(Consultation).where(Consultation.state != State.CLOSED.value)):
        found = urn.look(urn.path_of(folder, row.urn), hash)
        if found is not Slip.UNKNOWN:
            return _ballot(row), found
    return None, Slip.UNKNOWN


def ballot_of(*, consultation_id: str) -> Ballot | None:
    """What the slips of this consultation are asked, or were; None where there is no such one."""
    row = db.session.get(Consultation, consultation_id)
    return _ballot(row) if row is not None else None


def _ballot(row: Consultation) -> Ballot:
    meeting = load(row.meeting_id)
    stage = stage_of(meeting, row.stage_id)
    step = step_of(meeting, stage)
    return Ballot(
        id=row.id,
        title=step.title,
        question=render(step.question),
        activity=step.activity.type,
        config=follow.settings_of(step, stage),
        standing=Standing(State(row.state), row.closes_at),
    )


def deposit(*, asked: Ballot, code: str, formdata: FormData, folder: Path, now: datetime) -> Slip:
    """Drop this answer in the urn and spend the slip, both or neither: FREE, it is kept; SPENT, another came before; UNKNOWN, there is no such slip.

    Called inside a reading unit, which makes a closing wait. Raises Closed, AnswerFaults, sqlite3.Error.
    """
    row = db.session.get(Consultation, asked.id)
    if row is None or not rules.takes_answers(State(row.state), row.closes_at, now):
        raise rules.Closed()
    path, hash = urn.path_of(folder, row.urn), rules.digest(code)
    if (found := urn.look(path, hash)) is not Slip.FREE:
        return found
    value = registry.get(asked.activity).read(asked.config, formdata)
    return urn.drop(path, hash, json.dumps(value.model_dump(mode="json", by_alias=True)))


# ------------------------------------------------------------------ rows


def _of(meeting: Meeting, stage_id: str) -> tuple[Stage, Step, Standing]:
    stage = stage_of(meeting, stage_id)
    step = step_of(meeting, stage)
    if not rules.is_consultation(step) or not has_folder():
        raise rules.NotAConsultation()
    return stage, step, standing(stage_id=stage.id, step=step, people=headcount(meeting)) or Standing()


def _may_begin(meeting: Meeting, stage: Stage) -> bool:
    """While the meeting runs, the step itself or one before it: slips are printed in the break."""
    return meeting.state is MeetingState.RUNNING and stage.state not in OVER


def _row(stage_id: str) -> Consultation | None:
    return db.session.scalar(select(Consultation).where(Consultation.stage_id == stage_id))


def _counted(stage_id: str) -> int:
    return len(db.session.scalars(select(AnonymousAnswer.id).where(AnonymousAnswer.stage_id == stage_id)).all())
