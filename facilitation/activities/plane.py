"""A plane: where people stand between two named axes at once, as a drawing and as the table of its places."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from pydantic import Field

from facilitation.activities.base import Item, Part, Several, Wording
from facilitation.activities.spread import THRESHOLD
from facilitation.activities.wording import lowered, table
from facilitation.drawing.plane import Axis as Drawn
from facilitation.drawing.plane import plane
from facilitation.i18n import _, ngettext
from facilitation.outline import Cell, Figure, plain


class Axis(Item):
    """An axis of a plane: its title and its two ends."""

    ends: Several[Wording] = Field(default=(), alias="bouts")

    def hint(self, places: int) -> str:
        """What the first and the last place mean."""
        first, last = self.ends
        return _("De 1, %(first)s, à %(high)s, %(last)s.", first=first, high=places, last=last)


class Plane(Part):
    """Who stands where: a pair (across, up) a person, from 1 on, in no order that tells anything. `half`: how many took a place on one axis alone.

    `withheld`: too few anonymous answers to show anything; then nothing of them is in here.
    """

    title: str
    across: Axis
    up: Axis
    places: int
    spots: tuple[tuple[int, int], ...] = ()
    half: int = 0
    withheld: bool = False

    @property
    def svg(self) -> Markup:
        """The drawing, ready for a page: every word in it is escaped."""
        return Markup(self._drawn())  # noqa: S704 - `drawing.canvas.text` escapes what authors wrote

    @property
    def alternative(self) -> str:
        """What the drawing shows, in words."""
        said = _(
            "%(title)s, un point par personne. De gauche à droite, %(across)s : de « %(left)s » à « %(right)s ». "
            "De bas en haut, %(up)s : de « %(low)s » à « %(high)s ».",
            title=self.title,
            across=lowered(self.across.title),
            left=self.across.ends[0],
            right=self.across.ends[1],
            up=lowered(self.up.title),
            low=self.up.ends[0],
            high=self.up.ends[1],
        )
        return " ".join(part for part in (said, self.halves) if part)

    @property
    def halves(self) -> str:
        """How many gave a place on one axis alone, and stand nowhere on the plane; empty for none."""
        if not self.half:
            return ""
        return ngettext(
            "Une personne n'a pris place que sur un axe.",
            "%(num)s personnes n'ont pris place que sur un axe.",
            self.half,
        )

    @property
    def figure(self) -> Figure:
        """The drawing with the table of its places: as many rows and columns as there are places, the last place up in the first row."""
        names = [_names(axis, self.places) for axis in (self.across, self.up)]
        rows = tuple(
            (
                Cell(paragraphs=(plain(names[1][high - 1]),)),
                *(Cell(paragraphs=(plain(self._count(right, high)),)) for right in range(1, self.places + 1)),
            )
            for high in range(self.places, 0, -1)
        )
        data = table(
            title=self.title,
            description=_("Combien de personnes se tiennent à chaque place du plan ; une case vide : personne."),
            header=(f"{self.up.title} / {lowered(self.across.title)}", *names[0]),
            rows=rows,
        )
        middle = 0.44 / max(1, self.places - 2)
        widths = (0.24, 0.16, *[middle] * (self.places - 2), 0.16) if self.places > 2 else (0.4, 0.3, 0.3)
        data = data.model_copy(update={"widths": widths})  # the ends are words, the places between them numbers
        return Figure(svg=self._drawn(), alternative=self.alternative, data=data)

    def _drawn(self) -> str:
        across, up = (Drawn(one.title, *one.ends) for one in (self.across, self.up))
        return plane(across, up, self.places, self.spots)

    def _count(self, right: int, high: int) -> str:
        return str(self.spots.count((right, high)) or "")


def plane_of(
    title: str, axes: tuple[Axis, Axis], places: int, answers: Sequence[tuple[int | None, int | None]], anonymous: bool
) -> Plane:
    """The plane of these answers, a place or None on each axis; nothing of fewer than five whole ones that are anonymous."""
    whole = sorted((right, high) for right, high in answers if right is not None and high is not None)
    half = sum((right is None) != (high is None) for right, high in answers)
    made = Plane(title=title, across=axes[0], up=axes[1], places=places)
    if anonymous and len(whole) < THRESHOLD:
        return made.model_copy(update={"withheld": True})
    return made.model_copy(update={"spots": tuple(whole), "half": half})


def _names(axis: Axis, places: int) -> tuple[str, ...]:
    return (axis.ends[0], *(str(place) for place in range(2, places)), axis.ends[1])
