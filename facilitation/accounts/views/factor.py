"""The second factor: added once a first code was typed well, and removed with the pass phrase."""

from __future__ import annotations

import hashlib

import segno
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer
from markupsafe import Markup

from facilitation.accounts import access, own, totp, tries
from facilitation.accounts.forms import AddFactorForm, RemoveFactorForm
from facilitation.accounts.totp import WrongFactor
from facilitation.accounts.tries import WrongPassword
from facilitation.accounts.views.routes import blueprint
from facilitation.database import reading, writing
from facilitation.i18n import _
from facilitation.web import flash
from facilitation.web.context import house, now
from facilitation.web.forms import said


@blueprint.get("/compte/seconde-preuve")
@access.signed_in
def factor() -> ResponseReturnValue:
    with reading():
        found = own.factor_of(account_id=access.current().account_id)
    if found is not None:
        return render_template("accounts/factor_on.html", form=RemoveFactorForm(formdata=None))
    return _page(AddFactorForm(formdata=None), totp.new_secret())


@blueprint.post("/compte/seconde-preuve")
@access.signed_in
def add_factor() -> ResponseReturnValue:
    """The secret travels in the form, sealed for this session: nothing is kept of it before a code was typed well."""
    form, visitor = AddFactorForm(), access.current()
    secret = _unsealed(request.form.get("cle_", ""))
    with reading():
        known = own.factor_of(account_id=visitor.account_id)
    if known is not None or not secret:
        return redirect(url_for("accounts.factor"), 303)
    if form.validate():
        try:
            tries.check_password(visitor.email, said(form.current))
            with writing():
                own.add_factor(account_id=visitor.account_id, secret=secret, typed=said(form.code), now=now())
        except WrongPassword as error:
            form.refuse("current", error)
        except WrongFactor as error:
            form.refuse("code", error)
        else:
            flash.say(_("La seconde preuve est en place : un code vous sera demandé à chaque connexion."))
            return redirect(url_for("accounts.account"), 303)
    return _page(form, secret), 422


@blueprint.post("/compte/seconde-preuve/retirer")
@access.signed_in
def remove_factor() -> ResponseReturnValue:
    form, visitor = RemoveFactorForm(), access.current()
    if form.validate():
        try:
            tries.check_password(visitor.email, said(form.current))
        except WrongPassword as error:
            form.refuse("current", error)
        else:
            with writing():
                own.remove_factor(account_id=visitor.account_id, now=now())
            flash.say(_("La seconde preuve est retirée : votre phrase de passe suffit de nouveau."))
            return redirect(url_for("accounts.account"), 303)
    return render_template("accounts/factor_on.html", form=form), 422


def _page(form: AddFactorForm, secret: str) -> str:
    return render_template(
        "accounts/factor.html",
        form=form,
        key=_signer().dumps(secret),
        secret=totp.shown_secret(secret),
        picture=_picture(totp.address(secret, access.current().email)),
    )


def _picture(text: str) -> Markup:
    """The QR code of this text, black on white with its margin (a phone needs both, also on a dark screen)."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None))  # noqa: S704 - squares drawn by segno


def _unsealed(key: str) -> str:
    try:
        return str(_signer().loads(key))
    except BadData:
        return ""


def _signer() -> URLSafeSerializer:
    of_session = f"second factor {access.current().session_id}"
    return URLSafeSerializer(house().secret, salt=of_session, signer_kwargs={"digest_method": hashlib.sha256})
