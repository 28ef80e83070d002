"""Writes a guide's data as the YAML that authors write: keys in their order, texts after « | », short lists on their line. Pure.

What is written here and read again is the same data, whatever the texts hold. Comments are not data, and are not kept.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from facilitation.guides.faults import Fault, Faults
from facilitation.guides.yaml_nodes import CONTROL, compose, data_of, decode

_DECIMAL = re.compile(r"[-+]?\d{1,15}\.\d{1,15}")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,59}")
_PLAIN_KINDS = (str, int)
_MOST_ON_A_LINE = 8
_WIDEST = 10**9  # a text is never folded: its line breaks are its author's


def written(data: Any) -> str:
    """This data (dicts with text keys, lists, texts, whole numbers, true and false) as YAML."""
    return yaml.dump(
        data, Dumper=_Writer, allow_unicode=True, sort_keys=False, default_flow_style=False, width=_WIDEST, indent=2
    )


def parsed(text: str, shown_as: str = "") -> tuple[Any, tuple[Fault, ...]]:
    """The data of this text, and no fault; or None and what keeps it from being read, each fault with its line."""
    faults = Faults(shown_as)
    safe = decode(text.encode("utf-8", "replace"), faults)
    root = None if safe is None else compose(safe, faults)
    if root is None or faults.all:
        return None, faults.all
    return data_of(root), ()


class _Writer(yaml.SafeDumper):
    """PyYAML's writer in pure Python (libyaml's writes some texts otherwise), without anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write what occurs twice twice: readers refuse what refers to another place."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Set the items of a list back from their key, as authors do."""
        super().increase_indent(flow, False)


def _text(writer: _Writer, text: str) -> yaml.Node:
    if _DECIMAL.fullmatch(text):  # `1.5` is read as a text, and as a number where one is wanted, only without quotes
        return writer.represent_scalar("tag:yaml.org,2002:float", text)
    # What no author's file may hold raw is written escaped; the reader then says so beside its text.
    style = '"' if CONTROL.search(text) else "|" if "\n" in text else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(writer: _Writer, items: list[Any]) -> yaml.Node:
    short = len(items) <= _MOST_ON_A_LINE and all(isinstance(one, str) and _WORD.fullmatch(one) for one in items)
    return writer.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


def _keys(writer: _Writer, data: dict[str, Any]) -> yaml.Node:
    short = set(data) in ({"min", "max"}, {"id", "titre"}, {"id", "minutes"}, {"id"}) and all(
        isinstance(one, _PLAIN_KINDS) and len(str(one)) <= 60 and "\n" not in str(one) for one in data.values()
    )
    return writer.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=short)


_Writer.add_representer(str, _text)
_Writer.add_representer(list, _list)
_Writer.add_representer(dict, _keys)
