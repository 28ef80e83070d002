"""A list written just under its sentence is a list."""

from __future__ import annotations

import pytest

from facilitation.guides.text import plain_text, render


@pytest.mark.parametrize("mark", ["-", "*", "1."])
def test_a_list_just_under_its_sentence_is_a_list(mark: str) -> None:
    html = render(f"**À faire.**\n{mark} Dire ce qui sera noté\n{mark} Proposer les rôles\n\nPuis la suite.")
    assert html.count("<li>") == 2
    assert html.count("<p>") == 2


def test_a_dash_inside_a_sentence_stays_a_dash() -> None:
    assert render("Une idée\n-suite\n– et fin") == "<p>Une idée\n-suite\n– et fin</p>"


def test_an_item_that_goes_on_below_stays_one_item() -> None:
    assert plain_text("À faire :\n- un\n  encore un\n- deux") == "À faire :\n– un encore un\n– deux"
