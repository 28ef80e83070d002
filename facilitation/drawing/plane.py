"""A plane between two axes: a disc a person, where each one stands; many in one place are a disc with their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from facilitation.drawing.canvas import SIZE, SMALL, WIDTH, dot, drawing, line, lines, rect, text

LEFT, TOP, WIDE, HIGH = 132.0, 8.0, 420.0, 294.0
"""Where the plane stands on its sheet, and how large it is."""
_SIZES = (20.0, 17.0, 14.0, 12.0, 10.0)
_NUMBERED = 13.0
_LINE = 16.0


@dataclass(frozen=True, slots=True)
class Axis:
    """What is read along an axis: its title, its first end (left, or below) and its last."""

    title: str
    first: str
    last: str


def plane(across: Axis, up: Axis, places: int, spots: Sequence[tuple[int, int]]) -> str:
    """The SVG of `spots`, one (place across, place up) a person, each from 1 to `places`."""
    cell = WIDE / places, HIGH / places
    counts = Counter(spots)
    size = next((size for size in _SIZES if _held(cell, size) >= max(counts.values(), default=0)), _SIZES[-1])
    parts = [
        rect(LEFT, TOP, WIDE, HIGH, fill="#FFFFFF"),
        line(LEFT + WIDE / 2, TOP, LEFT + WIDE / 2, TOP + HIGH, dashes="4 4"),
        line(LEFT, TOP + HIGH / 2, LEFT + WIDE, TOP + HIGH / 2, dashes="4 4"),
        *_beside(up),
        *_below(across),
    ]
    for (right, high), count in sorted(counts.items()):
        centre = LEFT + cell[0] * (right - 0.5), TOP + HIGH - cell[1] * (high - 0.5)
        parts.extend(_gathered(centre, count, cell, size))
    return drawing(TOP + HIGH + 20 + 2 * _LINE, parts)


def _held(cell: tuple[float, float], size: float) -> int:
    """How many discs of this size stand side by side in a place; one at least."""
    return max(1, int(cell[0] // size)) * max(1, int(cell[1] // size))


def _gathered(centre: tuple[float, float], count: int, cell: tuple[float, float], size: float) -> Iterator[str]:
    if count > _held(cell, size):
        yield dot(*centre, _NUMBERED, fill="#FFFFFF")
        yield text(centre[0], centre[1] + SMALL / 3, str(count), size=SMALL, anchor="middle", strong=True)
        return
    columns = max(1, min(int(cell[0] // size), count))
    rows = -(-count // columns)
    for place in range(count):
        row, column = divmod(place, columns)
        here = min(columns, count - row * columns)
        x = centre[0] + (column - (here - 1) / 2) * size
        yield dot(x, centre[1] + (row - (rows - 1) / 2) * size, size * 0.42)


def _beside(up: Axis) -> Iterator[str]:
    """The last end at the top of the margin, the title at half height, the first end at the bottom."""
    room, right = LEFT - 16, LEFT - 10
    yield from _written(lines(up.last, room), right, TOP + SIZE, "end")
    title = lines(up.title, room, most=6)
    yield from _written(title, right, TOP + HIGH / 2 + 5 - (len(title) - 1) * _LINE / 2, "end", strong=True)
    first = lines(up.first, room)
    yield from _written(first, right, TOP + HIGH - 4 - (len(first) - 1) * _LINE, "end")


def _below(across: Axis) -> Iterator[str]:
    room, base = WIDE / 3 - 8, TOP + HIGH + 20
    yield from _written(lines(across.first, room), LEFT, base, "start")
    yield from _written(lines(across.title, room), LEFT + WIDE / 2, base, "middle", strong=True)
    yield from _written(lines(across.last, room), min(LEFT + WIDE, WIDTH - 8.0), base, "end")


def _written(words: Sequence[str], x: float, y: float, anchor: str, *, strong: bool = False) -> Iterator[str]:
    for rank, one in enumerate(words):
        yield text(x, y + rank * _LINE, one, anchor=anchor, strong=strong)
