"""Calling people to a meeting: the convocation to read, print, paste or send, the calendar's entry; and giving a meeting up."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.documents import calendar, convocation, mail, page
from facilitation.documents.convocation import Convened
from facilitation.documents.word import MEDIA_TYPE
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _
from facilitation.meetings import service, words
from facilitation.meetings.rules import MeetingState, can_be_deleted
from facilitation.meetings.service.before_sharing import waits
from facilitation.meetings.views.routes import blueprint
from facilitation.typed import clean
from facilitation.web import flash
from facilitation.web.context import house, now


@blueprint.get("/reunions/<meeting_id>/convocation")
@access.facilitator
def convocation_page(meeting_id: str) -> ResponseReturnValue:
    with reading():
        meeting = service.meeting_shown(meeting_id=meeting_id, now=now())
        called = service.convened(meeting_id=meeting_id, now=now())
    return render_template(
        "meetings/convocation.html",
        held=_to_read(meeting_id, called) is not None,
        meeting=meeting,
        called=called,
        words=words,
        subject=mail.subject(called),
        text=convocation.as_text(called),
        preview=page.render(convocation.compose(called), title_level=2),
    )


@blueprint.post("/reunions/<meeting_id>/convoquer")
@access.facilitator
def convene(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.convene(meeting_id=meeting_id, now=now())
    flash.say(_("C'est noté : les personnes sont convoquées."))
    return redirect(url_for("meetings.convocation_page", meeting_id=meeting_id), 303)


@blueprint.get("/reunions/<meeting_id>/convocation.docx")
@access.facilitator
def convocation_word(meeting_id: str) -> ResponseReturnValue:
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    called = _convened(meeting_id)
    return _to_read(meeting_id, called) or _file(write(convocation.compose(called)), MEDIA_TYPE, "docx")


@blueprint.get("/reunions/<meeting_id>/convocation.ics")
@access.facilitator
def convocation_calendar(meeting_id: str) -> ResponseReturnValue:
    called = _convened(meeting_id)
    kind = f"text/calendar; charset=utf-8; method={calendar.method(called)}"
    return _to_read(meeting_id, called) or _file(calendar.write(called, now=now()), kind, "ics")


@blueprint.get("/reunions/<meeting_id>/convocation.eml")
@access.facilitator
def convocation_mail(meeting_id: str) -> ResponseReturnValue:
    called = _convened(meeting_id)
    return _to_read(meeting_id, called) or _file(mail.write(called, now=now()), "message/rfc822", "eml")


def _convened(meeting_id: str) -> Convened:
    with reading():
        return service.convened(meeting_id=meeting_id, now=now())


def _to_read(meeting_id: str, called: Convened) -> ResponseReturnValue | None:
    """Where what the convocation says is read again before it leaves, when it must be."""
    asked: dict[str, Any] = {"lecteurs": Reader.GROUPE.value, "document": "convocation"}
    with reading():
        held = waits(
            convocation.compose(called),
            meeting_id=meeting_id,
            document="convocation",
            reader=Reader.GROUPE,
            secret=house().secret,
        )
    return redirect(url_for("minutes.to_read", meeting_id=meeting_id, **asked), 303) if held else None


def _file(data: bytes, kind: str, extension: str) -> ResponseReturnValue:
    return send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=f"convocation.{extension}")


# ------------------------------------------------------------------ giving up


@blueprint.get("/reunions/<meeting_id>/supprimer")
@access.facilitator
def giving_up(meeting_id: str) -> ResponseReturnValue:
    return _give_up_page(meeting_id)


def _give_up_page(meeting_id: str, *, reason: str = "", refused: str = "") -> ResponseReturnValue:
    with reading():
        meeting = service.meeting_shown(meeting_id=meeting_id, now=now())
    deletable = can_be_deleted(meeting.state)
    html = render_template(
        "meetings/give_up.html", meeting=meeting, words=words, deletable=deletable, reason=reason, refused=refused
    )
    return html, 422 if refused else 200


@blueprint.post("/reunions/<meeting_id>/supprimer")
@access.facilitator
def delete(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.delete(meeting_id=meeting_id, now=now())
    flash.say(_("La réunion est supprimée, avec tout ce qui la préparait."))
    return redirect(url_for("meetings.index"), 303)


@blueprint.post("/reunions/<meeting_id>/annuler")
@access.facilitator
def cancel(meeting_id: str) -> ResponseReturnValue:
    reason = clean(request.form.get("raison", ""))
    try:
        with writing():
            told = service.meeting_shown(meeting_id=meeting_id, now=now()).state is MeetingState.CONVENED
            service.cancel(meeting_id=meeting_id, now=now(), reason=reason)
    except NotHere:
        raise
    except FacilitationError as refused:
        return _give_up_page(meeting_id, reason=reason, refused=refused.sentence)
    if told:
        flash.say(_("La réunion est annulée. Prévenez les personnes qui étaient convoquées : le message est prêt."))
        return redirect(url_for("meetings.convocation_page", meeting_id=meeting_id), 303)
    flash.say(_("La réunion est annulée. Vous pouvez encore la dupliquer ou la supprimer."))
    return redirect(url_for("meetings.index"), 303)
