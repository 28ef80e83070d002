"""A small library and small files, for tests that read no real content: they are quick, and their positions are their own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from facilitation.activities import registry
from facilitation.guides.load import Library, Loaded, guide_from
from facilitation.guides.schema import Guide, Module

SMALL = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")
"""A guide with nothing wrong: 15 minutes, « accueil » then « lecture », 4 to 8 people."""

MODULE = """format: 1
module: bilan
langue: fr
version: 1.0.0
titre: Bilan
resume: Pour les essais.
licence: CC-BY-4.0
attribution: Module original.
sources: [affiche]
etapes:
  - id: bilan
    titre: Bilan
    minutes: 5
    activite: {type: aucune}
    trace: aucune
"""
"""A module with nothing wrong."""


def step_data(name: str, **others: Any) -> dict[str, Any]:
    """A step as data, its activity « aucune »."""
    return {
        "id": name, "titre": name, "minutes": 5, "activite": {"type": "aucune"}, "trace": "aucune", "module": name,
    } | others  # fmt: skip


def module_of(name: str, *steps: dict[str, Any]) -> Module:
    """A module of these steps, made without the loader."""
    head = {
        "format": 1, "module": name, "langue": "fr", "version": "1.0.0", "titre": name, "resume": "x", "licence": "x",
        "attribution": "x",
    }  # fmt: skip
    return Module.model_validate_json(json.dumps(head | {"etapes": list(steps)}), by_alias=True, by_name=False)


MODULES = {
    "pause": module_of("pause", step_data("pause")),
    "suivi": module_of("suivi", step_data("suivi")),
    "double": module_of("double", step_data("un"), step_data("deux")),
}
LIBRARY = Library(registry.kinds(), MODULES, frozenset({"affiche"}), frozenset({"D01"}))


def changed(*changes: tuple[str, str], text: str = SMALL) -> str:
    """The text with each of these changes made once; each must find its place."""
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def loaded(text: str, library: Library = LIBRARY) -> Loaded[Guide]:
    """The guide of this text."""
    return guide_from(text.encode("utf-8"), library, "essai.yaml")


def said_of(found: Loaded[Any]) -> list[str]:
    """Its faults, `LINE:COLUMN sentence` each."""
    return [str(fault).removeprefix("essai.yaml:") for fault in found.faults]


def faults_of(text: str, library: Library = LIBRARY) -> list[str]:
    """The faults of a guide's text, `LINE:COLUMN sentence` each."""
    return said_of(loaded(text, library))
