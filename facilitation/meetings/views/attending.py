"""Who is in the room: arrivals, departures, excused, represented, guests, or only how many."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from facilitation.accounts import access
from facilitation.meetings import service
from facilitation.meetings.rules import Presence
from facilitation.meetings.service.prepare import TooManyPeople
from facilitation.meetings.views.routes import blueprint
from facilitation.meetings.views.showing import change
from facilitation.web.context import now

Where = Mapping[str, str] | None


@blueprint.post("/reunions/<meeting_id>/presences/<attendance_id>")
@access.facilitator
@change
def set_presence(meeting_id: str, attendance_id: str) -> Where:
    said = request.form.get("presence", "")
    service.set_presence(
        meeting_id=meeting_id,
        attendance_id=attendance_id,
        presence=Presence(said) if said in set(Presence) else Presence.PRESENT,
        represented_by=request.form.get("par", ""),
        now=now(),
    )
    return {"_anchor": f"personne-{attendance_id}"}


@blueprint.post("/reunions/<meeting_id>/presences/<attendance_id>/arrivee")
@access.facilitator
@change
def arrive(meeting_id: str, attendance_id: str) -> Where:
    service.arrive(meeting_id=meeting_id, attendance_id=attendance_id, now=now())
    return {"_anchor": f"personne-{attendance_id}"}


@blueprint.post("/reunions/<meeting_id>/presences/<attendance_id>/depart")
@access.facilitator
@change
def leave(meeting_id: str, attendance_id: str) -> Where:
    service.leave(meeting_id=meeting_id, attendance_id=attendance_id, now=now())
    return {"_anchor": f"personne-{attendance_id}"}


@blueprint.post("/reunions/<meeting_id>/invites")
@access.facilitator
@change
def add_guest(meeting_id: str) -> Where:
    name, function = request.form.get("nom", ""), request.form.get("qualite", "")
    service.add_guest(meeting_id=meeting_id, name=name, function=function, now=now())
    return {"_anchor": "invites"}


@blueprint.post("/reunions/<meeting_id>/nombre")
@access.facilitator
@change
def set_count(meeting_id: str) -> Where:
    typed = request.form.get("nombre", "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
        raise TooManyPeople()
    service.set_count(meeting_id=meeting_id, expected=int(typed), now=now())
    return None
