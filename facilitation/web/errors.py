"""Every error becomes a page with a French sentence, once, here. What was typed is shown back; nothing of the inside is."""

from __future__ import annotations

import logging
import secrets
import sys
from types import TracebackType
from typing import Any

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DatabaseError, OperationalError
from werkzeug.exceptions import HTTPException, NotFound, RequestEntityTooLarge, SecurityError

from facilitation.accounts import access
from facilitation.accounts.access import NotLetIn, SessionLocked
from facilitation.accounts.forms import SignInForm, UnlockForm
from facilitation.accounts.throttle import TooManyAttempts
from facilitation.errors import FacilitationError, NotHere
from facilitation.web.csrf import ExpiredForm
from facilitation.web.kept import as_json, kept_fields, target

log = logging.getLogger("facilitation")
Answer = tuple[str, int, dict[str, str]]
"""A page, its status, its own headers."""


class BusyDatabase(FacilitationError):
    """L'enregistrement attend un autre programme qui occupe la base de données. Patientez quelques secondes, puis renvoyez."""


class FullDisk(FacilitationError):
    """Il n'y a plus de place sur le disque : rien n'a été enregistré. Libérez de la place, puis renvoyez ; copiez votre texte ailleurs en attendant."""


class ReadOnlyDisk(FacilitationError):
    """Le dossier des données ne peut plus être écrit : rien n'a été enregistré. Rendez-le accessible en écriture, puis renvoyez."""


class UnreadableDatabase(FacilitationError):
    """La base de données ne répond pas comme elle le devrait : rien n'a été enregistré. Arrêtez Maillage, gardez une copie du dossier des données, puis relancez."""


class TooBig(FacilitationError):
    """Cet envoi dépasse 2 Mo : rien n'a été enregistré. Revenez en arrière (votre texte y est encore) et envoyez-le en plusieurs fois."""


class WrongName(FacilitationError):
    """Maillage ne répond pas sous ce nom. Ouvrez l'adresse affichée au démarrage, ou celle que montre l'écran de la salle."""


class WrongRequest(FacilitationError):
    """Cette demande n'est pas comprise. Revenez en arrière et recommencez ; rien n'a été enregistré."""


class Broken(FacilitationError):
    """Quelque chose s'est mal passé de notre côté ; rien n'a été enregistré. Revenez en arrière et recommencez. Si cela se répète, signalez la référence %(reference)s."""


STATUSES: dict[type[FacilitationError], int] = {
    NotHere: 404,
    ExpiredForm: 400,
    NotLetIn: 400,
    SessionLocked: 423,
    TooManyAttempts: 429,
    BusyDatabase: 503,
    FullDisk: 507,
    ReadOnlyDisk: 503,
    UnreadableDatabase: 503,
    TooBig: 413,
    WrongName: 400,
    WrongRequest: 400,
    Broken: 500,
}


def init_app(app: Flask) -> None:
    """Have every error answered by these."""
    app.register_error_handler(FacilitationError, error_page)
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(DatabaseError, _of_database)
    app.register_error_handler(Exception, _of_ours)


def error_page(error: FacilitationError, status: int | None = None) -> Answer:
    """The page that says this error's sentence, with what had been typed, under its status (422 where none is set)."""
    code = status or next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 422)
    headers = {429: {"Retry-After": "60"}, 503: {"Retry-After": "5"}}.get(code, {})
    if isinstance(error, WrongName):  # no address can be built for a name that is not ours
        return render_template("web/bare.html", error=error), code, {}
    return render_template("web/error.html", error=error, status=code, **_typed(error, code)), code, headers


def _typed(error: FacilitationError, code: int) -> dict[str, object]:
    """What the page shows of what was typed: the fields, where to send them again, and a sign-in form when the session is over."""
    in_room = access.in_room()
    gone = code == 404
    fields = () if code in (405, 413) or request.blueprint == "accounts" else kept_fields(whole=in_room and not gone)
    if gone:  # nothing can be sent there again: the words alone are worth showing
        fields = tuple(one for one in fields if one.text)
    over = isinstance(error, ExpiredForm) and g.get("visitor") is None and not in_room
    return {
        "in_room": in_room and g.get("visitor") is None,
        "fields": fields,
        "kept": as_json(fields) if fields else "",
        "target": target() if fields else "",
        "again": not gone and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin",
        "sign_in_form": SignInForm(formdata=None) if over else None,
        "unlock_form": UnlockForm(formdata=None) if isinstance(error, SessionLocked) else None,
    }


def _of_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    known: dict[type[HTTPException], FacilitationError] = {
        SecurityError: WrongName(),
        RequestEntityTooLarge: TooBig(),
        NotFound: NotHere(),
    }
    ours = next((known[kind] for kind in known if isinstance(error, kind)), None)
    if ours is None:
        ours = NotHere() if error.code in (404, 405) else WrongRequest()
    page, code, headers = error_page(ours, error.code)
    methods = getattr(error, "valid_methods", None)
    return page, code, {**headers, "Allow": ", ".join(sorted(methods))} if methods else headers


def _of_database(error: DatabaseError) -> ResponseReturnValue:
    log.error("database: %s at %s", type(error.orig).__name__, place_of(error.__traceback__))
    return error_page(from_database(error))


def _of_ours(error: Exception) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    log.error("reference %s: %s at %s", reference, type(error).__name__, place_of(error.__traceback__))
    return error_page(Broken(reference=reference))


def from_database(error: DatabaseError) -> FacilitationError:
    """The sentence for what the database could not do: busy, full, read-only, or unreadable."""
    words = str(error.orig).lower()
    if "locked" in words or "busy" in words:
        return BusyDatabase()
    if "full" in words:
        return FullDisk()
    if "readonly" in words or "read-only" in words or "unable to open" in words:
        return ReadOnlyDisk()
    return UnreadableDatabase() if isinstance(error, OperationalError) else Broken(reference=secrets.token_hex(4))


def place_of(trace: TracebackType | None) -> str:
    """« module.py:12 »: the innermost line of ours that an error passed through. An error's own words are never logged: they may hold content."""
    place = "?"
    while trace is not None:
        code = trace.tb_frame.f_code
        if "facilitation" in code.co_filename:
            place = f"{code.co_filename.rpartition('facilitation/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


class DiscreetFormatter(logging.Formatter):
    """A formatter that writes of an exception its type and place, and nothing that it says."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        """« ValueError at service.py:12 »."""
        kind, _error, trace = ei if ei else sys.exc_info()
        return f"{kind.__name__ if kind else '?'} at {place_of(trace)}"
