"""Before a document leaves: what may tell who a person is. A national number and a bank account wait until somebody says that they have seen them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.accounts.models import SecurityEvent
from facilitation.confidentiality.pseudonyms import LETTERS
from facilitation.database import db, reading
from facilitation.documents.word.reread import reread
from facilitation.meetings import service
from facilitation.meetings.models import Acknowledgement, Event
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from tests.checked import fields_of
from tests.meetings.leading import act, captured, partnership, prepared, press
from tests.pages.test_routes import MOST_QUERIES, counted, digest

NISS = "85.07.30-033.28"
IBAN = "BE68 5390 0754 7034"


@pytest.fixture
def held(alice, app, clock):
    """An ended meeting with a decision that holds a national number, and others that hold what only warns."""
    made = prepared(alice, partnership=partnership(app, clock), expected="")
    press(alice, made, "commencer")
    captured(app, clock, made, OutcomeKind.DECISION, f"Le dossier {NISS} passe au CPAS. Le reste attend.")
    captured(app, clock, made, OutcomeKind.QUESTION, "Qui rappelle Mme Tournesolle au 0475 12 34 56 ?")
    captured(app, clock, made, OutcomeKind.DECISION, "M. Haddad écrit à Mme Tournesolle.")
    act(app, service.end, meeting_id=made, now=clock.later(minutes=20))
    return made


def page_of(meeting, readers="partenaires", document="pv"):
    return f"/reunions/{meeting}/a-relire?lecteurs={readers}&document={document}"


def acknowledged(app):
    with app.app_context(), reading():
        return list(db.session.scalars(select(Acknowledgement)))


def accept(client, address):
    """Press the button of the page that says that these places were read."""
    page = client.get(address)
    form = page.form("/a-relire?" + address.partition("?")[2])
    return client.post(address, form)


@pytest.mark.parametrize("kind", ["docx", "pdf", "odt"])
def test_a_national_number_holds_every_form_of_the_document_until_it_was_read(alice, data, held, kind):
    word = f"/reunions/{held}/documents/partenaires/pv"
    before = digest(data)
    answer = (
        alice.get(f"{word}.docx", status=303)
        if kind == "docx"
        else alice.post(f"{word}/autre", {"forme": kind}, status=303)
    )
    assert answer.location == page_of(held)
    assert digest(data) == before
    page = alice.get(answer.location)
    assert NISS in page.words
    assert "Ce qui retient le document" in page.words


def test_once_read_that_very_document_leaves_and_a_changed_one_asks_again(alice, app, clock, held):
    word = f"/reunions/{held}/documents/partenaires/pv.docx"
    accept(alice, page_of(held))
    assert NISS in reread(alice.get(word).response.data)
    alice.get(f"/reunions/{held}/documents/groupe/pv.docx", status=303)  # other readers, another document
    captured(app, clock, held, OutcomeKind.DECISION, "Une décision de plus.")
    assert alice.get(word, status=303).location == page_of(held)


def test_what_is_kept_of_it_says_nothing_of_the_text(alice, app, held):
    accept(alice, page_of(held))
    (row,) = acknowledged(app)
    assert (row.meeting_id, row.document, row.reader) == (held, "pv", "partenaires")
    assert len(row.digest) == 64
    with app.app_context(), reading():
        events = db.session.scalars(select(Event).where(Event.kind == "identifiers_acknowledged")).all()
        noted = db.session.scalars(select(SecurityEvent).where(SecurityEvent.kind == "acknowledged")).all()
    assert [one.facts for one in events] == [{"document": "pv", "readers": "partenaires"}]
    assert [one.facts for one in noted] == [{"meeting": held}]


def test_what_was_read_on_an_older_page_is_not_taken_for_the_new_text(alice, app, clock, held):
    page = alice.get(page_of(held))
    form = page.form("/a-relire?" + page_of(held).partition("?")[2])
    captured(app, clock, held, OutcomeKind.DECISION, f"Et le compte {IBAN}.")
    again = alice.post(page_of(held), form, status=422)
    assert "a changé depuis" in again.words
    assert IBAN in again.words
    assert acknowledged(app) == []


def test_the_rest_warns_with_its_place_and_one_can_go_on(alice, app, clock, held):
    page = alice.get(page_of(held))
    assert "Ce qui mérite un regard" in page.words
    assert "Mme Tournesolle" in page.words
    assert "0475 12 34 56" in page.words
    assert "pas une anonymisation" in page.words
    found = [element.text for element in page.tree.iter("mark")]
    assert "M. Haddad" not in found  # a member
    (decision, *_rest) = _decisions(app, held)
    act(app, outcomes.qualify, outcome_id=decision.id, text="Le dossier passe au CPAS.", now=clock())
    alice.get(f"/reunions/{held}/documents/partenaires/pv.docx")  # names and phones hold nothing back


def test_the_page_reminds_of_what_nothing_can_see(alice, held):
    words = alice.get(page_of(held)).words
    for said in (
        "Un âge, une commune, un métier",
        "Ce qu’aucun repérage ne voit",
        "désignent souvent une seule personne",
    ):
        assert said in words


def test_one_click_replaces_a_name_wherever_it_stands_by_the_same_pseudonym(alice, app, held):
    page = alice.get(page_of(held))
    form = next(
        dict(fields) for fields in _forms(page, "/a-relire/remplacer") if ("trouve", "Mme Tournesolle") in fields
    )
    assert form["par"][len("la personne ")] not in "MT"
    alice.post(f"/reunions/{held}/a-relire/remplacer?lecteurs=partenaires&document=pv", form)
    texts = " ".join(one.text for one in _decisions(app, held))
    assert "Tournesolle" not in alice.get(page_of(held)).words
    assert f"écrit à {form['par']}" in texts


def test_a_pseudonym_of_the_document_is_given_to_nobody_else(alice, app, clock, held):
    taken = " ".join(f"la personne {one}." for one in LETTERS if one not in "KMT")
    captured(app, clock, held, OutcomeKind.QUESTION, taken)
    assert {dict(fields)["par"] for fields in _forms(alice.get(page_of(held)), "/a-relire/remplacer")} >= {
        "la personne K."
    }


def test_who_carries_an_action_is_there_by_name_while_one_types_too(alice, app, clock, held):
    captured(app, clock, held, OutcomeKind.ACTION, "Rappeler l'école", bearer="Anne Quinet")
    captured(app, clock, held, OutcomeKind.DECISION, "Mme Quinet garde la clé.")
    found = [element.text for element in alice.get(page_of(held)).tree.iter("mark")]
    assert "Mme Tournesolle" in found
    assert "Mme Quinet" not in found
    told = alice.post(f"/reunions/{held}/reperage", {"texte": "Mme Quinet et Mme Tournesolle"}, status=200)
    assert [one["text"] for one in told.response.json["found"]] == ["Mme Tournesolle"]


@pytest.mark.parametrize("forged", ["Mme Autre", "<b>x</b>", "la personne <i>.", ""])
def test_nothing_but_a_neutral_word_takes_the_place(alice, data, held, forged):
    before = digest(data)
    alice.post(f"/reunions/{held}/a-relire/remplacer", {"trouve": NISS, "par": forged}, status=404)
    assert digest(data) == before


def test_a_closed_meeting_s_passage_is_corrected_by_a_version(alice, held):
    alice.post(f"/reunions/{held}/clore")
    page = alice.get(page_of(held))
    assert not _forms(page, "/a-relire/remplacer")
    link = next(link for link in page.links() if "/proces-verbal/corriger" in link)
    assert NISS in alice.get(link.partition("#")[0]).text
    alice.get(f"/reunions/{held}/proces-verbal/version?lecteurs=partenaires&document=pv&version=1", status=303)


def test_the_sheet_of_an_action_and_the_convocation_wait_too(alice, app, clock, held):
    action = captured(app, clock, held, OutcomeKind.ACTION, f"Verser sur {IBAN}", bearer="Bob Haddad")
    answer = alice.get(f"/reunions/{held}/actions/{action}/fiche.docx", status=303)
    accept(alice, answer.location)
    assert IBAN in reread(alice.get(f"/reunions/{held}/actions/{action}/fiche.docx").response.data)
    other = prepared(alice, partnership=partnership(app, clock), expected="")
    press(alice, other, "enregistrer", {"purpose": f"Le compte {IBAN}"})
    for form in ("docx", "ics", "eml"):
        answer = alice.get(f"/reunions/{other}/convocation.{form}", status=303)
        assert answer.location == page_of(other, "groupe", "convocation")
    press(alice, other, "enregistrer", {"day": "7/5/2026", "start": "9:30"})
    page = alice.get(f"/reunions/{other}/convocation")
    assert "relisez-la avant de l’envoyer" in page.words
    assert not [one for one in page.tree.iter("textarea") if IBAN in (one.text or "")]
    accept(alice, page_of(other, "groupe", "convocation"))
    alice.get(f"/reunions/{other}/convocation.docx")
    texts = [one.text or "" for one in alice.get(f"/reunions/{other}/convocation").tree.iter("textarea")]
    assert any(IBAN in text for text in texts)
    alice.post(f"/reunions/{other}/supprimer")
    assert [row.document for row in acknowledged(app)] == [f"fiche-action {action}"]


def test_nothing_that_an_address_says_is_kept_as_the_name_of_a_sheet(alice, app, clock, held):
    action = captured(app, clock, held, OutcomeKind.ACTION, f"Verser sur {IBAN}", bearer="Bob Haddad")
    address = f"{page_of(held, document='Mme+Tournesolle')}&action={action}"
    (posted,) = [
        one
        for one in alice.get(address).tree.iter("form")
        if "action=" + action in (one.get("action") or "")
        and any(field.get("name") == "vu" for field in one.iter("input"))
    ]
    alice.post(posted.get("action"), dict(fields_of(posted)))
    assert [row.document for row in acknowledged(app)] == [f"fiche-action {action}"]
    alice.get(f"/reunions/{held}/actions/{action}/fiche.docx?lecteurs=partenaires")


def test_reading_the_page_asks_little(alice, app, held):
    with counted(app) as statements:
        alice.raw.get(page_of(held))
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)
    with counted(app) as statements:
        alice.raw.get(f"/reunions/{held}/relecture")
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


def test_without_the_name_of_a_document_it_is_the_first_that_these_readers_get(alice, held):
    answer = alice.get(f"/reunions/{held}/a-relire?lecteurs=partenaires", status=303)
    assert answer.location == page_of(held)
    assert alice.get(f"/reunions/{held}/a-relire?lecteurs=public", status=303).location


def test_it_is_not_there_for_a_stranger_nor_for_a_document_that_is_not(signed_in, alice, held):
    alice.get(page_of(held, "roi"), status=404)
    alice.get(page_of(held, "groupe", "secret"), status=404)
    alice.get(page_of(held) + "&version=9x", status=404)
    signed_in("David").get(page_of(held), status=404)


def _decisions(app, meeting):
    with app.app_context(), reading():
        return [one for one in outcomes.of_meeting(meeting_id=meeting, session="") if one.kind is OutcomeKind.DECISION]


def _forms(page, action):
    from tests.checked import fields_of

    return [list(fields_of(form)) for form in page.tree.iter("form") if action in (form.get("action") or "")]
