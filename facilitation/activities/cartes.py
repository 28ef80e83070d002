"""Short cards, that the facilitator groups under titles the room chooses; dots to choose among them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from facilitation.activities.base import Part, Several, Wording
from facilitation.i18n import mark

TYPE = "cartes"
TITLE = mark("Des cartes à regrouper")


class Config(Part):
    """How a card begins, the titles proposed at the start, and how many dots each person has."""

    opening: Wording | None = Field(default=None, alias="amorce")
    titles: Several[Wording] = Field(default=(), alias="titres")
    dots: Annotated[int, Field(ge=1, le=20)] | None = Field(default=None, alias="points")
