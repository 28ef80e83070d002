"""Open questions and whom they are for (the form is that of outcomes)."""

from __future__ import annotations

from pydantic import Field

from facilitation.activities.base import FormData, Part, Several, Wording
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

TYPE = "question"
TITLE = mark("Ce qui reste en question")


class Config(Part):
    """Whom the guide proposes to ask."""

    for_whom: Several[Wording] = Field(default=(), alias="pour")


def read(config: Config, formdata: FormData) -> Answer:
    """Always raises AnswerFaults: a question is an outcome."""
    raise refuse(_("Une question se note avec « Question », en une ligne ; à qui elle s'adresse se complète ensuite."))
