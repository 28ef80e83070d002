"""The rehearsals that are going on: each an application of its own whose database is never on the disk. What ends is let go of whole."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Flask, current_app

from facilitation import database
from facilitation.database import new_id
from facilitation.errors import FacilitationError
from facilitation.live.hub import hub_of
from facilitation.meetings.service import wall

if TYPE_CHECKING:
    from facilitation.guides.script import ScriptPoint

LIFE, IDLE = timedelta(hours=24), timedelta(hours=2)
"""A rehearsal ends by itself a day after it began, or two hours after it was last looked at (an open desk looks every few seconds)."""
MOST = 12
"""At once in one process: each takes some three megabytes."""
_PLACE, _INSIDE = "maillage.rehearsals", "maillage.rehearsal"


class TooManyRehearsals(FacilitationError):
    """Trop de répétitions sont en cours sur cet ordinateur. Terminez-en une, ou attendez quelques minutes."""


@dataclass(slots=True)
class World:
    """One rehearsal: `account_id` is who rehearses, in the house; `token` is their session inside; `home` the address that they go back to.

    `told` is what the example meeting has people answer to this guide, or None; `answered` the stages where they have done so.
    """

    key: str
    app: Flask
    account_id: str
    guide_id: str
    home: str
    told: ScriptPoint | None
    begun_at: datetime
    seen_at: datetime
    token: str = ""
    inner_account: str = ""
    meeting_id: str = ""
    seats: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)

    def over(self, now: datetime) -> bool:
        """Whether its time has come."""
        return now - self.begun_at >= LIFE or now - self.seen_at >= IDLE


class Worlds:
    """The rehearsals of one process, at most one for each account. Safe between threads."""

    def __init__(self, make: Callable[[], Flask]) -> None:
        """`make` gives an application whose database is in memory, and empty."""
        self._make, self._guard = make, threading.Lock()
        self._worlds: dict[str, World] = {}

    def begin(self, *, account_id: str, guide_id: str, home: str, told: ScriptPoint | None, now: datetime) -> World:
        """A new world for this account; the one that it had ends. It is not found by its key before `admit`. Raises TooManyRehearsals."""
        self.sweep(now)
        self.end_of(account_id)
        with self._guard:
            if len(self._worlds) >= MOST:
                raise TooManyRehearsals()
        app = self._make()
        world = World(new_id(), app, account_id, guide_id, home, told, now, now)
        app.extensions[_INSIDE], app.extensions[_PLACE] = world, self
        return world

    def admit(self, world: World) -> None:
        """Let it be reached."""
        with self._guard:
            self._worlds[world.key] = world

    def found(self, key: str, now: datetime) -> World | None:
        """The world of this key, if its time has not come."""
        self.sweep(now)
        return self._worlds.get(key)

    def of_account(self, account_id: str, now: datetime) -> World | None:
        """What this account is rehearsing, or None."""
        self.sweep(now)
        return next((one for one in tuple(self._worlds.values()) if one.account_id == account_id), None)

    def end(self, key: str) -> None:
        """Let go of everything of this world; ending it twice is ending it once."""
        with self._guard:
            world = self._worlds.pop(key, None)
        if world is not None:
            hub_of(world.app).forget(world.meeting_id)
            database.let_go(world.app)
            wall.forget()

    def end_of(self, account_id: str) -> None:
        """End what this account is rehearsing, if anything."""
        for key in [one.key for one in tuple(self._worlds.values()) if one.account_id == account_id]:
            self.end(key)

    def sweep(self, now: datetime) -> None:
        """End those whose time has come."""
        for key in [one.key for one in tuple(self._worlds.values()) if one.over(now)]:
            self.end(key)


def keep(app: Flask, worlds: Worlds) -> None:
    """Give the application its rehearsals."""
    app.extensions[_PLACE] = worlds


def worlds(app: Flask | None = None) -> Worlds:
    """The rehearsals of this application, or of the current one."""
    found: Worlds = (app or current_app).extensions[_PLACE]
    return found


def inside() -> World | None:
    """The world that the current application is, or None in the house itself."""
    found: World | None = current_app.extensions.get(_INSIDE)
    return found
