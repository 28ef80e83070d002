"""The second meeting begins where the first ended: numbers kept, nobody's words carried where they may not go, nothing counted twice."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from facilitation.confidentiality.readers import Reader
from facilitation.database import reading
from facilitation.documents import text as text_of
from facilitation.meetings import service
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import ActionStatus, OutcomeKind
from facilitation.web.context import catalogue
from tests.checked import CheckedClient
from tests.conftest import Clock, browser_of
from tests.meetings.leading import act, captured
from tests.meetings.remembering import Two, first_meeting, for_us, situation
from tests.pages.test_routes import MOST_QUERIES, counted

CANARY = "canari-situation"


@pytest.fixture
def two(app: Flask, clock: Clock, alice: CheckedClient) -> Two:
    return first_meeting(app, clock, alice, (situation(f"{CANARY} voir la famille"), for_us("canari-animateur noter")))


def document(two: Two, name: str = "pv", reader: Reader = Reader.GROUPE) -> str:
    with two.app.app_context(), reading():
        return text_of.dump(service.outline(meeting_id=two.second, document=name, readership=reader))


def test_open_actions_come_back_with_their_number_the_first_due_first(two: Two) -> None:
    two.prepare()
    two.start(at="actions")
    page = two.client.get(f"/reunions/{two.second}/pupitre")
    told = [page.text.index(f"Action\u00a01/2026-A{number}") for number in (1, 2, 3)]
    assert told == sorted(told)
    assert "Trouver un local" in page.text
    assert CANARY not in page.text
    assert "canari-animateur" not in page.text


def test_a_status_is_one_tap_and_reaches_the_action_at_once(two: Two) -> None:
    two.prepare()
    stage = two.start(at="actions")
    two.say(stage, "1/2026-A1", "en-cours", note="La commune rappelle lundi.")
    assert two.action("Appeler").status is ActionStatus.UNDER_WAY
    assert two.action("Appeler").comment == "La commune rappelle lundi."
    two.say(stage, "1/2026-A1", "fait", note="")
    assert two.action("Appeler").status is ActionStatus.DONE
    assert two.action("Relire").status is ActionStatus.TO_DO


def test_a_postponement_is_counted_once_however_often_it_is_said(two: Two) -> None:
    two.prepare()
    stage = two.start(at="actions")
    for day in ("30 avril 2026", "7 mai 2026", "7 mai 2026"):
        two.say(stage, "1/2026-A1", "reporte", date=day)
    assert (two.action("Appeler").postponed, two.action("Appeler").due_on) == (1, date(2026, 5, 7))
    two.say(stage, "1/2026-A1", "fait", date="")
    assert (two.action("Appeler").postponed, two.action("Appeler").due_on) == (0, date(2026, 3, 31))


def test_what_is_missing_is_asked_and_what_was_typed_stays(two: Two) -> None:
    two.prepare()
    stage = two.start(at="actions")
    page = two.say(stage, "1/2026-A1", "reporte", note="Personne ne répond.", status_code=422)
    assert "Donnez la nouvelle date" in page.text
    assert "Personne ne répond." in page.text
    page = two.say(stage, "1/2026-A2", "abandonne", status_code=422)
    assert "pourquoi cette action est abandonnée" in page.text
    assert two.action("Relire").status is ActionStatus.TO_DO


def test_from_the_second_postponement_on_what_hinders_is_answered_first(two: Two) -> None:
    two.prepare()
    stage = two.start(at="actions")
    two.say(stage, "1/2026-A1", "reporte", date="30 avril 2026")
    two.end()
    two.clock.later(days=60)
    two.client = browser_of(two.app, "Alice", two.clock())
    two.prepare()
    stage = two.start(at="actions")
    page = two.client.get(f"/reunions/{two.second}/pupitre")
    assert "qu’est-ce qui nous empêche" in page.text
    page = two.say(stage, "1/2026-A1", "reporte", date="30 juin 2026", status_code=422)
    assert "qu’est-ce qui nous empêche ?" in page.text.replace("\u202f", " ")
    two.say(stage, "1/2026-A1", "reporte", date="30 juin 2026", note="Le guichet a fermé.")
    assert two.action("Appeler").postponed == 2


def test_an_answer_erased_leaves_the_action_as_it_was(two: Two) -> None:
    two.prepare()
    stage = two.start(at="actions")
    two.say(stage, "1/2026-A1", "abandonne", note="La commune s’en charge.")
    with two.app.app_context(), reading():
        page = service.desk_page(
            meeting_id=two.second, account_id="", now=two.clock(), catalogue=catalogue(), stage_id=stage
        )
    act(two.app, service.erase, meeting_id=two.second, stage_id=stage, ids=[page.lines[0].id], now=two.clock())
    assert two.action("Appeler").status is ActionStatus.TO_DO
    assert two.action("Appeler").comment == ""


def test_questions_answered_and_things_taken_up_do_not_come_back_again(two: Two) -> None:
    two.prepare()
    stage = two.start(at="questions")
    two.say(stage, "1/2026-Q1", "repondue", note="La concierge, dès 8 h.")
    stage = two.go("mis-de-cote")
    two.say(stage, "1/2026-C1", "attend")
    told = document(two)
    assert "Répondue" in told
    assert "La concierge, dès 8 h." in told
    two.end()
    two.clock.later(days=30)
    two.client = browser_of(two.app, "Alice", two.clock())
    two.prepare()
    two.start(at="questions")
    assert "Qui ouvre la salle" not in two.client.get(f"/reunions/{two.second}/pupitre").text
    two.go("mis-de-cote")
    assert "Refaire le dépliant" in two.client.get(f"/reunions/{two.second}/pupitre").text


def test_the_minutes_tell_what_became_of_each_action_and_the_plan_keeps_those_still_open(two: Two) -> None:
    two.prepare()
    stage = two.start(at="actions")
    two.say(stage, "1/2026-A1", "reporte", note="Le guichet était fermé.", date="7 mai 2026")
    two.say(stage, "1/2026-A2", "fait")
    captured(two.app, two.clock, two.second, OutcomeKind.ACTION, "Écrire au bourgmestre", bearer="Bob Haddad")
    minutes = document(two)
    assert "Suivi des décisions et actions" in minutes
    for words in ("1/2026-A1", "Le guichet était fermé.", "7\u00a0mai 2026", "Bob Haddad"):
        assert words in minutes
    plan = document(two, "plan-action")
    for words in ("1/2026-A1", "1/2026-A2", "1/2026-A3", "2/2026-A1", "Trouver un local", "31\u00a0mars"):
        assert words in plan
    for name in ("pv", "plan-action"):
        for reader in (Reader.GROUPE, Reader.PARTENAIRES):
            assert "canari" not in document(two, name, reader)


def test_the_room_reads_the_list_and_what_the_group_says_of_it(two: Two) -> None:
    two.prepare()
    stage = two.start(at="actions")
    room = f"/reunions/{two.second}/salle"
    assert "Appeler la commune" in two.client.get(room).text
    two.say(stage, "1/2026-A1", "bloque", note="En attente d’une réponse.")
    page = two.client.get(room).text
    assert "Bloqué" in page
    assert "En attente d’une réponse." in page
    assert "canari" not in page


def test_what_was_set_aside_for_the_group_is_not_told_to_the_partners(two: Two) -> None:
    two.prepare()
    stage = two.start(at="mis-de-cote")
    two.say(stage, "1/2026-C1", "laissee", note="canari-note")
    assert "Refaire le dépliant" in document(two)
    assert "Refaire le dépliant" not in document(two, reader=Reader.PARTENAIRES)
    assert "canari-note" not in document(two, reader=Reader.PARTENAIRES)


def test_only_what_is_due_opens_another_meeting(two: Two) -> None:
    two.prepare(variant="en-ouverture")
    two.start()
    page = two.client.get(f"/reunions/{two.second}/pupitre").text
    assert "Appeler la commune" in page
    assert "Trouver un local" in page
    assert "Relire la convention" not in page


def test_numbers_go_on_and_are_never_used_again(two: Two) -> None:
    two.prepare()
    two.start(at="actions")
    kept = captured(two.app, two.clock, two.second, OutcomeKind.ACTION, "Une")
    act(two.app, outcomes.remove, outcome_id=kept, now=two.clock())
    captured(two.app, two.clock, two.second, OutcomeKind.ACTION, "Deux")
    plan = document(two, "plan-action")
    assert "2/2026-A2" in plan
    assert "2/2026-A1" not in plan


def test_nothing_comes_back_from_another_partnership(two: Two, app: Flask, clock: Clock) -> None:
    other = first_meeting(app, clock, two.client, ({"kind": OutcomeKind.ACTION, "text": "canari-ailleurs"},))
    other.prepare()
    other.start(at="actions")
    two.client = other.client
    assert "canari-ailleurs" in two.client.get(f"/reunions/{other.second}/pupitre").text
    two.prepare()
    two.start(at="actions")
    page = two.client.get(f"/reunions/{two.second}/pupitre").text
    assert "Appeler la commune" in page
    assert "canari-ailleurs" not in page


def test_remembering_keeps_every_page_within_twelve_queries(two: Two) -> None:
    two.prepare("")
    addresses = [f"/reunions/{two.second}/preparer", "/actions", f"/partenariats/{two.partnership}/actions", "/"]
    two.prepare()
    stage = two.start(at="actions")
    two.say(stage, "1/2026-A1", "reporte", date="7 mai 2026")
    addresses += [f"/reunions/{two.second}/{page}" for page in ("pupitre", "salle", "un-seul-ecran", "relecture")]
    for address in addresses:
        with counted(two.app) as statements:
            assert two.client.raw.get(address).status_code == 200
        assert len(statements) <= MOST_QUERIES, f"{address}: {len(statements)}"
