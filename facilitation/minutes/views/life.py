"""Where the minutes are, what comes next, remarks and their answers."""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading, writing
from facilitation.documents import convert
from facilitation.errors import FacilitationError, NotHere
from facilitation.french_dates import local_day
from facilitation.i18n import _
from facilitation.meetings import words as meeting_words
from facilitation.meetings.rules import MeetingState
from facilitation.minutes import service, words
from facilitation.minutes.forms import AnswerForm, ApprovedForm, RemarkForm, SentForm
from facilitation.minutes.shown import LifePage
from facilitation.minutes.views.routes import blueprint
from facilitation.retention import service as retention
from facilitation.retention import words as retention_words
from facilitation.web import flash
from facilitation.web.context import house, now
from facilitation.web.forms import BaseForm, said


@blueprint.get("/reunions/<meeting_id>/proces-verbal")
@access.secretary
def life(meeting_id: str) -> ResponseReturnValue:
    page = _load(meeting_id)
    if page is None:
        return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)
    return _render(page)


def _load(meeting_id: str) -> LifePage | None:
    with reading():
        return service.life_page(meeting_id=meeting_id, now=now(), secret=house().secret)


def _render(page: LifePage, *, opened: str = "", form: BaseForm | None = None) -> str:
    """The page; `opened` names the form that was refused, shown again as `form`."""
    forms: dict[str, BaseForm] = {
        "sent": SentForm.at(local_day(now())),
        "approved": ApprovedForm.at(local_day(now())),
        "remark": RemarkForm(formdata=None),
    }
    if form is not None:
        forms[opened] = form
    link = _link(page.code)
    notices: tuple[retention.Notice, ...] = ()
    ends: tuple[retention.End, ...] = ()
    if page.meeting.state is MeetingState.CLOSED:
        with reading():
            ends, notices = retention.ends_of_meeting(meeting_id=page.meeting.id, now=now())
    return render_template(
        "minutes/life.html",
        page=page,
        meeting=page.meeting,
        notices=notices,
        ends=ends,
        retention_words=retention_words,
        forms=forms,
        link=link,
        opened=opened,
        message=words.message(page.meeting, page.last_day, "" if _only_here() else link) if page.last_day else "",
        only_here=_only_here(),
        key=secrets.token_urlsafe(12),
        leads=access.role() == "facilitator",
        office=convert.program() is not None,
        words=words,
        meeting_words=meeting_words,
    )


def _link(code: str) -> str:
    return f"{url_for('minutes.remarks', _external=True)}#{code}" if code else ""


def _only_here() -> bool:
    """Whether this page was asked by an address that other computers cannot reach."""
    host = request.host.rpartition(":")[0] if request.host.count(":") == 1 else request.host
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _back(meeting_id: str, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("minutes.life", meeting_id=meeting_id, _anchor=anchor), 303)


def _done(meeting_id: str, opened: str, form: BaseForm, write: Callable[[], None], field: str) -> ResponseReturnValue:
    """Write, and come back to the page; or the page again with what was typed and why it was not taken."""
    if form.validate():
        try:
            with writing():
                write()
        except NotHere:
            raise
        except FacilitationError as error:
            form.refuse(field, error)
        else:
            came_from = request.form.get("depuis", "")
            if came_from:
                return redirect(url_for("meetings.papers", meeting_id=came_from, _anchor="document"), 303)
            return _back(meeting_id, "suite")
    page = _load(meeting_id)
    if page is None:
        return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)
    return _render(page, opened=opened, form=form), 422


# ------------------------------------------------------------------ sent, approved


@blueprint.post("/reunions/<meeting_id>/proces-verbal/envoye")
@access.facilitator
def send(meeting_id: str) -> ResponseReturnValue:
    form = SentForm()

    def write() -> None:
        service.send(meeting_id=meeting_id, on=form.on(), now=now(), secret=house().secret)
        flash.say(_("L'envoi est noté. Voici le message à coller, et le lien pour les remarques."))

    return _done(meeting_id, "sent", form, write, form.FIELD)


@blueprint.post("/reunions/<meeting_id>/proces-verbal/lien")
@access.facilitator
def renew_link(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.new_link(meeting_id=meeting_id, now=now(), secret=house().secret)
    flash.say(_("L'ancien lien ne s'ouvre plus."))
    return _back(meeting_id, "suite")


@blueprint.post("/reunions/<meeting_id>/proces-verbal/approuve")
@access.facilitator
def approve(meeting_id: str) -> ResponseReturnValue:
    form = ApprovedForm()

    def write() -> None:
        service.approve(meeting_id=meeting_id, on=form.on(), now=now())
        flash.say(_("L'approbation est notée ; les documents la portent."))

    return _done(meeting_id, "approved", form, write, form.FIELD)


# ------------------------------------------------------------------ remarks


@blueprint.post("/reunions/<meeting_id>/proces-verbal/remarques")
@access.secretary
def add_remark(meeting_id: str) -> ResponseReturnValue:
    form = RemarkForm()

    def write() -> None:
        service.add_remark(
            meeting_id=meeting_id,
            author=said(form.author),
            organisation=said(form.organisation),
            text=said(form.text),
            key=request.form.get("cle", ""),
            now=now(),
        )
        flash.say(_("La remarque est notée."))

    return _done(meeting_id, "remark", form, write, "text")


@blueprint.post("/reunions/<meeting_id>/proces-verbal/remarques/<remark_id>")
@access.secretary
def settle(meeting_id: str, remark_id: str) -> ResponseReturnValue:
    form = AnswerForm()
    settled = request.form.get("suite") != "ouverte"

    def write() -> None:
        service.settle(meeting_id=meeting_id, remark_id=remark_id, answer=said(form.answer), settled=settled, now=now())
        flash.say(_("La réponse est notée."))

    answer = _done(meeting_id, remark_id, form, write, "answer")
    return _back(meeting_id, f"remarque-{remark_id}") if getattr(answer, "status_code", 0) == 303 else answer
