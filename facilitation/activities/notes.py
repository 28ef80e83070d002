"""Free notes, or notes under headings (a chronology: when, who, what)."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from facilitation.activities.base import Item, Part, Several
from facilitation.activities.items import no_twin
from facilitation.i18n import mark

TYPE = "notes"
TITLE = mark("Prendre note")


class Config(Part):
    """The headings, if any, and how many lines the field shows."""

    headings: Several[Item] = Field(default=(), alias="rubriques")
    lines: Annotated[int, Field(ge=1, le=30)] = Field(default=4, alias="lignes")

    @model_validator(mode="after")
    def _no_twins(self) -> Self:
        no_twin(self.headings)
        return self
