"""Any text that a browser can send comes back whole, on the page and in the .docx (acceptance 6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.documents.page import render
from facilitation.documents.reading import page_text
from facilitation.documents.text import dump
from facilitation.documents.word.reread import reread
from facilitation.documents.word.write import write
from facilitation.outline import (
    Cell,
    Heading,
    Labelled,
    Listing,
    Outline,
    PageBreak,
    Paragraph,
    Run,
    SignatureLine,
    Table,
    paragraph,
    plain,
)
from facilitation.typed import VISIBLE, clean

CODE_POINTS = 0x110000
texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)  # lone surrogates and controls too
texts = texts | st.sampled_from(
    [
        "CPAS & PMS",
        "seuil < 3 ans",
        "a\r\nb\n\nc\td",
        "{{ 7*7 }}",
        "**gras**",
        "le 1er mai",
        "]]>",
        " espaces  ",
        "\u2028",
        "👩🏽‍🦰",
    ]
)
runs = st.lists(st.builds(Run, text=texts, strong=st.booleans(), emphasis=st.booleans()), min_size=1, max_size=3).map(
    tuple
)
cells = st.builds(Cell, paragraphs=st.lists(runs, max_size=2).map(tuple))
tables = st.integers(1, 4).flatmap(
    lambda columns: st.builds(
        Table,
        title=texts,
        description=texts,
        caption=texts,
        header=st.tuples(*[texts] * columns),
        rows=st.lists(st.tuples(*[cells] * columns), max_size=3).map(tuple),
        widths=st.just((1.0,) * columns),
    )
)
numbers = st.sampled_from(["", "1", "2", "2.1", "2.3", "3", "3.1.1", "4.2"])
blocks = st.one_of(
    st.builds(Heading, level=st.integers(1, 4), text=texts, number=numbers),
    st.builds(Paragraph, runs=runs, role=st.sampled_from(["body", "summary", "quote", "detail", "mention"])),
    st.builds(
        Labelled,
        label=texts.filter(bool),
        runs=runs,
        role=st.sampled_from(["identity", "decision", "outcome"]),
        details=st.lists(runs, max_size=2).map(tuple),
    ),
    st.builds(Listing, items=st.lists(runs, max_size=3).map(tuple), numbered=st.booleans(), run_on=st.booleans()),
    tables,
    st.just(PageBreak()),
    st.builds(SignatureLine, name=texts),
)
outlines = st.builds(
    Outline,
    partnership=texts,
    title=texts.filter(bool),
    subtitle=texts,
    document=texts,
    number=texts,
    status=texts,
    day=st.just("2026-09-18T11:30:00+02:00"),
    footer=texts,
    confidential=texts,
    landscape=st.booleans(),
    large=st.booleans(),
    blocks=st.lists(blocks, max_size=6).map(tuple),
)


@given(outlines)
def test_the_file_read_back_equals_the_page_whatever_was_typed(outline: Outline) -> None:
    said = dump(outline)
    assert reread(write(outline)) == said
    assert page_text(render(outline)) == said


def document(text: str) -> Outline:
    """A document of one paragraph, one item and one cell, each this text."""
    table = Table(
        title="t",
        description="d",
        header=("h", "h"),
        rows=((Cell(paragraphs=(plain("a"),)), Cell(paragraphs=(plain(text),))),),
        widths=(1, 1),
    )
    return Outline(
        partnership="",
        title="Essai",
        subtitle="",
        document="",
        number="",
        status="",
        day="2026-09-18",
        footer="",
        blocks=(paragraph(text), Listing(items=(plain(text),)), table),
    )


def comes_back(points: range) -> None:
    """Each of these code points, between two letters, is the same in the file and on the page, or the visible sign."""
    typed = "".join(f"x{chr(point)}" for point in points) + "x"
    expected = clean(typed).replace("\n", "\n    ")
    outline = document(typed)
    for said in (reread(write(outline)), page_text(render(outline))):
        assert expected in said
        assert said == dump(outline)


def test_the_first_code_points_come_back() -> None:
    comes_back(range(0x3000))


def test_the_code_points_around_surrogates_and_at_the_ends_of_planes_come_back() -> None:
    comes_back(range(0xD7F0, 0xE010))
    for plane in range(1, 18):
        comes_back(range(plane * 0x10000 - 16, min(plane * 0x10000 + 16, CODE_POINTS)))


@pytest.mark.long
@pytest.mark.parametrize("start", range(0, CODE_POINTS, 0x4000), ids=hex)
def test_every_code_point_comes_back(start: int) -> None:
    comes_back(range(start, start + 0x4000))


def test_what_cannot_be_written_becomes_a_visible_sign() -> None:
    assert f"a{VISIBLE}b{VISIBLE}c" in reread(write(document("a\x00b\ud800c")))


def test_a_text_of_20_000_signs_is_neither_cut_nor_refused() -> None:
    text = "é" * 20_000
    assert text in reread(write(document(text)))
    assert text in page_text(render(document(text)))


def test_what_looks_like_a_page_is_shown_and_not_made() -> None:
    page = render(document('<script>alert(1)</script><img src=x onerror="x">'))
    assert "<script>" not in page
    assert "<img" not in page
