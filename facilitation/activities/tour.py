"""A round: each has a turn to speak, may pass, may come back. A sentence is kept only where the step keeps one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from facilitation.activities.base import Part
from facilitation.i18n import mark

TYPE = "tour"
TITLE = mark("Un tour de parole")


class Config(Part):
    """Whether a sentence is kept, and how long a turn lasts."""

    keeps: bool = Field(default=False, alias="garde")
    seconds: Annotated[int, Field(ge=5, le=3_600)] | None = Field(default=None, alias="secondes")
