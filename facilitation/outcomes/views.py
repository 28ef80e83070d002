"""Between two meetings: the open actions of one's partnerships, their status in one tap, their date for a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.activities.base import AnswerFaults
from facilitation.activities.becoming import asks_what_hinders
from facilitation.database import reading, writing
from facilitation.documents.calendar_actions import ActionDay, write
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _
from facilitation.outcomes import service
from facilitation.outcomes.forms import FollowForm
from facilitation.outcomes.rules import CLOSED, STATUSES, ActionStatus
from facilitation.partnerships import service as partnerships
from facilitation.web import flash
from facilitation.web.context import now

blueprint = Blueprint("outcomes", __name__)


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was not taken: of which action, what it held, and what is wrong with it."""

    action: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


NOTHING_REFUSED = Refused()


@blueprint.get("/actions")
@access.signed_in
def actions() -> ResponseReturnValue:
    return _page()


@blueprint.get("/partenariats/<partnership_id>/actions")
@access.partnership
def actions_of(partnership_id: str) -> ResponseReturnValue:
    return _page(partnership_id)


def _page(partnership_id: str | None = None, refused: Refused = NOTHING_REFUSED) -> str:
    account_id = access.current().account_id
    with reading():
        found = service.due_actions(account_id=account_id, now=now(), partnership_id=partnership_id)
        groups = partnerships.partnerships_of(account_id=account_id)
    return render_template(
        "outcomes/actions.html",
        actions=found,
        groups=groups,
        chosen=partnership_id,
        refused=refused,
        statuses=STATUSES,
        asks_what_hinders=asks_what_hinders,
        now=now(),
    )


# ------------------------------------------------------------------ one tap


@blueprint.post("/actions/<action_id>")
@access.signed_in
def follow(action_id: str) -> ResponseReturnValue:
    account_id, form = access.current().account_id, FollowForm()
    with reading():
        action = service.due_action(outcome_id=action_id, account_id=account_id, now=now())
    faults = {} if form.validate() else {name: str(errors[0]) for name, errors in form.errors.items() if errors}
    said = None if faults else form.said()
    if said is None:
        faults = faults or {"status": _("Choisissez ce que cette action est devenue.")}
        return _again(action, faults)
    try:
        with writing():
            made = service.follow_up(
                outcome_id=action_id, said=said, account_id=account_id, version=form.read_version(), now=now()
            )
    except AnswerFaults as error:
        return _again(action, error.faults)
    except service.ActionHasChanged as error:
        return _again(action, {"status": error.sentence})
    _say(action, said.status, made)
    return redirect(_back(action), 303)


def _again(action: service.ActionDue, faults: Mapping[str, str]) -> ResponseReturnValue:
    """The list again, what was typed in its place beside what is wrong with it."""
    fields = {name: request.form.get(name, "") for name in ("note", "date")}
    chosen = action.partnership_id if request.args.get("vers") == "partenariat" else None
    return _page(chosen, Refused(action.id, fields, faults)), 422


def _say(action: service.ActionDue, status: ActionStatus, follow_up_id: str) -> None:
    undo = url_for(".take_back", action_id=action.id, suivi=follow_up_id, vers=request.args.get("vers"))
    told = _("Action %(number)s : %(status)s.", number=action.number, status=_(STATUSES[status]))
    flash.say(told, action=undo, label=_("Annuler"))


def _back(action: service.ActionDue) -> str:
    """Where the status was tapped: the home page, the list of one partnership, or the whole list."""
    where = request.args.get("vers")
    if where == "accueil":
        return url_for("web.home", _anchor="actions")
    if where == "partenariat" and action.partnership_id:
        return url_for(".actions_of", partnership_id=action.partnership_id)
    return url_for(".actions")


@blueprint.post("/actions/<action_id>/annuler")
@access.signed_in
def take_back(action_id: str) -> ResponseReturnValue:
    account_id = access.current().account_id
    with reading():
        action = service.due_action(outcome_id=action_id, account_id=account_id, now=now())
    try:
        with writing():
            service.take_back(outcome_id=action_id, follow_up_id=request.args.get("suivi", ""), now=now())
    except NotHere:
        raise
    except FacilitationError as error:
        flash.say(error.sentence, kind="")
    else:
        flash.say(_("Action %(number)s : c'est annulé, elle est comme avant.", number=action.number))
    return redirect(_back(action), 303)


# ------------------------------------------------------------------ the calendar


@blueprint.get("/actions/<action_id>/echeance.ics")
@access.signed_in
def due_date(action_id: str) -> ResponseReturnValue:
    with reading():
        action = service.due_action(outcome_id=action_id, account_id=access.current().account_id, now=now())
    if action.due_on is None:
        raise NotHere()
    entry = ActionDay(
        id=action.id,
        number=action.number,
        partnership=action.partnership,
        due_on=action.due_on,
        sequence=action.version - 1,
        ended=action.status in CLOSED,
    )
    answer: Response = make_response(write(entry, now=now()))
    answer.mimetype = "text/calendar"
    name = f"action-{action.number.replace('/', '-')}.ics"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
