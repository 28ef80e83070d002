"""From rows to what pages are shown: the meeting, its people and its ribbon, loaded in a handful of queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload, selectinload

from facilitation.database import db, unit_only_reads
from facilitation.errors import NotHere
from facilitation.guides.catalogue import FrozenGuide, thaw
from facilitation.guides.schema import Flag, Guide, Step
from facilitation.i18n import _, ngettext
from facilitation.meetings.groups import from_json
from facilitation.meetings.ledger import session_number
from facilitation.meetings.models import AgendaPoint, Attendance, Meeting, MeetingRole, Segment, Stage
from facilitation.meetings.quorum import counted
from facilitation.meetings.rules import (
    Presence,
    StageAt,
    Stretch,
    clock_times,
    current,
    elapsed,
    expected_end,
    margin,
    planned_total,
)
from facilitation.meetings.shown import MeetingShown, Person, PointShown, StageShown, filled
from facilitation.partnerships import service as partnerships
from facilitation.partnerships.rules import Quorum

_COPIES: dict[str, FrozenGuide] = {}
_MOST_COPIES = 128


def load(meeting_id: str) -> Meeting:
    """The meeting with its points, stages, segments and people, loaded once in a unit of work that only reads; raises NotHere."""
    # The session itself holds its objects weakly, and would ask for all of them again.
    held: dict[str, Meeting] = db.session().info.setdefault("meetings", {}) if unit_only_reads() else {}
    if meeting_id in held:
        return held[meeting_id]
    everything = (
        joinedload(Meeting.points),
        selectinload(Meeting.stages).joinedload(Stage.segments),  # a page may ask twelve times
        selectinload(Meeting.attendances),
    )
    meeting = db.session.scalars(select(Meeting).where(Meeting.id == meeting_id).options(*everything)).unique().first()
    if meeting is None:
        raise NotHere()
    held[meeting_id] = meeting
    return meeting


def named(*, name: str) -> tuple[str, ...]:
    """The ids of the meetings that this name may mean: the one whose id it is, else those of this number (« 3/2026 »), one for each partnership."""
    if db.session.get(Meeting, name) is not None:
        return (name,)
    number, _slash, year = name.partition("/")
    if not (number.isascii() and number.isdigit() and year.isascii() and year.isdigit() and len(name) <= 20):
        return ()
    same = select(Meeting.id).where(Meeting.number == int(number), Meeting.year == int(year))
    return tuple(db.session.scalars(same))


def role_of(*, meeting_id: str, account_id: str) -> str | None:
    """« facilitator », « secretary », or None for a stranger or a meeting that is not there."""
    role = db.session.get(MeetingRole, (meeting_id, account_id))
    return role.role if role else None


def copy_of(point: AgendaPoint) -> FrozenGuide:
    """The frozen guide of this point; copies of the same fingerprint are read once."""
    found = _COPIES.get(point.fingerprint)
    if found is not None:
        return found
    if len(_COPIES) >= _MOST_COPIES:
        _COPIES.clear()
    if "guide" in inspect(point).dict:
        _COPIES[point.fingerprint] = thaw(point.guide)
    else:  # those of the whole meeting in one query
        query = select(AgendaPoint.fingerprint, AgendaPoint.guide).where(AgendaPoint.meeting_id == point.meeting_id)
        for fingerprint, guide in db.session.execute(query):
            _COPIES[fingerprint] = thaw(guide)
    return _COPIES[point.fingerprint]


def step_of_copy(*, fingerprint: str, point_id: str, step_id: str) -> Step:
    """This step of the frozen guide of this point, for whoever has not loaded the point."""
    found = _COPIES.get(fingerprint) or copy_of(db.session.get_one(AgendaPoint, point_id))
    return found.guide.step(step_id)


def in_order(meeting: Meeting) -> list[Stage]:
    """The stages as the ribbon shows them: point after point."""
    places = {point.id: point.position for point in meeting.points}
    return sorted(meeting.stages, key=lambda stage: (places[stage.point_id], stage.position))


def as_rules(stages: list[Stage]) -> tuple[StageAt, ...]:
    """The rows as the rules see them."""
    return tuple(
        StageAt(
            stage.id,
            stage.minutes,
            stage.extra_minutes,
            stage.state,
            stage.taken,
            stage.skip_reason,
            tuple(Stretch(segment.started_at, segment.ended_at) for segment in stage.segments),
        )
        for stage in stages
    )


def write_back(meeting: Meeting, changed: tuple[StageAt, ...]) -> None:
    """Give the rows what the rules decided; the current stage is told on the meeting too."""
    rows = {stage.id: stage for stage in meeting.stages}
    for at in changed:
        row = rows[at.id]
        row.state, row.extra_minutes, row.taken, row.skip_reason = at.state, at.extra, at.taken, at.skip_reason
        for place, stretch in enumerate(at.stretches):
            if place < len(row.segments):
                row.segments[place].ended_at = stretch.ended_at
            else:
                row.segments.append(Segment(position=place, started_at=stretch.started_at, ended_at=stretch.ended_at))
        del row.segments[len(at.stretches) :]
    here = current(changed)
    meeting.current_stage_id = here.id if here else None


def person(row: Attendance) -> Person:
    """A row of the attendance list, frozen."""
    return filled(Person, row)


def headcount(meeting: Meeting) -> int:
    """How many people minutes are computed for: those here or expected by name, else the number given."""
    named = [
        row for row in meeting.attendances if row.presence in (Presence.PRESENT, Presence.GUEST) and row.left_at is None
    ]
    return len(named) if meeting.attendances else meeting.expected


def shown(meeting: Meeting, now: datetime) -> MeetingShown:
    """The loaded meeting as pages show it."""
    rows = in_order(meeting)
    rules = as_rules(rows)
    start = meeting.starts_at
    begins = clock_times(rules, start) if start else {}
    stages = _stages(meeting, rows, rules, begins, now)
    total = planned_total(rules)
    ends = start + timedelta(minutes=total) if start else None
    partnership = partnerships.partnership(partnership_id=meeting.partnership_id) if meeting.partnership_id else None
    return filled(
        MeetingShown,
        meeting,
        number=session_number(meeting),
        partnership=partnership.name if partnership else "",
        services=partnership.services if partnership else 0,
        headcount=headcount(meeting),
        people=tuple(person(row) for row in meeting.attendances),
        points=_points(meeting, stages),
        stages=stages,
        current=next((stage for stage in stages if stage.id == meeting.current_stage_id), None),
        total=total,
        margin=margin(total),
        ends_at=ends,
        announced_end=_rounded(ends + timedelta(minutes=margin(total))) if ends else None,
        expected_end=expected_end(rules, now) if current(rules) else None,
        warnings=_warnings(meeting),
        quorum=quorum_of(meeting, partnership.quorum if partnership else None),
    )


def quorum_of(meeting: Meeting, wanted: int | None, *, ever: bool = False) -> Quorum:
    """How many members are here for the quorum; with `ever`, those who left before the end count too, as in the minutes."""
    people = (
        (row.presence, row.member_id is not None, row.left_at is not None and not ever) for row in meeting.attendances
    )
    return counted(wanted, people)


def _stages(
    meeting: Meeting, rows: list[Stage], rules: tuple[StageAt, ...], begins: Mapping[str, datetime], now: datetime
) -> tuple[StageShown, ...]:
    points = {point.id: point for point in meeting.points}
    groups = {point.id: [row.id for row in rows if row.point_id == point.id] for point in meeting.points}
    numbers = {row.id: place for place, row in enumerate((row for row in rows if row.taken), start=1)}
    return tuple(
        StageShown(
            id=row.id,
            point_id=row.point_id,
            number=numbers.get(row.id, 0),
            step=copy_of(points[row.point_id]).guide.step(row.step_id),
            minutes=row.minutes,
            extra=row.extra_minutes,
            state=row.state,
            taken=row.taken,
            skip_reason=row.skip_reason,
            elapsed=int(elapsed(rule, now).total_seconds()),
            planned=int(rule.planned.total_seconds()),
            begins=begins.get(row.id),
            first=groups[row.point_id][0] == row.id,
            last=groups[row.point_id][-1] == row.id,
            groups=from_json(row.groups),
            group_size=group_size(copy_of(points[row.point_id]).guide, row.step_id),
        )
        for row, rule in zip(rows, rules, strict=True)
    )


def group_size(guide: Guide, step_id: str) -> int:
    """How many people this step puts together in a sub-group."""
    return guide.step(step_id).subgroup_size or guide.subgroup_size


def _points(meeting: Meeting, stages: tuple[StageShown, ...]) -> tuple[PointShown, ...]:
    return tuple(
        PointShown(
            id=point.id,
            kind=point.kind,
            title=point.title,
            guide_id=copy_of(point).guide.id if point.kind.value == "guide" else "",
            variant=point.variant,
            adapted=point.adapted,
            minutes=sum(stage.minutes for stage in stages if stage.point_id == point.id and stage.taken),
            stages=tuple(stage for stage in stages if stage.point_id == point.id),
        )
        for point in meeting.points
    )


def _rounded(moment: datetime) -> datetime:
    """The moment, up to the next five minutes: the end that is announced."""
    past = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not past else moment + timedelta(minutes=5) - past


def _warnings(meeting: Meeting) -> tuple[str, ...]:
    """What the desk says of steps that cannot hold: groups too small or too large, an anonymous step under its threshold."""
    people, found = headcount(meeting), []
    for point in meeting.points:
        if point.kind.value != "guide" or not people:
            continue
        guide = copy_of(point).guide
        if people > guide.group.max:
            found.append(
                _(
                    "« %(guide)s » est fait pour %(most)s personnes au plus ; vous êtes %(people)s. Prévoyez des sous-groupes, ou plus de temps.",
                    guide=guide.title,
                    most=guide.group.max,
                    people=people,
                )
            )
        if people < guide.group.min:
            found.append(
                ngettext(
                    "« %(guide)s » demande au moins %(num)s personne ; vous êtes %(people)s.",
                    "« %(guide)s » demande au moins %(num)s personnes ; vous êtes %(people)s.",
                    guide.group.min,
                    guide=guide.title,
                    people=people,
                )
            )
        if people < 5 and any(Flag.ANONYME in step.flags for step in guide.steps):
            found.append(
                _("À moins de cinq, l'anonymat ne peut pas être promis : faites cette étape ensemble, à voix haute.")
            )
    return tuple(found)
