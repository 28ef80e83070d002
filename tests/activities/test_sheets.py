"""Every activity has its sheet of paper, or says that it needs none; what is typed from a sheet is what the activity reads."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest

from facilitation.activities import registry, sheets
from facilitation.activities.base import AnswerFaults, Fields
from facilitation.french_dates import day
from tests.activities.samples import CASES, ENVIRONMENTS, TEMPLATES, TYPES, config_of


def paper_html(kind: str, config: Any, **given: Any) -> str:
    """The sheet of this activity, as the kit prints it."""
    environment = ENVIRONMENTS[True]
    environment.filters["day"] = day
    template = environment.get_template(f"activities/{kind}/paper.html")
    return template.render(config=config, step=None, **{"people": (), "rows": 7, **given}).strip()


@pytest.mark.parametrize("kind", TYPES)
def test_every_activity_has_a_sheet_of_paper_even_an_empty_one(kind: str) -> None:
    assert (TEMPLATES / "activities" / kind / "paper.html").is_file(), (
        f"activities/{kind}/paper.html is missing: draw what is written by hand, or leave it empty and give the kind « aucune »"
    )


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_a_sheet_is_empty_exactly_where_nothing_is_written_by_hand(kind: str, number: int) -> None:
    drawn = paper_html(kind, config_of(kind, number))
    assert bool(drawn) == (sheets.kind_of(kind) != "aucune")
    html5lib.HTMLParser(strict=True).parseFragment(drawn)


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_a_cell_is_a_field_that_the_activity_reads_and_no_key_stands_for_two_things(kind: str, number: int) -> None:
    config = config_of(kind, number)
    known = registry.get(kind).fields(config)
    cells = sheets.cells(config)
    assert {cell.field for cell in cells} <= set(known)
    assert len({cell.field for cell in cells}) == len(cells)
    for cell in cells:
        assert len(set(cell.keys)) == len(cell.keys)
        assert not set(cell.keys) & {"x", "?", ""}, "x and ? are kept for what cannot be read"


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_each_choice_of_a_cell_is_read_by_the_activity(kind: str, number: int) -> None:
    config = config_of(kind, number)
    cells = sheets.cells(config)
    texts = {cell.field: "Quelques mots" for cell in cells if not cell.choices}
    for cell in cells:
        for choice in cell.choices:
            for form in ({cell.field: choice.value}, {cell.field: choice.value, **texts}):
                try:
                    answer = registry.get(kind).read(config, Fields(form))
                except AnswerFaults:
                    continue
                assert choice.value in registry.get(kind).values(config, answer)[cell.field]
                break
            else:
                pytest.fail(f"{cell.field} = {choice.value} is never read")


def test_a_list_makes_room_for_everybody_who_is_named() -> None:
    names = tuple(f"Prénom {rank}" for rank in range(9))
    drawn = paper_html("tour", config_of("tour"), people=names, rows=3)
    assert all(name in drawn for name in names)


def test_the_list_of_the_rules_makes_room_for_the_group() -> None:
    assert paper_html("accord", config_of("accord"), rows=12).count("<td></td>") == 12
