"""The addresses at which this process lets the room in: one given at the start (`--room`), one that the desk picks while it serves.

What listens is the server's (`web.server`); without it (tests, a command), nothing can be opened and the code alone is shown.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask, current_app

from facilitation.errors import FacilitationError
from facilitation.web.sockets import Address, PortInUse, room_address

ROOM_PORT = 8322
PORTS = range(ROOM_PORT, ROOM_PORT + 20)
LOOK_EVERY = 20.0
"""Seconds between two looks at whether a meeting is still open to the room."""
_PLACE = "maillage.doors"
Close = Callable[[], None]
Listen = Callable[[Address], Close]


class NotServing(FacilitationError):
    """Maillage ne sert pas de pages en ce moment : aucune adresse ne peut s'ouvrir."""


class Doors:
    """What is open to the room, and the gestures that open and close it. Safe to call from several threads."""

    def __init__(self, hosts: list[str], *, https: bool) -> None:
        """`hosts`: the names under which the application answers, extended by what is opened."""
        self._hosts, self._scheme = hosts, "https" if https else "http"
        self._guard = threading.RLock()
        self._listen: Listen | None = None
        self._fixed: tuple[str, ...] = ()
        self._picked: tuple[Address, Close] | None = None

    @property
    def can_open(self) -> bool:
        """Whether a server is there to listen."""
        return self._listen is not None

    @property
    def picked(self) -> str:
        """The address that the desk picked, or an empty string."""
        with self._guard:
            return self._picked[0].host if self._picked else ""

    def urls(self) -> tuple[str, ...]:
        """Where phones go, as people type it: « http://192.168.1.20:8322 »; what the desk picked first."""
        with self._guard:
            picked = (f"{self._scheme}://{self._picked[0].shown}",) if self._picked else ()
            return (*picked, *self._fixed)

    def serve_with(self, listen: Listen | None, *, fixed: tuple[str, ...] = ()) -> None:
        """Have this open what the desk picks; `fixed` are the addresses (name and port) that are open from the start."""
        self._listen, self._fixed = listen, tuple(f"{self._scheme}://{one}" for one in fixed)

    def open(self, host: str, *, wanted: Callable[[], bool]) -> None:
        """Let the room in at this address, on the first free port; an earlier one is closed. It closes by itself once `wanted` says no.

        Raises NotServing, NoSuchAddress for what is not a private address of this computer, PortInUse when every port is taken.
        """
        with self._guard:
            if self._listen is None:
                raise NotServing()
            if self._picked and self._picked[0].host == host:
                return
            address, close = self._first_free(self._listen, host)
            self.close()
            self._hosts.append(host)
            self._picked = (address, close)
        threading.Thread(target=self._watch, args=(address, wanted), daemon=True, name="door").start()

    def close(self, only: Address | None = None) -> None:
        """Shut what the desk opened, or nothing where it is no longer this one; what was given at the start stays."""
        with self._guard:
            if self._picked is None or (only is not None and self._picked[0] is not only):
                return
            address, close = self._picked
            self._picked = None
            self._hosts.remove(address.host)
        close()

    def _first_free(self, listen: Listen, host: str) -> tuple[Address, Close]:
        for port in PORTS:
            address = room_address(Address(host, port).shown)
            try:
                return address, listen(address)
            except PortInUse:
                continue
        raise PortInUse(port=ROOM_PORT)

    def _watch(self, address: Address, wanted: Callable[[], bool]) -> None:
        nap = threading.Event()
        while True:
            nap.wait(LOOK_EVERY)
            with self._guard:
                if self._picked is None or self._picked[0] is not address:
                    return
            if not wanted():  # asked without the guard: another address may be open by now
                self.close(address)
                return


def init_app(app: Flask, *, https: bool) -> None:
    """Give the application its doors; they extend its trusted hosts."""
    app.extensions[_PLACE] = Doors(app.config["TRUSTED_HOSTS"], https=https)


def doors(app: Flask | None = None) -> Doors:
    """The doors of the application (of the current one by default)."""
    found: Doors = (app or current_app).extensions[_PLACE]
    return found
