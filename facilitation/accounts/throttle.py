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
SALT_LIFE = timedelta(hours=1)


class TooManyAttempts(FacilitationError):
    """Trop d'essais se suivent. Attendez une minute, puis réessayez ; rien n'a été perdu."""

    seconds = 60


class TooManyFactors(TooManyAttempts):
    """Vingt codes n'étaient pas les bons. Attendez une heure, puis connectez-vous de nouveau ; rien n'a été perdu."""

    seconds = 3600


class Salt:
    """Makes of an address, or of whoever asks, a digest that can be counted: keyed by what is drawn anew every hour and never written down."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._key = secrets.token_bytes(32)
        self._drawn: datetime | None = None

    def digest(self, *words: str, now: datetime) -> bytes:
        """The digest of these words at this hour. Those of an earlier hour can be tied to nothing any more, not even by this process."""
        with self._guard:
            if self._drawn is None or not self._drawn <= now < self._drawn + SALT_LIFE:
                self._key, self._drawn = secrets.token_bytes(32), now
            key = self._key
        return hmac.digest(key, "\0".join(words).encode("utf-8", "surrogatepass"), hashlib.sha256)


class Throttle:
    """Counts failures; who they came from is kept only as a keyed hash, in memory, for the length of the window."""

    def __init__(
        self,
        *,
        window: timedelta = WINDOW,
        most: int = MOST_FAILURES,
        most_alone: int = MOST_FROM_ONE_ADDRESS,
        error: type[TooManyAttempts] = TooManyAttempts,
    ) -> None:
        """`most` failures of a pair, `most_alone` of an address, are let through within the window; then `error` is raised."""
        self._window, self._most, self._most_alone, self._error = window, most, most_alone, error
        self._salt = Salt()
        self._failures: dict[bytes, deque[datetime]] = {}
        self._guard = threading.Lock()

    def check(self, *, what: str, address: str, now: datetime) -> None:
        """Raise TooManyAttempts when `what` (an account, a code) from this address, or the address itself, failed too often."""
        with self._guard:
            pair = self._recent(self._salt.digest(what, address, now=now), now)
            alone = self._recent(self._salt.digest("", address, now=now), now)
        if pair >= self._most or alone >= self._most_alone:
            raise self._error()

    def failed(self, *, what: str, address: str, now: datetime) -> None:
        """Count one more failure."""
        with self._guard:
            if len(self._failures) > MOST_KEYS:
                self._failures.clear()
            for key in (self._salt.digest(what, address, now=now), self._salt.digest("", address, now=now)):
                kept = max(self._most, min(self._most_alone, MOST_KEYS))
                self._failures.setdefault(key, deque(maxlen=kept)).append(now)

    def _recent(self, key: bytes, now: datetime) -> int:
        failures = self._failures.get(key)
        if failures is None:
            return 0
        while failures and now - failures[0] > self._window:
            failures.popleft()
        if not failures:
            del self._failures[key]
        return len(failures)
