"""The fictional cases: all are there, each names its sources as far as they were read, and each can be read aloud to anybody."""

from __future__ import annotations

import re

import pytest

from facilitation.cli_guides import library_of
from facilitation.guides.catalogue import content_folder
from facilitation.library.cases import LONGEST_QUESTION, Cases, load_cases, owed, seconds_aloud

FROM_THE_REVIEW = {
    "bailleur-au-double-role",
    "interprete-et-recit-repete",
    "soin-et-police-en-un-lieu",
    "parents-sous-mandat",
    "jeune-entre-les-secteurs",
    "hiver-et-hebergement-d-urgence",
}
FROM_THE_WORKSHOP = {
    "sept-services-et-une-boite-aux-lettres",
    "il-ne-faut-surtout-pas-lui-dire",
    "notre-pilier-s-en-va",
    "d-accord-d-accord",
}
ALLOWED = {
    "titre": {"titre", "inspire"},
    "editorial": {"editorial", "inspire"},
    "affiche": {"affiche", "inspire"},
    "rien": {"affiche", "generale", "inspire"},
    "extrait": {"meme-auteur", "voisine", "inspire"},
}
"""What may be said of an idea, by what was read of its source: no more than was read."""


@pytest.fixture(scope="module")
def cases(catalogue) -> Cases:
    return load_cases(content_folder(), library_of(catalogue))


def test_no_case_has_a_fault_or_a_remark(cases):
    assert [str(fault) for fault in cases.faults] == []


def test_the_cases_of_the_review_and_of_the_workshop_are_there(cases):
    assert set(cases.cases) >= FROM_THE_REVIEW | FROM_THE_WORKSHOP


def test_each_case_is_read_aloud_in_two_minutes_and_asks_enough(cases):
    for case in cases.cases.values():
        assert 45 <= seconds_aloud(case.text) <= 120, case.id
        assert len(case.questions) >= 5, case.id
        assert len(case.rebounds) >= 3, case.id
        assert len(case.grids) >= 3, case.id
        assert case.trainer.strip(), case.id


def test_a_question_holds_at_one_look(cases):
    for case in cases.cases.values():
        asked = [one.text for one in case.questions] + [one.question for one in case.rebounds]
        assert [text for text in asked if len(text) > LONGEST_QUESTION or "?" not in text] == [], case.id


def test_no_idea_is_said_more_certain_than_what_was_read_of_its_source(cases, catalogue):
    wrong = [
        (case.id, one.id, one.certainty)
        for case in cases.cases.values()
        for one in owed(case)
        if one.certainty not in ALLOWED[catalogue.sources[one.id].read]
    ]
    assert wrong == []


def test_a_text_of_the_same_author_or_service_is_not_taken_from_a_neighbour(cases, catalogue):
    wrong = [
        (case.id, one.id)
        for case in cases.cases.values()
        for one in owed(case)
        if one.certainty == "meme-auteur" and catalogue.sources[one.id].certainty != "meme-auteur"
    ]
    assert wrong == []


def test_each_drift_of_a_grid_is_one_of_the_case(cases):
    for case in cases.cases.values():
        assert {name for grid in case.grids for name in grid.drifts} <= set(case.drifts), case.id


def test_no_case_has_nobody_s_name_whole_nor_a_word_that_shuts_in(cases):
    """Fictional first names only, so that no file looks like a file on somebody; and no word of `domain/relecture.md` §1.10 and §2."""
    forbidden = re.compile(
        r"\b(Mme|Mlle|M\.|Monsieur|Madame) [A-Z]|\b(ROTI|ragots?|cas social|incasables?|dérapages?|prises? en charge)\b"
    )
    for path in sorted((content_folder() / "cases").glob("*.yaml")):
        assert forbidden.findall(path.read_text(encoding="utf-8")) == [], path.name


def test_the_sensitive_points_of_the_review_are_each_a_case(cases):
    """Each article that the catalogue gives to a case has one that names its title among its sources."""
    named = {one.id for case in cases.cases.values() for one in case.sources}
    assert {
        "observatoire-111-minot-titre",
        "observatoire-111-maccatory-titre",
        "observatoire-111-thirion-titre",
        "observatoire-111-bisschop-titre",
        "observatoire-111-kadjo-titre",
        "observatoire-105-astrid-titre",
    } <= named
