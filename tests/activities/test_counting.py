"""What counts answers: spread, median, shape, threshold, totals; and what each of the four activities says of it."""

from __future__ import annotations

import json
from statistics import median
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pydantic import ValidationError

from facilitation.activities.base import AnswerFaults, Fields, Given
from facilitation.activities.registry import get, validate
from facilitation.activities.spread import THRESHOLD, agreement, shape, spread
from facilitation.activities.vote import DeskState as Totals
from tests.activities.samples import config_of, desk_html, faults_of, fields_html, given, room_html, summary_of
from tests.activities.test_answers import minutes

FOUR = ("absente", "quelques signes", "fréquente", "installée")


def unsigned(kind: str, config: Any, *forms: dict[str, str], revealed: bool = True) -> tuple[Given, ...]:
    """The answers of these forms, kept without an author."""
    read = get(kind).read
    return tuple(
        Given(id=f"n{rank}", answer=read(config, Fields(form)), revealed=revealed, anonymous=True)
        for rank, form in enumerate(forms)
    )


def of_four(values: list[int], unknown: int = 0, *, anonymous: bool = False) -> Any:
    return spread(field="x", title="X", lowest=0, names=FOUR, values=values, unknown=unknown, anonymous=anonymous)


# ------------------------------------------------------------------ the shape (`domain/auto-evaluation.md` §4.2 and §4.4)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ([4, 3, 3, 2, 4, 3, 1], "dispersé"),
        ([4, 4, 3, 2, 2, 1], "deux camps"),
        ([1, 1, 1, 4, 4, 4], "deux camps"),
        ([3, 3, 3, 3, 3], "unanime"),
        ([2, 2, 2, 3, 3, 3], "convergent"),
        ([1, 2, 3, 4], ""),
        ([4, 4, 4, 4, 4, 4, 1], "voix isolée"),
        ([1, 1, 1, 3, 3, 3], "deux camps"),
        ([2, 2, 3, 3, 4], "dispersé"),
        ([1, 2, 2, 2, 2, 4], "voix isolée"),
        ([1, 1, 2, 4, 4], "deux camps"),
        ([1, 3, 3, 3, 3], "voix isolée"),
        ([1, 1, 3, 3, 3, 3, 3], "dispersé"),
        ([2, 2, 4, 4, 4, 4], "deux camps"),
        ([1, 4, 4, 4], ""),
    ],
)
def test_the_shape_is_the_one_worked_out_by_hand_for_a_scale_of_four(values: list[int], word: str) -> None:
    assert shape(values, 1, 4) == word
    assert shape([value - 2 for value in values], -1, 2) == word


@pytest.mark.parametrize(
    ("values", "lowest", "highest", "word"),
    [
        ([0, 0, 0, 1, 1, 1], 0, 1, "deux camps"),
        ([0, 1, 1, 1, 1, 1], 0, 1, "voix isolée"),
        ([5, 6, 7, 8, 8], 1, 10, "convergent"),
        ([1, 1, 2, 9, 10, 10], 1, 10, "deux camps"),
        ([1, 8, 8, 9, 9, 10], 1, 10, "voix isolée"),
        ([1, 3, 5, 7, 9], 1, 10, "dispersé"),
    ],
)
def test_on_a_longer_scale_a_third_of_it_stands_for_one_step(
    values: list[int], lowest: int, highest: int, word: str
) -> None:
    assert shape(values, lowest, highest) == word


@pytest.mark.parametrize(
    ("values", "expected"),
    [([4, 3, 3, 2, 4, 3, 1], 0.503905), ([1, 1, 1, 4, 4, 4], 0.0), ([3, 3, 3], 1.0), ([2, 2, 4, 4, 4, 4], 0.475621)],
)
def test_the_agreement_is_the_published_one(values: list[int], expected: float) -> None:
    assert agreement(values, 1, 4) == pytest.approx(expected, abs=1e-6)


def test_the_agreement_of_a_scale_of_seven_is_the_one_documented_elsewhere() -> None:
    frequencies = [30, 40, 210, 130, 530, 50, 10]
    values = [value for value, count in enumerate(frequencies, start=1) for _time in range(count)]
    assert agreement(values, 1, 7) == pytest.approx(0.7256876, abs=1e-7)


# ------------------------------------------------------------------ the spread


def test_the_median_is_said_in_the_words_of_the_scale() -> None:
    assert of_four([0, 2, 3]).median == "fréquente"
    assert of_four([1, 2]).median.replace("\u00a0", " ") == "entre « quelques signes » et « fréquente »"
    assert of_four([]).median == ""


def test_a_third_of_i_do_not_know_is_a_finding_of_its_own() -> None:
    assert of_four([0, 1, 2, 3], 2).shape == "peu visible"
    assert of_four([0, 0, 0, 0, 0], 2).shape == "unanime"
    assert of_four([], 1).shape == "peu visible"


@pytest.mark.parametrize(
    ("valid", "unknown", "withheld", "word"),
    [
        (4, 0, True, ""),
        (4, 1, True, ""),
        (4, 2, True, "peu visible"),
        (5, 2, False, "unanime"),
        (6, 3, False, "peu visible"),
        (0, 5, True, "peu visible"),
        (5, 0, False, "unanime"),
        (0, 0, True, ""),
    ],
)
def test_anonymous_answers_are_shown_from_five_on(valid: int, unknown: int, withheld: bool, word: str) -> None:
    made = of_four([2] * valid, unknown, anonymous=True)
    assert (made.withheld, made.shape) == (withheld, word)
    if withheld:
        assert (made.counts, made.unknown, made.median) == ((), 0, "")


@for_all(
    st.lists(st.integers(-3, 7), max_size=60), st.integers(0, 12), st.integers(1, 60), st.booleans(), st.booleans()
)
def test_every_answer_is_one_knot_inside_the_drawing_and_the_median_is_right(
    values: list[int], unknown: int, more: int, asks: bool, second: bool
) -> None:
    names = tuple(str(value) for value in range(-3, 8))
    unknown = unknown if asks else 0
    made = spread(
        field="x", title="X", lowest=-3, names=names, values=values, unknown=unknown, asks_unknown=asks, second=second
    )
    drawn = made.drawing(max(made.busiest, more), flat=second)
    assert len(drawn.knots) == len(values)
    assert len(drawn.unknown) == unknown
    for x, y in (*drawn.knots, *drawn.unknown):
        assert drawn.radius - 1 <= x <= drawn.width - drawn.radius + 1
        assert drawn.radius <= y <= drawn.height - drawn.radius
    assert len(set(drawn.knots) | set(drawn.unknown)) == len(values) + unknown
    assert made.middle == (median(values) + 3 if values else None)
    assert made.answered == len(values) + unknown


# ------------------------------------------------------------------ nothing under the threshold, in any of the four

FORMS: dict[tuple[str, int], list[dict[str, str]]] = {
    ("echelle", 0): [{"dilution": "0", "rond": "3"}, {"dilution": "3"}, {"dilution": "nsp", "rond": "1"}],
    ("position", 0): [{"aide": "1"}, {"aide": "7"}, {"aide": "4"}],
    ("vote", 2): [{"choix": "quand,quand"}, {"choix": "qui"}, {"choix": "quand,qui,qui"}],
    ("vote", 3): [
        {"reponse": "accord"},
        {"reponse": "objection", "objection": "canari un"},
        {"reponse": "reserve", "objection": "canari deux"},
    ],
    ("liste-controle", 0): [{"quand": "oui"}, {"quand": "non", "quand.note": "canari"}, {"quand": "a-verifier"}],
}


@pytest.mark.parametrize(("kind", "number"), FORMS)
@for_all(data=st.data())
def test_under_five_anonymous_answers_nothing_of_them_can_be_told(kind: str, number: int, data: st.DataObject) -> None:
    config, activity = config_of(kind, number), get(kind)
    several = st.lists(st.sampled_from(FORMS[kind, number]), min_size=1, max_size=THRESHOLD - 1)
    drawn = data.draw(several)
    others = data.draw(st.lists(st.sampled_from(FORMS[kind, number]), min_size=len(drawn), max_size=len(drawn)))
    desk = activity.DeskState()
    made = [activity.summarise(config, unsigned(kind, config, *forms), desk, {}, 9) for forms in (drawn, others)]
    dumped = [json.dumps(one.model_dump(mode="json", exclude={"ids", "waiting"}), sort_keys=True) for one in made]
    assert dumped[0] == dumped[1]
    for page in (desk_html(kind, config, made[0], desk), room_html(kind, config, made[0]), dumped[0]):
        assert "canari" not in page
        assert "<circle" not in page
    assert "canari" not in str(activity.blocks(config, made[0]))
    assert "Moins de cinq" in desk_html(kind, config, made[0], desk)
    assert "/montrer" not in desk_html(kind, config, made[0], desk).replace(
        'id="show-s1" hidden method="post" action="/montrer"', ""
    )


@pytest.mark.parametrize(("kind", "number"), FORMS)
def test_from_five_on_they_are_shown_without_a_name_and_all_at_once(kind: str, number: int) -> None:
    config, activity = config_of(kind, number), get(kind)
    forms = [FORMS[kind, number][rank % 3] for rank in range(15)]
    kept = unsigned(kind, config, *forms, revealed=False)
    summary = activity.summarise(config, kept, activity.DeskState(), {}, 15)
    html = desk_html(kind, config, summary, activity.DeskState())
    assert not summary.withheld
    assert summary.waiting == summary.ids == tuple(one.id for one in kept)
    assert html.count('type="hidden" name="id"') == 15
    assert "Montrer les 15 réponses" in html
    assert "Moins de cinq" not in html


@pytest.mark.parametrize(("kind", "number"), FORMS)
def test_signed_answers_are_shown_however_few(kind: str, number: int) -> None:
    config = config_of(kind, number)
    summary = summary_of(kind, config, given(kind, config, FORMS[kind, number][0], who="Carole"))
    assert not summary.withheld
    assert get(kind).blocks(config, summary)
    assert "Montrer la réponse" in desk_html(kind, config, summary, get(kind).DeskState())


# ------------------------------------------------------------------ echelle


def test_a_scale_in_the_minutes_shows_its_spread_its_median_and_its_shape_and_no_mean() -> None:
    config = config_of("echelle")
    forms = [{"dilution": place} for place in ("0", "0", "0", "3", "3", "3", "nsp")]
    lines = minutes("echelle", config, summary_of("echelle", config, given("echelle", config, *forms)))
    assert any("La dilution | absente : 3 · installée : 3 · je ne sais pas : 1" in line for line in lines)
    assert any("entre « quelques signes » et « fréquente » | deux camps" in line for line in lines)
    assert any("Tourner en rond | sans réponse | – | –" in line for line in lines)
    assert not any("1,5" in line or "1.5" in line for line in lines)


def test_a_scale_of_numbers_says_what_its_ends_mean() -> None:
    config = config_of("echelle", 2)
    lines = minutes("echelle", config, summary_of("echelle", config, given("echelle", config, {"quand.vecu": "7"})))
    assert lines[:2] == ["Vécu : de 1, pas du tout, à 10, tout à fait.", "Visé : de 0, pas du tout, à 1, tout à fait."]


@pytest.mark.parametrize(
    ("number", "form", "field", "beginning"),
    [
        (0, {}, "dilution", "Situez-vous"),
        (0, {"rond": "4"}, "rond", "Indiquez un nombre entier de 0 à 3"),
        (0, {"rond": "peut-être"}, "rond", "Indiquez un nombre entier de 0 à 3"),
        (1, {"quand": "nsp"}, "quand", "Indiquez un nombre entier de -2 à 2"),
        (2, {"quand.vise": "2"}, "quand.vise", "Indiquez un nombre entier de 0 à 1"),
    ],
)
def test_a_place_that_is_not_on_the_scale_is_refused(
    number: int, form: dict[str, str], field: str, beginning: str
) -> None:
    assert faults_of("echelle", config_of("echelle", number), **form)[field].startswith(beginning)


def test_i_do_not_know_and_a_blank_are_two_things() -> None:
    config = config_of("echelle")
    answer = get("echelle").read(config, Fields(dilution="nsp"))
    assert answer == get("echelle").Answer(places={"dilution": "nsp"})
    made = summary_of("echelle", config, given("echelle", config, {"dilution": "nsp"}, {"rond": "1"}))
    assert [(one.unknown, one.answered) for one in made.spreads] == [(1, 1), (0, 1)]


ITEM = [{"id": "a", "titre": "A"}]


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        ("echelle", {"items": ITEM}, "a besoin de bornes"),
        ("echelle", {"items": ITEM, "bornes": {"min": 1, "max": 3}}, "nomme ses deux bouts"),
        ("echelle", {"items": ITEM, "bornes": {"min": 1, "max": 3}, "paliers": ["non", "oui"]}, "il y a 3 degrés"),
        ("echelle", {"items": ITEM, "bornes": {"min": 3, "max": 3}, "bouts": ["a", "b"]}, "plus petite"),
        ("echelle", {"items": ITEM, "bornes": {"min": 0, "max": 50}, "bouts": ["a", "b"]}, "au plus 21 degrés"),
        ("echelle", {"items": ITEM * 2, "bornes": {"min": 0, "max": 3}, "bouts": ["a", "b"]}, "sert deux fois"),
        ("position", {"items": ITEM}, "nomme ses deux bouts"),
        ("position", {"items": ITEM * 2, "bouts": ["a", "b"]}, "sert deux fois"),
        ("vote", {"choix": ITEM}, "deux choix au moins"),
        ("vote", {"mode": "consentement", "choix": ITEM}, "porte sur la proposition lue"),
        ("vote", {"choix": [*ITEM, {"id": "abstention", "titre": "B"}]}, "déjà proposée"),
        ("vote", {"choix": [*ITEM, {"id": "b", "titre": "B"}], "au_plus": 1}, "ne sert qu’au mode"),
        ("liste-controle", {"conditions": ITEM * 2}, "sert deux fois"),
    ],
)
def test_settings_that_do_not_hold_together_are_refused_in_the_words_of_an_author(
    kind: str, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError) as found:
        validate(kind, settings)
    assert words in str(found.value)


# ------------------------------------------------------------------ position


def test_a_line_shows_everyone_between_its_two_ends() -> None:
    config = config_of("position")
    forms = [{"aide": place} for place in ("1", "1", "4", "7", "7", "7")]
    summary = summary_of("position", config, given("position", config, *forms, revealed=True))
    assert room_html("position", config, summary).count('class="presence"') == 6
    lines = minutes("position", config, summary)
    assert any("Aide ou contrôle | aide : 2 · « 4 » : 1 · contrôle : 3 |" in line for line in lines)


# ------------------------------------------------------------------ vote


def test_a_vote_says_its_totals_and_what_comes_first() -> None:
    config = config_of("vote")
    forms = [{"choix": choice} for choice in ("quand", "quand", "qui", "abstention")]
    assert minutes("vote", config, summary_of("vote", config, given("vote", config, *forms))) == [
        "Quand : 2 · Qui : 1 · Abstention : 1 (4 voix). Le plus de voix : Quand."
    ]


def test_a_tie_is_called_a_tie_and_abstention_never_leads() -> None:
    config = config_of("vote")
    forms = [{"choix": choice} for choice in ("quand", "qui", "abstention", "abstention")]
    assert summary_of("vote", config, given("vote", config, *forms)).leading.endswith("Quand, Qui.")
    nobody = given("vote", config, {"choix": "abstention"})
    assert summary_of("vote", config, nobody).leading == ""


@pytest.mark.parametrize(
    ("number", "choice", "beginning"),
    [
        (0, "", "Choisissez, ou passez"),
        (0, "rien", "Ce choix n’est pas proposé"),
        (0, "quand,qui", "Un seul choix"),
        (1, "quand,qui", "Vous avez fait 2 choix, sur 1"),
        (1, "quand,quand", "Chaque choix compte une fois"),
        (2, "quand,quand,qui,qui", "Vous avez placé 4 points, sur 3"),
        (4, "abstention", "Ce choix n’est pas proposé"),
    ],
)
def test_a_ballot_that_does_not_hold_is_refused_with_what_to_do(number: int, choice: str, beginning: str) -> None:
    assert faults_of("vote", config_of("vote", number), choix=choice)["choix"].startswith(beginning)


def test_an_objection_has_words_and_an_agreement_has_none() -> None:
    config = config_of("vote", 3)
    assert "objection" in faults_of("vote", config, reponse="objection")
    assert "reponse" in faults_of("vote", config, reponse="accord", objection="Mais…")
    assert "reponse" in faults_of("vote", config)


def test_consent_keeps_each_objection_in_its_words() -> None:
    config = config_of("vote", 3)
    forms = [{"reponse": "accord"}, {"reponse": "objection", "objection": "Trop vite pour elle."}]
    assert minutes("vote", config, summary_of("vote", config, given("vote", config, *forms, who="Carole"))) == [
        "Accord : 1 · Réserve : 0 · Objection : 1 (2 voix).",
        "[Résultat] Objection | Trop vite pour elle.",
    ]


def test_points_may_be_put_twice_on_one_choice_and_the_form_gives_them_back() -> None:
    config = config_of("vote", 2)
    answer = get("vote").read(config, Fields(choix="qui,quand,qui"))
    assert get("vote").values(config, answer) == {"choix": "quand,qui,qui"}
    html = fields_html("vote", config, get("vote").values(config, answer), {})
    assert html.count("checked") == 3
    assert summary_of("vote", config, given("vote", config, {"choix": "qui,qui,quand"})).total == "3 points."


def test_raised_hands_are_typed_as_totals_and_added_to_what_was_written() -> None:
    config, activity = config_of("vote"), get("vote")
    desk = activity.direct(config, Totals(), Fields({"geste": "compter", "total.quand": "7", "total.qui": "1"}), ())
    assert desk == Totals(totals={"quand": 7, "qui": 1, "abstention": 0})
    summary = summary_of("vote", config, given("vote", config, {"choix": "qui"}), desk=desk)
    assert minutes("vote", config, summary) == [
        "Quand : 7 · Qui : 2 · Abstention : 0 (9 voix). Le plus de voix : Quand. Totaux comptés dans la salle."
    ]
    assert activity.direct(config, desk, Fields(geste="oublier"), ()) == Totals()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "total.quand"),
        ({"total.quand": "-1"}, "total.quand"),
        ({"total.qui": "sept"}, "total.qui"),
        ({"total.quand": "0"}, "total.quand"),
    ],
)
def test_totals_that_are_no_numbers_are_refused(form: dict[str, str], field: str) -> None:
    with pytest.raises(AnswerFaults) as found:
        get("vote").direct(config_of("vote"), Totals(), Fields({"geste": "compter", **form}), ())
    assert field in found.value.faults


def test_whether_a_vote_is_secret_is_said_wherever_one_votes() -> None:
    for number, words in ((2, "Vote secret"), (0, "Vote à découvert")):
        config = config_of("vote", number)
        assert words in fields_html("vote", config, {}, {})
        assert words in room_html("vote", config, summary_of("vote", config, ()))


# ------------------------------------------------------------------ liste-controle


def test_what_is_missing_comes_first_then_what_is_to_be_checked() -> None:
    config = validate(
        "liste-controle",
        {"conditions": [{"id": name, "titre": name.upper()} for name in ("tout", "rien", "doute", "vide", "non")]},
    )
    form = {"tout": "oui", "doute": "a-verifier", "non": "non", "non.note": "Demander à la direction."}
    summary = summary_of("liste-controle", config, given("liste-controle", config, form))
    assert [one.id for one in summary.conditions] == ["non", "doute", "rien", "vide", "tout"]
    assert summary.missing == "2 conditions manquent ou restent à vérifier."
    told = minutes("liste-controle", config, summary)
    assert told[1:] == [
        "|= Condition |= Réponse |= Note |",
        "| NON | Manque | Demander à la direction. |",
        "| DOUTE | À vérifier | – |",
        "| RIEN | Sans réponse | – |",
        "| VIDE | Sans réponse | – |",
        "| TOUT | Oui | – |",
    ]


def test_a_note_without_its_mark_is_refused_and_never_dropped() -> None:
    found = faults_of("liste-controle", config_of("liste-controle"), **{"quand.note": "Mardi ?"})
    assert found["quand"].startswith("Une note est écrite")
    assert "quand" in faults_of("liste-controle", config_of("liste-controle"), quand="peut-être")
    assert "quand" in faults_of("liste-controle", config_of("liste-controle"))


def test_several_answers_to_a_list_are_counted() -> None:
    config = config_of("liste-controle")
    forms = [{"quand": "oui"}, {"quand": "oui", "qui": "non"}, {"quand": "a-verifier"}]
    summary = summary_of("liste-controle", config, given("liste-controle", config, *forms))
    assert [(one.id, one.told) for one in summary.conditions] == [
        ("qui", "un non"),
        ("quand", "un à vérifier, deux oui"),
    ]
    assert summary_of("liste-controle", config, given("liste-controle", config, {"quand": "oui"})).missing == (
        "Rien ne manque parmi ce qui a été répondu."
    )
    everything = given("liste-controle", config, {"quand": "oui", "qui": "oui"})
    assert summary_of("liste-controle", config, everything).missing == "Tout est là."
