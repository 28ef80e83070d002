"""What `facilitation doctor` looks at, one finding each: sound or in doubt, in a sentence. It changes nothing but undoes, as any start, a half write."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from facilitation import database, settings
from facilitation.backups import files, journal, lock
from facilitation.backups.rules import last_sound, reminds
from facilitation.backups.sealed import UNFINISHED, DamagedCopy
from facilitation.errors import FacilitationError
from facilitation.french_dates import day
from facilitation.i18n import _, ngettext
from facilitation.retention import ledger

WAL_RESET_MENDED = (3, 51, 3)
"""SQLite up to 3.51.2 could lose a commit when a write-ahead log was reset (`design/architecture.md`, « Transactions on SQLite »)."""
WANTED = {"journal_mode": "truncate", "synchronous": 3, "secure_delete": 1, "foreign_keys": 1, "trusted_schema": 0}
ROOM = 100 * 2**20
DRIFT = timedelta(minutes=5)
URNS = "urnes"


class NoHouse(FacilitationError):
    """Aucune donnée de Maillage dans « %(folder)s ». Vérifiez le dossier donné à --data."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its short name, whether it is sound, and what to say of it."""

    what: str
    sound: bool
    words: str


@dataclass(frozen=True, slots=True)
class _House:
    data: Path
    connection: sqlite3.Connection
    now: datetime

    @property
    def path(self) -> Path:
        """The database file."""
        return self.data / database.FILE


Look = Callable[[_House], Iterator[Finding]]


def examine(data: Path, *, now: datetime, journal: bool = False) -> list[Finding]:
    """All the findings of this data folder, sound or not; `journal`: compare each meeting with its journal too. Raises NoHouse, sqlite3.Error, OSError."""
    if not (data / database.FILE).is_file():
        raise NoHouse(folder=data)
    looks = [*LOOKS, _journals] if journal else LOOKS
    try:
        with closing(database.opened(data / database.FILE)) as connection:
            house = _House(data, connection, now)
            return [finding for look in looks for finding in look(house)]
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        said = _("La base de données ne se lit pas. Arrêtez Maillage et rétablissez la dernière bonne copie.")
        return [Finding("integrity", False, said)]


# ------------------------------------------------------------------ the database


def _sqlite(house: _House) -> Iterator[Finding]:
    with house.path.open("rb") as file:
        wal = file.read(20)[18:20] == b"\x02\x02"
    sound = not wal or sqlite3.sqlite_version_info >= WAL_RESET_MENDED
    told = _("SQLite %(version)s, sans journal d'écriture anticipée.", version=sqlite3.sqlite_version)
    if wal:
        told = _("SQLite %(version)s, journal d'écriture anticipée : rouvrez Maillage.", version=sqlite3.sqlite_version)
    yield Finding("sqlite", sound, told)
    found = {name: house.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in WANTED}
    wrong = sorted(name for name, value in WANTED.items() if found[name] != value)
    told = _("Réglages de la base : ceux qui sont attendus.")
    yield Finding(
        "pragmas", not wrong, told if not wrong else _("Réglages refusés : %(names)s.", names=", ".join(wrong))
    )


def _integrity(house: _House) -> Iterator[Finding]:
    whole = house.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    bad = _("Base de données abîmée. Arrêtez Maillage et rétablissez la dernière bonne copie.")
    yield Finding("integrity", whole, _("Base de données entière, page par page.") if whole else bad)
    orphans = len(house.connection.execute("PRAGMA foreign_key_check").fetchall())
    told = ngettext("%(num)s ligne renvoie à rien.", "%(num)s lignes renvoient à rien.", orphans)
    yield Finding("links", not orphans, told if orphans else _("Chaque ligne renvoie à une ligne qui existe."))


def _revision(house: _House) -> Iterator[Finding]:
    known, found = database.revisions(), database.revision_of(house.path)
    if found == known[-1]:
        yield Finding("revision", True, _("Base à jour (%(revision)s).", revision=found))
    elif found in known:
        yield Finding(
            "revision", True, _("Base de la version %(revision)s : le démarrage la mettra à jour.", revision=found)
        )
    else:
        yield Finding("revision", False, database.NewerDatabase().sentence)


def _clock(house: _House) -> Iterator[Finding]:
    newest = house.connection.execute("SELECT max(at) FROM event").fetchone()[0]
    last = datetime.fromisoformat(newest).replace(tzinfo=UTC) if newest else house.now
    sound = house.now.year >= 2026 and last - house.now <= DRIFT
    told = _("L'horloge de l'ordinateur est en retard sur ce qui est noté (%(day)s). Réglez-la.", day=day(last))
    yield Finding("clock", sound, _("Horloge plausible.") if sound else told)


# ------------------------------------------------------------------ the folder


def _rights(house: _House) -> Iterator[Finding]:
    if sys.platform == "win32":
        return
    private = [settings.SECRET_FILE, database.FILE, ledger.FILE, lock.FILE]
    held = [house.data / name for name in private] + [
        house.data / files.FOLDER / copy.name for copy in files.copies(house.data)
    ]
    held += sorted((house.data / URNS).glob("*"))
    open_ = [path.name for path in held if path.exists() and path.stat().st_mode & 0o077]
    open_ += [
        path.name
        for path in (house.data, house.data / URNS, house.data / files.FOLDER)
        if path.exists() and path.stat().st_mode & 0o077
    ]
    told = _(
        "Lisible par d'autres comptes de cet ordinateur : %(names)s. Tapez chmod -R go= sur le dossier.",
        names=", ".join(open_),
    )
    yield Finding("rights", not open_, told if open_ else _("Dossier et fichiers fermés aux autres comptes."))


def _room(house: _House) -> Iterator[Finding]:
    free, wanted = shutil.disk_usage(house.data).free, max(ROOM, 4 * house.path.stat().st_size)
    told = _("Place libre : %(free)s Mo.", free=free // 2**20)
    yield Finding("room", free >= wanted, told if free >= wanted else told + " " + _("Libérez-en."))


def _secret(house: _House) -> Iterator[Finding]:
    path = house.data / settings.SECRET_FILE
    size = path.stat().st_size if path.is_file() else 0
    if size >= settings.SECRET_BYTES:
        yield Finding("secret", True, _("Secret de la maison : assez long."))
    elif not size:
        yield Finding("secret", True, _("Pas encore de secret : le prochain démarrage en fait un."))
    else:
        yield Finding(
            "secret", False, _("Le fichier « secret » est trop court. Retirez-le : le démarrage en fait un neuf.")
        )


def _leftovers(house: _House) -> Iterator[Finding]:
    folders = (house.data, house.data / files.FOLDER, house.data / URNS)
    found = sorted(path.name for folder in folders if folder.is_dir() for path in folder.glob(f".*{UNFINISHED}"))
    told = _("Restes d'un travail interrompu, que le démarrage efface : %(names)s.", names=", ".join(found))
    yield Finding("leftovers", True, told if found else _("Aucun reste d'un travail interrompu."))


def _ledger(house: _House) -> Iterator[Finding]:
    path = house.data / ledger.FILE
    lines = ledger.read(path)
    written = sum(bool(line.strip()) for line in path.read_bytes().split(b"\n")) if path.exists() else 0
    torn = written - len(lines)
    told = ngettext(
        "Registre des effacements : %(num)s ligne.", "Registre des effacements : %(num)s lignes.", len(lines)
    )
    if torn:
        told += " " + ngettext("Une ligne inachevée.", "%(num)s lignes inachevées.", torn)
    yield Finding("ledger", torn <= 1 or torn <= len(lines), told)


def _copies(house: _House) -> Iterator[Finding]:
    found = files.copies(house.data)
    last = last_sound(found)
    if last is not None:
        try:
            files.check(house.data / files.FOLDER / last.name)
        except DamagedCopy as error:
            files.note_check(house.data / files.FOLDER / last.name, sound=False, at=house.now)
            yield Finding("copies", False, error.sentence)
            return
    secret = house.data / settings.SECRET_FILE
    since = datetime.fromtimestamp(secret.stat().st_mtime, UTC) if secret.exists() else None
    late = reminds(found, house.now, since)
    told = _("Dernière bonne copie : %(day)s.", day=day(last.made_at)) if last else _("Aucune bonne copie encore.")
    yield Finding("copies", not late, told + (" " + _("Faites-en une.") if late else ""))
    bad = [copy.name for copy in found if copy.sound is False]
    unproven = [copy.name for copy in found if copy.sound is None]
    if bad:
        yield Finding(
            "damaged copies", False, _("Copies abîmées, à ne pas rétablir : %(names)s.", names=", ".join(bad))
        )
    if unproven:
        yield Finding(
            "unproven copies",
            False,
            _("Copies à vérifier, par « facilitation verify » : %(names)s.", names=", ".join(unproven)),
        )


def _urns(house: _House) -> Iterator[Finding]:
    known = {name for (name,) in house.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "consultation" not in known:
        return
    rows = dict(house.connection.execute("SELECT urn, state FROM consultation").fetchall())
    held = {path.name.partition(".")[0] for path in (house.data / URNS).glob("[!.]*")}
    lost = sum(state != "close" and urn not in held for urn, state in rows.items())
    stray = sum(rows.get(urn, "close") == "close" for urn in held)
    if stray:
        yield Finding("urns", False, _("Urnes sans consultation ouverte : %(count)s.", count=stray))
    if lost:
        yield Finding("urns", False, _("Consultations ouvertes sans urne : %(count)s.", count=lost))
    if not stray and not lost:
        yield Finding("urns", True, _("Chaque consultation ouverte a son urne, et rien de plus."))


def _served(house: _House) -> Iterator[Finding]:
    served = lock.is_served(house.data)
    yield Finding(
        "served", True, _("Maillage est ouvert sur ce dossier.") if served else _("Maillage n'est pas ouvert.")
    )


def _journals(house: _House) -> Iterator[Finding]:
    seen, found = journal.faults(house.connection)
    for meeting_id, words in found:
        yield Finding("journal", False, _("Réunion %(id)s : %(words)s", id=meeting_id, words=words))
    if not found:
        told = ngettext(
            "%(num)s réunion d'accord avec son journal.", "%(num)s réunions d'accord avec leur journal.", seen
        )
        yield Finding("journal", True, told)


LOOKS: list[Look] = [
    _sqlite,
    _integrity,
    _revision,
    _clock,
    _rights,
    _room,
    _secret,
    _leftovers,
    _ledger,
    _copies,
    _urns,
    _served,
]
