"""What will leave the room, read back and corrected now, in the document itself."""

from __future__ import annotations

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

TYPE = "relecture"
TITLE = mark("Relire ce qui partira")


class Config(Part):
    """Nothing to set."""


def read(config: Config, formdata: FormData) -> Answer:
    """Always raises AnswerFaults: corrections are made in the document."""
    raise refuse(
        _(
            "À cette étape, corrigez le texte dans le document relu. Ce qui manque se note comme décision, action, question ou réserve."
        )
    )
