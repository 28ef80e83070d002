"""How summaries are worded and set out: numbers in letters, a rule inside a sentence, tables and lists of what was given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from facilitation.activities.base import Line
from facilitation.i18n import _, mark
from facilitation.outline import Cell, Listing, Run, Table, plain

_NUMBERS = (
    mark("aucun"), mark("un"), mark("deux"), mark("trois"), mark("quatre"), mark("cinq"), mark("six"), mark("sept"),
    mark("huit"), mark("neuf"), mark("dix"), mark("onze"), mark("douze"), mark("treize"), mark("quatorze"),
    mark("quinze"), mark("seize"),
)  # fmt: skip
_FEMININE = {0: mark("aucune"), 1: mark("une")}


def counted(number: int, *, feminine: bool = False) -> str:
    """The number in letters up to sixteen (« une » for `feminine`), in digits beyond: as French minutes write it."""
    if not 0 <= number < len(_NUMBERS):
        return str(number)
    return _(_FEMININE.get(number, _NUMBERS[number]) if feminine else _NUMBERS[number])


def lowered(sentence: str) -> str:
    """An authored sentence, ready to follow a colon: without its capital (kept on « AMO ») nor its full stop."""
    kept = sentence.strip().removesuffix(".")
    first = kept.split(maxsplit=1)[0] if kept else ""
    return kept if len(first) > 1 and first.isupper() else kept[:1].lower() + kept[1:]


GAP = "–"
"""What stands in a table for a cell that nobody filled."""
_FIRST = 0.26


def table(*, title: str, description: str, header: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> Table:
    """A table whose first column is narrow, as it names its rows, and whose others share the rest."""
    others = len(header) - 1
    widths = (_FIRST, *[(1 - _FIRST) / others] * others) if others else (1.0,)
    return Table(title=title, description=description, header=header, rows=rows, widths=widths)


FEW_SIGNS, ONE_LINE = 40, 300
"""A text of a few words, and how many signs such texts may take together, to stand one after the other on a line or three."""


def listing(lines: Sequence[Line], endings: Mapping[str, str] | None = None, *, run_on: bool = False) -> Listing:
    """A list of these lines, unattributed, each with its source; `endings`: by id, a few words of ours put after a text.

    `run_on`: on one line, one after the other, when each is a few words.
    """
    after = endings or {}
    return Listing(
        items=tuple(
            (*plain(line.text), Run(text=" " + after[line.id], emphasis=True))
            if after.get(line.id)
            else plain(line.text)
            for line in lines
        ),
        sources=tuple(line.id for line in lines),
        field=lines[0].field if lines else "",
        run_on=run_on and _few(line.text for line in lines),
    )


def _few(texts: Iterable[str]) -> bool:
    """Whether each text is a few words, and all of them a few lines."""
    found = list(texts)
    return sum(map(len, found)) <= ONE_LINE and all(len(one) <= FEW_SIGNS and "\n" not in one for one in found)
