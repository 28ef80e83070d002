"""What facilitators lead a consultation with: slips drawn and printed, the closing announced, the closing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.consultations import closing, rules, service
from facilitation.consultations.rules import NotAConsultation
from facilitation.consultations.views.nobody import ADDRESS
from facilitation.consultations.views.routes import blueprint
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _
from facilitation.live.invitation import picture
from facilitation.web import flash
from facilitation.web.context import now, settings
from facilitation.web.doors import doors


@blueprint.get("/reunions/<meeting_id>/consultation/<stage_id>")
@access.facilitator
def lead(meeting_id: str, stage_id: str) -> ResponseReturnValue:
    try:
        return _page(meeting_id, stage_id)
    except NotAConsultation:
        return redirect(url_for("meetings.desk", meeting_id=meeting_id, etape=stage_id), 303)


@blueprint.post("/reunions/<meeting_id>/consultation/<stage_id>/tirer")
@access.facilitator
def draw(meeting_id: str, stage_id: str) -> ResponseReturnValue:
    """The slips themselves: they are in this answer and nowhere else."""
    typed, folder = request.form.get("combien", ""), settings().data
    try:
        slips, key = rules.slips_read(typed), rules.key_read(request.form.get("tirage_", ""))
        with writing():
            codes = service.draw(
                meeting_id=meeting_id, stage_id=stage_id, slips=slips, key=key, folder=folder, now=now()
            )
        with reading():
            led = service.led(meeting_id=meeting_id, stage_id=stage_id, folder=folder)
    except NotHere:
        raise
    except (FacilitationError, sqlite3.Error, OSError) as error:
        return _again(meeting_id, stage_id, error, typed)
    closing.sweep(folder=folder, now=now())
    urls = doors().urls()
    found = [(rules.shown_code(one), picture(f"{urls[0]}{ADDRESS}#{one}") if urls else "") for one in codes]
    return render_template("consultations/slips.html", led=led, slips=found, address=_address(), open=bool(urls))


@blueprint.post("/reunions/<meeting_id>/consultation/<stage_id>/annoncer")
@access.facilitator
def announce(meeting_id: str, stage_id: str) -> ResponseReturnValue:
    def gesture() -> str:
        with writing():
            service.announce(meeting_id=meeting_id, stage_id=stage_id, now=now())
        return _("La clôture est annoncée : la salle le voit.")

    return _made(meeting_id, stage_id, gesture)


@blueprint.post("/reunions/<meeting_id>/consultation/<stage_id>/clore")
@access.facilitator
def close(meeting_id: str, stage_id: str) -> ResponseReturnValue:
    def gesture() -> str:
        with reading():
            found = service.consultation_of(meeting_id=meeting_id, stage_id=stage_id)
        closing.close(consultation_id=found, folder=settings().data, now=now())
        return _("La consultation est close. L'urne est détruite, et rien ne la rouvre.")

    return _made(meeting_id, stage_id, gesture)


def _made(meeting_id: str, stage_id: str, gesture: Callable[[], str]) -> ResponseReturnValue:
    """A gesture of this page: what it says is shown there; when it cannot be made, the page says why."""
    try:
        said = gesture()
    except NotHere:
        raise
    except (FacilitationError, sqlite3.Error, OSError) as error:
        return _again(meeting_id, stage_id, error)
    flash.say(said)
    return redirect(url_for("consultations.lead", meeting_id=meeting_id, stage_id=stage_id), 303)


def _again(meeting_id: str, stage_id: str, error: Exception, typed: str = "") -> ResponseReturnValue:
    known = error if isinstance(error, FacilitationError) else rules.UrnTrouble()
    try:
        return _page(meeting_id, stage_id, known.sentence, typed)
    except NotAConsultation as other:
        raise NotHere() from other


def _page(meeting_id: str, stage_id: str, fault: str = "", typed: str = "") -> ResponseReturnValue:
    with reading():
        led = service.led(meeting_id=meeting_id, stage_id=stage_id, folder=settings().data)
    html = render_template(
        "consultations/lead.html",
        led=led,
        fault=fault,
        many=typed or max(led.people, rules.FEWEST),
        few=rules.too_few(led.people),
        key=rules.new_key(),
        moment=now(),
        open=bool(doors().urls()),
        address=_address(),
    )
    return html, 422 if fault else 200


def _address() -> str:
    """Where a code is typed, as people type it: by the room's address, or on this computer alone."""
    urls = doors().urls()
    return (urls[0] if urls else request.host_url.rstrip("/")).removeprefix("http://") + ADDRESS
