"""Correcting minutes after the closing, passage by passage, then making a version of it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.documents import page as preview
from facilitation.documents.revise import placed
from facilitation.documents.standing import stamped
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _, ngettext
from facilitation.meetings import words as meeting_words
from facilitation.minutes import service, words
from facilitation.minutes.forms import CorrectionForm
from facilitation.minutes.shown import CorrectionPage
from facilitation.minutes.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import now
from facilitation.web.forms import said


def _asked() -> tuple[Reader, str, str]:
    """The readership, the document and the passage that the address asks for."""
    readers = {reader.value: reader for reader in Reader}
    reader = readers.get(request.args.get("lecteurs", ""), Reader.GROUPE)
    return reader, request.args.get("document", "pv"), request.args.get("passage", "")


def _load(meeting_id: str) -> CorrectionPage | None:
    reader, document, place = _asked()
    with reading():
        page = service.correction_page(meeting_id=meeting_id, reader=reader, document=document, place=place, now=now())
        if page is None and document == "pv":  # an intervision leaves a compte rendu
            page = service.correction_page(
                meeting_id=meeting_id, reader=reader, document="compte-rendu", place=place, now=now()
            )
    return page


def _here(meeting_id: str, reader: Reader, document: str, place: str = "") -> str:
    asked = {"lecteurs": reader.value, "document": document, **({"passage": place} if place else {})}
    anchor = "#corriger" if place else ""
    return f"{url_for('minutes.correction', meeting_id=meeting_id)}?{urlencode(asked)}{anchor}"


@blueprint.get("/reunions/<meeting_id>/proces-verbal/corriger")
@access.facilitator
def correction(meeting_id: str) -> ResponseReturnValue:
    page = _load(meeting_id)
    if page is None:
        return redirect(url_for("minutes.life", meeting_id=meeting_id), 303)
    return _render(page, CorrectionForm(formdata=None), page.passage.texts if page.passage else ())


def _render(
    page: CorrectionPage, form: CorrectionForm, texts: tuple[str, ...], refused: str = "", theirs: str = ""
) -> str:
    def correct(place: str, _field: str) -> str:
        return _here(page.meeting.id, page.reader, page.document, place)

    return render_template(
        "minutes/correct.html",
        page=page,
        meeting=page.meeting,
        form=form,
        texts=texts,
        refused=refused,
        theirs=theirs,
        preview=preview.render(stamped(placed(page.outline), page.standing), correct=correct),
        here=lambda reader, document: _here(page.meeting.id, reader, document),
        words=words,
        meeting_words=meeting_words,
    )


@blueprint.post("/reunions/<meeting_id>/proces-verbal/corriger")
@access.facilitator
def correct(meeting_id: str) -> ResponseReturnValue:
    (reader, document, place), form = _asked(), CorrectionForm()
    texts, refused, theirs = tuple(request.form.getlist("texte")), "", ""
    if form.validate():
        try:
            with writing():
                done = service.correct(
                    meeting_id=meeting_id, reader=reader, document=document, place=place, texts=texts,
                    says=said(form.says), seen=request.form.get("vu", ""), now=now(),
                )  # fmt: skip
        except service.Conflict as conflict:
            refused, theirs = conflict.sentence, conflict.theirs
        except NotHere:
            raise
        except FacilitationError as error:
            refused = error.sentence
        else:
            _tell(done)
            return redirect(_here(meeting_id, reader, document), 303)
    page = _load(meeting_id)
    if page is None:
        raise NotHere()
    return _render(page, form, texts, refused, theirs), 422


def _tell(done: int) -> None:
    if done:
        flash.say(ngettext("Corrigé dans un document.", "Corrigé dans %(num)s documents.", done))
    else:
        flash.say(_("Rien n'a changé : le passage disait déjà cela."), kind="")


@blueprint.post("/reunions/<meeting_id>/proces-verbal/version")
@access.facilitator
def publish(meeting_id: str) -> ResponseReturnValue:
    with writing():
        number = service.publish(meeting_id=meeting_id, now=now())
    if number:
        flash.say(_("La version %(number)s est faite. Les versions d'avant restent là.", number=number))
    return redirect(url_for("minutes.life", meeting_id=meeting_id, _anchor="suite"), 303)


@blueprint.post("/reunions/<meeting_id>/proces-verbal/version/laisser")
@access.facilitator
def drop(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.drop(meeting_id=meeting_id, now=now())
    flash.say(_("Les corrections commencées sont laissées de côté ; rien n'a changé."))
    return redirect(url_for("minutes.life", meeting_id=meeting_id, _anchor="suite"), 303)
