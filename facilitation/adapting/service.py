"""The files of the house's own guides: read, written whole or not at all, received, put aside."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from facilitation.activities import registry
from facilitation.adapting.files import bytes_of, counted, data_in, version_of
from facilitation.adapting.names import LONGEST as LONGEST_NAME
from facilitation.adapting.names import free, slug
from facilitation.adapting.yaml_text import parsed
from facilitation.errors import FacilitationError, NotHere
from facilitation.guides.adapted import adapted
from facilitation.guides.catalogue import Catalogue, OwnFile, content_folder
from facilitation.guides.faults import Fault
from facilitation.guides.own import OWN_FOLDER, SUFFIX, may_name, read_own
from facilitation.guides.schema import Guide
from facilitation.guides.yaml_nodes import MAX_BYTES
from facilitation.web.context import catalogue, settings
from facilitation.web.errors import FullDisk, ReadOnlyDisk

ASIDE = "retires"
MOST = 500
_guard = threading.Lock()


class ChangedMeanwhile(FacilitationError):
    """Quelqu'un a changé ce guide pendant que vous écriviez. Les deux versions sont ci-dessous : choisissez, puis enregistrez de nouveau."""

    def __init__(self, theirs: bytes) -> None:
        super().__init__()
        self.theirs = theirs


class TooManyGuides(FacilitationError):
    """La maison a déjà 500 guides à elle. Retirez-en un que personne n'utilise, puis recommencez."""


class NotAGuide(FacilitationError):
    """Ce fichier n'est pas un guide : il n'a pas d'étapes, ou ne se lit pas. Rien n'a été enregistré."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__()
        self.faults = faults


class TooLongFile(FacilitationError):
    """Ce guide dépasse 256 ko : rien n'a été enregistré. Raccourcissez-le, ou coupez-le en deux guides."""


def own(name: str) -> OwnFile:
    """The own guide of this name; raises NotHere."""
    found = catalogue().own.get(name)
    if found is None:
        raise NotHere()
    return found


def looked_at(name: str, data: dict[str, Any]) -> tuple[OwnFile, dict[str, Any]]:
    """This data as the own guide of this name, its durations counted: the file that it would be, and the data."""
    file = _as_file(name, bytes_of(data))
    if file.guide is not None:
        data = counted(data, file.guide)
        file = _as_file(name, bytes_of(data))
    return file, data


def text_looked_at(name: str, text: str) -> OwnFile:
    """This text as the own guide of this name: the file that it would be."""
    return _as_file(name, text.encode("utf-8", "replace"))


def store(file: OwnFile, *, version: str) -> None:
    """Write this file in place of the one of this version; raises ChangedMeanwhile when there is another by now, NotHere when there is none, TooLongFile."""
    with _guard:
        path = _path(file.name)
        try:
            there = path.read_bytes()
        except FileNotFoundError:
            raise NotHere() from None
        if version_of(there) != version:
            raise ChangedMeanwhile(there)
        _write(path, file.raw)


def adapt(guide_id: str) -> str:
    """Copy this guide among the own ones, marked with where it comes from; gives the copy's name. Raises NotHere, TooManyGuides."""
    served = catalogue()
    guide = served.guides.get(guide_id)
    if guide is None:
        raise NotHere()
    with _guard:
        name = _free_name(f"{guide_id[: LONGEST_NAME - 8].strip('-')}-adapte", served)
        file, _data = looked_at(name, adapted(_data_of(guide, served), name))
        _write(_path(name), file.raw)
    return name


def receive(raw: bytes) -> tuple[str, bool]:
    """Keep this file among the own guides; gives its name, and whether that is the name that it brought.

    The same file received again is where it was. Raises NotAGuide with the faults of what cannot be read as a guide, TooManyGuides.
    """
    served, found = catalogue(), data_in(raw)
    if len(raw) > MAX_BYTES or found is None or "module" in found:
        raise NotAGuide(_as_file("recu", raw).faults)
    brought = str(found.get("id", ""))
    same = next((file.name for file in served.own.values() if file.raw == raw), None)
    if same is not None:
        return same, same == brought
    with _guard:
        fit = brought if may_name(brought) else slug(str(found.get("titre", "")), (), "guide")
        name = _free_name(fit, served)
        _write(_path(name), raw if name == brought else bytes_of({**found, "id": name}))
    return name, name == brought


def withdraw(name: str, *, now: datetime) -> None:
    """Put this file aside: it is served no more, and stays in the data folder. Raises NotHere, ReadOnlyDisk."""
    with _guard:
        path = _path(name)
        aside = path.parent / ASIDE / f"{name}.{now:%Y%m%dT%H%M%S}{SUFFIX}"
        if name not in catalogue().own or not path.is_file():
            raise NotHere()
        try:
            aside.parent.mkdir(mode=0o700, exist_ok=True)
            path.replace(aside)
        except OSError:
            raise ReadOnlyDisk() from None


# ------------------------------------------------------------------ files


def _as_file(name: str, raw: bytes) -> OwnFile:
    return read_own(name, raw, catalogue(), registry.kinds(), f"{name}{SUFFIX}")


def _path(name: str) -> Path:
    """Where the file of this name is. The name is never a sender's word alone: it is one that is known, or one that `may_name` let pass."""
    return settings().data / OWN_FOLDER / f"{name}{SUFFIX}"


def _free_name(wanted: str, served: Catalogue) -> str:
    if len(served.own) >= MOST:
        raise TooManyGuides()
    there = {path.stem for path in _path(wanted).parent.glob(f"*{SUFFIX}")}
    taken = {*served.guides, *served.own, *there}
    return free(wanted if may_name(wanted) else "guide", taken)


def _data_of(guide: Guide, served: Catalogue) -> dict[str, Any]:
    """The guide as its file says it, with the modules that it names; of a guide without such a file, as it is served."""
    if guide.id in served.own:
        found = data_in(served.own[guide.id].raw)
    else:
        path = (settings().content or content_folder()) / "guides" / f"{guide.id}{SUFFIX}"
        found, _faults = parsed(path.read_text(encoding="utf-8")) if path.is_file() else (None, ())
    if isinstance(found, dict) and found.get("id") == guide.id:
        return found
    whole: dict[str, Any] = guide.model_dump(mode="json", by_alias=True)
    for step in whole["etapes"]:
        step.pop("module", None)
    return whole


def _write(path: Path, raw: bytes) -> None:
    """Write this file whole or not at all: a copy beside it takes its place once it is on the disk. Raises TooLongFile, FullDisk, ReadOnlyDisk."""
    if len(raw) > MAX_BYTES:
        raise TooLongFile()
    beside = path.parent / f".{path.name}.{secrets.token_hex(4)}"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise (
            FullDisk() if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)) else ReadOnlyDisk()
        ) from None
