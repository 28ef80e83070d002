"""The run sheet of a meeting: its ribbon as it was prepared, to print and hold in the hand."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, send_file
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.documents import page, run_sheet
from facilitation.guides.schema import Audience, GroupSize, Guide, Step, Subject
from facilitation.i18n import _
from facilitation.meetings import service
from facilitation.meetings.rules import NoStage
from facilitation.meetings.shown import MeetingShown
from facilitation.meetings.views.routes import blueprint
from facilitation.outline import Outline
from facilitation.web.context import catalogue, now

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/reunions/<meeting_id>/deroule")
@access.facilitator
def run_sheet_page(meeting_id: str) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    outline = outline_of(meeting)
    preview = page.render(outline, title_level=1)
    return render_template("meetings/run_sheet.html", meeting=meeting, title=outline.title, preview=preview)


@blueprint.get("/reunions/<meeting_id>/deroule.docx")
@access.facilitator
def run_sheet_word(meeting_id: str) -> ResponseReturnValue:
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    data = write(outline_of(_meeting(meeting_id)))
    return send_file(BytesIO(data), mimetype=WORD, as_attachment=True, download_name=_("déroulé de la réunion.docx"))


def _meeting(meeting_id: str) -> MeetingShown:
    with reading():
        return service.meeting_shown(meeting_id=meeting_id, now=now())


def outline_of(meeting: MeetingShown) -> Outline:
    """The run sheet of this meeting, its steps in the order and for the minutes that were prepared. Raises NoStage."""
    taken = [stage for stage in meeting.stages if stage.taken]
    if not taken:
        raise NoStage()
    steps = tuple(_with_minutes(stage.step, stage.minutes, place) for place, stage in enumerate(taken))
    people = meeting.headcount or None
    known = [catalogue().guides[point.guide_id] for point in meeting.points if point.guide_id in catalogue().guides]
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
