"""Which counts are drawn in a document, and that the table of a drawing says what the table alone said."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.activities.base import Fields, Given
from facilitation.activities.registry import get, validate
from facilitation.activities.spread_drawing import MOST_LINES
from facilitation.drawing.canvas import plain
from facilitation.outline import Figure, Table
from tests.activities.samples import given, summary_of

FOUR = {"bornes": {"min": 0, "max": 3}, "paliers": ["absente", "quelques signes", "fréquente", "installée"]}
LINE = {"bouts": ["aide", "contrôle"], "places": 7}


def items(number: int) -> list[dict[str, str]]:
    return [{"id": f"i{rank}", "titre": f"Ligne {rank}"} for rank in range(number)]


def made(kind: str, settings: dict[str, Any], answers: int, *, anonymous: bool = False) -> Any:
    """The blocks of so many answers, each with 2 on every line."""
    config = validate(kind, settings)
    form = Fields(dict.fromkeys(get(kind).fields(config), "2"))
    all_given = [
        Given(id=f"n{rank}", answer=get(kind).read(config, form), revealed=True, anonymous=anonymous)
        for rank in range(answers)
    ]
    return get(kind).blocks(config, summary_of(kind, config, tuple(all_given)))


@pytest.mark.parametrize(
    ("kind", "settings", "answers", "drawn"),
    [
        ("echelle", {**FOUR, "items": items(2)}, 5, True),
        ("echelle", {**FOUR, "items": items(2)}, 4, False),
        ("echelle", {**FOUR, "items": items(1)}, 5, False),
        ("echelle", {**FOUR, "items": items(MOST_LINES)}, 5, True),
        ("echelle", {**FOUR, "items": items(MOST_LINES + 1)}, 5, False),
        ("position", {**LINE, "items": items(1)}, 5, True),
        ("position", {**LINE, "items": items(1), "places": 5}, 5, False),
        ("position", {**LINE, "items": items(2), "places": 5}, 5, True),
    ],
)
def test_a_spread_is_drawn_where_a_drawing_says_more_than_words(
    kind: str, settings: dict[str, Any], answers: int, drawn: bool
) -> None:
    last = made(kind, settings, answers)[-1]
    assert isinstance(last, Figure if drawn else Table)


def test_two_questions_on_one_scale_are_drawn_and_on_two_scales_have_their_table_alone() -> None:
    two = [{"id": "vecu", "titre": "Vécu"}, {"id": "vise", "titre": "Visé"}]
    assert isinstance(made("echelle", {**FOUR, "items": items(2), "dimensions": two}, 6)[-1], Figure), "one scale"
    apart = [two[0], {**two[1], "paliers": ["a", "b", "c", "d"]}]
    assert isinstance(made("echelle", {**FOUR, "items": items(2), "dimensions": apart}, 6)[-1], Table)


def test_the_drawing_of_a_line_with_too_few_anonymous_answers_holds_nothing_of_them() -> None:
    config = validate("echelle", {**FOUR, "items": items(2)})
    forms = [{"i0": "1", "i1": "3"}] * 3 + [{"i0": "1"}] * 3
    answers = tuple(
        Given(id=f"n{rank}", answer=get("echelle").read(config, Fields(form)), revealed=True, anonymous=True)
        for rank, form in enumerate(forms)
    )
    (figure,) = get("echelle").blocks(config, summary_of("echelle", config, answers))
    assert isinstance(figure, Figure)
    assert figure.svg.count("<circle") == 6 + 1  # the first line, and the key
    assert "moins de cinq réponses\u00a0: non affiché" in figure.svg


def test_the_ends_of_a_line_are_drawn_by_their_names() -> None:
    own = [{"id": "a", "titre": "A", "bouts": ["vite", "bien"]}, {"id": "b", "titre": "B"}]
    for settings in ({**LINE, "items": items(2)}, {**LINE, "items": own}):
        figure = made("position", settings, 5)[-1]
        assert ">aide<" in figure.svg
        assert ">contrôle<" in figure.svg
    assert ">bien<" in figure.svg


@pytest.mark.parametrize("way", ["un-choix", "points", "plusieurs"])
def test_a_vote_is_a_result_and_is_told_in_a_sentence(way: str) -> None:
    config = validate("vote", {"choix": items(9), "mode": way})
    blocks = get("vote").blocks(config, summary_of("vote", config, given("vote", config, *[{"choix": "i0"}] * 6)))
    assert [block.kind for block in blocks] == ["paragraph"]


def test_what_people_typed_in_a_title_is_drawn_as_text() -> None:
    settings = {**FOUR, "items": [{"id": "a", "titre": '<script>alert("x")</script> & co'}, {"id": "b", "titre": "B"}]}
    figure = made("echelle", settings, 5)[-1]
    assert plain(figure.svg)
    assert "<script" not in figure.svg
