"""Whoever asks for the ballot page is nobody: what a browser says of itself goes no further than this door, and no cookie comes back through it."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DatabaseError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from facilitation.errors import FacilitationError
from facilitation.typed import clean

ADDRESS = "/bulletin"
HEADER = "HTTP_"
KEPT = frozenset(f"{HEADER}{one}" for one in ("HOST", "ORIGIN", "ACCEPT", "ACCEPT_ENCODING", "SEC_FETCH_SITE"))
"""The only headers that go past the door: what a browser or a proxy tells beside them is told to nobody."""
NOWHERE = {"REMOTE_ADDR": "0.0.0.0", "REMOTE_PORT": "0"}  # noqa: S104 - no address at all
TOO_LARGE = 413
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class NotKept(FacilitationError):
    """Votre réponse n'a pas pu être gardée, et rien ne l'a été à moitié. Votre texte est ci-dessous : renvoyez-le dans un instant."""


class NotReceived(FacilitationError):
    """Ceci n'a pas pu être reçu, et rien n'a été gardé. Revenez à la page d'avant : ce que vous avez tapé y est encore. Raccourcissez-le s'il est très long, puis renvoyez-le."""


def strip(inner: Wsgi) -> Wsgi:
    """The same application, to which a request for the ballot page comes from nobody, and which sets no cookie on it."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != ADDRESS and not path.startswith(f"{ADDRESS}/"):
            return inner(environ, start)
        bare = {name: value for name, value in environ.items() if name in KEPT or not name.startswith(HEADER)} | NOWHERE

        def without_cookies(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, [one for one in headers if one[0].lower() != "set-cookie"], *more)

        return inner(bare, without_cookies)

    return answer


def nobody(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    """A view of the ballot page: whatever goes wrong gives a page, and no line in a log, which would tell when somebody voted."""

    @functools.wraps(view)
    def answered() -> ResponseReturnValue:
        try:
            if (
                len(request.form) > current_app.config["MAX_FORM_PARTS"]
            ):  # where a token is asked, it is looked at with it
                raise RequestEntityTooLarge()
            return view()
        except HTTPException as error:
            return told(error.code or 400)
        except (sqlite3.Error, DatabaseError, OSError):
            return told(503)
        except Exception:  # the log of any other page would hold the moment of a vote
            return told(500)

    return answered


def told(status: int) -> ResponseReturnValue:
    """The page that says that nothing was kept, with what was typed, where it came, to be sent again; the slip is good still."""
    try:
        fields = [(name, clean(value)) for name, value in request.form.items(multi=True)]
    except HTTPException:  # too long to be read
        fields = []
    error: FacilitationError = NotKept() if fields and status != TOO_LARGE else NotReceived()
    shown = fields if isinstance(error, NotKept) else []
    html = render_template("consultations/failed.html", sentence=error.sentence, fields=shown, action=request.path)
    return html, status
