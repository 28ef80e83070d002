"""Where a phone's answer lands, asked in one statement, and kept without loading the meeting: forty phones send within a minute, through one queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, exists, func, insert, select

from facilitation.activities import registry
from facilitation.activities.base import Part
from facilitation.confidentiality.readers import DEFAULT_CONTRIBUTION
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.guides.schema import Step
from facilitation.meetings.groups import from_json, group_of
from facilitation.meetings.ledger import At, lock_meeting
from facilitation.meetings.models import AgendaPoint, Contribution, Meeting, Segment, Stage
from facilitation.meetings.rules import Source, StageState, must_be_writable
from facilitation.meetings.service.loading import step_of_copy

_MEETING, _STAGE, _POINT, _SEGMENT, _LINE = (
    model.__table__.c for model in (Meeting, Stage, AgendaPoint, Segment, Contribution)
)
_HERE = _LINE.stage_id == bindparam("stage")
_FOUND = (
    select(
        _MEETING.state.label("meeting_state"),
        _MEETING.version,
        _MEETING.stage_version,
        _STAGE.state,
        _STAGE.step_id,
        _STAGE.groups,
        _STAGE.desk,
        _STAGE.point_id,
        _POINT.fingerprint,
        exists().where(_SEGMENT.stage_id == _STAGE.id).label("begun"),
        select(_LINE.late).where(_LINE.idempotency_key == bindparam("once")).scalar_subquery().label("taken"),
        select(func.max(_LINE.position)).where(_HERE).scalar_subquery().label("last"),
        select(func.count()).where(_HERE, _LINE.participant_id == bindparam("phone")).scalar_subquery().label("own"),
    )
    .join_from(Meeting.__table__, Stage.__table__, _STAGE.meeting_id == _MEETING.id)
    .join(AgendaPoint.__table__, _POINT.id == _STAGE.point_id)
    .where(_MEETING.id == bindparam("meeting"), _STAGE.id == bindparam("stage"))
)
_KEPT = insert(cast("Table", Contribution.__table__))


@dataclass(frozen=True, slots=True)
class Spot:
    """A stage, for one post of one phone. `taken`: this very post was kept already, and whether it was late; `last`: the place of the stage's last answer;
    `own`: how many are this phone's; `begun`: the group has been there."""

    at: At
    stage_id: str
    state: StageState
    begun: bool
    step: Step
    groups: list[Any]
    desk: dict[str, Any]
    taken: bool | None
    last: int | None
    own: int

    @property
    def settings(self) -> Part:
        """The settings of the step's activity as this stage has them."""
        if not self.desk:
            return registry.config(self.step.activity)
        return registry.settings_at(self.step.activity, registry.desk_of(self.step.activity.type, self.desk))

    def group(self, attendance_id: str | None) -> str:
        """The sub-group that this person's answer comes from; empty for none."""
        found = group_of(from_json(self.groups), attendance_id)
        return found.id if found else ""


def spot(*, meeting_id: str, stage_id: str, device_id: str, once: str | None) -> Spot:
    """Where this post lands, inside a writing unit. Raises NotHere, MeetingIsClosed."""
    asked = {"meeting": meeting_id, "stage": stage_id, "phone": device_id, "once": once}
    row = db.session.execute(_FOUND, asked).first()
    if row is None:
        lock_meeting(meeting_id)  # which may be closed, or not there
        raise NotHere()
    must_be_writable(row.meeting_state)
    return Spot(
        at=At(meeting_id, row.version, row.stage_version),
        stage_id=stage_id,
        state=row.state,
        begun=row.begun,
        step=step_of_copy(fingerprint=row.fingerprint, point_id=row.point_id, step_id=row.step_id),
        groups=row.groups,
        desk=row.desk,
        taken=row.taken,
        last=row.last,
        own=row.own,
    )


def keep_new(found: Spot, *, device_id: str, **told: Any) -> None:
    """Add this phone's answer behind those of its stage. `told`: the other columns."""
    position = 0 if found.last is None else found.last + 1
    here = {"stage_id": found.stage_id, "participant_id": device_id, "position": position, "source": Source.PHONE}
    db.session.execute(_KEPT, {**here, "readers": sorted(DEFAULT_CONTRIBUTION), **told})
