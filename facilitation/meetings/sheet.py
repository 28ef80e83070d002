"""The run sheet of a meeting: its ribbon as it was prepared, to print and hold in the hand. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from facilitation.documents import run_sheet
from facilitation.guides.schema import Audience, GroupSize, Guide, Step, Subject
from facilitation.i18n import _
from facilitation.meetings.rules import NoStage
from facilitation.meetings.shown import MeetingShown
from facilitation.outline import Outline


def outline_of(meeting: MeetingShown, guides: Mapping[str, Guide]) -> Outline:
    """The run sheet of this meeting, its steps in the order and for the minutes that were prepared; `guides`: those of the library. Raises NoStage."""
    taken = [stage for stage in meeting.stages if stage.taken]
    if not taken:
        raise NoStage()
    steps = tuple(_with_minutes(stage.step, stage.minutes, place) for place, stage in enumerate(taken))
    people = meeting.headcount or None
    known = [guides[point.guide_id] for point in meeting.points if point.guide_id in guides]
    base = known[0] if known else _plain(steps[0])
    alone = len(known) == 1
    led = base.model_copy(
        update={
            "title": meeting.title or base.title,
            "steps": steps,
            "roles": base.roles if alone else (),
            "rules": base.rules if alone else (),
            "preparation": base.preparation if alone else "",
            "pitfalls": base.pitfalls if alone else "",
        }
    )
    return run_sheet.compose(led, people=people)


def _with_minutes(step: Step, minutes: int, place: int) -> Step:
    fixed = {"minutes": minutes, "minutes_per_person": 0, "minutes_per_group": 0, "disabled": False}
    return step.model_copy(update={"id": f"{step.id}-{place}", **fixed})


def _plain(step: Step) -> Guide:
    """A guide for a meeting of simple points only."""
    return Guide(
        format=1,
        id="points",
        language="fr",
        version="1.0.0",
        title=step.title,
        summary=_("Des points simples, l'un après l'autre."),
        audiences=(Audience.PARTENARIAT,),
        subject=Subject.PARTENARIAT,
        duration=step.minutes or 1,
        group=GroupSize(min=1, max=500),
        sources=(),
        licence="CC-BY-4.0",
        attribution=_("Points simples."),
        steps=(step,),
    )
