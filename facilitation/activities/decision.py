"""What the group decides; its wording alone is required (the form is that of outcomes)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from facilitation.activities.base import FormData, Part, Several
from facilitation.activities.unanswered import Answer as Answer
from facilitation.activities.unanswered import DeskState as DeskState
from facilitation.activities.unanswered import Summary as Summary
from facilitation.activities.unanswered import blocks as blocks
from facilitation.activities.unanswered import direct as direct
from facilitation.activities.unanswered import fields as fields
from facilitation.activities.unanswered import refuse
from facilitation.activities.unanswered import several as several
from facilitation.activities.unanswered import summarise as summarise
from facilitation.activities.unanswered import values as values
from facilitation.i18n import _, mark

TYPE = "decision"
TITLE = mark("Ce que nous décidons")


Mode = Literal["autorite", "majorite", "consensus", "consentement", "personne", "impose"]


class Config(Part):
    """How many decisions at most the guide advises, and the modes it proposes (all of them when it names none)."""

    at_most: Annotated[int, Field(ge=1, le=50)] | None = Field(default=None, alias="au_plus")
    modes: Several[Mode] = ()


def read(config: Config, formdata: FormData) -> Answer:
    """Always raises AnswerFaults: a decision is an outcome."""
    raise refuse(_("Une décision se note avec « Décision », en une ligne : son énoncé suffit."))
