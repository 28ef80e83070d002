"""Failed attempts, counted in memory by window: a wrong password slows one pair of account and address down, never an account for everybody."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import deque
from datetime import datetime, timedelta

from facilitation.errors import FacilitationError

WINDOW = timedelta(minutes=1)
MOST_FAILURES = 5
MOST_FROM_ONE_ADDRESS = 30
MOST_KEYS = 10_000


class TooManyAttempts(FacilitationError):
    """Trop d'essais se suivent. Attendez une minute, puis réessayez ; rien n'a été perdu."""


class Throttle:
    """Counts failures; who they came from is kept only as a keyed hash, in memory, for the length of the window."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._failures: dict[bytes, deque[datetime]] = {}
        self._guard = threading.Lock()

    def check(self, *, what: str, address: str, now: datetime) -> None:
        """Raise TooManyAttempts when `what` (an account, a code) from this address, or the address itself, failed too often."""
        with self._guard:
            pair = self._recent(self._digest(what, address), now)
            alone = self._recent(self._digest("", address), now)
        if pair >= MOST_FAILURES or alone >= MOST_FROM_ONE_ADDRESS:
            raise TooManyAttempts()

    def failed(self, *, what: str, address: str, now: datetime) -> None:
        """Count one more failure."""
        with self._guard:
            if len(self._failures) > MOST_KEYS:
                self._failures.clear()
            for key in (self._digest(what, address), self._digest("", address)):
                self._failures.setdefault(key, deque(maxlen=MOST_FROM_ONE_ADDRESS)).append(now)

    def _recent(self, key: bytes, now: datetime) -> int:
        failures = self._failures.get(key)
        if failures is None:
            return 0
        while failures and now - failures[0] > WINDOW:
            failures.popleft()
        if not failures:
            del self._failures[key]
        return len(failures)

    def _digest(self, what: str, address: str) -> bytes:
        return hmac.digest(self._key, f"{what}\0{address}".encode("utf-8", "surrogatepass"), hashlib.sha256)
