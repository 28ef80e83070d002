"""One private text each, signed or anonymous."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from facilitation.activities.base import Part, Wording
from facilitation.i18n import mark

TYPE = "ecriture"
TITLE = mark("Écrire pour soi")


class Config(Part):
    """Whether names are shown (`signee`), never (`anonyme`), or as each one wishes (`au-choix`); how the text begins."""

    signature: Literal["signee", "anonyme", "au-choix"] = "au-choix"
    opening: Wording | None = Field(default=None, alias="amorce")
