"""Whether an anonymous stage still takes answers. Once it has ended, and the room has seen some of them, the group may come back to it, to read only."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.consultations.standing import is_counted
from facilitation.database import db
from facilitation.guides.schema import Flag, Step
from facilitation.meetings.models import Event, Stage
from facilitation.meetings.rules import ACTIVE, OVER


def gathering(stage: Stage, step: Step) -> bool:
    """Whether this anonymous stage runs and its answers are still coming: nobody may read one."""
    return Flag.ANONYME in step.flags and stage.state in ACTIVE and not _is_read(stage)


def is_over(stage: Stage) -> bool:
    """Whether an answer added to this anonymous stage would be told apart from the others: it has ended, or the group came back to read it."""
    return stage.state in OVER or (stage.state in ACTIVE and _is_read(stage))


def _is_read(stage: Stage) -> bool:
    return was_shown(stage.meeting_id, stage.id) or is_counted(stage.id)


def was_shown(meeting_id: str, stage_id: str) -> bool:
    """Whether the room was ever shown an answer of this stage, as the journal says: what was seen stays seen, hidden again or not."""
    shown = (Event.meeting_id == meeting_id, Event.kind == "revealed", Event.facts["stage"].as_string() == stage_id)
    return db.session.scalar(select(Event.id).where(*shown, Event.facts["count"].as_integer() > 0).limit(1)) is not None
