"""Ways to damage a guide, one at a time, each with the line at which its fault is due.

Positions come from PyYAML's own `compose`, in Python: not from the loader that the tests judge.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from facilitation.guides.schema import ActivityChoice, Guide


@dataclass(frozen=True)
class Key:
    """A key of a guide: where it stands, in what, and what the schema says of it."""

    path: tuple[str | int, ...]
    field: FieldInfo
    parent_line: int
    siblings: list[tuple[yaml.Node, yaml.Node]]
    index: int
    above: int = 0
    """Of an item of a list: the line of what holds the list."""

    @property
    def name(self) -> str:
        return str(self.siblings[self.index][0].value)

    @property
    def key(self) -> yaml.Node:
        return self.siblings[self.index][0]

    @property
    def value(self) -> yaml.Node:
        return self.siblings[self.index][1]

    @property
    def line(self) -> int:
        return int(self.key.start_mark.line) + 1


@dataclass(frozen=True)
class Mutant:
    """A damaged text; `line` is where a fault is due (None: the guide is still served) and `named` what its sentence names."""

    what: str
    text: str
    line: int | None
    named: str


def keys_of(text: str, kinds: Mapping[str, type[BaseModel]], model: type[BaseModel] = Guide) -> list[Key]:
    """Every key of a guide (or of another authored file) that its schema knows, settings of activities too."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return list(_keys(root, model, (), root.start_mark.line + 1, kinds))


NEEDED_HERE = {
    "choix": "choix",
    "bornes": "bornes",
    "paliers": "bouts",
    "scrutin": "scrutin",
    "forme": "forme",
    "coins": "coins",
    "axes": "axes",
}
"""Keys of an activity that it does without in other settings (a vote by consent or by name, places on a line) and not in our guides', and what is
then said to be missing."""


def mutants(text: str, key: Key) -> Iterator[Mutant]:
    """The key removed, renamed, and its value of every wrong kind."""
    where = "/".join(map(str, key.path))
    due, named = _due(key)
    yield Mutant(f"{where} removed", _removed(text, key), due, named)
    renamed = text[: key.key.start_mark.index] + key.name + "x" + text[key.key.end_mark.index :]
    yield Mutant(f"{where} renamed", renamed, key.line, key.name)
    if isinstance(key.value, yaml.ScalarNode):
        yield Mutant(f"{where} as a list", _replaced(text, key.value, "[a]"), key.line, key.name)
        yield Mutant(f"{where} as keys", _replaced(text, key.value, "{a: b}"), key.line, key.name)
        if _wants_a_number(key.field.annotation):
            yield Mutant(f"{where} in words", _replaced(text, key.value, "dix"), key.line, key.name)
    else:
        yield Mutant(f"{where} as a text", _replaced(text, key.value, "texte"), key.line, key.name)
        other = "{a: b}" if isinstance(key.value, yaml.SequenceNode) else "[a]"
        yield Mutant(f"{where} as the other kind", _replaced(text, key.value, other), key.line, key.name)


def _due(key: Key) -> tuple[int | None, str]:
    """Where a fault is due once this key is gone, and what it names; no line where the guide is served without it."""
    untimed, secret, missing = _untimed_minutes(key), _secret_ballot(key), _missing(key)
    if untimed:
        return untimed, "sans-minuteur"
    if secret:
        return secret, "anonyme"
    if (key.path[-3:-2], key.name) in ((("dimensions",), "paliers"), (("axes",), "bouts")):
        return key.above, "bouts"
    return (key.parent_line if missing or key.field.is_required() else None), missing or key.name


def _missing(key: Key) -> str:
    """What an activity lacks, or has too much, without this setting; empty where it does without."""
    if key.path[-2:-1] != ("activite",):
        return ""
    if key.name == "mode":
        capped = any(one.value == "au_plus" for one, _value in key.siblings)
        return "au_plus" if capped else {"consentement": "choix"}.get(str(key.value.value), "")
    if key.name == "dimensions":
        return "" if any(one.value in ("paliers", "bouts") for one, _value in key.siblings) else "bouts"
    return NEEDED_HERE.get(key.name, "")


def _untimed_minutes(key: Key) -> int | None:
    """The line of the « minutes: 0 » that only the flags of this step allow; None elsewhere."""
    zero = (one for one, value in key.siblings if (one.value, value.value) == ("minutes", "0"))
    return next((int(one.start_mark.line) + 1 for one in zero if key.name == "drapeaux"), None)


def _secret_ballot(key: Key) -> int | None:
    """The line of the « scrutin: secret » that only the flags of this step allow; None elsewhere."""
    activity = next((value.value for one, value in key.siblings if one.value == "activite"), ())
    secret = (one for one, value in activity if (one.value, value.value) == ("scrutin", "secret"))
    return next((int(one.start_mark.line) + 1 for one in secret if key.name == "drapeaux"), None)


def _keys(
    node: yaml.Node,
    model: type[BaseModel],
    path: tuple[str | int, ...],
    line: int,
    kinds: Mapping[str, type[BaseModel]],
    above: int = 0,
) -> Iterator[Key]:
    fields = _fields(node, model, kinds)
    for index, (key, value) in enumerate(node.value) if fields else ():
        below = (*path, key.value)
        yield Key(below, fields[key.value], line, node.value, index, above)
        inner = _model_in(fields[key.value].annotation)
        if inner is not None and isinstance(value, yaml.MappingNode):
            yield from _keys(value, inner, below, key.start_mark.line + 1, kinds)
        for place, item in enumerate(value.value if inner is not None and isinstance(value, yaml.SequenceNode) else ()):
            if isinstance(item, yaml.MappingNode):
                yield from _keys(item, inner, (*below, place), item.start_mark.line + 1, kinds, line)


def _fields(node: yaml.Node, model: type[BaseModel], kinds: Mapping[str, type[BaseModel]]) -> dict[str, FieldInfo]:
    """The schema's fields by the key that authors write, those of the chosen activity too; none for a module, which is no step."""
    if any(key.value == "module" for key, _value in node.value):
        return {}
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    if model is ActivityChoice:
        chosen = next(value.value for key, value in node.value if key.value == "type")
        fields |= {field.alias or name: field for name, field in kinds[chosen].model_fields.items()}
    return fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and typing.get_origin(annotation) is None:
        return annotation if issubclass(annotation, BaseModel) else None
    return next((found for one in typing.get_args(annotation) if (found := _model_in(one)) is not None), None)


def _wants_a_number(annotation: Any) -> bool:
    return annotation is int or any(_wants_a_number(one) for one in typing.get_args(annotation))


def _removed(text: str, key: Key) -> str:
    start = key.key.start_mark.index
    if key.index + 1 < len(key.siblings):
        return text[:start] + text[key.siblings[key.index + 1][0].start_mark.index :]
    if len(key.siblings) == 1:
        return text[:start] + "{}" + _rest(text, key.value)
    return text[:start] + _rest(text, key.value).lstrip(" ")


def _replaced(text: str, node: yaml.Node, value: str) -> str:
    return text[: node.start_mark.index] + value + _rest(text, node)


def _rest(text: str, node: yaml.Node) -> str:
    """What follows a node; a block ends where the next line's first word begins: its line break and indentation are given back."""
    written = text[node.start_mark.index : node.end_mark.index]
    kept = written[len(written.rstrip()) :] if "\n" in written else ""
    return kept + text[node.end_mark.index :]
