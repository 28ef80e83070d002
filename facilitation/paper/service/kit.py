"""The steps of a meeting as paper sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from facilitation.errors import NotHere
from facilitation.meetings.models import Meeting
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
    return KitOf(meeting_shown(meeting_id=meeting_id, now=now), asked_in(load(meeting_id), now))


def asked_in(meeting: Meeting, now: datetime) -> tuple[Asked, ...]:
    """The steps of the ribbon of a loaded meeting, each with its code and its settings as they are today; their keys are the stages' ids."""
    taken = [stage for stage in in_order(meeting) if stage.taken]
    return rules.asked_of(
        [
            (stage.id, follow.step_of_point(meeting, stage), follow.settings_today(meeting, stage, now))
            for stage in taken
        ]
    )


def asked_at(meeting: Meeting, stage_id: str, now: datetime) -> Asked:
    """One of them; raises NotHere for a stage that is not in the ribbon, or from whose sheet nothing is typed in."""
    found = next((one for one in asked_in(meeting, now) if one.key == stage_id and one.retyped), None)
    if found is None:
        raise NotHere()
    return found
