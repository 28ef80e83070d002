"""Who looks at a page: an account, a phone that joined a meeting (« téléphone <id> »), a room screen (« écran <id> »), or nobody."""

from __future__ import annotations

from flask import Flask

from facilitation.accounts import service as accounts
from facilitation.database import writing
from tests.browser import worlds
from tests.conftest import phone_of, screen_of

PHONE, SCREEN = "téléphone", "écran"


def holder(path: str, account: str) -> str:
    """Who this page of a meeting is for: a device where its address says so, else this account."""
    kind, _slash, rest = path.lstrip("/").partition("/")
    device = {"salle": PHONE, "ecran": SCREEN}.get(kind, "")
    return f"{device} {rest.partition('/')[0]}" if device and rest else account


def cookie(app: Flask, who: str) -> tuple[str, str]:
    """The cookie that this person or device holds: its name and its value."""
    kind, _space, meeting = who.partition(" ")
    if not meeting:
        with app.app_context(), writing():
            return "maillage_session", accounts.open_session(account_id=who, now=worlds.NOW)
    name, joins = {PHONE: ("maillage_salle", phone_of), SCREEN: ("maillage_ecran", screen_of)}[kind]
    held = joins(app, meeting, worlds.NOW).raw.get_cookie(name, domain="localhost")
    assert held
    return name, held.value
