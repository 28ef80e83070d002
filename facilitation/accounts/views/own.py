"""One's own account: name, pass phrase, open sessions, what the journal says of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, invitations, journal, own, passwords, service, tries
from facilitation.accounts.forms import ChangePasswordForm, InviteForm, RenameForm
from facilitation.accounts.invitations import Waiting
from facilitation.accounts.journal import Noted
from facilitation.accounts.own import SessionShown
from facilitation.accounts.rules import check_new_password
from facilitation.accounts.tries import WrongPassword
from facilitation.accounts.views.beginning import BAD_PASSWORD
from facilitation.accounts.views.routes import blueprint
from facilitation.database import reading, writing
from facilitation.i18n import _, ngettext
from facilitation.partnerships import service as partnerships
from facilitation.web import flash
from facilitation.web.context import now
from facilitation.web.forms import said


@dataclass(frozen=True, slots=True)
class AccountPage:
    """All that the page shows, besides its forms. `partnerships`: pairs (id, name) of those that this account looks after."""

    sessions: tuple[SessionShown, ...]
    has_factor: bool
    waiting: tuple[Waiting, ...]
    partnerships: tuple[tuple[str, str], ...]


@blueprint.get("/compte")
@access.signed_in
def account() -> ResponseReturnValue:
    return show()


def show(
    *,
    form: ChangePasswordForm | None = None,
    rename: RenameForm | None = None,
    invite: InviteForm | None = None,
    code: str = "",
) -> str:
    """The page, with the form that was refused if any, or the code of an invitation that was just made (only its digest is kept)."""
    visitor, page = access.current(), _page()
    return render_template(
        "accounts/account.html",
        page=page,
        form=form or ChangePasswordForm(formdata=None),
        rename=rename or RenameForm(formdata=None, data={"name": visitor.name}),
        invite=invite or choices(InviteForm(formdata=None), page.partnerships),
        code=code,
        link=url_for("accounts.invited", _external=True, _anchor=code) if code else "",
    )


def _page() -> AccountPage:
    visitor, moment = access.current(), now()
    mine = visitor.account_id
    with reading():
        return AccountPage(
            own.sessions_of(
                account_id=mine,
                here=visitor.session_id,
                seen=access.last_seen,
                meeting_runs=access.runs_a_meeting(mine),
                now=moment,
            ),
            own.factor_of(account_id=mine) is not None,
            invitations.waiting(account_id=mine, now=moment),
            tuple((one.id, one.name) for one in partnerships.partnerships_of(account_id=mine)),
        )


def choices(form: InviteForm, found: tuple[tuple[str, str], ...]) -> InviteForm:
    """The form with these partnerships to choose among, and none as the first choice."""
    form.partnership.choices = [("", _("Aucun : un compte seul")), *found]
    return form


@blueprint.post("/compte")
@access.signed_in
def account_post() -> ResponseReturnValue:
    form, visitor = ChangePasswordForm(), access.current()
    if form.validate():
        try:
            tries.check_password(visitor.email, said(form.current))
            password_hash = passwords.hashed(check_new_password(said(form.password), email=visitor.email))
        except WrongPassword as error:
            form.refuse("current", error)
        except BAD_PASSWORD as error:
            form.refuse("password", error)
        else:
            return _change_password(visitor.account_id, password_hash)
    return show(form=form), 422


def _change_password(account_id: str, password_hash: str) -> ResponseReturnValue:
    with writing():
        service.set_password(account_id=account_id, password_hash=password_hash)
        journal.note("password_changed", account_id=account_id, now=now())
        token = service.open_session(account_id=account_id, now=now())
    access.enter(token)
    flash.say(_("Votre phrase de passe est changée. Vos sessions ouvertes ailleurs sont fermées."))
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/compte/nom")
@access.signed_in
def rename() -> ResponseReturnValue:
    form = RenameForm()
    if not form.validate():
        return show(rename=form), 422
    with writing():
        own.rename(account_id=access.current().account_id, name=said(form.name))
    flash.say(_("Votre nom est changé. Les documents déjà remis gardent l'ancien."))
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/compte/sessions/<session_id>/fermer")
@access.signed_in
def close_session(session_id: str) -> ResponseReturnValue:
    visitor = access.current()
    with writing():
        own.close_one(account_id=visitor.account_id, session_id=session_id, now=now())
    if session_id == visitor.session_id:
        access.leave()
        return redirect(url_for("accounts.sign_in"), 303)
    flash.say(_("Cette session est fermée : l'appareil qui l'avait demandera à se connecter."))
    return redirect(url_for("accounts.account"), 303)


@blueprint.post("/compte/sessions/fermer")
@access.signed_in
def close_sessions() -> ResponseReturnValue:
    visitor = access.current()
    with writing():
        count = own.close_others(account_id=visitor.account_id, here=visitor.session_id, now=now())
    told = ngettext("%(num)s autre session est fermée.", "%(num)s autres sessions sont fermées.", count)
    flash.say(told if count else _("Aucune autre session n'était ouverte."))
    return redirect(url_for("accounts.account"), 303)


@blueprint.get("/compte/journal")
@access.signed_in
def journal_page() -> ResponseReturnValue:
    with reading():
        lines: tuple[Noted, ...] = journal.lines_of(account_id=access.current().account_id)
    return render_template("accounts/journal.html", lines=lines)
