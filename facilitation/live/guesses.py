"""Wrong join codes, counted in memory: ten an hour from one address, and everybody slower when they come from everywhere.

A right code counts for nothing: forty phones behind one wifi join one after the other. An address is kept only as a keyed hash, for an hour.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from facilitation.accounts.throttle import TooManyAttempts, Window

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
MOST_WRONG = 10
MANY = 30
"""Wrong codes a minute, from everywhere, above which each try waits."""
PAUSE = 0.5
"""Seconds that a try then waits; with `ROOMS` waiting at once, that leaves eight tries a second for 2^40 codes."""
ROOMS = 4


class TooManyCodes(TooManyAttempts):
    """Plusieurs codes essayés d'ici n'ouvraient rien. Attendez une heure, ou demandez une feuille à la personne qui anime : elle compte autant."""


class Guesses:
    """The wrong codes of the last hour."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._key = secrets.token_bytes(32)
        self._wrong = Window(HOUR)
        self._everywhere: deque[datetime] = deque(maxlen=MANY)
        self._guard = threading.Lock()
        self._waiting = threading.BoundedSemaphore(ROOMS)
        self._sleep = sleep

    def check(self, *, address: str, now: datetime) -> None:
        """Before a code is tried: raise TooManyAttempts when too many wrong ones came from this address; wait when they come from everywhere.

        An empty address stands for one that is not known: only the second counts then.
        """
        with self._guard:
            full = self._wrong.count(self._digest(address), now) >= MOST_WRONG
            hurried = len(self._everywhere) == MANY and now - self._everywhere[0] <= MINUTE
        if full:
            raise TooManyCodes()
        if hurried:
            self._wait()

    def failed(self, *, address: str, now: datetime) -> None:
        """Count one wrong code."""
        with self._guard:
            self._everywhere.append(now)
        if address:
            self._wrong.note(self._digest(address), now, most=MOST_WRONG)

    def _wait(self) -> None:
        if not self._waiting.acquire(blocking=False):
            raise TooManyAttempts()
        try:
            self._sleep(PAUSE)
        finally:
            self._waiting.release()

    def _digest(self, address: str) -> bytes:
        return hmac.digest(self._key, address.encode("utf-8", "surrogatepass"), hashlib.sha256)
