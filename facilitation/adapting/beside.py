"""Which field each fault of a file stands beside. Pure.

A fault knows the keys that it is about, or at least its line. Steps are counted there with those of modules in their places, and the page shows a module
as one step: the line says which.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from facilitation.adapting.fields import REST
from facilitation.adapting.keys import Loc
from facilitation.adapting.rules import Sheet
from facilitation.guides.faults import Fault, Faults, Place
from facilitation.guides.yaml_nodes import Listing, Mapping, Node, compose


def beside(shown: Sheet, faults: Iterable[Fault], text: str) -> Sheet:
    """The sheet with each of these faults of the file that reads `text` beside its field; those that have none are the sheet's own."""
    root = compose(text, Faults(""))
    if root is None:
        return replace(shown, faults=(*shown.faults, *faults))
    places = sorted(_places(root, ()), key=lambda one: one[:2])
    begin = [place for place, _depth, _path in places]
    fields = {one.path: one.name for one in shown.all()}
    found: dict[str, list[Fault]] = {}
    alone: list[Fault] = []
    for fault in faults:
        name = _field_of(_path_of(fault, begin, places), fields)
        if name is None:
            alone.append(fault)
        else:
            found.setdefault(name, []).append(fault)
    changed = shown.changed(lambda one: replace(one, faults=(*one.faults, *found.get(one.name, ()))))
    return replace(changed, faults=(*shown.faults, *alone))


def _path_of(fault: Fault, begin: list[Place], places: list[tuple[Place, int, Loc]]) -> Loc:
    """The path of keys that the fault is about, its step counted as the page counts them.

    `places` are what begins in the file and where (`begin` has the places alone): of what begins last at the fault's place or before it, the innermost.
    """
    last = bisect_right(begin, Place(fault.line, fault.column))
    at_line = places[last - 1][2] if last else ()
    if not fault.at:
        return at_line
    if fault.at[0] != "etapes" or len(fault.at) < 2:
        return fault.at
    return (*at_line[:2], *fault.at[2:]) if at_line[:1] == ("etapes",) and len(at_line) > 1 else fault.at


def _places(node: Node, path: Loc) -> Iterator[tuple[Place, int, Loc]]:
    """Where each key and each item of the file begins."""
    if isinstance(node, Mapping):
        for name, entry in node.entries.items():
            yield entry.place, len(path), (*path, name)
            yield from _places(entry.value, (*path, name))
    elif isinstance(node, Listing):
        for index, item in enumerate(node.items):
            yield item.place, len(path), (*path, index)
            yield from _places(item, (*path, index))


def _field_of(path: Loc, fields: dict[Loc, str]) -> str | None:
    """The name of the field that holds this path: itself or what it is part of; an activity stands at its type, an unknown key among its like."""
    for length in range(len(path), 0, -1):
        part = path[:length]
        if part in fields:
            return fields[part]
        if part[-1] == "activite" and (*part, "type") in fields:
            unknown = (*part, REST)
            return fields[unknown if len(path) > length and unknown in fields else (*part, "type")]
        if len(path) > length and (*part, REST) in fields:
            return fields[*part, REST]
        if len(part) == 2 and part[0] in ("etapes", "roles", "variantes"):
            return _first_of(part, fields)
    return fields.get((REST,)) if len(path) == 1 else None


def _first_of(block: Loc, fields: dict[Loc, str]) -> str | None:
    """The first field of this block, for what is about the whole of it; None when the page has no such block."""
    return next((name for path, name in fields.items() if path[:2] == block), None)
