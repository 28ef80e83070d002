"""What the desk decides about the room: open it, its code, its devices, the link of a room screen."""

from __future__ import annotations

import functools
from collections.abc import Callable

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, journal
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError, NotHere
from facilitation.i18n import _
from facilitation.live import service
from facilitation.live.invitation import invitation, screen_addresses
from facilitation.live.shown import namesakes
from facilitation.live.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.addresses import addresses
from facilitation.web.context import now
from facilitation.web.doors import doors


class PickAnAddress(FacilitationError):
    """Choisissez d'abord le réseau par lequel les téléphones viendront."""


def gesture(view: Callable[..., str]) -> Callable[..., ResponseReturnValue]:
    """A gesture of this page: what it says is shown there; when it cannot be made, the page says why."""

    @functools.wraps(view)
    def made(meeting_id: str) -> ResponseReturnValue:
        try:
            said = view(meeting_id)
        except NotHere:
            raise
        except FacilitationError as error:
            return show(meeting_id, fault=error.sentence), 422
        flash.say(said)
        return redirect(url_for("live.devices", meeting_id=meeting_id), 303)

    return made


@blueprint.get("/reunions/<meeting_id>/appareils")
@access.facilitator
def devices(meeting_id: str) -> ResponseReturnValue:
    return show(meeting_id)


def show(meeting_id: str, *, fault: str = "", screen_code: str = "") -> str:
    """The page, with what could not be done, or the link of a room screen that was just made (only a hash of its code is kept)."""
    with reading():
        door = service.door(meeting_id=meeting_id)
    return render_template(
        "live/devices.html",
        door=door,
        invitation=invitation(door.code),
        doors=doors(),
        addresses=addresses() if doors().can_open and door.can_open else (),
        alike=namesakes(door.phones),
        fault=fault,
        screen_code=screen_code,
        screen_addresses=screen_addresses(),
    )


@blueprint.post("/reunions/<meeting_id>/appareils/ouvrir")
@access.facilitator
@gesture
def open_room(meeting_id: str) -> str:
    """The address first: a code without one would lead nowhere."""
    chosen = request.form.get("adresse", "")
    if chosen:
        if chosen not in {one.host for one in addresses()}:
            raise PickAnAddress()
        doors().open(chosen, wanted=_still_wanted())
    elif doors().can_open and not doors().urls():
        raise PickAnAddress()
    with writing():
        service.open_room(meeting_id=meeting_id, now=now())
    return _("La salle est ouverte aux téléphones.")


@blueprint.post("/reunions/<meeting_id>/appareils/fermer")
@access.facilitator
@gesture
def close_room(meeting_id: str) -> str:
    with writing():
        service.close_room(meeting_id=meeting_id, now=now())
    with reading():
        others = service.any_code()
    if not others:
        doors().close()
    return _("La salle est fermée : plus aucun téléphone n'entre.")


@blueprint.post("/reunions/<meeting_id>/appareils/code")
@access.facilitator
@gesture
def renew_code(meeting_id: str) -> str:
    with writing():
        service.renew_code(meeting_id=meeting_id, now=now())
    return _("Le code a changé. Ceux qui étaient entrés restent.")


@blueprint.post("/reunions/<meeting_id>/appareils/place")
@access.facilitator
@gesture
def settle_claim(meeting_id: str) -> str:
    yes = request.form.get("reponse") == "oui"
    decide = service.confirm_claim if yes else service.refuse_claim
    with writing():
        decide(meeting_id=meeting_id, device_id=request.form.get("appareil", ""), now=now())
    return _("Ce téléphone a repris sa place.") if yes else _("La place reste où elle était.")


@blueprint.post("/reunions/<meeting_id>/appareils/retirer")
@access.facilitator
@gesture
def remove_device(meeting_id: str) -> str:
    with writing():
        service.remove_device(meeting_id=meeting_id, device_id=request.form.get("appareil", ""), now=now())
        journal.note("device_removed", account_id=access.current().account_id, now=now(), meeting=meeting_id)
    return _("L'appareil est retiré. Ce qui en avait été envoyé reste.")


@blueprint.post("/reunions/<meeting_id>/appareils/arrets")
@access.facilitator
def hear_stop(meeting_id: str) -> ResponseReturnValue:
    with writing():
        service.hear_stop(meeting_id=meeting_id)
    return redirect(url_for("meetings.desk", meeting_id=meeting_id), 303)


@blueprint.post("/reunions/<meeting_id>/appareils/ecran")
@access.facilitator
def new_screen_link(meeting_id: str) -> ResponseReturnValue:
    try:
        with writing():
            code = service.new_screen_link(meeting_id=meeting_id, now=now())
    except NotHere:
        raise
    except FacilitationError as error:
        return show(meeting_id, fault=error.sentence), 422
    return show(meeting_id, screen_code=code)


def _still_wanted() -> Callable[[], bool]:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the door looks from a thread of its own

    def wanted() -> bool:
        with app.app_context(), reading():
            return service.any_room_open()

    return wanted
