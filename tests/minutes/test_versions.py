"""A correction after the closing: one version, that says what changed, for those only who had the passage."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.confidentiality.gate import read_attestation
from facilitation.confidentiality.readers import Mark, Reader
from facilitation.database import db, reading
from facilitation.documents.revise import passages
from facilitation.meetings import service as meetings
from facilitation.meetings.models import FrozenOutline
from facilitation.minutes import service
from facilitation.minutes.service.versions import seen_as
from facilitation.outcomes.models import Outcome
from facilitation.outcomes.rules import OutcomeKind
from facilitation.outline import Outline
from tests.conftest import START
from tests.meetings.leading import act, captured
from tests.minutes.conftest import ACTION, AMONG_US, DECISION, FOR_THE_PERSON, where, word, written

SAYS = "La date est corrigée."
NEW = "Dès le 23 mars, qui oriente garde le fil jusqu'à la première rencontre"


def place_of(app, meeting, text, readers="groupe", document="pv"):
    """Where this text stands in a frozen document."""
    with app.app_context(), reading():
        row = db.session.scalars(
            select(FrozenOutline)
            .where(FrozenOutline.meeting_id == meeting, FrozenOutline.reader == readers)
            .where(FrozenOutline.document == document)
            .order_by(FrozenOutline.version.desc())
        ).first()
    assert row is not None
    return next(one.place for one in passages(Outline.from_json(row.outline)) if text in one.texts)


def correct(client, app, meeting, old, new, *, says=SAYS, readers="groupe", document="pv", status=303):
    place = place_of(app, meeting, old, readers, document)
    address = where(meeting, f"/corriger?lecteurs={readers}&document={document}&passage={place}")
    page = client.get(address)
    action = next(one.get("action") for one in page.tree.iter("form") if "passage=" in (one.get("action") or ""))
    texts = ["".join(one.itertext()) for one in page.tree.iter("textarea") if one.get("name") == "texte"]
    assert texts[0] == old
    seen = page.form(action)["vu"]
    return client.post(action, {"texte": [new, *texts[1:]], "says": says, "vu": seen}, status=status)


def publish(client, meeting):
    client.submit(where(meeting), action="/version")


def rows(app, meeting):
    with app.app_context(), reading():
        return {(row.reader, row.document, row.version): row for row in db.session.scalars(
            select(FrozenOutline).where(FrozenOutline.meeting_id == meeting)
        )}  # fmt: skip


def test_a_correction_is_nobody_s_until_its_version_is_made(alice, app, sent):
    before = written(alice, word(sent))
    correct(alice, app, sent, DECISION, NEW)
    assert written(alice, word(sent)) == before
    assert "Faire la version 2" in alice.get(where(sent)).words
    publish(alice, sent)
    after = written(alice, word(sent))
    assert NEW in after
    assert DECISION not in after


def test_the_version_says_what_changed_and_the_older_one_stays(alice, app, sent):
    correct(alice, app, sent, DECISION, NEW)
    publish(alice, sent)
    text = written(alice, word(sent)).replace("\u00a0", " ").replace("\u202f", " ")
    assert f"Version 2, du 12 mars 2026. {SAYS}" in text
    assert "Passages changés : Décision 1/2026-D1" in text
    assert "version 2" in text.splitlines()[-1] + text.splitlines()[-2]
    older = written(alice, where(sent, "/version?document=pv&lecteurs=groupe&version=1")).replace("\u00a0", " ")
    assert DECISION in older
    assert "remplacée par la version 2" in older
    assert NEW not in older


def test_numbers_are_kept_and_every_document_that_held_the_words_follows(alice, app, sent):
    correct(alice, app, sent, DECISION, NEW)
    publish(alice, sent)
    for readers, document in (("groupe", "pv"), ("partenaires", "pv"), ("groupe", "releve-decisions")):
        text = written(alice, word(sent, readers, document))
        assert NEW in text
        assert "1/2026-D1" in text
        assert DECISION not in text
    with app.app_context(), reading():
        assert NEW in db.session.scalars(select(Outcome.text)).all(), "the next meeting reads the new words"


def test_several_corrections_make_one_version(alice, app, sent):
    correct(alice, app, sent, DECISION, NEW)
    correct(alice, app, sent, AMONG_US, "Reparler des remplacements", says="Le sujet est précisé.")
    publish(alice, sent)
    group = written(alice, word(sent)).replace("\u00a0", " ").replace("\u202f", " ")
    assert "Le sujet est précisé." in group
    assert SAYS in group
    assert {version for _reader, _document, version in rows(app, sent)} == {1, 2}


def test_who_did_not_have_the_passage_gets_neither_the_words_nor_the_sentence(alice, app, sent):
    before = {key: row.outline for key, row in rows(app, sent).items()}
    correct(alice, app, sent, AMONG_US, "canari-correction", says="canari-phrase")
    publish(alice, sent)
    found = rows(app, sent)
    changed = {key[:2] for key in found if key[2] == 2}
    assert {reader for reader, _document in changed} == {"groupe"}
    assert all(found[key].outline == outline for key, outline in before.items()), "what was frozen stays as it was"
    for readers, document in (("partenaires", "pv"), ("partenaires", "releve-decisions"), ("public", "synthese")):
        text = written(alice, word(sent, readers, document))
        assert "canari" not in text
        assert "version 2" not in text
    assert "canari-correction" in written(alice, word(sent))


def test_the_person_s_page_follows_what_was_opened_to_her(alice, app, sent):
    correct(alice, app, sent, FOR_THE_PERSON, "On vous donne un nom")
    publish(alice, sent)
    assert "On vous donne un nom" in written(alice, word(sent, "personne", "page-personne"))
    assert "On vous donne un nom" not in written(alice, word(sent, "partenaires"))


def test_a_version_made_before_the_approval_asks_to_be_sent_and_the_delay_begins_again(
    alice, app, sent, clock, signed_in
):
    clock.later(days=10)
    alice = signed_in("Alice")
    correct(alice, app, sent, DECISION, NEW)
    publish(alice, sent)
    assert "La dernière version n’a pas encore été envoyée" in alice.get(where(sent)).words
    clock.later(days=10)
    assert act(app, service.approve_overdue, now=clock()) == 0
    alice = signed_in("Alice")
    alice.submit(where(sent), action="/envoye")
    clock.later(days=15)
    assert act(app, service.approve_overdue, now=clock()) == 0
    clock.later(days=1)
    assert act(app, service.approve_overdue, now=clock()) == 1


def test_a_version_made_after_the_approval_says_that_it_came_after(alice, app, sent):
    alice.submit(where(sent), action="/approuve")
    correct(alice, app, sent, DECISION, NEW)
    publish(alice, sent)
    text = written(alice, word(sent)).replace("\u00a0", " ")
    assert "Approuvé le 12 mars 2026, corrigé depuis" in text
    older = written(alice, where(sent, "/version?document=pv&lecteurs=groupe&version=1")).replace("\u00a0", " ")
    assert "Approuvé le 12 mars 2026\n" in older + "\n"
    partners = written(alice, word(sent, "partenaires", "plan-action")).replace("\u00a0", " ")
    assert "corrigé depuis" not in partners


def test_corrections_left_aside_leave_no_trace_in_the_documents(alice, app, sent):
    correct(alice, app, sent, DECISION, NEW)
    alice.submit(where(sent), action="/version/laisser")
    assert {version for _reader, _document, version in rows(app, sent)} == {1}
    assert DECISION in written(alice, word(sent))


def test_two_people_who_correct_the_same_passage_do_not_overwrite_one_another(alice, app, sent):
    place = place_of(app, sent, DECISION)
    address = where(sent, f"/corriger?lecteurs=groupe&document=pv&passage={place}")
    page = alice.get(address)
    action = next(one.get("action") for one in page.tree.iter("form") if "passage=" in (one.get("action") or ""))
    texts = ["".join(one.itertext()) for one in page.tree.iter("textarea") if one.get("name") == "texte"]
    stale = {"texte": ["Ma version", *texts[1:]], "says": SAYS, "vu": page.form(action)["vu"]}
    correct(alice, app, sent, DECISION, NEW)
    again = alice.post(action, stale, status=422)
    assert "Ma version" in again.text
    assert "Dès le 23 mars" in again.text
    assert "a changé ce texte" in again.words


@pytest.mark.parametrize(("new", "says", "told"), [(NEW, "  ", "ce qui change"), (" ", SAYS, "Écrivez quelques mots")])
def test_a_correction_that_cannot_be_taken_comes_back_whole(alice, app, sent, new, says, told):
    page = correct(alice, app, sent, DECISION, new, says=says, status=422)
    assert told in page.words
    assert new.strip() in page.text.replace("&#39;", "'")
    assert {version for _reader, _document, version in rows(app, sent)} == {1}


@pytest.mark.parametrize("passage", ["999", "1.2.3.4", "x", "0"])
def test_a_passage_that_is_not_there_is_not_corrected(alice, app, sent, passage):
    alice.get(where(sent, f"/corriger?lecteurs=groupe&document=pv&passage={passage}"))
    alice.post(
        where(sent, f"/corriger?lecteurs=groupe&document=pv&passage={passage}"),
        {"texte": "forgé", "says": SAYS},
        status=404,
    )


def test_before_the_closing_nothing_is_corrected_here(alice, app, ended):
    assert alice.get(where(ended, "/corriger"), status=303)
    alice.post(where(ended, "/corriger?passage=1"), {"texte": "x", "says": SAYS}, status=404)


def test_a_version_that_is_being_prepared_or_does_not_exist_is_not_given(alice, app, sent):
    correct(alice, app, sent, DECISION, NEW)
    for version in (0, 2, 7):
        alice.get(where(sent, f"/version?document=pv&lecteurs=groupe&version={version}"), status=404)
    alice.get(where(sent, "/version?document=pv&lecteurs=personne&version=1"), status=404)
    alice.get(where(sent, "/version?document=pv&lecteurs=roi&version=1"), status=404)
    alice.get(where(sent, "/version"), status=303)


def test_whatever_is_corrected_no_reader_gains_a_passage(alice, app, sent):
    """Every passage of every document rewritten once: no document holds words that it did not hold, and no other than the new ones."""
    every = {key[:2]: Outline.from_json(row.outline) for key, row in rows(app, sent).items()}
    held = {key: {text for one in passages(outline) for text in one.texts} for key, outline in every.items()}
    for number, old in enumerate(sorted({text for texts in held.values() for text in texts if text.strip()})):
        holder = next(key for key, texts in held.items() if old in texts)
        place = place_of(app, sent, old, *holder)
        texts = next(one.texts for one in passages(every[holder]) if one.place == place)
        new = tuple(f"canari{number}" if text == old else text for text in texts)
        seen = seen_as(next(one for one in passages(every[holder]) if one.place == place))
        act(
            app, service.correct, meeting_id=sent, reader=Reader(holder[0]), document=holder[1], place=place,
            texts=new, says="x", seen=seen, now=START,
        )  # fmt: skip
        for (reader, document, version), row in rows(app, sent).items():
            if version == 2 and f"canari{number}" in row.outline:
                assert old in held[reader, document] or any(old in one for one in held[reader, document])
        act(app, service.drop, meeting_id=sent, now=START)


ATTESTED = """
par: Nadia Lambert
le: 2026-03-12
destinataires:
  - {service: Le Pont, informee: oui, accord: oui, interet: oui, necessaire: oui, secret: oui, mission: oui}
"""


def test_what_was_corrected_stays_so_when_the_gate_opens(alice, app, ended, clock):
    captured(app, clock, ended, OutcomeKind.DECISION, "Appeler Mme X.", marks={Mark.SITUATION})
    captured(app, clock, ended, OutcomeKind.DECISION, "À retirer", responsible="Alice")
    act(app, meetings.close, meeting_id=ended, now=clock())
    correct(alice, app, ended, "À retirer", "Ce que nous en gardons")
    publish(alice, ended)
    with app.app_context(), reading():
        found = meetings.outline(
            meeting_id=ended, document="pv", readership=Reader.PARTENAIRES, ask_gate=True,
            attestation=read_attestation(ATTESTED),
        )  # fmt: skip
    texts = [text for one in passages(found) for text in one.texts]
    assert "Appeler Mme X." in texts
    assert "Ce que nous en gardons" in texts
    assert not any("À retirer" in text for text in texts)


def test_an_action_s_sheet_says_what_the_corrected_minutes_say(alice, app, sent):
    correct(alice, app, sent, ACTION, "Rédiger une page")
    publish(alice, sent)
    with app.app_context(), reading():
        action = db.session.scalars(select(Outcome.id).where(Outcome.text == "Rédiger une page")).one()
    assert "Rédiger une page" in written(alice, f"/reunions/{sent}/actions/{action}/fiche.docx")
