"""Typography is put right without a word changing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.guides.faults import Faults
from facilitation.guides.typography import mended, remark_typography
from facilitation.guides.yaml_nodes import Place, Scalar


def remarks(text: str) -> list[str]:
    faults = Faults("essai.yaml")
    remark_typography(Scalar(Place(1, 1), text, True, text.count("\n") + 1), text, faults)
    return [fault.sentence for fault in faults.all]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("L'accueil d'ici", "L’accueil d’ici"),
        ("Quoi ?", "Quoi\u202f?"),
        ("Quoi?", "Quoi\u202f?"),
        ("Ceci : cela", "Ceci\u00a0: cela"),
        ("**Ceci:** cela", "**Ceci\u00a0:** cela"),
        ("« mot »", "«\u00a0mot\u00a0»"),
        ("«mot»", "«\u00a0mot\u00a0»"),
        ("«\u202fmot\u202f»", "«\u202fmot\u202f»"),
        ("à 9:30, https://a.be/?b:c ; `x ? y`", "à 9:30, https://a.be/?b:c\u202f; `x ? y`"),
    ],
)
def test_signs_and_spaces_become_what_french_wants(typed, right):
    assert mended(typed) == right
    assert remarks(right) == []


def test_names_of_the_program_are_left_alone():
    data = {"id": "l'id", "sources": ["a ?"], "titre": "L'un ?", "minutes": 3, "regles": ["Qui ?"]}
    assert mended(data) == {**data, "titre": "L’un\u202f?", "regles": ["Qui\u202f?"]}


@given(st.text(st.sampled_from("aé1 '’?!;:«»\u00a0\u202f\n*`-)hts/.")))
def test_no_remark_is_left_and_no_word_changes(text):
    right = mended(text)
    assert remarks(right) == []
    assert mended(right) == right
    assert re.sub(r"[\s’']", "", right) == re.sub(r"[\s’']", "", text)
