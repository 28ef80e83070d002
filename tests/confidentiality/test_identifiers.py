"""What may tell who somebody is, pointed at in a text: each kind by its form, its neighbours left alone, any text taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.confidentiality.identifiers import BLOCKING, Finding, find
from tests.confidentiality.marked import KINDS, SENTENCES, Marked, read


def seen(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("85.07.30-033.28", "niss"),
        ("85 07 30 033 28", "niss"),
        ("85073003328", "niss"),
        ("85.07.30\u2011033.28", "niss"),
        ("BE68 5390 0754 7034", "iban"),
        ("BE68\u202f5390\u202f0754\u202f7034", "iban"),
        ("FR76 3000 6000 0112 3456 7890 189", "iban"),
        ("0475 12 34 56", "phone"),
        ("+32 (0)475 12 34 56", "phone"),
        ("081/22.33.44", "phone"),
        ("0032475123456", "phone"),
        ("odile.d@exemple.be", "email"),
        ("avenue Reine Astrid 45 bte 3, 5100 Jambes", "address"),
        ("12, rue de l’Église", "address"),
        ("Steenstraat 12, 1000 Brussel", "address"),
        ("Mme N’Diaye", "titled_name"),
        ("M. van den Berghe", "titled_name"),
        ("la famille Martens-Dubois"[3:], "titled_name"),
    ],
)
def test_each_kind_is_found_where_it_stands(text: str, kind: str) -> None:
    sentence = f"Il est noté : {text}, à vérifier."
    assert seen(sentence) == [(kind, text)]


def test_a_date_is_found_where_it_is_said_to_be_of_a_birth() -> None:
    assert seen("Née à Namur le 12 mars 1985, arrivée le 3 avril 2021.") == [("birthdate", "12 mars 1985")]
    assert seen("Décret du 8 août 1983 ; réunion du 12/03/2026.") == []


@pytest.mark.parametrize(
    ("check", "found"), [("94", True), ("26", True), ("27", False)]
)  # of 1901, of 2001, of neither
def test_a_national_number_has_the_checksum_of_one_of_two_centuries(check: str, found: bool) -> None:
    assert bool(seen(f"Le 01.01.01-001.{check} y est.")) is found


@pytest.mark.parametrize(
    "text",
    [
        "BCE 0475.938.850",
        "La rue de la Loi s’est prononcée ; il reste en place 3 réunions.",
        "Madame la Ministre, Monsieur le Juge, Mme X et M. D. sont les invités d’un jeu de rôle.",
        "De 2019-2020 à 2024-2025, 12.500 euros, 14 h 30, le 02/03/2026.",
        "Le compte BE68 5390 0754 7035 ne tombe pas juste.",
        "Le dossier n° 12/03/2021 est clos.",
    ],
)
def test_what_looks_like_one_and_is_none_is_left_alone(text: str) -> None:
    assert seen(text) == []


def test_a_number_that_two_kinds_claim_is_of_one() -> None:
    assert seen("85073003328") == [("niss", "85073003328")]
    assert {"niss", "iban"} == BLOCKING


@given(st.text())
def test_any_text_is_taken_and_its_findings_follow_one_another(text: str) -> None:
    found = find(text)
    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@given(st.lists(st.sampled_from([one.text for one in SENTENCES[:60]]), min_size=1, max_size=4))
def test_lines_are_read_one_by_one(lines: list[str]) -> None:
    start, expected = 0, list[Finding]()
    for line in lines:
        expected += [Finding(one.kind, one.start + start, one.end + start) for one in find(line)]
        start += len(line) + 1
    assert find("\n".join(lines)) == expected


def test_the_corpus_is_large_and_half_of_it_holds_traps() -> None:
    assert len(SENTENCES) >= 300
    assert 0.4 <= sum(not one.spans for one in SENTENCES) / len(SENTENCES) <= 0.6
    assert {kind for one in SENTENCES for kind, _start, _end in one.spans} == set(KINDS)
    assert len({one.text for one in SENTENCES}) == len(SENTENCES)


def test_a_marked_sentence_gives_its_text_and_its_spans() -> None:
    assert read("Appeler [phone:0475 12 34 56] avant midi.") == Marked(
        "Appeler 0475 12 34 56 avant midi.", (("phone", 8, 21),)
    )
