"""Where a phone joins: its code, then who holds it, if they say so."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, device_cookies
from facilitation.accounts.throttle import TooManyAttempts
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError
from facilitation.live import service
from facilitation.live.forms import JoinForm, ScreenForm, WhoForm
from facilitation.live.guesses import Guesses
from facilitation.live.rules import WrongJoinCode, WrongScreenLink, new_token
from facilitation.live.views.routes import blueprint
from facilitation.web import csrf
from facilitation.web.context import house, now
from facilitation.web.forms import BaseForm, said


@blueprint.get("/rejoindre")
@access.open_to_room
def join() -> ResponseReturnValue:
    """Where the code is typed; a phone that is already in a meeting that takes place goes straight back to it, one whose meeting is closed is told so."""
    with reading():
        known = service.meeting_of(token=device_cookies.device_token("participant"))
        over = service.what_is_over(meeting_id=device_cookies.was_in("participant"))
    if known is not None and "autre" not in request.args:
        return redirect(url_for("live.phone", meeting_id=known), 303)
    return render_template("live/join.html", form=JoinForm(), known=known, over=over)


@blueprint.post("/rejoindre")
@access.open_to_room
def join_post() -> ResponseReturnValue:
    return _let_in(JoinForm(), "participant", service.join, "live/join.html", "live.who")


def _let_in(form: BaseForm, rule: str, enter: Callable[..., str], template: str, endpoint: str) -> ResponseReturnValue:
    """Let this device in by the code of its form, with a fresh cookie, and lead it on; or the form again, with what is wrong."""
    code = said(form["code"])
    token = fresh_token(code)
    if not form.validate():
        return render_template(template, form=form, known=None, over=None), 422
    try:
        meeting_id = _tried(lambda: enter(code=code, held=device_cookies.device_token(rule), token=token, now=now()))
    except FacilitationError as error:
        return _refused(template, form, error)
    device_cookies.let_in(rule, token, meeting_id)
    return redirect(url_for(endpoint, meeting_id=meeting_id), 303)


def _tried(enter: Callable[[], str]) -> str:
    """What this gesture gives, in its unit of work, unless too many wrong codes came from there; a wrong code is counted."""
    guesses, address = _guesses(), request.remote_addr or ""
    guesses.check(address=address, now=now())
    try:
        with writing():
            return enter()
    except (WrongJoinCode, WrongScreenLink):
        guesses.failed(address=address, now=now())
        raise


def _refused(template: str, form: BaseForm, error: FacilitationError) -> ResponseReturnValue:
    form.refuse("code", error)
    page = render_template(template, form=form, known=None, over=None)
    return (page, 429, {"Retry-After": "3600"}) if isinstance(error, TooManyAttempts) else (page, 422)


@blueprint.get("/salle/<meeting_id>/moi")
@access.participant
def who(meeting_id: str) -> ResponseReturnValue:
    with reading():
        page = service.who_page(meeting_id=meeting_id, device_id=access.device().id)
    return render_template("live/who.html", page=page, form=WhoForm.of(page), chosen=None)


@blueprint.post("/salle/<meeting_id>/moi")
@access.participant
def who_post(meeting_id: str) -> ResponseReturnValue:
    form, device_id, place = WhoForm(), access.device().id, request.form.get("place", "")
    if form.validate():
        with writing():
            service.say_who(meeting_id=meeting_id, device_id=device_id, name=said(form.name), place_id=place, now=now())
        return redirect(url_for("live.phone", meeting_id=meeting_id), 303)
    with reading():
        page = service.who_page(meeting_id=meeting_id, device_id=device_id)
    return render_template("live/who.html", page=page, form=form, chosen=place), 422


# ------------------------------------------------------------------ the room screen, by its link


@blueprint.get("/ecran")
@access.open_to_room
def screen_link() -> ResponseReturnValue:
    return render_template("live/screen_link.html", form=ScreenForm())


@blueprint.post("/ecran")
@access.open_to_room
def screen_link_post() -> ResponseReturnValue:
    return _let_in(ScreenForm(), "screen", service.open_screen, "live/screen_link.html", "live.screen")


def fresh_token(code: str) -> str:
    """What the cookie of a device that joins by this code will hold: never what it sent. The same form sent twice gives the same, and one device only."""
    word = request.form.get(csrf.ONCE, "")
    if not word:
        return new_token()
    mine = f"join {csrf.token()} {word} {code}".encode("utf-8", "surrogatepass")
    return hmac.new(house().secret, mine, hashlib.sha256).hexdigest()


def _guesses() -> Guesses:
    found: Guesses = current_app.extensions.setdefault("maillage.guesses", Guesses())
    return found
