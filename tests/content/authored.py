"""What authors wrote, file by file: each text with its line and the keys that lead to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from facilitation.guides.catalogue import content_folder
from facilitation.guides.faults import Faults
from facilitation.guides.yaml_nodes import Listing, Mapping, Node, Scalar, compose

FOLDER = content_folder()
FILES = sorted(FOLDER.rglob("*.yaml"))
NO_PROSE = frozenset(
    [
        "adresse",
        "certitude",
        "de",
        "derives",
        "entrees",
        "en",
        "format",
        "guide",
        "id",
        "langue",
        "licence",
        "lu",
        "module",
        "nl",
        "porteur",
        "service",
        "sources",
        "type",
        "version",
    ]
)
"""Last keys of names for the program, of people, of addresses, of other languages."""
SENTENCE = re.compile(r"[.?!…:;]+(?=\s|$)|\n+")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a file. `path`: the keys that lead to it, places in lists left out."""

    file: str
    line: int
    path: tuple[str, ...]
    text: str

    @property
    def key(self) -> str:
        """The last key."""
        return self.path[-1] if self.path else ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {'.'.join(self.path)}: {self.text[:120]!r}"


def texts_of(path: Path) -> list[Text]:
    """Every text of this file that is prose."""
    return texts_in(path.read_text(encoding="utf-8"), path.name)


def texts_in(text: str, name: str = "essai.yaml") -> list[Text]:
    """Every text of a file with this content that is prose."""
    faults = Faults(name)
    root = compose(text, faults)
    assert root is not None, [str(fault) for fault in faults.all]
    return [one for one in _walk(root, name, ()) if one.key not in NO_PROSE]


def _walk(node: Node, name: str, path: tuple[str, ...]) -> Iterator[Text]:
    if isinstance(node, Scalar):
        yield Text(name, node.place.line, path, node.text)
    elif isinstance(node, Mapping):
        for key, entry in node.entries.items():
            yield from _walk(entry.value, name, (*path, key))
    elif isinstance(node, Listing):
        for item in node.items:
            yield from _walk(item, name, path)


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence: one ends with a mark that stops the breath, or with its line."""
    return [words for part in SENTENCE.split(text) if (words := WORD.findall(part))]


def ease(text: str) -> float:
    """How easily a French text is read: L. Kandel and A. Moles' coefficients for Flesch's formula (1958); 100 is a child's book, under 30 a treatise.

    207 − 1.015 × words a sentence − 73.6 × syllables a word; a syllable is a group of vowels, a silent final e left out.
    """
    found = sentences(text)
    words = [word for one in found for word in one]
    if not words:
        return 100.0
    return 207 - 1.015 * len(words) / len(found) - 73.6 * sum(map(_syllables, words)) / len(words)


def _syllables(word: str) -> int:
    plain = re.sub(r"(?<=[^aeiouyéèêàâîôûù])e(?:s|nt)?$", "", word.lower())
    return max(1, len(VOWELS.findall(plain)))
