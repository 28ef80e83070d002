"""What the paper kit is made from, and what is done with sheets that come back: load → rules → store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from facilitation.meetings.service import follow
from facilitation.meetings.service.loading import in_order, load
from facilitation.meetings.service.pages import meeting_shown
from facilitation.meetings.shown import MeetingShown
from facilitation.paper import rules
from facilitation.paper.rules import Asked


@dataclass(frozen=True, slots=True)
class KitOf:
    """A meeting and the steps of its ribbon that may be printed."""

    meeting: MeetingShown
    asked: tuple[Asked, ...]


def kit_of(*, meeting_id: str, now: datetime) -> KitOf:
    """The meeting and its printable steps; raises NotHere."""
    meeting = load(meeting_id)
    shown = meeting_shown(meeting_id=meeting_id, now=now)
    taken = [stage for stage in in_order(meeting) if stage.taken]
    steps = [
        (stage.id, follow.step_of_point(meeting, stage), follow.settings_today(meeting, stage, now)) for stage in taken
    ]
    return KitOf(shown, rules.asked_of(steps))
