"""Who does what, for when (the form is that of outcomes)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from facilitation.activities.base import FormData, Part
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

TYPE = "action"
TITLE = mark("Qui fait quoi, pour quand")


class Config(Part):
    """How many actions at most the guide advises."""

    at_most: Annotated[int, Field(ge=1, le=50)] | None = Field(default=None, alias="au_plus")


def read(config: Config, formdata: FormData) -> Answer:
    """Always raises AnswerFaults: an action is an outcome."""
    raise refuse(
        _(
            "Une action se note avec « Action », en une ligne : un verbe et un résultat ; qui et quand se complètent ensuite."
        )
    )
