"""The secretary's post: somebody else writes, on a second device or in a second window, while the facilitator leads."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.meetings.views.routes import blueprint
from facilitation.meetings.views.showing import show_desk


@blueprint.get("/reunions/<meeting_id>/secretariat")
@access.secretary
def secretary_post(meeting_id: str) -> ResponseReturnValue:
    return show_desk(meeting_id, post=True)
