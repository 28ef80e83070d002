"""What `facilitation backup`, `verify`, `restore` and `doctor` do. Each is sure or says so: 0, 1 when something is in doubt, 2 when it could not run."""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from facilitation.errors import FacilitationError
from facilitation.i18n import _, mark

if TYPE_CHECKING:
    from facilitation.backups.sealed import Manifest

FINE, FAULTS, COULD_NOT = 0, 1, 2
COUNTED = {
    "account": mark("comptes"),
    "partnership": mark("partenariats"),
    "member": mark("membres"),
    "meeting": mark("réunions"),
    "outcome": mark("décisions, actions et questions"),
    "frozen_outline": mark("documents"),
}
"""The tables whose rows are told to people."""


class NoFile(FacilitationError):
    """« %(path)s » n'existe pas ou ne peut pas être lu. Vérifiez son nom et le dossier où vous êtes."""


class ToOrRehearsal(FacilitationError):
    """Donnez le nom de la copie et, avec --to, un dossier neuf ; ou bien --rehearsal seul, pour essayer la dernière copie."""


def add(command: Callable[..., argparse.ArgumentParser], data_of: Callable[[Path | None], Path]) -> None:
    """Add the four commands; `command(name, run, told)` adds one, `data_of(--data)` gives the data folder."""

    def ran(gesture: Callable[[argparse.Namespace, Path, TextIO], int]) -> Callable[[argparse.Namespace], int]:
        return lambda chosen: _ran(gesture, chosen, data_of(chosen.data))

    backup = command("backup", ran(_backup), _("copie la maison dans un fichier scellé, et le vérifie aussitôt"))
    backup.add_argument("to", nargs="?", type=Path, metavar=_("DOSSIER"), help=_("où la déposer ; sinon, sauvegardes/"))
    verify = command("verify", ran(_verify), _("vérifie une copie entière, sans rien écrire"))
    verify.add_argument("file", type=Path, metavar=_("FICHIER"))
    restore = command("restore", ran(_restore), _("rétablit une copie dans un dossier neuf"))
    restore.add_argument("file", nargs="?", type=Path, metavar=_("FICHIER"))
    restore.add_argument("--to", type=Path, metavar=_("DOSSIER"), help=_("un dossier neuf ou vide"))
    restore.add_argument("--rehearsal", action="store_true", help=_("essaie la dernière copie, puis efface l'essai"))
    doctor_ = command("doctor", ran(_doctor), _("examine la maison et dit ce qui ne va pas"))
    doctor_.add_argument("--journal", action="store_true", help=_("compare aussi chaque réunion à son journal"))
    for each in (backup, verify, restore, doctor_):
        each.add_argument("--json", action="store_true", help=_("pour des programmes"))


def _ran(gesture: Callable[[argparse.Namespace, Path, TextIO], int], chosen: argparse.Namespace, data: Path) -> int:
    from sqlalchemy.exc import OperationalError

    from facilitation.backups.files import DamagedDatabase
    from facilitation.backups.sealed import DamagedCopy
    from facilitation.web.errors import from_database

    try:
        return gesture(chosen, data, sys.stdout)
    except (DamagedCopy, DamagedDatabase) as error:
        sys.stderr.write(error.sentence + "\n")
        if chosen.json:
            _print_json({"sound": False, "why": error.sentence}, sys.stdout)
        return FAULTS
    except sqlite3.OperationalError as error:
        raise from_database(OperationalError("", None, error)) from None


def _now() -> datetime:
    return datetime.now(UTC)


def _print_json(told: Mapping[str, Any], stream: TextIO) -> None:
    stream.write(json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n")


def _told(manifest: Manifest) -> dict[str, Any]:
    return {"sound": True, "made_at": manifest.made_at.isoformat(), "revision": manifest.revision}


def _counts(tables: Mapping[str, int], stream: TextIO) -> None:
    stream.writelines(f"  {_(words)} : {tables[name]}\n" for name, words in COUNTED.items() if name in tables)


# ------------------------------------------------------------------ the four


def _backup(chosen: argparse.Namespace, data: Path, stream: TextIO) -> int:
    from facilitation.backups import files

    path = files.make(data, now=_now(), to=chosen.to)
    manifest = files.check(path)
    if chosen.json:
        _print_json({**_told(manifest), "file": path, "bytes": path.stat().st_size, "tables": manifest.tables}, stream)
        return FINE
    stream.write(_("Copie faite et vérifiée : %(path)s", path=path) + "\n")
    _counts(manifest.tables, stream)
    return FINE


def _verify(chosen: argparse.Namespace, data: Path, stream: TextIO) -> int:
    from facilitation.backups import files
    from facilitation.backups.sealed import DamagedCopy

    path = _file(chosen.file)
    own = path.absolute().parent == (data / files.FOLDER).absolute()
    try:
        manifest = files.check(path)
    except DamagedCopy:
        if own:
            files.note_check(path, sound=False, at=_now())
        raise
    if own:
        files.note_check(path, sound=True, at=_now())
    if chosen.json:
        _print_json({**_told(manifest), "file": path, "tables": manifest.tables}, stream)
        return FINE
    said = _("Cette copie est entière : chaque octet, chaque table, chaque ligne. Elle a été faite le %(at)s.")
    stream.write(said % {"at": _day(manifest.made_at)} + "\n")
    _counts(manifest.tables, stream)
    return FINE


def _day(at: datetime) -> str:
    from facilitation.french_dates import day, hour, local

    return _("%(day)s à %(hour)s", day=day(at), hour=hour(local(at)))


def _file(path: Path) -> Path:
    if not path.is_file():
        raise NoFile(path=path)
    return path


def _restore(chosen: argparse.Namespace, data: Path, stream: TextIO) -> int:
    from facilitation.backups import restore

    if chosen.rehearsal and not (chosen.file or chosen.to):
        copy, done = restore.rehearse(data, now=_now())
        name, where = copy.name, None
    elif chosen.file and chosen.to and not chosen.rehearsal:
        done = restore.restore(_file(chosen.file), to=chosen.to, data=data, now=_now())
        name, where = chosen.file.name, chosen.to
    else:
        raise ToOrRehearsal()
    if chosen.json:
        facts = {"file": name, "to": where, "tables": done.tables, "erased_again": done.erased_again}
        _print_json({**_told(done.manifest), **facts}, stream)
        return FINE
    if where is None:
        stream.write(_("Essai réussi : « %(name)s » se rétablit et s'ouvre. L'essai est effacé.", name=name) + "\n")
    else:
        stream.write(_("« %(name)s » est rétablie dans « %(where)s ».", name=name, where=where) + "\n")
        stream.write(_("Chacun se connecte de nouveau ; liens, invitations et appareils sont à refaire.") + "\n")
    stream.write(_("Effacements rejoués : %(count)s", count=done.erased_again) + "\n")
    _counts(done.tables, stream)
    return FINE


def _doctor(chosen: argparse.Namespace, data: Path, stream: TextIO) -> int:
    from facilitation.backups import doctor

    found = doctor.examine(data, now=_now(), journal=chosen.journal)
    if chosen.json:
        told = [{"what": one.what, "sound": one.sound, "words": one.words} for one in found]
        _print_json({"sound": all(one.sound for one in found), "checks": told}, stream)
    else:
        signs = {True: _("bien"), False: _("DOUTE")}
        stream.writelines(f"{signs[one.sound]:<6} {one.words}\n" for one in found)
    return FINE if all(one.sound for one in found) else FAULTS
