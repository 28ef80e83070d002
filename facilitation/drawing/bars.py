"""What each choice received: a bar for each, as long as its number, which stands at its end."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.drawing.canvas import EDGE, PETROL, SMALL, WIDTH, drawing, line, lines, rect, text

LEFT = 236.0
"""Where the bars begin: what stands before is the choice."""
_TYPE, _THICK, _NUMBER = 15.0, 11.0, 34.0


def bars(choices: Sequence[tuple[str, int]]) -> str:
    """The SVG of these choices and their numbers, in their order."""
    most = max((count for _title, count in choices), default=0) or 1
    parts: list[str] = []
    y = 4.0
    for title, count in choices:
        cut = lines(title, LEFT - 14, size=SMALL, most=2)
        high = len(cut) * _TYPE + 6
        middle = y + high / 2
        start = middle + SMALL / 3 - (len(cut) - 1) * _TYPE / 2
        parts.extend(text(2, start + rank * _TYPE, one, size=SMALL) for rank, one in enumerate(cut))
        long = (WIDTH - LEFT - _NUMBER) * count / most
        if count:
            parts.append(rect(LEFT, middle - _THICK / 2, long, _THICK, fill=PETROL))
        parts.append(text(LEFT + long + 6, middle + SMALL / 3, str(count), size=SMALL, strong=True))
        y += high
    return drawing(y + 4, [*parts, line(LEFT, 2, LEFT, y + 2, colour=EDGE)])
