"""Coming back to an anonymous stage that is over, for the room to read what was answered."""

from __future__ import annotations

from datetime import datetime

from facilitation.errors import FacilitationError
from facilitation.guides.schema import Flag
from facilitation.meetings.asked import FEWEST
from facilitation.meetings.ledger import lock_meeting
from facilitation.meetings.rules import OVER
from facilitation.meetings.service.agenda import stage_of
from facilitation.meetings.service.answers import StillSealed, reveal, step_of
from facilitation.meetings.service.lead import go_to
from facilitation.meetings.service.summaries import answers_of


class TooFewToShow(FacilitationError):
    """Moins de cinq réponses : les montrer ensemble laisserait deviner qui a écrit. Dites à voix haute ce que le groupe veut bien en reprendre."""


def show_again(*, meeting_id: str, stage_id: str, now: datetime, seen: str | None = None) -> None:
    """Show the room all the answers of an anonymous stage that is over, and bring the group back to it. Raises StillSealed, TooFewToShow, MeetingHasMoved.

    It takes no answer any more (`sealed.is_over`). Undone like any move; what was shown stays shown.
    """
    meeting = lock_meeting(meeting_id)
    stage = stage_of(meeting, stage_id)
    step = step_of(meeting, stage)
    if Flag.ANONYME in step.flags and stage.state not in OVER:
        raise StillSealed()
    if answers_of(stage, step) < FEWEST:
        raise TooFewToShow()
    reveal(meeting_id=meeting_id, stage_id=stage_id, now=now)
    go_to(meeting_id=meeting_id, stage_id=stage_id, now=now, seen=seen)
