"""Correcting in place what a block of a document shows, by the id of what it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from facilitation.confidentiality.select import seen_at_desk
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.meetings.ledger import Conflict, lock_meeting, tell
from facilitation.meetings.models import AnonymousAnswer, Contribution, Meeting, Stage, Synthesis
from facilitation.meetings.service import follow
from facilitation.meetings.service.agenda import stage_of
from facilitation.meetings.service.answers import save_synthesis, step_of
from facilitation.meetings.service.loading import load
from facilitation.meetings.service.summaries import Row, allowed
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.models import Outcome
from facilitation.typed import kept


def correct_block(
    *, meeting_id: str, source: str, field: str, text: str, now: datetime, version: int | None = None
) -> None:
    """Correct in place what a block of the document shows: an outcome's wording, a synthesis, or one text of an answer. Raises Conflict, NotHere."""
    meeting = lock_meeting(meeting_id)
    outcome = db.session.get(Outcome, source)
    if outcome is not None and outcome.meeting_id == meeting_id:
        outcomes.qualify(outcome_id=source, text=text, version=version, now=now)
        return
    synthesis = db.session.get(Synthesis, source)
    if synthesis is not None:
        stage_of(meeting, synthesis.stage_id)
        save_synthesis(meeting_id=meeting_id, stage_id=synthesis.stage_id, text=text, version=version, now=now)
        return
    _correct_answer(meeting, source, field, text, version, now)
    tell(meeting, "corrected", now)


def block_text(*, meeting_id: str, source: str, field: str) -> tuple[str, int]:
    """What `correct_block` would correct, as it stands, and its version (0 for an answer without a name). Raises NotHere."""
    meeting = load(meeting_id)
    synthesis = db.session.get(Synthesis, source)
    if synthesis is not None and synthesis.stage_id in {stage.id for stage in meeting.stages}:
        return synthesis.text, synthesis.version
    row, _stage = _answer(meeting, source)
    found = _text_of(row.answer, field)
    if found is None:
        raise NotHere()
    return found, row.version if isinstance(row, Contribution) else 0


def _text_of(answer: Mapping[str, object], field: str) -> str | None:
    for name, value in answer.items():
        if name == field and isinstance(value, str):
            return value
        inner = _text_of(value, field) if isinstance(value, Mapping) else None
        if inner is not None:
            return inner
    return None


def _correct_answer(meeting: Meeting, source: str, field: str, text: str, version: int | None, now: datetime) -> None:
    row, stage = _answer(meeting, source)
    changed, count = _replaced(row.answer, field, kept(text))
    if not count:
        raise NotHere()
    if isinstance(row, Contribution):
        if version is not None and version != row.version:
            raise Conflict(mine=text, theirs=json.dumps(row.answer, ensure_ascii=False), version=row.version)
        row.version += 1
    row.answer = changed
    follow.apply(meeting, stage, now)


def _answer(meeting: Meeting, source: str) -> tuple[Row, Stage]:
    """The answer of this id and its stage. Raises NotHere for what no document can hold yet: kept by its author, or of an anonymous stage that runs."""
    row = db.session.get(Contribution, source) or db.session.get(AnonymousAnswer, source)
    stage = stage_of(meeting, row.stage_id) if row is not None else None
    if row is None or stage is None or not allowed([row], step_of(meeting, stage), stage, seen_at_desk):
        raise NotHere()
    return row, stage


def _replaced(answer: Mapping[str, object], field: str, text: str) -> tuple[dict[str, object], int]:
    """The answer with the text of this field replaced, and how many were; a dotted field names a text inside a mapping."""
    changed, count = dict(answer), 0
    for name, value in answer.items():
        if name == field and isinstance(value, str):
            changed[name], count = text, count + 1
        elif isinstance(value, Mapping):
            inner, found = _replaced(value, field, text)
            changed[name], count = inner, count + found
    return changed, count
