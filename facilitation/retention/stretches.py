"""The proof of a purge: stretches of what is about to be erased, kept in memory alone, then looked for in every file of the data folder."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from facilitation.backups.files import FOLDER as COPIES
from facilitation.retention.erasing import (
    CONTRIBUTED,
    CONTRIBUTIONS,
    DRAFT_TEXTS,
    DRAFTS,
    MEETING,
    MEMBER,
    NOTEBOOK,
    NOTEBOOK_TEXTS,
    PARTNERSHIP,
    STAGE_TEXTS,
    columns,
    tables,
)
from facilitation.retention.ledger import Line

MOST = 12
"""Stretches looked for after one purge, drawn at random among all that it erases."""
SHORTEST, LENGTH = 8, 40
CHUNK = 4 * 1024 * 1024
_chance = random.SystemRandom()


def drawn(connection: sqlite3.Connection, lines: Iterable[Line]) -> tuple[str, ...]:
    """Some stretches, at random, of the texts that these lines of the ledger are about to erase; none where they erase no text.

    A word alone proves little, as it is said elsewhere too: only what has at least two is looked for.
    """
    texts = {
        text for line in lines for text in _texts(connection, line) if len(text) >= SHORTEST and " " in text.strip()
    }
    chosen = _chance.sample(sorted(texts), min(MOST, len(texts)))
    return tuple(_stretch(text) for text in chosen)


def _stretch(text: str) -> str:
    start = _chance.randrange(max(1, len(text) - LENGTH + 1))
    return text[start : start + LENGTH]


def _texts(connection: sqlite3.Connection, line: Line) -> Iterator[str]:
    known = tables(connection)
    for table, rows in _PLACES.get(line.kind, ()):
        wanted = sorted(_TEXTS[table] & columns(connection, table)) if table in known else []
        if wanted:
            query = f"SELECT {', '.join(wanted)} FROM {table} WHERE {rows}"  # noqa: S608 - constants
            for row in connection.execute(query, (line.id,)):
                yield from _strings(row)


_MEETINGS = "SELECT id FROM meeting WHERE partnership_id = ?"
_STAGES = ("stage", "meeting_id = ?")
_TEXTS = {
    "anonymous_answer": {"answer"},
    "contribution": {"answer"},
    "draft": {"fields"},
    "frozen_outline": {"outline", "changes"},
    "meeting": {"title", "purpose", "place"},
    "member": {"name", "function"},
    "outcome": {"text", "bearer", "comment", "sign"},
    "partnership": {"name", "territory"},
    "private_note": {"text"},
    "remark": {"text", "answer", "author"},
    "stage": set(STAGE_TEXTS),
    "synthesis": {"text"},
    "undo": {"label"},
    "anonymous_key": set[str](),
}
_PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    DRAFTS: DRAFT_TEXTS,
    NOTEBOOK: NOTEBOOK_TEXTS,
    CONTRIBUTIONS: (*CONTRIBUTED, _STAGES),
    MEETING: (
        *(*CONTRIBUTED, _STAGES, ("outcome", "meeting_id = ?"), ("frozen_outline", "meeting_id = ?")),
        ("meeting", "id = ?"),
    ),
    PARTNERSHIP: (
        *(("partnership", "id = ?"), ("member", "partnership_id = ?")),
        *(("outcome", f"meeting_id IN ({_MEETINGS})"), ("frozen_outline", f"meeting_id IN ({_MEETINGS})")),
    ),
    MEMBER: (("member", "id = ?"),),
}


def _strings(values: Iterable[object]) -> Iterator[str]:
    """The texts of a row; those inside JSON, one by one."""
    for value in values:
        if not isinstance(value, str):
            continue
        if value[:1] in ("{", "["):
            try:
                yield from _inside(json.loads(value))
                continue
            except ValueError:
                pass
        yield value


def _inside(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _inside(one)
    elif isinstance(value, list):
        for one in value:
            yield from _inside(one)


# ------------------------------------------------------------------ looking for them


def forms(stretch: str) -> tuple[bytes, ...]:
    """How a stretch may be written in a file: UTF-8, UTF-16, and as JSON escapes it."""
    escaped = json.dumps(stretch)[1:-1]
    readable = json.dumps(stretch, ensure_ascii=False)[1:-1]
    found = {
        stretch.encode("utf-8", "surrogatepass"),
        stretch.encode("utf-16-le", "surrogatepass"),
        stretch.encode("utf-16-be", "surrogatepass"),
        escaped.encode("ascii"),
        readable.encode("utf-8", "surrogatepass"),
    }
    return tuple(sorted(found))


def files(folder: Path) -> Iterator[Path]:
    """Every file of the data folder, outside the folder of copies."""
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).parts[0] != COPIES and path.is_file() and not path.is_symlink():
            yield path


def found_in(path: Path, stretches: Sequence[str]) -> frozenset[str]:
    """Those of the stretches that this file holds in any form; a file that has gone meanwhile holds none. Raises OSError where it cannot be read."""
    wanted = {stretch: forms(stretch) for stretch in stretches}
    overlap = max((len(form) for all in wanted.values() for form in all), default=1)
    found: set[str] = set()
    try:
        with path.open("rb") as file:
            before = b""
            while chunk := file.read(CHUNK):
                looked_at = before + chunk
                found |= {one for one, all in wanted.items() if any(form in looked_at for form in all)}
                before = looked_at[-overlap:]
    except FileNotFoundError:
        return frozenset()
    return frozenset(found)


def remaining(connection: sqlite3.Connection, stretches: Iterable[str]) -> frozenset[str]:
    """Those of the stretches that a row of the database holds still: said elsewhere too, in approved minutes for one, and there they were not to be erased."""
    wanted = {stretch: forms(stretch) for stretch in stretches}
    found: set[str] = set()
    for table in sorted(tables(connection)):
        for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 - names of tables
            if len(found) == len(wanted):
                return frozenset(found)
            held = [value.encode("utf-8", "surrogatepass") for value in row if isinstance(value, str)]
            for stretch, all in wanted.items():
                if stretch not in found and any(form in value for form in all for value in held):
                    found.add(stretch)
    return frozenset(found)
