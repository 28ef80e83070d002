"""Many lines of a scale on the room screen: close together, their ends named once; the desk has every count and median."""

from __future__ import annotations

import pytest

from facilitation.activities.registry import get, validate
from tests.activities.samples import desk_html, given, room_html, summary_of

FOUR = {"bornes": {"min": 1, "max": 4}, "paliers": ["jamais", "parfois", "souvent", "toujours"]}


@pytest.mark.parametrize("lines", [8, 9])
def test_more_than_eight_lines_stand_close_in_the_room_and_not_at_the_desk(lines: int) -> None:
    config = validate("echelle", {**FOUR, "items": [{"id": f"i{n}", "titre": f"Ligne {n}"} for n in range(lines)]})
    form = {f"i{n}": "2" for n in range(lines)}
    summary = summary_of("echelle", config, given("echelle", config, *[form] * 6, revealed=True))
    room = room_html("echelle", config, summary)
    close = lines > 8
    assert ("spreads many" in room) == close
    assert room.count("toujours") == (1 if close else lines)
    assert ("Médiane" in room) != close
    assert room.count("unanime") == room.count('class="dots"') == lines
    desk = desk_html("echelle", config, summary, get("echelle").DeskState())
    assert "spreads many" not in desk
    assert "Médiane" in desk
