"""Handing over what people wrote for themselves, before the closing erases it: to a phone what it sent, at the desk what was typed there for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from facilitation.accounts.rules import Device
from facilitation.activities import registry, sheets
from facilitation.activities.sheets import Cell
from facilitation.confidentiality.readers import Trace
from facilitation.confidentiality.select import seen_at_desk
from facilitation.database import db
from facilitation.documents.own_texts import OwnStep, OwnTexts
from facilitation.errors import NotHere
from facilitation.i18n import _
from facilitation.meetings.models import AnonymousAnswer, Contribution, Meeting, Stage
from facilitation.meetings.rules import Source
from facilitation.meetings.service import follow
from facilitation.meetings.service.answers import note_of, step_of
from facilitation.meetings.service.groups import group_name
from facilitation.meetings.service.loading import in_order, load
from facilitation.meetings.shown import ToHand

NOBODY = "sans-nom"


def of_phone(*, meeting_id: str, device: Device) -> OwnTexts:
    """What this phone sent that will be erased as its author's own: in steps of trace `perso`, and what nobody else reads. Raises NotHere."""
    meeting = load(meeting_id)
    return _texts(meeting, _sent(meeting, device))


def anything(*, meeting_id: str, device: Device) -> bool:
    """Whether `of_phone` has something to give. Raises NotHere."""
    return bool(_sent(load(meeting_id), device))


def _sent(meeting: Meeting, device: Device) -> list[Contribution]:
    ids = [stage.id for stage in meeting.stages]
    query = select(Contribution).where(Contribution.stage_id.in_(ids), Contribution.participant_id == device.id)
    rows = list(db.session.scalars(query.order_by(Contribution.position)))
    traces = {stage.id: step_of(meeting, stage).trace for stage in meeting.stages}
    return [row for row in rows if not row.readers or traces[row.stage_id] is Trace.PERSO]


def of_person(*, meeting_id: str, person: str) -> OwnTexts:
    """What was typed at the desk, or from paper, for this person (as `to_hand` names them) in steps of trace `perso`. Raises NotHere."""
    meeting = load(meeting_id)
    ids = [stage.id for stage in meeting.stages]
    rows = db.session.scalars(
        select(Contribution).where(Contribution.stage_id.in_(ids)).order_by(Contribution.position)
    )
    by_stage: dict[str, list[Contribution | AnonymousAnswer]] = {}
    for row in rows:
        by_stage.setdefault(row.stage_id, []).append(row)
    theirs = [row for row in typed_here(meeting, by_stage) if _owner(row) == person]
    if not theirs and person not in {NOBODY, *(row.id for row in meeting.attendances)}:
        raise NotHere()
    return _texts(meeting, theirs)


def to_hand(meeting: Meeting, rows: Mapping[str, Sequence[Contribution | AnonymousAnswer]]) -> tuple[ToHand, ...]:
    """Whose texts the desk can hand over before closing, each with how many there are; those without a name last."""
    names = {row.id: row.name for row in meeting.attendances}
    counts: dict[str, int] = {}
    for row in typed_here(meeting, rows):
        counts[_owner(row)] = counts.get(_owner(row), 0) + 1
    return tuple(
        ToHand(
            owner,
            names.get(owner) or (_("Sans nom") if owner == NOBODY else group_name(owner.removeprefix("groupe-"))),
            count,
        )
        for owner, count in sorted(counts.items(), key=lambda one: (one[0] == NOBODY, names.get(one[0], one[0])))
    )


def typed_here(
    meeting: Meeting, rows: Mapping[str, Sequence[Contribution | AnonymousAnswer]]
) -> Iterable[Contribution]:
    """The answers of steps of trace `perso` that came by the desk or by paper, which the desk may read."""
    for stage in in_order(meeting):
        trace = step_of(meeting, stage).trace
        if trace is Trace.PERSO:
            for row in rows.get(stage.id, ()):
                if (
                    isinstance(row, Contribution)
                    and row.source is not Source.PHONE
                    and seen_at_desk([note_of(row, trace)])
                ):
                    yield row


def _owner(row: Contribution) -> str:
    return row.attendance_id or (f"groupe-{row.group}" if row.group else NOBODY)


def _texts(meeting: Meeting, rows: Sequence[Contribution]) -> OwnTexts:
    steps = []
    for stage in in_order(meeting):
        lines = [line for row in rows if row.stage_id == stage.id for line in _lines(meeting, stage, row)]
        if lines:
            steps.append(OwnStep(step_of(meeting, stage).title, tuple(lines)))
    return OwnTexts(meeting.title, meeting.started_at or meeting.starts_at or meeting.created_at, tuple(steps))


def _lines(meeting: Meeting, stage: Stage, row: Contribution) -> Iterable[tuple[str, str]]:
    """Each field of the answer: its label where there are several, and its text, or what was chosen in the words of the sheet."""
    step = step_of(meeting, stage)
    activity, config = registry.get(step.activity.type), follow.settings_of(step, stage)
    values = activity.values(config, activity.Answer.model_validate(row.answer, strict=False))
    cells = {cell.field: cell for cell in sheets.cells(config)}
    several = len(activity.fields(config)) > 1
    for name in activity.fields(config):
        if values.get(name):
            cell = cells.get(name)
            yield (cell.title if cell and several else "", _chosen(cell, values[name]))


def _chosen(cell: Cell | None, value: str) -> str:
    labels = {choice.value: choice.label for choice in cell.choices} if cell else {}
    return ", ".join(labels.get(part, part) for part in value.split(",")) if labels else value
