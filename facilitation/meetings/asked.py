"""Of whom a step asks something: each person by themselves (on a phone, a sheet of paper, at the desk for somebody), or the group aloud. Pure."""

from __future__ import annotations

from typing import Any

from facilitation.activities import registry
from facilitation.activities.base import Part
from facilitation.activities.spread import Counted
from facilitation.confidentiality.readers import Trace
from facilitation.guides.schema import Flag, Step
from facilitation.i18n import _, ngettext

FEWEST = 5
"""Under this many people expected, no anonymity can be promised (`confidentiality.md`, « Anonymity »)."""
ALOUD = frozenset({"suivi"})
"""The group decides aloud and the desk notes it, though a form is filled."""
OWN_WRITING, OWN_TRACES = "ecriture", frozenset({Trace.SESSION, Trace.PERSO})
"""Where people write for themselves: nothing is collected, says the guide."""


def asks_each(step: Step, config: Part) -> bool:
    """Whether each person may answer this step by themselves: it keeps something, and its activity has fields that are theirs to fill."""
    kind = step.activity.type
    if step.trace is Trace.AUCUNE or kind in ALOUD or not registry.get(kind).fields(config):
        return False
    settings: Any = config
    return kind != "tour" or bool(settings.keeps)


def is_authors(step: Step) -> bool:
    """Whether what a phone sends here is read by its author alone until they share it (`docs/decisions/0015`)."""
    return step.activity.type == OWN_WRITING and step.trace in OWN_TRACES and Flag.ANONYME not in step.flags


def several(step: Step, config: Part) -> bool:
    """Whether one person may give several answers to this step."""
    return registry.get(step.activity.type).several(config)


def counts(kind: str) -> bool:
    """Whether this activity counts its answers: the room then sees them again in a later step that reads them."""
    return issubclass(registry.get(kind).Summary, Counted)


def seen_again(kind: str, summary: Any) -> bool:
    """Whether the room sees this earlier step again: it counts answers, and some are shown, or totals were counted aloud.

    Choices or conditions without their answers would read as if the group had agreed to them.
    """
    return counts(kind) and bool(summary.answered or getattr(summary, "hands", False))


def count_told(answered: int, expected: int, *, many: bool) -> str:
    """« 5 réponses sur 9 »; « 14 réponses » where one person gives several, where nobody knows how many are here, or where more came than expected."""
    if many or not expected or answered > expected:
        return ngettext("%(num)s réponse", "%(num)s réponses", answered)
    if not answered:
        return _("aucune réponse sur %(expected)s", expected=expected)
    return ngettext(
        "%(num)s réponse sur %(expected)s", "%(num)s réponses sur %(expected)s", answered, expected=expected
    )
