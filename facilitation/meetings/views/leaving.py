"""The gate's page: the six conditions, service by service, before a document that touches a person leaves the group; then the file."""

from __future__ import annotations

from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.documents.word import MEDIA_TYPE
from facilitation.errors import NotHere
from facilitation.french_dates import local_day
from facilitation.meetings import service, words
from facilitation.meetings.gate_form import WORDS, GateForm, Row, by_row, faults, fresh_rows, rows_from
from facilitation.meetings.service.leaving import GatePage, gate_page, outline_leaving
from facilitation.meetings.views.routes import blueprint
from facilitation.web.context import now


@blueprint.get("/reunions/<meeting_id>/transmettre")
@access.facilitator
def gate(meeting_id: str) -> ResponseReturnValue:
    page = _page(meeting_id)
    if page is None:
        return _nothing_waits(meeting_id)
    form = GateForm.fresh(access.current().name, local_day(now()))
    return _shown(page, form, fresh_rows(page.services), request.args.get("document", ""))


@blueprint.post("/reunions/<meeting_id>/transmettre")
@access.facilitator
def pass_gate(meeting_id: str) -> ResponseReturnValue:
    page, form, rows = _page(meeting_id), GateForm(), rows_from(request.form)
    if page is None:
        return _nothing_waits(meeting_id)
    document = _document(page, request.form.get("document", ""))
    if "ajouter" in request.form:
        return _shown(page, form, rows, document)
    found = faults(rows)
    if not form.validate() or found:
        return _shown(page, form, rows, document, found), 422
    with writing():
        outline = outline_leaving(
            meeting_id=meeting_id,
            document=document,
            readership=page.readership,
            attestation=form.attestation(rows),
            now=now(),
        )
    data, name = service.word_file(outline, document)
    return send_file(BytesIO(data), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


def _page(meeting_id: str) -> GatePage | None:
    """What waits for the readers that the address names, or None."""
    asked = request.args.get("lecteurs", Reader.PARTENAIRES.value)
    reader = next((one for one in Reader if one.value == asked), None)
    if reader is None:
        raise NotHere()
    with reading():
        return gate_page(meeting_id=meeting_id, readership=reader, now=now())


def _nothing_waits(meeting_id: str) -> ResponseReturnValue:
    return redirect(url_for("meetings.papers", meeting_id=meeting_id), 303)


def _document(page: GatePage, asked: str) -> str:
    """The document asked for, else the first of those that these readers get."""
    names = [name for name, _title in page.documents]
    return asked if asked in names else names[0]


def _shown(
    page: GatePage, form: GateForm, rows: tuple[Row, ...], asked: str, found: list[tuple[str, str]] | None = None
) -> str:
    return render_template(
        "meetings/gate.html",
        page=page,
        meeting=page.meeting,
        form=form,
        rows=rows,
        chosen=_document(page, asked),
        faults=[*form.faults(), *(found or [])],
        refused=by_row(found or []),
        CONDITIONS=WORDS,
        words=words,
    )
