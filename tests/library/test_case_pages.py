"""The pages of the fictional cases: the list, the sheets of one, and the same as a Word file."""

from __future__ import annotations

import io
import zipfile

import pytest

from facilitation.activities import registry
from facilitation.cli_guides import library_of
from facilitation.documents import case_sheets
from facilitation.documents.word.reread import reread
from facilitation.guides.catalogue import content_folder, load_catalogue
from facilitation.library.cases import load_cases
from facilitation.outline import PageBreak, Table
from tests.checked import CheckedClient, flat

CATALOGUE = load_catalogue(content_folder(), registry.kinds())
CASES = load_cases(content_folder(), library_of(CATALOGUE)).cases


def test_the_library_leads_to_every_case(alice: CheckedClient) -> None:
    assert "/bibliotheque/cas" in alice.get("/bibliotheque").links()
    page = alice.get("/bibliotheque/cas")
    for case in CASES.values():
        assert flat(case.title) in page.words
        assert f"/bibliotheque/cas/{case.id}" in page.links()


@pytest.mark.parametrize("case_id", sorted(CASES))
def test_a_case_is_shown_and_written_whole(alice: CheckedClient, case_id: str) -> None:
    case, page = CASES[case_id], alice.get(f"/bibliotheque/cas/{case_id}")
    response = alice.raw.get(f"/bibliotheque/cas/{case_id}/feuilles.docx")
    assert f"filename=cas-{case_id}.docx" in response.headers["Content-Disposition"]
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(response.data)).namelist()
    written = flat(" ".join(reread(response.data).replace("⏎", " ").split()))
    for words in (
        case.title,
        *case.text.split("\n\n"),
        *(one.text for one in case.questions),
        *(text for one in case.rebounds for text in (one.text, one.question)),
        *(text for one in case.grids for text in (one.title, one.shows, *one.look_for)),
        case.attribution,
    ):
        assert flat(words.strip()) in page.words, words
        assert flat(words.strip()) in written, words


@pytest.mark.parametrize("case_id", sorted(CASES))
def test_every_idea_is_told_with_its_source_and_how_sure_it_is(case_id: str) -> None:
    case = CASES[case_id]
    outline = case_sheets.compose(case, CATALOGUE.sources, CATALOGUE.drifts)
    said = outline.to_json()
    for part in (case, *case.questions, *case.rebounds, *case.grids):
        for one in part.sources:
            assert CATALOGUE.sources[one.id].title in said


def test_each_sheet_begins_its_page_and_the_trainer_s_is_the_last() -> None:
    case = next(iter(CASES.values()))
    blocks = case_sheets.compose(case, CATALOGUE.sources, CATALOGUE.drifts).blocks
    breaks = [place for place, block in enumerate(blocks) if isinstance(block, PageBreak)]
    assert len(breaks) == len(case.grids) + 2
    assert any(isinstance(block, Table) for block in blocks[breaks[-2] : breaks[-1]])
    before = " ".join(block.model_dump_json() for block in blocks[: breaks[-1]])
    assert all(grid.shows not in before for grid in case.grids)


def test_the_sheets_say_point_de_vigilance_and_not_derive() -> None:
    """They leave the partnership (`domain/relecture.md` §1.9)."""
    for case in CASES.values():
        blocks = case_sheets.compose(case, CATALOGUE.sources, CATALOGUE.drifts).blocks
        labels = [getattr(block, "label", "") for block in blocks]
        assert "Dérive" not in labels
        assert "Point de vigilance" in labels


def test_a_case_that_is_not_there_is_not_found(alice: CheckedClient) -> None:
    for path in ("/bibliotheque/cas/absent", "/bibliotheque/cas/absent/feuilles.docx"):
        assert alice.raw.get(path).status_code == 404
