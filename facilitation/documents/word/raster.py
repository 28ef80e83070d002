"""Drawings as PNG, in the face that the product ships: the same drawing gives the same bytes on every machine, whatever it has installed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

WIDE = 1680
"""Pixels across: three a unit, 305 to the inch at 14 cm."""
_FACE = "Atkinson Hyperlegible"
_FONTS = [str(Path(__file__).with_name(f"atkinson-{weight}.ttf")) for weight in (400, 700)]


@lru_cache(maxsize=32)
def png(svg: str) -> bytes | None:
    """The drawing as a PNG, `WIDE` pixels across; None where the rasteriser is not installed or cannot read the drawing.

    A sign that the face does not hold is drawn as a crossed box: no font of the system is looked for.
    """
    try:
        import resvg_py  # deferred: only a document with a drawing needs it
    except ImportError:
        return None
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg, width=WIDE, skip_system_fonts=True, font_files=_FONTS, sans_serif_family=_FACE
            )
        )
    except ValueError:
        return None
