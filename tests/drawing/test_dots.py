"""Answers spread over steps: each answer is drawn once, over its step, and nothing stands outside the sheet or on its neighbour."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.drawing import canvas
from facilitation.drawing.dots import LEFT, Dots, Words, dots

SVG = "{http://www.w3.org/2000/svg}"
FOUR = ("absente", "quelques signes", "fréquente", "installée")


def words(steps: tuple[str, ...] = FOUR, apart: str = "je ne sais pas", ends: tuple[str, ...] = ()) -> Words:
    return Words(steps=steps, apart=apart, person="une réponse", median="la médiane", ends=ends)


def read(svg: str) -> ElementTree.Element:
    assert canvas.plain(svg)
    return ElementTree.fromstring(svg)  # noqa: S314  a drawing of ours


def discs(root: ElementTree.Element) -> list[tuple[float, float, float]]:
    """Each disc or ring (x, y, radius), but the one of the key."""
    found = [tuple(float(one.attrib[name]) for name in ("cx", "cy", "r")) for one in root.iter(f"{SVG}circle")]
    return [(x, y, radius) for x, y, radius in found[:-1]]


def said(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


@settings(max_examples=60, deadline=None)
@given(
    counts=st.lists(
        st.tuples(*[st.integers(0, 24)] * 4).map(lambda four: (four, sum(four) % 7)), min_size=1, max_size=4
    )
)
def test_each_answer_is_one_disc_over_its_step_and_none_touches_another(
    counts: list[tuple[tuple[int, ...], int]],
) -> None:
    rows = [Dots(title=f"Ligne {rank}", counts=four, unknown=apart) for rank, (four, apart) in enumerate(counts)]
    root = read(dots(rows, words()))
    found, cell = discs(root), (canvas.WIDTH - 76 - LEFT) / 4
    assert len(found) == sum(sum(four) + apart for four, apart in counts)
    for step in range(4):
        inside = [x for x, _y, _r in found if LEFT + step * cell < x < LEFT + (step + 1) * cell]
        assert len(inside) == sum(four[step] for four, _apart in counts)
    _none, _zero, wide, high = map(float, root.attrib["viewBox"].split())
    assert all(radius <= x <= wide - radius and radius <= y <= high - radius for x, y, radius in found)
    for (x1, y1, radius), (x2, y2, _r) in combinations(found[:80], 2):
        assert (x1 - x2) ** 2 + (y1 - y2) ** 2 >= (2 * radius) ** 2


def test_one_voice_apart_stands_as_large_as_the_others() -> None:
    root = read(dots([Dots("Une ligne", (1, 0, 0, 11), median=3)], words()))
    sizes = {radius for _x, _y, radius in discs(root)}
    assert len(sizes) == 1
    assert min(x for x, _y, _r in discs(root)) == pytest.approx(LEFT + (canvas.WIDTH - 76 - LEFT) / 8)


def test_the_median_is_a_shape_of_its_own_between_two_steps_where_it_lies_there() -> None:
    root = read(dots([Dots("Une ligne", (3, 0, 0, 3), median=1.5)], words()))
    row, _key = root.iter(f"{SVG}polygon")
    left, right = (float(point.split(",")[0]) for point in row.attrib["points"].split()[1::2])
    assert (left + right) / 2 == pytest.approx(LEFT + 2 * (canvas.WIDTH - 76 - LEFT) / 4)
    assert row.attrib["fill"] == "#FFFFFF"


def test_what_stands_apart_is_a_ring_and_not_a_disc() -> None:
    root = read(dots([Dots("Une ligne", (0, 2, 0, 0), unknown=3)], words()))
    fills = [one.attrib["fill"] for one in root.iter(f"{SVG}circle")][:-1]
    assert fills == [canvas.PETROL, canvas.PETROL, "#FFFFFF", "#FFFFFF", "#FFFFFF"]


def test_steps_with_long_names_are_numbered_and_told_below() -> None:
    names = ("absente", "parlée par les autres", "représentée", "présente", "co-actrice", "décideuse")
    texts = said(read(dots([Dots("Une ligne", (1, 0, 0, 0, 0, 4))], words(names))))
    assert texts[:6] == ["1", "2", "3", "4", "5", "6"]
    assert " · ".join(texts[-2:]) == " · ".join(f"{rank}\u00a0: {name}" for rank, name in enumerate(names, 1))


def test_the_ends_stand_above_all_lines_or_under_each() -> None:
    numbers = tuple("1234567")
    rows = [Dots(title, (0, 1, 2, 0, 0, 2, 0), median=2) for title in ("Aider", "Attendre")]
    shared = said(read(dots(rows, words(numbers, "", ("vite", "bien")))))
    assert shared[:2] == ["vite", "bien"]
    own = [Dots(one.title, one.counts, ends=("peu", f"beaucoup {rank}")) for rank, one in enumerate(rows)]
    texts = said(read(dots(own, words(numbers, ""))))
    assert texts.index("Aider") < texts.index("beaucoup 0") < texts.index("Attendre") < texts.index("beaucoup 1")


def test_of_many_steps_some_are_numbered() -> None:
    texts = said(read(dots([Dots("Une ligne", (1,) * 21)], words(tuple(str(rank) for rank in range(21))))))
    assert texts[:3] == ["0", "2", "4"]


def test_a_line_that_is_not_shown_says_so_and_draws_nothing() -> None:
    root = read(dots([Dots("Une ligne", (), instead="moins de cinq réponses\u00a0: non affiché")], words()))
    assert "moins de cinq réponses\u00a0: non affiché" in said(root)
    assert discs(root) == []
