"""Answering a one-time link: read what it is to, then take the part with an account that one has, or with a new one.

The code travels in the fragment, `/invitation#CODE`, and in the body of posts: no address that a server or a proxy writes down holds it.
"""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, journal, passwords
from facilitation.accounts import service as accounts
from facilitation.accounts.forms import SignInForm
from facilitation.accounts.rules import AddressTaken, WrongAddress, check_address, check_new_password
from facilitation.accounts.throttle import Throttle
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.meetings.forms import CodeForm, NewAccountForm
from facilitation.meetings.service import team
from facilitation.meetings.service.team import InvitedTo
from facilitation.meetings.team import AlreadyThere, InvitationOver
from facilitation.meetings.views.routes import blueprint
from facilitation.web import flash
from facilitation.web.context import now
from facilitation.web.forms import said


@blueprint.get("/invitation")
@access.open_to_all
def invitation() -> ResponseReturnValue:
    return render_template("meetings/invitation.html", form=CodeForm())


@blueprint.post("/invitation")
@access.open_to_all
def read_invitation() -> ResponseReturnValue:
    """What the invitation is to; it stays good until somebody accepts."""
    form = CodeForm()
    if form.validate():
        try:
            to = _invited(said(form.code))
        except InvitationOver as error:
            form.refuse("code", error)
        else:
            return _confirm(to, said(form.code))
    return render_template("meetings/invitation.html", form=form), 422


@blueprint.post("/invitation/accepter")
@access.signed_in
def accept_invitation() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate():
        try:
            _invited(said(form.code))
            with writing():
                to = _taken(said(form.code), access.current().account_id)
        except (InvitationOver, AlreadyThere) as error:
            form.refuse("code", error)
        else:
            return _welcome(to)
    return render_template("meetings/invitation.html", form=form), 422


@blueprint.post("/invitation/compte")
@access.open_to_all
def accept_with_account() -> ResponseReturnValue:
    """A new account and its part, in one commit."""
    form, code = NewAccountForm(), request.form.get("code", "")
    try:
        to = _invited(code)
    except InvitationOver as error:
        code_form = CodeForm()
        code_form.refuse("code", error)
        return render_template("meetings/invitation.html", form=code_form), 422
    if form.validate():
        try:
            token = _with_new_account(form, code)
        except (AddressTaken, WrongAddress) as error:
            form.refuse("address", error)
        except FacilitationError as error:
            form.refuse("new_password", error)
        else:
            access.enter(token)
            return _welcome(to)
    return _confirm(to, code, form), 422


def _with_new_account(form: NewAccountForm, code: str) -> str:
    """The session of the new account, its part taken. Raises what is wrong with the address or the pass phrase, InvitationOver."""
    email = check_address(said(form.address))
    password_hash = passwords.hashed(check_new_password(said(form.new_password), email=email))
    with writing():
        account_id = accounts.create_account(name=said(form.name), email=email, password_hash=password_hash, now=now())
        _taken(code, account_id)
        journal.note("signed_in", account_id=account_id, now=now())
        access.end_held()
        return accounts.open_session(account_id=account_id, now=now())


def _taken(code: str, account_id: str) -> InvitedTo:
    to = team.accept_invitation(code=code, account_id=account_id, now=now())
    journal.note("meeting_part_taken", account_id=account_id, now=now(), meeting=to.meeting_id, part=to.role)
    return to


def _invited(code: str) -> InvitedTo:
    """What this code is to, slowing down who tries many; raises InvitationOver or TooManyAttempts."""
    throttle: Throttle = current_app.extensions.setdefault("maillage.throttle", Throttle())
    address = request.remote_addr or ""
    throttle.check(what="invitation", address=address, now=now())
    try:
        with reading():
            return team.invited_to(code=code, now=now())
    except InvitationOver:
        throttle.failed(what="invitation", address=address, now=now())
        raise


def _confirm(to: InvitedTo, code: str, form: NewAccountForm | None = None) -> str:
    return render_template(
        "meetings/invited.html",
        to=to,
        code=code,
        form=form or NewAccountForm(formdata=None),
        known=SignInForm(formdata=None),
        back=url_for("meetings.invitation", _anchor=code),
    )


def _welcome(to: InvitedTo) -> ResponseReturnValue:
    told = {
        "facilitator": _("Vous animez cette réunion avec d'autres. Celle ou celui qui mène peut vous passer la main."),
        "secretary": _("Vous tenez le secrétariat de cette réunion : ce que le groupe produit s'écrit ici."),
    }
    flash.say(told[to.role])
    return redirect(url_for("meetings.show", meeting_id=to.meeting_id), 303)
