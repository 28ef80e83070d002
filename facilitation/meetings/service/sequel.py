"""A guide that takes several meetings: what the next one of the partnership is offered (docs/decisions/0020)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from facilitation.database import db
from facilitation.guides.catalogue import Catalogue
from facilitation.guides.schema import Guide
from facilitation.meetings.ledger import lock_meeting
from facilitation.meetings.models import AgendaPoint, Meeting, Stage
from facilitation.meetings.rules import MeetingHasMoved, PointKind
from facilitation.meetings.service.agenda import use_guide
from facilitation.meetings.service.loading import load

LOOKED_AT = 12
"""How many guides of earlier meetings are looked at, the latest first."""


@dataclass(frozen=True, slots=True)
class Sequel:
    """What follows a guide that a meeting of the partnership began: `session` is the number of its meeting to come; `variant` leads it, or is empty."""

    guide_id: str
    title: str
    session: int
    variant: str = ""


def sequel(*, meeting_id: str, catalogue: Catalogue) -> Sequel | None:
    """What the partnership's last guide in several meetings has next for this meeting; None where nothing follows, or where it is on the agenda."""
    meeting = load(meeting_id)
    own = {point.guide.get("id") for point in meeting.points if point.kind is PointKind.GUIDE}
    for guide_id, lived in _lived(meeting).items():
        guide = catalogue.guides.get(guide_id)
        if guide is not None and guide_id not in own and lived < _last(guide):
            return Sequel(guide_id, guide.title, lived + 1, _variant(guide, lived + 1))
    return None


def take_sequel(*, meeting_id: str, catalogue: Catalogue, now: datetime) -> str:
    """Put it on the agenda: the variant that leads it, or the guide with the steps of that meeting alone. Gives the new point's id. Raises MeetingHasMoved."""
    found = sequel(meeting_id=meeting_id, catalogue=catalogue)
    if found is None:
        raise MeetingHasMoved()
    point_id = use_guide(
        meeting_id=meeting_id, guide_id=found.guide_id, variant=found.variant or None, catalogue=catalogue, now=now
    )
    if not found.variant:
        guide = catalogue.guides[found.guide_id]
        for stage in lock_meeting(meeting_id).stages:
            if stage.point_id == point_id:
                stage.taken = guide.step(stage.step_id).session == found.session
    return point_id


def _lived(meeting: Meeting) -> dict[str, int]:
    """The guides of the partnership's meetings that have begun, the latest first, each with the last of its meetings that was led."""
    if meeting.partnership_id is None:
        return {}
    query = (
        select(AgendaPoint)
        .join(Meeting, AgendaPoint.meeting_id == Meeting.id)
        .where(Meeting.partnership_id == meeting.partnership_id, Meeting.id != meeting.id)
        .where(Meeting.started_at.is_not(None), AgendaPoint.kind == PointKind.GUIDE)
        .order_by(Meeting.started_at.desc(), AgendaPoint.position)
        .limit(LOOKED_AT)
    )
    points = list(db.session.scalars(query))
    wanted = [point.id for point in points if _sessions(point)]
    taken = select(Stage.point_id, Stage.step_id).where(Stage.point_id.in_(wanted), Stage.taken)
    found: dict[str, int] = {}
    steps: dict[str, set[str]] = {}
    for point_id, step_id in db.session.execute(taken) if wanted else ():
        steps.setdefault(point_id, set()).add(step_id)
    for point in points:
        last = max((_sessions(point).get(step, 1) for step in steps.get(point.id, ())), default=1)
        guide_id = str(point.guide.get("id", ""))
        found[guide_id] = max(last, found.get(guide_id, 1))
    return found


def _sessions(point: AgendaPoint) -> dict[str, int]:
    """The meeting of each step of this copy, by its id."""
    return {step["id"]: int(step.get("seance", 1)) for step in point.guide.get("etapes", ())}


def _last(guide: Guide) -> int:
    return max(step.session for step in guide.steps)


def _variant(guide: Guide, session: int) -> str:
    """The first variant whose last steps are of this meeting, or an empty string."""
    for variant in guide.variants:
        if max(guide.step(taken.id).session for taken in variant.steps) == session:
            return variant.id
    return ""
