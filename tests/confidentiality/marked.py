"""Three corpora of fictional sentences in which what tells who somebody is stands as `[kind:text]`; half of each holds traps. The last two were written blind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from facilitation.confidentiality.shapes import Kind

FILES = {"first": "identifiers.txt", "second": "identifiers_second.txt", "third": "identifiers_third.txt"}
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


def read_all(name: str) -> tuple[Marked, ...]:
    """The sentences of a file beside this one; a line that begins with « # » and a space is a remark, « #mot » is a sentence."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return tuple(read(line) for line in lines if line and not line.startswith("# "))


CORPORA = {corpus: read_all(name) for corpus, name in FILES.items()}
SENTENCES = tuple(sentence for corpus in CORPORA.values() for sentence in corpus)
