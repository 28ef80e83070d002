"""No change without a token: an HMAC of the session's id (or, before signing in, of a random value in a signed cookie). Nothing is stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup
from werkzeug.exceptions import RequestEntityTooLarge

from facilitation.errors import FacilitationError
from facilitation.web.context import house, settings

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
ONCE = "envoi_"  # the word of one rendered form: `web.twice` answers the same post alike
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ExpiredForm(FacilitationError):
    """Cette page est restée ouverte trop longtemps, ou votre session s'est terminée. Rien n'a été enregistré, et votre texte est ci-dessous."""


def cookie_name(name: str) -> str:
    """The name of a cookie: with the prefix that ties it to this host over https, without it over http, where browsers refuse it."""
    return f"__Host-{name}" if settings().https else name


def token() -> str:
    """The token of this visitor's forms."""
    return _mac(_subject())


def csrf_input() -> Markup:
    """The hidden fields that every form carries: its token, and the word by which a second sending is known."""
    values = (FIELD, token(), ONCE, secrets.token_urlsafe(9))
    return Markup('<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">').format(
        *values
    )


def without_token(view: View) -> View:
    """A change that needs none, for it is made in nobody's name: no cookie is read there, so another site has nobody's to misuse."""
    view.needs_no_token = True  # type: ignore[attr-defined]  # read by `check`, and by the test that lists every route
    return view


def check() -> None:
    """Raise ExpiredForm when a request that may change something carries no good token, or comes from another site."""
    if request.method in SAFE or request.routing_exception is not None:
        return
    if getattr(current_app.view_functions.get(request.endpoint or ""), "needs_no_token", False):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise ExpiredForm()
    if len(request.form) > current_app.config["MAX_FORM_PARTS"]:  # Werkzeug counts the parts of a multipart form only
        raise RequestEntityTooLarge()
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    subject = _known_subject()
    if subject is None or not hmac.compare_digest(_mac(subject).encode(), given.encode("utf-8", "surrogatepass")):
        raise ExpiredForm()


def init_app(app: Flask) -> None:
    """Check every request, and give templates the hidden field."""
    app.after_request(_keep_value)
    app.jinja_env.globals.update(csrf_input=csrf_input, csrf_token=token)


def _subject() -> str:
    known = _known_subject()
    if known is None:
        g.csrf_value = secrets.token_urlsafe(16)
        known = f"before {g.csrf_value}"
    return known


def _known_subject() -> str | None:
    device, visitor = g.get("device"), g.get("visitor") or g.get("locked")
    if device is not None:
        return f"device {device.id}"
    if visitor is not None:
        return f"session {visitor.session_id}"
    if "csrf_value" in g:
        return f"before {g.csrf_value}"
    try:
        return f"before {_signer().loads(request.cookies.get(cookie_name('maillage_forme'), ''))}"
    except BadSignature:
        return None


def _keep_value(response: Response) -> Response:
    if "csrf_value" in g:
        response.set_cookie(
            cookie_name("maillage_forme"),
            _signer().dumps(g.csrf_value),
            httponly=True,
            samesite="Lax",
            secure=settings().https,
        )
    return response


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(
        house().secret, salt="csrf before signing in", signer_kwargs={"digest_method": hashlib.sha256}
    )


def _mac(subject: str) -> str:
    return hmac.new(house().secret, f"csrf {subject}".encode(), hashlib.sha256).hexdigest()
