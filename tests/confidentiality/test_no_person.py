"""The first invariant: nothing here is a file on a person whom the services support. No table, column, address or page brings two meetings together about one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

from facilitation.database import FILE
from facilitation.meetings import service
from facilitation.outcomes.rules import OutcomeKind
from tests.checked import CheckedClient
from tests.house.tree import PACKAGE
from tests.meetings.leading import act, captured, partnership, prepared, press

SUPPORTED = re.compile(
    r"person|usager|benefici|client|patient|dossier|pseudonym|supported|household|famil", re.IGNORECASE
)
ABOUT_A_TEXT = {
    "partnership.concerned_person_term": "the word that the partnership uses",
    "outcome.touches_person": "whether a line touches somebody, not whom",
    "outcome.person_says": "what is known of her opinion on this line",
}
"""Columns that speak of a person concerned without saying who."""
OF_THE_ROOM = {
    "/reunions/<meeting_id>/remettre/<person>.docx": "somebody who is in the room, and takes their own texts away"
}
"""Addresses with such a word that are about nobody's file."""
SEARCHED = {"library/views.py", "library/views_references.py"}
"""Where words are searched for: guides and glossary."""
PSEUDONYM = "Mme Aulne"
TWO = ("canari-premier-mardi", "canari-second-jeudi")
MOST_PAGES = 250
ELSEWHERE = ("/static", "/bibliotheque", "/confidentialite")
"""Where nothing that a meeting said can be."""


def columns(data) -> Iterator[str]:
    """« table.column » and the names of indexes, of the whole database."""
    with closing(sqlite3.connect(data / FILE)) as connection:
        names = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
        yield from (name for _kind, name in names)
        for kind, table in names:
            if kind == "table":
                yield from (f"{table}.{row[1]}" for row in connection.execute(f"PRAGMA table_info('{table}')"))


def test_no_table_column_or_index_is_about_a_person_whom_services_support(app, data):
    found = {name for name in columns(data) if SUPPORTED.search(name)}
    assert found == set(ABOUT_A_TEXT)


def test_no_address_is_about_one_either(app):
    found = {str(rule) for rule in app.url_map.iter_rules() if SUPPORTED.search(str(rule))}
    assert found == set(OF_THE_ROOM)


def test_words_are_searched_for_in_guides_and_the_glossary_alone():
    asked = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"args(?:\.get\(|\[)[\"'](?:q|query|recherche|nom|name)[\"']", path.read_text(encoding="utf-8"))
    }
    assert asked == SEARCHED
    forms = [page for page in (PACKAGE / "templates").rglob("*.html") if 'type="search"' in page.read_text("utf-8")]
    assert {page.parent.name for page in forms} == {"library"}


def led(alice, app, clock, group: str, canary: str) -> str:
    """A meeting of this partnership, read and closed, in which something was said of this person."""
    made = prepared(alice, partnership=group, expected="", title="Réunion du partenariat")
    press(alice, made, "commencer")
    captured(app, clock, made, OutcomeKind.DECISION, f"Pour {PSEUDONYM}, on garde le relais ({canary})")
    captured(app, clock, made, OutcomeKind.RESERVE, f"Une réserve à propos de {PSEUDONYM} ({canary})")
    act(app, service.end, meeting_id=made, now=clock.later(minutes=20))
    return made


def walked(client: CheckedClient) -> Iterator[tuple[str, str]]:
    """Every page that links lead to from the home page: (address, text)."""
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < MOST_PAGES:
        here = waiting.pop(0)
        answer = client.raw.get(here)
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        if text and answer.status_code == 200:
            yield here, text
        for link in (answer.location or "", *re.findall(r'href="(/[^"#]*)', text)):
            path = link.replace("&amp;", "&")
            if path and path not in seen and not urlsplit(path).path.startswith(ELSEWHERE):
                seen.add(path)
                waiting.append(path)


def test_no_page_brings_together_what_two_meetings_said_of_one_pseudonym(alice, app, clock):
    group = partnership(app, clock)
    first, second = (led(alice, app, clock, group, canary) for canary in TWO)
    pages = dict(walked(alice))
    where = {canary: [path for path, text in pages.items() if canary in text] for canary in TWO}
    assert all(where.values()), "each was met on the way"
    assert any(first in path for path in where[TWO[0]])
    assert any(second in path for path in where[TWO[1]])
    assert set(where[TWO[0]]) & set(where[TWO[1]]) == set()
    assert [path for path in pages if "Aulne" in path] == []


def test_the_search_of_the_library_finds_nothing_that_was_said_of_somebody(alice, app, clock):
    led(alice, app, clock, partnership(app, clock), TWO[0])
    page = alice.get("/bibliotheque?q=Aulne").text
    assert TWO[0] not in page
    assert PSEUDONYM not in page
