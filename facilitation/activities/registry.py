"""Finds the activities: every module of this folder that has a TYPE. There is no list to edit."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol, cast

import facilitation.activities as folder
from facilitation.activities.base import Activity, Part
from facilitation.confidentiality.readers import Note
from facilitation.errors import FacilitationError


class Choice(Protocol):
    """What a step says of its activity: its type, and its settings as authored (French keys)."""

    @property
    def type(self) -> str:
        """The word under `activite: type:`."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The other keys under `activite:`."""


class UnknownActivity(FacilitationError):
    """L'activité « %(type)s » n'existe pas. Choisissez parmi : %(known)s."""


@lru_cache(maxsize=1)
def activities() -> Mapping[str, Activity]:
    """Every activity by its type, in the order of the alphabet."""
    found: dict[str, Activity] = {}
    for entry in sorted(pkgutil.iter_modules(folder.__path__), key=lambda module: module.name):
        module = import_module(f"{folder.__name__}.{entry.name}")
        if hasattr(module, "TYPE"):
            found[module.TYPE] = cast(Activity, module)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, type[Part]]:
    """For each type, its Config: what a guide may set, with French aliases (the keys that authors write)."""
    return MappingProxyType({name: activity.Config for name, activity in activities().items()})


def nearest(type: str) -> str:
    """The known type that looks most like this one, or an empty string."""
    return next(iter(get_close_matches(type, list(activities()), n=1)), "")


def get(type: str) -> Activity:
    """The activity of this type; raises UnknownActivity."""
    try:
        return activities()[type]
    except KeyError:
        raise UnknownActivity(type=type, known=", ".join(activities())) from None


def config(choice: Choice) -> Part:
    """The settings of a step's activity, validated; raises UnknownActivity, or pydantic's ValidationError (its `loc` are the authors' keys)."""
    return validate(choice.type, choice.settings)


def validate(type: str, settings: Mapping[str, Any]) -> Part:
    """The Config of these settings, French keys only; raises as `config` does.

    They are read as JSON, where a list is what a tuple is made of and nothing else is converted: « 3 » is not 3.
    """
    kind = get(type).Config
    return kind.model_validate_json(json.dumps(dict(settings), ensure_ascii=False), by_alias=True, by_name=False)


APART = frozenset({"ecriture", "liste-controle", "matrice", "notes"})
"""The activities that sub-groups fill in side by side: what each wrote is read under its name. What is counted or sorted is so for all."""


# ------------------------------------------------------------------ what the desk's state brings


def desk_of(type: str, stored: Mapping[str, Any]) -> Part:
    """The desk's state of a stage, from its JSON."""
    return get(type).DeskState.model_validate_json(json.dumps(stored, ensure_ascii=False), by_alias=True, by_name=True)


def settings_at(choice: Choice, desk: Part) -> Part:
    """The settings of a step as one stage has them: its own, or what its activity makes of them with the desk's state (`fitted`)."""
    fitted: Callable[[Part, Part], Part] | None = getattr(get(choice.type), "fitted", None)
    return config(choice) if fitted is None else fitted(config(choice), desk)


def narrowed(type: str, desk: Part, let_through: Callable[[Iterable[Note]], tuple[Note, ...]]) -> Part:
    """The desk's state with, of what it brings from elsewhere (`carried`), only the notes that the selection lets through."""
    kind: Any = get(type)
    if not hasattr(kind, "carried"):
        return desk
    kept: Part = kind.narrowed(desk, {note.id for note in let_through(kind.carried(desk))})
    return kept
