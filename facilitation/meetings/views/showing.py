"""What the pages of a running meeting share: where one comes back to after a gesture, and the same page again with what was typed.

Two pages lead a meeting: the desk, and the single screen of a laptop that the room sees; on a third, the secretary writes. Each gesture is posted to an
address of its own, which carries in its query where it was made (`etape` looked at, `volet` open, `retour` = `ecran` for the single screen,
`secretariat` for the secretary's post): one comes back there.
Fields that pages add to an activity's own end with an underscore, which the fields of activities never do.
"""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.confidentiality.readers import Mark, Reader, marks_from, readers_from
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError, NotHere
from facilitation.live import service as live
from facilitation.live.shown import AtDesk
from facilitation.meetings import service
from facilitation.meetings.order import as_shown
from facilitation.meetings.qualifying import qualify_form
from facilitation.meetings.rules import MeetingState, NoStage
from facilitation.meetings.service import team as teams
from facilitation.meetings.service.post import post_page
from facilitation.meetings.shown import DeskPage, MeetingShown
from facilitation.meetings.team import Team
from facilitation.meetings.views.desk_words import WORDS
from facilitation.meetings.views.room_pages import show_single
from facilitation.meetings.views.sent import NOTHING_SENT, Sent, sent_of
from facilitation.typed import clean
from facilitation.web.context import catalogue, now

KEPT_PLACES = ("etape", "volet", "retour")
DESK, SINGLE, POST = "", "ecran", "secretariat"
ENDPOINTS = {DESK: "desk", SINGLE: "single", POST: "secretary_post"}
PAGES = {
    MeetingState.PREPARED: "meetings/desk_open.html",
    MeetingState.CONVENED: "meetings/desk_open.html",
    MeetingState.OPEN: "meetings/desk_open.html",
    MeetingState.RUNNING: "meetings/desk.html",
    MeetingState.ENDED: "meetings/desk_over.html",
    MeetingState.CLOSED: "meetings/desk_over.html",
    MeetingState.CANCELLED: "meetings/desk_over.html",
}


def change(view: Callable[..., Mapping[str, str] | None]) -> Callable[..., ResponseReturnValue]:
    """A gesture: one unit of work, then back where it was made; or, when it cannot be, the same page with what was typed and what is wrong.

    The view may give back query values of the page to come back to (an empty one takes a value away).
    """

    @functools.wraps(view)
    def taken(meeting_id: str, **names: Any) -> ResponseReturnValue:
        try:
            with writing():
                where = view(meeting_id=meeting_id, **names) or {}
                forget_draft(meeting_id)
        except NotHere:
            raise
        except FacilitationError as error:
            return show_again(meeting_id, sent_of(error))
        return redirect(back_to(meeting_id, where), 303)

    return taken


def back_to(meeting_id: str, where: Mapping[str, str]) -> str:
    """The address of the page that a gesture was made from; `where` prevails over what its own address carries."""
    kept = {name: request.args[name] for name in KEPT_PLACES if request.args.get(name)}
    asked = {name: value for name, value in {**kept, **where}.items() if value}
    page = made_at(asked.pop("retour", ""))
    return url_for(f"meetings.{ENDPOINTS[page]}", meeting_id=meeting_id, **asked)  # type: ignore[arg-type]  # `_anchor` may be among them


def made_at(asked: str | None = None) -> str:
    """The page that a gesture was made on, as its address says: DESK, SINGLE or POST. A secretary has but one."""
    page = request.args.get("retour", "") if asked is None else asked
    if access.role() == "secretary":
        return POST
    return page if page in ENDPOINTS else DESK


def forget_draft(meeting_id: str) -> None:
    """Inside a unit: what was typed in the form of this request was taken, its draft goes."""
    place = request.form.get("lieu_", "")
    if place:
        service.drop_draft(meeting_id=meeting_id, account_id=access.current().account_id, place=place)


def show_again(meeting_id: str, sent: Sent) -> ResponseReturnValue:
    """The page that a form came from, with the form's fields as they were sent."""
    page = made_at()
    if page == SINGLE:
        return show_single(meeting_id, sent)
    return show_desk(meeting_id, sent, post=page == POST)


def show_desk(meeting_id: str, sent: Sent = NOTHING_SENT, *, post: bool = False) -> ResponseReturnValue:
    """The desk of a meeting that runs, or the secretary's post; before and after, the page that says where the meeting is."""
    page, meeting, team, devices = load_desk(meeting_id, post=post)
    running = page is not None and meeting.state is MeetingState.RUNNING
    waiting = "meetings/secretary.html" if running else "meetings/secretary_waits.html"
    html = render_template(
        waiting if post else PAGES[meeting.state],
        page=page,
        meeting=meeting,
        team=team,
        sent=sent,
        now=now(),
        post=post,
        devices=devices,
        **tools(meeting, **({"retour": POST} if post else {})),
        **panels(page, sent),
    )
    return html, 422 if sent.sentence else 200


def load_desk(meeting_id: str, *, post: bool = False) -> tuple[DeskPage | None, MeetingShown, Team, AtDesk]:
    """All that the desk (or the secretary's post) shows, in one reading; without any stage, the meeting, its team and its phones alone."""
    account_id, load = access.current().account_id, post_page if post else service.desk_page
    with reading():
        try:
            page = load(
                meeting_id=meeting_id,
                account_id=account_id,
                now=now(),
                catalogue=catalogue(),
                stage_id=request.args.get("etape"),
            )
        except NoStage:
            meeting = service.meeting_shown(meeting_id=meeting_id, now=now())
            team = teams.team(meeting_id=meeting_id, account_id=account_id)
            return None, meeting, team, live.at_desk(meeting_id=meeting_id)
        devices = live.at_desk(meeting_id=meeting_id)
    return page, page.meeting, page.team, devices


def tools(meeting: MeetingShown, **always: str) -> dict[str, Any]:
    """What templates call: `to` for the address of a gesture made here, `new_key` for a form's key, and the words of states and kinds."""
    here = {name: request.args[name] for name in KEPT_PLACES if request.args.get(name)} | always

    def to(endpoint: str, **values: Any) -> str:
        asked = {**here, **values}
        if endpoint == "desk":  # « here », on whichever of the pages this is
            endpoint = ENDPOINTS.get(asked.pop("retour", DESK), "desk")
        return url_for(f"meetings.{endpoint}", meeting_id=meeting.id, **asked)

    return {
        "to": to,
        "new_key": lambda: secrets.token_urlsafe(12),
        "words": WORDS,
        "order_of": lambda point: as_shown(one.id for one in point.stages),
        "volet": request.args.get("volet", ""),
        "seen": {"ici_": meeting.current.id if meeting.current else ""},
    }


def panels(page: DeskPage | None, sent: Sent) -> dict[str, Any]:
    """What is open at the desk beside the step: an outcome to complete, an answer to correct."""
    place = sent.place.partition(":")
    completing = place[2] if place[0] == "completer" else request.args.get("completer", "")
    correcting = place[2] if place[0] == "corriger" else request.args.get("corriger", "")
    outcomes = page.outcomes if page else ()
    lines = page.lines if page else ()
    found = next((one for one in outcomes if one.id == completing), None)
    filled = sent.values(f"completer:{completing}", page.drafts if page else {})
    return {
        "completing": found,
        "form": qualify_form(found, page.meeting, outcomes, filled) if found and page else None,
        "correcting": next((line for line in lines if line.id == correcting), None),
    }


# ------------------------------------------------------------------ what forms of the desk have in common


def chosen_readers() -> frozenset[Reader] | None:
    """The readers ticked beside the input; none ticked means the facilitators alone. None for a form that has no such boxes."""
    if "lecteurs_demandes_" not in request.form:
        return None
    return readers_from(request.form.getlist("lecteurs_")) or frozenset({Reader.ANIMATEUR})


def chosen_marks() -> frozenset[Mark]:
    """The marks ticked beside the input."""
    return marks_from(request.form.getlist("marques_"))


def version_read() -> int | None:
    """The version of the text that the form was filled with, or None."""
    sent = request.form.get("version_", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def seen() -> str | None:
    """The stage that the page showed as the current one (« »: none), for moves that two people may make at once; None for a form that does not say."""
    return request.form.get("ici_")


def key() -> str | None:
    """The key of this form: posted twice, it counts once."""
    return request.form.get("cle_") or None


def words_kept(name: str = "texte") -> str:
    """The text of a form; after a conflict, both sides one under the other when both are wanted."""
    mine = clean(request.form.get(name, ""))
    if request.form.get("les_deux_"):
        return f"{clean(request.form.get('la_leur_', ''))}\n{mine}"
    return mine
