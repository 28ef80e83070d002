"""Copies as people and the house ask for them: one now, one a day by itself, a check, what the page and the home page say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from facilitation.accounts import journal
from facilitation.accounts.throttle import Window
from facilitation.backups import files
from facilitation.backups.rules import Copy, is_due, last_sound, reminds
from facilitation.database import db, reading, writing
from facilitation.errors import FacilitationError, NotHere
from facilitation.settings import SECRET_FILE
from facilitation.web.context import settings

WINDOW, MOST = timedelta(minutes=10), 5
_asked = Window(WINDOW)


class AskedTooOften(FacilitationError):
    """Cinq copies viennent d'être faites ou vérifiées : cela suffit pour dix minutes. Rien n'a été perdu."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page says: the copies, the newest first; the last sound one; whether it is time to remind."""

    copies: tuple[Copy, ...]
    last: Copy | None
    late: bool


def standing(data: Path, *, now: datetime) -> Standing:
    """How the copies of this house stand; nothing is opened but the folder."""
    found = files.copies(data)
    return Standing(tuple(found), last_sound(found), reminds(found, now, _since(data)))


def _since(data: Path) -> datetime | None:
    """When the house began, by the file that its first start makes."""
    secret = data / SECRET_FILE
    return datetime.fromtimestamp(secret.stat().st_mtime, UTC) if secret.exists() else None


def make(data: Path, *, account_id: str | None, now: datetime) -> str:
    """Make a copy and note it in the security journal; gives its name. Outside any unit of work. Raises AskedTooOften and what `files.make` raises."""
    if account_id is not None:
        _count(data, now)
    path = files.make(data, now=now)
    with writing():
        journal.note("backup_made", account_id=account_id, now=now, copy=path.name)
    return path.name


def verify(data: Path, name: str, *, now: datetime) -> bool:
    """Whether this copy is found whole; the finding is kept beside it. Raises NotHere, AskedTooOften."""
    path = next((data / files.FOLDER / copy.name for copy in files.copies(data) if copy.name == name), None)
    if path is None:
        raise NotHere()
    _count(data, now)
    sound = files.is_whole(path)
    files.note_check(path, sound=sound, at=now)
    return sound


def _count(data: Path, now: datetime) -> None:
    if settings().limited and not _asked.note(data, now, most=MOST):
        raise AskedTooOften()


def keep(data: Path, *, now: datetime) -> None:
    """What the house does by itself, at the start and every hour: those that nobody checked are, a copy is made when the last sound one is a day old, and
    those over 35 days go."""
    try:
        files.prove_all(data, now=now)
        with reading():
            secret = db.session.scalar(text(f"SELECT 1 FROM {files.KEYS} LIMIT 1")) is not None  # noqa: S608 - a constant
        if is_due(files.copies(data), now, secret=secret):
            make(data, account_id=None, now=now)
    finally:  # a disk that is full keeps no promise from being kept, and the last sound copy stays anyway
        files.drop_old(data, now=now)
