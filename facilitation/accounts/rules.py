"""Decisions about accounts, pure: addresses, passwords, codes, how long a session lives."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from facilitation.errors import FacilitationError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
IDLE = timedelta(minutes=60)
"""A session ends after this long without a gesture; while a meeting of its account runs, it is locked instead (`confidentiality.md`, « Access »)."""
LONGEST_SESSION = timedelta(hours=10)
"""…and after this long in all, with the same exception: two half-days of work (`threats-and-abuse-cases.md` §5.2)."""
LAST_SEEN_EVERY = timedelta(minutes=5)
RESET_LIFE = timedelta(minutes=30)
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs: no 0 or O, no 1, I or L."""
DeviceKind = Literal["telephone", "ecran"]
SessionState = Literal["open", "locked", "over"]
CODE_LENGTH = 12
"""59 bits: nobody finds it by trying, and it can be typed."""


class WrongAddress(FacilitationError):
    """Cette adresse e-mail n'est pas complète : écrivez-la comme prenom.nom@service.be."""


class AddressTaken(FacilitationError):
    """Un compte existe déjà avec cette adresse e-mail."""


class ShortPassword(FacilitationError):
    """La phrase de passe compte %(count)s caractères ; il en faut au moins 12. Quatre mots sans rapport font une bonne phrase."""


class LongPassword(FacilitationError):
    """La phrase de passe dépasse 128 caractères : choisissez-en une plus courte."""


class EasyPassword(FacilitationError):
    """Cette phrase de passe se devine trop vite : elle répète un même signe, une suite connue ou votre adresse. Choisissez quatre mots sans rapport."""


class WrongCode(FacilitationError):
    """Ce code n'est pas, ou n'est plus, valable. Demandez-en un nouveau sur l'ordinateur où Maillage est installé."""


class NoSuchAccount(FacilitationError):
    """Aucun compte n'a l'adresse « %(email)s »."""


_EASY = ("azertyuiop", "qwertyuiop", "motdepasse", "password", "1234567890", "0123456789", "abcdefghij", "maillage")


def address_key(email: str) -> str:
    """The address as it is compared: NFC, case folded, without spaces around."""
    return unicodedata.normalize("NFC", email).strip().casefold()


def check_address(email: str) -> str:
    """The address without spaces around; raises WrongAddress when it is not « something@somewhere.be » in 254 characters at most."""
    address = email.strip()
    if len(address) > 254 or not re.fullmatch(
        r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f]+", address
    ):
        raise WrongAddress()
    return address


def normal_password(password: str) -> str:
    """The password as it is hashed: NFC, so that « é » typed on a phone and on a laptop are one. Raises LongPassword before anything is computed on it."""
    if len(password) > LONGEST_PASSWORD:
        raise LongPassword()
    return unicodedata.normalize("NFC", password)


def check_new_password(password: str, *, email: str = "") -> str:
    """The normal form of a password that may be chosen; raises LongPassword, ShortPassword or EasyPassword. No composition rules."""
    normal = normal_password(password)
    if len(normal) < SHORTEST_PASSWORD:
        raise ShortPassword(count=len(normal))
    plain = normal.casefold()
    stripped = plain
    for known in (*_EASY, address_key(email), address_key(email).partition("@")[0]):
        stripped = stripped.replace(known, "") if len(known) > 3 else stripped
    if len(set(plain)) < 4 or len(stripped) < 4:
        raise EasyPassword()
    return normal


def new_code() -> str:
    """A fresh one-time code, in groups of four: « KX7M-4PRT-9WQZ »."""
    signs = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(signs[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def normal_code(typed: str) -> str:
    """The code as it is compared: capitals, without spaces or dashes; at most 64 signs are looked at."""
    return re.sub(r"[\s\-#]", "", typed[:64]).upper()


@dataclass(frozen=True, slots=True)
class Device:
    """A phone or a room screen that joined a meeting. `name` is what its holder typed (or nothing), `attendance_id` the place it takes in the list."""

    id: str
    meeting_id: str
    kind: DeviceKind
    name: str = ""
    attendance_id: str | None = None


@dataclass(frozen=True, slots=True)
class SessionTimes:
    """When a session was opened and last seen (aware)."""

    opened_at: datetime
    last_seen_at: datetime


def session_state(times: SessionTimes, *, now: datetime, locked: bool, meeting_runs: bool) -> SessionState:
    """What a session still opens: it lives 60 idle minutes and 10 hours in all; while a meeting of its account runs, it is locked instead of ending.

    `locked`: it was locked, by its holder or by an idle hour, and has not been opened again. A session in use stays open as long as the meeting runs.
    """
    idle, old = now - times.last_seen_at > IDLE, now - times.opened_at > LONGEST_SESSION
    if not meeting_runs and (idle or old):
        return "over"
    return "locked" if locked or idle else "open"


def safe_next(address: str | None) -> str | None:
    """The address to go to after signing in if it is a path of this site, else None.

    Only what begins with one `/` and holds no backslash, control or encoded one: `/\\evil` and `//evil` lead elsewhere (abuse case S16).
    """
    if not address or len(address) > 2000:
        return None
    if not re.fullmatch(r"/(?![/\\])[!-\[\]-~]*", address) or re.search(
        r"%5c|%0[0-9a-f]|%1[0-9a-f]|%2f%2f", address, re.I
    ):
        return None
    return address
