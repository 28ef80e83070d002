"""What validation says of data that is not the model's: each error once, at its place, with the name of what it is in."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from facilitation.guides.faults import Faults
from facilitation.guides.validate import Checked, check, context, known_keys, spot
from facilitation.guides.yaml_nodes import Node, compose, data_of
from tests.guides.authored import changed, faults_of, loaded, said_of


class Strict(BaseModel):
    """As the authored models are."""

    model_config = ConfigDict(strict=True, extra="forbid")


class Inner(Strict):
    name: str = Field(alias="nom")
    count: int = Field(default=0, alias="nombre")


class Outer(Strict):
    title: str = Field(default="", alias="titre")
    weight: float = Field(default=0.0, alias="poids")
    either: int | bool = Field(default=0, alias="deux_sortes")
    items: tuple[int, ...] = Field(default=(), alias="nombres", min_length=1)
    inner: Inner | None = Field(default=None, alias="dedans")
    many: tuple[Inner, ...] = Field(default=(), alias="roles")


def root_of(text: str) -> Node:
    root = compose(text, Faults("x"))
    assert root is not None
    return root


def checked(text: str, model: type[BaseModel] = Outer) -> tuple[Checked[Any], list[str]]:
    faults = Faults("essai.yaml")
    root = compose(text, faults)
    assert root is not None
    found = check(model, data_of(root), root, faults)
    return found, [str(one).removeprefix("essai.yaml:") for one in faults.all]


# ------------------------------------------------------------------ where a path leads


def test_a_path_leads_to_its_key_and_to_its_value() -> None:
    root = root_of("a: 1\nb:\n  - c: 2\n  - d\n")
    for path, place, followed in [
        ((), (1, 1), ()),
        (("a",), (1, 1), ("a",)),
        (("b", 0), (3, 5), ("b", 0)),
        (("b", 0, "c"), (3, 5), ("b", 0, "c")),
        (("b", 1), (4, 5), ("b", 1)),
    ]:
        found = spot(root, path)
        assert ((found.place.line, found.place.column), found.path, found.whole) == (place, followed, True)


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        (("b", 2), ("b",)),
        (("b", 3), ("b",)),
        (("z",), ()),
        (("a", "z"), ("a",)),
        (("b", "c"), ("b",)),
        ((0,), ()),
        (("b", "arm", 0, "c"), ("b", 0, "c")),
    ],
)
def test_what_the_file_does_not_hold_is_passed_over(path, followed) -> None:
    found = spot(root_of("a: 1\nb:\n  - c: 2\n  - d\n"), path)
    assert (found.path, found.whole) == (followed, False)


# ------------------------------------------------------------------ what a place is in


@pytest.mark.parametrize(
    ("key", "called"),
    [
        ("etapes", "étape"),
        ("variantes", "variante"),
        ("roles", "rôle"),
        ("rubriques", "rubrique"),
        ("lignes", "ligne"),
        ("colonnes", "colonne"),
        ("points", "point"),
        ("items", "élément"),
        ("dimensions", "dimension"),
        ("choix", "choix"),
        ("conditions", "condition"),
        ("membres", "membre"),
        ("invites", "personne invitée"),
        ("arrivees", "arrivée"),
        ("departs", "départ"),
        ("representes", "personne représentée"),
        ("reponses", "réponse"),
        ("decisions", "décision"),
        ("actions", "action"),
        ("reserves", "réserve"),
        ("questions", "question"),
        ("mis_de_cote", "mis de côté"),
        ("derives", "dérive"),
        ("familles", "famille"),
        ("sources", "source"),
        ("entrees", "entrée"),
        ("rebonds", "rebond"),
        ("grilles", "grille"),
        ("autres", "autres"),
    ],
)
def test_each_item_is_called_by_what_its_list_holds(key, called) -> None:
    root = root_of(f"{key}:\n  - {{id: un}}\n  - {{x: y}}\n  - texte\n")
    assert plain(context(root, (key, 0))) == f"{called} « un » : "
    assert plain(context(root, (key, 1))) == f"{called} n° 2 : "
    assert context(root, (key, 2)) == ""
    assert context(root, (key,)) == ""


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("key", ["id", "module", "titre", "guide", "nom"])
def test_an_item_is_named_by_the_first_of_its_names(key) -> None:
    root = root_of(f"roles:\n  - {{x: y, {key}: Nom}}\n  - {{nom: dernier, titre: milieu, id: premier}}\n")
    assert plain(context(root, ("roles", 0, "x"))) == "rôle « Nom » : "
    assert plain(context(root, ("roles", 1))) == "rôle « premier » : "


def test_a_step_of_answers_is_named_by_its_key() -> None:
    assert plain(context(root_of("etapes: {lecture: [a]}"), ("etapes", "lecture"))) == "étape « lecture » : "


def test_a_name_of_60_characters_names_and_a_longer_or_broken_one_does_not() -> None:
    root = root_of(f"roles:\n  - id: {'a' * 60}\n  - id: {'a' * 61}\n  - id: 'a\n\n      b'\n  - id: [a]\n")
    assert plain(context(root, ("roles", 0))) == f"rôle « {'a' * 60} » : "
    assert [plain(context(root, ("roles", index))) for index in (1, 2, 3)] == [
        f"rôle n° {number} : " for number in (2, 3, 4)
    ]


def test_at_most_three_levels_are_named() -> None:
    root = root_of("roles: [{id: a, points: [{id: b, actions: [{id: c, questions: [{id: d}]}]}]}]")
    said = plain(context(root, ("roles", 0, "points", 0, "actions", 0, "questions", 0)))
    assert said == "rôle « a » : point « b » : action « c » : "


# ------------------------------------------------------------------ what is taken as it was meant


def test_a_text_without_quotes_is_the_text_as_written_and_a_decimal_the_number() -> None:
    found, said = checked("titre: 2026\npoids: 1.5\ndedans: {nom: true}\nroles: [{nom: 12}]\n")
    assert said == []
    assert found.broken == ()
    assert found.value.model_dump(include={"title", "weight", "inner", "many"}) == {
        "title": "2026", "weight": 1.5, "inner": {"name": "true", "count": 0}, "many": ({"name": "12", "count": 0},),
    }  # fmt: skip


@pytest.mark.parametrize("written", ['"1.5"', "1.5x", "1.", ".5", "1e3", "1" * 16 + ".5", "1." + "5" * 16])
def test_other_writings_are_no_decimal_number(written) -> None:
    found, said = checked(f"poids: {written}\n")
    assert found.value is None
    assert len(said) == 1
    assert said[0].startswith("1:1 « poids » attend un nombre")


def test_negative_decimals_and_whole_numbers_are_numbers() -> None:
    assert checked("poids: -2.25\n")[0].value.weight == -2.25
    assert checked("poids: 3\n")[0].value.weight == 3


def test_what_was_meant_is_not_guessed_beside_a_true_fault() -> None:
    found, said = checked("titre: 2026\ndedans: {nom: Alice, nombre: deux}\n")
    assert found.value is None
    assert found.broken == (("dedans", "nombre"),)
    assert said == [
        "2:22 « nombre » attend un nombre entier, et c’est « deux ». Écrivez-le en chiffres, sans guillemets : 10."
    ]


def test_a_list_is_no_text() -> None:
    assert checked("titre: [a]\n")[1] == [
        "1:1 « titre » attend un texte, et c’est une liste. Écrivez le texte sur la même ligne, ou après « | »."
    ]


def test_what_stands_under_no_key_is_said_without_a_name() -> None:
    said = checked("- a\n")[1]
    assert [one.split(",")[0].split() for one in said] == [["1:1", "«", "»", "attend", "des", "clés"]]


# ------------------------------------------------------------------ each error once


def test_the_broken_paths_are_told_even_when_nothing_more_is_said() -> None:
    found, said = checked("titre:\ndedans: {nombre: x}\n")
    assert set(found.broken) == {("titre",), ("dedans", "nom"), ("dedans", "nombre")}
    assert len(said) == 3


def test_a_value_of_neither_of_two_sorts_is_said_once() -> None:
    found, said = checked("deux_sortes: texte\n")
    assert len(found.broken) == 2
    assert [one.split(" attend")[0] for one in said] == ["1:1 « deux_sortes »"]


def test_what_follows_a_value_that_is_said_once_is_said_too() -> None:
    said = checked("deux_sortes: texte\ndedans: {nom: a, nombre: x}\n")[1]
    assert [one.split(" attend")[0] for one in said] == ["1:1 « deux_sortes »", "2:18 « nombre »"]


def test_two_keys_missing_at_the_same_place_are_both_said() -> None:
    class Two(Strict):
        first: str = Field(alias="un")
        second: str = Field(alias="deux")

    said = checked("zzz: 1\n", Two)[1]
    assert said == [
        "1:1 il manque la clé « deux ». Ajoutez-la.",
        "1:1 il manque la clé « un ». Ajoutez-la.",
        "1:1 la clé « zzz » n’existe pas ici. Choisissez parmi : deux, un.",
    ]


def test_a_key_is_written_as_authors_write_it_and_not_as_the_code_does() -> None:
    found, said = checked("title: a\n")
    assert found.value is None
    assert said == ["1:1 la clé « title » n’existe pas ici. Vouliez-vous « titre » ?"]


def test_an_unknown_key_is_quoted_up_to_60_characters() -> None:
    said = checked(f"{'k' * 70}: a\n")[1]
    assert len(said) == 1
    assert f"la clé « {'k' * 60} » n’existe pas ici." in said[0]


def test_of_unknown_keys_inside_the_nearest_of_their_own_place_is_named() -> None:
    said = checked("dedans: {nom: a, nombr: 2}\nroles:\n  - {non: a}\n")[1]
    assert "1:18 la clé « nombr » n’existe pas ici. Vouliez-vous « nombre » ?" in said
    assert "3:6 rôle n° 1 : la clé « non » n’existe pas ici. Vouliez-vous « nom » ?" in said


def test_at_most_200_faults_of_the_schema_are_said() -> None:
    many = "".join(f"cle_{number}: x\n" for number in range(250))
    assert len(checked(many)[1]) == 200
    assert len(checked(many)[0].broken) == 200


def test_a_list_is_said_too_short_when_it_is_and_not_for_its_wrong_items() -> None:
    assert checked("nombres: []\n")[1] == ["1:1 « nombres » compte trop peu d’éléments ; il en faut au moins 1."]
    assert [one.split(" attend")[0] for one in checked("nombres: [x]\n")[1]] == ["1:11 « nombres »"]


# ------------------------------------------------------------------ a misspelt module


def test_a_step_whose_module_is_misspelt_is_not_asked_for_the_keys_of_a_step() -> None:
    said = faults_of(changed(("  - id: lecture\n", "  - modul: pause\n  - id: lecture\n")))
    assert said == ["22:5 étape n° 2 : la clé « modul » n’existe pas ici. Vouliez-vous « module » ?"]


def test_a_step_that_has_its_activity_is_one_whatever_its_unknown_keys() -> None:
    text = changed(("  - id: lecture\n    titre: Lecture\n", "  - id: lecture\n    modul: Lecture\n"))
    said = faults_of(text)
    assert "22:5 étape « lecture » : il manque la clé « titre ». Ajoutez-la." in said
    assert any(one.startswith("23:5 étape « lecture » : la clé « modul » n’existe pas ici.") for one in said)


def test_a_step_without_activity_whose_title_is_misspelt_lacks_both() -> None:
    text = changed(("    activite:\n      type: tour\n      secondes: 60\n", ""), ("titre: Accueil", "titr: Accueil"))
    said = faults_of(text)
    assert "15:5 étape « accueil » : il manque la clé « activite ». Ajoutez-la." in said
    assert "15:5 étape « accueil » : il manque la clé « titre ». Ajoutez-la." in said


def test_a_key_closer_to_a_title_than_to_a_module_excuses_no_missing_key() -> None:
    text = changed(
        ("    activite:\n      type: tour\n      secondes: 60\n", ""), ("titre: Accueil", "modutitre: Accueil")
    )
    assert "15:5 étape « accueil » : il manque la clé « activite ». Ajoutez-la." in faults_of(text)


def test_another_step_s_misspelt_module_excuses_no_missing_key() -> None:
    text = changed(
        ("    activite:\n      type: tour\n      secondes: 60\n", ""),
        ("  - id: lecture\n", "  - modul: pause\n  - id: lecture\n"),
    )
    assert "15:5 étape « accueil » : il manque la clé « activite ». Ajoutez-la." in faults_of(text)


def test_an_empty_key_is_said_to_be_empty_and_not_missing_too() -> None:
    assert faults_of(changed(("titre: Petit guide", "titre:"))) == [
        "5:1 « titre » est vide. Écrivez sa valeur, ou enlevez cette ligne."
    ]


# ------------------------------------------------------------------ the keys of a place


def test_the_keys_of_a_place_are_those_that_authors_write_there() -> None:
    assert known_keys(Outer, ()) == ["dedans", "deux_sortes", "nombres", "poids", "roles", "titre"]
    assert known_keys(Outer, ("dedans",)) == ["nom", "nombre"]
    assert known_keys(Outer, ("roles", 0)) == ["nom", "nombre"]


def test_a_guide_is_served_whatever_it_wrote_without_quotes() -> None:
    found = loaded(changed(("titre: Petit guide", "titre: 2026"), ("titre: Vu", "titre: true")))
    assert said_of(found) == []
    assert found.value is not None
    assert found.value.title == "2026"
    assert found.value.steps[1].activity.settings["rubriques"][0]["titre"] == "true"
