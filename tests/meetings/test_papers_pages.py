from __future__ import annotations

from io import BytesIO
from urllib.parse import unquote

import pytest
from docx import Document

from facilitation.activities.base import Fields
from facilitation.confidentiality.readers import Mark, Reader
from facilitation.guides.schema import Flag
from facilitation.meetings import service
from facilitation.meetings.rules import MeetingState
from facilitation.outcomes.rules import OutcomeKind
from tests.meetings.leading import act, asked_at, captured, partnership, prepared, press, shown

DECISION = "Dès le 16 mars, qui oriente garde le fil"
ACTION = "Rédiger une demi-page « relais à trois »"


@pytest.fixture
def meeting(alice, app, clock):
    """A meeting of the Réseau du Val that runs, at its first step."""
    group = partnership(app, clock)
    made = prepared(alice, partnership=group, expected="")
    press(alice, made, "commencer")
    return made


@pytest.fixture
def ended(meeting, app, clock):
    """The same with a decision, an action and a reservation, ended."""
    captured(app, clock, meeting, OutcomeKind.DECISION, DECISION)
    captured(app, clock, meeting, OutcomeKind.ACTION, ACTION, bearer="Bob Haddad")
    captured(app, clock, meeting, OutcomeKind.RESERVE, "À revoir dans trois mois")
    act(app, service.end, meeting_id=meeting, now=clock.later(minutes=55))
    return meeting


def where(meeting, rest="/relecture"):
    return f"/reunions/{meeting}{rest}"


def written(page):
    """All the text of a Word file, cells included."""
    document = Document(BytesIO(page.response.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def summarising(app, clock, meeting):
    """The id of a stage that keeps only its synthesis, with one answer given."""
    return next(
        one
        for one in shown(app, clock, meeting).stages
        if one.step.trace.value == "synthese" and Flag.ANONYME not in one.step.flags
    )


def test_what_is_read_aloud_stands_first_with_reservations_asked_again(alice, ended):
    page = alice.get(where(ended))
    assert page.words.index(DECISION) < page.words.index("Le document tel qu’il partira")
    assert "Toujours d’accord pour l’écrire ?" in page.words.replace("\u202f", " ")
    assert "Il reste 3 lignes à lire" in page.words


def test_a_line_is_ticked_as_read_and_may_be_unticked(alice, ended):
    page = alice.get(where(ended))
    lines = [box.get("value") for box in page.tree.iter("input") if box.get("name") == "lu"]
    target = next(form.get("action") for form in page.tree.iter("form") if form.get("id") == "lu")
    alice.post(target, {"ligne": lines, "lu": lines[:2]})
    assert "Il reste une ligne à lire" in alice.get(where(ended)).words
    alice.post(target, {"ligne": lines, "lu": []})
    assert "Il reste 3 lignes à lire" in alice.get(where(ended)).words


def test_an_outcome_is_corrected_in_place_with_all_it_may_say(alice, ended):
    page = alice.get(where(ended))
    link = next(link for link in page.links() if "corriger=" in link)
    form = alice.get(link.split("#")[0])
    target = next(one.get("action") for one in form.tree.iter("form") if "/acquis/" in (one.get("action") or ""))
    said = {"text": "Autrement dit", "mode": "consentement", "touches_person": "oui", "person_says": "Un seul numéro"}
    alice.post(target, {**form.form(target), **said, "told_by": "Chaque service", "told_on": "31 mars 2026"})
    words = alice.get(where(ended)).words.replace("\u00a0", " ")
    assert "Autrement dit" in words
    assert "Décision par consentement." in words
    assert "Un seul numéro" in words
    assert "L’en informe : Chaque service, avant le 31 mars 2026." in words


def test_a_correction_that_cannot_be_taken_comes_back_whole(alice, ended):
    page = alice.get(where(ended))
    link = next(link for link in page.links() if "corriger=" in link).split("#")[0]
    form = alice.get(link)
    target = next(one.get("action") for one in form.tree.iter("form") if "/acquis/" in (one.get("action") or ""))
    typed = {"text": "  ", "told_on": "31 février 2026", "person_says": "Gardé <i>tel quel</i>"}
    again = alice.post(target, {**form.form(target), **typed}, status=422)
    assert "n’existe pas" in again.words
    assert "Écrivez quelques mots" in again.words
    back = again.form(target)
    assert {name: back[name] for name in typed} == typed


@pytest.mark.parametrize(("keep", "kept"), [("mienne", "La mienne"), ("deux", "La leur\nLa mienne")])
def test_two_people_who_correct_the_same_line_see_both_versions(alice, ended, keep, kept):
    page = alice.get(where(ended))
    link = next(link for link in page.links() if "corriger=" in link).split("#")[0]
    form = alice.get(link)
    target = next(one.get("action") for one in form.tree.iter("form") if "/acquis/" in (one.get("action") or ""))
    mine = form.form(target)
    alice.post(target, {**mine, "text": "La leur"})
    both = alice.post(target, {**mine, "text": "La mienne"}, status=422)
    assert "La leur" in both.text
    alice.post(target, {**both.form(target), "garder": keep})
    assert alice.get(link).form(target)["text"] == kept


def test_an_outcome_of_another_meeting_is_not_corrected_from_here(alice, ended, app, clock):
    other = prepared(alice)
    press(alice, other, "commencer")
    foreign = captured(app, clock, other, OutcomeKind.DECISION, "D'ailleurs")
    alice.post(f"/reunions/{ended}/relecture/acquis/{foreign}", {"text": "Volé"}, status=404)
    alice.post(f"/reunions/{ended}/corriger?corriger={foreign}&champ=text", {"text": "Volé"}, status=404)


def test_an_empty_synthesis_is_pointed_at_written_and_then_in_the_document(alice, meeting, app, clock):
    stage = summarising(app, clock, meeting)
    names = asked_at(stage.step)
    act(
        app,
        service.answer,
        meeting_id=meeting,
        stage_id=stage.id,
        formdata=Fields({names[0]: "Dit mot à mot"}),
        now=clock(),
    )
    act(app, service.end, meeting_id=meeting, now=clock())
    page = alice.get(where(meeting))
    assert "Une synthèse est vide" in page.words
    assert "Un texte sera effacé" in page.words
    assert "Dit mot à mot" not in page.text
    link = next(link for link in page.links() if "rediger=" in link)
    form = alice.get(link.split("#")[0])
    target = next(one.get("action") for one in form.tree.iter("form") if "/syntheses/" in (one.get("action") or ""))
    alice.post(target, {**form.form(target), "text": "Ce que nous en retenons\nen deux lignes"})
    words = alice.get(where(meeting)).words
    assert "Ce que nous en retenons" in words
    assert "synthèse est vide" not in words


def test_a_passage_of_the_document_is_corrected_where_it_stands(alice, meeting, app, clock):
    stage = summarising(app, clock, meeting)
    act(app, service.save_synthesis, meeting_id=meeting, stage_id=stage.id, text="Une coquile", now=clock())
    link = next(
        link.get("href") for link in alice.get(where(meeting)).tree.iter("a") if link.get("data-tool") is not None
    )
    form = alice.get(link.split("#")[0])
    target = next(one.get("action") for one in form.tree.iter("form") if "/corriger?" in (one.get("action") or ""))
    assert form.form(target)["text"] == "Une coquile"
    alice.post(target, {**form.form(target), "text": "Une coquille"})
    assert "Une coquille" in alice.get(where(meeting)).words


def test_partners_are_shown_what_partners_may_read_and_the_rest_is_only_counted(alice, meeting, app, clock):
    captured(app, clock, meeting, OutcomeKind.DECISION, "Pour tous")
    captured(app, clock, meeting, OutcomeKind.DECISION, "Entre nous", readers={Reader.GROUPE})
    captured(app, clock, meeting, OutcomeKind.DECISION, "Sur quelqu'un", marks={Mark.SITUATION})
    page = alice.get(where(meeting, "/relecture?lecteurs=partenaires"))
    sheet = next(one for one in page.tree.iter("article"))
    text = "".join(sheet.itertext())
    assert "Pour tous" in text
    assert "Entre nous" not in text
    assert "Sur quelqu" not in text
    assert "2 textes restent dans le groupe" in page.words.replace("\u00a0", " ")
    assert "touche une personne" in page.words


@pytest.mark.parametrize(
    ("readers", "document", "name"),
    [("groupe", "pv", "Procès verbal"), ("partenaires", "plan-action", "Plan d")],
)
def test_word_files_are_named_in_french_and_after_no_person(alice, ended, readers, document, name):
    page = alice.get(where(ended, f"/documents/{readers}/{document}.docx"))
    header = page.headers["Content-Disposition"]
    assert header.startswith("attachment")
    told = unquote(header.rpartition("''")[2]).replace("-", " ")
    assert told.startswith(name)
    assert told.endswith(".docx")
    assert not {"Alice", "Bob", "Carole"} & set(told.split())
    assert page.response.data[:2] == b"PK"


def test_the_word_file_says_what_the_page_shows(alice, ended):
    text = written(alice.get(where(ended, "/documents/groupe/pv.docx")))
    assert DECISION in text
    assert "À revoir dans trois mois" in text
    assert ACTION in written(alice.get(where(ended, "/documents/groupe/plan-action.docx")))


@pytest.mark.parametrize(
    "path",
    [
        "/documents/groupe/inconnu.docx",
        "/documents/personne/pv.docx",
        "/documents/roi/pv.docx",
        "/documents/partenaires/carnet.docx",
    ],
)
def test_a_document_that_these_readers_do_not_get_is_not_given(alice, ended, path):
    page = alice.raw.get(where(ended, path))
    assert page.status_code in (404, 422)
    assert b"PK" not in page.data[:2]


def test_the_next_meeting_is_noted_and_a_day_that_is_none_comes_back(alice, ended, app, clock):
    target = next(
        one.get("action") for one in alice.get(where(ended)).tree.iter("form") if "/suite" in (one.get("action") or "")
    )
    typed = {"day": "31 avril 2026", "start": "9 h 30", "place": "Chez Bob", "points": "Le suivi\nLa pause"}
    page = alice.post(target, typed, status=422)
    assert "n’existe pas" in page.words
    assert {name: page.form(target)[name] for name in typed} == typed
    alice.post(target, {**typed, "day": "jeudi 7 mai 2026"})
    found = shown(app, clock, ended)
    assert found.next_at.isoformat() == "2026-05-07T07:30:00+00:00"
    assert found.next_points == typed["points"]


def test_closing_says_first_what_it_erases_and_freezes_what_stays(alice, ended, app, clock):
    page = alice.get(where(ended, "/clore"))
    assert "Ce geste ne se défait pas." in page.words
    alice.post(where(ended, "/clore"))
    assert shown(app, clock, ended).state is MeetingState.CLOSED
    after = alice.get(where(ended))
    assert "Ces documents ne changent plus" in after.words
    assert "Corriger" not in after.words
    assert DECISION in written(alice.get(where(ended, "/documents/groupe/pv.docx")))


def test_once_closed_what_comes_next_stands_before_the_document(alice, ended):
    alice.post(where(ended, "/clore"))
    page = alice.get(where(ended))
    links = page.links()
    assert links.count(where(ended, "/proces-verbal")) == 1
    assert page.text.index("/proces-verbal") < page.text.index('id="document"')
    assert "#emporter" in links


def test_a_meeting_that_still_runs_is_not_closed_but_read(alice, meeting):
    assert alice.get(where(meeting, "/clore"), status=303).location.endswith("/pupitre")
    page = alice.get(where(meeting))
    assert "encore en cours" in page.words
    assert "Terminer la réunion" in page.words
    alice.post(where(meeting, "/clore"), status=422)


def test_what_is_written_after_the_closing_is_refused_and_shown_back(alice, ended, app, clock):
    page = alice.get(where(ended))
    link = next(link for link in page.links() if "corriger=" in link).split("#")[0]
    form = alice.get(link)
    target = next(one.get("action") for one in form.tree.iter("form") if "/acquis/" in (one.get("action") or ""))
    alice.post(where(ended, "/clore"))
    again = alice.post(target, {**form.form(target), "text": "Trop tard, mais gardé"}, status=422)
    assert "Trop tard, mais gardé" in again.text
    assert "close" in again.words


def test_nothing_of_a_meeting_is_given_to_a_stranger(signed_in, ended):
    david = signed_in("David")
    for path in ("/relecture", "/clore", "/documents/groupe/pv.docx"):
        david.get(where(ended, path), status=404)
    for path in ("/clore", "/relecture/lu", "/relecture/suite", "/corriger", "/relecture/annexe"):
        david.post(where(ended, path), {"text": "x"}, status=404)
