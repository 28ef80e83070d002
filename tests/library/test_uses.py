"""What a source served for, what a guide refers to, and the words that a search finds: rules without pages."""

from __future__ import annotations

from facilitation.activities import registry
from facilitation.cli_guides import library_of
from facilitation.guides.catalogue import Catalogue, content_folder, load_catalogue
from facilitation.guides.schema import GlossaryEntry, Source
from facilitation.guides.text import plain_text
from facilitation.library import uses, words
from facilitation.library.cases import load_cases

CATALOGUE = load_catalogue(content_folder(), registry.kinds())
CASES = tuple(load_cases(content_folder(), library_of(CATALOGUE)).cases.values())
SERVED = uses.uses(CATALOGUE, CASES)


def test_a_guide_is_told_with_the_steps_that_name_the_source_themselves() -> None:
    guide = CATALOGUE.guides["reflexivite-collective"]
    told = next(use for use in SERVED["methode-gibbs"] if use.id == guide.id)
    theirs = [step for step in guide.steps if "methode-gibbs" in step.sources and not step.module]
    assert theirs
    assert told.kind == "guide"
    assert told.places == tuple(step.title for step in theirs)
    assert told.questions[0] == " ".join(plain_text(theirs[0].question).split("\n"))


def test_a_step_that_came_ready_made_is_told_once_and_not_of_each_guide() -> None:
    welcome = CATALOGUE.modules["accueil"].title
    told = SERVED["observatoire-111-editorial"]
    assert [use.title for use in told if use.kind == "module"].count(welcome) == 1
    lent = {step.title for step in CATALOGUE.modules["accueil"].steps}
    assert not any(lent & set(use.places) for use in told if use.kind == "guide")


def test_a_case_tells_the_parts_and_the_questions_that_owe_something() -> None:
    for case in CASES:
        for number, question in enumerate(case.questions, 1):
            for owed in question.sources:
                mine = [use for use in SERVED[owed.id] if use.id == case.id and question.text in use.questions]
                assert len(mine) == 1
                assert f"la question {number}" in mine[0].places
                assert mine[0].sure


def test_a_source_that_nobody_names_served_for_nothing_and_stands_on_its_shelf_all_the_same() -> None:
    alone = Source.model_validate({"id": "seule", "titre": "Seule", "lu": "extrait", "certitude": "voisine"})
    shelves = uses.bibliography(Catalogue(sources={"seule": alone}), ())
    assert [(shelf.id, [line.id for line in shelf.lines]) for shelf in shelves] == [("voisins", ["seule"])]
    assert shelves[0].lines[0].uses == ()


def test_what_is_named_and_unknown_is_left_out() -> None:
    assert uses.of_guide(CATALOGUE.guides["place-usager"], Catalogue(), CASES).sources == ()
    assert uses.of_guide(CATALOGUE.guides["place-usager"], Catalogue(), CASES).drifts == ()


def test_a_class_may_take_any_case_and_others_the_few_that_show_most_of_their_drifts() -> None:
    workshop = uses.of_guide(CATALOGUE.guides["atelier-etude-de-cas"], CATALOGUE, CASES)
    assert workshop.cases == CASES
    for guide in CATALOGUE.guides.values():
        shown = uses.of_guide(guide, CATALOGUE, CASES)
        assert [one.id for one in shown.drifts] == list(guide.drifts)
        if guide.id != "atelier-etude-de-cas":
            common = {one.id: len(set(one.drifts) & set(guide.drifts)) for one in CASES}
            assert len(shown.cases) <= uses.NEAR
            assert bool(shown.cases) == ("formation" in guide.audiences and any(common.values()))
            left = [common[one.id] for one in CASES if one not in shown.cases]
            assert all(common[one.id] >= max(left) for one in shown.cases)


def test_words_and_acronyms_stand_apart_in_the_order_of_the_alphabet_accents_aside() -> None:
    entries = [
        GlossaryEntry(id=name, fr=fr) for name, fr in (("z", "zone"), ("sigle-b", "B"), ("e", "école"), ("f", "fil"))
    ]
    found = words.find(entries)
    assert [one.fr for one in found.words] == ["école", "fil", "zone"]
    assert [one.fr for one in found.acronyms] == ["B"]
    assert found.count == len(entries)


def test_a_word_is_found_by_its_beginning_in_any_language_and_each_word_must_be_there() -> None:
    entry = GlossaryEntry(id="a", fr="aidant proche", en="informal carer", nl="mantelzorger", definition="Un statut.")
    for query in ("proche aidant", "mantel", "carers", "STATUT", "aidants proches", ""):
        assert words.find([entry], query).count == 1, query
    for query in ("aidant lointain", "proximité"):
        assert words.find([entry], query).count == 0, query


def test_a_publisher_that_is_the_author_is_named_once() -> None:
    rta, iteco = CATALOGUE.sources["rta-diagnostic-social"], CATALOGUE.sources["iteco-dumoulin-six-risques"]
    assert uses.line(rta).reference.count("RTA asbl") == 1
    assert "ITECO" in uses.line(iteco).reference
