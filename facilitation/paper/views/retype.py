"""Sheets of paper typed in again: the steps, one row a sheet, how many were handed out; a meeting held on paper alone."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.activities.base import AnswerFaults
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _, mark
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import MeetingState
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.paper import rules, service
from facilitation.paper.forms import HeldForm
from facilitation.paper.views.routes import blueprint
from facilitation.typed import clean
from facilitation.web import flash
from facilitation.web.context import now

OWN = ("csrf_token", "cle_", "envoi_", "code_", "version_", "blanche_")
KINDS = {
    OutcomeKind.DECISION: mark("Décision"),
    OutcomeKind.ACTION: mark("Action"),
    OutcomeKind.QUESTION: mark("Question ouverte"),
    OutcomeKind.RESERVE: mark("Réserve"),
    OutcomeKind.ASIDE: mark("Mis de côté"),
}


def _step(meeting_id: str, stage_id: str) -> str:
    return url_for("paper.retype_step", meeting_id=meeting_id, stage_id=stage_id)


def _row() -> Mapping[str, str]:
    """The row of this request, cell by cell, as it was typed."""
    return {name: clean(request.form[name]) for name in request.form if name not in OWN}


# ------------------------------------------------------------------ the steps


@blueprint.get("/reunions/<meeting_id>/saisie")
@access.secretary
def retype(meeting_id: str) -> ResponseReturnValue:
    return _overview(meeting_id)


def _overview(
    meeting_id: str, *, refused: str = "", form: HeldForm | None = None, text: str = ""
) -> ResponseReturnValue:
    with reading():
        meeting, lines = service.overview(meeting_id=meeting_id, now=now())
    html = render_template(
        "paper/retype.html",
        meeting=meeting,
        lines=lines,
        before=meeting.state in rules.BEFORE,
        over=meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED),
        form=form or HeldForm.of(meeting.starts_at, meeting.ends_at),
        kinds=KINDS,
        leads=access.role() == "facilitator",
        refused=refused,
        text=text,
        key=secrets.token_urlsafe(12),
    )
    return html, 422 if refused or form else 200


@blueprint.post("/reunions/<meeting_id>/a-recopier")
@access.secretary
def mark_to_retype(meeting_id: str) -> ResponseReturnValue:
    to_retype = request.form.get("geste") != "fini"
    with writing():
        service.mark_to_retype(meeting_id=meeting_id, to_retype=to_retype, now=now())
    flash.say(_("La réunion attend ses feuilles : elle ne se clora pas d'elle-même.") if to_retype else _("Tout est recopié. Il reste à relire, puis à clore."))  # fmt: skip
    return redirect(url_for("paper.retype", meeting_id=meeting_id), 303)


@blueprint.post("/reunions/<meeting_id>/tenue-sur-papier")
@access.facilitator
def held_on_paper(meeting_id: str) -> ResponseReturnValue:
    form = HeldForm()
    moments = form.moments() if form.validate() else None
    if moments is None:
        return _overview(meeting_id, form=form, refused=_("Indiquez le jour, l'heure du début et celle de la fin."))
    try:
        with writing():
            service.held_on_paper(meeting_id=meeting_id, started_at=moments[0], ended_at=moments[1], now=now())
    except NotHere:
        raise
    except FacilitationError as error:
        return _overview(meeting_id, form=form, refused=error.sentence)
    flash.say(_("Noté : cette réunion s'est tenue sur papier. Elle attend ses feuilles."))
    return redirect(url_for("paper.retype", meeting_id=meeting_id), 303)


@blueprint.post("/reunions/<meeting_id>/saisie/noter")
@access.secretary
def retype_outcome(meeting_id: str) -> ResponseReturnValue:
    kind, text = request.form.get("genre", ""), clean(request.form.get("texte", ""))
    if kind not in set(OutcomeKind):
        return _overview(meeting_id, refused=_("Choisissez d'abord ce que vous notez."), text=text)
    try:
        with writing():
            made = outcomes.capture(
                meeting_id=meeting_id,
                stage_id=request.form.get("etape") or None,
                kind=OutcomeKind(kind),
                text=text,
                key=request.form.get("cle_") or None,
                account_id=access.current().account_id,
                now=now(),
            )
    except NotHere:
        raise
    except FacilitationError as error:
        return _overview(meeting_id, refused=error.sentence, text=text)
    flash.say(_("Noté : %(label)s. Le reste se complète à la relecture.", label=made.label))
    return redirect(url_for("paper.retype", meeting_id=meeting_id, _anchor="noter"), 303)


# ------------------------------------------------------------------ one step


@blueprint.get("/reunions/<meeting_id>/saisie/<stage_id>")
@access.secretary
def retype_step(meeting_id: str, stage_id: str) -> ResponseReturnValue:
    return _show(meeting_id, stage_id)


def _show(meeting_id: str, stage_id: str, error: FacilitationError | None = None) -> ResponseReturnValue:
    with reading():
        page = service.typing_page(
            meeting_id=meeting_id,
            stage_id=stage_id,
            account_id=access.current().account_id,
            now=now(),
            answer_id=request.args.get("ligne"),
        )
    typed = _row() if error else page.row.typed if page.row else page.draft
    html = render_template(
        "paper/typing.html",
        page=page,
        meeting=page.meeting,
        line=page.line,
        typed=typed,
        code=clean(request.form.get("code_", "")) if error else "",
        refused=error.sentence if error else "",
        faults=error.faults if isinstance(error, AnswerFaults) else {},
        key=secrets.token_urlsafe(12),
        help=rules.key_help,
    )
    return html, 422 if error else 200


def change(view: Callable[..., None]) -> Callable[..., ResponseReturnValue]:
    """A change to one step's sheets: one unit of work, then the step again; or the same page with the row as it was typed and what is wrong."""

    @functools.wraps(view)
    def taken(meeting_id: str, stage_id: str) -> ResponseReturnValue:
        try:
            with writing():
                view(meeting_id=meeting_id, stage_id=stage_id)
        except NotHere:
            raise
        except FacilitationError as error:
            return _show(meeting_id, stage_id, error)
        return redirect(_step(meeting_id, stage_id), 303)

    return taken


@blueprint.post("/reunions/<meeting_id>/saisie/<stage_id>")
@access.secretary
@change
def type_sheet(meeting_id: str, stage_id: str) -> None:
    account_id, line = access.current().account_id, request.args.get("ligne")
    if line:
        version = request.form.get("version_", "")
        service.correct_sheet(
            meeting_id=meeting_id,
            stage_id=stage_id,
            answer_id=line,
            typed=_row(),
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None,
            now=now(),
        )
        return
    sheet: dict[str, Any] = {"code": clean(request.form.get("code_", "")), "blank": "blanche_" in request.form}
    key = request.form.get("cle_") or None
    if not service.type_sheet(
        meeting_id=meeting_id, stage_id=stage_id, typed=_row(), key=key, account_id=account_id, now=now(), **sheet
    ):
        flash.say(_("Cette feuille était déjà enregistrée, comme vous l'aviez d'abord envoyée ; rien ne permet plus de la changer."), kind="")  # fmt: skip
    meetings.drop_draft(meeting_id=meeting_id, account_id=account_id, place=f"saisie:{stage_id}")


@blueprint.post("/reunions/<meeting_id>/saisie/<stage_id>/oter")
@access.secretary
@change
def remove_sheet(meeting_id: str, stage_id: str) -> None:
    service.remove_sheet(meeting_id=meeting_id, stage_id=stage_id, answer_id=request.form.get("ligne", ""), now=now())


@blueprint.post("/reunions/<meeting_id>/saisie/<stage_id>/distribuees")
@access.secretary
@change
def set_handed_out(meeting_id: str, stage_id: str) -> None:
    count = rules.must_be_a_count(clean(request.form.get("nombre", "")))
    service.set_handed_out(meeting_id=meeting_id, stage_id=stage_id, count=count, now=now())
