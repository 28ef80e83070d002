"""When the house looked at what is due: a text file beside the database, an instant a line. Nothing else tells that a week of notice was really given.

A clock set ahead by a year makes everything due at once, and nobody was told: what is erased cannot be brought back when the clock is put right.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from facilitation.backups.sealed import write_whole
from facilitation.retention.rules import NOTICE

FILE = "regards.txt"


def note(path: Path, now: datetime) -> datetime | None:
    """Note that the house looks now; gives the newest look that is a week old, or None. Looks of the future, by a clock that was ahead, are forgotten.

    Raises OSError.
    """
    looks = sorted({at for at in _read(path) if at < now} | {now.astimezone(UTC)})
    old = [at for at in looks if at <= now - NOTICE]
    kept = looks[max(0, len(old) - 1) :]
    write_whole(path, "".join(f"{at.isoformat()}\n" for at in kept).encode("ascii"))
    return old[-1] if old else None


def _read(path: Path) -> list[datetime]:
    """The looks that were noted; a file that cannot be understood tells of none, and the week begins again."""
    try:
        found = [datetime.fromisoformat(line) for line in path.read_text("ascii").split()]
    except (FileNotFoundError, ValueError):
        return []
    return [at for at in found if at.tzinfo is not None]
