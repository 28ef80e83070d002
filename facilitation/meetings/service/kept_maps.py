"""What a step kept in the minutes keeps of an earlier one whose answers are erased: the map, from five answers on, and nothing of who gave them.

Source: `design/confidentiality.md`, « Readers »: a later `pv` stage may keep an aggregate of erased answers that passed the threshold. Of the steps of
the point that were lived, keep their blocks and name the map among their inputs, the first one keeps it: once is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from facilitation.activities import echelle, registry
from facilitation.activities.base import Given
from facilitation.confidentiality.readers import Trace
from facilitation.meetings.models import Meeting, Stage
from facilitation.meetings.rules import StageState
from facilitation.meetings.service.answers import given_of, step_of
from facilitation.meetings.service.loading import headcount, in_order
from facilitation.meetings.service.summaries import Row, Selection, allowed, with_inputs
from facilitation.outline import Blocks


def maps_kept(meeting: Meeting, stage: Stage, rows: Mapping[str, list[Row]], let_through: Selection) -> Blocks:
    """The blocks of the maps that this stage keeps for this selection; none for a stage that keeps nothing itself."""
    read = [one for one in with_inputs(meeting, stage)[:-1] if _keeper(meeting, one) is stage]
    return tuple(block for one in read for block in _map_of(meeting, one, rows.get(one.id, []), let_through))


def _keeper(meeting: Meeting, rated: Stage) -> Stage | None:
    """The stage that keeps the map of this one; None where its own trace keeps it already, or no step that keeps anything read it."""
    if step_of(meeting, rated).trace is Trace.PV:
        return None
    return next((one for one in in_order(meeting) if _reads(meeting, one, rated) and _lived(meeting, one)), None)


def _reads(meeting: Meeting, stage: Stage, rated: Stage) -> bool:
    step = step_of(meeting, stage)
    return stage.point_id == rated.point_id and step.trace is Trace.PV and rated.step_id in step.inputs


def _lived(meeting: Meeting, stage: Stage) -> bool:
    """Whether the group came to this stage; of a meeting held on paper, which tells nothing of its steps, each that was taken."""
    if not any(one.segments for one in meeting.stages):
        return stage.taken
    return bool(stage.segments) and stage.state is not StageState.SKIPPED


def _map_of(meeting: Meeting, rated: Stage, rows: Iterable[Row], let_through: Selection) -> Blocks:
    step = step_of(meeting, rated)
    if step.activity.type != echelle.TYPE:
        return ()
    desk = registry.desk_of(echelle.TYPE, rated.desk)
    config = registry.settings_at(step.activity, desk)
    if not isinstance(config, echelle.Config) or not isinstance(desk, echelle.DeskState):
        return ()
    kept = allowed(rows, step, rated, _as_if_kept(let_through))
    given = [_unsigned(given_of(row, echelle.Answer)) for row in kept]
    summary = echelle.summarise(config, given, desk, {}, headcount(meeting))
    return echelle.blocks(config, summary) if summary.map is not None else ()


def _as_if_kept(let_through: Selection) -> Selection:
    """The selection, asked of answers as of those that remain: who reads them and their marks decide alone."""
    return lambda notes: let_through(replace(note, trace=Trace.PV) for note in notes)


def _unsigned(one: Given) -> Given:
    """An answer as the aggregate takes it: signed or not, it counts from five on, and has no author."""
    return replace(one, who="", anonymous=True)
