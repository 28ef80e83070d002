"""The sheet of one action; PDF and ODT."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from facilitation.confidentiality.readers import Reader
from facilitation.documents import convert
from facilitation.outcomes.rules import OutcomeKind
from tests import components
from tests.meetings.leading import captured
from tests.minutes.conftest import AMONG_US, DECISION, where, word, written


@pytest.fixture
def action(app, clock, alice, ended):
    """An action that the partners do not read."""
    return captured(
        app, clock, ended, OutcomeKind.ACTION, "Appeler le bailleur", bearer="Bob Haddad", sign="un rendez-vous pris",
        resources="une heure", readers={Reader.GROUPE},
    )  # fmt: skip


def sheet(meeting, outcome, rest=""):
    return f"/reunions/{meeting}/actions/{outcome}/fiche{rest}"


def test_an_action_has_its_sheet_as_a_page_and_as_word(alice, ended, action):
    page = alice.get(sheet(ended, action))
    text = written(alice, sheet(ended, action, ".docx"))
    for said in ("Appeler le bailleur", "Bob Haddad", "un rendez-vous pris", "une heure"):
        assert said in page.words.replace("\u00a0", " ")
        assert said in text
    assert "1/2026-A2" in text
    assert DECISION not in text
    assert alice.last.headers["Content-Disposition"].count("A2") >= 1


def test_a_readership_that_may_not_have_the_action_has_no_sheet(alice, ended, action):
    assert "Les partenaires" not in alice.get(sheet(ended, action)).words
    alice.get(sheet(ended, action, "?lecteurs=partenaires"), status=404)
    alice.get(sheet(ended, action, ".docx?lecteurs=partenaires"), status=404)
    alice.get(sheet(ended, action, ".docx?lecteurs=roi"), status=404)


def test_what_is_no_action_of_this_meeting_has_no_sheet(alice, david, app, clock, ended, action):
    decision = captured(app, clock, ended, OutcomeKind.DECISION, "Autre chose")
    assert alice.get(sheet(ended, decision), status=303)
    alice.get(sheet(ended, "AAAA"), status=404)
    david.get(sheet(ended, action), status=404)


@pytest.mark.documents
@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-"), ("odt", b"PK")])
def test_a_document_is_taken_away_in_another_form(alice, ended, form, begins):
    components.libreoffice_path()
    page = alice.post(f"/reunions/{ended}/documents/groupe/pv/autre", {"forme": form}, status=200)
    data = page.response.data
    assert data.startswith(begins)
    assert page.headers["Content-Disposition"].rstrip('"').endswith(f".{form}")
    if form == "pdf":
        assert b"/StructTreeRoot" in data, "tagged, for screen readers"
        assert b"/MarkInfo" in data
    else:
        text = ZipFile(BytesIO(data)).read("content.xml").decode()
        assert "1/2026-D1" in text
        assert AMONG_US in text


@pytest.mark.documents
def test_nothing_of_a_conversion_stays_on_the_disk(alice, ended, tmp_path, monkeypatch):
    components.libreoffice_path()
    own = tmp_path / "temporaire"
    own.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(own))
    alice.post(f"/reunions/{ended}/documents/groupe/pv/autre", {"forme": "pdf"}, status=200)
    assert not list(own.iterdir())


def test_another_form_is_for_the_same_readers_as_the_word_file(alice, david, carole, ended):
    for path in ("personne/pv", "roi/pv", "partenaires/carnet", "groupe/inconnu"):
        alice.post(f"/reunions/{ended}/documents/{path}/autre", {"forme": "pdf"}, status=404)
    alice.post(f"/reunions/{ended}/documents/groupe/pv/autre", {"forme": "exe"}, status=404)
    for stranger in (david, carole):
        stranger.post(f"/reunions/{ended}/documents/groupe/pv/autre", {"forme": "pdf"}, status=404)


def test_where_libreoffice_is_missing_the_buttons_say_why(alice, ended, monkeypatch):
    monkeypatch.setattr(convert, "PROGRAMS", ())
    monkeypatch.setattr(convert, "PLACES", ())
    page = alice.get(where(ended))
    buttons = [one for one in page.tree.iter("button") if one.get("name") == "forme"]
    assert buttons
    assert all("disabled" in one.attrib and one.get("aria-describedby") == "sans-office" for one in buttons)
    assert "LibreOffice, qui n’est pas installé" in page.words
    answer = alice.post(f"/reunions/{ended}/documents/groupe/pv/autre", {"forme": "pdf"})
    assert "LibreOffice, qui n’est pas installé" in alice.follow(answer).words


def test_a_conversion_that_hangs_or_fails_says_so_and_ends(monkeypatch, tmp_path):
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setattr(convert, "program", lambda: slow)
    monkeypatch.setattr(convert, "LONGEST", 0.2)
    with pytest.raises(convert.CouldNotConvert):
        convert.converted(b"x", "pdf")
    slow.write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(convert.CouldNotConvert):
        convert.converted(b"x", "pdf")


def test_two_conversions_never_run_at_once(monkeypatch):
    monkeypatch.setattr(convert, "PATIENCE", 0.05)
    monkeypatch.setattr(convert, "program", lambda: convert.Path("/bin/true"))
    with convert._one_at_a_time(), pytest.raises(convert.StillConverting):
        convert.converted(b"x", "pdf")


def test_the_person_and_the_public_are_not_offered_a_page_that_says_nothing(alice, ended):
    page = alice.get(where(ended))
    links = page.links()
    assert any(link.endswith("/personne/page-personne.docx") for link in links), "a decision was opened to her"
    assert not any("/public/" in link for link in links)
    assert "Rien ne leur est encore ouvert" in page.words
    assert "Rien de cette réunion n’a encore été ouvert" in written(alice, word(ended, "public", "synthese"))
