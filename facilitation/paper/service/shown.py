"""What the pages of re-entry show, loaded whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from facilitation.activities import registry, sheets
from facilitation.activities.sheets import Cell
from facilitation.database import db
from facilitation.guides.schema import Flag
from facilitation.meetings.models import Contribution, Draft, Stage
from facilitation.meetings.rules import ACTIVE, Source
from facilitation.meetings.service.agenda import stage_of
from facilitation.meetings.service.loading import load
from facilitation.meetings.service.pages import meeting_shown
from facilitation.meetings.shown import MeetingShown
from facilitation.paper import rules
from facilitation.paper.rules import Asked, Unread
from facilitation.paper.service.kit import asked_at, asked_in
from facilitation.paper.service.sheets import seen, typed_row


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step whose sheets are typed in: how many were, of how many; `sealed`: its answers are shown when it has ended."""

    asked: Asked
    typed: int
    handed_out: int | None
    unread: int
    blank: int
    sealed: bool

    @property
    def told(self) -> str:
        """« 9 feuilles sur 10 »."""
        return rules.counted(self.typed, self.handed_out)


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A sheet that was typed in, as it was typed: its place, and each cell's keys or text, by field."""

    id: str
    number: int
    version: int
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TypingPage:
    """One step's sheets. `row`: the one that is being corrected; `draft`: what this person was typing; `before`, `after`: the steps around it."""

    meeting: MeetingShown
    line: StepLine
    cells: tuple[Cell, ...]
    rows: tuple[TypedRow, ...]
    row: TypedRow | None
    draft: Mapping[str, str]
    after: StepLine | None


def overview(*, meeting_id: str, now: datetime) -> tuple[MeetingShown, tuple[StepLine, ...]]:
    """The meeting and the steps whose sheets are typed in, in the ribbon's order; raises NotHere."""
    meeting = load(meeting_id)
    stages = {stage.id: stage for stage in meeting.stages}
    lines = tuple(_line(one, stages[one.key]) for one in asked_in(meeting, now) if one.retyped)
    return meeting_shown(meeting_id=meeting_id, now=now), lines


def _line(asked: Asked, stage: Stage) -> StepLine:
    known = Unread.stored(stage.sheets_unread)
    sealed = Flag.ANONYME in asked.step.flags and stage.state in ACTIVE
    return StepLine(asked, stage.sheets_typed, stage.sheets, known.count, known.blank, sealed)


def typing_page(
    *, meeting_id: str, stage_id: str, account_id: str, now: datetime, answer_id: str | None = None
) -> TypingPage:
    """One step's sheets and the row to type next (or to correct, for `answer_id`); raises NotHere."""
    meeting = load(meeting_id)
    asked, stage = asked_at(meeting, stage_id, now), stage_of(meeting, stage_id)
    cells = sheets.cells(asked.config)
    rows = _rows(asked, stage, cells)
    if answer_id:
        typed_row(stage, answer_id)
    shown, lines = overview(meeting_id=meeting_id, now=now)
    place = next(rank for rank, one in enumerate(lines) if one.asked.key == stage_id)
    draft = db.session.get(Draft, (meeting_id, account_id, f"saisie:{stage_id}"))
    return TypingPage(
        meeting=shown,
        line=lines[place],
        cells=cells,
        rows=rows,
        row=next((one for one in rows if one.id == answer_id), None),
        draft=draft.fields if draft and not answer_id else {},
        after=lines[place + 1] if place + 1 < len(lines) else None,
    )


def _rows(asked: Asked, stage: Stage, cells: tuple[Cell, ...]) -> tuple[TypedRow, ...]:
    """The sheets typed in, in order; none of an anonymous step, which keeps neither order nor ties."""
    activity, known = registry.get(asked.step.activity.type), Unread.stored(stage.sheets_unread)
    query = select(Contribution).where(Contribution.stage_id == stage.id, Contribution.source == Source.PAPER)
    found = []
    for number, row in enumerate(db.session.scalars(query.order_by(Contribution.position)), start=1):
        if not seen(row):
            continue
        answer = activity.Answer.model_validate_json(json.dumps(row.answer))
        fields = activity.values(asked.config, answer)
        typed = rules.typed_from(cells, fields, known.lines.get(row.id, ()))
        found.append(TypedRow(row.id, number, row.version, typed))
    return tuple(found)
