"""Reading an authored YAML file into nodes that remember their line and column.

Only what an author needs is read: mappings, lists and scalars. Aliases, anchors and tags are refused: a seven-line file of aliases unfolds
into gigabytes, and tags name Python objects. `no`, `12:30` and dates stay text. Events come from libyaml, and the tree is built here without
recursion, so that no file can exhaust the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from facilitation.guides.faults import Faults, Place, shown
from facilitation.guides.yaml_errors import say_what_yaml_refused
from facilitation.i18n import _

MAX_BYTES, MAX_NODES, MAX_DEPTH = 256 * 1024, 20_000, 20
CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufffe\\uffff]")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TOP = Place(1, 1)


@dataclass(slots=True)
class Node:
    """A node of the file. `refused`: a fault was already said of it, so that nothing more is said."""

    place: Place
    refused: bool = field(default=False, kw_only=True)


@dataclass(slots=True)
class Scalar(Node):
    """A scalar as written; `plain` when without quotes; `last` is the line (from 1) on which it ends."""

    text: str
    plain: bool
    last: int


@dataclass(slots=True)
class Entry:
    """A key and its value."""

    place: Place
    value: Node


@dataclass(slots=True)
class Mapping(Node):
    """Keys and values, in order; of a key written twice, the first."""

    entries: dict[str, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class Listing(Node):
    """Items, in order."""

    items: list[Node] = field(default_factory=list)


def decode(raw: bytes, faults: Faults) -> str | None:
    """The text of a file, or None with a fault said: too large, or not UTF-8. Raw control characters become U+FFFD, each with its fault."""
    if len(raw) > MAX_BYTES:
        faults.add(_TOP, _("Ce fichier dépasse 256 ko. Coupez-le en deux fichiers."))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        place = Place(line, len(before) - before.rfind("\n"))
        faults.add(place, _("Ce caractère n'est pas en UTF-8. Enregistrez le fichier avec l'encodage « UTF-8 »."))
        return None
    return without_controls(text, faults)


def without_controls(text: str, faults: Faults) -> str:
    """The text with each raw control character, or line break that YAML would alter, replaced by U+FFFD; each line that holds one is said."""
    if not CONTROL.search(text):
        return text
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        found = CONTROL.search(line)
        if found is not None:
            code = f"{ord(found.group()):04X}"
            said = _(
                'Caractère de contrôle U+%(code)s. Enlevez-le ; s\'il a été tapé dans une réunion, écrivez-le "\\u%(code)s".',
                code=code,
            )
            faults.add(Place(number, found.start() + 1), said)
    return CONTROL.sub("\ufffd", text)


def compose(text: str, faults: Faults) -> Node | None:
    """The root of the file, or None when it holds none or YAML cannot be read further; every fault met is said."""
    composer = _Composer(faults)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not composer.take(event):
                return None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        say_what_yaml_refused(error, faults)
        return None
    if composer.root is None:
        faults.add(_TOP, _("Ce fichier est vide. Partez d'un guide existant, ou de « Écrire un guide »."))
    return composer.root


class _Composer:
    """Builds nodes from YAML events with a stack of its own."""

    def __init__(self, faults: Faults) -> None:
        self.root: Node | None = None
        self._faults = faults
        self._open: list[Mapping | Listing] = []
        self._keys: list[Scalar | None] = []
        self._count = 0
        self._documents = 0

    def take(self, event: Any) -> bool:
        """Take one event in; False when the file must not be read further."""
        if isinstance(event, yaml.DocumentStartEvent):
            return self._begin_document(event)
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._open.pop()
            self._keys.pop()
            return True
        if isinstance(event, yaml.NodeEvent):
            return self._take_node(event)
        return True

    def _begin_document(self, event: Any) -> bool:
        self._documents += 1
        if self._documents > 1:
            self._faults.add(
                _place(event),
                _("Un second document commence ici (« --- »). Un fichier en contient un seul : coupez-le en deux."),
            )
        return self._documents == 1

    def _take_node(self, event: Any) -> bool:
        self._count += 1
        if self._count > MAX_NODES:
            self._faults.add(_place(event), _("Ce fichier compte plus de 20 000 éléments. Coupez-le en deux fichiers."))
            return False
        node = self._node(event)
        self._attach(node)
        if isinstance(node, (Mapping, Listing)):
            if len(self._open) >= MAX_DEPTH:
                self._faults.add(
                    node.place, _("Plus de vingt niveaux sont emboîtés ici. Mettez moins de listes dans des listes.")
                )
                return False
            self._open.append(node)
            self._keys.append(None)
        return True

    def _node(self, event: Any) -> Node:
        place = _place(event)
        refused = self._refuse_machinery(event, place)
        if isinstance(event, yaml.MappingStartEvent):
            return Mapping(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(place)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(place, event.value, event.style in (None, ""), _last_line(event))
        return Scalar(place, "", True, place.line, refused=refused)

    def _refuse_machinery(self, event: Any, place: Place) -> bool:
        """Say that an alias, an anchor or a tag has no place here; True when the node has no value of its own."""
        if isinstance(event, yaml.AliasEvent):
            self._faults.add(
                place,
                _(
                    "Renvoi « *%(name)s » : les renvois ne sont pas lus. Recopiez le texte.",
                    name=shown(str(event.anchor)),
                ),
            )
            return True
        if event.anchor is not None:
            self._faults.add(
                place, _("Ancre « &%(name)s » : les ancres ne sont pas lues. Enlevez-la.", name=shown(event.anchor))
            )
        if getattr(event, "tag", None) is not None:
            self._faults.add(
                place,
                _(
                    "Étiquette « %(tag)s » : enlevez le mot qui commence par « ! ».",
                    tag=shown(event.tag.replace("tag:yaml.org,2002:", "!!")),
                ),
            )
        return False

    def _attach(self, node: Node) -> None:
        """Hang the node under what is open: as the root, an item, a key or a value."""
        if not self._open:
            self.root = node
            return
        parent, key = self._open[-1], self._keys[-1]
        if isinstance(parent, Listing):
            self._say_if_empty(node, node.place, _("Cet élément de liste est vide. Écrivez-le, ou enlevez le tiret."))
            parent.items.append(node)
        elif key is None:
            self._keys[-1] = self._key(node)
        else:
            self._keys[-1] = None
            self._add_entry(parent, key, node)

    def _key(self, node: Node) -> Scalar:
        if isinstance(node, Scalar):
            return node
        self._faults.add(
            node.place,
            _("Une clé est un mot suivi de deux-points. Mettez entre guillemets un texte qui commence par [ ou {."),
        )
        return Scalar(node.place, "", True, node.place.line, refused=True)

    def _add_entry(self, parent: Mapping, key: Scalar, value: Node) -> None:
        earlier = parent.entries.get(key.text)
        if earlier is not None:
            said = _(
                "La clé « %(key)s » est déjà écrite à la ligne %(line)s. Gardez-en une.",
                key=shown(key.text),
                line=earlier.place.line,
            )
            self._faults.add(key.place, said)
            return
        said = _("« %(key)s » est vide. Écrivez sa valeur, ou enlevez cette ligne.", key=shown(key.text))
        self._say_if_empty(value, key.place, said)
        if not key.refused:
            parent.entries[key.text] = Entry(key.place, value)

    def _say_if_empty(self, node: Node, place: Place, sentence: str) -> None:
        if isinstance(node, Scalar) and node.plain and not node.text and not node.refused:
            node.refused = True
            self._faults.add(place, sentence)


def data_of(node: Node) -> Any:
    """The plain data of a node: dicts, lists, text, whole numbers, true and false; None where a fault was said."""
    if isinstance(node, Mapping):
        return {key: data_of(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Listing):
        return [data_of(item) for item in node.items]
    if not isinstance(node, Scalar) or node.refused:
        return None
    if node.plain and node.text in ("true", "false"):
        return node.text == "true"
    if node.plain and _INTEGER.fullmatch(node.text):
        return int(node.text)
    return node.text


def scalars(node: Node, key: str = "") -> Iterator[tuple[str, Scalar]]:
    """Each scalar value below this node, with the key it stands under (that of its list, for an item)."""
    if isinstance(node, Mapping):
        for name, entry in node.entries.items():
            yield from scalars(entry.value, name)
    elif isinstance(node, Listing):
        for item in node.items:
            yield from scalars(item, key)
    elif isinstance(node, Scalar):
        yield key, node


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _last_line(event: Any) -> int:
    return int(event.end_mark.line) + 1
