"""How often a slip may be tried, counted in memory for a minute. No address is looked at: the window is that of the whole page."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from facilitation.accounts.throttle import Window
from facilitation.errors import FacilitationError

WINDOW = timedelta(minutes=1)
MOST_OF_ONE = 5
"""Times that one code is looked at in a minute."""
MOST_UNKNOWN = 60
"""Unknown codes in a minute, whoever types them: at 60 bits a code, that is nothing for who guesses and plenty for who mistypes."""


class TooOften(FacilitationError):
    """Trop d'essais se suivent. Attendez une minute, puis recommencez ; votre texte est resté ci-dessous."""


class Limits:
    """Counts tries; a code is kept only as a keyed hash, whose key dies with the process, and for a minute."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._tries = Window(WINDOW)

    def count(self, code: str, now: datetime) -> None:
        """One more look at this code. Raises TooOften for the sixth of a minute."""
        digest = hmac.digest(self._key, code.encode("utf-8", "surrogatepass"), hashlib.sha256)
        if not self._tries.note(digest, now, most=MOST_OF_ONE):
            raise TooOften()

    def unknown(self, now: datetime) -> None:
        """That code was nobody's. Raises TooOften when too many such came within the minute; a good code is taken all the same: nobody shuts out the others."""
        if not self._tries.note("unknown", now, most=MOST_UNKNOWN):
            raise TooOften()
