"""Which counts of choices are drawn in a document, and how (`docs/decisions/0017-which-counts-are-drawn.md`)."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.activities.wording import table
from facilitation.drawing.bars import bars
from facilitation.i18n import _
from facilitation.outline import Cell, Figure, plain

DRAWN = 6
"""From so many choices on, points and several choices are drawn: fewer are read at once in a sentence, and a single choice is a result, not a spread."""


def choices_figure(choices: Sequence[tuple[str, int]], *, points: bool) -> Figure:
    """A bar for each choice and what it received, and the numbers; `points`: what is counted, voices otherwise."""
    made = table(
        title=_("Ce que chaque choix reçoit"),
        description=_("Pour chaque choix : combien de voix ou de points il a reçus."),
        header=(_("Le choix"), _("Points") if points else _("Voix")),
        rows=tuple(
            (Cell(paragraphs=(plain(title),)), Cell(paragraphs=(plain(str(count)),))) for title, count in choices
        ),
    )
    return Figure(
        svg=bars(choices),
        alternative=_("Une barre par choix, aussi longue que son nombre. Le tableau qui suit donne les nombres."),
        data=made.model_copy(update={"widths": (0.8, 0.2)}),
    )
