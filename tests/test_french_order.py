"""Names stand in the order of a French directory."""

from __future__ import annotations

import random

import pytest

from facilitation.french_order import french_key

SORTED = [
    # letters first, whatever accents and capitals; then accents; then the text itself
    ["Adam", "Éloïse", "Emile", "Émile", "Zoé"],
    ["cote", "coté", "Dupont"],
    # the ligatures are two letters
    ["Adèle", "Æneas", "Agnès"],
    ["Odile", "Œdipe", "Olivier"],
    ["coda", "cœur", "coffre"],
    # spaces, dashes and apostrophes part words
    ["Jean-Zoé", "Jean Zola", "Jeanne"],
    ["L'Abbé", "L Zola", "Labbé"],
    ["D'Zan", "D\u2019Zo", "Dab"],
    ["Le\u00a0Zan", "Le\u202fZo", "Lea"],
    # capitals count last of all
    ["ANNE", "Anne", "anne"],
    ["Anne  Zoé", "Anne Zoé"],
]


@pytest.mark.parametrize("names", SORTED, ids=" ".join)
def test_names_stand_as_in_a_directory(names: list[str]) -> None:
    shuffled = names[:]
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=french_key) == sorted(names, key=french_key) == names


@pytest.mark.parametrize(
    ("one", "other"), [("Émile", "emile"), ("Œdipe", "oedipe"), ("Jean-Luc", "JEAN LUC"), ("L’Abbé", " l'abbe ")]
)
def test_the_first_part_of_the_key_sees_neither_accents_nor_capitals_nor_dashes(one: str, other: str) -> None:
    assert french_key(one)[0] == french_key(other)[0]


def test_two_names_that_differ_by_an_accent_stay_apart_and_the_bare_one_is_first() -> None:
    assert french_key("Emile") < french_key("Émile") < french_key("Emilie")
