"""What people type is kept whole; only what no document can hold becomes a visible sign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.typed import LONGEST, VISIBLE, Empty, TooLong, clean, kept, required

REFUSED = [
    *(chr(code) for code in range(32) if chr(code) not in "\t\n\r"),
    "\ud800",
    "\udbff",
    "\udc00",
    "\udfff",
    "\ufffe",
    "\uffff",
]
BESIDE_THEM = [
    "\t",
    "\n",
    " ",
    "\x7f",
    "\x80",
    "\x9f",
    "\ud7ff",
    "\ue000",
    "\ufdd0",
    "\ufffd",
    "\U0001fffe",
    "\U0010ffff",
]


@pytest.mark.parametrize("sign", REFUSED, ids=ascii)
def test_what_no_document_can_hold_becomes_a_visible_sign(sign: str) -> None:
    assert clean(f"a{sign}b") == f"a{VISIBLE}b" == "a\ufffdb"


@pytest.mark.parametrize("sign", BESIDE_THEM, ids=ascii)
def test_its_neighbours_are_kept(sign: str) -> None:
    assert clean(f"a{sign}b") == f"a{sign}b"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_any_other_text_is_neither_normalised_nor_cut(text: str) -> None:
    assert clean(text) == kept(text) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_one_way(end: str) -> None:
    assert clean(f"a{end}b{end}{end}c") == "a\nb\n\nc"


def test_twenty_thousand_characters_are_kept_and_one_more_is_refused_with_its_count() -> None:
    assert LONGEST == 20_000
    assert kept("é" * LONGEST) == required("é" * LONGEST) == "é" * LONGEST
    for take in (kept, required):
        with pytest.raises(TooLong) as refused:
            take("é" * (LONGEST + 1))
        assert "20001" in refused.value.sentence


def test_the_length_is_counted_once_line_ends_are_one_character() -> None:
    assert len(kept("\r\n" * LONGEST)) == LONGEST


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0\u202f"])
def test_a_wording_of_spaces_is_asked_for_again(text: str) -> None:
    assert kept(text) == text
    with pytest.raises(Empty):
        required(text)


def test_spaces_around_a_wording_are_kept() -> None:
    assert required("  à Namur \n") == "  à Namur \n"
