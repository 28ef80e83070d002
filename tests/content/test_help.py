"""The pages for whoever leads: no fault, short enough for a pause, in the words of the house."""

from __future__ import annotations

import io
import re

import pytest

from facilitation.cli_guides import check
from facilitation.guides.catalogue import content_folder
from facilitation.guides.text import plain_text
from facilitation.library.help import FILE, Help, load_help

LONGEST_PAGE = 420  # words: read in two minutes and a half


@pytest.fixture(scope="module")
def pages() -> Help:
    return load_help(content_folder())


def test_the_pages_have_no_fault_nor_remark(pages):
    assert [str(fault) for fault in pages.faults] == []
    assert {"premiere-fois", "papier-portable-telephones", "que-faire-si", "travailler-une-derive"} <= set(pages.pages)


def test_a_page_is_read_in_a_pause(pages):
    for name, page in pages.pages.items():
        assert sum(len(plain_text(part.text).split()) for part in page.sections) <= LONGEST_PAGE, name


def test_the_pages_keep_to_the_words_of_the_house():
    """`domain/relecture.md` §1.10 and §2; no exclamation mark, nothing that accuses."""
    text = (content_folder() / FILE).read_text(encoding="utf-8")
    wrong = r"!|\b(ROTI|ragots?|non négociables?|cotation|coter|garer|expulser|prises? en charge|patients?|usagers? difficiles?)\b"
    assert re.findall(wrong, text, re.IGNORECASE) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("resume:", "resumé:", "resumé"),
        ("id: que-faire-si", "id: premiere-fois", "premiere-fois"),
        ("à voix haute.", "à l'oral.", "apostrophe droite"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, right, wrong, said):
    path = tmp_path / FILE
    text = (content_folder() / FILE).read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    line = text[: text.index(right)].count("\n") + 1
    faults = [str(fault) for fault in load_help(tmp_path).faults]
    assert any(said in fault and f"{FILE}:" in fault for fault in faults), faults
    assert said == "apostrophe droite" or any(f"{FILE}:{line}:" in fault for fault in faults), faults


def test_the_check_reads_the_pages_too(tmp_path):
    path, out = tmp_path / FILE, io.StringIO()
    path.write_text("format: 1\nlangue: fr\npages:\n  - {id: vide}\n", encoding="utf-8")
    assert check([path], out) == 1
    assert "titre" in out.getvalue()


def test_no_page_is_served_where_there_is_no_file(tmp_path):
    assert load_help(tmp_path) == Help()
