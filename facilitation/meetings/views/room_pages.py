"""What the room sees, as pages: its window, and the single screen of a mirrored laptop with its strip of controls.

Nothing private is ever in these pages: they are made from `RoomPage` alone.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.activities import matrice, registry
from facilitation.activities.base import Part
from facilitation.database import reading
from facilitation.i18n import _
from facilitation.live.invitation import invitation
from facilitation.meetings import service
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.service import team as teams
from facilitation.meetings.shown import RoomPage
from facilitation.meetings.views.desk_words import WORDS, captured_by
from facilitation.meetings.views.frames import Frames
from facilitation.meetings.views.sent import NOTHING_SENT, Sent
from facilitation.web.context import now

SCREEN = {"retour": "ecran"}
FRAMES = "maillage.frames"


def window(meeting_id: str, *, pulse: str, stream: str) -> str:
    """What the room sees, in a window that follows the meeting by these two endpoints."""
    page = service.kept_page(meeting_id=meeting_id, now=now())
    if page is None:
        with reading():
            page = service.room_page(meeting_id=meeting_id, now=now())
    frames: Frames | None = current_app.extensions.get(FRAMES)
    if frames is None:
        frames = current_app.extensions.setdefault(FRAMES, Frames())  # a rehearsal's end with it
    return frames.html(page, pulse, lambda: _rendered(page, pulse=pulse, stream=stream))


def _rendered(page: RoomPage, **endpoints: str) -> str:
    here = invitation(page.join_code)
    return render_template(
        "meetings/room.html", page=page, heading=heading_of(page), words=WORDS, invitation=here, **endpoints
    )


def show_single(meeting_id: str, sent: Sent = NOTHING_SENT) -> ResponseReturnValue:
    """The room view with a strip of controls, and the line that was not taken back in its field."""
    with reading():
        page = service.room_page(meeting_id=meeting_id, now=now(), with_people=True)
        team = teams.team(meeting_id=meeting_id, account_id=access.current().account_id)
    html = render_template(
        "meetings/single.html",
        page=page,
        team=team,
        seen={"ici_": page.stage_id},
        heading=heading_of(page),
        invitation=invitation(page.join_code),
        sent=sent,
        words=WORDS,
        to=_addresses(meeting_id),
        entry=entry_of(page),
        running=page.state is MeetingState.RUNNING,
        new_key=lambda: secrets.token_urlsafe(12),
    )
    return html, 422 if sent.sentence else 200


def heading_of(page: RoomPage) -> str:
    """The title of what the room sees: the step, the meeting before it begins, a word of thanks after it."""
    if page.state is MeetingState.RUNNING:
        return page.title if page.title and not page.neutral else _("Écran neutre")
    if page.state in (MeetingState.PREPARED, MeetingState.CONVENED, MeetingState.OPEN):
        return page.title or _("Bienvenue")
    if page.state is MeetingState.CANCELLED:
        return page.moved
    return _("Merci.")


def _addresses(meeting_id: str) -> Any:
    return lambda endpoint, **values: url_for(f"meetings.{endpoint}", meeting_id=meeting_id, **{**SCREEN, **values})


def entry_of(page: RoomPage) -> dict[str, Any]:
    """How the strip takes a line: `kind` is « capture », « line » (with its `fields`), « form » (the activity's own) or « nothing »."""
    if not page.activity or page.config is None or page.state is not MeetingState.RUNNING or page.sealed:
        return {"kind": "nothing", "fields": ()}
    kind = captured_by(page.activity)
    if kind is not None:
        return {"kind": "capture", "fields": (), "genre": kind}
    fields = line_fields(page.activity, page.config)
    if fields:
        return {"kind": "line", "fields": fields}
    has_form = bool(registry.get(page.activity).fields(page.config))
    return {"kind": "form" if has_form and page.activity != "tour" else "nothing", "fields": ()}


def line_fields(activity: str, config: Part) -> tuple[tuple[str, str], ...]:
    """The fields that one line may go into, each with what the room calls it; none where an answer is more than a line."""
    settings: Any = config
    if activity == "tour":
        return (("phrase", _("Une phrase")),) if settings.keeps else ()
    if activity == "notes":
        return tuple((one.id, one.title) for one in settings.headings) or (("texte", _("Une ligne")),)
    if activity in ("cartes", "ecriture"):
        return (("texte", _("Une ligne")),)
    if activity == "matrice" and settings.cell in ("texte", "role"):
        if matrice.by_column(settings):
            return tuple((f"{settings.rows[0].id}.{column.id}", column.title) for column in settings.columns)
        cells = ((row, column) for row in settings.rows for column in settings.columns)
        return tuple((f"{row.id}.{column.id}", f"{row.title}, {column.title}") for row, column in cells)
    return ()
