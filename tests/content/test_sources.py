"""Who is owed what: nothing is attributed beyond what was read, every article of the issue is used, and no source lies idle."""

from __future__ import annotations

import pytest

from facilitation.cli_guides import library_of
from facilitation.guides.catalogue import content_folder
from facilitation.library import uses
from facilitation.library.cases import Case, load_cases, owed, places
from facilitation.library.rules import sure_of
from tests.content.test_cases import ALLOWED


@pytest.fixture(scope="module")
def cases(catalogue) -> tuple[Case, ...]:
    return tuple(load_cases(content_folder(), library_of(catalogue)).cases.values())


@pytest.fixture(scope="module")
def shelves(catalogue, cases) -> dict[str, uses.Shelf]:
    """The bibliography by the ids of its shelves."""
    return {shelf.id: shelf for shelf in uses.bibliography(catalogue, cases)}


def test_no_drift_says_more_than_was_read_of_its_source(catalogue):
    wrong = [
        (drift.id, one.id, one.certainty)
        for drift in catalogue.drifts.values()
        for one in drift.sources
        if one.certainty not in ALLOWED[catalogue.sources[one.id].read]
    ]
    assert wrong == []


def test_no_drift_takes_a_neighbour_for_the_author(catalogue):
    wrong = [
        (drift.id, one.id)
        for drift in catalogue.drifts.values()
        for one in drift.sources
        if one.certainty == "meme-auteur" and catalogue.sources[one.id].certainty != "meme-auteur"
    ]
    assert wrong == []


def test_each_drift_says_where_it_comes_from_and_what_the_person_bears(catalogue):
    for drift in catalogue.drifts.values():
        assert drift.sources, drift.id
        assert drift.sustained_by.strip(), drift.id
        assert drift.person.strip(), drift.id
        assert min(len(drift.signs), len(drift.questions)) >= 4, drift.id
        assert len(drift.levers) >= 3, drift.id


def test_every_article_of_the_issue_says_what_it_inspired(catalogue, shelves):
    """Each, and the poster, leads to a guide, a drift or a case that somebody can run or read tomorrow (`design/guides.md`)."""
    lines = {line.id: line for line in shelves["numero"].lines}
    articles = {one.id for one in catalogue.sources.values() if one.review == "L’Observatoire"}
    assert len(articles) == 16
    assert set(lines) == articles | {"affiche"}
    assert [
        name for name, line in lines.items() if not {use.kind for use in line.uses} & {"guide", "drift", "case"}
    ] == []


def test_the_articles_live_where_the_design_says(shelves):
    """The correspondence table of `design/guides.md`, as far as its guides are written; the network maps come in their own issue."""
    lives = {line.id: {use.id for use in line.uses} for line in shelves["numero"].lines}
    first = {
        "editorial": {"reflexivite-collective", "desaccord-entre-services", *(f"D0{n}" for n in range(1, 8)), "D18"},
        "fastres-bernaz-titre": {"travail-de-en-reseau"},
        "bouchereau-titre": {"reflexivite-collective", "analyse-derives-partenariat"},
        "bartholome-titre": {"charte-partenariat", "auto-evaluation-annuelle"},
        "darimont-titre": {"place-usager"},
        "blavier-titre": {"secret-partage"},
        "bex-titre": {"qui-porte-quoi"},
        "kadjo-titre": {"intervision-incident", "jeune-entre-les-secteurs"},
        "chabot-titre": {"concertation-avec-usager", "D18"},
        "michaud-titre": {"concertation-avec-usager"},
        "minot-titre": {"bailleur-au-double-role", "D04"},
        "maccatory-titre": {"interprete-et-recit-repete"},
        "thirion-titre": {"charte-partenariat", "soin-et-police-en-un-lieu"},
        "bisschop-titre": {"parents-sous-mandat", "concertation-avec-usager"},
    }
    missing = {name: places - lives[f"observatoire-111-{name}"] for name, places in first.items()}
    assert {name: places for name, places in missing.items() if places} == {}
    assert {"travail-de-en-reseau", *(f"D{n:02}" for n in range(9, 14))} <= lives["affiche"]
    assert {"D05", "hiver-et-hebergement-d-urgence"} <= lives["observatoire-105-astrid-titre"]


def test_no_source_lies_idle(catalogue, cases):
    assert set(catalogue.sources) == set(uses.uses(catalogue, cases))


def test_every_question_says_where_it_comes_from_and_how_sure_that_is(catalogue, cases):
    """A step's question by itself or by its guide, a drift's by its sheet, a case's by itself: each with a certainty in words."""
    asked = [
        *(
            (f"{guide.id}/{step.id}", step.sources or guide.sources)
            for guide in catalogue.guides.values()
            for step in guide.steps
        ),
        *((drift.id, tuple(one.id for one in drift.sources)) for drift in catalogue.drifts.values()),
        *(
            (f"{case.id}: {place.words}", tuple(one.id for one in place.sources))
            for case in cases
            for place in places(case)
        ),
    ]
    assert [name for name, sources in asked if not sources] == []
    assert {source for _name, sources in asked for source in sources} <= set(catalogue.sources)
    told = [use for found in uses.uses(catalogue, cases).values() for use in found]
    assert [use for use in told if not use.sure] == []


def test_no_idea_of_the_house_is_lent_to_an_author(catalogue, cases):
    """What `domain/articles.md` marks [I] (inference) or [G] (common knowledge) is said to be just that, wherever it is printed."""
    attributed = [
        *((drift, drift.sources) for drift in catalogue.drifts.values()),
        *((case, owed(case)) for case in cases),
    ]
    for part, sources in attributed:
        for one in sources:
            said = sure_of(catalogue.sources[one.id], one.certainty)
            if one.certainty in ("inspire", "generale"):
                assert said in ("simple inspiration", "connaissance commune du métier"), (part.id, one.id)
            if catalogue.sources[one.id].read == "rien":
                assert "attribution sûre" not in said, (part.id, one.id)
            if catalogue.sources[one.id].read == "titre":
                assert said in ("seul le titre peut lui être attribué", "simple inspiration"), (part.id, one.id)


def test_a_word_of_the_glossary_says_no_more_of_its_sources_than_was_read(catalogue):
    owed_by_words = [one for entry in catalogue.glossary for one in entry.sources]
    assert owed_by_words
    for one in owed_by_words:
        assert one.certainty in ALLOWED[catalogue.sources[one.id].read], one.id
