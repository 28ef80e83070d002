"""What drawings are made of."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from facilitation.drawing import canvas

PARTS = [
    canvas.text(0, 20, 'onclick="x" <script> & url(#a)\x00', strong=True),
    canvas.line(0, 0, 10, 10, dashes="4 3"),
    canvas.hatched(0, 0, 30, 20),
    canvas.dot(5, 5, 2.5),
]


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  a drawing of ours


def test_a_drawing_is_plain_whatever_somebody_typed_in_it() -> None:
    svg = canvas.drawing(100, PARTS)
    assert canvas.plain(svg)
    words = read(svg).find("{http://www.w3.org/2000/svg}text")
    assert words is not None
    assert words.text == 'onclick="x" <script> & url(#a)\ufffd'


@pytest.mark.parametrize(
    "part",
    [
        '<image href="file:///etc/passwd"/>',
        "<script>1</script>",
        "<style>text{fill:red}</style>",
        '<rect style="fill:red"/>',
        '<rect id="a"/>',
        '<rect onclick="x()"/>',
        '<rect fill="url(#a)"/>',
        '<text xmlns="http://www.w3.org/1999/xhtml">x</text>',
        "<rect>",
    ],
)
def test_what_loads_runs_styles_or_names_is_not_plain(part: str) -> None:
    assert not canvas.plain(canvas.drawing(100, [part]))


def test_a_declaration_is_not_plain() -> None:
    assert not canvas.plain('<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>')


def test_words_are_cut_at_spaces_and_never_inside_what_is_glued() -> None:
    assert canvas.lines("La réunion décide\u202f: oui", 100, size=14) == ("La réunion", "décide\u202f: oui")


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert canvas.lines("un deux trois quatre cinq six sept huit", 70, size=14, most=2) == ("un deux", "trois…")


def test_strokes_stay_inside_what_they_fill() -> None:
    svg = canvas.drawing(100, [canvas.hatched(10, 20, 30, 12, step=5)])
    strokes = list(read(svg).iter("{http://www.w3.org/2000/svg}line"))
    ends = [(float(one.attrib[f"x{end}"]), float(one.attrib[f"y{end}"])) for one in strokes for end in (1, 2)]
    assert len(strokes) == 8
    assert all(10 <= x <= 40 and 20 <= y <= 32 for x, y in ends)
