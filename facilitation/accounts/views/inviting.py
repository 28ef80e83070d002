"""Inviting a colleague to make an account: the link, shown once; and the page that it opens.

The code travels in the fragment, `/nouveau-compte#CODE`, and in the body of the post: no address that a server or a proxy writes down holds it.
"""

from __future__ import annotations

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, invitations, journal, passwords, service
from facilitation.accounts.forms import InvitedForm, InviteForm
from facilitation.accounts.invitations import InvitationGone, TooManyInvitations
from facilitation.accounts.rules import AddressTaken, WrongAddress, check_address, check_new_password
from facilitation.accounts.throttle import Throttle
from facilitation.accounts.views.beginning import BAD_PASSWORD, field_of
from facilitation.accounts.views.own import choices, show
from facilitation.accounts.views.routes import blueprint
from facilitation.database import reading, writing
from facilitation.i18n import _
from facilitation.partnerships import service as partnerships
from facilitation.web import flash
from facilitation.web.context import now
from facilitation.web.forms import said


@blueprint.post("/compte/invitations")
@access.signed_in
def invite() -> ResponseReturnValue:
    """A new link, on the page that answers: its code is kept nowhere, and no other page can show it."""
    account_id = access.current().account_id
    with reading():
        mine = tuple((one.id, one.name) for one in partnerships.partnerships_of(account_id=account_id))
    form = choices(InviteForm(), mine)
    if not form.validate():
        return show(invite=form), 422
    try:
        with writing():
            code = invitations.invite(account_id=account_id, partnership_id=said(form.partnership) or None, now=now())
    except TooManyInvitations as error:
        form.refuse("partnership", error)
        return show(invite=form), 422
    return show(code=code)


@blueprint.post("/compte/invitations/<invitation_id>/retirer")
@access.signed_in
def withdraw(invitation_id: str) -> ResponseReturnValue:
    with writing():
        invitations.withdraw(account_id=access.current().account_id, invitation_id=invitation_id, now=now())
    flash.say(_("L'invitation ne sert plus à rien."))
    return redirect(url_for("accounts.account"), 303)


@blueprint.get("/nouveau-compte")
@access.open_to_all
def invited() -> ResponseReturnValue:
    return render_template("accounts/invited.html", form=InvitedForm(formdata=None))


@blueprint.post("/nouveau-compte")
@access.open_to_all
def invited_post() -> ResponseReturnValue:
    form = InvitedForm()
    if form.validate():
        try:
            token = _with_new_account(form)
        except InvitationGone as error:
            form.refuse("code", error)
        except (AddressTaken, WrongAddress, *BAD_PASSWORD) as error:
            form.refuse(field_of(error), error)
        else:
            access.enter(token)
            flash.say(_("Votre compte est créé."))
            return redirect(url_for("web.home"), 303)
    return render_template("accounts/invited.html", form=form), 422


def _with_new_account(form: InvitedForm) -> str:
    """The session of the new account. The partnership comes along as long as whoever invited still looks after it."""
    code, email = said(form.code), check_address(said(form.email))
    password = check_new_password(said(form.password), email=email)
    _try_invitation(code)
    password_hash = passwords.hashed(password)
    with writing():
        made, to = invitations.use(code=code, name=said(form.name), email=email, password_hash=password_hash, now=now())
        if to.partnership_id and partnerships.owns(partnership_id=to.partnership_id, account_id=to.made_by):
            partnerships.entrust(partnership_id=to.partnership_id, account_id=made)
        journal.note("signed_in", account_id=made, now=now())
        access.end_held()
        return service.open_session(account_id=made, now=now())


def _try_invitation(code: str) -> None:
    """Look at the code before anything is hashed, slowing down who tries many; raises InvitationGone or TooManyAttempts."""
    throttle: Throttle = current_app.extensions.setdefault("maillage.throttle", Throttle())
    address = request.remote_addr or ""
    throttle.check(what="account invitation", address=address, now=now())
    try:
        with reading():
            invitations.read(code=code, now=now())
    except InvitationGone:
        throttle.failed(what="account invitation", address=address, now=now())
        raise
