"""Nothing is asked: a timer, or silence."""

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

TYPE = "aucune"
TITLE = mark("Un temps sans saisie")


class Config(Part):
    """Nothing to set."""


def read(config: Config, formdata: FormData) -> Answer:
    """Always raises AnswerFaults: nobody answers a silence."""
    raise refuse(
        _("Rien ne se note à cette étape. Si ce texte doit rester, mettez-le de côté : il sera repris à la relecture.")
    )
