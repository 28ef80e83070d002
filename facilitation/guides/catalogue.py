"""The library: everything in `content/`, loaded once. A faulty file is left out and named; the others are served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from facilitation.guides.coherence import check_name, check_reference, check_translation
from facilitation.guides.compiled import Compiled
from facilitation.guides.faults import Fault, Faults, blocking
from facilitation.guides.frozen import FrozenGuide, fingerprint, freeze_with, thaw
from facilitation.guides.load import Kinds, Library, Loaded, load_guide, load_module, load_plain
from facilitation.guides.schema import (
    Drift,
    DriftsFile,
    GlossaryEntry,
    GlossaryFile,
    Guide,
    Module,
    Source,
    SourcesFile,
)

__all__ = [
    "Catalogue",
    "FrozenGuide",
    "OwnFile",
    "content_folder",
    "describe",
    "fingerprint",
    "freeze",
    "load_catalogue",
    "thaw",
]


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A guide of the house's own: its file's name without `.yaml`, the bytes, the guide unless a fault keeps it from being served, every fault and remark."""

    name: str
    raw: bytes
    guide: Guide | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the library serves, by id, in the order of the ids; `faults` has those of every file, remarks too.

    Guides are the originals, their modules inserted; `translations` has the others by id and language. `files` gives each guide's file as shown,
    by id or `id.language`. `families` gives the title of each family of drifts. `own` has every file of the house's own guides by name, the faulty
    too; those that are served are among the guides. Their faults are theirs, and not in `faults`.
    """

    guides: Mapping[str, Guide] = field(default_factory=dict)
    translations: Mapping[tuple[str, str], Guide] = field(default_factory=dict)
    modules: Mapping[str, Module] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    drifts: Mapping[str, Drift] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    glossary: tuple[GlossaryEntry, ...] = ()
    faults: tuple[Fault, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, OwnFile] = field(default_factory=dict)


def content_folder() -> Path:
    """Where the library lies: in the wheel beside the package's code, in the tree beside the package."""
    package = Path(__file__).resolve().parent.parent
    packed = package / "_content"
    return packed if packed.is_dir() else package.parent / "content"


def shown_path(path: Path) -> str:
    """The path as people may type it: from the folder they are in when the file is below it, else whole."""
    resolved = path.resolve()
    here = Path.cwd()
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(resolved)


def load_catalogue(folder: Path, kinds: Kinds, known: Compiled | None = None) -> Catalogue:
    """The catalogue of this folder; `kinds` gives each activity's settings by type, `known` the guides that were read before.

    Never raises for a bad or a missing file.
    """
    return _Loading(folder, kinds, known).catalogue()


def freeze(guide: Guide, catalogue: Catalogue, variant: str | None = None) -> dict[str, Any]:
    """The copy of a guide that a meeting keeps, as JSON: French keys, and under `annexes` the sources, drifts and glossary entries that it uses.

    With a variant, only its steps are there. Raises KeyError for an unknown variant.
    """
    return freeze_with(guide, catalogue.sources, catalogue.drifts, catalogue.glossary, variant)


def describe(guide: Guide, catalogue: Catalogue) -> dict[str, Any]:
    """A guide as `facilitation guides --json` prints it; `empreinte` has 64 hexadecimal digits and is that of the resolved copy."""
    original = guide.id in catalogue.guides and catalogue.guides[guide.id].language == guide.language
    return {
        "id": guide.id,
        "version": guide.version,
        "langue": guide.language,
        "titre": guide.title,
        "empreinte": fingerprint(freeze(guide, catalogue)),
        "fichier": catalogue.files.get(guide.id if original else f"{guide.id}.{guide.language}", ""),
        "duree": guide.duration,
        "groupe": {"min": guide.group.min, "max": guide.group.max},
        "variantes": [{"id": one.id, "titre": one.title, "duree": one.duration} for one in guide.variants],
        "etapes": [
            {"id": step.id, "activite": step.activity.type, "trace": step.trace.value, "minutes": step.minutes}
            for step in guide.steps
        ],
    }


class _Loading:
    """One reading of the library, from what others refer to up to the guides."""

    def __init__(self, folder: Path, kinds: Kinds, known: Compiled | None = None) -> None:
        self._folder, self._known = folder, known
        self._kinds = kinds
        self._faults: list[Fault] = []
        self._files: dict[str, str] = {}

    def catalogue(self) -> Catalogue:
        sources_file = self._plain("sources.yaml", SourcesFile)
        drifts_file = self._plain("drifts.yaml", DriftsFile)
        glossary_file = self._plain("glossary.yaml", GlossaryFile)
        sources = {one.id: one for one in sources_file.sources} if sources_file else {}
        drifts = {one.id: one for one in drifts_file.drifts} if drifts_file else {}
        library = Library(
            self._kinds,
            sources=frozenset(sources) if sources_file else None,
            drifts=frozenset(drifts) if drifts_file else None,
        )
        modules = self._modules(library)
        library = Library(self._kinds, modules, library.sources, library.drifts)
        guides, translations = self._guides(library)
        return Catalogue(
            guides=guides,
            translations=translations,
            modules=modules,
            sources=sources,
            drifts=drifts,
            families={one.id: one.title for one in drifts_file.families} if drifts_file else {},
            glossary=glossary_file.entries if glossary_file else (),
            faults=tuple(sorted(self._faults)),
            files=self._files,
        )

    def _plain(self, name: str, model: Any) -> Any:
        path = self._folder / name
        loaded = load_plain(path, model, shown_path(path), check_reference)
        self._faults.extend(loaded.faults)
        return loaded.value

    def _modules(self, library: Library) -> dict[str, Module]:
        modules: dict[str, Module] = {}
        for path in self._yaml_files("modules"):
            loaded = load_module(path, library, shown_path(path))
            module = self._taken(loaded, path, lambda one: one.id, modules)
            if module is not None:
                modules[module.id] = module
        return modules

    def _guides(self, library: Library) -> tuple[dict[str, Guide], dict[tuple[str, str], Guide]]:
        guides: dict[str, Guide] = {}
        translations: dict[tuple[str, str], Guide] = {}
        files = self._yaml_files("guides")
        for path in (one for one in files if "." not in one.stem):
            guide = self._taken(self._guide(path, library), path, lambda one: one.id, guides)
            if guide is not None:
                guides[guide.id] = guide
                self._files[guide.id] = shown_path(path)
        for path in (one for one in files if "." in one.stem):
            translated = self._translation(path, library, guides)
            if translated is not None:
                translations[translated.id, translated.language] = translated
                self._files[f"{translated.id}.{translated.language}"] = shown_path(path)
        return guides, translations

    def _guide(self, path: Path, library: Library) -> Loaded[Guide]:
        """The guide of this file, taken as it was read before where the file has not changed since."""
        shown = shown_path(path)
        try:
            raw = path.read_bytes() if self._known else b""
        except OSError:
            return load_guide(path, library, shown)
        found = self._known.guide(raw) if self._known else None
        if found is not None:
            return Loaded(found, ())
        loaded = load_guide(path, library, shown)
        if self._known and loaded.value is not None and not loaded.faults:
            self._known.keep(raw, loaded.value)
        return loaded

    def _translation(self, path: Path, library: Library, guides: Mapping[str, Guide]) -> Guide | None:
        loaded = load_guide(path, library, shown_path(path))
        self._faults.extend(loaded.faults)
        if loaded.value is None:
            return None
        name, language = path.stem.split(".", 1)
        faults = Faults(shown_path(path))
        check_translation(loaded.value, guides.get(name), language, faults)
        self._faults.extend(faults.all)
        return None if faults.blocking else loaded.value

    def _yaml_files(self, name: str) -> list[Path]:
        folder = self._folder / name
        return sorted(folder.glob("*.yaml")) if folder.is_dir() else []

    def _taken(self, loaded: Loaded[Any], path: Path, id_of: Any, others: Mapping[str, Any]) -> Any:
        """The model of this file unless it is faulty or its id is not its own: two files of one id would hide each other."""
        self._faults.extend(loaded.faults)
        if loaded.value is None:
            return None
        faults = Faults(shown_path(path))
        check_name(id_of(loaded.value), path, others, faults)
        self._faults.extend(faults.all)
        return None if blocking(faults.all) else loaded.value
