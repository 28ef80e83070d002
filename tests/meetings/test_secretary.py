"""The secretary's post: somebody else writes, and sees what the group reads; never what the facilitators keep to themselves."""

from __future__ import annotations

import re

import pytest

from facilitation.confidentiality.readers import Mark, Reader
from facilitation.meetings import service
from facilitation.meetings.service import team
from facilitation.outcomes.rules import OutcomeKind
from tests.checked import flat, inner
from tests.meetings.leading import account, act, captured, prepared, press, shown
from tests.meetings.test_desk_pages import DESK, STEPS, at, filled, send
from tests.meetings.test_team import POST, accept, invited, kinds, meeting  # noqa: F401 - the fixture

ROOM = "/reunions/{}/salle"
PAPERS = "/reunions/{}/relecture"


@pytest.fixture
def written(alice, carole, meeting):  # noqa: F811 - the fixture
    """A meeting that runs, of which Carole keeps the minutes."""
    accept(carole, invited(alice, meeting, "secretariat"))
    return meeting


def form_to(page, action):
    """The first form of this page whose address holds `action`."""
    return next(form for form in page.tree.iter("form") if re.search(action, form.get("action") or ""))


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_its_page_at_the_post_without_any_gesture_that_leads(carole, alice, app, clock, written, step):
    at(alice, app, clock, written, step)
    page = carole.get(POST.format(written))
    actions = {(form.get("action") or "").partition("?")[0].rpartition("/")[2] for form in page.tree.iter("form")}
    assert actions <= {"captures", "reponses", "synthese"}, actions
    assert all("retour=secretariat" in (form.get("action") or "") for form in page.tree.iter("form"))


def test_neither_briefing_nor_pitfalls_nor_notebook_are_in_the_post_s_page(alice, carole, app, clock, written):
    stage = shown(app, clock, written).current
    for name in ("Alice", "Carole"):
        act(
            app,
            service.save_note,
            meeting_id=written,
            stage_id=stage.id,
            account_id=account(app, name),
            text="canari du carnet",
            now=clock(),
        )
    desk, post = alice.get(DESK.format(written)), carole.get(POST.format(written))
    assert "canari du carnet" in desk.text
    assert "canari du carnet" not in post.text
    briefing = "Nous allons regarder un moment de notre travail commun"
    assert briefing in desk.text
    assert briefing not in post.text
    assert "Pièges" not in post.words


def test_a_line_captured_at_the_post_is_at_the_desk_and_comes_back_to_the_post(alice, carole, app, clock, written):
    answer = send(carole, written, "/captures", {"genre": "action", "texte": "Appeler la veille."}, page=POST)
    assert answer.location.partition("?")[0] == POST.format(written)
    assert "Appeler la veille." in carole.get(POST.format(written)).words
    page = alice.get(DESK.format(written))
    assert "Appeler la veille." in page.words
    assert "/defaire" not in page.text, "the desk's ten seconds are for its own gestures"


def test_a_capture_does_not_take_the_desk_s_undo_away(alice, carole, app, clock, written):
    send(alice, written, "/avancer$")
    send(carole, written, "/captures", {"genre": "decision", "texte": "Essayer."}, page=POST)
    send(alice, written, "/defaire$")
    assert shown(app, clock, written).current.step.id == "accueil"
    assert "Essayer." in alice.get(DESK.format(written)).words


def test_an_outcome_is_qualified_at_the_post_by_steps(carole, app, clock, written):
    action = captured(app, clock, written, OutcomeKind.ACTION, "Appeler la veille.")
    page = carole.get(f"{POST.format(written)}?completer={action}")
    form = form_to(page, f"/acquis/{action}")
    bob = next(one for one in shown(app, clock, written).people if one.name.startswith("Bob"))
    answer = carole.post(form.get("action"), filled(form, {"bearer_id": bob.id, "due_on": "30/4/2026"}))
    assert answer.location.startswith(POST.format(written))
    assert "Bob Haddad" in carole.get(POST.format(written)).words
    wrong = carole.post(form.get("action"), filled(form, {"due_on": "31 février"}), status=422)
    assert "n’existe pas" in wrong.words
    assert "secrétariat" in inner(wrong.tree.find(".//title"))


def test_the_secretary_writes_for_somebody_and_waits_for_the_desk_to_show_it(alice, carole, app, clock, written):
    at(alice, app, clock, written, "hypotheses")
    bob = next(one for one in shown(app, clock, written).people if one.name.startswith("Bob"))
    page = carole.get(POST.format(written))
    form = form_to(page, "/reponses")
    carole.post(form.get("action"), filled(form, {"pour_": bob.id, "texte": "chacun attende", "montrer_": "oui"}))
    assert "chacun attende" in carole.get(POST.format(written)).words
    assert "chacun attende" in alice.get(DESK.format(written)).words
    assert "chacun attende" not in carole.get(ROOM.format(written)).text, "only the desk shows"


def test_what_the_group_reads_is_seen_and_what_was_told_in_trust_is_not(alice, carole, app, clock, written):
    at(alice, app, clock, written, "hypotheses")
    send(alice, written, "/reponses$", {"texte": "pas encore montré"})
    send(alice, written, "/reponses$", {"texte": "canari confié", "marques_": "confidence"})
    for fields in ({"genre": "question", "texte": "canari tu", "marques_": "confidence", "habituels_": ""},):
        send(alice, written, "/captures", fields)
    page = carole.get(POST.format(written))
    assert "pas encore montré" in page.words
    for secret in ("canari confié", "canari tu"):
        assert secret in alice.get(DESK.format(written)).text
        assert secret not in page.text
        assert secret not in carole.get(PAPERS.format(written)).text


def test_what_only_facilitators_read_can_be_neither_seen_nor_corrected(alice, carole, app, clock, written):
    stage = at(alice, app, clock, written, "hypotheses")
    act(
        app,
        service.answer,
        meeting_id=written,
        stage_id=stage,
        formdata={"texte": "canari gardé"},
        readers={Reader.ANIMATEUR},
        now=clock(),
    )
    secret = captured(app, clock, written, OutcomeKind.DECISION, "canari décidé", readers={Reader.ANIMATEUR})
    trust = captured(app, clock, written, OutcomeKind.DECISION, "canari dit", marks={Mark.CONFIDENCE})
    for page in (POST, PAPERS):
        assert "canari" not in carole.get(page.format(written)).text
    desk = alice.get(DESK.format(written))
    line = re.search(r"corriger=([\w-]+)", desk.text)[1]
    carole.post(f"{DESK.format(written)}/reponses/{line}", {"texte": "forgé"}, status=404)
    for outcome in (secret, trust):
        for gesture in ("", "/sans-objet", "/oter"):
            carole.post(f"{DESK.format(written)}/acquis/{outcome}{gesture}", {"text": "forgé"}, status=404)
        carole.post(f"{PAPERS.format(written)}/acquis/{outcome}", {"text": "forgé"}, status=404)
    assert "canari gardé" in alice.get(DESK.format(written)).text


def test_a_wording_that_facilitators_keep_is_neither_shown_nor_overwritten(alice, carole, app, clock, written):
    stage = at(alice, app, clock, written, "moment")
    arguments = {"meeting_id": written, "stage_id": stage, "now": clock()}
    act(app, service.save_synthesis, text="canari tenu", readers={Reader.ANIMATEUR}, **arguments)
    page = carole.get(POST.format(written))
    assert "canari" not in page.text
    assert "tenue par les personnes qui animent" in page.words
    where = f"{DESK.format(written)}/etapes/{stage}/synthese"
    refused = carole.post(where, {"texte": "la mienne", "version_": "0"}, status=422)
    assert "canari" not in refused.text
    assert "tenue par les personnes qui animent" in refused.words
    assert "canari" not in carole.get(PAPERS.format(written)).text


def test_the_two_of_them_see_both_texts_when_they_change_the_same_wording(alice, carole, app, clock, written):
    at(alice, app, clock, written, "moment")
    hers = carole.get(POST.format(written))
    send(alice, written, "/synthese$", {"texte": "Deux rendez-vous le même jour."})
    form = form_to(hers, "/synthese")
    clash = carole.post(form.get("action"), filled(form, {"texte": "Deux visites."}), status=422)
    assert "Deux rendez-vous le même jour." in clash.words
    again = form_to(clash, "/synthese")
    assert filled(again)["texte"].strip() == "Deux visites."
    answer = carole.post(again.get("action"), filled(again, {"les_deux_": "oui"}))
    assert answer.location.startswith(POST.format(written))
    kept = alice.get(DESK.format(written)).form("/synthese")["texte"]
    assert "Deux rendez-vous" in kept
    assert "Deux visites." in kept


def test_a_draft_of_the_secretary_is_theirs_alone(alice, carole, app, clock, written):
    stage = at(alice, app, clock, written, "hypotheses")
    draft = {"lieu_": f"reponse:{stage}", "texte": "pas encore fi"}
    carole.post(f"/reunions/{written}/brouillons", draft, status=204)
    assert "pas encore fi" in carole.get(POST.format(written)).text
    assert "pas encore fi" not in alice.get(DESK.format(written)).text


@pytest.mark.parametrize("state", ["before", "ended"])
def test_before_and_after_the_post_says_where_the_meeting_is(alice, carole, app, clock, state):
    made = prepared(alice, expected="4")
    accept(carole, invited(alice, made, "secretariat"))
    if state == "before":
        assert "n’a pas encore commencé" in carole.get(POST.format(made)).words
        return
    act(app, service.start, meeting_id=made, now=clock())
    late = form_to(carole.get(POST.format(made)), "/captures")
    act(app, service.end, meeting_id=made, now=clock())
    assert "Relire ce qui partira" in carole.get(POST.format(made)).words
    carole.get(PAPERS.format(made))
    act(app, service.close, meeting_id=made, now=clock())
    refused = carole.post(late.get("action"), filled(late, {"genre": "decision", "texte": "Trop tard."}), status=422)
    assert "Trop tard." in refused.text


def test_a_facilitator_may_use_the_post_too_and_comes_back_to_it(alice, meeting):  # noqa: F811 - the fixture
    answer = send(alice, meeting, "/captures", {"genre": "question", "texte": "Qui prévient ?"}, page=POST)
    assert answer.location.startswith(POST.format(meeting))


def test_the_journal_says_what_was_done_and_never_by_whom_with_what_words(carole, app, written):
    send(carole, written, "/captures", {"genre": "action", "texte": "canari"}, page=POST)
    assert kinds(app)[0] == "outcome_captured"


def test_the_minutes_name_whoever_holds_the_part(alice, app, clock, written):
    act(app, service.end, meeting_id=written, now=clock())
    page = alice.get(f"{PAPERS.format(written)}?lecteurs=groupe&document=pv")
    assert "Carole ; animation : Alice" in flat(page.words)


@pytest.mark.parametrize(("named", "kept"), [("", "Carole"), ("Odile Noël", "Odile Noël")])
def test_a_part_given_names_a_secretary_where_the_meeting_named_none(alice, carole, app, clock, named, kept):
    made = prepared(alice, expected="4")
    press(alice, made, "enregistrer", {"secretary": named})
    accept(carole, invited(alice, made, "secretariat"))
    assert shown(app, clock, made).secretary == kept
    act(app, team.take_part_away, meeting_id=made, account_id=account(app, "Carole"), now=clock())
    assert shown(app, clock, made).secretary == named


def test_whoever_may_have_written_stays_named(app, clock, written):
    act(app, team.take_part_away, meeting_id=written, account_id=account(app, "Carole"), now=clock())
    assert shown(app, clock, written).secretary == "Carole"
