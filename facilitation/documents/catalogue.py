"""Which documents a readership gets of a meeting, by the names that files and commands give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from facilitation.confidentiality.readers import Reader
from facilitation.documents import decisions, minutes, person_page, plan, report, summary
from facilitation.documents.outcomes import all_outcomes, of_kind
from facilitation.documents.record import Record
from facilitation.i18n import mark
from facilitation.outline import Outline

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "pv": mark("Procès-verbal"),
        "compte-rendu": mark("Compte rendu d'intervision"),
        "releve-decisions": mark("Relevé de décisions"),
        "plan-action": mark("Plan d'action"),
        "page-personne": mark("Page pour la personne concernée"),
        "synthese": mark("Synthèse"),
    }
)
_COMPOSERS: Mapping[str, Callable[[Record], Outline]] = MappingProxyType(
    {
        "pv": minutes.compose,
        "compte-rendu": report.compose,
        "releve-decisions": decisions.compose,
        "plan-action": plan.compose,
        "page-personne": person_page.compose,
        "synthese": summary.compose,
    }
)


def names_for(record: Record) -> tuple[str, ...]:
    """The documents of this record's readership (`design/confidentiality.md`, « Readers »; `domain/protocoles.md` §C.1), in the order people read them.

    The group and the partners get the minutes, a compte rendu for the points whose guide ends in one, the decisions where there are any, and the plan
    where there are actions. The person concerned gets a page, the public a summary, the facilitators nothing but their notebook, a file apart.
    """
    if record.readership is Reader.PERSONNE:
        return ("page-personne",)
    if record.readership is Reader.PUBLIC:
        return ("synthese",)
    if record.readership is Reader.ANIMATEUR:
        return ()
    kinds = {point.document for point in record.points} or {"pv"}
    outcomes = all_outcomes(record)
    wanted = {
        "pv": "pv" in kinds,
        "compte-rendu": "compte-rendu" in kinds,
        "releve-decisions": "pv" in kinds and bool(of_kind(outcomes, "decision")),
        "plan-action": bool(record.earlier_actions or of_kind(outcomes, "action")),
    }
    return tuple(name for name, given in wanted.items() if given)


def compose(name: str, record: Record) -> Outline:
    """The document of this name. Raises KeyError for an unknown name."""
    return _COMPOSERS[name](record)
