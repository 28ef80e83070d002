"""Putting a copy back: into a new folder, whole or not at all, after it was proven, without what was erased since."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from facilitation import database
from facilitation.backups import files, lock
from facilitation.backups.rules import Copy, newest_first, read_name
from facilitation.backups.sealed import UNFINISHED, DamagedCopy, DamagedInside, Manifest, sync_folder
from facilitation.errors import FacilitationError
from facilitation.i18n import _
from facilitation.retention import ledger

PERISHABLE = ("account_session", "account_invitation", "meeting_link", "anonymous_key", "undo")
"""Tables of what opened a door when the copy was made: it may have been revoked since, and nobody would know. People sign in and join again."""


class IsServed(FacilitationError):
    """Maillage est ouvert sur « %(folder)s » : rien n'a été touché. Rétablissez la copie dans un dossier neuf."""


class NotEmpty(FacilitationError):
    """« %(folder)s » contient déjà quelque chose : rien n'a été touché. Donnez à --to le nom d'un dossier neuf ou vide."""


class NoCopy(FacilitationError):
    """Il n'y a encore aucune copie dans « %(folder)s ». Faites-en une avec « facilitation backup »."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: the copy's manifest, the rows of each table now, and how many lines of the ledger found something to erase again."""

    manifest: Manifest
    tables: Mapping[str, int]
    erased_again: int


def restore(path: Path, *, to: Path, data: Path | None, now: datetime) -> Restored:
    """Put the copy of this file back into the folder `to`, which must be new or empty.

    What was erased since is erased again: the ledgers of the copy, of `data` (where people work now) and of the newer copies beside `path` are read
    together. Sessions, invitations, links and devices are gone. Raises IsServed, NotEmpty, DamagedCopy, NewerDatabase, OSError.
    """
    to = to.absolute()
    _must_be_free(to)
    manifest, members = files.contents(path)
    if manifest.revision not in database.revisions():
        raise database.NewerDatabase()
    to.parent.mkdir(parents=True, exist_ok=True)
    beside = to.with_name(f".{to.name}-{secrets.token_hex(4)}{UNFINISHED}")
    _sweep(to)
    held = None
    try:
        beside.mkdir(mode=0o700)
        held = lock.hold(beside)
        _lay_out(beside, members)
        _add_lines(beside / ledger.FILE, _known_lines(path, manifest, data))
        erased = ledger.replay(beside / database.FILE, beside / ledger.FILE)
        tables = _shut_doors(beside / database.FILE, now)
        _sync_all(beside)
        _take_place(beside, to)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    finally:
        if held is not None:
            held.close()
    return Restored(manifest, tables, erased)


def _must_be_free(to: Path) -> None:
    if to.exists():
        if not to.is_dir():
            raise NotEmpty(folder=to)
        if lock.is_served(to):
            raise IsServed(folder=to)
        if any(to.iterdir()):
            raise NotEmpty(folder=to)


def _sweep(to: Path) -> None:
    """Erase what a restore into this folder left half done when it was killed; one that is at work holds its lock."""
    for left in to.parent.glob(f".{glob.escape(to.name)}-????????{UNFINISHED}"):
        if not lock.is_served(left):
            shutil.rmtree(left, ignore_errors=True)


def _lay_out(folder: Path, members: Mapping[str, bytes]) -> None:
    for name, content in members.items():
        target = folder / name
        target.parent.mkdir(exist_ok=True, mode=0o700)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)


def _known_lines(path: Path, manifest: Manifest, data: Path | None) -> list[ledger.Line]:
    """The lines of the ledger where people work now, and of the newer copies beside this one; a damaged copy is passed over."""
    found = list(ledger.read(data / ledger.FILE)) if data is not None else []
    for other in sorted(path.absolute().parent.iterdir()):
        told = read_name(other.name)
        if told is None or other == path.absolute() or told[0] < manifest.made_at.replace(microsecond=0):
            continue
        with contextlib.suppress(DamagedCopy, OSError), TemporaryDirectory(prefix="maillage-") as held:
            content = files.contents(other)[1].get(ledger.FILE, b"")
            (Path(held) / ledger.FILE).write_bytes(content)
            found += ledger.read(Path(held) / ledger.FILE)
    return found


def _add_lines(target: Path, lines: Iterable[ledger.Line]) -> None:
    known = set(ledger.read(target))
    new = [line for line in dict.fromkeys(lines) if line not in known]
    if new:
        ledger.append(target, new)


def _shut_doors(path: Path, now: datetime) -> dict[str, int]:
    """Have nobody be signed in, invited or joined any more; gives the rows of each table. Raises DamagedInside when the result isn't sound."""
    with closing(database.opened(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        known = files.rows_of(connection)
        for table in PERISHABLE:
            if table in known:
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
        connection.execute("DELETE FROM one_time_link WHERE purpose = 'reset'")
        connection.execute("UPDATE participant SET removed = 1, asks_to_stop = 0")
        connection.execute("UPDATE meeting SET join_code = NULL")
        connection.execute("COMMIT")
        if not files.is_sound(connection):
            raise DamagedInside(name=path.name, why=_("SQLite y trouve des fautes"))
        return files.rows_of(connection)


def _sync_all(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def _take_place(beside: Path, to: Path) -> None:
    """Give the folder its name in one gesture of the system, which refuses to put it over a folder where something is."""
    try:
        if sys.platform == "win32" and to.exists():
            to.rmdir()
        beside.rename(to)
    except OSError:
        if to.exists() and any(to.iterdir()):
            raise NotEmpty(folder=to) from None
        raise
    sync_folder(to.parent)


def rehearse(data: Path, *, now: datetime) -> tuple[Copy, Restored]:
    """Put the last copy back into a folder that is thrown away at once, and open it; gives the copy. Raises NoCopy and what `restore` raises."""
    found = newest_first(files.copies(data))
    if not found:
        raise NoCopy(folder=data / files.FOLDER)
    with TemporaryDirectory(prefix="maillage-repetition-") as held:
        path = data / files.FOLDER / found[0].name
        restored = restore(path, to=Path(held) / "maison", data=data, now=now)
        _compare(restored, Path(held) / "maison" / database.FILE)
    return found[0], restored


def _compare(restored: Restored, path: Path) -> None:
    """That what was put back opens, is of its revision, and holds the very rows that were counted."""
    with closing(sqlite3.connect(path)) as connection:
        if files.rows_of(connection) != restored.tables or database.revision_of(path) != restored.manifest.revision:
            raise DamagedInside(name=path.name, why=_("elle n'a pas les lignes annoncées"))
