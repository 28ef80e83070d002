"""A correction is carried to what quotes it in few words, and word by word to a list that runs on."""

from __future__ import annotations

import pytest

from facilitation.documents import text
from facilitation.documents.outcomes import cell
from facilitation.documents.page import render
from facilitation.documents.revise import Rewriting, passages, placed, revised, rewritings
from facilitation.documents.wording import ONCE_SIGNS, ROW_SIGNS, short
from facilitation.outline import AnyBlock, Listing, Outline, Table, plain

LONG = "Chaque réunion du réseau se termine par cinq minutes de relecture des décisions, à voix haute, " * 3
WORDS = Listing(
    items=(plain("utile"), plain("trop cour")), sources=("o1", "o2"), field="mot", run_on=True
)  # an opinion with a slip in it


def outline_of(block: AnyBlock) -> Outline:
    about = dict.fromkeys(("partnership", "title", "subtitle", "document", "number", "status", "day", "footer"), "")
    return Outline(**about, blocks=(block,))  # type: ignore[arg-type]


@pytest.mark.parametrize("signs", [ROW_SIGNS, ONCE_SIGNS])
def test_a_row_that_was_frozen_with_more_words_or_fewer_follows_its_decision(signs: int) -> None:
    row = (cell("1/2026-D1"), cell(short(LONG, signs)))
    table = Table(title="", description="", header=("N°", "Décision"), rows=(row,), widths=(1, 4))
    change = Rewriting(before=LONG, after="Court.", number="1/2026-D1")
    assert "| 1/2026-D1 | Court. |" in text.dump(revised(outline_of(table), (change,)))


def test_one_word_of_a_list_that_runs_on_is_corrected_alone() -> None:
    outline = outline_of(WORDS)
    assert [one.texts for one in passages(outline)] == [("utile",), ("trop cour",)]
    fixed = revised(outline, rewritings(passages(outline)[1], ("trop court",)))
    assert "«\u00a0utile\u00a0»\u202f; «\u00a0trop court\u00a0»" in text.dump(fixed)


def test_each_word_of_a_list_that_runs_on_leads_to_its_correction_on_the_page() -> None:
    html = render(placed(outline_of(WORDS)), correct=lambda source, field: f"/corriger/{source}")
    assert 'href="/corriger/0.0"' in html
    assert 'href="/corriger/0.1"' in html
