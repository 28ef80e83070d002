"""Codes of six digits that a telephone computes (RFC 6238, thirty seconds each). Pure: the moment is an argument."""

from __future__ import annotations

import hmac
import re
from datetime import datetime

import pyotp

from facilitation.errors import FacilitationError

SECONDS = 30
DRIFT = 1
"""Steps before and after the present one whose code is taken: a clock that is half a minute wrong."""
ISSUER = "Maillage"


class WrongFactor(FacilitationError):
    """Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant sur votre téléphone, puis écrivez ses six chiffres."""


def new_secret() -> str:
    """A fresh secret of 160 bits, in base 32: what the telephone keeps."""
    return pyotp.random_base32()


def shown_secret(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def address(secret: str, email: str) -> str:
    """What the picture says to the telephone: `otpauth://totp/…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(now: datetime) -> int:
    """The number of the thirty seconds that `now` is in."""
    return int(now.timestamp()) // SECONDS


def taken_step(secret: str, typed: str, *, now: datetime, last: int | None) -> int:
    """The step whose code this is, later than the `last` that was taken; raises WrongFactor. All are compared, whichever is right."""
    digits, found = re.sub(r"[\s\-]", "", typed[:32]), None
    codes = pyotp.TOTP(secret)
    for step in range(step_of(now) - DRIFT, step_of(now) + DRIFT + 1):
        right = hmac.compare_digest(codes.generate_otp(step).encode(), digits.encode("utf-8", "surrogatepass"))
        if right and (last is None or step > last):
            found = step
    if found is None:
        raise WrongFactor()
    return found
