"""Answers spread over the steps of a scale, line by line: a disc a person above its step, a diamond for the median, rings apart for « je ne sais pas »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil

from facilitation.drawing.canvas import INK, MIST, PETROL, SIGN, SMALL, WIDTH, dot, drawing, line, lines, number, text

LEFT = 204.0
"""Where the steps begin: the title of the line stands before."""
APART = 76.0
"""How wide the column of what stands apart is."""
_TYPE = 15.0  # from one line of type to the next
_DISCS = (11.0, 9.0, 7.0, 5.5)  # how much room a disc takes, the largest that fits
_ROWS = 3  # rows of discs above a step, before they are drawn smaller
_NUMBER = 20.0  # the room of a step's number
_UNDER = 9.0  # below the base of a line: half of the median's mark


@dataclass(frozen=True, slots=True)
class Dots:
    """A line: its title, how many stand on each step, lowest first, and apart; the median's rank from 0, a half between two.

    `ends`: what its two ends are called, where each line has its own. `instead`: what is said where nothing is shown.
    """

    title: str
    counts: tuple[int, ...]
    unknown: int = 0
    median: float | None = None
    ends: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a drawing: each step's name, what stands apart (empty where nothing does), a person, the median.

    `ends`: what the two ends of all lines are called, where the steps are numbers.
    """

    steps: tuple[str, ...]
    apart: str
    person: str
    median: str
    ends: tuple[str, ...] = ()


def dots(rows: Sequence[Dots], words: Words) -> str:
    """The SVG of these lines, which all have the same steps."""
    return _Chart(rows, words).svg()


class _Chart:
    def __init__(self, rows: Sequence[Dots], words: Words) -> None:
        self._rows, self._words = rows, words
        self._right = WIDTH - (APART if words.apart else 0)
        self._cell = (self._right - LEFT) / len(words.steps)
        most = max(chain.from_iterable((*row.counts, 1) for row in rows))
        self._disc = next((disc for disc in _DISCS if ceil(most / self._side(self._cell, disc)) <= _ROWS), _DISCS[-1])

    def svg(self) -> str:
        parts, y = self._heads()
        for row in self._rows:
            parts.append(line(0, y, WIDTH, y, colour=MIST))
            title = lines(row.title, LEFT - 14, size=SMALL, most=3)
            parts.extend(_type(title, 2, y + _TYPE))
            if row.instead:
                parts.append(text(LEFT + 4, y + _TYPE, row.instead, size=SMALL))
            under = _UNDER + (_TYPE if row.ends and not row.instead else 0)
            high = max(len(title) * _TYPE + 8, self._tall(row) + under + 8)
            if not row.instead:
                parts.extend(self._row(row, y + high - under))
                parts.extend(self._ends(row.ends, y + high - 6)[0] if row.ends else ())
            y += high
        parts.append(line(0, y, WIDTH, y, colour=MIST))
        key, y = self._key(y + 18)
        return drawing(y, [*parts, *key])

    @staticmethod
    def _side(room: float, disc: float) -> int:
        """How many discs stand side by side."""
        return max(1, int((room - 6) // disc))

    def _tall(self, row: Dots) -> float:
        above = [ceil(count / self._side(self._cell, self._disc)) for count in row.counts]
        apart = ceil(row.unknown / self._side(APART, self._disc))
        return max(*above, apart, 1) * self._disc if row.counts else _TYPE

    def _row(self, row: Dots, base: float) -> Iterator[str]:
        yield line(LEFT, base, self._right, base)
        for rank in range(len(self._words.steps)):
            x = self._centre(rank)
            yield line(x, base, x, base + 4)
        for rank, count in enumerate(row.counts):
            yield from self._stack(self._centre(rank), base, count, self._side(self._cell, self._disc))
        if self._words.apart:
            middle = WIDTH - APART / 2
            yield from self._stack(middle, base, row.unknown, self._side(APART, self._disc), fill="#FFFFFF")
        if row.median is not None:
            yield _diamond(self._centre(row.median), base)

    def _stack(self, centre: float, base: float, count: int, side: int, *, fill: str = PETROL) -> Iterator[str]:
        """So many discs, row upon row from the base."""
        for place in range(count):
            up, along = divmod(place, side)
            here = min(side, count - up * side)
            x = centre + (along - (here - 1) / 2) * self._disc
            yield dot(x, base - 6 - (up + 0.5) * self._disc, self._disc * 0.4, fill=fill)

    def _centre(self, rank: float) -> float:
        return LEFT + self._cell * (rank + 0.5)

    def _heads(self) -> tuple[list[str], float]:
        """The names of the steps above them, or their numbers where one of them is too long; and where the first line begins."""
        names = self._words.steps if self._fit() else tuple(str(rank + 1) for rank in range(len(self._words.steps)))
        every = ceil(_NUMBER / self._cell)  # of many steps, not each has room for its number
        cut = [
            (lines(name, self._cell, size=SMALL, most=3), self._centre(rank))
            for rank, name in enumerate(names)
            if rank % every == 0
        ]
        if self._words.apart:
            cut.append((lines(self._words.apart, APART, size=SMALL, most=3), WIDTH - APART / 2))
        foot = max(len(name) for name, _x in cut) * _TYPE
        above: list[str] = []
        if self._words.ends:
            above, high = self._ends(self._words.ends, _TYPE, most=2)
            foot = max(foot, high + _TYPE)
        heads = (_type(name, x, foot - (len(name) - 1) * _TYPE, anchor="middle") for name, x in cut)
        return [*above, *chain.from_iterable(heads)], foot + 6

    def _fit(self) -> bool:
        return all(" ".join(lines(name, self._cell, size=SMALL, most=3)) == name for name in self._words.steps)

    def _ends(self, ends: tuple[str, ...], y: float, *, most: int = 1) -> tuple[list[str], float]:
        """What the two ends are called, the first at the left, the last at the right; and how high that is."""
        half = (self._right - LEFT) / 2 - 6
        first, last = (lines(end, half, size=SMALL, most=most) for end in (ends[0], ends[-1]))
        parts = [*_type(first, LEFT + 2, y), *_type(last, self._right - 2, y, anchor="end")]
        return parts, max(len(first), len(last)) * _TYPE

    def _key(self, y: float) -> tuple[list[str], float]:
        """What the marks mean, then the steps that are numbered above; and where the drawing ends."""
        parts = [dot(LEFT + 6, y - 4, 4.4), text(LEFT + 16, y, self._words.person, size=SMALL)]
        after = LEFT + 40 + len(self._words.person) * SMALL * SIGN
        parts += [_diamond(after, y - 4), text(after + 12, y, self._words.median, size=SMALL)]
        if not self._fit():
            numbered = ((rank, name) for rank, name in enumerate(self._words.steps, 1) if name != str(rank))
            for one in _filled([f"{rank}\u00a0: {name}" for rank, name in numbered]):
                y += _TYPE
                parts.append(text(2, y, one, size=SMALL))
        return parts, y + 6


def _filled(told: Sequence[str]) -> list[str]:
    """These words one after the other, in as many lines as they take, each whole on its line where it can be."""
    filled: list[str] = []
    for one in told:
        if filled and lines(f"{filled[-1]} · {one}", WIDTH - 4, size=SMALL, most=1)[0] == f"{filled[-1]} · {one}":
            filled[-1] += f" · {one}"
        else:
            filled.extend(lines(one, WIDTH - 4, size=SMALL, most=2))
    return filled


def _type(cut: Sequence[str], x: float, y: float, *, anchor: str = "start") -> Iterator[str]:
    for rank, one in enumerate(cut):
        yield text(x, y + rank * _TYPE, one, size=SMALL, anchor=anchor)


def _diamond(x: float, y: float) -> str:
    """The mark of the median: white inside its outline, so that it is told from a disc in black and white."""
    points = " ".join(f"{number(x + dx)},{number(y + dy)}" for dx, dy in ((0, -6), (5, 0), (0, 6), (-5, 0)))
    return f'<polygon points="{points}" fill="#FFFFFF" stroke="{INK}" stroke-width="1.6"/>'
