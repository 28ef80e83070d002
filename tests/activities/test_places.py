"""A plane and named corners: what is read, what the group sees, what the minutes keep, and that a drawing says no more than its table."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from facilitation.activities import registry, sheets
from facilitation.activities.base import Fields, Given
from facilitation.activities.registry import get, validate
from facilitation.drawing import canvas
from facilitation.drawing.plane import HIGH, LEFT, TOP, WIDE, Axis, plane
from facilitation.outline import Figure, Table
from facilitation.paper.rules import read_row
from tests.activities.samples import config_of, desk_html, faults_of, fields_html, given, room_html, summary_of
from tests.activities.test_answers import minutes

PLANE, CORNERS = 2, 3
ITEM = [{"id": "a", "titre": "A"}]
AXES = [{"id": "x", "titre": "X", "bouts": ["g", "d"]}, {"id": "y", "titre": "Y", "bouts": ["b", "h"]}]


def stood(*pairs: tuple[str, str], **more: Any) -> Any:
    """The summary of the plane's sample with these places of « dilution »."""
    config = config_of("position", PLANE)
    forms = [{"dilution.temps": right, "dilution.effet": high} for right, high in pairs]
    return summary_of("position", config, given("position", config, *forms, revealed=True, **more))


def test_a_plane_shows_each_person_where_both_axes_say() -> None:
    config, summary = config_of("position", PLANE), stood(("1", "5"), ("1", "5"), ("4", "2"))
    assert summary.planes[0].spots == ((1, 5), (1, 5), (4, 2))
    for html in (
        room_html("position", config, summary),
        desk_html("position", config, summary, get("position").DeskState()),
    ):
        assert html.count('fill="#1F5C63"') == 3
        assert "De gauche à droite, le temps : de « rare » à « fréquent »" in html.replace("\u202f", " ").replace(
            "\u00a0", " "
        )


def test_the_minutes_keep_a_plane_with_the_table_of_its_places_and_each_axis() -> None:
    config, summary = config_of("position", PLANE), stood(("1", "5"), ("1", "5"), ("4", "2"))
    blocks = get("position").blocks(config, summary)
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert canvas.plain(figure.svg)
    assert figure.data.header[1:] == ("rare", "2", "3", "4", "fréquent")
    told = [[cell.paragraphs[0][0].text for cell in row] for row in figure.data.rows]
    assert told[0] == ["beaucoup", "2", "", "", "", ""]
    assert told[3] == ["2", "", "", "", "1", ""]
    axes = next(block for block in blocks if isinstance(block, Table))
    assert [row[0].paragraphs[0][0].text for row in axes.rows[:2]] == [
        "La dilution, le temps",
        "La dilution, ce qu’elle apporte",
    ]


def test_who_takes_a_place_on_one_axis_alone_is_counted_and_stands_nowhere() -> None:
    config = config_of("position", PLANE)
    summary = summary_of(
        "position",
        config,
        given("position", config, {"dilution.temps": "1"}, {"dilution.temps": "2", "dilution.effet": "2"}),
    )
    assert summary.planes[0].spots == ((2, 2),)
    assert any("qu’un axe" in line or "que sur un axe" in line for line in minutes("position", config, summary))


@pytest.mark.parametrize("count", [4, 5])
def test_an_anonymous_plane_is_drawn_from_five_whole_answers_on(count: int) -> None:
    config = config_of("position", PLANE)
    read = get("position").read
    forms = [{"dilution.temps": "1", "dilution.effet": "1"}] * count + [{"dilution.temps": "3"}] * 3
    kept = [
        Given(id=f"n{rank}", answer=read(config, Fields(form)), revealed=True, anonymous=True)
        for rank, form in enumerate(forms)
    ]
    summary = summary_of("position", config, tuple(kept))
    assert ("<circle" in summary.planes[0].svg) is (count == 5)
    assert summary.planes[0].withheld is (count < 5)
    assert room_html("position", config, summary).count("moins de cinq réponses, le plan") == (2 if count < 5 else 1)


def test_corners_are_counted_and_nothing_more() -> None:
    config = config_of("position", CORNERS)
    forms = [{"dilution": "quand"}, {"dilution": "quand"}, {"dilution": "ou", "rond": "qui"}]
    summary = summary_of("position", config, given("position", config, *forms, who="Carole", revealed=True))
    assert [(one.title, one.count) for one in summary.gatherings[0].corners] == [("Quand", 2), ("Qui", 0), ("Où", 1)]
    assert "Carole" not in room_html("position", config, summary)
    assert minutes("position", config, summary)[1:] == [
        "|= Le coin |= La dilution |= Tourner en rond |",
        "| Quand | 2 | 0 |",
        "| Qui | 0 | 1 |",
        "| Où | 1 | 0 |",
    ]
    alone = summary_of("position", config, given("position", config, {"rond": "qui"}))
    assert "La dilution : sans réponse." in " ".join(minutes("position", config, alone)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("number", "form", "field", "beginning"),
    [
        (PLANE, {}, "dilution.temps", "Prenez place sur un axe"),
        (PLANE, {"rond.effet": "6"}, "rond.effet", "Indiquez un nombre entier de 1 à 5"),
        (CORNERS, {}, "dilution", "Choisissez un coin"),
        (CORNERS, {"rond": "1"}, "rond", "Ce coin n’est pas proposé"),
    ],
)
def test_a_place_that_is_not_there_is_refused(number: int, form: dict[str, str], field: str, beginning: str) -> None:
    assert faults_of("position", config_of("position", number), **form)[field].startswith(beginning)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"items": ITEM, "forme": "plan"}, "Un plan a deux"),
        ({"items": ITEM, "forme": "plan", "axes": AXES[:1]}, "Un plan a deux"),
        ({"items": ITEM, "forme": "plan", "axes": [AXES[0], {"id": "y", "titre": "Y"}]}, "chacun nomme"),
        ({"items": ITEM, "forme": "plan", "axes": AXES, "bouts": ["a", "b"]}, "ne sert qu’à une ligne"),
        ({"items": ITEM, "bouts": ["a", "b"], "axes": AXES}, "ne sert qu’à un plan"),
        ({"items": ITEM, "forme": "coins", "coins": ITEM}, "de deux à six"),
        ({"items": ITEM, "forme": "coins", "coins": AXES, "places": 3}, "coins"),
        ({"items": ITEM, "bouts": ["a", "b"], "coins": ITEM}, "ne sert qu’à des coins"),
        (
            {"items": [{"id": f"i{rank}", "titre": "I"} for rank in range(5)], "forme": "plan", "axes": AXES},
            "au plus 4",
        ),
    ],
)
def test_settings_of_a_plane_or_corners_that_do_not_hold_together_are_refused(
    settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError) as found:
        validate("position", settings)
    assert words in str(found.value)


def test_a_form_has_a_radio_group_for_each_axis_and_gives_an_answer_back() -> None:
    config = config_of("position", PLANE)
    answer = get("position").read(config, Fields({"rond.temps": "2", "rond.effet": "5"}))
    html = fields_html("position", config, get("position").values(config, answer), {})
    assert html.count('role="radiogroup"') == 4
    assert html.count("checked") == 2


def test_a_sheet_of_a_plane_is_typed_axis_by_axis_and_one_of_corners_by_number() -> None:
    cells = sheets.cells(config_of("position", PLANE))
    row = read_row(cells, {"dilution.temps": "2", "dilution.effet": "5", "rond.temps": "x"})
    assert row.fields == {"dilution.temps": "2", "dilution.effet": "5"}
    assert row.unread == ("rond.temps",)
    assert [choice.label for choice in cells[0].choices] == ["1 (rare)", "2", "3", "4", "5 (fréquent)"]
    corners = sheets.cells(config_of("position", CORNERS))
    assert read_row(corners, {"dilution": "3"}).fields == {"dilution": "ou"}
    assert registry.get("position").read(config_of("position", CORNERS), Fields(dilution="ou"))


@pytest.mark.parametrize(("places", "count"), [(2, 3), (7, 12), (11, 4), (11, 60)])
def test_every_disc_stands_inside_its_own_place(places: int, count: int) -> None:
    drawn = plane(Axis("X", "g", "d"), Axis("Y", "b", "h"), places, [(places, 1)] * count)
    assert canvas.plain(drawn)
    discs = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in re.findall(r"<circle[^>]*>", drawn)]
    assert len(discs) == (1 if count == 60 else count)
    assert len({(one["cx"], one["cy"]) for one in discs}) == len(discs)
    for disc in discs:
        assert LEFT + WIDE * (places - 1) / places - 1 <= float(disc["cx"]) - float(disc["r"])
        assert float(disc["cx"]) + float(disc["r"]) <= LEFT + WIDE + 1
        assert TOP + HIGH * (places - 1) / places - 1 <= float(disc["cy"]) - float(disc["r"])
        assert float(disc["cy"]) + float(disc["r"]) <= TOP + HIGH + 1


def test_words_of_an_author_stay_words_in_a_drawing() -> None:
    drawn = plane(Axis("<script>", "&", '"'), Axis("Y", "b", "h"), 3, [(1, 1)])
    assert canvas.plain(drawn)
    assert "<script>" not in drawn
