"""What holds for every list that an author names: headings, rows, columns, choices; and the bounds of a rating."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from facilitation.activities.base import Item, Part
from facilitation.i18n import _


class Bounds(Part):
    """The lowest and highest rating."""

    lowest: Annotated[int, Field(ge=-100, le=100)] = Field(alias="min")
    highest: Annotated[int, Field(ge=-100, le=100)] = Field(alias="max")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.lowest >= self.highest:
            raise ValueError(_("La borne « min » doit être plus petite que la borne « max »."))
        return self


def no_twin(items: Iterable[Item]) -> None:
    """Raise ValueError, in an author's words, when two items have one id."""
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise ValueError(
                _("L'identifiant « %(id)s » sert deux fois. Donnez-en un autre à l'un des deux.", id=item.id)
            )
        seen.add(item.id)
