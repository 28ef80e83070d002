"""Joining a meeting, pure: its code, the words of a device, who may join when."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from facilitation.errors import FacilitationError
from facilitation.meetings.rules import MeetingState

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs: no 0 or O, no 1 or I, which are read for one another on a wall (`mockups/telephone-rejoindre.html`)."""
LENGTH = 8
"""40 bits: with ten wrong codes an hour from one address, nobody finds one that lives for a morning."""
LONGEST_TYPED = 64
LINK_LIFE = timedelta(hours=12)
"""How long the link of a room screen may wait to be opened."""
JOINABLE = frozenset({MeetingState.PREPARED, MeetingState.CONVENED, MeetingState.OPEN, MeetingState.RUNNING})
LET_IN = JOINABLE | {MeetingState.ENDED}
"""Where a device that joined is still let in: until the meeting is closed or cancelled."""


class WrongJoinCode(FacilitationError):
    """Ce code n'ouvre aucune réunion en ce moment. Relisez-le sur l'écran de la salle, ou demandez-le à la personne qui anime."""


class WrongScreenLink(FacilitationError):
    """Ce lien n'ouvre plus l'écran de la salle : il sert une fois. Demandez-en un autre à la personne qui anime."""


class RoomCannotOpen(FacilitationError):
    """Cette réunion est terminée : elle ne s'ouvre plus à la salle."""


def new_join_code() -> str:
    """A fresh code: eight signs, stored and compared without space."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown_code(code: str) -> str:
    """« KX7M 4PRT »: in two groups, as people read it aloud."""
    return f"{code[:4]} {code[4:]}"


def normal_join_code(typed: str) -> str:
    """The code as it is compared: capitals, without spaces, hyphens or the sign that begins a fragment; at most 64 signs are looked at."""
    return re.sub(r"[\s#\-‐‑‒–—_.]", "", typed[:LONGEST_TYPED]).upper()


def new_token() -> str:
    """What a device's cookie holds: 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token or of a link's code; random as they are, no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
