"""The house's own guides: files of its data folder, served beside the library's. An upgrade replaces the library and never touches them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from facilitation.guides.catalogue import Catalogue, OwnFile, shown_path
from facilitation.guides.compiled import Compiled
from facilitation.guides.faults import Faults, Place, blocking, shown
from facilitation.guides.load import Kinds, Library, Loaded, guide_from
from facilitation.guides.schema import IDENTIFIER
from facilitation.guides.yaml_nodes import MAX_BYTES
from facilitation.i18n import _

OWN_FOLDER = "guides"
SUFFIX = ".yaml"
LONGEST_NAME = 64
TAKEN = frozenset(
    {
        "mes-guides",
        "recevoir",
        "cas",
        "animer",
        "sources",
        "derives",
        "glossaire",
        "questions",
        "con",
        "prn",
        "aux",
        "nul",
    }
)
"""Names that no own guide takes: addresses of the library's pages, and devices of Windows."""
_NAME = re.compile(IDENTIFIER)
_DEVICE = re.compile(r"(com|lpt)[0-9]")
Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Seen:
    stamp: Stamp
    file: OwnFile


def may_name(name: str) -> bool:
    """Whether a guide of one's own may have this name: it becomes a file's, and stands in addresses."""
    return (
        _NAME.fullmatch(name) is not None
        and len(name) <= LONGEST_NAME
        and name not in TAKEN
        and not _DEVICE.fullmatch(name)
    )


def library_of(catalogue: Catalogue, kinds: Kinds) -> Library:
    """What a guide of one's own may refer to: all that the library serves."""
    return Library(
        kinds,
        catalogue.modules,
        frozenset(catalogue.sources) if catalogue.sources else None,
        frozenset(catalogue.drifts) if catalogue.drifts else None,
    )


def read_own(
    name: str, raw: bytes, catalogue: Catalogue, kinds: Kinds, shown_as: str, known: Compiled | None = None
) -> OwnFile:
    """The guide of these bytes as one of the house's own, under this name; without a guide where a fault keeps it from being served.

    `known` has the guides that were read before, which are taken unread.
    """
    before = known.guide(raw) if known else None
    loaded = Loaded(before, ()) if before else guide_from(raw, library_of(catalogue, kinds), shown_as)
    if known and loaded.value is not None and not loaded.faults:
        known.keep(raw, loaded.value)
    faults = Faults(shown_as)
    found = loaded.value
    if not may_name(name):
        said = _(
            "le nom de ce fichier ne convient pas. Écrivez-le en minuscules sans accent, avec des chiffres et des traits d'union : « notre-charte.yaml »."
        )
        faults.add(Place(1, 1), said, at=("id",))
    elif found is not None and found.id != name:
        said = _("l'identifiant « %(id)s » n'est pas le nom du fichier. Écrivez « %(name)s ».", id=found.id, name=name)
        faults.add(Place(1, 1), said, at=("id",))
    elif name in catalogue.guides and name not in catalogue.own:
        said = _(
            "la bibliothèque a déjà un guide « %(name)s ». Donnez un autre nom au fichier, et le même à « id ».",
            name=shown(name),
        )
        faults.add(Place(1, 1), said, at=("id",))
    said_all = tuple(sorted((*faults.all, *loaded.faults)))
    return OwnFile(name, raw, None if blocking(said_all) else found, said_all)


class Shelf:
    """The library with the own guides of a folder; a file is read again when it changed. A faulty or unreadable one is named and never stops the others."""

    def __init__(self, folder: Path, library: Catalogue, kinds: Kinds, known: Compiled | None = None) -> None:
        self._folder, self._library, self._kinds, self._known = folder, library, kinds, known
        self._seen: dict[str, _Seen] = {}
        self._whole = library

    def catalogue(self) -> Catalogue:
        """The library as it is now: a look at the folder costs some microseconds a file."""
        stamps = dict(self._stamps())
        if stamps != {name: seen.stamp for name, seen in self._seen.items()}:
            self._seen = {name: self._kept(name, stamp) for name, stamp in sorted(stamps.items())}
            self._whole = _with(self._library, {name: seen.file for name, seen in self._seen.items()}, self._folder)
        return self._whole

    def _kept(self, name: str, stamp: Stamp) -> _Seen:
        seen = self._seen.get(name)
        return seen if seen is not None and seen.stamp == stamp else _Seen(stamp, self._read(name))

    def _read(self, name: str) -> OwnFile:
        path = self._folder / f"{name}{SUFFIX}"
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
        except OSError:
            faults = Faults(shown_path(path))
            said = _("Ce fichier n'a pas pu être lu. Vérifiez qu'il existe et que vous pouvez l'ouvrir.")
            faults.add(Place(1, 1), said)
            return OwnFile(name, b"", None, faults.all)
        return read_own(name, raw, self._library, self._kinds, shown_path(path), self._known)

    def _stamps(self) -> Iterator[tuple[str, Stamp]]:
        """The name of each file, with what changes when it is written; links, hidden files and folders are none of ours."""
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    named = entry.name.endswith(SUFFIX) and entry.name[0] != "." and entry.name.isprintable()
                    if named and entry.is_file(follow_symlinks=False):
                        told = entry.stat(follow_symlinks=False)
                        yield entry.name.removesuffix(SUFFIX), (told.st_mtime_ns, told.st_size, told.st_ino)
        except OSError:
            return


def _with(library: Catalogue, files: Mapping[str, OwnFile], folder: Path) -> Catalogue:
    own = {name: file.guide for name, file in files.items() if file.guide is not None}
    guides = dict(sorted({**library.guides, **own}.items()))
    places = {name: shown_path(folder / f"{name}{SUFFIX}") for name in own}
    return replace(library, guides=guides, files={**library.files, **places}, own=files)
