"""Which guides hold in what somebody disposes of, and finding one by words: given guides, worked out by hand."""

from __future__ import annotations

import pytest

from facilitation.activities import registry
from facilitation.guides.catalogue import content_folder, load_catalogue
from facilitation.guides.schema import PersonThere, total_minutes, usual_people
from facilitation.library import rules
from facilitation.library.search import Hit, folded, look, searched, words_of
from facilitation.library.wanted import Condition, Entry, Wanted, entry, find, loosened

CATALOGUE = load_catalogue(content_folder(), registry.kinds())
SHELF = tuple(entry(guide, CATALOGUE.sources) for guide in CATALOGUE.guides.values())


def ids(wanted: Wanted, shelf: tuple[Entry, ...] = SHELF) -> list[str]:
    return [one.card.id for one in find(shelf, wanted)]


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Dérives", ("derive",)),
        ("RÉSEAUX réseau", ("reseau",)),
        ("la place de l’usager", ("place", "usager")),
        ("œuvre", ("oeuvre",)),
        ("Bouchereau 2022", ("bouchereau", "2022")),
        ("à", ("a",)),
        ("os", ("os",)),
        ("", ()),
        (" ?!. ", ()),
        ("İstanbul", ("istanbul",)),
    ],
)
def test_accents_capitals_the_plural_and_little_words_don_t_matter(query: str, words: tuple[str, ...]) -> None:
    assert words_of(query) == words


def test_a_word_is_found_at_its_beginning_and_nowhere_inside() -> None:
    text = searched(
        "Analyser les dérives", "Regarder ce qui dérape.", ["Où sommes-nous d’accord ?", "Xavier Bouchereau"]
    )
    assert look(text, words_of("dérive")) == Hit(0)
    assert look(text, words_of("deriv")) == Hit(0)
    assert look(text, words_of("dérives dérape")) == Hit(1)
    assert look(text, words_of("BOUCHEREAU dérives")) == Hit(2, "Xavier Bouchereau")
    assert look(text, words_of("rives")) is None
    assert look(text, words_of("dérives absentes")) is None
    assert look(text, ()) == Hit(0)


def test_folding_parts_what_typography_joins() -> None:
    assert folded("L’Œuvre, « à l’école »\u00a0!") == " l oeuvre a l ecole"


def test_words_of_a_title_a_question_and_a_source_find_their_guide() -> None:
    assert ids(Wanted(words="QUI PORTE quoi"))[0] == "qui-porte-quoi"
    for one in SHELF:
        assert one.guide.id in ids(Wanted(words=one.guide.title))
        for step in one.guide.steps[:3]:
            if step.question:
                assert one.guide.id in ids(Wanted(words=step.question.replace("*", "")))
        for source in one.guide.sources:
            assert one.guide.id in ids(Wanted(words=rules.reference(CATALOGUE.sources[source])))


def test_a_title_that_has_the_words_comes_before_a_question_that_has_them() -> None:
    found = find(SHELF, Wanted(words="codéveloppement"))
    assert found[0].card.id == "intervision-codeveloppement"
    assert not found[0].line
    assert all(one.line for one in found if "codév" not in (one.card.title + one.card.summary).casefold())


def test_words_that_no_guide_has_find_none() -> None:
    assert ids(Wanted(words="brontosaure")) == []


# ------------------------------------------------------------------ the four questions


@pytest.mark.parametrize("one", SHELF, ids=lambda one: one.guide.id)
def test_a_guide_holds_by_its_variant_when_it_has_a_shorter_one(one: Entry) -> None:
    guide = one.guide
    for people in {guide.group.min, usual_people(guide), guide.group.max}:
        whole = total_minutes(guide, people)
        assert one.ways[0].minutes(people) == whole
        (held,) = find([one], Wanted(minutes=whole, people=people))
        assert (held.minutes, held.variant) == (whole, None)
        lengths = {each.id: total_minutes(guide, people, each.id) for each in guide.variants}
        assert {way.id: way.minutes(people) for way in one.ways[1:]} == lengths
        for name, minutes in lengths.items():
            (held,) = find([one], Wanted(minutes=minutes, people=people))
            if minutes < whole:
                assert held.variant is not None
                assert held.variant_minutes == minutes or held.variant.id != name
        assert not find([one], Wanted(minutes=min([whole, *lengths.values()]) - 1, people=people))


@pytest.mark.parametrize("one", SHELF, ids=lambda one: one.guide.id)
def test_a_group_too_small_too_large_or_another_trace_sets_it_aside(one: Entry) -> None:
    assert not find([one], Wanted(people=one.guide.group.max + 1))
    assert not find([one], Wanted(people=one.guide.group.min - 1))
    assert find([one], Wanted(people=one.guide.group.min, trace=rules.leaves_a_trace(one.guide)))
    assert not find([one], Wanted(trace=not rules.leaves_a_trace(one.guide)))


@pytest.mark.parametrize(
    ("there", "yes", "no"),
    [
        (PersonThere.PRESENTE, True, False),
        (PersonThere.POSSIBLE, True, True),
        (PersonThere.ABSENTE, False, True),
        (None, False, True),
    ],
)
def test_whether_the_person_concerned_is_there_comes_from_the_guide(
    there: PersonThere | None, yes: bool, no: bool
) -> None:
    guide = SHELF[0].guide.model_copy(update={"person_there": there})
    one = entry(guide, CATALOGUE.sources)
    assert bool(find([one], Wanted(person=True))) is yes
    assert bool(find([one], Wanted(person=False))) is no
    assert find([one], Wanted())
    assert bool(rules.card(guide).person) is (there is not None)


def test_every_guide_of_the_library_says_whether_she_is_there() -> None:
    assert [guide.id for guide in CATALOGUE.guides.values() if guide.person_there is None] == []
    assert "concertation-avec-usager" in ids(Wanted(person=True))
    assert "concertation-avec-usager" not in ids(Wanted(person=False))


# ------------------------------------------------------------------ what to loosen


def test_what_holds_nothing_says_which_condition_to_give_up() -> None:
    wanted = Wanted(minutes=240, people=1000, trace=True)
    assert not find(SHELF, wanted)
    (only,) = loosened(SHELF, wanted)
    assert only.condition is Condition.PEOPLE
    assert only.count == len(find(SHELF, Wanted(minutes=240, trace=True))) > 0


def test_two_conditions_that_each_hold_nothing_are_not_given_up_alone() -> None:
    assert loosened(SHELF, Wanted(minutes=1, people=1000)) == ()


def test_a_condition_given_up_leaves_the_others_as_they_were() -> None:
    wanted = Wanted(60, 7, True, False, "place")
    assert wanted.asked() == tuple(Condition(name) for name in ("q", "temps", "personnes", "personne", "trace"))
    for condition in Condition:
        assert set(wanted.asked()) - set(wanted.without(condition).asked()) == {condition}
    assert Wanted().asked() == ()


def test_a_look_alike_without_questions_or_sources_is_found_by_its_title() -> None:
    text = searched("Titre", "", ["", ""])
    assert text.lines == ()
    assert look(text, ("titre",)) == Hit(0)
    assert look(text, ("absent",)) is None
