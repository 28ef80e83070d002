"""The room screen on another device: what the room sees, from `RoomPage` alone."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.live.invitation import invitation
from facilitation.live.views.routes import blueprint
from facilitation.meetings import service as meetings
from facilitation.meetings.views.desk_words import WORDS
from facilitation.meetings.views.room import heading_of
from facilitation.web.context import now


@blueprint.get("/ecran/<meeting_id>")
@access.screen
def screen(meeting_id: str) -> ResponseReturnValue:
    with reading():
        page = meetings.room_page(meeting_id=meeting_id, now=now())
    way_in = invitation(page.join_code)
    return render_template("live/screen.html", page=page, heading=heading_of(page), words=WORDS, invitation=way_in)
