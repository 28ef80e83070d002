"""One key of a guide as a field of a form: the text that holds its value, and the value that a text means. Pure.

A value that the kind of its key cannot hold (a list with help sentences, a key of another shape) is held as YAML: nothing is ever lost between
a file, its page and the file written again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from facilitation.adapting.keys import Key, Kind, Loc
from facilitation.adapting.names import slug
from facilitation.adapting.yaml_text import parsed, written
from facilitation.guides.faults import Fault
from facilitation.i18n import _
from facilitation.typed import clean

AS_YAML, REST = ":yaml", ":reste"
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,8})")
_ITEM = re.compile(r"(?P<title>[^\[\]]*?)\s*\[(?P<id>[^\[\]]*)\](?:\s*:\s*(?P<help>.+))?")
_SPAN = re.compile(r"(?P<min>-?\d{1,3})\s*(?:à|\.\.|…)\s*(?P<max>-?\d{1,3})")
_TIMED = re.compile(r"(?P<id>[^:]*?)\s*:\s*(?P<minutes>\d{1,4})")
_YES, _NO = "oui", "non"


class Sent(Protocol):
    """A form as it was sent (werkzeug's MultiDict)."""

    def get(self, key: str) -> str | None:
        """The first value of this field, or None."""

    def getlist(self, key: str) -> list[str]:
        """Every value of this field."""

    def __contains__(self, key: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the page: `name` is the form's, `path` the keys in the guide, `value` a text, or for boxes to tick those that are.

    `choices` are (value, words) pairs. `faults` stand beside it.
    """

    name: str
    path: Loc
    kind: Kind
    label: str
    help: str = ""
    value: str | tuple[str, ...] = ""
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    faults: tuple[Fault, ...] = ()

    @property
    def id(self) -> str:
        """What the field is called in the page."""
        return id_of(self.name)

    @property
    def rows(self) -> int:
        """How many lines of text it shows: 1 for what holds no line break."""
        text = self.value if isinstance(self.value, str) else ""
        if self.kind in ("line", "number", "span"):
            return 1 if "\n" not in text else 3
        lines = text.count("\n") + len(text) // 70 + 1
        return max(3 if self.kind == "text" else 2, min(lines + 1, 18))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What was typed as YAML and cannot be read: where, what, and why."""

    path: Loc
    name: str
    text: str
    faults: tuple[Fault, ...]

    @property
    def id(self) -> str:
        """What its field is called in the page."""
        return id_of(self.name)


MISSING: Any = object()


def id_of(name: str) -> str:
    """This name of a field as an HTML id."""
    return "f-" + re.sub(r"[^\w-]", "-", name)


def name_of(path: Loc) -> str:
    """The form's name for this path."""
    return ".".join(str(part) for part in path)


def field_of(key: Key, room: str, at: Loc, data: Mapping[str, Any]) -> Field:
    """The field of this key of the mapping at this place; `room` says which words are beside it."""
    path, value = (*at, key.name), data.get(key.name, MISSING)
    made = Field(
        name_of(path),
        path,
        key.kind,
        key.label(room),
        key.help(room),
        choices=tuple((one, key.said(one)) for one in key.choices),
        needed=key.needed,
    )
    if value is MISSING and key.kind == "yaml":
        return as_yaml(made, "")
    if value is MISSING:
        return _with_choices(made, key, () if key.kind == "checks" else "")
    held = _held(key, value)
    if held is None or key.kind == "yaml":
        return as_yaml(made, _yaml(value))
    return _with_choices(made, key, held)


def rest_field(at: Loc, data: Mapping[str, Any], known: Mapping[str, Any]) -> Field | None:
    """The field of all keys that are not known here, or None when there is none."""
    rest = {name: value for name, value in data.items() if name not in known}
    if not rest:
        return None
    help_said = _("Corrigez-les ou effacez-les.")
    return Field(name_of(at) + REST, (*at, REST), "yaml", rest_label(), help_said, _yaml(rest))


def rest_label() -> str:
    """What stands beside the keys that are not known at their place."""
    return _("Autres clés, inconnues ici")


def as_yaml(field: Field, text: str) -> Field:
    """The field with its value held as YAML."""
    help_said = _("Comme dans le fichier : une clé et deux-points par ligne, un tiret devant chaque élément.")
    return replace(
        field, kind="yaml", value=text, name=field.name.removesuffix(AS_YAML) + AS_YAML, help=help_said, choices=()
    )


def read(key: Key, at: Loc, sent: Sent, unreadable: list[Unreadable]) -> Any:
    """The value that was sent for this key of the mapping at this place, or MISSING; what cannot be read is added to the list."""
    name = name_of((*at, key.name))
    if name + AS_YAML in sent:
        return _read_yaml((*at, key.name), name + AS_YAML, sent, unreadable)
    text = clean(sent.get(name) or "")
    if key.kind in ("line", "text"):
        return text if text or (key.needed and name in sent) else MISSING
    if key.kind == "checks":
        return list(dict.fromkeys(sent.getlist(name))) or ([] if key.needed and name + "_" in sent else MISSING)
    if key.kind in ("tick", "ternary"):
        return {_YES: True, _NO: False}.get(text, MISSING)
    if key.kind == "number":
        text = text.strip()
        return MISSING if not text else int(text) if _INTEGER.fullmatch(text) else text
    if key.kind == "choice":
        return text or MISSING
    if key.kind == "span":
        return _read_span(text.strip())
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return _read_lines(key.kind, lines) or ([] if key.needed and name in sent else MISSING)


def read_rest(at: Loc, sent: Sent, unreadable: list[Unreadable]) -> dict[str, Any]:
    """The keys that are not known here, as sent; what cannot be read is added to the list."""
    name, path = name_of(at) + REST, (*at, REST)
    value = _read_yaml(path, name, sent, unreadable) if name in sent else MISSING
    if value is not MISSING and not isinstance(value, dict):
        said = _("Écrivez une clé et deux-points à chaque ligne.")
        unreadable.append(Unreadable(path, name, clean(sent.get(name) or ""), (Fault("", 1, 1, said),)))
    return value if isinstance(value, dict) else {}


def _with_choices(field: Field, key: Key, held: str | tuple[str, ...]) -> Field:
    """The field with this value; a value that is none of its choices is added to them, so that it can be seen and corrected."""
    choices = field.choices
    if key.kind == "checks":
        ticked = tuple((one, key.said(one)) for one in held)
        choices = (*ticked, *(one for one in choices if one[0] not in held))
    elif key.kind == "ternary":
        usual = {True: _("oui, d'office"), False: _("non, d'office")}.get(key.initial is True, "")
        usual = _("comme dans le module") if key.initial is None else usual
        choices = (("", usual), (_YES, _("oui")), (_NO, _("non")))
    elif key.kind == "choice":
        empty = _("%(choice)s, d'office", choice=key.said(key.initial)) if isinstance(key.initial, str) else "–"
        stray = ((held, held),) if isinstance(held, str) and held and held not in key.choices else ()
        choices = (("", empty), *choices, *stray)
    return replace(field, value=held, choices=choices)


def _held(key: Key, value: Any) -> str | tuple[str, ...] | None:
    """The text that holds this value in a field of this kind, or None when it cannot."""
    if key.kind in ("line", "text"):
        return _scalar(value)
    if key.kind == "number":
        return (
            None if isinstance(value, bool) or (isinstance(value, str) and value != value.strip()) else _scalar(value)
        )
    if key.kind == "choice":
        return value if isinstance(value, str) and value and value == clean(value) else None
    if key.kind in ("tick", "ternary"):
        return {True: _YES, False: _NO if key.kind == "ternary" else ""}[value] if isinstance(value, bool) else None
    if key.kind == "span":
        text = f"{value['min']} à {value['max']}" if isinstance(value, dict) and set(value) == {"min", "max"} else ""
        return text if text and _read_span(text) == value else None
    if not isinstance(value, list):
        return None
    if key.kind == "checks":
        whole = all(isinstance(one, str) and one for one in value) and len(set(value)) == len(value)
        return tuple(value) if whole else None
    lines = [_line(key.kind, one) for one in value]
    return None if any(line is None for line in lines) else "\n".join(line or "" for line in lines)


def _scalar(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return value if isinstance(value, str) and value == clean(value) else None


def _line(kind: Kind, item: Any) -> str | None:
    """One line of a list, or None when reading it again would give something else."""
    line = None
    if kind == "lines":
        line = item if isinstance(item, str) else None
    elif kind == "items" and isinstance(item, dict) and {"id", "titre"} <= set(item) <= {"id", "titre", "aide"}:
        line = _item_line(item) if all(isinstance(one, str) for one in item.values()) else None
    elif kind == "timed" and isinstance(item, dict) and {"id"} <= set(item) <= {"id", "minutes"}:
        line = f"{item['id']} : {item['minutes']}" if "minutes" in item else item["id"]
    if not isinstance(line, str) or line != line.strip() or "\n" in line or line != clean(line):
        return None
    again = _read_lines(kind, [line]) if line else []
    return line if again == [item] else None


def _item_line(item: dict[str, str]) -> str:
    named = f"{item['titre']} [{item['id']}]"
    return f"{named} : {item['aide']}" if "aide" in item else named


def _read_lines(kind: Kind, lines: list[str]) -> list[Any]:
    if kind == "items":
        return _read_items(lines)
    if kind == "timed":
        return [_read_timed(line) for line in lines]
    return list(lines)


def _read_items(lines: list[str]) -> list[Any]:
    """Titles with their short names; a name that is not given comes from the title, and is nobody else's."""
    found = [_ITEM.fullmatch(line) for line in lines]
    taken = {one["id"] for one in found if one}
    made = []
    for line, one in zip(lines, found, strict=True):
        name = one["id"] if one else slug(line, taken)
        taken.add(name)
        said = {"aide": one["help"]} if one and one["help"] else {}
        made.append({"id": name, "titre": one["title"] if one else line, **said})
    return made


def _read_timed(line: str) -> dict[str, Any]:
    found = _TIMED.fullmatch(line)
    return {"id": found["id"], "minutes": int(found["minutes"])} if found else {"id": line}


def _read_span(text: str) -> Any:
    """Two bounds; anything else as it was typed, for its fault."""
    found = _SPAN.fullmatch(text)
    return {name: int(found[name]) for name in ("min", "max")} if found else text or MISSING


def _yaml(value: Any) -> str:
    return written(value).removesuffix("...\n")


def _read_yaml(path: Loc, name: str, sent: Sent, unreadable: list[Unreadable]) -> Any:
    text = clean(sent.get(name) or "")
    if not text.strip():
        return MISSING
    value, faults = parsed(text)
    if faults:
        unreadable.append(Unreadable(path, name, text, faults))
        return MISSING
    return value
