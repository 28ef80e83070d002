"""The addresses of what the room sees: its own window, and the single screen of a mirrored laptop."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.activities.base import Fields
from facilitation.meetings import service
from facilitation.meetings.views.room_pages import SCREEN, show_single, window
from facilitation.meetings.views.routes import blueprint
from facilitation.meetings.views.showing import change, key
from facilitation.web.context import now


@blueprint.get("/reunions/<meeting_id>/salle")
@access.secretary
def room(meeting_id: str) -> ResponseReturnValue:
    return window(meeting_id, pulse="live.desk_pulse", stream="live.desk_stream")


@blueprint.get("/reunions/<meeting_id>/un-seul-ecran")
@access.facilitator
def single(meeting_id: str) -> ResponseReturnValue:
    return show_single(meeting_id)


@blueprint.post("/reunions/<meeting_id>/un-seul-ecran/<stage_id>/ligne")
@access.facilitator
@change
def single_line(meeting_id: str, stage_id: str) -> dict[str, str]:
    """A line that everybody sees being typed: it is shown at once."""
    service.answer(
        meeting_id=meeting_id,
        stage_id=stage_id,
        formdata=Fields({request.form.get("champ_", "texte"): request.form.get("ligne_", "")}),
        revealed=True,
        key=key(),
        account_id=access.current().account_id,
        now=now(),
    )
    return SCREEN
