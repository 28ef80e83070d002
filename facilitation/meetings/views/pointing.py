"""Where the desk, the secretary and the pages of minutes ask, while somebody types, what may tell who a person is. Nothing changes, nothing is kept."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.meetings.service.people_known import people_known
from facilitation.meetings.views.routes import blueprint
from facilitation.web import pointing


@blueprint.post("/reunions/<meeting_id>/reperage")
@access.secretary
def point(meeting_id: str) -> ResponseReturnValue:
    with reading():
        known = people_known(meeting_id=meeting_id)
    return pointing.answer(known)


@blueprint.post("/reperage")
@access.signed_in
def point_anywhere() -> ResponseReturnValue:
    return pointing.answer()
