"""Which spreads are drawn in a document, and how (`docs/decisions/0017-which-counts-are-drawn.md`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from facilitation.activities.spread import THRESHOLD, Scattered, Spread
from facilitation.drawing.dots import Dots, Words, dots
from facilitation.i18n import _
from facilitation.outline import Blocks, Figure, Table

MOST_LINES = 8
"""More than these make a drawing of more than a third of a page: their table alone is read."""
FEW_STEPS = 5
"""A single line of so many steps at most is read at once in words."""


def drawn(made: Blocks, summary: Scattered, ends: Mapping[str, tuple[str, ...]]) -> Blocks:
    """The blocks of `spread_table`, its table as the data of a drawing where one says more; `ends`: what each line's two ends are called, by field."""
    if not _worth(summary.spreads):
        return made
    alternative = _(
        "Un point par réponse, ligne par ligne, et un losange pour la médiane. Le tableau qui suit donne les nombres."
    )
    svg = _svg(summary.spreads, ends)
    return tuple(
        Figure(svg=svg, alternative=alternative, data=block) if isinstance(block, Table) else block for block in made
    )


def _worth(spreads: Sequence[Spread]) -> bool:
    """Whether enough people answered, and on enough lines or steps, on scales that can stand one above the other."""
    if not any(one.answered >= THRESHOLD for one in spreads):
        return False
    alike = len({_steps(one) for one in spreads}) == 1
    return alike and len(spreads) <= MOST_LINES and (len(spreads) > 1 or len(spreads[0].names) > FEW_STEPS)


def _steps(one: Spread) -> tuple[str, ...]:
    """The names of the steps, but for those of a line that only names its ends: their numbers."""
    if len(one.names) > 2 and all(name.lstrip("-").isdigit() for name in one.names[1:-1]):
        return tuple(str(one.lowest + rank) for rank in range(len(one.names)))
    return one.names


def _svg(spreads: Sequence[Spread], ends: Mapping[str, tuple[str, ...]]) -> str:
    steps = _steps(spreads[0])
    named = [ends.get(one.field, ()) if steps[0].lstrip("-").isdigit() else () for one in spreads]
    shared = named[0] if len(set(named)) == 1 else ()
    return dots(
        [
            Dots(
                title=one.title,
                counts=one.counts,
                unknown=one.unknown,
                median=one.middle,
                ends=() if shared else own,
                instead=one.told if one.withheld or not one.answered else "",
            )
            for one, own in zip(spreads, named, strict=True)
        ],
        Words(
            steps=steps,
            apart=_("je ne sais pas") if any(one.asks_unknown for one in spreads) else "",
            person=_("une réponse"),
            median=_("la médiane"),
            ends=shared,
        ),
    )
