"""Holding the desk: one account leads at a time. It is handed over by a gesture of both sides, or taken back when its holder cannot be reached."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import writing
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _
from facilitation.meetings.service import team
from facilitation.meetings.views.routes import blueprint
from facilitation.meetings.views.sent import sent_of
from facilitation.meetings.views.showing import change, show_again
from facilitation.web import flash
from facilitation.web.context import now

Where = Mapping[str, str] | None


def by_leader(view: Callable[..., Where]) -> Callable[..., Where]:
    """A move of the meeting: for whoever holds the desk. To be worn under `change`, whose unit of work it asks in."""

    @functools.wraps(view)
    def led(*, meeting_id: str, **names: Any) -> Where:
        team.must_lead(meeting_id=meeting_id, account_id=access.current().account_id)
        return view(meeting_id=meeting_id, **names)

    return led


@blueprint.post("/reunions/<meeting_id>/main/proposer")
@access.facilitator
@change
def offer_desk(meeting_id: str) -> Where:
    to = request.form.get("a", "")
    team.offer(meeting_id=meeting_id, account_id=access.current().account_id, to=to, now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/main/garder")
@access.facilitator
@change
def keep_desk(meeting_id: str) -> Where:
    team.withdraw_offer(meeting_id=meeting_id, account_id=access.current().account_id, now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/main/prendre")
@access.secretary
def take_desk(meeting_id: str) -> ResponseReturnValue:
    """The desk that was proposed: a secretary who takes it goes to the desk, which is theirs from now on."""
    try:
        with writing():
            team.accept_offer(meeting_id=meeting_id, account_id=access.current().account_id, now=now())
    except NotHere:
        raise
    except FacilitationError as error:
        return show_again(meeting_id, sent_of(error))
    flash.say(_("Vous menez la réunion. La personne qui la menait peut toujours noter et écrire."))
    return redirect(url_for("meetings.desk", meeting_id=meeting_id), 303)


@blueprint.post("/reunions/<meeting_id>/main/decliner")
@access.secretary
@change
def decline_desk(meeting_id: str) -> Where:
    team.decline_offer(meeting_id=meeting_id, account_id=access.current().account_id, now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/main/reprendre")
@access.facilitator
@change
def take_over(meeting_id: str) -> Where:
    team.take_over(meeting_id=meeting_id, account_id=access.current().account_id, now=now())
    return {"etape": "", "volet": ""}
