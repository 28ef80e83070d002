"""The exit opinion: was this time useful to you? From 1 to 5, and a word. Spread out, never averaged (`domain/relecture.md` §1.10)."""

from __future__ import annotations

from pydantic import Field

from facilitation.activities.base import Part, Wording
from facilitation.i18n import _, mark

TYPE = "avis"
TITLE = mark("Avis de sortie")


class Config(Part):
    """The question asked."""

    question: Wording = Field(default_factory=lambda: _("Ce temps vous a-t-il été utile ?"))
