"""Pass phrases and codes that somebody tries: compared at the same pace whether the account exists or not, slowed down when many are wrong."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, request

from facilitation.accounts import access, journal, own, passwords, service
from facilitation.accounts.rules import LongPassword, WrongCode, address_key
from facilitation.accounts.service import Credentials
from facilitation.accounts.throttle import Throttle, TooManyFactors
from facilitation.accounts.totp import WrongFactor
from facilitation.database import reading, writing
from facilitation.errors import FacilitationError
from facilitation.web.context import now

CODES_AN_HOUR = 20


class WrongSignIn(FacilitationError):
    """L'adresse e-mail ou la phrase de passe ne correspond à aucun compte. Vérifiez les deux, puis réessayez."""


class WrongPassword(FacilitationError):
    """Ce n'est pas votre phrase de passe actuelle. Vérifiez-la, puis réessayez."""


def account_of(email: str, password: str, *, refused: str = "sign_in_refused") -> Credentials:
    """The account that these open; raises WrongSignIn, or TooManyAttempts. Takes as long whether the account exists or not, the journal's line included."""
    throttle, address, what = _throttle(), request.remote_addr or "", address_key(email)
    throttle.check(what=what, address=address, now=now())
    with reading():
        found = service.credentials(email=email)
    try:
        right = passwords.matches(found.password_hash if found else None, password)
    except LongPassword:
        right = False
    if found is None or not right:
        throttle.failed(what=what, address=address, now=now())
        with writing():
            journal.note(refused, account_id=found.account_id if found else None, now=now())
        raise WrongSignIn()
    return found


def check_password(email: str, password: str, *, refused: str = "sign_in_refused") -> None:
    """Raise WrongPassword unless this is the pass phrase of that account, which is signed in; TooManyAttempts after many."""
    try:
        account_of(email, password, refused=refused)
    except WrongSignIn as error:
        raise WrongPassword() from error


def enter_with_code(account_id: str, typed: str) -> str:
    """The cookie of a new session in place of the one this browser had, this code of the second factor being used up; raises WrongFactor or TooManyAttempts.

    Wrong codes are counted for the account, wherever they come from: whoever tries one has given the right pass phrase, so nobody else is kept out.
    """
    counted = _codes(), _throttle()
    for each in counted:
        each.check(what=f"code {account_id}", address="", now=now())
    try:
        with writing():
            own.use_factor(account_id=account_id, typed=typed, now=now())
            journal.note("signed_in", account_id=account_id, now=now())
            access.end_held()
            return service.open_session(account_id=account_id, now=now())
    except WrongFactor:
        for each in counted:
            each.failed(what=f"code {account_id}", address="", now=now())
        with writing():
            journal.note("factor_refused", account_id=account_id, now=now())
        raise


def try_code(purpose: str, code: str) -> str | None:
    """Look at a one-time code before anything is hashed, slowing down who tries many; raises WrongCode or TooManyAttempts."""
    throttle, address = _throttle(), request.remote_addr or ""
    throttle.check(what=purpose, address=address, now=now())
    try:
        with reading():
            return service.check_code(purpose=purpose, code=code, now=now())
    except WrongCode:
        throttle.failed(what=purpose, address=address, now=now())
        raise


def _throttle() -> Throttle:
    throttle: Throttle = current_app.extensions.setdefault("maillage.throttle", Throttle())
    return throttle


def _codes() -> Throttle:
    made = Throttle(window=timedelta(hours=1), most=CODES_AN_HOUR, error=TooManyFactors)
    throttle: Throttle = current_app.extensions.setdefault("maillage.codes", made)
    return throttle
