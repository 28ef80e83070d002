"""The room screen on another device: what the room's own window shows, followed by the addresses of a screen."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.live.views.routes import blueprint
from facilitation.meetings.views.room_pages import window


@blueprint.get("/ecran/<meeting_id>")
@access.screen
def screen(meeting_id: str) -> ResponseReturnValue:
    return window(meeting_id, pulse="live.screen_pulse", stream="live.screen_stream")
