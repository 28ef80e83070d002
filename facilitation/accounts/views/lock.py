"""The lock: a session left alone for an hour while its meeting runs, or locked by hand, asks for the pass phrase. Wall and phones go on meanwhile."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, own, tries
from facilitation.accounts.forms import UnlockForm
from facilitation.accounts.rules import safe_next
from facilitation.accounts.throttle import TooManyAttempts
from facilitation.accounts.tries import WrongPassword
from facilitation.accounts.views.routes import blueprint
from facilitation.accounts.views.signing import after_sign_in, carried, refused
from facilitation.database import writing
from facilitation.web.context import now
from facilitation.web.forms import said


@blueprint.get("/verrou")
@access.open_to_all
def locked() -> ResponseReturnValue:
    onward = safe_next(request.args.get("next"))
    if access.is_signed_in():
        return redirect(onward or url_for("web.home"), 303)
    if access.held() is None:
        return redirect(url_for("accounts.sign_in", next=onward), 303)
    return _page(UnlockForm(formdata=None), next=onward, kept="", kept_at="")


@blueprint.post("/verrou")
@access.open_to_all
def unlock() -> ResponseReturnValue:
    """With `sur_place_`, the page that is open stays: 204 once it is unlocked."""
    form, visitor = UnlockForm(), access.held()
    if visitor is None:
        return redirect(url_for("accounts.sign_in", next=safe_next(request.form.get("next"))), 303)
    if form.validate():
        try:
            tries.check_password(visitor.email, said(form.password), refused="unlock_refused")
        except (WrongPassword, TooManyAttempts) as error:
            form.refuse("password", error)
            return refused(_page(form, **carried()), error)
        else:
            if not access.is_signed_in():
                access.unlocked()
                with writing():
                    own.unlock(session_id=visitor.session_id, account_id=visitor.account_id, now=now())
            return ("", 204) if request.form.get("sur_place_") else after_sign_in()
    return _page(form, **carried()), 422


@blueprint.get("/verrou/etat")
@access.open_to_all
def lock_state() -> ResponseReturnValue:
    """423 for a locked session, 204 for any other: what an open page asks now and then, which is no gesture of anybody's."""
    return "", 423 if access.held() is not None and not access.is_signed_in() else 204


def _page(form: UnlockForm, **onward: str | None) -> str:
    visitor = access.held()
    return render_template("accounts/locked.html", form=form, name=visitor.name if visitor else "", **onward)
