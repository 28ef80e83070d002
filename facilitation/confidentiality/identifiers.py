"""What in a text may tell who somebody is: numbers, addresses, a birth date, a name after its title. « Un repérage, pas une anonymisation. »

Each kind is looked for by what has a form of its own: a checksum, a numbering plan, « née le », « rue … 12 », « Mme … » (`confidentiality.shapes`). A first
name alone, a nickname, a story that everybody knows are not found. Time grows as the length of the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from facilitation.confidentiality import shapes
from facilitation.confidentiality.shapes import Kind, Span

BLOCKING: frozenset[Kind] = frozenset({"niss", "iban"})
"""What stops an export until somebody says that they have seen it; the rest warns (`design/confidentiality.md`)."""
TAKEN = "\0"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text, from `start` to `end` (code points, end excluded), and what it looks like."""

    kind: Kind
    start: int
    end: int


def find(text: str) -> list[Finding]:
    """What this text holds that may tell who somebody is, in order, no two of them overlapping. Any text, however long; nothing is raised."""
    plain, found = _plain(text), list[Finding]()
    for kind, look in shapes.LOOKS.items():
        spans = tuple(look(plain))
        found += [Finding(kind, start, end) for start, end in spans]
        plain = _without(plain, spans)
    return sorted(found, key=lambda one: one.start)


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text, as long, with nothing to find in these stretches: what one kind has taken is not for those that follow."""
    kept, last = list[str](), 0
    for start, end in spans:
        kept += (text[last:start], TAKEN * (end - start))
        last = end
    return "".join((*kept, text[last:]))


def _plain(text: str) -> str:
    """The text, as long, with one digit for all scripts', one space, one hyphen, one apostrophe: numbers are pasted from everywhere."""
    return text if text.isascii() else text.translate({code: _sign(chr(code)) for code in map(ord, set(text))})


def _sign(sign: str) -> str:
    if sign.isascii():
        return sign
    number = unicodedata.decimal(sign, None)
    if number is not None:
        return str(number)
    kind = unicodedata.category(sign)
    if kind == "Zs" or sign in "\u200b\u2060\ufeff":
        return " "
    return "-" if kind == "Pd" or sign == "\u2212" else "'" if sign in "\u2018\u2019\u02bc\u02b9" else sign
