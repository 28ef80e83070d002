"""Signing in and out, the first account, a new password."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitation.accounts import access, passwords, service
from facilitation.accounts.forms import ChangePasswordForm, FirstAccountForm, NewPasswordForm, SignInForm
from facilitation.accounts.rules import (
    EasyPassword,
    LongPassword,
    ShortPassword,
    WrongAddress,
    WrongCode,
    address_key,
    check_address,
    check_new_password,
    safe_next,
)
from facilitation.accounts.throttle import Throttle
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.web import flash, kept
from facilitation.web.context import now
from facilitation.web.forms import said

blueprint = Blueprint("accounts", __name__)
BAD_PASSWORD = (ShortPassword, LongPassword, EasyPassword)


class WrongSignIn(FacilitationError):
    """L'adresse e-mail ou la phrase de passe ne correspond à aucun compte. Vérifiez les deux, puis réessayez."""


class WrongPassword(FacilitationError):
    """Ce n'est pas votre phrase de passe actuelle. Vérifiez-la, puis réessayez."""


# ------------------------------------------------------------------ signing in


@blueprint.get("/connexion")
@access.open_to_all
def sign_in() -> ResponseReturnValue:
    with reading():
        known = service.any_account()
    return render_template(
        "accounts/sign_in.html", form=SignInForm(), next=safe_next(request.args.get("next")), known=known
    )


@blueprint.post("/connexion")
@access.open_to_all
def sign_in_post() -> ResponseReturnValue:
    form, onward = SignInForm(), safe_next(request.form.get("next"))
    if form.validate():
        try:
            _enter(_account_of(said(form.email), said(form.password)))
        except WrongSignIn as error:
            form.refuse("password", error)
        else:
            return _after_sign_in(onward)
    fields = kept.from_json(request.form.get("kept", ""))
    answer = render_template(
        "accounts/sign_in.html", form=form, next=onward, known=True, kept=kept.as_json(fields), kept_at=_kept_at()
    )
    return answer, 422


@blueprint.post("/deconnexion")
@access.open_to_all
def sign_out() -> ResponseReturnValue:
    if access.is_signed_in():
        with writing():
            service.close_session(session_id=access.current().session_id)
    access.leave()
    answer = current_app.make_response(redirect(url_for("accounts.sign_in"), 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _account_of(email: str, password: str) -> str:
    """The id of the account that these open; raises WrongSignIn, or TooManyAttempts. Takes as long whether the account exists or not."""
    throttle, address = _throttle(), request.remote_addr or ""
    throttle.check(what=address_key(email), address=address, now=now())
    with reading():
        found = service.credentials(email=email)
    try:
        right = passwords.matches(found.password_hash if found else None, password)
    except LongPassword:
        right = False
    if found is None or not right:
        throttle.failed(what=address_key(email), address=address, now=now())
        raise WrongSignIn()
    return found.account_id


def _enter(account_id: str) -> None:
    """Open a new session for this account, ending the one this browser had."""
    with writing():
        if access.is_signed_in():
            service.close_session(session_id=access.current().session_id)
        token = service.open_session(account_id=account_id, now=now())
    access.enter(token)


def _after_sign_in(onward: str | None) -> ResponseReturnValue:
    fields, target = kept.from_json(request.form.get("kept", "")), _kept_at()
    if fields and target:
        return render_template("accounts/send_again.html", fields=fields, target=target)
    return redirect(onward or url_for("web.home"), 303)


def _kept_at() -> str:
    return safe_next(request.form.get("kept_at")) or ""


def _throttle() -> Throttle:
    throttle: Throttle = current_app.extensions.setdefault("maillage.throttle", Throttle())
    return throttle


# ------------------------------------------------------------------ the first account


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
            _enter(_make_first_account(form))
        except (WrongAddress, WrongCode, *BAD_PASSWORD) as error:
            form.refuse(_field_of(error), error)
        else:
            return redirect(url_for("web.home"), 303)
    return render_template("accounts/first_account.html", form=form), 422


def _make_first_account(form: FirstAccountForm) -> str:
    email = check_address(said(form.email))
    password = check_new_password(said(form.password), email=email)
    _try_code("first_account", said(form.code))
    password_hash = passwords.hashed(password)
    with writing():
        return service.create_first_account(
            code=said(form.code), name=said(form.name), email=email, password_hash=password_hash, now=now()
        )


def _try_code(purpose: str, code: str) -> str | None:
    """Look at a code before anything is hashed, slowing down who tries many; raises WrongCode or TooManyAttempts."""
    throttle, address = _throttle(), request.remote_addr or ""
    throttle.check(what=purpose, address=address, now=now())
    try:
        with reading():
            return service.check_code(purpose=purpose, code=code, now=now())
    except WrongCode:
        throttle.failed(what=purpose, address=address, now=now())
        raise


def _field_of(error: FacilitationError) -> str:
    return {WrongAddress: "email", WrongCode: "code"}.get(type(error), "password")


# ------------------------------------------------------------------ passwords


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
            email = _try_code("reset", said(form.code))
            password_hash = passwords.hashed(check_new_password(said(form.password), email=email or ""))
            with writing():
                service.reset_password(code=said(form.code), password_hash=password_hash, now=now())
        except (WrongCode, *BAD_PASSWORD) as error:
            form.refuse(_field_of(error), error)
        else:
            access.leave()
            flash.say(
                _("Votre nouvelle phrase de passe est enregistrée. Toutes vos sessions sont fermées ; connectez-vous.")
            )
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/new_password.html", form=form), 422


@blueprint.get("/compte")
@access.signed_in
def account() -> ResponseReturnValue:
    return render_template("accounts/account.html", form=ChangePasswordForm())


@blueprint.post("/compte")
@access.signed_in
def account_post() -> ResponseReturnValue:
    form, visitor = ChangePasswordForm(), access.current()
    if form.validate():
        try:
            account_id = _account_of(visitor.email, said(form.current))
            password_hash = passwords.hashed(check_new_password(said(form.password), email=visitor.email))
        except WrongSignIn:
            form.refuse("current", WrongPassword())
        except BAD_PASSWORD as error:
            form.refuse("password", error)
        else:
            return _change_password(account_id, password_hash)
    return render_template("accounts/account.html", form=form), 422


def _change_password(account_id: str, password_hash: str) -> ResponseReturnValue:
    with writing():
        service.set_password(account_id=account_id, password_hash=password_hash)
        token = service.open_session(account_id=account_id, now=now())
    access.enter(token)
    flash.say(_("Votre phrase de passe est changée. Vos sessions ouvertes ailleurs sont fermées."))
    return redirect(url_for("accounts.account"), 303)
