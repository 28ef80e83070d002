"""How answers spread over a scale: one knot a person, the median, the shape in a word; never a mean.

The rules are those of `domain/auto-evaluation.md` §2.2, §3.4 and §4.4 (median, « peu visible », shape, threshold), written for any number of steps: where
a rule there says « one step » of a scale of four, a third of the scale's length is meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import ceil, log2
from statistics import mean, median
from typing import TypedDict

from facilitation.activities.base import Given, Line, Part, Production
from facilitation.activities.wording import GAP, table
from facilitation.i18n import _, mark
from facilitation.outline import Blocks, Cell, paragraph, plain

THRESHOLD = 5
"""Anonymous answers are shown from five on, and nobody lowers it (`design/confidentiality.md`, « Anonymity »)."""

UNANIMOUS, CLOSE, LONE, SPLIT, SCATTERED, BLURRED = (
    mark("unanime"),
    mark("convergent"),
    mark("voix isolée"),
    mark("deux camps"),
    mark("dispersé"),
    mark("peu visible"),
)


def too_few(given: Sequence[Given]) -> bool:
    """Whether these answers have no author and are too few for anything of them to be shown."""
    return len(given) < THRESHOLD and any(one.anonymous for one in given)


def shape(values: Sequence[int], lowest: int, highest: int) -> str:
    """The shape of these answers in a word (French, to be translated); empty under five."""
    if len(values) < THRESHOLD:
        return ""
    steps = highest - lowest
    unit, reach, middle = max(1.0, steps / 3), max(values) - min(values), median(values)
    if reach == 0:
        return UNANIMOUS
    if reach <= unit and reach < steps:
        return CLOSE
    away = min(2 * unit, float(steps))
    near = [value for value in values if abs(value - middle) < away]
    if len(near) == len(values) - 1 and max(near) - min(near) <= unit:
        return LONE
    centre = (lowest + highest) / 2
    smaller = min(sum(value < centre for value in values), sum(value > centre for value in values))
    if smaller >= 2 and 4 * smaller >= len(values) and agreement(values, lowest, highest) < 0.5:
        return SPLIT
    return SCATTERED


def agreement(values: Sequence[int], lowest: int, highest: int) -> float:
    """Tastle and Wierman's consensus, from 0 (half at each end) to 1 (all alike); it serves the shape and is shown to nobody."""
    middle, steps = mean(values), highest - lowest
    shares = ((values.count(value) / len(values), abs(value - middle)) for value in set(values))
    return 1 + sum(share * log2(1 - distance / steps) for share, distance in shares)


def layout(steps: int, *, worded: bool) -> str:
    """The class under which this many buttons stand side by side on a phone."""
    if worded:
        return {2: "two", 4: ""}.get(steps, "three")
    return {2: "two", 3: "three", 4: "", 5: "five"}.get(steps, "many")


class Dots(Part):
    """The drawing of a spread, in its own units: where each knot stands, the thread from the lowest to the highest, the mark of the median."""

    width: int
    height: int
    radius: float
    knots: tuple[tuple[float, float], ...] = ()
    unknown: tuple[tuple[float, float], ...] = ()
    thread: tuple[float, float] | None = None
    median: float | None = None


class Spread(Part):
    """How the answers to one line spread. `names`: what each step is called, lowest first; `counts`: how many chose it.

    `withheld`: too few anonymous answers to show anything; then nothing of them is in here.
    """

    field: str
    title: str
    second: bool = False
    lowest: int
    names: tuple[str, ...]
    asks_unknown: bool = True
    counts: tuple[int, ...] = ()
    unknown: int = 0
    withheld: bool = False
    word: str = ""

    @property
    def answered(self) -> int:
        """How many answered this line, « je ne sais pas » included; 0 where it is withheld."""
        return sum(self.counts) + self.unknown

    @property
    def values(self) -> list[int]:
        """Each answer's rank from 0, in order."""
        return list(chain.from_iterable([rank] * count for rank, count in enumerate(self.counts)))

    @property
    def middle(self) -> float | None:
        """The median's rank from 0, a half between two; None without an answer."""
        return float(median(self.values)) if self.values else None

    @property
    def median(self) -> str:
        """The median in the scale's own words; empty without an answer."""
        if self.middle is None:
            return ""
        low, high = self.names[int(self.middle)], self.names[ceil(self.middle)]
        return low if low == high else _("entre « %(low)s » et « %(high)s »", low=low, high=high)

    @property
    def shape(self) -> str:
        """The shape in a word, empty where there is none to say."""
        return _(self.word) if self.word else ""

    @property
    def told(self) -> str:
        """How many chose each step, in one line; says so where nobody answered or it is withheld."""
        if self.withheld:
            return _("moins de cinq réponses : non affiché")
        parts = [
            _("« %(name)s » : %(count)s", name=name, count=count)
            if name.lstrip("-").isdigit()
            else _("%(name)s : %(count)s", name=name, count=count)
            for name, count in zip(self.names, self.counts, strict=False)
            if count
        ]
        if self.unknown:
            parts.append(_("je ne sais pas : %(count)s", count=self.unknown))
        return " · ".join(parts) if parts else _("sans réponse")

    @property
    def busiest(self) -> int:
        """The most answers that stand in one place."""
        return max(*self.counts, self.unknown, 1) if self.counts else 1

    def drawing(self, busiest: int, *, flat: bool = False) -> Dots:
        """The knots, so small that `busiest` of them fit in one place; `flat`: in a row that is no higher for many, as long as fifteen rows share a wall."""
        width = 470
        across = width * 4 // 5 if self.asks_unknown else width
        cell = across / len(self.names)
        size, rows = _size(min(cell, width / 5), busiest, _FLAT if flat else _ROOMY)
        height = max(2, rows) * size + 10

        def stack(centre: float, count: int) -> list[tuple[float, float]]:
            columns = ceil(count / rows)
            tall = ceil(count / max(1, columns))
            return [
                (
                    round(centre + (place // tall - (columns - 1) / 2) * size, 1),
                    round(height / 2 + (place % tall - (tall - 1) / 2) * size, 1),
                )
                for place in range(count)
            ]

        centres = [cell * (rank + 0.5) for rank in range(len(self.names))]
        used = [rank for rank, count in enumerate(self.counts) if count]
        return Dots(
            width=width,
            height=height,
            radius=round(size * 0.42, 1),
            knots=tuple(chain.from_iterable(stack(centres[rank], count) for rank, count in enumerate(self.counts))),
            unknown=tuple(stack(width * 0.9, self.unknown)),
            thread=(round(centres[used[0]], 1), round(centres[used[-1]], 1)) if used else None,
            median=None if self.middle is None else round(cell * (self.middle + 0.5), 1),
        )


_ROOMY = ((18, 2), (18, 3), (15, 3), (12, 4), (9, 5))
_FLAT = ((18, 2), (15, 2), (12, 3), (9, 4), (7, 5))
"""How wide a knot may be, and in how many rows knots of this width may stand."""


def _size(cell: float, busiest: int, sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """How wide a knot may be, and in how many rows they stand, for this many in a cell of this width."""
    for size, most in sizes:
        rows = max(1, ceil(busiest / max(1, int(cell // size))))
        if rows <= most:
            return size, max(rows, min(2, busiest))
    return 7, ceil(busiest / max(1, int(cell // 7)))


def spread(
    *,
    field: str,
    title: str,
    lowest: int,
    names: tuple[str, ...],
    values: Sequence[int],
    unknown: int = 0,
    anonymous: bool = False,
    asks_unknown: bool = True,
    second: bool = False,
) -> Spread:
    """The spread of these values (from `lowest` on, a name each) and of so many « je ne sais pas »."""
    made = Spread(field=field, title=title, second=second, lowest=lowest, names=names, asks_unknown=asks_unknown)
    total = len(values) + unknown
    blurred = unknown * 3 >= total > 0 and unknown > 0
    if anonymous and (total < THRESHOLD or len(values) < THRESHOLD):
        word = BLURRED if blurred and total >= THRESHOLD else ""
        return made.model_copy(update={"withheld": True, "word": word})
    highest = lowest + len(names) - 1
    return made.model_copy(
        update={
            "counts": tuple(values.count(lowest + rank) for rank in range(len(names))),
            "unknown": unknown,
            "word": BLURRED if blurred else shape(values, lowest, highest),
        }
    )


class Counted(Production):
    """A summary that counts answers: their ids, those that the room does not see yet, and whether too few came to show anything."""

    ids: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    withheld: bool = False


class Voice(Line):
    """One answer as its giver chose, for the desk: `told` in the words of the scale. There is none where answers have no author."""

    told: str = ""


class Scattered(Counted):
    """A summary whose lines each spread over a scale."""

    spreads: tuple[Spread, ...] = ()
    voices: tuple[Voice, ...] = ()

    @property
    def busiest(self) -> int:
        """The most answers that stand in one place, over all lines: all knots are drawn alike."""
        return max((one.busiest for one in self.spreads), default=1)


class Counts(TypedDict):
    """The fields that every counting summary fills in the same way."""

    answered: int
    expected: int
    ids: tuple[str, ...]
    waiting: tuple[str, ...]
    withheld: bool


def counted_from(given: Sequence[Given], expected: int) -> Counts:
    """What these answers count up to."""
    return Counts(
        answered=len(given),
        expected=expected,
        ids=tuple(one.id for one in given),
        waiting=tuple(one.id for one in given if not one.revealed),
        withheld=too_few(given),
    )


def spread_table(summary: Scattered, *, title: str, header: str, ends: Sequence[str] = ()) -> Blocks:
    """What the minutes keep: what the ends are called, and each line with its spread in words, its median, its shape; nothing without an answer."""
    if not summary.answered:
        return ()
    if summary.withheld:
        return (paragraph(_("Moins de cinq réponses sans nom : la répartition n'est pas montrée.")),)
    rows = tuple(
        (
            Cell(paragraphs=(plain(one.title),)),
            Cell(paragraphs=(plain(one.told),)),
            Cell(paragraphs=(plain(one.median or GAP),)),
            Cell(paragraphs=(plain(one.shape or GAP),)),
        )
        for one in summary.spreads
    )
    made = table(
        title=title,
        description=_(
            "Pour chaque ligne : combien de personnes ont choisi chaque degré, la médiane, la forme en un mot."
        ),
        header=(header, _("Réponses"), _("Médiane"), _("En un mot")),
        rows=rows,
    )
    told = tuple(paragraph(one) for one in ends)
    return (*told, made.model_copy(update={"widths": (0.3, 0.38, 0.17, 0.15)}))
