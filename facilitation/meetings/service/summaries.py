"""A stage's production for one view: what the selection lets through, summed up by its activity. Nothing else reaches a summary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from facilitation.activities import registry
from facilitation.activities.base import Activity, Given, Part
from facilitation.confidentiality.readers import Note
from facilitation.database import db
from facilitation.guides.schema import Flag, Step
from facilitation.i18n import _
from facilitation.meetings.models import AnonymousAnswer, Contribution, Meeting, Stage
from facilitation.meetings.service.answers import given_of, note_of, step_of
from facilitation.meetings.service.groups import group_name
from facilitation.meetings.service.loading import headcount
from facilitation.meetings.service.sealed import gathering
from facilitation.outline import AnyBlock, Blocks, Paragraph, plain

Row = Contribution | AnonymousAnswer
Selection = Callable[[Iterable[Note]], tuple[Note, ...]]


@dataclass(frozen=True, slots=True)
class Production:
    """A stage's activity, its settings, what the desk arranged, and the summary of the rows that were let through.

    `by_group`: the same, sub-group by sub-group (name, summary), where sub-groups wrote what is read under their names; else empty.
    """

    step: Step
    activity: Activity
    config: Part
    desk: Part
    summary: Part
    rows: tuple[Row, ...]
    by_group: tuple[tuple[str, Part], ...] = ()


def rows_of(meeting: Meeting, stages: Iterable[Stage], *, revealed: bool = False) -> dict[str, list[Row]]:
    """The answers of these stages, by stage: in the order given, or in that of their random ids where the stage is anonymous.

    `revealed`: those alone that the room may see already; the others are not even loaded.
    """
    wanted, found = list(stages), defaultdict[str, list[Row]](list)
    hidden = [stage.id for stage in wanted if Flag.ANONYME in step_of(meeting, stage).flags]
    signed = [stage.id for stage in wanted if stage.id not in hidden]
    if signed:
        query = select(Contribution).where(Contribution.stage_id.in_(signed)).order_by(Contribution.position)
        query = query.where(Contribution.revealed) if revealed else query
        for row in db.session.scalars(query):
            found[row.stage_id].append(row)
    if hidden:
        unsigned = select(AnonymousAnswer).where(AnonymousAnswer.stage_id.in_(hidden)).order_by(AnonymousAnswer.id)
        unsigned = unsigned.where(AnonymousAnswer.revealed) if revealed else unsigned
        for answer in db.session.scalars(unsigned):
            found[answer.stage_id].append(answer)
    return found


def answers_of(stage: Stage, step: Step) -> int:
    """How many answers this stage has, shown or not."""
    kind = AnonymousAnswer if Flag.ANONYME in step.flags else Contribution
    return db.session.scalar(select(func.count()).select_from(kind).where(kind.stage_id == stage.id)) or 0


def with_inputs(meeting: Meeting, stage: Stage) -> list[Stage]:
    """The stage and the earlier ones of its point that it reads."""
    inputs = step_of(meeting, stage).inputs
    return [one for one in meeting.stages if one.point_id == stage.point_id and one.step_id in inputs] + [stage]


def production(
    meeting: Meeting,
    stage: Stage,
    rows: Mapping[str, list[Row]],
    let_through: Selection,
    names: Mapping[str, str],
    *,
    whole: bool = False,
) -> Production:
    """What this view may have of a stage. `names` (attendance id → name) is empty where nobody is to be named.

    `whole`: for a page that has no gesture to show a line with, what was let through is summed up as if the room saw it all.
    """
    earlier = {
        one.step_id: production(meeting, one, rows, let_through, names, whole=whole).summary
        for one in with_inputs(meeting, stage)
        if one.id != stage.id
    }
    step = step_of(meeting, stage)
    activity, type = registry.get(step.activity.type), step.activity.type
    desk = registry.narrowed(type, registry.desk_of(type, stage.desk), let_through)
    config = registry.settings_at(step.activity, desk)
    kept = allowed(rows.get(stage.id, []), step, stage, let_through)
    given = [given_of(row, activity.Answer, _who(row, names)) for row in kept]
    given = [replace(one, revealed=True) for one in given] if whole else given

    def summed(some: Sequence[Given]) -> Part:
        return activity.summarise(config, some, desk, earlier, headcount(meeting))

    by_group = tuple((name, summed(some)) for name, some in _apart(type, kept, given))
    return Production(step, activity, config, desk, summed(given), tuple(kept), by_group)


def _apart(type: str, rows: Sequence[Row], given: Sequence[Given]) -> Iterator[tuple[str, list[Given]]]:
    """What each sub-group gave, under its name, then what came from none; nothing where no sub-group wrote, or where all is read together."""
    of_group = [row.group if isinstance(row, Contribution) else "" for row in rows]
    if type not in registry.APART or not any(of_group):
        return
    for group in sorted(set(of_group), key=lambda one: (not one, len(one), one)):
        own = [one for one, known in zip(given, of_group, strict=True) if known == group]
        yield group_name(group) if group else _("Sans groupe"), own


def blocks_of(made: Production) -> Blocks:
    """What a document may keep of a stage; what sub-groups wrote side by side, each under its name."""
    if not made.by_group:
        return made.activity.blocks(made.config, made.summary)
    found: list[AnyBlock] = []
    for name, summary in made.by_group:
        if blocks := made.activity.blocks(made.config, summary):
            found.extend((Paragraph(runs=plain(name, strong=True)), *blocks))
    return tuple(found)


def allowed(rows: Iterable[Row], step: Step, stage: Stage, let_through: Selection) -> list[Row]:
    """The rows that the selection lets through; none of an anonymous stage while its answers are still coming."""
    own = list(rows)
    if gathering(stage, step):
        return []
    chosen = {note.id for note in let_through(note_of(row, step.trace) for row in own)}
    return [row for row in own if row.id in chosen]


def _who(row: Row, names: Mapping[str, str]) -> str:
    """Whose answer it is: a sub-group's, somebody's, or nobody's that may be named."""
    if not isinstance(row, Contribution):
        return ""
    return group_name(row.group) if row.group else names.get(row.attendance_id or "", "")
