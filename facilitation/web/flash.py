"""The one sentence that a page says about what was just done: it travels in a signed cookie of one minute, and no session is written."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import Literal

from flask import Flask, Response, g, request
from itsdangerous import BadData, URLSafeTimedSerializer

from facilitation.web.context import house, settings
from facilitation.web.csrf import cookie_name

COOKIE = "maillage_mot"
LIFE = 60


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence, its kind (« done », « » for attention, « danger »), and the one gesture it offers, posted to `action`."""

    text: str
    kind: Literal["done", "", "danger"] = "done"
    action: str = ""
    label: str = ""


def say(text: str, *, kind: Literal["done", "", "danger"] = "done", action: str = "", label: str = "") -> None:
    """Have the next page say this; `action` is the address of a change that it offers under the name `label`."""
    g.setdefault("said", []).append(Message(text, kind, action, label))


def messages() -> list[Message]:
    """What this page has to say, once."""
    g.heard = True
    return _carried() + list(g.pop("said", []))


def init_app(app: Flask) -> None:
    """Carry what was said to the next page, and let templates hear it."""
    app.after_request(_carry)
    app.jinja_env.globals["messages"] = messages


def _carried() -> list[Message]:
    try:
        rows = _signer().loads(request.cookies.get(cookie_name(COOKIE), ""), max_age=LIFE)
        return [Message(**row) for row in rows]
    except (BadData, TypeError):
        return []


def _carry(response: Response) -> Response:
    said = g.get("said")
    name, secure = cookie_name(COOKIE), settings().https
    if said:
        value = _signer().dumps([asdict(message) for message in said])
        response.set_cookie(name, value, max_age=LIFE, httponly=True, samesite="Lax", secure=secure)
    elif g.get("heard") and name in request.cookies:
        response.delete_cookie(name, httponly=True, samesite="Lax", secure=secure)
    return response


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house().secret, salt="flash", signer_kwargs={"digest_method": hashlib.sha256})
