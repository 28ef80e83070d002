"""Who holds the meeting together: the parts, and the links that give one, once, to an account."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, journal
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _
from facilitation.meetings import service
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.service import team as teams
from facilitation.meetings.team import ROLES
from facilitation.meetings.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import now

LIVE = (MeetingState.OPEN, MeetingState.RUNNING, MeetingState.ENDED)


@blueprint.get("/reunions/<meeting_id>/equipe")
@access.facilitator
def team(meeting_id: str) -> ResponseReturnValue:
    return _page(meeting_id)


def _page(meeting_id: str, *, code: str = "", kind: str = "", refused: str = "") -> str:
    """The page; `code` is that of the invitation of this kind which was just made, shown this once."""
    with reading():
        meeting = service.meeting_shown(meeting_id=meeting_id, now=now())
        found = teams.team(meeting_id=meeting_id, account_id=access.current().account_id)
        waiting = teams.invitations(meeting_id=meeting_id, now=now())
    return render_template(
        "meetings/team.html",
        meeting=meeting,
        team=found,
        waiting=waiting,
        code=code,
        link=url_for("meetings.invitation", _external=True, _anchor=code) if code else "",
        kind=kind,
        refused=refused,
        live=meeting.state in LIVE,
    )


@blueprint.post("/reunions/<meeting_id>/equipe/inviter")
@access.facilitator
def invite(meeting_id: str) -> ResponseReturnValue:
    """A new link, on the page that answers: its code is kept nowhere, and no other page can show it."""
    kind = request.form.get("part", "")
    if kind not in ROLES:
        return _page(meeting_id, refused=_("Choisissez d'abord : animer, ou tenir le secrétariat.")), 422
    with writing():
        code = teams.invite(meeting_id=meeting_id, role=ROLES[kind], now=now())
        journal.note(
            "meeting_invited", account_id=access.current().account_id, now=now(), meeting=meeting_id, part=kind
        )
    return _page(meeting_id, code=code, kind=kind)


@blueprint.post("/reunions/<meeting_id>/equipe/invitations/<link_id>/retirer")
@access.facilitator
def withdraw_invitation(meeting_id: str, link_id: str) -> ResponseReturnValue:
    with writing():
        teams.withdraw_invitation(meeting_id=meeting_id, link_id=link_id, now=now())
    flash.say(_("L'invitation ne sert plus à rien."))
    return redirect(url_for("meetings.team", meeting_id=meeting_id), 303)


@blueprint.post("/reunions/<meeting_id>/equipe/<account_id>/retirer")
@access.facilitator
def take_part_away(meeting_id: str, account_id: str) -> ResponseReturnValue:
    try:
        with writing():
            teams.take_part_away(meeting_id=meeting_id, account_id=account_id, now=now())
            journal.note("meeting_part_removed", account_id=account_id, now=now(), meeting=meeting_id)
    except NotHere:
        raise
    except FacilitationError as error:
        return _page(meeting_id, refused=error.sentence), 422
    if account_id == access.current().account_id:
        return redirect(url_for("meetings.index"), 303)
    flash.say(_("Cette personne n'a plus de part dans la réunion : aucune de ses pages ne s'ouvre plus."))
    return redirect(url_for("meetings.team", meeting_id=meeting_id), 303)
