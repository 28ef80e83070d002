"""A table to fill: text, a tick, a rating or a role in each cell; gaps stay visible."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from facilitation.activities.base import Item, Part, Several, Wording
from facilitation.activities.items import no_twin
from facilitation.i18n import _, mark

TYPE = "matrice"
TITLE = mark("Un tableau à remplir")


class Bounds(Part):
    """The lowest and highest rating."""

    lowest: Annotated[int, Field(ge=-100, le=100)] = Field(alias="min")
    highest: Annotated[int, Field(ge=-100, le=100)] = Field(alias="max")


class Config(Part):
    """The rows, the columns, what a cell holds, and between which numbers a rating lies."""

    rows: Several[Item] = Field(alias="lignes", min_length=1)
    columns: Several[Item] = Field(alias="colonnes", min_length=1)
    cell: Literal["texte", "coche", "cote", "role"] = Field(default="texte", alias="cellule")
    bounds: Bounds | None = Field(default=None, alias="bornes")
    corner: Wording | None = Field(default=None, alias="entete")

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        no_twin(self.rows)
        no_twin(self.columns)
        if self.cell == "cote" and self.bounds is None:
            raise ValueError(_("Une cote a besoin de bornes : ajoutez « bornes : {min : 0, max : 3} »."))
        if self.cell != "cote" and self.bounds is not None:
            raise ValueError(_("Des bornes ne servent qu'à une cote : ôtez-les, ou écrivez « cellule : cote »."))
        if self.bounds is not None and self.bounds.lowest >= self.bounds.highest:
            raise ValueError(_("La borne « min » doit être plus petite que la borne « max »."))
        return self
