"""The file of a copy: an ordinary zip whose last 64 characters are the SHA-256 of all that stands before them.

Anybody can open it with the tools of their computer; nobody can change a bit of it unseen (chance, that is: it is no signature). The seal stands in
the comment at the end of the archive, so that headers, dates and the list of what is inside are under it like the rest.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from facilitation.database import FILE
from facilitation.errors import FacilitationError
from facilitation.guides.own import OWN_FOLDER
from facilitation.i18n import _

MANIFEST = "manifeste.json"
MARK = b"maillage 1 sha256 "
DIGITS = 64
UNFINISHED = ".partiel"
LARGEST = 8 * 2**30
"""Bytes that a copy may unfold to: a file that announces more is no copy of ours."""
_GUIDE = re.compile(re.escape(OWN_FOLDER) + r"/[^/\\\x00-\x1f:]+\.yaml")


class DamagedCopy(FacilitationError):
    """« %(name)s » est abîmée, ou n'est pas une copie de Maillage : %(why)s. Ne vous en servez pas ; prenez-en une autre, et faites une nouvelle copie aujourd'hui."""

    def __init__(self, *, name: str, why: str) -> None:
        super().__init__(name=name, why=why)


class DamagedInside(DamagedCopy):
    """« %(name)s » est telle qu'elle a été faite, mais la base de données qu'elle contient est abîmée : %(why)s. Ne vous en servez pas ; prenez une copie plus ancienne."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a copy says of itself. `members`: the SHA-256 of each; `tables`: the rows of each; `before`: the revision that an upgrade was about to bring."""

    made_at: datetime
    revision: str
    before: str = ""
    members: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)

    def written(self) -> bytes:
        """As JSON, sorted."""
        told = {**asdict(self), "format": 1, "made_at": self.made_at.isoformat()}
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


def packed(manifest: Manifest, members: Mapping[str, bytes]) -> bytes:
    """The whole file: the manifest first, then the members, then the seal."""
    held = io.BytesIO()
    at = manifest.made_at.timetuple()[:6]
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, content in {MANIFEST: manifest.written(), **members}.items():
            told = zipfile.ZipInfo(name, at)
            told.compress_type, told.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(told, content)
        archive.comment = MARK + b"0" * DIGITS
    unsealed = held.getbuffer()[:-DIGITS]
    return bytes(unsealed) + hashlib.sha256(unsealed).hexdigest().encode()


def unpacked(raw: bytes, name: str) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest and the members of a copy; raises DamagedCopy for whatever is not as it was sealed."""
    _check_seal(raw, name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                raise DamagedCopy(name=name, why=_("elle annonce plus de données que n'en a une maison"))
            held = [(one.filename, archive.read(one)) for one in archive.infolist()]
        members = dict(held)
        manifest = _read(json.loads(members.pop(MANIFEST)))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, TypeError, NotImplementedError, EOFError):
        raise DamagedCopy(name=name, why=_("son contenu ne se lit pas")) from None
    found = digests(members)
    if len(held) != len(members) + 1 or found != manifest.members or not set(found) >= {FILE}:
        raise DamagedCopy(name=name, why=_("ce qu'elle contient n'est pas ce qu'elle annonce"))
    if not all(map(_may_hold, members)):
        raise DamagedCopy(name=name, why=_("elle contient des fichiers qui ne sont pas de Maillage"))
    return manifest, members


def digests(members: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each member, in hexadecimal."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in members.items()}


def _check_seal(raw: bytes, name: str) -> None:
    body, seal = memoryview(raw)[:-DIGITS], raw[-DIGITS:]
    if bytes(body[-len(MARK) :]) != MARK:
        raise DamagedCopy(name=name, why=_("elle n'a pas de sceau, ou sa fin manque"))
    if hashlib.sha256(body).hexdigest().encode() != seal:
        raise DamagedCopy(name=name, why=_("son sceau ne correspond plus à ce qu'elle contient"))


def _read(told: dict[str, Any]) -> Manifest:
    made_at = datetime.fromisoformat(told["made_at"])
    if told["format"] != 1 or made_at.tzinfo is None:
        raise ValueError("not a manifest of this format")
    tables = {str(table): int(rows) for table, rows in told["tables"].items()}
    return Manifest(made_at, str(told["revision"]), str(told["before"]), dict(told["members"]), tables)


def _may_hold(member: str) -> bool:
    from facilitation.retention import ledger

    return member in (FILE, ledger.FILE) or _GUIDE.fullmatch(member) is not None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, even when the power goes: readable by its owner only. Raises OSError."""
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names of this folder survive a power cut; a system that knows no such thing (Windows) does without."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
