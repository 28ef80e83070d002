"""The pages on confidentiality, open to anyone: they tell of every table, print confirmed facts only, give the delays of the code, and hand over two models."""

from __future__ import annotations

import io
import re
import sqlite3
from collections import Counter
from contextlib import closing
from zipfile import ZipFile

import pytest

from facilitation.accounts.rules import SHORTEST_PASSWORD
from facilitation.backups.rules import KEPT
from facilitation.confidentiality.law import FILE, Law, load_law
from facilitation.database import FILE as DATABASE
from facilitation.documents import impact_analysis, processing_register
from facilitation.documents.text import dump
from facilitation.guides.catalogue import content_folder
from facilitation.guides.text import plain_text
from facilitation.library.help import CONFIDENTIALITY, Help, load_help
from facilitation.retention.rules import JOURNAL_DAYS, USUAL, Kept
from tests.checked import CheckedClient, flat
from tests.content.authored import ease, sentences
from tests.content.test_words import LONGEST_SENTENCE, LOWEST_EASE

TOLD = ("juge", "protection", "secret-partage", "protection-des-donnees", "vos-droits")
ARTICLE = re.compile(r"\b(?:art\.|articles?)[\s\u00a0]*(\d+\w*)", re.IGNORECASE)
OLD_CODE, PSYCHOLOGISTS, GDPR = {"458"}, {"14"}, {"6", "9", "26", "28", "29", "30", "33", "35", "36"}
"""Articles that may be named; 29 is the name of a working group."""


@pytest.fixture(scope="module")
def pages() -> Help:
    return load_help(content_folder(), CONFIDENTIALITY)


@pytest.fixture(scope="module")
def law() -> Law:
    return load_law(content_folder())


@pytest.fixture
def stranger(app) -> CheckedClient:
    """A browser that nobody is signed in with."""
    return CheckedClient(app)


def tables_of(path) -> set[str]:
    """The tables of the database in this folder, that of its version included."""
    with closing(sqlite3.connect(path / DATABASE)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {str(row[0]) for row in rows}


def told(pages: Help) -> Counter[str]:
    """How many times each table is named by the pages."""
    return Counter(table for page in pages.pages.values() for part in page.sections for table in part.tables)


# ------------------------------------------------------------------ what there is


def test_the_pages_and_the_facts_have_no_fault_nor_remark(pages, law):
    assert [str(fault) for fault in (*pages.faults, *law.faults)] == []
    assert tuple(pages.pages) == TOLD


def test_each_table_of_the_database_is_told_of_once(app, data, pages):
    """A new table without a sentence fails here: say on the page « juge » what it holds, and for how long."""
    assert told(pages) == Counter(tables_of(data))


def test_a_table_that_no_sentence_tells_of_would_be_seen(app, data, pages):
    with closing(sqlite3.connect(data / DATABASE)) as connection:
        connection.execute("CREATE TABLE dossier (id TEXT)")
    assert set(Counter(tables_of(data)) - told(pages)) == {"dossier"}


def test_a_part_that_names_tables_says_how_long_they_are_kept(pages):
    """Each such part gives a delay, or what ends it."""
    until = r"\d+ (?:jours|heures|mois)|tant que|jusqu’|aussi longtemps|à la clôture|comme les autres"
    silent = [
        part.title
        for part in pages.pages["juge"].sections
        if part.tables and not re.search(until, part.text, re.IGNORECASE)
    ]
    assert silent == []


# ------------------------------------------------------------------ what it promises


def test_the_delays_that_are_told_are_those_of_the_code(pages):
    texts = ["\n".join(part.text for part in pages.pages[name].sections) for name in ("juge", "protection-des-donnees")]
    texts += [dump(model.compose()) for model in (impact_analysis, processing_register)]
    assert (USUAL[Kept.DRAFTS], USUAL[Kept.UNAPPROVED]) == (1, 183), "« 24 heures », « 6 mois » are written in words"
    for text in texts[:2] + texts[3:]:
        plain = text.replace("\u00a0", " ")
        assert f"{USUAL[Kept.NOTEBOOK]} jours après l’approbation" in plain
        assert f"{USUAL[Kept.CONTRIBUTIONS]} jours" in plain
        assert "24 heures après la clôture" in plain
        assert "6 mois après la clôture" in plain
        assert f"{KEPT.days} jours" in plain
        assert f"{JOURNAL_DAYS} jours" in plain
    assert f"au moins {SHORTEST_PASSWORD} signes" in texts[1]


# ------------------------------------------------------------------ the law


def test_only_confirmed_facts_are_printed_each_with_its_source_and_day(stranger, law, pages):
    hidden = [fact for fact in law.facts.values() if not fact.may_be_shown]
    assert hidden, "the file keeps what is still to be checked, so that this test can fail"
    seen = "".join(stranger.get(f"/confidentialite/{name}").words for name in TOLD)
    assert [fact.id for fact in hidden if flat(fact.text) in seen] == []
    page = stranger.get("/confidentialite/secret-partage").words
    named = [one for part in pages.pages["secret-partage"].sections for one in part.facts]
    for fact in law.shown(tuple(named)):
        assert flat(fact.text) in page
        assert flat(fact.source) in page
    assert page.count("vu le") == len(named)
    assert "remplace un avis juridique" in page


def test_a_fact_to_be_checked_that_a_page_names_is_not_printed(tmp_path):
    text = (content_folder() / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace("statut: confirme", "statut: a-verifier"), encoding="utf-8")
    assert load_law(tmp_path).shown(("conditions", "aipd")) == ()


def test_every_fact_that_a_page_names_exists_and_every_confirmed_one_is_told(pages, law):
    named = {one for page in pages.pages.values() for part in page.sections for one in part.facts}
    assert named - set(law.facts) == set()
    confirmed = {name for name, fact in law.facts.items() if fact.may_be_shown}
    assert confirmed - named == set()


def test_no_article_of_the_new_code_is_numbered(stranger, law):
    texts = [stranger.get(f"/confidentialite/{name}").words for name in TOLD]
    texts += [fact.text for fact in law.facts.values()]
    texts += [dump(model.compose()) for model in (impact_analysis, processing_register)]
    found = {number for text in texts for number in ARTICLE.findall(text)}
    assert found <= OLD_CODE | PSYCHOLOGISTS | GDPR
    assert "458" in found, "the pattern finds articles"


@pytest.mark.parametrize(
    ("right", "wrong", "said"), [("statut:", "status:", "status"), ('vu_le: "2026', 'vu_le: "26', "vu_le")]
)
def test_a_fault_of_the_facts_is_named(tmp_path, right, wrong, said):
    text = (content_folder() / FILE).read_text(encoding="utf-8")
    (tmp_path / FILE).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    found = load_law(tmp_path)
    assert found.facts == {}
    assert any(said in str(fault) for fault in found.faults)


# ------------------------------------------------------------------ the pages themselves


def test_signed_out_the_hub_leads_to_each_page(stranger, pages):
    hub = stranger.get("/confidentialite")
    for name, page in pages.pages.items():
        assert f'href="/confidentialite/{name}"' in hub.text
        assert flat(page.summary) in hub.words
        shown = stranger.get(f"/confidentialite/{name}")
        assert shown.h1 == page.title
        assert all(flat(part.title) in shown.words for part in page.sections)
    stranger.get("/confidentialite/rien", status=404)


def test_the_hub_is_one_click_away_signed_in_or_not(stranger, alice):
    for page in (stranger.get("/connexion"), alice.get("/")):
        assert 'href="/confidentialite"' in page.text


def test_the_page_for_the_officer_hands_over_both_models(stranger):
    page = stranger.get("/confidentialite/protection-des-donnees")
    for name, model in (("modele-analyse-impact", impact_analysis), ("modele-registre", processing_register)):
        assert f"/confidentialite/{name}.docx" in page.text
        answer = stranger.get(f"/confidentialite/{name}.docx")
        assert f"{name}.docx" in answer.headers["Content-Disposition"]
        body = ZipFile(io.BytesIO(answer.response.get_data())).read("word/document.xml").decode()
        assert "[à compléter" in body
        assert model.compose().title in body


def test_what_members_and_the_person_concerned_read_of_their_rights_is_easy(pages):
    for part in pages.pages["vos-droits"].sections[:2]:
        text = plain_text(part.text)
        assert ease(text) >= LOWEST_EASE, part.title
        assert max(map(len, sentences(text))) <= LONGEST_SENTENCE, part.title
