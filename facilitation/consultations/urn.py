"""The urn: a file of its own for each consultation, where slips are spent and answers dropped in one transaction, with nothing that ties them.

What a page of SQLite keeps is not only its rows: cells lie in it in the order they were written, whatever their key, and a freed one leaves a hole. So
each drop writes both tables anew, in the order of their keys, those of the answers drawn again each time: the bytes tell how many came, and not in which
order. The file's times are set back after each use. See docs/decisions/0023.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

FOLDER = "urnes"
"""In the data folder; no backup holds it."""
PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=TRUNCATE",  # a write-ahead log would keep the answers in the order they came
    "synchronous=EXTRA",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
)
TABLES = (
    "CREATE TABLE slip (hash BLOB PRIMARY KEY, spent INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE answer (key BLOB PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
)
LONG_AGO = (0, 0)
_NAME = re.compile(r"[\w-]{16,64}\.sqlite3(-journal)?")


class Slip(Enum):
    """What an urn says of a slip."""

    UNKNOWN = "inconnu"
    FREE = "libre"
    SPENT = "recu"


@dataclass(frozen=True, slots=True)
class Held:
    """An urn that nobody else reads or writes, with its answers in an order drawn at random."""

    connection: sqlite3.Connection
    answers: tuple[str, ...]

    def empty(self) -> None:
        """Let slips and answers go: whoever waited to drop one finds no slip, instead of an answer lost in a file that is no more."""
        self.connection.execute("DELETE FROM answer")
        self.connection.execute("DELETE FROM slip")
        self.connection.execute("COMMIT")


def path_of(folder: Path, name: str) -> Path:
    """Where the urn of this name lies in this data folder."""
    return folder / FOLDER / f"{name}.sqlite3"


def files(folder: Path) -> tuple[Path, ...]:
    """The files of the urns of this data folder, what a power cut left beside them included."""
    place = folder / FOLDER
    return tuple(sorted(one for one in place.iterdir() if _NAME.fullmatch(one.name))) if place.is_dir() else ()


def create(path: Path, hashes: Iterable[bytes]) -> None:
    """A new urn that takes these slips, once each. Raises FileExistsError, OSError, sqlite3.Error; nothing is left of one that failed."""
    if not path.parent.is_dir():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _sync(path.parent.parent)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with _connected(path) as connection, _changing(connection, "EXCLUSIVE"):
            for table in TABLES:
                connection.execute(table)
            _write(connection, [(one, 0) for one in hashes], ())
        _sync(path.parent)
    except BaseException:
        destroy(path)
        raise


def look(path: Path, hash: bytes) -> Slip:
    """What this urn says of a slip; UNKNOWN where the urn is no more."""
    if not path.exists():
        return Slip.UNKNOWN
    with _connected(path) as connection:
        return _look(connection, hash)


def counts(path: Path) -> tuple[int, int]:
    """How many slips there are, and how many came back; (0, 0) where the urn is no more."""
    if not path.exists():
        return 0, 0
    with _connected(path) as connection:
        row = connection.execute("SELECT count(*), coalesce(sum(spent), 0) FROM slip").fetchone()
    return int(row[0]), int(row[1])


def drop(path: Path, hash: bytes, body: str) -> Slip:
    """Spend this slip and keep this answer, both or neither; gives what the slip was: the answer is kept where it was FREE. Raises sqlite3.Error."""
    if not path.exists():
        return Slip.UNKNOWN
    with _connected(path) as connection, _changing(connection, "IMMEDIATE"):
        found = _look(connection, hash)
        if found is Slip.FREE:
            slips = connection.execute("SELECT hash, CASE hash WHEN ? THEN 1 ELSE spent END FROM slip", (hash,))
            answers = connection.execute("SELECT body FROM answer")
            _write(connection, slips.fetchall(), [*(row[0] for row in answers), body])
    return found


@contextlib.contextmanager
def held(path: Path) -> Iterator[Held]:
    """This urn, for oneself alone until the block ends, with its answers shuffled. Unless `empty` was called nothing of it has changed. Raises sqlite3.Error."""
    with _connected(path) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        try:
            answers = [str(row[0]) for row in connection.execute("SELECT body FROM answer")]
            secrets.SystemRandom().shuffle(answers)
            yield Held(connection, tuple(answers))
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def destroy(path: Path) -> None:
    """Overwrite this urn and what SQLite left beside it, and take them away. What is not there is no fault: it may be done twice, or again after a power cut."""
    for one in (path.with_name(f"{path.name}-journal"), path):
        with contextlib.suppress(FileNotFoundError):
            with one.open("r+b") as file:
                file.write(bytes(one.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            one.unlink()
    if path.parent.is_dir():
        _sync(path.parent)


def _look(connection: sqlite3.Connection, hash: bytes) -> Slip:
    row = connection.execute("SELECT spent FROM slip WHERE hash = ?", (hash,)).fetchone()
    return Slip.UNKNOWN if row is None else Slip.SPENT if row[0] else Slip.FREE


def _write(connection: sqlite3.Connection, slips: Iterable[tuple[bytes, int]], answers: Sequence[str]) -> None:
    """Both tables anew, each in the order of its keys; those of the answers are drawn again, so that not even two copies of the file tell which came last."""
    connection.execute("DELETE FROM slip")
    connection.execute("DELETE FROM answer")
    connection.executemany("INSERT INTO slip VALUES (?, ?)", sorted(slips))
    keyed = sorted(zip((secrets.token_bytes(16) for _ in answers), _shuffled(answers), strict=True))
    connection.executemany("INSERT INTO answer VALUES (?, ?)", keyed)


def _shuffled(answers: Sequence[str]) -> list[str]:
    drawn: random.Random = secrets.SystemRandom()
    return drawn.sample(list(answers), len(answers))


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    try:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        yield connection
    finally:
        connection.close()
        _set_back(path)


@contextlib.contextmanager
def _changing(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _set_back(path: Path) -> None:
    """The times of the file say nothing of when an answer came."""
    for one in (path, path.with_name(f"{path.name}-journal")):
        with contextlib.suppress(FileNotFoundError):
            os.utime(one, LONG_AGO)


def _sync(folder: Path) -> None:
    if os.name == "nt":  # a folder is not opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
