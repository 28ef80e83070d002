"""What activities share in which nobody sends an answer: silence, read-back, and the forms that `outcomes` handles.

Their form fields (a decision's wording, an action's bearer…) are those of outcomes; so `fields` names none and `read` always refuses: no empty
contribution is ever stored, and what was typed comes back with the sentence that says where it belongs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from facilitation.activities.base import AnswerFaults, FormData, Given, Part, Production
from facilitation.i18n import _
from facilitation.outline import Blocks


class Answer(Part):
    """Nothing."""


class DeskState(Part):
    """Nothing to arrange."""


class Summary(Production):
    """Nothing but how many were asked."""


def refuse(sentence: str) -> AnswerFaults:
    """The refusal of an answer, with the sentence that says where it belongs."""
    return AnswerFaults({"texte": sentence})


def summarise(
    config: Part, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """An empty summary."""
    return Summary(expected=expected)


def blocks(config: Part, summary: Summary) -> Blocks:
    """Nothing: what remains of such a step is its outcomes."""
    return ()


def direct(config: Part, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()


def fields(config: Part) -> tuple[str, ...]:
    """No field."""
    return ()


def several(config: Part) -> bool:
    """Nobody answers."""
    return False


def values(config: Part, answer: Answer) -> dict[str, str]:
    """No field."""
    return {}


def nothing_to_arrange() -> AnswerFaults:
    """The refusal of a gesture where the desk arranges nothing."""
    return AnswerFaults({"geste": _("Il n'y a rien à ranger dans cette étape. Revenez au pupitre.")})
