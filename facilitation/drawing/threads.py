"""How a group's answers lie on one or two scales, row by row: a knot a person, and a thread from the lowest answer to the highest.

The first scale has discs, the second hatched squares; who does not know is a circle in dashes, apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from facilitation.drawing.canvas import EDGE, INK, PETROL, SMALL, WIDTH, dot, drawing, line, lines, number, text

_NAME, _WORD, _GAP = 154.0, 78.0, 9.0
"""What the titles and the words of shape take of the sheet, and the space between two columns."""
_ENDS, _LINE = 11.0, 14.0
_SIZES = ((10.0, 2), (10.0, 3), (8.5, 3), (7.5, 4), (6.0, 5))
"""How wide a knot is with its space, and in how many rows knots of this size may stand."""
_SMALLEST = 5.0
_COARSE = 3.0
"""Half the side of a square under which three strokes would run together."""


@dataclass(frozen=True, slots=True)
class Column:
    """A scale: its title, what its first and last degree are called, how many there are, whether « je ne sais pas » is offered."""

    title: str
    first: str
    last: str
    degrees: int
    unknown: bool


@dataclass(frozen=True, slots=True)
class Strand:
    """The answers of a row on one scale: how many chose each degree, and how many did not know."""

    counts: tuple[int, ...]
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its title, its answers on each scale, and the shape in a word."""

    title: str
    strands: tuple[Strand, ...]
    word: str = ""


def threads(columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """The SVG of these rows under these columns, one or two."""
    wide = (WIDTH - _NAME - _WORD - _GAP * (len(columns) + 1)) / len(columns)
    lefts = [_NAME + _GAP + rank * (wide + _GAP) for rank in range(len(columns))]
    most = max((max(*strand.counts, strand.unknown) for row in rows for strand in row.strands), default=1)
    place = min(min(_across(one, wide) / one.degrees, wide / 5) for one in columns)
    size, deep = _size(place, most)
    parts = [one for column, left in zip(columns, lefts, strict=True) for one in _head(column, left, wide)]
    ends = [lines(words, _across(one, wide) / 2, size=_ENDS) for one in columns for words in (one.first, one.last)]
    top = (2 + max(map(len, ends))) * _LINE + 6
    for row in rows:
        title = lines(row.title, _NAME, size=SMALL, most=3)
        high = max(deep * size + 8, len(title) * _LINE + 4)
        middle = top + high / 2
        parts.append(line(0, top, WIDTH, top, width=0.5))
        parts.extend(_written(title, 0, middle))
        parts.extend(_written(lines(row.word, _WORD, size=SMALL), WIDTH - _WORD, middle))
        for rank, (column, strand) in enumerate(zip(columns, row.strands, strict=True)):
            parts.extend(_strand(strand, column, lefts[rank], wide, middle, size, deep, squares=rank > 0))
        top += high
    return drawing(top + 1, [*parts, line(0, top, WIDTH, top, width=0.5)])


def _across(column: Column, wide: float) -> float:
    """What the degrees take of a column: four fifths where who does not know stands beside."""
    return wide * 0.8 if column.unknown else wide


def _size(place: float, most: int) -> tuple[float, int]:
    """The largest knots of which `most` hold in a place this wide, and in how many rows they stand."""
    for size, allowed in _SIZES:
        deep = ceil(most / max(1, int(place // size)))
        if deep <= allowed:
            return size, max(2, deep)
    return _SMALLEST, max(2, ceil(most / max(1, int(place // _SMALLEST))))


def _head(column: Column, left: float, wide: float) -> Iterator[str]:
    across = _across(column, wide)
    title = lines(column.title, wide, size=SMALL)
    for rank, words in enumerate(title):
        yield text(left, _LINE * (rank + 3 - len(title)) - 2, words, size=SMALL, strong=True)
    for rank, words in enumerate(lines(column.first, across / 2, size=_ENDS)):
        yield text(left, _LINE * (rank + 3), words, size=_ENDS)
    for rank, words in enumerate(lines(column.last, across / 2, size=_ENDS)):
        yield text(left + across, _LINE * (rank + 3), words, size=_ENDS, anchor="end")
    if column.unknown:
        yield text(left + wide * 0.9, _LINE * 3, "?", size=_ENDS, anchor="middle")


def _written(words: Sequence[str], x: float, middle: float) -> Iterator[str]:
    for rank, one in enumerate(words):
        yield text(x, middle + 4 + (rank - (len(words) - 1) / 2) * _LINE, one, size=SMALL)


def _strand(
    strand: Strand, column: Column, left: float, wide: float, middle: float, size: float, deep: int, *, squares: bool
) -> Iterator[str]:
    place = _across(column, wide) / column.degrees
    centres = [left + place * (rank + 0.5) for rank in range(column.degrees)]
    used = [centre for centre, count in zip(centres, strand.counts, strict=True) if count]
    if used and used[0] < used[-1]:
        yield line(used[0], middle, used[-1], middle, width=1.5, colour=EDGE)
    half = size * 0.42
    knots = [
        spot
        for centre, count in zip(centres, strand.counts, strict=True)
        for spot in _stack(centre, middle, count, size, deep)
    ]
    yield from _squares(knots, half) if squares else (dot(x, y, half, fill=PETROL, stroke=PETROL) for x, y in knots)
    for x, y in _stack(left + wide * 0.9, middle, strand.unknown, size, deep):
        yield dot(x, y, half, fill="#FFFFFF", stroke=INK).replace("/>", ' stroke-dasharray="2 1.5"/>')


def _squares(knots: Sequence[tuple[float, float]], half: float) -> Iterator[str]:
    """Hatched squares around these points: all their outlines in one path, all their strokes in another."""
    if not knots:
        return
    side, part = number(2 * half), number(half)
    outlines = "".join(f"M{number(x - half)} {number(y - half)}h{side}v{side}h-{side}z" for x, y in knots)
    strokes = "".join(f"M{number(x - half)} {number(y + half)}l{side} -{side}" for x, y in knots)
    if half >= _COARSE:
        strokes += "".join(
            f"M{number(x - half)} {number(y)}l{part} -{part}M{number(x)} {number(y + half)}l{part} -{part}"
            for x, y in knots
        )
    yield f'<path d="{outlines}" fill="#FFFFFF" stroke="{INK}" stroke-width="1"/>'
    yield f'<path d="{strokes}" fill="none" stroke="{INK}" stroke-width="1"/>'


def _stack(centre: float, middle: float, count: int, size: float, deep: int) -> Iterator[tuple[float, float]]:
    """Where `count` knots stand around a centre, column after column."""
    columns = ceil(count / deep)
    tall = ceil(count / max(1, columns))
    for place in range(count):
        yield (
            centre + (place // tall - (columns - 1) / 2) * size,
            middle + (place % tall - (tall - 1) / 2) * size,
        )
