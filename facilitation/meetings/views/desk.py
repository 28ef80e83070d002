"""The facilitator's desk: the page, and the gestures that lead the meeting from step to step."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, own
from facilitation.database import reading, writing
from facilitation.meetings import service
from facilitation.meetings.views.handing import by_leader
from facilitation.meetings.views.routes import blueprint
from facilitation.meetings.views.showing import change, seen, show_desk
from facilitation.web.context import now

Where = Mapping[str, str] | None
HERE = {"etape": "", "volet": ""}  # back to the current step, nothing open beside it


@blueprint.get("/reunions/<meeting_id>/pupitre")
@access.facilitator
def desk(meeting_id: str) -> ResponseReturnValue:
    return show_desk(meeting_id)


# ------------------------------------------------------------------ states


@blueprint.post("/reunions/<meeting_id>/ouvrir")
@access.facilitator
@change
@by_leader
def open_meeting(meeting_id: str) -> Where:
    service.open_meeting(meeting_id=meeting_id, now=now())
    return HERE


@blueprint.post("/reunions/<meeting_id>/commencer")
@access.facilitator
@change
@by_leader
def start(meeting_id: str) -> Where:
    service.start(meeting_id=meeting_id, now=now())
    return HERE


@blueprint.post("/reunions/<meeting_id>/terminer")
@access.facilitator
@change
@by_leader
def end(meeting_id: str) -> Where:
    service.end(meeting_id=meeting_id, seen=seen(), now=now())
    return HERE


@blueprint.post("/reunions/<meeting_id>/reprendre")
@access.facilitator
@change
@by_leader
def resume_ended(meeting_id: str) -> Where:
    service.resume_ended(meeting_id=meeting_id, now=now())
    return HERE


# ------------------------------------------------------------------ moves


@blueprint.post("/reunions/<meeting_id>/pupitre/avancer")
@access.facilitator
@change
@by_leader
def forward(meeting_id: str) -> Where:
    service.forward(meeting_id=meeting_id, seen=seen(), now=now())
    return HERE


@blueprint.post("/reunions/<meeting_id>/pupitre/reculer")
@access.facilitator
@change
@by_leader
def back(meeting_id: str) -> Where:
    service.back(meeting_id=meeting_id, seen=seen(), now=now())
    return HERE


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/aller")
@access.facilitator
@change
@by_leader
def go_to(meeting_id: str, stage_id: str) -> Where:
    service.go_to(meeting_id=meeting_id, stage_id=stage_id, seen=seen(), now=now())
    return HERE


@blueprint.post("/reunions/<meeting_id>/pupitre/etapes/<stage_id>/sauter")
@access.facilitator
@change
@by_leader
def skip(meeting_id: str, stage_id: str) -> Where:
    reason = request.form.get("raison", "")
    service.skip(meeting_id=meeting_id, stage_id=stage_id, reason=reason, seen=seen(), now=now())
    return HERE


@blueprint.post("/reunions/<meeting_id>/pupitre/suspendre")
@access.facilitator
@change
@by_leader
def pause(meeting_id: str) -> Where:
    service.pause(meeting_id=meeting_id, seen=seen(), now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/relancer")
@access.facilitator
@change
@by_leader
def resume(meeting_id: str) -> Where:
    service.resume(meeting_id=meeting_id, seen=seen(), now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/rallonger")
@access.facilitator
@change
@by_leader
def lengthen(meeting_id: str) -> Where:
    service.lengthen(meeting_id=meeting_id, minutes=2, seen=seen(), now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/neutre")
@access.facilitator
@change
def set_neutral(meeting_id: str) -> Where:
    service.set_neutral(meeting_id=meeting_id, neutral=request.form.get("neutre") == "oui", now=now())
    return None


@blueprint.post("/reunions/<meeting_id>/pupitre/defaire")
@access.facilitator
@change
@by_leader
def undo(meeting_id: str) -> Where:
    service.undo(meeting_id=meeting_id, token=request.form.get("geste", ""), now=now())
    return None


# ------------------------------------------------------------------ leaving for a while


@blueprint.post("/reunions/<meeting_id>/sortir-du-guide")
@access.facilitator
def leave_guide(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.leave_guide(meeting_id=meeting_id, now=now())
    return redirect(url_for("meetings.out_of_guide", meeting_id=meeting_id), 303)


@blueprint.get("/reunions/<meeting_id>/sortir-du-guide")
@access.facilitator
def out_of_guide(meeting_id: str) -> ResponseReturnValue:
    with reading():
        meeting = service.meeting_shown(meeting_id=meeting_id, now=now())
    return render_template("meetings/desk_out.html", meeting=meeting)


@blueprint.post("/reunions/<meeting_id>/sortir-du-guide/revenir")
@access.facilitator
@change
def come_back(meeting_id: str) -> Where:
    service.set_neutral(meeting_id=meeting_id, neutral=False, now=now())
    return HERE


@blueprint.post("/reunions/<meeting_id>/pupitre/verrouiller")
@access.facilitator
def lock(meeting_id: str) -> ResponseReturnValue:
    """The desk asks for the pass phrase again; the meeting runs on, and everything is found where it was."""
    visitor = access.current()
    with writing():
        own.lock(session_id=visitor.session_id, account_id=visitor.account_id, now=now())
    return redirect(url_for("accounts.locked", next=url_for("meetings.desk", meeting_id=meeting_id)), 303)
