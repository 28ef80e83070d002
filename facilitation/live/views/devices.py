"""What the desk decides about the room: open it, its code, its devices, the link of a room screen."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading, writing
from facilitation.live import service
from facilitation.live.views.routes import blueprint
from facilitation.web.context import now


@blueprint.get("/reunions/<meeting_id>/appareils")
@access.facilitator
def devices(meeting_id: str) -> ResponseReturnValue:
    with reading():
        door = service.door(meeting_id=meeting_id)
    return render_template("live/devices.html", door=door)


@blueprint.post("/reunions/<meeting_id>/appareils/ouvrir")
@access.facilitator
def open_room(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.open_room(meeting_id=meeting_id, now=now())
    return _back(meeting_id)


@blueprint.post("/reunions/<meeting_id>/appareils/fermer")
@access.facilitator
def close_room(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.close_room(meeting_id=meeting_id, now=now())
    return _back(meeting_id)


@blueprint.post("/reunions/<meeting_id>/appareils/code")
@access.facilitator
def renew_code(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.renew_code(meeting_id=meeting_id, now=now())
    return _back(meeting_id)


@blueprint.post("/reunions/<meeting_id>/appareils/place")
@access.facilitator
def settle_claim(meeting_id: str) -> ResponseReturnValue:
    decide = service.confirm_claim if request.form.get("reponse") == "oui" else service.refuse_claim
    with writing():
        decide(meeting_id=meeting_id, device_id=request.form.get("appareil", ""), now=now())
    return _back(meeting_id)


@blueprint.post("/reunions/<meeting_id>/appareils/retirer")
@access.facilitator
def remove_device(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.remove_device(meeting_id=meeting_id, device_id=request.form.get("appareil", ""), now=now())
    return _back(meeting_id)


@blueprint.post("/reunions/<meeting_id>/appareils/arrets")
@access.facilitator
def hear_stop(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.hear_stop(meeting_id=meeting_id)
    return redirect(url_for("meetings.desk", meeting_id=meeting_id), 303)


@blueprint.post("/reunions/<meeting_id>/appareils/ecran")
@access.facilitator
def new_screen_link(meeting_id: str) -> ResponseReturnValue:
    """The link of a room screen, shown once: only a hash of its code is kept."""
    with writing():
        code = service.new_screen_link(meeting_id=meeting_id, now=now())
    with reading():
        door = service.door(meeting_id=meeting_id)
    return render_template("live/devices.html", door=door, screen_code=code)


def _back(meeting_id: str) -> ResponseReturnValue:
    return redirect(url_for("live.devices", meeting_id=meeting_id), 303)
