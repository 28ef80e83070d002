"""The corpus of `identifiers.txt`: fictional sentences in which what tells who somebody is stands as `[kind:text]`; the other half holds traps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from facilitation.confidentiality.shapes import Kind

FILE = Path(__file__).with_name("identifiers.txt")
KINDS: tuple[Kind, ...] = get_args(Kind)
MARK = re.compile(rf"\[({'|'.join(KINDS)}):([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence, and what in it is to be found: (kind, start, end), in order."""

    text: str
    spans: tuple[tuple[str, int, int], ...]


def read(line: str) -> Marked:
    """The sentence of a line of the corpus."""
    text, spans, last = "", list[tuple[str, int, int]](), 0
    for found in MARK.finditer(line):
        text += line[last : found.start()]
        spans.append((found[1], len(text), len(text) + len(found[2])))
        text += found[2]
        last = found.end()
    return Marked(text + line[last:], tuple(spans))


SENTENCES = tuple(
    read(line) for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
)
