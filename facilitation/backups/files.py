"""The folder of copies: what lies there, making one and proving it at once, dropping the old ones. Without the application: commands and upgrades use it too."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from facilitation import database
from facilitation.backups.rules import Copy, name_of, newest_first, read_name, too_old
from facilitation.backups.sealed import (
    UNFINISHED,
    DamagedCopy,
    DamagedInside,
    Manifest,
    digests,
    packed,
    sync_folder,
    unpacked,
    write_whole,
)
from facilitation.errors import FacilitationError
from facilitation.guides.own import OWN_FOLDER, SUFFIX
from facilitation.i18n import _

FOLDER = "sauvegardes"
CHECKS = "verifications.json"
"""In the folder of copies: what the last check of each found, and the date and size of the file that was checked."""
KEYS = "anonymous_key"
"""The one table that no copy holds: it is there to take a post once, and says which devices have answered an anonymous step that runs."""
BEING_WRITTEN = 3600
"""Seconds during which an unfinished file may be another program's, at work."""
TRIES = 3
TO_PROVE = f".a-prouver{UNFINISHED}"
_guard = threading.Lock()


class DamagedDatabase(FacilitationError):
    """La base de données elle-même est abîmée : aucune copie n'en est faite, et les copies d'avant sont gardées. Arrêtez Maillage, puis rétablissez la dernière bonne copie dans un dossier neuf."""


class ErasedMeanwhile(FacilitationError):
    """Des textes s'effacent en ce moment : la copie n'a pas été gardée, elle les aurait contenus. Recommencez dans une minute."""


class NothingToCopy(FacilitationError):
    """Il n'y a pas encore de données dans « %(folder)s » : rien n'a été copié. Vérifiez le dossier donné à --data."""


# ------------------------------------------------------------------ what lies there


def copies(data: Path) -> list[Copy]:
    """The copies in the folder of this data folder, the newest first; those made before an upgrade are among them."""
    folder = data / FOLDER
    checks, found = _checks(folder), []
    for path in folder.iterdir() if folder.is_dir() else ():
        told = read_name(path.name)
        if told is not None and path.is_file():
            with contextlib.suppress(FileNotFoundError):  # it was dropped meanwhile
                found.append(_as_found(path, told, checks.get(path.name)))
    return newest_first(found)


def _as_found(path: Path, told: tuple[datetime, str], check: Mapping[str, object] | None) -> Copy:
    size, known = path.stat().st_size, check is not None and check["stamp"] == _stamp(path)
    at = datetime.fromisoformat(str(check["at"])) if check and known else None
    return Copy(path.name, told[0], size, told[1], at, bool(check["sound"]) if check and known else None)


def _stamp(path: Path) -> list[int]:
    told = path.stat()
    return [told.st_mtime_ns, told.st_size]


def _checks(folder: Path) -> dict[str, dict[str, object]]:
    """What the checks found, by file; nothing when it cannot be read: every copy is then one to check."""
    try:
        told = json.loads((folder / CHECKS).read_bytes())
        return {
            name: {"at": str(one["at"]), "sound": one["sound"], "stamp": one["stamp"]} for name, one in told.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def note_check(path: Path, *, sound: bool, at: datetime) -> None:
    """Keep what a check of this copy found, beside it."""
    with _guard:
        kept = {name: one for name, one in _checks(path.parent).items() if (path.parent / name).exists()}
        kept[path.name] = {"at": at.astimezone(UTC).isoformat(), "sound": sound, "stamp": _stamp(path)}
        write_whole(path.parent / CHECKS, json.dumps(kept, indent=1, sort_keys=True).encode())


# ------------------------------------------------------------------ making one


def make(data: Path, *, now: datetime, to: Path | None = None, before: str = "") -> Path:
    """Copy the house of this data folder into one sealed file and prove it at once; gives where it lies (`to`, or the folder of copies).

    It may be made while Maillage serves and writes: the database is read in one transaction of its own, in its turn. The file has its name only once
    it was read again, opened and found to hold the very rows. One during which something was erased is made anew. Raises NothingToCopy, ErasedMeanwhile,
    DamagedDatabase, sqlite3.Error, OSError.
    """
    for _try in range(TRIES):
        known = _ledger_of(data)
        path = _made(data, now, to or data / FOLDER, before)
        if _ledger_of(data) == known:
            if to is None:
                note_check(path, sound=True, at=now)
            return path
        path.unlink()  # it may hold what was erased meanwhile, and the certificate does not name it
    raise ErasedMeanwhile()


def _made(data: Path, now: datetime, folder: Path, before: str) -> Path:
    members, tables, revision = _snapshot(data)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    manifest = Manifest(now.astimezone(UTC), revision, before, digests(members), tables)
    raw = packed(manifest, members)
    with _guard:
        number = 1
        while (path := folder / name_of(now, before=before, number=number)).exists():
            number += 1
        unproven = path.with_name(f".{path.name}{TO_PROVE}")
        write_whole(unproven, raw)
        try:
            _prove(unproven, manifest, path.name)
        except BaseException:
            unproven.unlink()
            raise
        unproven.replace(path)
        sync_folder(folder)
    return path


def _ledger_of(data: Path) -> bytes | None:
    """The ledger of erasures as it stands; None where nothing was erased yet."""
    from facilitation.retention import ledger

    try:
        return (data / ledger.FILE).read_bytes()
    except FileNotFoundError:
        return None


def _prove(path: Path, manifest: Manifest, name: str) -> None:
    """Read again what was just written; raises DamagedDatabase when it was copied as it is, and it is damaged."""
    try:
        found = check(path, name)
    except DamagedInside:
        raise DamagedDatabase() from None
    if found != manifest:
        raise DamagedCopy(name=name, why=_("elle n'a pas été relue comme elle a été écrite"))


def _snapshot(data: Path) -> tuple[dict[str, bytes], dict[str, int], str]:
    """What a copy holds, the rows of each table and the revision, as one transaction saw them. The ledger is read after: it may only tell more."""
    from facilitation.retention.ledger import FILE as LEDGER

    path = data / database.FILE
    try:
        revision = database.revision_of(path)
        if revision is None:
            raise NothingToCopy(folder=data)
        with database.alone(), closing(database.opened(path)) as connection:
            connection.execute("BEGIN")
            tables = rows_of(connection)
            raw = connection.serialize()
            connection.execute("ROLLBACK")
        members = {database.FILE: _without_keys(raw, tables)}
    except sqlite3.OperationalError:  # busy, full: the file may be sound
        raise
    except sqlite3.DatabaseError:
        raise DamagedDatabase() from None
    if (erased := _ledger_of(data)) is not None:
        members[LEDGER] = erased
    return {**members, **_own_guides(data / OWN_FOLDER)}, {**tables, KEYS: 0}, revision


def _without_keys(raw: bytes, tables: Mapping[str, int]) -> bytes:
    """The same database without the posts that anonymous steps have taken: a copy made in the middle of one would tie who had answered to what was there."""
    if not tables[KEYS]:
        return raw
    with in_memory(raw) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(f"DELETE FROM {KEYS}")  # noqa: S608 - a constant
        return connection.serialize()


def _own_guides(folder: Path) -> dict[str, bytes]:
    """The house's own guides that are served; neither those put aside, nor links, nor hidden files."""
    paths = sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []
    return {f"{OWN_FOLDER}/{path.name}": path.read_bytes() for path in paths if _is_own(path)}


def _is_own(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.name[0] != "." and path.name.isprintable()


def rows_of(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    names = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    quoted = {name: name.replace('"', '""') for name in names}
    return {name: connection.execute(f'SELECT count(*) FROM "{told}"').fetchone()[0] for name, told in quoted.items()}  # noqa: S608 - quoted


# ------------------------------------------------------------------ proving one


def check(path: Path, name: str = "") -> Manifest:
    """Prove a copy whole: its seal, each member, its database opened and its rows counted; gives its manifest. Raises DamagedCopy, OSError.

    Nothing is written anywhere: the database is opened in memory. `name`: what to call it, by default its file's own.
    """
    return _proven(path.read_bytes(), name or path.name)[0]


def contents(path: Path) -> tuple[Manifest, dict[str, bytes]]:
    """What `check` gives, with the members; raises the same."""
    return _proven(path.read_bytes(), path.name)


def _proven(raw: bytes, name: str) -> tuple[Manifest, dict[str, bytes]]:
    manifest, members = unpacked(raw, name)
    try:
        with in_memory(members[database.FILE]) as connection:
            sound = is_sound(connection)
            rows = rows_of(connection)
            revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        raise DamagedInside(name=name, why=_("elle ne s'ouvre pas")) from None
    if not sound:
        raise DamagedInside(name=name, why=_("SQLite y trouve des fautes"))
    if rows != manifest.tables or revision != (manifest.revision,):
        raise DamagedInside(name=name, why=_("elle n'a pas les lignes annoncées"))
    return manifest, members


def prove_all(data: Path, *, now: datetime) -> None:
    """Check the copies of this house that nobody checked as they are now, and keep what was found: none is kept on trust."""
    for copy in copies(data):
        path = data / FOLDER / copy.name
        if copy.sound is None:
            note_check(path, sound=is_whole(path), at=now)


def is_whole(path: Path) -> bool:
    """Whether `check` finds nothing wrong; raises OSError."""
    try:
        check(path)
    except DamagedCopy:
        return False
    return True


@contextmanager
def in_memory(content: bytes) -> Iterator[sqlite3.Connection]:
    """The database of these bytes, opened without a file: what is in it touches no disk."""
    if not content:
        raise sqlite3.DatabaseError("an empty file is no database")
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(content)
        connection.execute("PRAGMA trusted_schema=OFF")
        yield connection


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds every page in order, and every row that another names."""
    whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return whole and connection.execute("PRAGMA foreign_key_check").fetchone() is None


# ------------------------------------------------------------------ dropping old ones


def drop_old(data: Path, *, now: datetime) -> list[str]:
    """Erase the copies that are over 35 days old, and what a power cut left unfinished; gives their names. Never the last sound one."""
    folder, gone = data / FOLDER, []
    with _guard:
        for copy in too_old(copies(data), now):
            (folder / copy.name).unlink(missing_ok=True)
            gone.append(copy.name)
        for path in unfinished(folder):
            if time.time() - path.stat().st_mtime > BEING_WRITTEN:
                path.unlink(missing_ok=True)
                gone.append(path.name)
    return gone


def unfinished(folder: Path) -> list[Path]:
    """What a power cut or a kill left half written in this folder."""
    return sorted(folder.glob(f".*{UNFINISHED}")) if folder.is_dir() else []
