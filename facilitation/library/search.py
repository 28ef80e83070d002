"""Finding a guide by words: accents, capitals and the plural don't matter, every word must be there, those of the title come first. Pure.

No index and no dependency: five hundred guides hold in a few hundred kilobytes of folded text, which a search reads in a few milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from facilitation.french_order import french_key

SHORT = 2
"""Signs of the words that say nothing by themselves (« de », « l' », « à »): they are left out of what is looked for, unless it has no other."""
LONGEST = 200  # signs


@dataclass(frozen=True)  # without slots: what is folded is kept in the instance
class Searched:
    """What is looked through: a title, a summary, and further lines (a question, a source), as people read them."""

    title: str
    summary: str
    lines: tuple[str, ...]

    @cached_property
    def compared(self) -> tuple[str, str, tuple[str, ...]]:
        """The same, folded: only when somebody searches, for it is most of the cost of a library that has just been read."""
        return folded(self.title), folded(self.summary), tuple(map(folded, self.lines))


@dataclass(frozen=True, slots=True)
class Hit:
    """How a search was met: `rank` 0 in the title, 1 with the summary, 2 with the rest; `line` is then a line that has one of the words."""

    rank: int
    line: str = ""


def typed(text: str) -> str:
    """What somebody typed to look for, its spaces made single, as long as a search may be."""
    return " ".join(text.split())[:LONGEST]


def folded(text: str) -> str:
    """The words of a text as they are compared, each after a space: « L'Œuvre, à l'école » gives « ␣l␣oeuvre␣a␣l␣ecole »."""
    plain = "".join(sign if sign.isalnum() else " " for sign in french_key(text)[0])
    return "".join(f" {word}" for word in plain.split())


def words_of(query: str) -> tuple[str, ...]:
    """What must be found at the beginning of a word, from what somebody typed: an s or an x of the plural is not asked for."""
    words = folded(query).split()
    telling = [word for word in words if len(word) > SHORT] or words
    return tuple(dict.fromkeys(word[:-1] if len(word) > SHORT + 1 and word[-1] in "sx" else word for word in telling))


def searched(title: str, summary: str, lines: Iterable[str]) -> Searched:
    """These texts, to be looked through; an empty line is left out, and a line that comes back."""
    return Searched(title, summary, tuple(line for line in dict.fromkeys(lines) if line))


def look(text: Searched, words: tuple[str, ...]) -> Hit | None:
    """How these words (of `words_of`) are met, or None when one of them is nowhere. Without words, as if by the title."""
    if not words:
        return Hit(0)
    title, summary, lines = text.compared
    starts = [f" {word}" for word in words]
    left = [start for start in starts if start not in title]
    if not left:
        return Hit(0)
    left = [start for start in left if start not in summary]
    if not left:
        return Hit(1)
    if any(all(start not in line for line in lines) for start in left):
        return None
    best = max(range(len(lines)), key=lambda at: sum(start in lines[at] for start in starts))
    return Hit(2, text.lines[best])
