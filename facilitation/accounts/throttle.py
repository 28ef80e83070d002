"""What is counted of late, in memory; and failed attempts: a wrong password slows one pair of account and address down, never an account for everybody."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict, deque
from collections.abc import Hashable, Iterator
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


class Window:
    """How often something happened of late, by key. What is over is forgotten with the next that is noted; so is what a clock that was put back has ahead
    of it. Of too many keys, those go that were quiet for longest. Safe between threads."""

    def __init__(self, length: timedelta) -> None:
        self._length = length
        self._times: OrderedDict[Hashable, deque[datetime]] = OrderedDict()
        self._guard = threading.Lock()

    def count(self, key: Hashable, now: datetime) -> int:
        """How often this key was noted of late."""
        with self._guard:
            return sum(self._is_recent(one, now) for one in self._times.get(key, ()))

    def note(self, key: Hashable, now: datetime, *, most: int) -> bool:
        """Note this key once more and say yes; where it was noted `most` times of late already, note nothing and say no."""
        with self._guard:
            self._forget(now)
            times = self._times.setdefault(key, deque())
            while times and not self._is_recent(times[0], now):
                times.popleft()
            if len(times) >= most:
                return False
            times.append(now)
            self._times.move_to_end(key)
            return True

    def _forget(self, now: datetime) -> None:
        while self._times:
            key, times = next(iter(self._times.items()))
            if len(self._times) < MOST_KEYS and times and self._is_recent(times[-1], now):
                return
            del self._times[key]

    def _is_recent(self, moment: datetime, now: datetime) -> bool:
        return timedelta() <= now - moment <= self._length


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
        self._most, self._most_alone, self._error = most, most_alone, error
        self._salt, self._failures = Salt(), Window(window)

    def check(self, *, what: str, address: str, now: datetime) -> None:
        """Raise TooManyAttempts when `what` (an account, a code) from this address, or the address itself, failed too often."""
        if any(self._failures.count(key, now) >= most for key, most in self._counted(what, address, now)):
            raise self._error()

    def failed(self, *, what: str, address: str, now: datetime) -> None:
        """Count one more failure."""
        for key, most in self._counted(what, address, now):
            self._failures.note(key, now, most=most)

    def _counted(self, what: str, address: str, now: datetime) -> Iterator[tuple[bytes, int]]:
        """What is counted, and up to how many; an empty address is nobody's: what is counted wherever it comes from keeps nothing else out."""
        yield self._salt.digest(what, address, now=now), self._most
        if address:
            yield self._salt.digest("", address, now=now), self._most_alone
