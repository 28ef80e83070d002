"""What a copy is called, how long it is kept, and when the next one is due. Pure: `now` is an argument."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

KEPT = timedelta(days=35)
"""How long a copy is kept (`design/confidentiality.md`, « Retention »)."""
EVERY = timedelta(days=1)
"""How often the house makes one by itself."""
REMINDED = timedelta(days=7)
"""From this age on, the home page says when the last sound copy was made."""
SUFFIX = ".zip"
_NAME = re.compile(r"(?:sauvegarde|avant-(?P<before>\d{4}))-(?P<at>\d{8}T\d{6})(?:Z(?:-\d+)?\.zip|\.sqlite3)", re.ASCII)
_AT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that lies in the folder. `before` is the revision that an upgrade was about to bring, or nothing.

    `checked_at` and `sound` are what the last check of this very file found; both are None for a file that changed since, or was never checked here.
    """

    name: str
    made_at: datetime
    size: int = 0
    before: str = ""
    checked_at: datetime | None = None
    sound: bool | None = None


def name_of(at: datetime, *, number: int, before: str = "") -> str:
    """« sauvegarde-20260312T083000Z.zip », « avant-0002-… » before an upgrade, « …Z-2.zip » for the second of the same second."""
    what = f"avant-{before}" if before else "sauvegarde"
    again = f"-{number}" if number > 1 else ""
    return f"{what}-{at.astimezone(UTC):{_AT}}Z{again}{SUFFIX}"


def read_name(name: str) -> tuple[datetime, str] | None:
    """When a copy of this name was made, in UTC, and the revision that it came before; None for the name of no copy."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return datetime.strptime(found["at"], _AT).replace(tzinfo=UTC), found["before"] or ""
    except ValueError:
        return None


def newest_first(copies: Sequence[Copy]) -> list[Copy]:
    """The copies, the newest first."""
    return sorted(copies, key=lambda copy: (copy.made_at, len(copy.name), copy.name), reverse=True)


def last_sound(copies: Sequence[Copy]) -> Copy | None:
    """The newest copy that was found whole, or None."""
    return next((copy for copy in newest_first(copies) if copy.sound), None)


def _last_of_now(copies: Sequence[Copy], now: datetime) -> Copy | None:
    return last_sound([copy for copy in copies if copy.made_at - now < EVERY])


def is_due(copies: Sequence[Copy], now: datetime, *, secret: bool = False) -> bool:
    """Whether the house should make a copy: none is sound, or the last one is a day old; one from the future (a clock that was set back) doesn't count.

    `secret`: an anonymous step gathers answers. Two copies would tell which came between them, so it waits for the step to end, a day at most.
    """
    last = _last_of_now(copies, now)
    return last is None or now - last.made_at >= (2 * EVERY if secret else EVERY)


def reminds(copies: Sequence[Copy], now: datetime, since: datetime | None) -> bool:
    """Whether the home page says that there is no sound copy of the last seven days. `since`: the first start, before which none was wanted.

    One from the future doesn't count here either: after a clock that was ahead, it would say for months that all is well.
    """
    last = _last_of_now(copies, now)
    if last is not None:
        return now - last.made_at > REMINDED
    return since is not None and now - since > REMINDED


def too_old(copies: Sequence[Copy], now: datetime) -> list[Copy]:
    """The copies that are over 35 days old, but for the newest sound one: while nothing newer could be made, it is all that is left of the house."""
    last = last_sound(copies)
    return [copy for copy in copies if now - copy.made_at > KEPT and copy != last]
