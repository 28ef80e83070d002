"""Where a phone asks, while its holder types, what may tell who a person is. It learns nothing of who the members are: only those of this room are known."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.live.views.routes import blueprint
from facilitation.meetings.service.people_known import people_known
from facilitation.web import pointing


@blueprint.post("/salle/<meeting_id>/reperage")
@access.participant
def point(meeting_id: str) -> ResponseReturnValue:
    with reading():
        known = people_known(meeting_id=meeting_id, members=False)
    return pointing.answer(known)
