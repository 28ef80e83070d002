"""The words that databases, forms and guide files keep: one that changes makes what was kept before unreadable."""

from __future__ import annotations

from enum import StrEnum

import pytest

from facilitation.confidentiality.readers import Mark, Reader, Trace
from facilitation.meetings.rules import MeetingState, NetworkType, PointKind, Presence, Source, StageState
from facilitation.minutes.rules import Stand, Way
from facilitation.outcomes.rules import ActionStatus, DecisionMode, OutcomeKind, PersonTouched
from facilitation.partnerships.rules import Term

WORDS: dict[type[StrEnum], str] = {
    Reader: "animateur groupe partenaires personne public",
    Mark: "situation confidence",
    Trace: "pv synthese perso session aucune",
    MeetingState: "preparee convoquee ouverte en_cours terminee close annulee",
    StageState: "a_venir en_cours en_pause terminee passee",
    NetworkType: "pratiques projet personne",
    PointKind: "guide information discussion decision",
    Presence: "present excuse absent represente invite",
    Source: "pupitre telephone papier",
    OutcomeKind: "decision action question reserve aside",
    DecisionMode: "autorite majorite consensus consentement personne impose",
    PersonTouched: " oui sans-objet",
    ActionStatus: "a-faire en-cours bloque reporte fait abandonne",
    Stand: "projet relu close envoye approuve",
    Way: "seance tacite",
    Term: "personne-concernee usager beneficiaire personne-accompagnee famille jeune patient habitant",
}


@pytest.mark.parametrize("kept", WORDS, ids=lambda kept: kept.__name__)
def test_a_word_that_is_kept_never_changes(kept: type[StrEnum]) -> None:
    assert [each.value for each in kept] == WORDS[kept].split(" "), (
        "add words at will; change or drop one only with a migration"
    )
