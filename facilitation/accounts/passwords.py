"""Hashing of passwords: argon2id. Done outside units of work: it takes time, and nobody should queue behind it."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from facilitation.accounts.rules import normal_password

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's first choice for argon2id: 19 MiB, two passes, one lane (`threats-and-abuse-cases.md` §5.2)."""


def hashed(password: str) -> str:
    """The argon2id hash of this password; raises LongPassword before hashing anything."""
    return _HASHER.hash(normal_password(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed. Without a hash, as much time is spent and the answer is no."""
    try:
        _HASHER.verify(password_hash or _nobody(), normal_password(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _HASHER.hash("nobody has this password")
