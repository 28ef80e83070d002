"""The measures and colours of every document: one place, read by the styles and by the writer (`design/word/README.md`)."""

from __future__ import annotations

PETROL = "1F5C63"  # structure only; 7.6:1 on white
RULE = "7D8E90"  # thin rules
LABEL = 38  # the label column, mm
TEXT_WIDTH, LANDSCAPE_WIDTH = 160, 247  # A4 less its margins, mm
SHORT, LONG = 11906, 16838  # the sides of A4, twips
SIDE, TOP, FOOT = 25, 20, 11  # margins and the footer's place, mm


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * 1440 / 25.4)
