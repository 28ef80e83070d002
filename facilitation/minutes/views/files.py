"""What is taken away: an earlier version, a PDF or an ODT, the sheet of one action. The same readers and the same gate as the Word files."""

from __future__ import annotations

from io import BytesIO

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading
from facilitation.documents import convert
from facilitation.documents import page as preview
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _
from facilitation.meetings import service as meetings
from facilitation.meetings import words
from facilitation.meetings.service.before_sharing import waits
from facilitation.minutes import service
from facilitation.minutes.views.routes import blueprint
from facilitation.minutes.views.to_read import SHEET, Asked
from facilitation.outline import Outline
from facilitation.web import flash
from facilitation.web.context import house


def _reader(name: str) -> Reader:
    found = next((one for one in Reader if one.value == name), None)
    if found is None:
        raise NotHere()
    return found


def _file(data: bytes, name: str, form: str) -> Response:
    return send_file(BytesIO(data), mimetype=convert.MEDIA_TYPES[form], as_attachment=True, download_name=name)


def _held(meeting_id: str, found: Outline, asked: Asked) -> ResponseReturnValue | None:
    """Where what is in this document is read again before it leaves, when it must be (inside a unit of work)."""
    secret = house().secret
    if waits(found, meeting_id=meeting_id, document=asked.name, reader=asked.reader, secret=secret):
        return redirect(url_for("minutes.to_read", meeting_id=meeting_id, **asked.query), 303)
    return None


def _named(name: str, more: str, form: str = "docx") -> str:
    return f"{name.removesuffix('.docx')}{more}.{form}"


@blueprint.get("/reunions/<meeting_id>/proces-verbal/version")
@access.facilitator
def version_file(meeting_id: str) -> ResponseReturnValue:
    document, number = request.args.get("document", ""), request.args.get("version", "")
    if not (document and number.isdecimal() and len(number) < 6):
        return redirect(url_for("minutes.life", meeting_id=meeting_id, _anchor="versions"), 303)
    reader = _reader(request.args.get("lecteurs", ""))
    with reading():
        found = service.version_outline(meeting_id=meeting_id, reader=reader, document=document, version=int(number))
        held = _held(meeting_id, found, Asked(reader, document, int(number)))
    if held:
        return held
    data, name = meetings.word_file(found, document)
    return _file(data, _named(name, " " + _("version %(number)s", number=number)), "docx")


@blueprint.post("/reunions/<meeting_id>/documents/<readers>/<document>/autre")
@access.facilitator
def converted(meeting_id: str, readers: str, document: str) -> ResponseReturnValue:
    reader, form = _reader(readers), request.form.get("forme", "")
    with reading():
        found = meetings.outline(meeting_id=meeting_id, document=document, readership=reader)
        held = _held(meeting_id, found, Asked(reader, document))
    if form not in ("pdf", "odt"):
        raise NotHere()
    if held:
        return held
    data, name = meetings.word_file(found, document)
    try:
        made = convert.converted(data, "pdf" if form == "pdf" else "odt")
    except FacilitationError as error:
        flash.say(error.sentence, kind="danger")
        return redirect(url_for("minutes.life", meeting_id=meeting_id, _anchor="emporter"), 303)
    return _file(made, _named(name, "", form), form)


# ------------------------------------------------------------------ one action


def _sheet(meeting_id: str, outcome_id: str) -> tuple[Outline | None, Reader, tuple[Reader, ...]]:
    """The sheet that the address asks for, its readers, and who else may have it."""
    with reading():
        readers = service.sheet_readers(meeting_id=meeting_id, outcome_id=outcome_id)
        first = readers[0] if readers else Reader.GROUPE
        reader = _reader(request.args.get("lecteurs", first.value))
        return service.action_sheet(meeting_id=meeting_id, outcome_id=outcome_id, readership=reader), reader, readers


@blueprint.get("/reunions/<meeting_id>/actions/<outcome_id>/fiche")
@access.facilitator
def sheet(meeting_id: str, outcome_id: str) -> ResponseReturnValue:
    found, reader, readers = _sheet(meeting_id, outcome_id)
    if found is None:
        return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)
    return render_template(
        "minutes/sheet.html",
        meeting_id=meeting_id,
        outcome_id=outcome_id,
        reader=reader,
        readers=readers,
        words=words,
        preview=preview.render(found),
    )


@blueprint.get("/reunions/<meeting_id>/actions/<outcome_id>/fiche.docx")
@access.facilitator
def sheet_word(meeting_id: str, outcome_id: str) -> ResponseReturnValue:
    found, reader, _others = _sheet(meeting_id, outcome_id)
    if found is None:
        return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)
    with reading():
        held = _held(meeting_id, found, Asked(reader, SHEET, action=outcome_id))
    if held:
        return held
    data, name = meetings.word_file(found, SHEET)
    return _file(data, _named(name, " " + found.title.rpartition("-")[2]), "docx")
