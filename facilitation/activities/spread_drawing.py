"""Which spreads are drawn in a document, and how (`docs/decisions/0017-which-counts-are-drawn.md`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from facilitation.activities.spread import THRESHOLD, Scattered, Spread
from facilitation.drawing.dots import Dots, Words, dots
from facilitation.i18n import NARROW, _
from facilitation.outline import Blocks, Figure, Table

MOST_LINES = 8
"""More than these make a drawing of more than a third of a page: their table alone is read."""
TITLE_SIGNS = 80
"""Of a line's title, in the words that stand for the drawing: the table gives it whole."""
BETWEEN = f"{NARROW}; "
FEW_STEPS = 5
"""A single line of so many steps at most is read at once in words."""


def drawn(made: Blocks, summary: Scattered, ends: Mapping[str, tuple[str, ...]]) -> Blocks:
    """The blocks of `spread_table`, its table as the data of a drawing where one says more; `ends`: what each line's two ends are called, by field."""
    if not _worth(summary.spreads):
        return made
    svg, alternative = _svg(summary.spreads, ends), _alternative(summary.spreads)
    return tuple(
        Figure(svg=svg, alternative=alternative, data=block) if isinstance(block, Table) else block for block in made
    )


def _alternative(spreads: Sequence[Spread]) -> str:
    """What the drawing shows, and the shape of each line in a word."""
    how = _("Un point par réponse, ligne par ligne, et un losange pour la médiane.")
    shapes = [_("%(title)s : %(shape)s", title=_cut(one.title), shape=one.shape) for one in spreads if one.shape]
    return f"{how} {BETWEEN.join(shapes)}." if shapes else how


def _cut(title: str) -> str:
    return title if len(title) <= TITLE_SIGNS else title[: TITLE_SIGNS - 1].rstrip() + "…"


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
