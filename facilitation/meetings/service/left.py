"""What a closing left behind, in numbers: the journal keeps them, and `facilitation doctor --journal` compares them with what is there later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from facilitation.database import db
from facilitation.meetings.models import Contribution, FrozenOutline, Meeting, Stage, Synthesis
from facilitation.outcomes.models import Outcome


def left(meeting: Meeting) -> dict[str, Any]:
    """How many signed answers, syntheses, outcomes and documents the meeting has now; one question for the four."""
    db.session.flush()
    stages = select(Stage.id).where(Stage.meeting_id == meeting.id)
    counted = {
        "answers": select(func.count()).select_from(Contribution).where(Contribution.stage_id.in_(stages)),
        "syntheses": select(func.count()).select_from(Synthesis).where(Synthesis.stage_id.in_(stages)),
        "outcomes": select(func.count()).select_from(Outcome).where(Outcome.meeting_id == meeting.id),
        "documents": select(func.count()).select_from(FrozenOutline).where(FrozenOutline.meeting_id == meeting.id),
    }
    found = db.session.execute(select(*(query.scalar_subquery().label(name) for name, query in counted.items()))).one()
    return {name: int(count) for name, count in found._mapping.items()}
