"""The map of drifts: what two questions asked of each item say together, the largest disagreement first, never an average.

A row is an item with its two spreads: how present it is with us, what the person bears of it. What the domain leaves open (the order of the rows,
which two are proposed) is decided in `docs/decisions/0016`.
"""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.activities.base import Item, Part
from facilitation.activities.spread import (
    BLURRED,
    CLOSE,
    LONE,
    SCATTERED,
    SPLIT,
    THRESHOLD,
    UNANIMOUS,
    Spread,
    agreement,
)
from facilitation.activities.wording import table
from facilitation.drawing.threads import Column, Strand, threads
from facilitation.drawing.threads import Row as Drawn
from facilitation.i18n import _, ngettext
from facilitation.outline import Cell, Figure, Table, plain

ORDER = (SPLIT, SCATTERED, LONE, BLURRED, CLOSE, UNANIMOUS, "")
"""The words of a shape, from the largest disagreement to the smallest; without a word, nothing can be said."""
PARTED = frozenset({SPLIT, SCATTERED})
"""The shapes of which the first proposal is made. Not a lone voice: proposing it would turn the room towards one person."""


class Row(Part):
    """An item and its two spreads. `typed`: the group wrote its title."""

    id: str
    title: str
    typed: bool
    presence: Spread
    gravity: Spread

    @property
    def spreads(self) -> tuple[Spread, Spread]:
        """Both, in the order of the questions."""
        return self.presence, self.gravity

    @property
    def parted(self) -> str:
        """The word of the spread on which people see it least alike (French, to be translated)."""
        return min((one.word for one in self.spreads), key=ORDER.index)

    @property
    def word(self) -> str:
        """The shape in a word, empty where there is none to say."""
        return _(self.parted) if self.parted else ""

    @property
    def dissent(self) -> float:
        """How far the answers are from one another on both questions, from 0 (all alike) to 2; it serves the order and is shown to nobody."""
        return round(sum(map(_dissent, self.spreads)), 9)

    @property
    def alone(self) -> bool:
        """Whether one voice stands apart on a question."""
        return any(one.word == LONE for one in self.spreads)

    @property
    def weighs(self) -> bool:
        """Whether half of the answers at least, « je ne sais pas » counted, lie in the upper half of both scales."""
        return all(_high(one) for one in self.spreads)

    @property
    def weight(self) -> tuple[float, float]:
        """The medians, what the person bears first: « en cas d'égalité, retenir la plus grave » (`domain/protocoles.md` §G.2, step 6)."""
        return self.gravity.middle or 0.0, self.presence.middle or 0.0


def _dissent(one: Spread) -> float:
    values = one.values
    return 1 - agreement(values, 0, len(one.names) - 1) if values else 0.0


def _high(one: Spread) -> bool:
    centre = (len(one.names) - 1) / 2
    return len(one.values) >= THRESHOLD and 2 * sum(rank > centre for rank in one.values) >= one.answered


class DriftMap(Part):
    """The rows, the largest disagreement first; and at most two that the group may look at: `apart`, on which it is most divided, and `heavy`."""

    titles: tuple[str, str]
    ends: tuple[tuple[str, str], tuple[str, str]]
    answered: int
    rows: tuple[Row, ...] = ()

    @property
    def apart(self) -> Row | None:
        """The first row, where the group is divided on it."""
        return next((row for row in self.rows if row.parted in PARTED), None)

    @property
    def heavy(self) -> Row | None:
        """Of the other rows that half of the answers see high on both scales, the one with the highest median for the person, then with us."""
        others = [row for row in self.rows if row is not self.apart and row.weighs]
        return max(others, key=lambda row: row.weight, default=None)  # of equals the first of the map

    @property
    def told(self) -> str:
        """How the map is read, in a sentence that stands with it."""
        return ngettext(
            "Une réponse, sans nom.",
            "%(num)s réponses, une marque par personne, sans nom. Plus le fil est long, moins nous voyons la même chose.",
            self.answered,
        )

    @property
    def proposed(self) -> str:
        """The proposals and why, in a sentence that leaves the choice to the group; empty without any."""
        apart, heavy = self.apart, self.heavy
        if apart is not None and heavy is not None:
            return _(
                "À regarder d'abord, peut-être : « %(apart)s », où nos réponses s'écartent le plus, et « %(heavy)s », que la moitié d'entre nous au moins situe haut des deux côtés. Le groupe choisit.",
                apart=apart.title,
                heavy=heavy.title,
            )
        if apart is not None:
            return _(
                "À regarder d'abord, peut-être : « %(apart)s », où nos réponses s'écartent le plus. Le groupe choisit.",
                apart=apart.title,
            )
        if heavy is not None:
            return _(
                "À regarder d'abord, peut-être : « %(heavy)s », que la moitié d'entre nous au moins situe haut des deux côtés. Le groupe choisit.",
                heavy=heavy.title,
            )
        return ""

    @property
    def alone(self) -> str:
        """What is said to whoever leads where one voice stands apart (`domain/auto-evaluation.md` §4.4); else nothing."""
        if not any(row.alone for row in self.rows):
            return ""
        return _(
            "Un avis s'écarte nettement des autres. Il peut voir ce que les autres ne voient pas : accueillez-le sans chercher d'où il vient."
        )

    @property
    def busiest(self) -> int:
        """The most answers that stand in one place: all knots are drawn alike."""
        return max((one.busiest for row in self.rows for one in row.spreads), default=1)

    @property
    def figure(self) -> Figure:
        """The map for a document: its drawing, what it shows in words, its data."""
        columns = [
            Column(title, *ends, len(spread.names), spread.asks_unknown)
            for title, ends, spread in zip(self.titles, self.ends, self.rows[0].spreads, strict=True)
        ]
        drawn = threads(columns, [Drawn(row.title, tuple(map(_strand, row.spreads)), row.word) for row in self.rows])
        return Figure(svg=drawn, alternative=self.alternative, data=self._data())

    @property
    def alternative(self) -> str:
        """What the drawing shows, in words."""
        return _(
            "Pour chaque ligne, une marque par personne, sans nom : des disques pour « %(first)s », des carrés hachurés pour « %(second)s » ; "
            "un fil relie la réponse la plus basse à la plus haute. De haut en bas, du plus grand écart au plus petit ; d'abord : %(top)s.",
            first=self.titles[0],
            second=self.titles[1],
            top=", ".join(map(_named, self.rows[:3])),
        )

    def _data(self) -> Table:
        rows = tuple((_words(row.title), *map(_told, row.spreads)) for row in self.rows)
        made = table(
            title=_("La carte de nos réponses"),
            description=_(
                "Une ligne par élément, du plus grand écart au plus petit : combien de personnes ont choisi chaque degré, la médiane, la forme en un mot."
            ),
            header=(_("Ce qui est situé"), *self.titles),
            rows=rows,
        )
        return made.model_copy(update={"widths": (0.22, 0.39, 0.39), "caption": self.told})


def _named(row: Row) -> str:
    """« Tourner en rond » (dispersé)."""
    if not row.word:
        return _("« %(title)s »", title=row.title)
    return _("« %(title)s » (%(word)s)", title=row.title, word=row.word)


def _words(*texts: str) -> Cell:
    return Cell(paragraphs=tuple(plain(text) for text in texts))


def _told(one: Spread) -> Cell:
    """The counts; then the median and the shape."""
    more = [_("médiane : %(median)s", median=one.median)] if one.median else []
    if one.shape:
        more.append(one.shape)
    return _words(one.told, *([" · ".join(more)] if more else []))


def _strand(one: Spread) -> Strand:
    return Strand(one.counts or (0,) * len(one.names), one.unknown)


def drift_map(
    items: Sequence[Item],
    spreads: Sequence[Spread],
    titles: Sequence[str],
    ends: Sequence[Sequence[str]],
    *,
    answered: int,
    added: Item | None = None,
) -> DriftMap:
    """The map of these spreads, two an item in the order of the items; `ends`: what the first and the last degree of each question are called."""
    rows = [
        Row(
            id=item.id, title=item.title, typed=item is added, presence=spreads[2 * rank], gravity=spreads[2 * rank + 1]
        )
        for rank, item in enumerate(items)
    ]
    rows.sort(key=lambda row: (ORDER.index(row.parted), -row.dissent))  # of equals, the order of the guide
    return DriftMap(
        titles=(titles[0], titles[1]),
        ends=((ends[0][0], ends[0][-1]), (ends[1][0], ends[1][-1])),
        answered=answered,
        rows=tuple(rows),
    )
