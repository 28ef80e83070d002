"""Preparing a meeting: who, when, which guide or points, in which order, for how long."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete as delete_rows
from sqlalchemy import func, select

from facilitation.accounts.models import Account
from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere
from facilitation.guides.catalogue import Catalogue, FrozenGuide, fingerprint, freeze
from facilitation.guides.proposal import propose
from facilitation.guides.schema import Guide, Step, step_minutes, usual_people
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import (
    AgendaPoint,
    Attendance,
    Draft,
    Event,
    Meeting,
    MeetingRole,
    Stage,
    Undo,
)
from facilitation.meetings.rules import (
    MeetingHasMoved,
    NetworkType,
    NotBeforeItBegins,
    PointKind,
    Presence,
    StageState,
    can_be_deleted,
    moved,
)
from facilitation.meetings.service.loading import copy_of, headcount, load
from facilitation.meetings.shown import NewMeeting
from facilitation.meetings.simple import simple_guide
from facilitation.partnerships import service as partnerships
from facilitation.typed import kept, required


class NoMinutes(FacilitationError):
    """Une étape dure au moins une minute et au plus 600. Corrigez le nombre de minutes."""


class TooManyPeople(FacilitationError):
    """Donnez un nombre de personnes entre 1 et 500."""


class UnknownGuide(FacilitationError):
    """Ce guide n'est plus dans la bibliothèque. Choisissez-en un autre."""


MOST_PEOPLE = 500


def prepare(*, account_id: str, new: NewMeeting, now: datetime) -> str:
    """The id of a new meeting, prepared by this account, who will lead it."""
    account = db.session.get(Account, account_id)
    meeting = Meeting(created_at=now, animator=new.animator or (account.name if account else ""))
    db.session.add(meeting)
    meeting.roles.append(MeetingRole(account_id=account_id, role="facilitator"))
    db.session.flush()
    _describe(meeting, new)
    tell(meeting, "prepared", now)
    return meeting.id


def change(*, meeting_id: str, new: NewMeeting, now: datetime) -> None:
    """Give the meeting this description; the people already there keep their place in the list."""
    meeting = lock_meeting(meeting_id)
    _describe(meeting, new)
    recount(meeting)
    tell(meeting, "described", now)


def _describe(meeting: Meeting, new: NewMeeting) -> None:
    if new.expected and not 1 <= new.expected <= MOST_PEOPLE:
        raise TooManyPeople()
    for name in ("title", "purpose", "place", "secretary"):
        setattr(meeting, name, kept(getattr(new, name)))
    meeting.animator = kept(new.animator) or meeting.animator
    for name in ("network_type", "serves_several", "with_situation", "starts_at"):
        setattr(meeting, name, getattr(new, name))
    if new.partnership_id and new.partnership_id != meeting.partnership_id and meeting.number is None:
        _must_be_theirs(meeting, new.partnership_id)
        meeting.partnership_id = new.partnership_id
    _expect(meeting, new)


def _must_be_theirs(meeting: Meeting, partnership_id: str) -> None:
    """Raise NotHere unless a facilitator of this meeting looks after the partnership: a forged form ties nothing to another's."""
    if not any(partnerships.owns(partnership_id=partnership_id, account_id=role.account_id) for role in meeting.roles):
        raise NotHere()


def _expect(meeting: Meeting, new: NewMeeting) -> None:
    members = (
        {member.id: member for member in partnerships.members_of(partnership_id=meeting.partnership_id)}
        if meeting.partnership_id
        else {}
    )
    wanted = [member for member in new.people if member in members]
    begun = not can_be_deleted(meeting.state)
    for row in list(meeting.attendances):
        if (
            row.member_id
            and row.member_id not in wanted
            and not begun
            or row.member_id is None
            and (row.name, row.function) not in new.guests
            and not begun
        ):
            meeting.attendances.remove(row)
    already = {row.member_id for row in meeting.attendances} | {(row.name, row.function) for row in meeting.attendances}
    for member_id in wanted:
        if member_id not in already:
            member = members[member_id]
            _seat(meeting, member.name, member.function, member.organisation, member_id=member_id)
    for name, function in new.guests:
        if (name, function) not in already:
            _seat(meeting, required(name), kept(function), "", presence=Presence.GUEST)
    meeting.expected = len(meeting.attendances) or new.expected or meeting.expected


def _seat(
    meeting: Meeting,
    name: str,
    function: str,
    organisation: str,
    *,
    member_id: str | None = None,
    presence: Presence = Presence.PRESENT,
) -> Attendance:
    place = max((row.position for row in meeting.attendances), default=-1) + 1
    row = Attendance(
        member_id=member_id, position=place, name=name, function=function, organisation=organisation, presence=presence
    )
    meeting.attendances.append(row)
    return row


# ------------------------------------------------------------------ the agenda


def use_guide(
    *,
    meeting_id: str,
    guide_id: str,
    catalogue: Catalogue,
    now: datetime,
    variant: str | None = None,
    replace: bool = False,
) -> str:
    """The id of a new point led with this guide; with `replace`, the guide points that have not begun are taken away first."""
    guide = catalogue.guides.get(guide_id)
    if guide is None or (variant and variant not in {one.id for one in guide.variants}):
        raise UnknownGuide()
    meeting = lock_meeting(meeting_id)
    if replace:
        for point in [point for point in meeting.points if point.kind is PointKind.GUIDE]:
            if not _has_begun(meeting, point):
                _take_away(meeting, point)
    point = add_point(meeting, PointKind.GUIDE, guide.title, freeze(guide, catalogue, variant), variant or "")
    meeting.title = meeting.title or guide.title
    tell(meeting, "guide_taken", now, guide=guide.id, version=guide.version)
    return point.id


def proposals(
    *, catalogue: Catalogue, network_type: NetworkType | None, minutes: int, people: int, person_present: bool
) -> tuple[tuple[Guide, str], ...]:
    """At most three guides for such a meeting, each with its reason in a sentence."""
    found = propose(
        catalogue.guides.values(),
        network_type=network_type.value if network_type else None,
        minutes=minutes,
        people=people,
        person_present=person_present,
    )
    return tuple((catalogue.guides[one.guide_id], one.reason) for one in found)


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


def move_point(*, meeting_id: str, point_id: str, steps: int, now: datetime) -> None:
    """Carry a point some places later on the agenda, or earlier."""
    meeting = lock_meeting(meeting_id)
    order = moved([point.id for point in meeting.points], point_id, steps)
    for point in meeting.points:
        point.position = order.index(point.id)
    tell(meeting, "reordered", now)


def move_stage(*, meeting_id: str, stage_id: str, steps: int, now: datetime) -> None:
    """Carry a stage some places later within its point, or earlier."""
    meeting = lock_meeting(meeting_id)
    stage = stage_of(meeting, stage_id)
    own = sorted((one for one in meeting.stages if one.point_id == stage.point_id), key=lambda one: one.position)
    order = moved([one.id for one in own], stage_id, steps)
    for one in own:
        one.position = order.index(one.id)
    tell(meeting, "reordered", now)


def set_minutes(*, meeting_id: str, stage_id: str, minutes: int, now: datetime) -> None:
    """Give a stage its minutes by hand: they no longer follow the number of people."""
    meeting = lock_meeting(meeting_id)
    stage = stage_of(meeting, stage_id)
    stage.minutes, stage.own_minutes = _minutes(minutes), True
    tell(meeting, "minutes_set", now)


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


def set_count(*, meeting_id: str, expected: int, now: datetime) -> None:
    """Tell how many people are expected; the minutes that follow the number of people are computed again."""
    if not 1 <= expected <= MOST_PEOPLE:
        raise TooManyPeople()
    meeting = lock_meeting(meeting_id)
    meeting.expected = expected
    recount(meeting)
    tell(meeting, "counted", now, people=expected)


def recount(meeting: Meeting) -> None:
    """Compute again the minutes of the stages to come that follow the number of people."""
    people = headcount(meeting)
    points = {point.id: point for point in meeting.points}
    for stage in meeting.stages:
        if people and not stage.own_minutes and stage.state is StageState.TO_COME:
            guide = copy_of(points[stage.point_id]).guide
            stage.minutes = max(1, step_minutes(guide.step(stage.step_id), people, guide.subgroup_size))


# ------------------------------------------------------------------ the meeting as a whole


def attach(*, meeting_id: str, partnership_id: str, now: datetime) -> None:
    """Tie a meeting without a partnership to one; it then takes the next number of its year, if it was opened."""
    meeting = lock_meeting(meeting_id, writable=False)
    if meeting.partnership_id is not None:
        raise MeetingHasMoved()
    _must_be_theirs(meeting, partnership_id)
    meeting.partnership_id = partnership_id
    if meeting.opened_at is not None:
        give_number(meeting)
    tell(meeting, "attached", now)


def give_number(meeting: Meeting, *, wanted: int | None = None) -> None:
    """Give the meeting the next number of its partnership's year, once; without a partnership it has none."""
    if meeting.number is not None or meeting.partnership_id is None or meeting.opened_at is None:
        return
    meeting.year = (meeting.starts_at or meeting.opened_at).year
    same = (Meeting.partnership_id == meeting.partnership_id, Meeting.year == meeting.year)
    last = db.session.scalar(select(func.max(Meeting.number)).where(*same)) or 0
    meeting.number = wanted or last + 1


def duplicate(*, meeting_id: str, account_id: str, now: datetime) -> str:
    """The id of a new prepared meeting with the same description, people, guides and points; nothing that was said is copied."""
    model = load(meeting_id)
    twin = Meeting(created_at=now)
    same = (
        "partnership_id",
        "title",
        "network_type",
        "purpose",
        "serves_several",
        "with_situation",
        "place",
        "expected",
    )
    for name in (*same, "animator", "secretary"):
        setattr(twin, name, getattr(model, name))
    db.session.add(twin)
    twin.roles.append(MeetingRole(account_id=account_id, role="facilitator"))
    db.session.flush()
    for row in model.attendances:
        if row.member_id is not None:
            _seat(twin, row.name, row.function, row.organisation, member_id=row.member_id)
    for point in model.points:
        add_point(twin, point.kind, point.title, point.guide, point.variant).adapted = point.adapted
    tell(twin, "prepared", now)
    return twin.id


def delete(*, meeting_id: str, now: datetime) -> None:
    """Delete a meeting that has not begun, with everything of it."""
    meeting = lock_meeting(meeting_id, writable=False)
    if not can_be_deleted(meeting.state):
        raise NotBeforeItBegins()
    for table in (Event, Undo, Draft):
        db.session.execute(delete_rows(table).where(table.meeting_id == meeting_id))
    for stage in list(meeting.stages):
        meeting.stages.remove(stage)
    db.session.flush()
    db.session.delete(meeting)
