"""The sub-groups of a stage: drawn at the desk, followed while people come and go, shown to the room and to phones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from facilitation.database import db
from facilitation.i18n import _
from facilitation.meetings import groups as rules
from facilitation.meetings.groups import Group, NoGroups
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import Attendance, Meeting, Stage
from facilitation.meetings.rules import Presence, StageState
from facilitation.meetings.service.agenda import stage_of
from facilitation.meetings.shown import GroupShown

Way = Literal["noms", "numeros", "reunis", "melanges"]
WAYS: tuple[Way, ...] = ("noms", "numeros", "reunis", "melanges")
LIVE = frozenset({StageState.TO_COME, StageState.RUNNING, StageState.PAUSED})
HERE = frozenset({Presence.PRESENT, Presence.GUEST})


def group_name(group_id: str) -> str:
    """« Groupe 2 »."""
    return _("Groupe %(number)s", number=group_id)


def groups_of(stage: Stage) -> tuple[Group, ...]:
    """The sub-groups of this stage; none while they are not drawn."""
    return rules.from_json(stage.groups)


def group_of(stage: Stage, attendance_id: str | None) -> Group | None:
    """The sub-group of this person in this stage, or None: what a phone asks."""
    return rules.group_of(groups_of(stage), attendance_id)


def signed(stage: Stage, attendance_id: str | None, group: str = "") -> str:
    """The sub-group that an answer to this stage comes from: the one chosen, if there is one, else that of whoever gives it; empty for none."""
    found = group_of(stage, attendance_id)
    chosen = group in {one.id for one in groups_of(stage)}
    return group if chosen else found.id if found else ""


def on_phone(*, stage_id: str, attendance_id: str | None) -> tuple[GroupShown | None, bool]:
    """The sub-group of this person in this stage as their phone tells it, and whether they write for it; (None, False) without one."""
    stage = db.session.get(Stage, stage_id) if attendance_id else None
    found = group_of(stage, attendance_id) if stage else None
    if found is None:
        return None, False
    people = select(Attendance).where(Attendance.id.in_(found.people), Attendance.accepts_naming.is_(True))
    names = {row.id: row.name for row in db.session.scalars(people)}
    return groups_shown([found], names)[0], found.writer == attendance_id


def groups_shown(groups: Sequence[Group], names: Mapping[str, str]) -> tuple[GroupShown, ...]:
    """The groups with the names of those who may be named (attendance id → name), the writer first; the others are counted."""
    return tuple(
        GroupShown(
            id=group.id,
            people=tuple(
                names[one] for one in sorted(group.people, key=lambda one: one != group.writer) if one in names
            ),
            unnamed=group.count - sum(one in names for one in group.people),
            writer=names.get(group.writer, ""),
        )
        for group in groups
    )


def draw(*, meeting_id: str, stage_id: str, count: int, way: Way, now: datetime) -> None:
    """Draw the groups of a stage, or draw them again: by name, counted off, by putting together those of the step before, or by mixing them.

    Groups of people who are not known by name are counted off anew instead of mixed. Raises NoGroups.
    """
    meeting, stage = _writable(meeting_id, stage_id)
    people = _here(meeting)
    if way == "reunis":
        found = rules.joined(rules.seated(earlier(meeting, stage), people), count)
    elif way == "melanges" and any(group.people for group in earlier(meeting, stage)):
        found = rules.mixed(rules.seated(earlier(meeting, stage), people), count, f"{stage.id} {stage.version}")
    elif way == "noms" and people:
        found = rules.drawn(people, count, f"{stage.id} {stage.version}")
    else:
        found = rules.counted_off(len(people) or meeting.expected, count)
    _keep(meeting, stage, found, now)


def earlier(meeting: Meeting, stage: Stage) -> tuple[Group, ...]:
    """The groups of the last stage before this one, in its point, that has some. Raises NoGroups when there is none."""
    before = [one for one in meeting.stages if one.point_id == stage.point_id and one.position < stage.position]
    for one in sorted(before, key=lambda one: -one.position):
        if one.groups:
            return groups_of(one)
    raise NoGroups()


def move(*, meeting_id: str, stage_id: str, attendance_id: str, to: str, now: datetime) -> None:
    """Carry somebody to another group. Raises NoSuchGroup."""
    meeting, stage = _writable(meeting_id, stage_id)
    _keep(meeting, stage, rules.moved(groups_of(stage), attendance_id, to), now)


def let_write(*, meeting_id: str, stage_id: str, attendance_id: str, now: datetime) -> None:
    """Have this person write for their group. Raises NoSuchGroup."""
    meeting, stage = _writable(meeting_id, stage_id)
    _keep(meeting, stage, rules.written_by(groups_of(stage), attendance_id), now)


def dissolve(*, meeting_id: str, stage_id: str, now: datetime) -> None:
    """One group again. What the groups wrote stays, and says whose it was."""
    meeting, stage = _writable(meeting_id, stage_id)
    _keep(meeting, stage, (), now)


def follow(meeting: Meeting) -> None:
    """After people came or went: the groups of the stages that are not over follow."""
    here = _here(meeting)
    for stage in meeting.stages:
        if stage.groups and stage.state in LIVE:
            found = rules.as_json(rules.seated(groups_of(stage), here))
            if found != stage.groups:
                stage.groups = found


def _here(meeting: Meeting) -> list[str]:
    return [row.id for row in meeting.attendances if row.presence in HERE and row.left_at is None]


def _writable(meeting_id: str, stage_id: str) -> tuple[Meeting, Stage]:
    meeting = lock_meeting(meeting_id)
    return meeting, stage_of(meeting, stage_id)


def _keep(meeting: Meeting, stage: Stage, found: Sequence[Group], now: datetime) -> None:
    stage.groups = rules.as_json(found)
    stage.version += 1
    tell(meeting, "grouped", now, stage=stage.id, groups=len(found))
