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
    assert card.minutes == total_minutes(guide, usual_people(guide)) == sum(step.minutes for step in card.steps)


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
    ["temps=abc", "personnes=-1", "personnes=99999999999", "trace=peut-être", "temps=%F0%9F%98%80", "personnes=٣"],
)
def test_a_filter_that_means_nothing_filters_nothing(alice: CheckedClient, query: str) -> None:
    assert f"{len(GUIDES)} guides" in alice.get(f"/bibliotheque?{query}").words


def test_a_guide_fits_by_its_variant_when_it_has_a_shorter_one() -> None:
    for guide in CATALOGUE.guides.values():
        for variant in guide.variants:
            minutes = total_minutes(guide, usual_people(guide), variant.id)
            assert rules.fits(guide, rules.Wanted(minutes=minutes))
        assert not rules.fits(guide, rules.Wanted(people=guide.group.max + 1))
        assert not rules.fits(guide, rules.Wanted(people=guide.group.min - 1))
        assert rules.fits(guide, rules.Wanted(people=guide.group.min, trace=rules.leaves_a_trace(guide)))
        assert not rules.fits(guide, rules.Wanted(trace=not rules.leaves_a_trace(guide)))
