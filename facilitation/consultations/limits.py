"""How often a slip may be tried, counted in memory for a minute. No address is looked at: the window is that of the whole page."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import deque
from datetime import datetime, timedelta

from facilitation.errors import FacilitationError

WINDOW = timedelta(minutes=1)
MOST_OF_ONE = 5
"""Times that one code is looked at in a minute."""
MOST_UNKNOWN = 60
"""Unknown codes in a minute, whoever types them: at 60 bits a code, that is nothing for who guesses and plenty for who mistypes."""

MOST_KEPT = 10_000


class TooOften(FacilitationError):
    """Trop d'essais se suivent. Attendez une minute, puis recommencez ; votre texte est resté ci-dessous."""


class Limits:
    """Counts tries; a code is kept only as a keyed hash, whose key dies with the process, and for a minute."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._tries: dict[bytes, deque[datetime]] = {}
        self._unknown: deque[datetime] = deque(maxlen=MOST_UNKNOWN)
        self._guard = threading.Lock()

    def count(self, code: str, now: datetime) -> None:
        """One more look at this code. Raises TooOften for the sixth of a minute."""
        hash = hmac.digest(self._key, code.encode("utf-8", "surrogatepass"), hashlib.sha256)
        with self._guard:
            self._forget(now)
            if len(self._tries) > MOST_KEPT:
                self._tries.clear()
            tries = self._tries.setdefault(hash, deque(maxlen=MOST_OF_ONE))
            if len(tries) >= MOST_OF_ONE:
                raise TooOften()
            tries.append(now)

    def unknown(self, now: datetime) -> None:
        """That code was nobody's. Raises TooOften when too many such came within the minute; a good code is taken all the same: nobody shuts out the others."""
        with self._guard:
            self._forget(now)
            if len(self._unknown) >= MOST_UNKNOWN:
                raise TooOften()
            self._unknown.append(now)

    def _forget(self, now: datetime) -> None:
        for times in (self._unknown, *self._tries.values()):
            while times and not now - WINDOW < times[0] <= now:
                times.popleft()
        self._tries = {hash: times for hash, times in self._tries.items() if times}
