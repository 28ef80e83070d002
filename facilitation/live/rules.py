"""Joining a meeting, pure: its code, the words of a device, who may join when."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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


# ------------------------------------------------------------------ what pages are shown


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the attendance list as a phone may take it: `taken` by another device, `mine` by this one."""

    id: str
    name: str
    taken: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class WhoPage:
    """What a phone is asked when it has joined. `waits_for`: the place that it says is its own, until the desk confirms."""

    meeting_id: str
    title: str
    partnership: str
    name: str
    places: tuple[Place, ...]
    waits_for: str = ""


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device as the desk sees it: its name or nothing, its place, the place that it claims and which device holds that."""

    id: str
    kind: str
    name: str
    place: str
    joined_at: datetime
    claims: str = ""
    claimed_from: str = ""
    asks_to_stop: bool = False


@dataclass(frozen=True, slots=True)
class RoomDoor:
    """What the desk knows of the room: its code while it is open, its devices."""

    meeting_id: str
    title: str
    state: MeetingState
    code: str
    devices: tuple[DeviceLine, ...]

    @property
    def can_open(self) -> bool:
        """Whether the meeting may (still) be opened to the room."""
        return self.state in JOINABLE

    @property
    def phones(self) -> tuple[DeviceLine, ...]:
        """The phones that joined."""
        return tuple(one for one in self.devices if one.kind == "telephone")

    @property
    def claims(self) -> tuple[DeviceLine, ...]:
        """The devices that claim a place that another holds."""
        return tuple(one for one in self.devices if one.claims)

    @property
    def stops(self) -> int:
        """How many quietly ask to stop."""
        return sum(one.asks_to_stop for one in self.devices)


@dataclass(frozen=True, slots=True)
class AtDesk:
    """What the desk shows of the room beside the step: whether it is open, how many phones joined, how many claims and quiet stops wait."""

    open: bool
    phones: int = 0
    claims: int = 0
    stops: int = 0


def namesakes(lines: Sequence[DeviceLine]) -> frozenset[str]:
    """The names, folded, that more than one phone bears: the desk then tells them apart by the hour they came."""
    names = [line.name.casefold().strip() for line in lines if line.name.strip()]
    return frozenset(name for name in names if names.count(name) > 1)
