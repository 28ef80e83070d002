"""A phone takes away what its holder wrote for themselves, before the closing erases it: as a Word file, or as text where no such file opens."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.documents import own_texts
from facilitation.documents.own_texts import OwnTexts
from facilitation.documents.word import MEDIA_TYPE
from facilitation.i18n import _
from facilitation.live.views.routes import blueprint
from facilitation.meetings.service import own_texts as service


@blueprint.get("/salle/<meeting_id>/mes-textes.docx")
@access.participant
def own_texts_word(meeting_id: str) -> ResponseReturnValue:
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    data = write(own_texts.compose(_own(meeting_id)))
    return send_file(BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=_("mes textes.docx"))


@blueprint.get("/salle/<meeting_id>/mes-textes.txt")
@access.participant
def own_texts_plain(meeting_id: str) -> ResponseReturnValue:
    data = BytesIO(own_texts.as_text(_own(meeting_id)).encode("utf-8"))
    return send_file(data, mimetype="text/plain", as_attachment=True, download_name=_("mes textes.txt"))


def _own(meeting_id: str) -> OwnTexts:
    with reading():
        return service.of_phone(meeting_id=meeting_id, device=access.device())
