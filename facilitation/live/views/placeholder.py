"""Where a phone stands once it has joined, until the page of the question is built."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.live.views.routes import blueprint


@blueprint.get("/salle/<meeting_id>")
@access.participant
def phone(meeting_id: str) -> ResponseReturnValue:
    return render_template("live/placeholder.html", meeting_id=meeting_id)
