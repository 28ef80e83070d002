"""Numbers of headings and lists: real lists of Word, each heading with the number that the outline gave it.

List « Points » counts the headings 1, 2, 2.1. When the next number is not the one that Word would count to (a point was withheld), the heading gets a
`w:num` of its own with `startOverride`. Each numbered list has its own `w:num`, restarted at 1.
"""

from __future__ import annotations

_POINTS, _LIST = 0, 2  # abstract lists of base.docx
_FIRST_OWN = 4  # base.docx holds lists 1 to 3
_LEVELS = 3


class Lists:
    """The lists of one document, grown as it is written."""

    def __init__(self) -> None:
        self._own: list[str] = []
        self._points = 1  # the list that the headings are in
        self._last: list[int] = []  # the number of the last heading: [2, 1] for 2.1
        self._counted = 0  # how many levels of it this list has really counted

    def heading(self, number: str) -> str | None:
        """The `w:numPr` of a heading with this number (« 2 », « 2.1 »); None for one that no list can count."""
        parts = number.split(".")
        if len(parts) > _LEVELS or not all(
            part.isdecimal() and part.isascii() and 0 < int(part) < 32_000 for part in parts
        ):
            return None
        wanted = [int(part) for part in parts]
        level = len(wanted) - 1
        if not self._follows(wanted):
            self._points = self._new(_POINTS, wanted)
            self._counted = 0
        self._counted = len(wanted) if level <= self._counted else self._counted
        self._last = wanted
        return _properties(level, self._points)

    def restarted(self) -> str:
        """The `w:numPr` of the items of a new numbered list."""
        return _properties(0, self._new(_LIST, [1]))

    def xml(self) -> str:
        """The `w:num` elements to add to numbering.xml."""
        return "".join(self._own)

    def _follows(self, wanted: list[int]) -> bool:
        """Whether Word counts to this number by itself: its parents were really counted, and it is the next one."""
        level = len(wanted) - 1
        if self._counted < level:
            return False
        if self._last[:level] != wanted[:level]:
            return False
        before = self._last[level] if len(self._last) > level else 0
        return wanted[level] == before + 1 and (before == 0 or self._counted > level)

    def _new(self, abstract: int, starts: list[int]) -> int:
        overrides = "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for level, start in enumerate(starts)
        )
        identifier = _FIRST_OWN + len(self._own)
        self._own.append(f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>')
        return identifier


def _properties(level: int, number: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
