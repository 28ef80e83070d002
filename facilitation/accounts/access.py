"""Who may do what. Every view wears one of these decorators; nothing else decides.

Signed out, any page that needs an account leads to the sign-in page, whatever its address and whether its object exists. Signed in, what belongs
to others and what does not exist give the same page: 404. A device that joined a meeting (a phone, a room screen) holds a cookie of its own, good for
that meeting alone; without a good one, its pages lead to where one joins, whatever the meeting and whether it exists.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar, cast

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import event
from sqlalchemy.orm import Session

from facilitation.accounts import rights, service
from facilitation.accounts.device_cookies import DEVICE_COOKIES, device_token
from facilitation.accounts.rules import Device
from facilitation.accounts.seen import Seen, write
from facilitation.accounts.service import Visitor
from facilitation.database import db, reading
from facilitation.errors import FacilitationError, NotHere
from facilitation.web import csrf
from facilitation.web.context import now, settings


class NotLetIn(FacilitationError):
    """Cet appareil n'est plus dans la réunion, ou elle est close : rien n'a été enregistré. Copiez ce que vous aviez écrit ; si la réunion continue, rejoignez-la de nouveau, puis envoyez-le."""


class SessionLocked(FacilitationError):
    """Une heure a passé sans un geste : votre session est verrouillée, la réunion continue. Rien n'a été enregistré, et votre texte est ci-dessous."""


View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Role = Literal["facilitator", "secretary"]
RoleOf = Callable[..., str | None]
COOKIE = "maillage_session"
ROOM = "maillage.room"
"""Marks, in the WSGI environment, what came in by the room's address (`web.server`)."""
OPEN_TO_ROOM = rights.BY_THE_ROOM
WATCHING = "X-Veille"
"""The header of a request that a page makes by itself: it looks whether something moved, and nobody touched anything."""
GOES_ON = frozenset({"meetings.room", "live.desk_pulse", "live.desk_stream"})
"""What a locked session still opens: what the wall shows, and whether it moved."""
_PLACE = "maillage.access"


@dataclass(slots=True)
class _Door:
    """What the door asks the rooms, and what it remembers of sessions."""

    role_of: RoleOf
    runs_a_meeting: Callable[[str], bool]
    owns_partnership: Callable[..., bool]
    device_of: Callable[..., Device | None]
    locks: bool = True
    seen: Seen = field(default_factory=Seen)


def init_app(
    app: Flask,
    *,
    role_of: RoleOf,
    runs_a_meeting: Callable[[str], bool],
    owns_partnership: Callable[..., bool],
    device_of: Callable[..., Device | None],
) -> None:
    """Look at every request's session, and ask these when a view's rule needs it (they are called inside a unit of work).

    `role_of(meeting_id=, account_id=)` gives « facilitator », « secretary » or None; `runs_a_meeting(account_id)` keeps a session open;
    `owns_partnership(partnership_id=, account_id=)`; `device_of(token=, meeting_id=)` gives the device that holds this token in this meeting, if it is still let in
    (this one opens its own unit, when it needs one).
    """
    app.extensions[_PLACE] = _Door(role_of, runs_a_meeting, owns_partnership, device_of)
    app.before_request(_load_visitor)
    app.after_request(_write_cookie)
    app.jinja_env.globals["visitor"] = lambda: g.get("visitor")


def keep_open(app: Flask) -> None:
    """Have no session of this application be locked: it is one rehearsal's, and the house's own session stands before it."""
    app.extensions[_PLACE].locks = False


def current() -> Visitor:
    """Who is signed in; only for views that ask for it (raises NotHere otherwise)."""
    visitor: Visitor | None = g.get("visitor")
    if visitor is None:
        raise NotHere()
    return visitor


def account_of(app: Flask, environ: dict[str, Any]) -> str:
    """The account that this request comes from, by its cookie alone, or an empty string; nothing of what it carries is read."""
    with app.request_context(environ):
        try:
            _load_visitor()
        except FacilitationError:
            return ""
        return g.visitor.account_id if g.visitor is not None else ""


def is_signed_in() -> bool:
    """Whether somebody is signed in."""
    return g.get("visitor") is not None


def held() -> Visitor | None:
    """Who holds this request's session, be it open or locked; for the pages that open and end sessions."""
    visitor: Visitor | None = g.get("visitor") or g.get("locked")
    return visitor


def last_seen(session_id: str) -> datetime | None:
    """When this session was last seen, as kept in memory."""
    return _door().seen.last(session_id)


def runs_a_meeting(account_id: str) -> bool:
    """Whether a meeting of this account is under way; inside a unit of work."""
    return _door().runs_a_meeting(account_id)


def note_later(kind: str, **facts: str) -> None:
    """Add a line about the visitor to the security journal, with the next change that is written."""
    _door().seen.line(kind, current().account_id, now(), facts)


def unlocked() -> None:
    """The pass phrase of the locked session was given: this request's answer is its holder's, and nothing of the lock will be written."""
    _door().seen.opened_again(g.locked.session_id, now())
    g.visitor, g.locked = g.locked, None


def device() -> Device:
    """The device that asks, once `participant` or `screen` has let it in (raises NotHere otherwise)."""
    found: Device | None = g.get("device")
    if found is None:
        raise NotHere()
    return found


def holder() -> str:
    """Who this request's forms belong to: « session … », « device … », or an empty string for somebody unknown. Ties tokens and doubled posts to them."""
    if g.get("device") is not None:
        return f"device {g.device.id}"
    known = held()
    return f"session {known.session_id}" if known is not None else ""


def in_room() -> bool:
    """Whether this request is of the room: it came in by the room's address, or asks for what devices and joining are for."""
    return bool(request.environ.get(ROOM)) or _rule() in OPEN_TO_ROOM


def role() -> Role:
    """The visitor's part in the meeting of this request, once `facilitator` or `secretary` has let them in."""
    return cast("Role", g.meeting_role)


# ------------------------------------------------------------------ the decorators


def open_to_all(view: View) -> View:
    """Anyone, signed in or not."""
    return _ruled(view, "open_to_all")


def open_to_room(view: View) -> View:
    """Anyone, also by the room's address: where one joins."""
    return _ruled(view, "open_to_room")


def participant(view: View) -> View:
    """The phones that joined the meeting `meeting_id` of the address."""
    return _for_devices(view, "participant")


def screen(view: View) -> View:
    """The room screens that were opened, by their link, on the meeting `meeting_id` of the address."""
    return _for_devices(view, "screen")


def signed_in(view: View) -> View:
    """Any account."""
    return _guarded(view, "signed_in", lambda **_: None)


def partnership(view: View) -> View:
    """The accounts that look after the partnership `partnership_id` of the address."""

    def check(*, partnership_id: str, **_: Any) -> None:
        with reading():
            owns = _door().owns_partnership(partnership_id=partnership_id, account_id=current().account_id)
        if not owns:
            raise NotHere()

    return _guarded(view, "partnership", check)


def facilitator(view: View) -> View:
    """The facilitators of the meeting `meeting_id` of the address."""
    return _guarded(view, "facilitator", lambda *, meeting_id, **_: _needs_role(meeting_id, "facilitator"))


def secretary(view: View) -> View:
    """The facilitators and the secretary of the meeting `meeting_id` of the address."""
    return _guarded(view, "secretary", lambda *, meeting_id, **_: _needs_role(meeting_id, "secretary"))


def rule_of(view: Callable[..., Any] | None) -> str | None:
    """The name of the decorator that a view wears, or None."""
    return getattr(view, "access_rule", None)


def _needs_role(meeting_id: str, rule: rights.Rule) -> None:
    with reading():
        found = _door().role_of(meeting_id=meeting_id, account_id=current().account_id)
    if found not in rights.parts(rule):
        raise NotHere()
    g.meeting_role = found


def _guarded(view: View, rule: str, check: Callable[..., None]) -> View:
    @functools.wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        if g.get("visitor") is None:
            return to_sign_in()
        check(**arguments)
        return view(**arguments)

    return _ruled(cast("View", guarded), rule)


def _for_devices(view: View, rule: str) -> View:
    @functools.wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        # `_load_visitor` let the device in, or sent it away to join, before its form's token was looked at.
        if device().kind != DEVICE_COOKIES[rule][1]:
            raise NotHere()
        return view(**arguments)

    return _ruled(cast("View", guarded), rule)


def _ruled(view: View, rule: str) -> View:
    view.access_rule = rule  # type: ignore[attr-defined]  # read by the test that lists every route
    return view


def to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, or to where a locked session is opened again; and back to this one afterwards when it is a page (not a change)."""
    locked = g.get("locked") is not None
    if locked and request.method not in csrf.SAFE:
        raise SessionLocked()
    here = request.full_path.rstrip("?") if request.method in csrf.SAFE and request.path != "/" else None
    return redirect(url_for("accounts.locked" if locked else "accounts.sign_in", next=here), 303)


def to_join() -> ResponseReturnValue:
    """To where a phone joins a meeting."""
    return redirect(url_for("live.join"), 303)


# ------------------------------------------------------------------ the session's cookie


def enter(token: str) -> None:
    """Have the response carry the session of this token instead of any earlier one, and build the rest of it for its holder."""
    g.session_cookie = token
    with reading():
        g.visitor = service.visitor(token=token, now=now(), seen=lambda _: None, runs_a_meeting=lambda _: False)


def end_held() -> None:
    """End the session that this browser had, if any: another takes its place. Inside a writing unit."""
    known = held()
    if known is not None:
        service.close_session(session_id=known.session_id)


def leave() -> None:
    """Have the response forget the session."""
    g.session_cookie = ""
    g.visitor = g.locked = None


def _write_cookie(response: Response) -> Response:
    token = g.get("session_cookie")
    name, secure = csrf.cookie_name(COOKIE), settings().https
    if token:
        response.set_cookie(name, token, httponly=True, samesite="Lax", secure=secure)
    elif token == "":
        response.delete_cookie(name, httponly=True, samesite="Lax", secure=secure)
    return response


def _load_visitor() -> ResponseReturnValue | None:
    g.visitor = g.locked = g.device = None
    rule = _rule()
    by_room = bool(request.environ.get(ROOM)) and request.endpoint != "static"
    if by_room and rule not in OPEN_TO_ROOM and request.routing_exception is None:
        if request.path == "/":  # an address typed by hand
            return to_join()
        raise NotHere()
    if rule in DEVICE_COOKIES:
        return _load_device(rule)
    if not by_room and request.endpoint != "static":  # over the room's plain http, nobody signs in
        _load_account()
    return None


def _rule() -> str | None:
    return rule_of(current_app.view_functions.get(request.endpoint or ""))


def _load_device(rule: str) -> ResponseReturnValue | None:
    """Note which device asks, or send it to where one joins. Its pages know no account, even in a browser that is signed in."""
    token = device_token(rule)
    if token:
        g.device = _door().device_of(token=token, meeting_id=(request.view_args or {}).get("meeting_id", ""))
    if g.device is None or g.device.kind != DEVICE_COOKIES[rule][1]:
        g.device, g.sent_away = None, bool(token)
        if request.method not in csrf.SAFE:
            raise NotLetIn()
        return to_join()
    return None


def _load_account() -> None:
    token = request.cookies.get(csrf.cookie_name(COOKIE), "")
    if not token:
        return
    door, moment = _door(), now()
    with reading():
        visitor = service.visitor(token=token, now=moment, seen=door.seen.last, runs_a_meeting=door.runs_a_meeting)
    if visitor is None:
        return
    if visitor.locked and door.locks:
        door.seen.locked(visitor, moment)
        g.locked = visitor
        if request.endpoint not in GOES_ON:
            return
    elif not _only_watches():
        door.seen.note(visitor, moment)
    g.visitor = visitor


def _only_watches() -> bool:
    """Whether this request was made by a page alone, and not by somebody."""
    return WATCHING in request.headers or request.path.endswith(("/pouls", "/flux", "/verrou/etat"))


def _write_seen(session: Session) -> None:
    door: _Door | None = current_app.extensions.get(_PLACE)
    if door is not None:
        session.info[_PLACE] = due = door.seen.take()
        write(due)


def _written(session: Session) -> None:
    session.info.pop(_PLACE, None)


def _not_written(session: Session) -> None:
    due = session.info.pop(_PLACE, None)
    if due is not None:
        _door().seen.give_back(due)


def _door() -> _Door:
    found: _Door = current_app.extensions[_PLACE]
    return found


event.listen(db.session, "before_commit", _write_seen)
event.listen(db.session, "after_commit", _written)
event.listen(db.session, "after_rollback", _not_written)
