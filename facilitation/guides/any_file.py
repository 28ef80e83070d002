"""Which kind of authored file this is, by its keys, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from facilitation.guides.coherence import check_reference, check_translation
from facilitation.guides.faults import Fault, Faults
from facilitation.guides.load import Library, load_guide, load_module, load_plain, open_file
from facilitation.guides.schema import DriftsFile, GlossaryFile, Guide, SourcesFile


def load_any(
    path: Path,
    library: Library,
    originals: Mapping[str, Guide],
    script_faults: Callable[[Path], tuple[Fault, ...]],
    shown_as: str,
) -> tuple[Fault, ...]:
    """The faults of a guide, a translation, a module, a meeting script, or the sources, drifts or glossary; a guide where nothing tells."""
    opened = open_file(path, Faults(shown_as))
    keys = set(opened.data) if opened is not None else set()
    if "etapes" not in keys:
        if keys & {"reunion", "points", "partenariat"}:
            return script_faults(path)
        if "derives" in keys and "familles" in keys:
            return load_plain(path, DriftsFile, shown_as, check_reference).faults
        if "entrees" in keys:
            return load_plain(path, GlossaryFile, shown_as, check_reference).faults
        if keys and keys <= {"format", "langue", "sources"}:
            return load_plain(path, SourcesFile, shown_as, check_reference).faults
    if "module" in keys:
        return load_module(path, library, shown_as).faults
    return _guide_faults(path, library, originals, shown_as)


def _guide_faults(path: Path, library: Library, originals: Mapping[str, Guide], shown_as: str) -> tuple[Fault, ...]:
    loaded = load_guide(path, library, shown_as)
    name, dot, language = path.stem.partition(".")
    if loaded.value is None or not dot or name not in originals:
        return loaded.faults
    faults = Faults(shown_as)
    check_translation(loaded.value, originals[name], language, faults)
    return tuple(sorted((*loaded.faults, *faults.all)))
