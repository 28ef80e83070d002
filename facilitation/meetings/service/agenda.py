"""The agenda and the ribbon of a meeting: its guides, points, modules; their order and their minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere
from facilitation.guides.catalogue import Catalogue, FrozenGuide, fingerprint, freeze
from facilitation.guides.proposal import propose
from facilitation.guides.schema import Guide, Step, step_minutes, usual_people
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import AgendaPoint, Meeting, Stage
from facilitation.meetings.order import carried
from facilitation.meetings.rules import (
    MeetingHasMoved,
    NetworkType,
    NotBeforeItBegins,
    PointKind,
    StageState,
)
from facilitation.meetings.service.loading import copy_of, headcount, load
from facilitation.meetings.simple import simple_guide
from facilitation.typed import kept, required


class NoMinutes(FacilitationError):
    """Une étape dure au moins une minute et au plus 600. Corrigez le nombre de minutes."""


class MinutesChanged(FacilitationError):
    """Minutes de « %(title)s » : quelqu'un vient d'en noter %(theirs)s, et vous %(mine)s. Les vôtres ne sont pas enregistrées ; notez de nouveau ce qu'il faut garder."""


class UnknownGuide(FacilitationError):
    """Ce guide n'est plus dans la bibliothèque. Choisissez-en un autre."""


def use_guide(
    *,
    meeting_id: str,
    guide_id: str,
    catalogue: Catalogue,
    now: datetime,
    variant: str | None = None,
    replace: bool = False,
    title: str = "",
) -> str:
    """The id of a new point led with this guide, under its own title or this one; with `replace`, the guide points that have not begun are taken away first."""
    guide = catalogue.guides.get(guide_id)
    if guide is None or (variant and variant not in {one.id for one in guide.variants}):
        raise UnknownGuide()
    meeting = lock_meeting(meeting_id)
    if replace:
        for point in [point for point in meeting.points if point.kind is PointKind.GUIDE]:
            if not _has_begun(meeting, point):
                _take_away(meeting, point)
    point = add_point(
        meeting, PointKind.GUIDE, kept(title) or guide.title, freeze(guide, catalogue, variant), variant or ""
    )
    meeting.title = meeting.title or guide.title
    tell(meeting, "guide_taken", now, guide=guide.id, version=guide.version)
    return point.id


def proposals(
    *, catalogue: Catalogue, network_type: NetworkType | None, minutes: int, people: int, person_present: bool
) -> tuple[tuple[Guide, str, str], ...]:
    """At most three guides for such a meeting, each with its reason in a sentence and the variant that the reason speaks of, or empty."""
    found = propose(
        catalogue.guides.values(),
        network_type=network_type.value if network_type else None,
        minutes=minutes,
        people=people,
        person_present=person_present,
    )
    return tuple((catalogue.guides[one.guide_id], one.reason, one.variant) for one in found)


def insert_point(
    *, meeting_id: str, kind: PointKind, title: str, minutes: int, now: datetime, catalogue: Catalogue | None = None
) -> str:
    """The id of a new simple point: at the end while preparing, just after the current point while the meeting runs."""
    if kind is PointKind.GUIDE:
        raise MeetingHasMoved()
    meeting = lock_meeting(meeting_id)
    guide = simple_guide(kind, required(title), _minutes(minutes))
    point = add_point(meeting, kind, guide.title, freeze(guide, catalogue or Catalogue()), "")
    meeting.title = meeting.title or guide.title
    tell(meeting, "point_added", now, point=kind.value)
    return point.id


def add_point(meeting: Meeting, kind: PointKind, title: str, copy: dict[str, Any], variant: str) -> AgendaPoint:
    """The new row of the agenda with its stages, placed after the current point when one runs."""
    here = next((stage.point_id for stage in meeting.stages if stage.id == meeting.current_stage_id), None)
    place = next((point.position + 1 for point in meeting.points if point.id == here), None)
    if place is None:
        place = max((point.position for point in meeting.points), default=-1) + 1
    for later in meeting.points:
        if later.position >= place:
            later.position += 1
    point = AgendaPoint(
        meeting_id=meeting.id,
        position=place,
        kind=kind,
        title=title,
        guide=copy,
        fingerprint=fingerprint(copy),
        variant=variant,
    )
    meeting.points.append(point)
    db.session.flush()
    guide = copy_of(point).guide
    for position, step in enumerate(guide.steps):
        _add_stage(meeting, point, guide, step, position)
    db.session.flush()
    return point


def _add_stage(meeting: Meeting, point: AgendaPoint, guide: Guide, step: Step, position: int) -> Stage:
    stage = Stage(
        meeting_id=meeting.id,
        point_id=point.id,
        step_id=step.id,
        position=position,
        minutes=max(1, step_minutes(step, headcount(meeting) or usual_people(guide), guide.subgroup_size)),
        taken=not step.disabled,
    )
    meeting.stages.append(stage)
    return stage


def insert_module(
    *, meeting_id: str, module_id: str, catalogue: Catalogue, now: datetime, after_stage_id: str | None = None
) -> str:
    """The id of the first stage of a module put into the ribbon, after this stage (or the current one, or the last)."""
    module = catalogue.modules.get(module_id)
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    after = after_stage_id or meeting.current_stage_id
    anchor = next((stage for stage in meeting.stages if stage.id == after), None)
    if module is None or not meeting.points:
        raise UnknownGuide()
    point = next(
        (point for point in meeting.points if anchor is not None and point.id == anchor.point_id), meeting.points[-1]
    )
    copy, added = _with_steps(copy_of(point), [step.model_copy(update={"module": module.id}) for step in module.steps])
    point.guide, point.fingerprint, point.adapted = copy, fingerprint(copy), True
    own = [stage for stage in meeting.stages if stage.point_id == point.id]
    place = anchor.position + 1 if anchor is not None else max((stage.position for stage in own), default=-1) + 1
    for stage in own:
        if stage.position >= place:
            stage.position += len(added)
    guide = copy_of(point).guide
    first = [
        _add_stage(meeting, point, guide, guide.step(step_id), place + offset) for offset, step_id in enumerate(added)
    ][0]
    db.session.flush()
    tell(meeting, "module_inserted", now, module=module.id)
    return first.id


def _with_steps(frozen: FrozenGuide, steps: list[Step]) -> tuple[dict[str, Any], list[str]]:
    """The copy with these steps at its end, each under an id of its own, and those ids."""
    names, added = {step.id for step in frozen.guide.steps}, []
    renamed = []
    for step in steps:
        name, again = step.id, 2
        while name in names:
            name, again = f"{step.id}-{again}", again + 1
        names.add(name)
        added.append(name)
        renamed.append(step.model_copy(update={"id": name, "disabled": False}))
    return frozen.with_steps(tuple(renamed)), added


def remove_point(*, meeting_id: str, point_id: str, now: datetime) -> None:
    """Take a point that has not begun off the agenda."""
    meeting = lock_meeting(meeting_id)
    point = _point(meeting, point_id)
    if _has_begun(meeting, point):
        raise NotBeforeItBegins()
    _take_away(meeting, point)
    tell(meeting, "point_removed", now)


def _take_away(meeting: Meeting, point: AgendaPoint) -> None:
    for stage in [stage for stage in meeting.stages if stage.point_id == point.id]:
        meeting.stages.remove(stage)
    db.session.flush()
    meeting.points.remove(point)
    db.session.flush()


def _point(meeting: Meeting, point_id: str) -> AgendaPoint:
    for point in meeting.points:
        if point.id == point_id:
            return point
    raise NotHere()


def stage_of(meeting: Meeting, stage_id: str) -> Stage:
    """The stage of this meeting; raises NotHere for another meeting's."""
    for stage in meeting.stages:
        if stage.id == stage_id:
            return stage
    raise NotHere()


def _has_begun(meeting: Meeting, point: AgendaPoint) -> bool:
    untouched = {StageState.TO_COME}
    return any(stage.state not in untouched for stage in meeting.stages if stage.point_id == point.id)


# ------------------------------------------------------------------ the ribbon


def move_point(*, meeting_id: str, point_id: str, steps: int, now: datetime, seen: str | None = None) -> None:
    """Carry a point some places later on the agenda, or earlier. `seen`: the order that the page showed; raises OrderChanged."""
    meeting = lock_meeting(meeting_id)
    titles = {point.id: point.title for point in meeting.points}
    order = carried([point.id for point in meeting.points], point_id, steps, titles=titles, seen=seen)
    for point in meeting.points:
        point.position = order.index(point.id)
    tell(meeting, "reordered", now)


def move_stage(*, meeting_id: str, stage_id: str, steps: int, now: datetime, seen: str | None = None) -> None:
    """Carry a stage some places later within its point, or earlier. `seen`: the order that the page showed; raises OrderChanged."""
    meeting = lock_meeting(meeting_id)
    stage = stage_of(meeting, stage_id)
    own = sorted((one for one in meeting.stages if one.point_id == stage.point_id), key=lambda one: one.position)
    guide = copy_of(_point(meeting, stage.point_id)).guide
    titles = {one.id: guide.step(one.step_id).title for one in own}
    order = carried([one.id for one in own], stage_id, steps, titles=titles, seen=seen)
    for one in own:
        one.position = order.index(one.id)
    tell(meeting, "reordered", now)


def set_minutes(*, meeting_id: str, stage_id: str, minutes: int, now: datetime, known: int | None = None) -> None:
    """Give a stage its minutes by hand: they no longer follow the number of people. Raises MinutesChanged when they are no longer those `known`."""
    meeting = lock_meeting(meeting_id)
    stage = stage_of(meeting, stage_id)
    if known not in (None, stage.minutes) and minutes != stage.minutes:
        raise MinutesChanged(theirs=stage.minutes, mine=minutes, title=_title(meeting, stage))
    stage.minutes, stage.own_minutes = _minutes(minutes), True
    tell(meeting, "minutes_set", now)


def _title(meeting: Meeting, stage: Stage) -> str:
    return copy_of(_point(meeting, stage.point_id)).guide.step(stage.step_id).title


def _minutes(minutes: int) -> int:
    if not 1 <= minutes <= 600:
        raise NoMinutes()
    return minutes


def take_stage(*, meeting_id: str, stage_id: str, taken: bool, now: datetime) -> None:
    """Take an optional stage into the ribbon, or leave it out while it is still to come."""
    meeting = lock_meeting(meeting_id)
    stage = stage_of(meeting, stage_id)
    if not taken and stage.state is not StageState.TO_COME:
        raise MeetingHasMoved()
    stage.taken = taken
    tell(meeting, "stage_taken" if taken else "stage_left_out", now)


def recount(meeting: Meeting) -> None:
    """Compute again the minutes of the stages to come that follow the number of people."""
    people = headcount(meeting)
    points = {point.id: point for point in meeting.points}
    for stage in meeting.stages:
        if people and not stage.own_minutes and stage.state is StageState.TO_COME:
            guide = copy_of(points[stage.point_id]).guide
            stage.minutes = max(1, step_minutes(guide.step(stage.step_id), people, guide.subgroup_size))
