"""What each activity reads, sums up and leaves to the minutes, in examples that can be read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from facilitation.activities.base import AnswerFaults, Fields, Given
from facilitation.activities.registry import get, validate
from facilitation.documents import text
from facilitation.outline import Blocks, Outline
from tests.activities.samples import config_of, faults_of, given, room_html, summary_of

THIN, WIDE = "\u202f", "\u00a0"


def minutes(kind: str, config: object, summary: object) -> list[str]:
    """The blocks of the minutes, one line each, with plain spaces."""
    blocks: Blocks = get(kind).blocks(config, summary)
    outline = Outline(
        partnership="", title="", subtitle="", document="", number="", status="", day="", footer="", blocks=blocks
    )
    dumped = text.dump(outline).replace(THIN, " ").replace(WIDE, " ").splitlines()
    return [line for line in dumped if line not in ("[Titre] ", "[Pied] ")]


# ------------------------------------------------------------------ accord


def test_a_frame_is_accepted_by_each_only_when_each_who_was_asked_said_yes() -> None:
    config = config_of("accord")
    answers = given("accord", config, {"reponse": "oui"}, {"reponse": "reserve", "reserve": "Sans l’enregistrer."})
    assert minutes("accord", config, summary_of("accord", config, answers, expected=2)) == [
        "Règles acceptées par chacun : on parle en « je » ; AMO et CPAS à égalité.",
        "[Résultat] Réserve | Sans l’enregistrer.",
    ]
    assert minutes("accord", config, summary_of("accord", config, answers, expected=3)) == [
        "Règles proposées au groupe : on parle en « je » ; AMO et CPAS à égalité. Réponses notées : un oui, un oui avec réserve.",
        "[Résultat] Réserve | Sans l’enregistrer.",
    ]


def test_passing_is_an_answer_and_no_agreement() -> None:
    config = config_of("accord")
    answers = given("accord", config, {"reponse": "oui"}, {"reponse": "oui"}, {"reponse": "passe"})
    summary = summary_of("accord", config, answers, expected=2)
    assert not summary.by_all
    assert summary.counts == f"Réponses notées{WIDE}: deux oui, une personne a passé."


@pytest.mark.parametrize(
    ("form", "field", "beginning"),
    [
        ({}, "reponse", "Choisissez"),
        ({"reponse": "non"}, "reponse", "Choisissez"),
        ({"reponse": "reserve"}, "reserve", "Écrivez la réserve"),
        ({"reponse": "oui", "reserve": "Mais…"}, "reponse", "Une réserve est écrite"),
        ({"reponse": "reserve", "reserve": "x" * 20_001}, "reserve", "Ce texte compte 20001"),
    ],
)
def test_an_agreement_at_fault_says_what_to_do(form: dict[str, str], field: str, beginning: str) -> None:
    faults = faults_of("accord", config_of("accord"), **form)
    assert faults[field].startswith(beginning)


# ------------------------------------------------------------------ notes


def test_notes_without_headings_are_paragraphs_kept_as_typed() -> None:
    config = config_of("notes", 1)
    answers = given("notes", config, {"texte": "  Deux\r\nlignes "}, {"texte": "Une"})
    assert answers[0].answer.texts == {"texte": "  Deux\nlignes "}  # type: ignore[attr-defined]
    blocks = get("notes").blocks(config, summary_of("notes", config, answers))
    assert [(block.source, block.field) for block in blocks] == [("n1", "texte"), ("n2", "texte")]


def test_a_chronology_is_a_table_and_one_note_is_not() -> None:
    config = config_of("notes")
    one = {"quand": "Lundi", "qui": "Un service"}
    assert minutes("notes", config, summary_of("notes", config, given("notes", config, one))) == [
        "[Résultat] Quand | Lundi",
        "[Résultat] Qui | Un service",
    ]
    several = given("notes", config, one, {"qui": "Tous"}, {"quand": "Mardi", "qui": "Deux d’entre nous"})
    assert minutes("notes", config, summary_of("notes", config, several)) == [
        "[Tableau] Notes du groupe · Une ligne par note ; un tiret marque ce qui n’a pas été rempli.",
        "|= Quand |= Qui |",
        "| Lundi | Un service |",
        "| – | Tous |",
        "| Mardi | Deux d’entre nous |",
    ]


# ------------------------------------------------------------------ cartes


def test_cards_stand_under_the_titles_that_the_room_chose_with_their_dots() -> None:
    config, activity = config_of("cartes"), get("cartes")
    cards = given("cartes", config, {"texte": "Le relais."}, {"texte": "L’heure."}, {"texte": "Nos mots."})
    desk = activity.DeskState()
    for gesture in (
        {"geste": "creer", "titre": "Sa place"},
        {"geste": "ranger", "groupe": "g3", "carte": "n2"},
        {"geste": "ranger", "groupe": "g1", "carte": "n3"},
        {"geste": "points", "cible": "g3", "points": "3"},
        {"geste": "points", "cible": "n1", "points": "1"},
    ):
        desk = activity.direct(config, desk, Fields(gesture), cards)
    assert minutes("cartes", config, summary_of("cartes", config, cards, desk=desk)) == [
        "Il se pourrait que…",
        "**Nos mots**",
        "– Nos mots.",
        "**Sa place** (trois points)",
        "– L’heure.",
        "**Sans titre**",
        "– Le relais._ (un point)_",
    ]


def test_a_title_taken_away_leaves_its_cards() -> None:
    config, activity = config_of("cartes"), get("cartes")
    cards = given("cartes", config, {"texte": "A"}, {"texte": "B"})
    desk = activity.direct(config, activity.DeskState(), Fields(geste="ranger", groupe="g1", carte="n1"), cards)
    desk = activity.direct(config, desk, Fields(geste="supprimer", groupe="g1"), cards)
    summary = summary_of("cartes", config, cards, desk=desk)
    assert [pile.title for pile in summary.piles] == ["Le temps"]
    assert [line.id for line in summary.loose] == ["n1", "n2"]


def test_a_new_title_never_takes_the_place_of_one_that_was_taken_away() -> None:
    config, activity = config_of("cartes"), get("cartes")
    desk = activity.direct(config, activity.DeskState(), Fields(geste="creer", titre="Un"), ())
    desk = activity.direct(config, desk, Fields(geste="supprimer", groupe="g3"), ())
    desk = activity.direct(config, desk, Fields(geste="creer", titre="Deux"), ())
    assert [group.id for group in desk.groups] == ["g1", "g2", "g4"]


def test_a_card_is_in_one_place_and_moves() -> None:
    config, activity = config_of("cartes"), get("cartes")
    cards = given("cartes", config, {"texte": "A"})
    desk = activity.direct(config, activity.DeskState(), Fields(geste="ranger", groupe="g1", carte="n1"), cards)
    desk = activity.direct(config, desk, Fields(geste="ranger", groupe="g2", carte="n1"), cards)
    assert [group.cards for group in desk.groups] == [(), ("n1",)]
    desk = activity.direct(config, desk, Fields(geste="ranger", groupe="", carte="n1"), cards)
    assert [group.cards for group in desk.groups] == [(), ()]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"geste": "creer", "titre": "  "}, "titre"),
        ({"geste": "creer", "titre": "Nos mots"}, "titre"),
        ({"geste": "renommer", "groupe": "g1", "titre": "Le temps"}, "titre"),
        ({"geste": "renommer", "groupe": "g9", "titre": "Autre"}, "groupe"),
        ({"geste": "supprimer", "groupe": "g9"}, "groupe"),
        ({"geste": "ranger", "groupe": "g1"}, "carte"),
        ({"geste": "ranger", "groupe": "g1", "carte": "n9"}, "carte"),
        ({"geste": "ranger", "groupe": "g9", "carte": "n1"}, "groupe"),
        ({"geste": "points", "cible": "n9", "points": "1"}, "cible"),
        ({"geste": "points", "cible": "n1", "points": ""}, "points"),
        ({"geste": "points", "cible": "n1", "points": "-1"}, "points"),
        ({"geste": "points", "cible": "n1", "points": "beaucoup"}, "points"),
    ],
)
def test_a_gesture_on_cards_that_cannot_be_is_refused_on_its_field(form: dict[str, str], field: str) -> None:
    config, activity = config_of("cartes"), get("cartes")
    cards = given("cartes", config, {"texte": "A"})
    assert field in refused("cartes", config, activity.DeskState(), form, cards)


def test_a_title_may_be_renamed_as_itself_and_dots_taken_back() -> None:
    config, activity = config_of("cartes"), get("cartes")
    desk = activity.direct(config, activity.DeskState(), Fields(geste="renommer", groupe="g1", titre="Nos mots"), ())
    desk = activity.direct(config, desk, Fields(geste="points", cible="g1", points="2"), ())
    assert desk.dots == {"g1": 2}
    assert activity.direct(config, desk, Fields(geste="points", cible="g1", points="0"), ()).dots == {}
    assert "points" in refused(
        "cartes", config_of("cartes", 1), desk, {"geste": "points", "cible": "g1", "points": "2"}, ()
    )


def refused(
    kind: str, config: object, desk: object, form: dict[str, str], answers: tuple[Given, ...]
) -> dict[str, str]:
    """The faults of this gesture."""
    with pytest.raises(AnswerFaults) as found:
        get(kind).direct(config, desk, Fields(form), answers)
    return found.value.faults


# ------------------------------------------------------------------ ecriture


def test_unsigned_texts_are_shuffled_in_an_order_that_writing_did_not_give() -> None:
    forms = [{"texte": f"texte {rank}"} for rank in range(20)]
    for number, named, shuffled in ((0, False, True), (1, True, False), (2, True, True)):
        config = config_of("ecriture", number)
        answers = given("ecriture", config, *forms, who="Carole")
        summary = summary_of("ecriture", config, answers)
        assert summary == summary_of("ecriture", config, answers)
        assert ([line.text for line in summary.texts] != [form["texte"] for form in forms]) == shuffled
        assert summary.texts == summary_of("ecriture", config, answers[::-1]).texts or not shuffled
        assert {line.who for line in summary.texts} == ({"Carole"} if named else {""})


# ------------------------------------------------------------------ tour


def test_a_round_goes_on_with_who_comes_next_who_passes_and_who_comes_back() -> None:
    config, activity = config_of("tour"), get("tour")

    def turn(desk: object, **form: str) -> object:
        return activity.direct(config, desk, Fields(form), ())

    desk = turn(activity.DeskState(), geste="cercle", noms="Alice\r\n\r\n Bob \nCarole")
    assert (desk.current, desk.waiting) == ("Alice", ("Bob", "Carole"))  # type: ignore[attr-defined]
    desk = turn(turn(desk, geste="suivant"), geste="passer")
    assert desk == activity.DeskState(current="Carole", spoken=("Alice",), passed=("Bob",))
    back = turn(desk, geste="reprendre", nom="Bob")
    assert back == activity.DeskState(current="Carole", waiting=("Bob",), spoken=("Alice",))
    over = turn(desk, geste="suivant")
    assert over == activity.DeskState(spoken=("Alice", "Carole"), passed=("Bob",))
    assert turn(over, geste="reprendre", nom="Bob") == activity.DeskState(current="Bob", spoken=("Alice", "Carole"))
    assert "geste" in refused("tour", config, over, {"geste": "suivant"}, ())
    assert "nom" in refused("tour", config, over, {"geste": "reprendre", "nom": "Alice"}, ())


def test_chance_gives_everybody_one_turn_and_the_same_seed_the_same_order() -> None:
    config, activity = config_of("tour"), get("tour")
    names = [f"Personne {rank}" for rank in range(12)]
    form = {"geste": "hasard", "noms": "\n".join(names), "graine": "7"}
    desk = activity.direct(config, activity.DeskState(), Fields(form), ())
    assert desk == activity.direct(config, activity.DeskState(), Fields(form), ())
    assert sorted([desk.current, *desk.waiting]) == sorted(names)
    other = activity.direct(config, activity.DeskState(), Fields({**form, "graine": "8"}), ())
    assert desk != other
    assert "graine" in refused("tour", config, desk, {**form, "graine": ""}, ())
    assert "noms" in refused("tour", config, desk, {"geste": "cercle", "noms": " \n "}, ())
    assert "noms" in refused("tour", config, desk, {"geste": "cercle", "noms": "x\n" * 201}, ())


def test_a_round_keeps_sentences_where_it_says_so_and_refuses_them_elsewhere() -> None:
    keeps, drops = config_of("tour"), config_of("tour", 1)
    answers = given("tour", keeps, {"phrase": "Un appui."}, {"passe": "oui"}, who="Carole")
    assert minutes("tour", keeps, summary_of("tour", keeps, answers)) == ["– Un appui."]
    assert "ne garde rien" in faults_of("tour", drops, phrase="Un appui.")["phrase"]
    assert faults_of("tour", drops, passe="oui") == {}
    assert "passe" in faults_of("tour", keeps, phrase="Un appui.", passe="oui")
    assert "phrase" in faults_of("tour", keeps, passe="non")


# ------------------------------------------------------------------ matrice

TABLE = (
    "[Tableau] Tableau rempli par le groupe · En lignes : quand, qui. En colonnes : ce qu’on voit, pas vu."
    " Un tiret marque une case restée vide."
)


def test_a_matrix_is_a_table_with_its_gaps_and_several_answers_in_a_cell_stay_apart() -> None:
    config = config_of("matrice")
    answers = given("matrice", config, {"quand.voit": "Un", "qui.pas": "Trois"}, {"quand.voit": "Deux"})
    assert minutes("matrice", config, summary_of("matrice", config, answers)) == [
        TABLE,
        "|= Rubrique |= Ce qu’on voit |= Pas vu |",
        "| Quand | Un // Deux | – |",
        "| Qui | – | Trois |",
    ]
    blocks = get("matrice").blocks(config, summary_of("matrice", config, answers))
    assert sum(blocks[0].widths) == pytest.approx(1)
    assert blocks[0].rows[1][2].source == "n1"


def test_a_matrix_read_by_columns_needs_no_table_and_shows_what_stayed_empty() -> None:
    config = validate(
        "matrice",
        {
            "lignes": [{"id": "un", "titre": "D’abord"}, {"id": "deux", "titre": "Ensuite"}],
            "colonnes": [{"id": "garder", "titre": "Garder"}, {"id": "arreter", "titre": "Arrêter"}],
            "lecture": "colonnes",
        },
    )
    answers = given("matrice", config, {"un.garder": "L’appel direct.", "deux.garder": "Le tour."})
    assert minutes("matrice", config, summary_of("matrice", config, answers)) == [
        "[Résultat] Garder | L’appel direct.",
        "[Résultat] Garder | Le tour.",
        "[Résultat] Arrêter | –",
    ]


def test_ticks_and_ratings_are_counted_in_words_and_never_averaged() -> None:
    ticks, ratings = config_of("matrice", 1), config_of("matrice", 2)
    ticked = given("matrice", ticks, {"quand.qui": "oui"}, {"quand.qui": "on", "qui.qui": "oui"})
    assert minutes("matrice", ticks, summary_of("matrice", ticks, ticked))[2:] == [
        "| Quand | – | deux fois |",
        "| Qui | – | une fois |",
    ]
    rated = given("matrice", ratings, {"quand.qui": "3"}, {"quand.qui": "0"}, {"quand.qui": " 3 "})
    assert minutes("matrice", ratings, summary_of("matrice", ratings, rated))[2:] == [
        "| Quand | – | 0 (une fois), 3 (deux fois) |",
        "| Qui | – | – |",
    ]
    assert minutes("matrice", ratings, summary_of("matrice", ratings, rated[:1]))[2] == "| Quand | – | 3 |"
    assert faults_of("matrice", ratings, **{"quand.qui": "4"}) == {"quand.qui": "Indiquez un nombre entier de 0 à 3."}
    assert "quand.quand" in faults_of("matrice", ticks, **{"quand.qui": "non"})


@pytest.mark.parametrize(
    "change",
    [
        {"cellule": "cote"},
        {"bornes": {"min": 0, "max": 3}},
        {"cellule": "cote", "bornes": {"min": 3, "max": 3}},
        {"lignes": []},
        {"lignes": [{"id": "a", "titre": "A"}, {"id": "a", "titre": "B"}]},
        {"colonnes": [{"id": "A b", "titre": "A"}]},
        {"colonnes": [{"id": "a", "titre": " "}]},
        {"cellule": "dessin"},
    ],
)
def test_settings_of_a_matrix_that_do_not_hold_together_are_refused(change: dict[str, object]) -> None:
    items = [{"id": "a", "titre": "A"}]
    with pytest.raises(ValidationError):
        validate("matrice", {"lignes": items, "colonnes": items, **change})


# ------------------------------------------------------------------ avis


def test_opinions_are_spread_out_in_words_and_their_words_kept() -> None:
    config = config_of("avis")
    answers = given("avis", config, {"note": "5", "mot": "utile"}, {"note": "5"}, {"note": "3"}, {"mot": "trop court"})
    assert minutes("avis", config, summary_of("avis", config, answers, expected=6)) == [
        "« Ce temps vous a-t-il été utile ? » De 1, pas du tout, à 5, tout à fait : 5 pour deux personnes, 3 pour une.",
        "« utile » ; « trop court »",
    ]


def test_opinions_that_are_more_than_a_few_words_stay_a_list() -> None:
    config, long = config_of("avis"), "Nous avons pris le temps de nous dire les choses."
    for mots in (
        ("utile", long),
        ("utile", "trop\ncourt"),
        tuple(f"un des {n} mots utiles de la fin" for n in range(12)),
    ):
        answers = given("avis", config, *({"note": "4", "mot": mot} for mot in mots))
        _spread, *told = minutes("avis", config, summary_of("avis", config, answers))
        assert [line.removeprefix("– ").replace(" ⏎ ", "\n") for line in told] == list(mots)


def test_a_text_that_is_too_long_is_the_only_fault_even_where_nothing_else_was_typed() -> None:
    long = "x" * 20_001
    assert set(faults_of("avis", config_of("avis"), mot=long)) == {"mot"}
    assert set(faults_of("notes", config_of("notes"), qui=long)) == {"qui"}
    assert set(faults_of("matrice", config_of("matrice"), **{"qui.pas": long})) == {"qui.pas"}
    assert set(faults_of("tour", config_of("tour"), phrase=long)) == {"phrase"}


@pytest.mark.parametrize("note", ["0", "6", "4.5", "cinq", "٣", "+3", "1" * 30])
def test_a_rating_that_is_no_number_from_1_to_5_is_refused(note: str) -> None:
    assert faults_of("avis", config_of("avis"), note=note) == {"note": "Indiquez un nombre entier de 1 à 5."}


def test_a_card_that_comes_from_a_sub_group_says_so_in_the_room_and_in_the_minutes() -> None:
    config = config_of("cartes")
    card, other = given("cartes", config, {"texte": "Un numéro"}, {"texte": "Une heure"}, revealed=True)
    desk = get("cartes").DeskState(dots={"n1": 2})
    summary = summary_of("cartes", config, (replace(card, group="Groupe 2"), other), desk=desk)
    assert any("(Groupe 2, deux points)" in line for line in minutes("cartes", config, summary))
    assert room_html("cartes", config, summary).count("Groupe 2") == 1


# ------------------------------------------------------------------ matrice, rows that an answer adds


def test_a_row_that_somebody_adds_stands_under_the_title_they_gave_it() -> None:
    config = config_of("matrice", 5)
    forms = ({"quand.quand": "lundi", "libre-1": "Le trajet", "libre-1.quand": "mardi"}, {"libre-2": "Le trajet"})
    seen, hidden = given("matrice", config, *forms)
    summary = summary_of("matrice", config, (replace(seen, revealed=True), hidden))
    assert minutes("matrice", config, summary)[1:] == [
        "|= Rubrique |= Quand |",
        "| Quand | lundi |",
        "| Qui | – |",
        "| Le trajet | mardi |",
        "| Le trajet | – |",
    ]
    assert room_html("matrice", config, summary).count("Le trajet") == 1


def test_a_row_without_a_title_is_refused_and_nothing_of_it_dropped() -> None:
    config = config_of("matrice", 5)
    assert "titre" in faults_of("matrice", config, **{"libre-1.quand": "mardi"})["libre-1"]
    assert get("matrice").read(config, Fields({"libre-1": "Le trajet"})).cells == {"libre-1": "Le trajet"}


def test_rows_to_add_do_not_go_with_a_table_read_by_columns() -> None:
    items = [{"id": "a", "titre": "A"}]
    for settings in ({"lecture": "colonnes", "lignes_libres": 1}, {"lignes_libres": 7}):
        with pytest.raises(ValidationError):
            validate("matrice", {"lignes": items, "colonnes": items, **settings})
    with pytest.raises(ValidationError, match="libre-1"):
        validate("matrice", {"lignes": [{"id": "libre-1", "titre": "A"}], "colonnes": items, "lignes_libres": 1})
