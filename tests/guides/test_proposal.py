from __future__ import annotations

import pytest

from facilitation.guides.proposal import Proposal, propose
from facilitation.guides.schema import (
    ActivityChoice,
    Audience,
    GroupSize,
    Guide,
    PersonThere,
    Step,
    Subject,
    Trace,
    Variant,
    VariantStep,
)


def guide(id: str, subject: Subject, minutes: int, people: tuple[int, int] = (4, 12), variant: int = 0) -> Guide:
    step = Step(id="a", title="A", minutes=minutes, activity=ActivityChoice(type="aucune"), trace=Trace.AUCUNE)
    variants = (
        (Variant(id="court", title="En court", duration=variant, steps=(VariantStep(id="a", minutes=variant),)),)
        if variant
        else ()
    )
    return Guide(
        format=1, id=id, language="fr", version="1.0.0", title=id, summary="x", audiences=(Audience.FORMATION,), subject=subject,
        duration=minutes, group=GroupSize(min=people[0], max=people[1]), sources=(), licence="x", attribution="x", steps=(step,), variants=variants,
    )  # fmt: skip


LIBRARY = [
    guide("long", Subject.PARTENARIAT, 120),
    guide("moyen", Subject.PARTENARIAT, 90, variant=60),
    guide("court", Subject.PRATIQUE, 45),
    guide("situation", Subject.SITUATION, 60),
    guide("petit", Subject.PARTENARIAT, 60, people=(2, 4)),
]


def ids(**wanted: object) -> list[str]:
    asked = {"network_type": None, "minutes": 0, "people": 0, "person_present": False} | wanted
    return [one.guide_id for one in propose(LIBRARY, **asked)]


def test_three_guides_are_proposed_each_with_one_sentence():
    found = propose(LIBRARY, network_type="projet", minutes=60, people=8, person_present=False)
    assert len(found) == 3
    assert all(one.reason.endswith(".") and one.reason.count(". ") == 0 for one in found)


def test_what_holds_in_the_time_comes_before_what_does_not():
    assert set(ids(minutes=60, people=4)) == {"moyen", "situation", "petit"}
    assert "long" not in ids(minutes=60, people=8)


def test_a_variant_that_holds_is_named():
    first = propose(LIBRARY, network_type="projet", minutes=60, people=8, person_present=False)[0]
    assert (first.guide_id, first.variant) == ("moyen", "court")
    assert "En court" in first.reason


def test_the_number_of_people_sets_apart_what_is_not_made_for_them():
    assert "petit" not in ids(minutes=60, people=8, network_type="projet")
    assert "petit" in ids(minutes=60, people=3, network_type="projet")


@pytest.mark.parametrize(("network", "first"), [("pratiques", "court"), ("projet", "long"), ("personne", "situation")])
def test_the_type_of_network_chooses_the_subject(network, first):
    assert ids(network_type=network)[0] == first


def test_with_the_person_in_the_room_what_speaks_of_a_situation_comes_first():
    assert ids(person_present=True)[0] == "situation"


def test_a_guide_that_does_not_hold_says_so():
    found = propose(LIBRARY[:1], network_type=None, minutes=30, people=8, person_present=False)
    assert "prévoyez plus de temps" in found[0].reason


def test_an_empty_library_proposes_nothing():
    assert propose([], network_type=None, minutes=60, people=8, person_present=False) == ()


# ------------------------------------------------------------------ the choice and its sentence, closely


def first(*guides: Guide, **wanted: object) -> tuple[str, str, str]:
    asked = {"network_type": None, "minutes": 0, "people": 0, "person_present": False} | wanted
    found = propose(guides, **asked)[0]
    return found.guide_id, found.variant, found.reason


def test_without_a_number_of_people_the_middle_of_the_group_is_counted():
    assert "à 8 personnes" in first(guide("a", Subject.PRATIQUE, 45))[2]
    assert "à 7 personnes" in first(guide("a", Subject.PRATIQUE, 45, people=(3, 12)))[2]
    assert "à 5 personnes" in first(guide("a", Subject.PRATIQUE, 45), people=5)[2]


def test_the_whole_guide_is_chosen_before_its_variants_when_it_holds():
    whole = guide("a", Subject.PRATIQUE, 90, variant=60)
    assert first(whole, minutes=90)[1] == ""
    assert first(whole, minutes=89)[1] == "court"
    assert first(whole)[1] == ""


def test_of_two_variants_that_hold_the_longer_is_chosen_and_none_when_none_holds():
    made = guide("a", Subject.PRATIQUE, 90, variant=45)
    longer = made.variants[0].model_copy(
        update={"id": "moyen", "title": "En moyen", "steps": (VariantStep(id="a", minutes=60),)}
    )
    made = made.model_copy(update={"variants": (*made.variants, longer)})
    assert first(made, minutes=70)[1] == "moyen"
    assert first(made, minutes=50)[1] == "court"
    assert first(made, minutes=30)[1] == ""
    assert "demande 90 minutes" in first(made, minutes=30)[2]


@pytest.mark.parametrize(("people", "suits"), [(3, False), (4, True), (12, True), (13, False)])
def test_the_bounds_of_the_group_are_within_it(people, suits):
    reason = first(guide("a", Subject.PRATIQUE, 45), people=people)[2]
    assert ("mais il est fait pour 4 à 12 personnes" in reason) is not suits


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (Subject.SITUATION, "Il part d’une situation"),
        (Subject.PRATIQUE, "Il porte sur vos pratiques"),
        (Subject.PARTENARIAT, "Il porte sur votre façon de travailler ensemble"),
        (Subject.CARTE, "Il dessine votre réseau"),
        (Subject.SUIVI, "Il fait le point sur ce que vous aviez décidé"),
    ],
)
def test_the_reason_begins_with_the_subject(subject, words):
    assert first(guide("a", subject, 45))[2].startswith(words)


def test_with_the_person_in_the_room_the_network_s_own_situations_come_first():
    situation, map_ = guide("situation", Subject.SITUATION, 60), guide("carte", Subject.CARTE, 90)
    practice = guide("pratique", Subject.PRATIQUE, 120)
    assert first(practice, map_, situation, network_type="personne", person_present=True)[0] in ("situation", "carte")
    assert first(practice, map_, situation, network_type="pratiques", person_present=True)[0] == "pratique"


def test_equals_stand_by_their_title():
    assert ids_of(guide("b", Subject.PRATIQUE, 45), guide("a", Subject.PRATIQUE, 45)) == ["a", "b"]


def ids_of(*guides: Guide) -> list[str]:
    found = propose(guides, network_type=None, minutes=0, people=0, person_present=False)
    return [one.guide_id for one in found]


# ------------------------------------------------------------------ steps that grow with the people


def growing(id: str, per_person: int, people: tuple[int, int]) -> Guide:
    made = guide(id, Subject.PRATIQUE, 10, people=people)
    return made.model_copy(update={"steps": (made.steps[0].model_copy(update={"minutes_per_person": per_person}),)})


def test_the_minutes_are_those_of_the_people_who_come() -> None:
    made = growing("a", 5, (4, 12))
    assert "tient en 40 minutes à 6 personnes" in first(made, people=6)[2]
    assert "demande 40 minutes à 6 personnes" in first(made, people=6, minutes=39)[2]


def test_without_a_number_of_people_the_minutes_are_those_of_the_middle_of_the_group() -> None:
    assert "tient en 50 minutes à 8 personnes" in first(growing("a", 5, (4, 12)))[2]
    assert "tient en 45 minutes à 7 personnes" in first(growing("a", 5, (3, 12)))[2]


def test_the_whole_guide_is_chosen_before_a_longer_variant() -> None:
    made = guide("a", Subject.PRATIQUE, 60, variant=90)
    assert first(made)[1] == ""
    assert first(made, minutes=90)[1] == ""


def test_of_two_variants_that_hold_the_longer_is_chosen_whatever_its_name() -> None:
    made = guide("a", Subject.PRATIQUE, 90, variant=45)
    longer = made.variants[0].model_copy(
        update={"id": "bref", "title": "En bref", "steps": (VariantStep(id="a", minutes=60),)}
    )
    for variants in ((made.variants[0], longer), (longer, made.variants[0])):
        assert first(made.model_copy(update={"variants": variants}), minutes=70)[1] == "bref"


def test_with_the_person_in_the_room_a_map_of_the_network_s_own_comes_before_its_first_subject() -> None:
    partnership, map_ = guide("partenariat", Subject.PARTENARIAT, 120), guide("carte", Subject.CARTE, 60)
    assert first(partnership, map_, network_type="projet")[0] == "partenariat"
    assert first(partnership, map_, network_type="projet", person_present=True)[0] == "carte"


def test_a_proposal_takes_the_whole_guide_unless_a_variant_is_named() -> None:
    assert Proposal("a", "Il porte sur vos pratiques.").variant == ""


def test_with_the_person_concerned_what_is_led_without_them_comes_last():
    without = guide("entre-nous", Subject.SITUATION, 60).model_copy(update={"person_there": PersonThere.ABSENTE})
    either = guide("au-choix", Subject.PARTENARIAT, 60).model_copy(update={"person_there": PersonThere.POSSIBLE})
    asked = {"network_type": "personne", "minutes": 60, "people": 8}
    with_them = propose([without, either], **asked, person_present=True)
    assert [one.guide_id for one in with_them] == ["au-choix", "entre-nous"]
    among_us = propose([without, either], **asked, person_present=False)
    assert [one.guide_id for one in among_us] == ["entre-nous", "au-choix"]
