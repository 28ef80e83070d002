"""Named corners of a room: how many stand in each, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence

from facilitation.activities.base import Item, Part
from facilitation.activities.spread import THRESHOLD
from facilitation.activities.wording import table
from facilitation.i18n import _, ngettext
from facilitation.outline import Blocks, Cell, paragraph, plain


class Corner(Part):
    """A corner and how many stand in it."""

    id: str
    title: str
    count: int = 0


class Gathering(Part):
    """The corners of one item. `withheld`: too few anonymous answers to show anything; then nothing of them is in here."""

    field: str
    title: str
    corners: tuple[Corner, ...] = ()
    withheld: bool = False

    @property
    def answered(self) -> int:
        """How many took a corner; 0 where it is withheld."""
        return sum(corner.count for corner in self.corners)

    @property
    def most(self) -> int:
        """The most who stand in one corner, 1 at least."""
        return max((corner.count for corner in self.corners), default=0) or 1

    @property
    def told(self) -> str:
        """How many took a corner, in words; that it is withheld; or that nobody answered."""
        if self.withheld:
            return _("moins de cinq réponses : non affiché")
        if not self.answered:
            return _("sans réponse")
        return ngettext("une personne a choisi un coin", "%(num)s personnes ont choisi un coin", self.answered)


def gathered(item: Item, corners: Sequence[Item], chosen: Sequence[str], *, anonymous: bool) -> Gathering:
    """How many of `chosen` (ids of corners) stand in each; nothing of fewer than five anonymous ones."""
    if anonymous and len(chosen) < THRESHOLD:
        return Gathering(field=item.id, title=item.title, withheld=True)
    made = tuple(Corner(id=one.id, title=one.title, count=chosen.count(one.id)) for one in corners)
    return Gathering(field=item.id, title=item.title, corners=made)


def corners_table(gatherings: Sequence[Gathering]) -> Blocks:
    """A row a corner, a column an item; a sentence for an item that is withheld or without an answer."""
    shown = [one for one in gatherings if one.answered]
    left = tuple(
        paragraph(_("%(title)s : %(told)s.", title=one.title, told=one.told)) for one in gatherings if one not in shown
    )
    if not shown:
        return left
    rows = tuple(
        (
            Cell(paragraphs=(plain(corner.title),)),
            *(Cell(paragraphs=(plain(str(one.corners[rank].count)),)) for one in shown),
        )
        for rank, corner in enumerate(shown[0].corners)
    )
    made = table(
        title=_("Où chacun se place"),
        description=_("Une ligne par coin : combien de personnes s'y tiennent."),
        header=(_("Le coin"), *(one.title for one in shown)),
        rows=rows,
    )
    return (made.model_copy(update={"widths": (0.5, *[0.5 / len(shown)] * len(shown))}), *left)
