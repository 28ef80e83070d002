"""Every document, as the readable text kept beside this test; and that Word, the page and the text say the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from facilitation.documents.page import render
from facilitation.documents.reading import page_text
from facilitation.documents.text import dump
from facilitation.documents.word.reread import reread
from facilitation.documents.word.write import write
from facilitation.outline import Outline
from tests.documents.written import DOCUMENTS

KEPT = Path(__file__).with_name("outlines")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_what_is_kept_beside_this_test(name: str) -> None:
    """To keep what it says now, after reading it: KEEP_OUTLINES=1 pytest tests/documents/test_outlines.py."""
    path, said = KEPT / f"{name}.txt", dump(DOCUMENTS[name])
    if os.environ.get("KEEP_OUTLINES") == "1":
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")


def test_nothing_is_kept_of_a_document_that_no_longer_exists() -> None:
    assert {path.stem for path in KEPT.glob("*.txt")} == set(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_file_read_back_and_the_page_say_the_same_as_the_outline(name: str) -> None:
    outline = DOCUMENTS[name]
    assert reread(write(outline)) == dump(outline)
    assert page_text(render(outline)) == dump(outline)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_frozen_outline_comes_back_whole(name: str) -> None:
    outline = DOCUMENTS[name]
    assert Outline.from_json(outline.to_json()) == outline


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_same_outline_gives_the_same_bytes(name: str) -> None:
    assert write(DOCUMENTS[name]) == write(Outline.from_json(DOCUMENTS[name].to_json()))
