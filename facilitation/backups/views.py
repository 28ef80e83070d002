"""The page « Sauvegarder ». No copy is ever sent to a browser: it holds what every partnership of the house wrote, and whoever signs in sees their own only."""

from __future__ import annotations

import sqlite3

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from facilitation.accounts import access
from facilitation.backups import files, service
from facilitation.backups.rules import KEPT
from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.web import flash
from facilitation.web.context import now, settings
from facilitation.web.errors import from_database

blueprint = Blueprint("backups", __name__)


@blueprint.get("/sauvegardes")
@access.signed_in
def index() -> ResponseReturnValue:
    return _page()


@blueprint.post("/sauvegardes")
@access.signed_in
def make() -> ResponseReturnValue:
    try:
        service.make(settings().data, account_id=access.current().account_id, now=now())
    except FacilitationError as error:
        return _page(problem=error.sentence), 422
    except (sqlite3.OperationalError, OSError) as error:
        return _page(problem=_why(error).sentence), 422
    flash.say(_("La copie est faite, relue et vérifiée."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/sauvegardes/<name>/verifier")
@access.signed_in
def verify(name: str) -> ResponseReturnValue:
    try:
        sound = service.verify(settings().data, name, now=now())
    except service.AskedTooOften as error:
        return _page(problem=error.sentence), 422
    except OSError as error:
        return _page(problem=_why(error).sentence), 422
    if sound:
        flash.say(_("Cette copie est entière."))
    else:
        flash.say(_("Cette copie est abîmée : ne vous en servez pas. Faites-en une nouvelle."), kind="")
    return redirect(url_for(".index"), 303)


def _page(problem: str = "") -> str:
    standing = service.standing(settings().data, now=now())
    return render_template(
        "backups/index.html", standing=standing, problem=problem, folder=files.FOLDER, days=KEPT.days, now=now()
    )


def _why(error: sqlite3.OperationalError | OSError) -> FacilitationError:
    """The sentence for a disk that is full or closed, or a database that another program holds."""
    told = error if isinstance(error, sqlite3.OperationalError) else sqlite3.OperationalError(_of_disk(error))
    return from_database(OperationalError("", None, told))


def _of_disk(error: OSError) -> str:
    import errno

    return "full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "readonly"
