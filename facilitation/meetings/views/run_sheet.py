"""The run sheet of a meeting: its ribbon as it was prepared, to print and hold in the hand."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, send_file
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.documents import page
from facilitation.documents.word import MEDIA_TYPE
from facilitation.i18n import _
from facilitation.meetings import service
from facilitation.meetings.sheet import outline_of
from facilitation.meetings.shown import MeetingShown
from facilitation.meetings.views.routes import blueprint
from facilitation.web.context import catalogue, now


@blueprint.get("/reunions/<meeting_id>/deroule")
@access.facilitator
def run_sheet_page(meeting_id: str) -> ResponseReturnValue:
    meeting = _meeting(meeting_id)
    outline = outline_of(meeting, catalogue().guides)
    preview = page.render(outline, title_level=1)
    return render_template("meetings/run_sheet.html", meeting=meeting, title=outline.title, preview=preview)


@blueprint.get("/reunions/<meeting_id>/deroule.docx")
@access.facilitator
def run_sheet_word(meeting_id: str) -> ResponseReturnValue:
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    data = write(outline_of(_meeting(meeting_id), catalogue().guides))
    return send_file(
        BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=_("déroulé de la réunion.docx")
    )


def _meeting(meeting_id: str) -> MeetingShown:
    with reading():
        return service.meeting_shown(meeting_id=meeting_id, now=now())
