"""The library: cards, filters, the page of a guide, its run sheet."""

from __future__ import annotations

import io
import zipfile

import pytest

from facilitation.activities import registry
from facilitation.guides.catalogue import content_folder, load_catalogue
from facilitation.guides.schema import total_minutes, usual_people
from facilitation.library import rules
from tests.checked import CheckedClient, flat

CATALOGUE = load_catalogue(content_folder(), registry.kinds())
GUIDES = sorted(CATALOGUE.guides)


def test_every_guide_has_its_card(alice: CheckedClient) -> None:
    page = alice.get("/bibliotheque")
    for guide in CATALOGUE.guides.values():
        assert flat(guide.title) in page.words
        assert f"/bibliotheque/{guide.id}" in page.links()


@pytest.mark.parametrize("guide_id", GUIDES)
def test_a_guide_s_page_tells_all_that_a_method_card_tells(alice: CheckedClient, guide_id: str) -> None:
    guide, page = CATALOGUE.guides[guide_id], alice.get(f"/bibliotheque/{guide_id}")
    assert flat(page.h1) == flat(guide.title)
    for words in (
        guide.summary,
        *(step.title for step in guide.steps),
        *guide.rules,
        *(role.name for role in guide.roles),
    ):
        assert flat(words) in page.words
    for source in guide.sources:
        assert flat(CATALOGUE.sources[source].title) in page.words
    assert f"/reunions/nouvelle?guide={guide_id}" in page.links()


@pytest.mark.parametrize("guide_id", GUIDES)
def test_the_minutes_shown_are_those_of_the_steps_for_the_people_said(guide_id: str) -> None:
    guide = CATALOGUE.guides[guide_id]
    card = rules.card(guide)
    assert card.minutes == total_minutes(guide, usual_people(guide)) == sum(step.minutes for step in card.lengths)


@pytest.mark.parametrize("guide_id", GUIDES)
def test_the_run_sheet_is_printed_and_written_to_word(alice: CheckedClient, guide_id: str) -> None:
    page = alice.get(f"/bibliotheque/{guide_id}/deroule?personnes=9")
    assert "9 personnes" in page.words
    response = alice.raw.get(f"/bibliotheque/{guide_id}/deroule.docx")
    assert response.status_code == 200
    assert f"filename=deroule-{guide_id}.docx" in response.headers["Content-Disposition"]
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(response.data)).namelist()


@pytest.mark.parametrize(
    "address",
    [
        "/bibliotheque/..%2f..%2fetc%2fpasswd",
        "/bibliotheque/absent",
        "/bibliotheque/%00",
        "/bibliotheque/reflexivite-collective/deroule?variante=../x",
    ],
)
def test_what_is_no_guide_is_not_there(alice: CheckedClient, address: str) -> None:
    alice.get(address, status=404)


def test_the_filters_keep_what_holds_and_say_when_nothing_does(alice: CheckedClient) -> None:
    assert "Aucun guide ne tient" in alice.get("/bibliotheque?personnes=60").words
    assert "Aucun guide ne tient" in alice.get("/bibliotheque?temps=1").words
    assert "guides" in alice.get("/bibliotheque?temps=240&personnes=6&trace=oui").words


@pytest.mark.parametrize(
    "query",
    [
        "temps=abc",
        "q=",
        "q=%20",
        "personne=maybe",
        "page=99",
        "personnes=-1",
        "personnes=99999999999",
        "trace=peut-être",
        "temps=%F0%9F%98%80",
        "personnes=٣",
    ],
)
def test_a_filter_that_means_nothing_filters_nothing(alice: CheckedClient, query: str) -> None:
    assert f"{len(GUIDES)} guides" in alice.get(f"/bibliotheque?{query}").words


def test_what_was_asked_stays_in_the_form_and_in_the_address(alice: CheckedClient) -> None:
    page = alice.get("/bibliotheque?temps=90&personnes=7&personne=oui&trace=oui&q=place")
    chosen = {one.get("value") for one in page.tree.iter("option") if one.get("selected") is not None}
    assert {"90", "oui"} <= chosen
    assert page.tree.find(".//input[@name='q']").get("value") == "place"
    assert "Tout effacer" in page.words
    assert "Tout effacer" not in alice.get("/bibliotheque").words


def test_a_time_that_the_form_does_not_offer_is_offered_all_the_same(alice: CheckedClient) -> None:
    page = alice.get("/bibliotheque?temps=75")
    assert [one.get("value") for one in page.tree.iter("option") if one.get("selected") is not None][0] == "75"


def test_nothing_found_says_what_to_give_up_and_leads_there(alice: CheckedClient) -> None:
    page = alice.get("/bibliotheque?personnes=60&trace=oui&q=place")
    assert "Aucun guide ne tient" in page.words
    assert "/bibliotheque?q=place&trace=oui" in page.links()
    assert "Quel que soit le nombre de personnes" in page.words
    assert "Aucune de ces conditions n’est seule en cause" in alice.get("/bibliotheque?personnes=60&temps=1").words


def test_words_that_are_typed_are_shown_as_they_were_and_run_nothing(alice: CheckedClient) -> None:
    page = alice.get("/bibliotheque?q=%3Cscript%3Ealert(1)%3C/script%3E%20%22%27")
    assert page.tree.find(".//input[@name='q']").get("value") == "<script>alert(1)</script> \"'"


def test_where_the_words_were_found_is_said_when_the_title_does_not_tell(alice: CheckedClient) -> None:
    assert "Trouvé" in alice.get("/bibliotheque?q=Bouchereau").words


@pytest.mark.parametrize("guide_id", GUIDES)
def test_a_guide_s_page_says_what_remains_and_how_long_each_variant_takes(alice: CheckedClient, guide_id: str) -> None:
    guide, page = CATALOGUE.guides[guide_id], alice.get(f"/bibliotheque/{guide_id}")
    assert "Ce qui reste" in page.words
    for variant in rules.page(guide).variants:
        assert flat(f"Variante : {variant.title}") in page.words
    assert f"/bibliotheque/{guide_id}/kit" in page.links()
    assert rules.page(guide).kept
