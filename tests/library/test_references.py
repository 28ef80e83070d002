"""The pages of the library that are read: drift sheets, glossary, bibliography, pages for whoever leads."""

from __future__ import annotations

import io
import zipfile

import pytest

from facilitation.activities import registry
from facilitation.cli_guides import library_of
from facilitation.documents import drift_sheet
from facilitation.documents.word.reread import reread
from facilitation.guides.catalogue import content_folder, load_catalogue
from facilitation.library.cases import load_cases
from facilitation.library.help import load_help
from facilitation.outline import PageBreak
from tests.checked import CheckedClient, flat

CATALOGUE = load_catalogue(content_folder(), registry.kinds())
CASES = load_cases(content_folder(), library_of(CATALOGUE)).cases
HELP = load_help(content_folder()).pages


def test_the_drifts_stand_by_family_and_each_leads_to_its_sheet(alice: CheckedClient) -> None:
    page = alice.get("/bibliotheque/derives")
    for drift in CATALOGUE.drifts.values():
        assert f"/bibliotheque/derives/{drift.id}" in page.links()
        assert flat(drift.definition) in page.words
    assert [flat("".join(one.itertext())) for one in page.all(".//section/h2")] == list(CATALOGUE.families.values())


@pytest.mark.parametrize("drift_id", sorted(CATALOGUE.drifts))
def test_a_drift_is_shown_whole_and_leads_to_where_it_is_worked_on(alice: CheckedClient, drift_id: str) -> None:
    drift, page = CATALOGUE.drifts[drift_id], alice.get(f"/bibliotheque/derives/{drift_id}")
    assert flat(page.h1) == flat(drift.title)
    said = page.words.casefold()
    for words in (
        *(drift.definition, drift.sustained_by, drift.person),
        *(*drift.signs, *drift.questions, *drift.levers),
        *(CATALOGUE.sources[one.id].title for one in drift.sources),
    ):
        assert flat(words).casefold() in said, words
    for guide in CATALOGUE.guides.values():
        assert (f"/bibliotheque/{guide.id}" in page.links()) == (drift_id in guide.drifts)
        assert (f"/reunions/nouvelle?guide={guide.id}" in page.links()) == (drift_id in guide.drifts)
    for case in CASES.values():
        assert (f"/bibliotheque/cas/{case.id}" in page.links()) == (drift_id in case.drifts)
    assert f"/bibliotheque/derives/{drift_id}/fiche.docx" in page.links()


def test_a_drift_s_sheet_is_a_word_file_that_holds_all_of_it(alice: CheckedClient) -> None:
    drift = CATALOGUE.drifts["D07"]
    response = alice.raw.get("/bibliotheque/derives/D07/fiche.docx")
    assert "filename=point-de-vigilance-D07.docx" in response.headers["Content-Disposition"]
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(response.data)).namelist()
    written = flat(" ".join(reread(response.data).replace("⏎", " ").split())).casefold()
    for words in (drift.title, drift.definition, *drift.signs, *drift.questions, *drift.levers, drift.person):
        assert flat(words).casefold() in written, words


@pytest.mark.parametrize("drift_id", sorted(CATALOGUE.drifts))
def test_a_sheet_that_may_leave_the_group_says_point_de_vigilance(drift_id: str) -> None:
    """`domain/relecture.md` §1.9; what an author called a text stays what it is."""
    drift = CATALOGUE.drifts[drift_id]
    outline = drift_sheet.compose(drift, CATALOGUE.families[drift.family], CATALOGUE.sources)
    said = outline.to_json()
    for one in drift.sources:
        said = said.replace(CATALOGUE.sources[one.id].title, "")
    assert "dérive" not in said.casefold()
    assert "Point de vigilance" in said


def test_all_the_sheets_are_one_word_file_each_on_its_page(alice: CheckedClient) -> None:
    assert "/bibliotheque/derives/fiches.docx" in alice.get("/bibliotheque/derives").links()
    response = alice.raw.get("/bibliotheque/derives/fiches.docx")
    assert "filename=points-de-vigilance.docx" in response.headers["Content-Disposition"]
    written = flat(" ".join(reread(response.data).replace("⏎", " ").split())).casefold()
    for drift in CATALOGUE.drifts.values():
        for words in (drift.title, drift.definition, *drift.signs, *drift.levers):
            assert flat(words).casefold() in written, words
    blocks = drift_sheet.compose_all(CATALOGUE.drifts.values(), CATALOGUE.families, CATALOGUE.sources).blocks
    assert sum(isinstance(block, PageBreak) for block in blocks) == len(CATALOGUE.drifts)


@pytest.mark.parametrize("drift_id", ["D99", "d07", "..%2fx"])
def test_a_drift_that_is_not_there_is_not_found(alice: CheckedClient, drift_id: str) -> None:
    for path in (f"/bibliotheque/derives/{drift_id}", f"/bibliotheque/derives/{drift_id}/fiche.docx"):
        assert alice.raw.get(path).status_code == 404


def test_the_glossary_has_every_word_at_an_address_of_its_own(alice: CheckedClient) -> None:
    page = alice.get("/bibliotheque/glossaire")
    at = {one.get("id"): flat("".join(one.itertext())) for one in page.all(".//dl/div")}
    for entry in CATALOGUE.glossary:
        said = at[f"mot-{entry.id}"]
        assert all(flat(text) in said for text in (entry.fr, entry.en, entry.nl, entry.definition))
        assert ("(à relire)" in said) == (entry.to_review and bool(entry.nl))


def test_a_word_that_has_a_sheet_leads_to_it(alice: CheckedClient) -> None:
    links = alice.get("/bibliotheque/glossaire").links()
    assert {"/bibliotheque/derives/D03", "/bibliotheque/derives/D04"} <= set(links)


def test_a_shelf_that_is_not_there_shows_the_first(alice: CheckedClient) -> None:
    first = alice.get("/bibliotheque/sources").words
    assert alice.get("/bibliotheque/sources?rayon=grenier").words == first
    assert alice.get("/bibliotheque/sources?rayon=metier").words != first


def test_a_search_that_finds_acronyms_alone_heads_no_empty_list(alice: CheckedClient) -> None:
    page = alice.get("/bibliotheque/glossaire?q=cpas")
    assert [flat("".join(one.itertext())) for one in page.all(".//section/h2")] == ["Les sigles"]
    assert "1 entrée sur" in page.words


def test_the_glossary_is_searched_in_three_languages_and_says_when_nothing_is_found(alice: CheckedClient) -> None:
    for query in ("aidant proche", "MANTELZORGER", "informal carers"):
        page = alice.get("/bibliotheque/glossaire", query_string={"q": query})
        assert "aidant proche" in page.words
        assert page.form("/bibliotheque/glossaire") == {"q": query}
        assert "intervision" not in page.words
    nothing = alice.get("/bibliotheque/glossaire?q=zzz")
    assert "Aucune entrée ne contient" in nothing.words
    assert nothing.all(".//dl") == []


def test_the_bibliography_has_every_source_and_what_it_served_for(alice: CheckedClient) -> None:
    shelves = [link for link in alice.get("/bibliotheque/sources").links() if "rayon=" in link]
    at = {one.get("id"): one for shelf in shelves for one in alice.get(shelf).all(".//li[@id]")}
    assert set(at) == set(CATALOGUE.sources) != set()
    for source in CATALOGUE.sources.values():
        said = flat("".join(at[source.id].itertext()))
        assert flat(source.title) in said
        assert flat(source.note) in said
        assert "Ne sert encore nulle part" not in said
    for drift in CATALOGUE.drifts.values():
        for one in drift.sources:
            links = [link.get("href") for link in at[one.id].iter("a")]
            assert f"/bibliotheque/derives/{drift.id}" in links


def test_each_page_for_whoever_leads_is_shown_whole(alice: CheckedClient) -> None:
    index = alice.get("/bibliotheque/animer")
    for name, one in HELP.items():
        assert f"/bibliotheque/animer/{name}" in index.links()
        page = alice.get(f"/bibliotheque/animer/{name}")
        assert flat(page.h1) == flat(one.title)
        assert [flat("".join(part.itertext())) for part in page.all(".//section/h2")][: len(one.sections)] == [
            flat(part.title) for part in one.sections
        ]
    assert alice.raw.get("/bibliotheque/animer/absent").status_code == 404


def test_a_guide_s_page_leads_to_its_drifts_its_cases_and_where_its_sources_stand(alice: CheckedClient) -> None:
    guide = CATALOGUE.guides["atelier-etude-de-cas"]
    links = alice.get(f"/bibliotheque/{guide.id}").links()
    for name in guide.drifts:
        assert f"/bibliotheque/derives/{name}" in links
    for name in CASES:
        assert f"/bibliotheque/cas/{name}" in links
    led = dict(link.partition("#")[::2] for link in links if link.startswith("/bibliotheque/sources?"))
    for shelf, source in led.items():
        assert source in {one.get("id") for one in alice.get(shelf).all(".//li[@id]")}
    anchors = {link.partition("#")[2] for link in links if link.startswith("/bibliotheque/sources?")}
    assert set(guide.sources) <= anchors


def test_the_library_leads_to_all_that_it_holds(alice: CheckedClient) -> None:
    links = alice.get("/bibliotheque").links()
    assert {f"/bibliotheque/{one}" for one in ("cas", "derives", "animer", "glossaire", "sources")} <= set(links)
    assert "/bibliotheque/animer" in alice.get("/aide").links()
