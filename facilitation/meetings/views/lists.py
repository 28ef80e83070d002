"""The list of meetings, and the door of each: the page that its state asks for."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.database import reading
from facilitation.meetings import service, words
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.views.routes import blueprint
from facilitation.web.context import now

BEFORE = (MeetingState.PREPARED, MeetingState.CONVENED)
LIVE = (MeetingState.OPEN, MeetingState.RUNNING, MeetingState.ENDED)


@blueprint.get("/reunions")
@access.signed_in
def index() -> ResponseReturnValue:
    with reading():
        lines = service.meetings_of(account_id=access.current().account_id, now=now())
    to_come = [line for line in lines if line.state in BEFORE]
    dated = sorted(
        (line for line in to_come if line.starts_at), key=lambda line: (line.starts_at is None, line.starts_at)
    )
    groups = (
        ("now", [line for line in lines if line.state in LIVE]),
        ("coming", dated + [line for line in to_come if not line.starts_at]),
        ("past", [line for line in lines if line.state not in (*BEFORE, *LIVE)]),
    )
    return render_template("meetings/list.html", groups=groups, words=words)


@blueprint.get("/reunions/<meeting_id>")
@access.secretary
def show(meeting_id: str) -> ResponseReturnValue:
    with reading():
        meeting = service.meeting_shown(meeting_id=meeting_id, now=now())
    if access.role() == "secretary":
        return redirect(post_door(meeting_id, meeting.state), 303)
    return redirect(door(meeting_id, meeting.state), 303)


def post_door(meeting_id: str, state: MeetingState) -> str:
    """The address of the page where the secretary goes on with a meeting in this state."""
    over = state in (MeetingState.ENDED, MeetingState.CLOSED)
    return url_for("meetings.papers" if over else "meetings.secretary_post", meeting_id=meeting_id)


def door(meeting_id: str, state: MeetingState) -> str:
    """The address of the page where somebody goes on with a meeting in this state."""
    if state in BEFORE:
        return url_for("meetings.prepare", meeting_id=meeting_id)
    if state is MeetingState.CANCELLED:
        return url_for("meetings.giving_up", meeting_id=meeting_id)
    if state in (MeetingState.OPEN, MeetingState.RUNNING):
        return url_for("meetings.desk", meeting_id=meeting_id)
    return url_for("meetings.papers", meeting_id=meeting_id)
