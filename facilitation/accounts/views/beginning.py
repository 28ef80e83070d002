"""The first account, and a forgotten pass phrase: with a code that was shown on the machine."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, passwords, service, tries
from facilitation.accounts.forms import FirstAccountForm, NewPasswordForm
from facilitation.accounts.rules import (
    AddressTaken,
    EasyPassword,
    LongPassword,
    ShortPassword,
    WrongAddress,
    WrongCode,
    check_address,
    check_new_password,
)
from facilitation.accounts.views.routes import blueprint
from facilitation.accounts.views.signing import enter
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.web import flash
from facilitation.web.context import now
from facilitation.web.forms import said

BAD_PASSWORD = (ShortPassword, LongPassword, EasyPassword)


@blueprint.get("/premier-compte")
@access.open_to_all
def first_account() -> ResponseReturnValue:
    with reading():
        if service.any_account():
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/first_account.html", form=FirstAccountForm())


@blueprint.post("/premier-compte")
@access.open_to_all
def first_account_post() -> ResponseReturnValue:
    form = FirstAccountForm()
    if form.validate():
        try:
            enter(_make_first_account(form))
        except (WrongAddress, WrongCode, *BAD_PASSWORD) as error:
            form.refuse(field_of(error), error)
        else:
            return redirect(url_for("web.home"), 303)
    return render_template("accounts/first_account.html", form=form), 422


def _make_first_account(form: FirstAccountForm) -> str:
    email = check_address(said(form.email))
    password = check_new_password(said(form.password), email=email)
    tries.try_code("first_account", said(form.code))
    password_hash = passwords.hashed(password)
    with writing():
        return service.create_first_account(
            code=said(form.code), name=said(form.name), email=email, password_hash=password_hash, now=now()
        )


def field_of(error: FacilitationError) -> str:
    """The field beside which this error of a new account is said."""
    return {WrongAddress: "email", AddressTaken: "email", WrongCode: "code"}.get(type(error), "password")


# ------------------------------------------------------------------ a forgotten pass phrase


@blueprint.get("/mot-de-passe")
@access.open_to_all
def forgotten() -> ResponseReturnValue:
    return render_template("accounts/forgotten.html")


@blueprint.get("/mot-de-passe/nouveau")
@access.open_to_all
def new_password() -> ResponseReturnValue:
    return render_template("accounts/new_password.html", form=NewPasswordForm())


@blueprint.post("/mot-de-passe/nouveau")
@access.open_to_all
def new_password_post() -> ResponseReturnValue:
    form = NewPasswordForm()
    if form.validate():
        try:
            email = tries.try_code("reset", said(form.code))
            password_hash = passwords.hashed(check_new_password(said(form.password), email=email or ""))
            with writing():
                service.reset_password(code=said(form.code), password_hash=password_hash, now=now())
        except (WrongCode, *BAD_PASSWORD) as error:
            form.refuse(field_of(error), error)
        else:
            access.leave()
            flash.say(
                _("Votre nouvelle phrase de passe est enregistrée. Toutes vos sessions sont fermées ; connectez-vous.")
            )
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/new_password.html", form=form), 422
