"""What may be written at each place of a guide, and the kind of field that suits it: read off the models, so that a new key finds its field. Pure."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from facilitation.adapting.words import CHOICES, HELP, LABELS, LONG
from facilitation.i18n import _, mark

Kind = Literal[
    "line", "text", "number", "choice", "checks", "tick", "ternary", "lines", "items", "timed", "span", "yaml"
]
Loc = tuple[str | int, ...]
_ITEM = {"id", "titre"}
_TIMED = {"id", "minutes"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key that authors write, the kind of field that holds it, the values among which it is chosen, and whether a guide must have it.

    `initial` is what a ternary or a choice means when nothing is written: True, False or a value; None when it is not said.
    """

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    needed: bool = False
    initial: bool | str | None = None

    def label(self, room: str) -> str:
        """What people read beside the field; `room` is the part of the guide, or the activity."""
        return _(LABELS.get((room, self.name)) or LABELS.get(("", self.name)) or self.name)

    def help(self, room: str) -> str:
        """A sentence below the field, or nothing."""
        said = HELP.get((room, self.name), HELP.get(("", self.name), _BY_KIND.get(self.kind, "")))
        return _(said) if said else ""

    def said(self, choice: str) -> str:
        """What people read for this value."""
        return _(CHOICES.get((self.name, choice)) or CHOICES.get(("", choice)) or choice)


_BY_KIND: dict[str, str] = {
    "span": mark("Par exemple : 1 à 4."),
    "items": mark("Un par ligne. Entre crochets, son nom court ; sans crochets, il viendra du titre."),
    "yaml": mark("Comme dans le fichier : une clé et deux-points par ligne, un tiret devant chaque élément."),
}


@lru_cache(maxsize=64)
def keys_of(model: type[BaseModel], *, settings: bool = False) -> dict[str, Key]:
    """The keys of this model as authors write them, in the model's order; `settings` for what an activity is set to, where « no » may be written."""
    made = {}
    for name, field in model.model_fields.items():
        alias = field.alias or name
        made[alias] = _key(alias, field, settings=settings)
    return made


def _key(alias: str, field: FieldInfo, *, settings: bool) -> Key:
    kind, optional = _without_none(field.annotation)
    initial = None if field.is_required() else field.default
    needed = field.is_required()
    if kind is bool:
        three = settings or optional
        return Key(alias, "ternary" if three else "tick", initial=initial if isinstance(initial, bool) else None)
    if kind is int:
        return Key(alias, "number", needed=needed)
    if kind is str:
        return Key(alias, "text" if alias in LONG else "line", needed=needed)
    chosen = _choices(kind)
    if chosen:
        said = str(initial) if isinstance(initial, str) else None
        return Key(alias, "choice", chosen, needed, said)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and set(kind.model_fields) >= {"lowest", "highest"}:
        return Key(alias, "span", needed=needed)
    return Key(alias, *_of_several(kind), needed=needed)


def _of_several(kind: Any) -> tuple[Kind, tuple[str, ...]]:
    if typing.get_origin(kind) is not tuple:
        return "yaml", ()
    inner, _optional = _without_none(typing.get_args(kind)[0])
    if inner is str:
        return "lines", ()
    if _choices(inner):
        return "checks", _choices(inner)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        names = {field.alias or name for name, field in inner.model_fields.items()}
        if names >= _ITEM:
            return "items", ()
        if names == _TIMED:
            return "timed", ()
    return "yaml", ()


def _choices(kind: Any) -> tuple[str, ...]:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple(one.value for one in kind)
    if typing.get_origin(kind) is Literal and all(isinstance(one, str) for one in typing.get_args(kind)):
        return tuple(typing.get_args(kind))
    return ()


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `Annotated` and without `None`, and whether it might be None."""
    while typing.get_origin(annotation) is typing.Annotated:
        annotation = typing.get_args(annotation)[0]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        arms = [one for one in typing.get_args(annotation) if one is not type(None)]
        if len(arms) == 1 and len(typing.get_args(annotation)) > 1:
            return _without_none(arms[0])[0], True
    return annotation, False
