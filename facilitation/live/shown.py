"""What the pages of joining are shown: frozen data, loaded whole before anything is rendered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from facilitation.live.rules import JOINABLE
from facilitation.meetings.rules import MeetingState


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
    """What the desk knows of the room: its code while it is open, its devices; `version`: of the meeting, for the page that follows it."""

    meeting_id: str
    title: str
    state: MeetingState
    code: str
    devices: tuple[DeviceLine, ...]
    version: int = 0

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
