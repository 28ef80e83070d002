"""What every drawing is made of: shapes and texts in plain attributes, on a white sheet as wide as the figure of a document.

A drawing is `WIDTH` units wide, which a document shows at 14 cm: one unit is a quarter of a millimetre, so type of `SIZE` units reads as 10 pt.
There is no id, style, script, link or `url(…)` in a drawing: it can stand twice in a page, under the strictest policy, and reaches for nothing
(`plain` says so, and writers refuse what is not). Colours are literal and every one has its pattern or its shape: the sheet is printed in black.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from xml.etree import ElementTree

from facilitation.typed import clean

WIDTH = 560
"""Units across; 14 cm in a document."""
SIZE, SMALL = 14, 12.5
"""Sizes of type: 10 pt and 9 pt on paper."""
INK, PETROL, MIST, EDGE = "#16201F", "#1F5C63", "#C9D6D7", "#5B6E70"
"""Type and outlines; what counts; what is behind; hairlines that hold in black and white."""
FACE = "Atkinson Hyperlegible, Carlito, Calibri, sans-serif"
SIGN = 0.5
"""About how wide a sign is, for one unit of size; wider than the face's average, for the one a computer takes in its place."""
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset({"svg", "g", "rect", "line", "circle", "polygon", "polyline", "path", "text", "tspan"})
_ATTRIBUTES = frozenset(
    {
        *("viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry"),
        *("points", "d", "transform", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray"),
        *("stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight", "text-anchor"),
    }
)
_SPACES = re.compile(r"[ \t\n]+")


def drawing(height: float, parts: Iterable[str]) -> str:
    """The whole SVG, `height` units high, on white."""
    high = number(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" width="{WIDTH}" height="{high}">'
        f'<rect width="{WIDTH}" height="{high}" fill="#FFFFFF"/>{"".join(parts)}</svg>'
    )


def plain(svg: str) -> bool:
    """Whether a drawing keeps to what drawings are made of, element by element: nothing in it loads, runs, styles or names."""
    if "<!" in svg or "<?" in svg:
        return False
    try:
        elements = list(ElementTree.fromstring(svg).iter())  # noqa: S314  no declaration, so no entity
    except ElementTree.ParseError:
        return False
    return all(
        element.tag.startswith(_NAMESPACE)
        and element.tag.removeprefix(_NAMESPACE) in _ELEMENTS
        and element.attrib.keys() <= _ATTRIBUTES
        and not any("(" in value for name, value in element.attrib.items() if name != "transform")
        for element in elements
    )


def text(x: float, y: float, words: str, *, size: float = SIZE, anchor: str = "start", strong: bool = False) -> str:
    """Words on one line, their baseline at `y`; `anchor` is start, middle or end."""
    weight = ' font-weight="700"' if strong else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-family="{FACE}" font-size="{number(size)}"'
        f' text-anchor="{anchor}"{weight} fill="{INK}">{escape(_SPACES.sub(" ", clean(words)).strip(" "))}</text>'
    )


def lines(words: str, width: float, *, size: float = SIZE, most: int = 2) -> tuple[str, ...]:
    """The words cut into lines of this width in units, at spaces; what does not fit in `most` lines ends in « … »."""
    signs = max(4, int(width / (size * SIGN)))
    cut: list[str] = []
    for word in filter(None, _SPACES.split(clean(words))):
        if cut and len(cut[-1]) + 1 + len(word) <= signs:
            cut[-1] += f" {word}"
        else:
            cut.append(word)
    kept = cut[:most]
    if len(cut) > most:
        last = kept[-1]
        while len(last) >= signs and " " in last:
            last = last.rpartition(" ")[0]
        kept[-1] = last + "…"
    return tuple(one if len(one) <= signs else one[: signs - 1].rstrip("… ") + "…" for one in kept)


def line(x1: float, y1: float, x2: float, y2: float, *, width: float = 1, colour: str = EDGE, dashes: str = "") -> str:
    """A stroke from one point to another; `dashes` as SVG writes them (« 4 3 »)."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
        f' stroke="{colour}" stroke-width="{number(width)}"{dashed}/>'
    )


def rect(x: float, y: float, width: float, height: float, *, fill: str = "none", stroke: str = INK) -> str:
    """A rectangle with an outline."""
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        f' fill="{fill}" stroke="{stroke}" stroke-width="1"/>'
    )


def dot(x: float, y: float, radius: float, *, fill: str = PETROL, stroke: str = INK) -> str:
    """A disc with an outline."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" stroke="{stroke}" stroke-width="1"/>'


def hatched(x: float, y: float, width: float, height: float, *, step: float = 6, colour: str = INK) -> str:
    """A rectangle filled with slanting strokes, which hold in black and white; without a pattern element, which would need an id."""
    strokes = []
    reach = step
    while reach < width + height:
        x1, y1 = (x + reach, y) if reach <= width else (x + width, y + reach - width)
        x2, y2 = (x, y + reach) if reach <= height else (x + reach - height, y + height)
        strokes.append(line(x1, y1, x2, y2, colour=colour))
        reach += step
    return rect(x, y, width, height, fill="#FFFFFF") + "".join(strokes)


def number(value: float) -> str:
    """A coordinate in few signs, the same everywhere: « 12 », « 12.5 »."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
