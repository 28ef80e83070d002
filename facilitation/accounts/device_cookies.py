"""The cookie of a device that joined a meeting: good for that meeting alone, and apart from any session."""

from __future__ import annotations

import hashlib
import hmac

from flask import Flask, Response, g, request

from facilitation.accounts.rules import DeviceKind
from facilitation.web import csrf
from facilitation.web.context import house, settings

DEVICE_COOKIES: dict[str, tuple[str, DeviceKind]] = {
    "participant": ("maillage_salle", "telephone"),
    "screen": ("maillage_ecran", "ecran"),
}
"""For each rule of a device: the cookie that it holds, and its kind."""
FORGOTTEN = '"cache", "storage"'
"""What a browser that was sent away drops of these pages. Not its cookies: the same browser may be signed in, and may ask why it is out."""


def init_app(app: Flask) -> None:
    """Give the browsers that were let in their cookie."""
    app.after_request(_write)


def device_token(rule: str) -> str:
    """What this browser holds as a device of this rule (« participant », « screen »), or an empty string."""
    return _held(rule).partition(".")[0]


def _held(rule: str) -> str:
    return request.cookies.get(csrf.cookie_name(DEVICE_COOKIES[rule][0]), "")


def let_in(rule: str, token: str, meeting_id: str) -> None:
    """Have the response give this browser the token of a device that has just joined this meeting, instead of any earlier one.

    With it goes the meeting, sealed: once the meeting is closed and its devices erased, that alone tells the phone from a stranger's (`was_in`).
    """
    name = csrf.cookie_name(DEVICE_COOKIES[rule][0])
    g.device_cookie = (name, f"{token}.{meeting_id}.{_seal(token, meeting_id)}")


def was_in(rule: str) -> str:
    """The meeting that this browser was once let in to, as the seal in its cookie proves, or an empty string."""
    token, _, rest = _held(rule).partition(".")
    meeting_id, _, seal = rest.partition(".")
    proved = hmac.compare_digest(seal.encode("utf-8", "replace"), _seal(token, meeting_id).encode())
    return meeting_id if token and meeting_id and proved else ""


def _seal(token: str, meeting_id: str) -> str:
    words = f"let in\0{token}\0{meeting_id}".encode("utf-8", "surrogatepass")
    return hmac.new(house().secret, words, hashlib.sha256).hexdigest()


def _write(response: Response) -> Response:
    if "device_cookie" in g:
        name, held = g.device_cookie
        response.set_cookie(name, held, httponly=True, samesite="Lax", secure=settings().https)
    if g.get("sent_away"):
        response.headers["Clear-Site-Data"] = FORGOTTEN
    return response
