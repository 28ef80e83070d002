"""The ledger of what was erased: a text file beside the database, one line for each thing, random ids only. It outlives every copy of the database.

A line is on the disk before the purge it tells of is committed: a purge that was acknowledged is never unknown to it, and one that a power cut left half
done is completed from it. Replayed on a copy that is put back, it erases again what the copy brought with it (`design/confidentiality.md`, « Retention »).
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from facilitation.retention.erasing import erase, pending

FILE = "effacements.txt"
_LINE = re.compile(rb"^1 ([a-z-]{3,20}) ([A-Za-z0-9_-]{1,64}) (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6})$")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was erased: its kind (`erasing`), its random id, and when, in UTC as SQLite keeps an instant."""

    kind: str
    id: str
    when: str

    @classmethod
    def of(cls, kind: str, id: str, now: datetime) -> Line:
        """The line of a thing that is erased now."""
        return cls(kind, id, f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}")


def read(ledger: Path) -> tuple[Line, ...]:
    """The lines of the ledger, oldest first; none where there is no ledger. A line that a power cut tore was never acknowledged, and is passed over."""
    try:
        content = ledger.read_bytes()
    except FileNotFoundError:
        return ()
    found = (_LINE.match(line) for line in content.split(b"\n"))
    return tuple(Line(*(part.decode("ascii") for part in one.groups())) for one in found if one)


def append(ledger: Path, lines: Iterable[Line]) -> None:
    """Write these lines at the end and wait for the disk; raises OSError, and then nothing may be erased."""
    written = _written(lines)
    new = not ledger.exists()
    handle = os.open(ledger, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        if end:
            file.seek(end - 1)
            written = written if file.read(1) == b"\n" else b"\n" + written  # after a torn line
        try:
            while written:  # a disk that fills takes the first bytes, and refuses only the rest
                written = written[file.write(written) :]
            os.fsync(file.fileno())
        except OSError:
            file.truncate(end)  # nothing is erased: the next start must not believe that it was
            raise
    if new and hasattr(os, "O_DIRECTORY"):
        folder = os.open(ledger.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _written(lines: Iterable[Line]) -> bytes:
    return b"".join(f"1 {line.kind} {line.id} {line.when}\n".encode("ascii") for line in lines)


def withdraw(ledger: Path, lines: Iterable[Line]) -> None:
    """Take these lines off the end again: the purge they told of was refused. Where others were written since, they stay. Raises OSError."""
    written = _written(lines)
    with ledger.open("rb+", buffering=0) as file:
        start = max(0, file.seek(0, os.SEEK_END) - len(written))
        file.seek(start)
        if file.read() == written:
            file.truncate(start)
            os.fsync(file.fileno())


def replay(database: Path, ledger: Path) -> int:
    """Erase again, in that SQLite file, all that the ledger names; gives how many lines found something there.

    Whole or not at all, and idempotent: what was typed after a purge stays. Nobody else may have the file open for writing. Raises sqlite3.Error, OSError.
    """
    lines = read(ledger)
    if not lines or not database.exists():
        return 0
    with closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True, isolation_level=None)) as connection:
        for pragma in ("busy_timeout=5000", "synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        if not any(pending(connection, line.kind, line.id, line.when) for line in lines):
            return 0
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("BEGIN IMMEDIATE")
        try:
            done = sum(erase(connection, line.kind, line.id, line.when) > 0 for line in lines)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        if done:
            connection.execute("VACUUM")
    return done
