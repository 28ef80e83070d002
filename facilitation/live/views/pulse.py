"""The pulse over http: « has it moved since 17? », asked (`pouls`) or told (`flux`), for the desk and the room, for phones, for a screen opened by its link."""

from __future__ import annotations

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.live.beats import HEADERS, beats
from facilitation.live.hub import Numbers, Side, hub, look_up
from facilitation.live.views.routes import blueprint

SOON = {"Retry-After": "30"}


@blueprint.get("/reunions/<meeting_id>/pouls")
@access.secretary
def desk_pulse(meeting_id: str) -> ResponseReturnValue:
    return answer(meeting_id, Side.DESK)


@blueprint.get("/reunions/<meeting_id>/flux")
@access.secretary
def desk_stream(meeting_id: str) -> ResponseReturnValue:
    return stream(meeting_id, Side.DESK, access.current().account_id)


@blueprint.get("/salle/<meeting_id>/pouls")
@access.participant
def phone_pulse(meeting_id: str) -> ResponseReturnValue:
    return answer(meeting_id, Side.PHONE)


@blueprint.get("/salle/<meeting_id>/flux")
@access.participant
def phone_stream(meeting_id: str) -> ResponseReturnValue:
    return stream(meeting_id, Side.PHONE, access.device().id)


@blueprint.get("/ecran/<meeting_id>/pouls")
@access.screen
def screen_pulse(meeting_id: str) -> ResponseReturnValue:
    return answer(meeting_id, Side.DESK)


@blueprint.get("/ecran/<meeting_id>/flux")
@access.screen
def screen_stream(meeting_id: str) -> ResponseReturnValue:
    return stream(meeting_id, Side.DESK, access.device().id)


def answer(meeting_id: str, side: Side) -> ResponseReturnValue:
    """204 while the page of number `v` is the last one, else 200 with the new number."""
    number = str(_numbers(meeting_id).of(side))
    if request.args.get("v") == number:
        return "", 204
    told = make_response(number)
    told.mimetype = "text/plain"
    return told


def stream(meeting_id: str, side: Side, who: str) -> ResponseReturnValue:
    """Server-Sent Events; 204 (which tells a browser not to come back) for a meeting that is over, 503 when all streams are taken."""
    if _numbers(meeting_id).over:
        return "", 204
    place = hub().admit(meeting_id, side=side, who=who)
    if place is None:
        return Response("", 503, SOON, mimetype="text/plain")
    held, gone = hub(), request.environ.get("waitress.client_disconnected", lambda: False)
    told = Response(beats(held, place, gone=gone), headers=HEADERS)
    told.call_on_close(lambda: held.release(place))  # a stream that nobody read from has not begun
    return told


def _numbers(meeting_id: str) -> Numbers:
    """Where the meeting stands, from memory when it is known there."""
    known = hub().known(meeting_id)
    if known is not None:
        return known
    with reading():
        found = look_up(meeting_id=meeting_id)
    return hub().learn(meeting_id, found)
