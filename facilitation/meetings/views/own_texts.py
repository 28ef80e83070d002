"""The desk hands over, before the closing erases it, what was typed there for somebody as theirs alone."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.documents import own_texts
from facilitation.documents.word import MEDIA_TYPE
from facilitation.i18n import _
from facilitation.meetings.service import own_texts as service
from facilitation.meetings.views.routes import blueprint


@blueprint.get("/reunions/<meeting_id>/remettre/<person>.docx")
@access.facilitator
def hand_over(meeting_id: str, person: str) -> ResponseReturnValue:
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    with reading():
        found = service.of_person(meeting_id=meeting_id, person=person)
    data = write(own_texts.compose(found))
    return send_file(BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=_("à remettre.docx"))
