"""The gate's page: the six conditions, service by service, before a document that touches a person leaves the group; then the file, in each form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.confidentiality.readers import Reader
from facilitation.confidentiality.standing import WORDS as STANDINGS
from facilitation.database import reading, writing
from facilitation.documents import convert
from facilitation.errors import FacilitationError, NotHere
from facilitation.french_dates import local_day
from facilitation.i18n import _
from facilitation.meetings import service, words
from facilitation.meetings.gate_form import WORDS, GateForm, Row, by_row, complete, faults, fresh_rows, rows_from
from facilitation.meetings.service.before_sharing import ToRead
from facilitation.meetings.service.bound import note_standings
from facilitation.meetings.service.leaving import (
    Attested,
    AttestedOtherwise,
    GatePage,
    MustBeRead,
    attested,
    gate_page,
    open_gate,
)
from facilitation.meetings.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import house, now

WAYS = ("sans-identite", "personne", "concertation")
"""What can be done instead, beside sharing without these texts, which is an ordinary file."""


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
    found, whole = faults(rows, page.barred), complete(rows, page.barred)
    alone = "seulement" in request.form and bool(whole)
    if not form.validate() or (found and not alone):
        return _shown(page, form, rows, document, found), 422
    try:
        stored = _opened(meeting_id, page, document, form, whole)
    except MustBeRead as waiting:
        return _shown(page, form, rows, document, to_read=waiting.to_read), 422
    for _id, sentence in found:
        flash.say(sentence, kind="")
    return redirect(url_for("meetings.gate_passed", meeting_id=meeting_id, attestation=stored), 303)


def _opened(meeting_id: str, page: GatePage, document: str, form: GateForm, rows: tuple[Row, ...]) -> str:
    """The id of the attestation of this form for these services, stored."""
    with writing():
        return open_gate(
            meeting_id=meeting_id,
            document=document,
            readership=page.readership,
            attestation=form.attestation(rows),
            account_id=access.current().account_id,
            secret=house().secret,
            seen=request.form.get("vu", ""),
            now=now(),
        )


# ------------------------------------------------------------------ once it opened


@blueprint.get("/reunions/<meeting_id>/transmettre/fait")
@access.facilitator
def gate_passed(meeting_id: str) -> ResponseReturnValue:
    if not request.args.get("attestation"):
        return redirect(url_for("meetings.gate", meeting_id=meeting_id), 303)
    try:
        found = _attested(meeting_id)
    except AttestedOtherwise as changed:
        return _again(meeting_id, changed)
    with reading():
        meeting = service.meeting_shown(meeting_id=meeting_id, now=now())
    return render_template(
        "meetings/gate_passed.html",
        meeting=meeting,
        found=found,
        attestation=request.args["attestation"],
        office=convert.program() is not None,
        words=words,
    )


@blueprint.post("/reunions/<meeting_id>/transmettre/fait")
@access.facilitator
def gate_file(meeting_id: str) -> ResponseReturnValue:
    form = request.form.get("forme", "")
    try:
        found = _attested(meeting_id)
        if form not in convert.MEDIA_TYPES:
            raise NotHere()
        data, name = service.word_file(found.outline, found.document)
        if form != "docx":
            data = convert.converted(data, "pdf" if form == "pdf" else "odt")
    except NotHere:
        raise
    except AttestedOtherwise as changed:
        return _again(meeting_id, changed)
    except FacilitationError as error:
        flash.say(error.sentence, kind="danger")
        return redirect(request.full_path, 303)
    file = f"{name.removesuffix('.docx')}.{form}"
    return send_file(BytesIO(data), mimetype=convert.MEDIA_TYPES[form], as_attachment=True, download_name=file)


def _attested(meeting_id: str) -> Attested:
    """What the attestation of the address let through. Raises NotHere, AttestedOtherwise."""
    stored = request.args.get("attestation", "")
    with reading():
        return attested(meeting_id=meeting_id, attestation_id=stored, secret=house().secret)


def _again(meeting_id: str, changed: AttestedOtherwise) -> ResponseReturnValue:
    flash.say(changed.sentence, kind="danger")
    return redirect(url_for("meetings.gate", meeting_id=meeting_id), 303)


# ------------------------------------------------------------------ beside it


@blueprint.post("/reunions/<meeting_id>/transmettre/statuts")
@access.facilitator
def gate_standings(meeting_id: str) -> ResponseReturnValue:
    with writing():
        note_standings(
            meeting_id=meeting_id, account_id=access.current().account_id, typed=request.form.to_dict(flat=True)
        )
    flash.say(_("C'est noté, pour vous et pour qui tient ce partenariat. Aucun document n'en dit rien."))
    asked: dict[str, Any] = {name: request.args[name] for name in ("lecteurs", "document") if name in request.args}
    return redirect(url_for("meetings.gate", meeting_id=meeting_id, _anchor="conditions", **asked), 303)


@blueprint.get("/reunions/<meeting_id>/transmettre/autrement")
@access.facilitator
def gate_otherwise(meeting_id: str) -> ResponseReturnValue:
    way = request.args.get("voie", WAYS[0])
    if way not in WAYS:
        raise NotHere()
    page = _page(meeting_id)
    if page is None:
        return _nothing_waits(meeting_id)
    return render_template("meetings/gate_otherwise.html", page=page, meeting=page.meeting, way=way, words=words)


def _page(meeting_id: str) -> GatePage | None:
    """What waits for the readers that the address names, or None."""
    asked = request.args.get("lecteurs", Reader.PARTENAIRES.value)
    reader = next((one for one in Reader if one.value == asked), None)
    if reader is None:
        raise NotHere()
    account_id = access.current().account_id
    with reading():
        return gate_page(meeting_id=meeting_id, readership=reader, account_id=account_id, now=now())


def _nothing_waits(meeting_id: str) -> ResponseReturnValue:
    return redirect(url_for("meetings.papers", meeting_id=meeting_id), 303)


def _document(page: GatePage, asked: str) -> str:
    """The document asked for, else the first of those that these readers get."""
    names = [name for name, _title in page.documents]
    return asked if asked in names else names[0]


def _shown(
    page: GatePage,
    form: GateForm,
    rows: tuple[Row, ...],
    asked: str,
    found: list[tuple[str, str]] | None = None,
    to_read: ToRead | None = None,
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
        whole=complete(rows, page.barred) if found else (),
        to_read=to_read,
        CONDITIONS=WORDS,
        STANDINGS=STANDINGS,
        words=words,
    )
