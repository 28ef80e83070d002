"""Signing in, with the second page where the account asks for a code, and out."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeSerializer

from facilitation.accounts import access, journal, own, service, tries
from facilitation.accounts.forms import SecondCodeForm, SignInForm
from facilitation.accounts.rules import safe_next
from facilitation.accounts.service import Credentials
from facilitation.accounts.throttle import TooManyAttempts
from facilitation.accounts.totp import WrongFactor
from facilitation.accounts.tries import WrongSignIn
from facilitation.accounts.views.routes import blueprint
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError
from facilitation.web import kept
from facilitation.web.context import house, now
from facilitation.web.forms import said

CLEARED = '"cache", "cookies", "storage"'
TICKET_LIFE = timedelta(minutes=5)


class TicketOver(FacilitationError):
    """Cinq minutes ont passé depuis votre phrase de passe : écrivez-la de nouveau, puis le code."""


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
    form = SignInForm()
    if form.validate():
        try:
            found = tries.account_of(said(form.email), said(form.password))
        except (WrongSignIn, TooManyAttempts) as error:
            form.refuse("password", error)
            return refused(_first_page(form), error)
        else:
            with reading():
                factor = own.factor_of(account_id=found.account_id)
            if factor is not None:
                return _second_page(SecondCodeForm(formdata=None), _ticket(found))
            enter(found.account_id)
            return after_sign_in()
    return _first_page(form), 422


@blueprint.post("/connexion/code")
@access.open_to_all
def second_code() -> ResponseReturnValue:
    form, ticket = SecondCodeForm(), request.form.get("billet_", "")
    try:
        account_id = _account_of_ticket(ticket)
    except TicketOver as error:
        first = SignInForm(formdata=None)
        first.refuse("password", error)
        return refused(_first_page(first), error)
    if form.validate():
        try:
            token = tries.enter_with_code(account_id, said(form.code))
        except (WrongFactor, TooManyAttempts) as error:
            form.refuse("code", error)
            return refused(_second_page(form, ticket), error)
        else:
            access.enter(token)
            return after_sign_in()
    return _second_page(form, ticket), 422


@blueprint.post("/deconnexion")
@access.open_to_all
def sign_out() -> ResponseReturnValue:
    held = access.held()
    if held is not None:
        with writing():
            service.close_session(session_id=held.session_id)
            journal.note("signed_out", account_id=held.account_id, now=now())
    access.leave()
    answer = current_app.make_response(redirect(url_for("accounts.sign_in"), 303))
    answer.headers["Clear-Site-Data"] = CLEARED
    return answer


def enter(account_id: str) -> None:
    """Open a new session for this account, ending the one this browser had."""
    with writing():
        journal.note("signed_in", account_id=account_id, now=now())
        token = service.open_session(account_id=account_id, now=now())
        access.end_held()
    access.enter(token)


def after_sign_in() -> ResponseReturnValue:
    """On to the page that was asked for; or what had been typed when the session ended, to be sent now."""
    fields, target = kept.from_json(request.form.get("kept", "")), kept_at()
    if fields and target:
        return render_template("accounts/send_again.html", fields=fields, target=target)
    return redirect(safe_next(request.form.get("next")) or url_for("web.home"), 303)


def refused(page: str, error: FacilitationError) -> ResponseReturnValue:
    """The page of a form that says what is wrong. Who must wait gets it too: it carries what had been typed."""
    if isinstance(error, TooManyAttempts):
        return page, 429, {"Retry-After": str(error.seconds)}
    return page, 422


def kept_at() -> str:
    """Where what had been typed was going, if that is a path of ours; else nothing."""
    return safe_next(request.form.get("kept_at")) or ""


def carried() -> dict[str, str | None]:
    """What the pages of signing in carry on from one to the next: where to go then, and what had been typed."""
    fields = kept.from_json(request.form.get("kept", ""))
    return {"next": safe_next(request.form.get("next")), "kept": kept.as_json(fields), "kept_at": kept_at()}


def _first_page(form: SignInForm) -> str:
    return render_template("accounts/sign_in.html", form=form, known=True, **carried())


def _second_page(form: SecondCodeForm, ticket: str) -> str:
    return render_template("accounts/second_code.html", form=form, ticket=ticket, **carried())


# ------------------------------------------------------------------ between the two pages


def _ticket(found: Credentials) -> str:
    """What proves, for five minutes, that this account's pass phrase was given; it opens nothing."""
    return _signer().dumps([found.account_id, _print(found.password_hash), now().timestamp()])


def _account_of_ticket(ticket: str) -> str:
    try:
        account_id, of_password, at = _signer().loads(ticket)
        given = datetime.fromtimestamp(at, now().tzinfo)
    except (BadData, ValueError, TypeError) as error:
        raise TicketOver() from error
    with reading():
        found = service.credentials_of(account_id=account_id)
    if not now() - TICKET_LIFE < given <= now() or found is None or _print(found.password_hash) != of_password:
        raise TicketOver()
    return found.account_id


def _print(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:16]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(house().secret, salt="second code", signer_kwargs={"digest_method": hashlib.sha256})
