"""The map of threads: every answer is a shape inside the sheet, discs on one scale and hatched squares on the other."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from facilitation.drawing import canvas
from facilitation.drawing.threads import Column, Row, Strand, threads

FIRST = Column("Chez nous", "absente", "installée", 4, unknown=True)
SECOND = Column("Pour la personne concernée, la conséquence est", "aucune du tout", "très grave", 4, unknown=True)
COUNTS = st.lists(st.integers(0, 9), min_size=4, max_size=4).map(tuple)
STRANDS = st.builds(Strand, COUNTS, st.integers(0, 12))
ROWS = st.lists(st.builds(Row, st.text(max_size=120), st.tuples(STRANDS, STRANDS), st.just("voix isolée")), max_size=5)
NAMESPACE = "{http://www.w3.org/2000/svg}"


def shapes(svg: str, name: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(svg).findall(NAMESPACE + name)  # noqa: S314  a drawing of ours


@given(ROWS)
def test_every_answer_is_a_shape_of_its_scale_inside_the_sheet(rows: list[Row]) -> None:
    svg = threads([FIRST, SECOND], rows)
    assert canvas.plain(svg)
    high = float(ElementTree.fromstring(svg).get("height") or 0)  # noqa: S314  a drawing of ours
    outlines = [one.get("d") or "" for one in shapes(svg, "path") if "z" in (one.get("d") or "")]
    corners = [tuple(map(float, one)) for path in outlines for one in re.findall(r"M([\d.]+) ([\d.]+)h", path)]
    discs = shapes(svg, "circle")
    filled = [one for one in discs if one.get("fill") == canvas.PETROL]
    assert len(filled) == sum(sum(row.strands[0].counts) for row in rows)
    assert len(corners) == sum(sum(row.strands[1].counts) for row in rows)
    assert len(discs) - len(filled) == sum(strand.unknown for row in rows for strand in row.strands)
    spots = [(float(one.get("cx") or 0), float(one.get("cy") or 0)) for one in discs]
    assert len(set(spots)) == len(spots)
    assert len(set(corners)) == len(corners)
    for x, y in (*spots, *corners):
        assert 0 <= x <= canvas.WIDTH
        assert 0 <= y <= high


def test_a_thread_goes_from_the_lowest_answer_to_the_highest_and_unanimity_has_none() -> None:
    def reach(*counts: int) -> list[tuple[float, float]]:
        svg = threads([FIRST], [Row("Une ligne", (Strand(counts),))])
        drawn = [one for one in shapes(svg, "line") if one.get("stroke-width") == "1.5"]
        return [(float(one.get("x1") or 0), float(one.get("x2") or 0)) for one in drawn]

    [(low, high)] = reach(1, 0, 4, 0)
    [(lowest, highest)] = reach(1, 0, 4, 1)
    assert low == lowest < high < highest
    assert reach(0, 5, 0, 0) == reach(0, 0, 0, 0) == []


def test_the_map_of_thirteen_rows_and_fifteen_people_holds_on_a_page_in_type_that_is_read() -> None:
    rows = [
        Row(f"La dérive numéro {rank}, au titre un peu long", (Strand((3, 4, 5, 3)), Strand((0, 0, 0, 15))), "dispersé")
        for rank in range(13)
    ]
    svg = threads([FIRST, SECOND], rows)
    unit = 14 / canvas.WIDTH  # centimetres
    assert float(ElementTree.fromstring(svg).get("height") or 0) * unit <= 22  # noqa: S314  a drawing of ours
    sizes = {float(one.get("font-size") or 0) for one in shapes(svg, "text")}
    assert min(sizes) * unit * 72 / 2.54 >= 7.5  # points
    assert min(float(one.get("r") or 0) for one in shapes(svg, "circle")) * 2 * unit >= 0.12


def test_the_second_scale_is_hatched_so_that_it_is_told_from_the_first_without_colour() -> None:
    svg = threads([FIRST, SECOND], [Row("Une ligne", (Strand((1, 0, 0, 0)), Strand((1, 0, 0, 0))))])
    [outline, strokes] = shapes(svg, "path")
    assert (outline.get("fill"), strokes.get("fill")) == ("#FFFFFF", "none")
    assert (strokes.get("d") or "").count("M") >= 3
