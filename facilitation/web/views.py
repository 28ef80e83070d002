"""The home page and the help pages."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.activities.becoming import asks_what_hinders
from facilitation.backups import service as backups
from facilitation.database import reading
from facilitation.errors import NotHere
from facilitation.meetings import service as meetings
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import STATUSES
from facilitation.partnerships import service as partnerships
from facilitation.retention import service as retention
from facilitation.retention import words as retention_words
from facilitation.web.context import catalogue, now, settings

blueprint = Blueprint("web", __name__)
HELP_PAGES = ("reunion", "confidentialite")


@blueprint.get("/")
@access.signed_in
def home() -> ResponseReturnValue:
    account_id = access.current().account_id
    with reading():
        coming = meetings.coming(account_id=account_id, now=now())
        actions = outcomes.due_actions(account_id=account_id, now=now())
        groups = partnerships.partnerships_of(account_id=account_id)
        notices = retention.notices(account_id=account_id, now=now())
        questions = retention.questions(account_id=account_id, now=now())
    return render_template(
        "web/home.html",
        coming=coming,
        actions=actions,
        partnerships=groups,
        guides=catalogue().guides,
        statuses=STATUSES,
        asks_what_hinders=asks_what_hinders,
        notices=notices,
        questions=questions,
        retention_words=retention_words,
        copies=backups.standing(settings().data, now=now()),
        now=now(),
    )


@blueprint.get("/aide")
@access.signed_in
def help_index() -> ResponseReturnValue:
    return render_template("web/help.html", pages=HELP_PAGES)


@blueprint.get("/aide/<page>")
@access.signed_in
def help_page(page: str) -> ResponseReturnValue:
    if page not in HELP_PAGES:
        raise NotHere()
    return render_template(f"web/help_{page}.html")
