"""The gate's page: six conditions a service, asked before what touches a person leaves the group; the file, and the same trace as the command's."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitation.confidentiality.gate import CONDITIONS
from facilitation.confidentiality.readers import Mark
from facilitation.database import db, reading
from facilitation.documents.word.reread import reread
from facilitation.meetings import service
from facilitation.meetings.models import Event
from facilitation.outcomes.rules import OutcomeKind
from tests.checked import fields_of
from tests.meetings.leading import act, captured, partnership, prepared, press
from tests.pages.test_routes import MOST_QUERIES, counted

SITUATION = "Demander à la personne si l’école peut l’appeler"
SERVICES = ["AMO Passerelle", "CPAS de Valmont", "Maison médicale du Pont"]


@pytest.fixture
def waiting(alice, app, clock):
    """An ended meeting of three services; a decision for all, and a question that touches a person."""
    made = prepared(alice, partnership=partnership(app, clock), expected="")
    press(alice, made, "commencer")
    captured(app, clock, made, OutcomeKind.DECISION, "Pour tous")
    captured(app, clock, made, OutcomeKind.QUESTION, SITUATION, marks={Mark.SITUATION})
    act(app, service.end, meeting_id=made, now=clock.later(minutes=80))
    return made


def gate(meeting, rest=""):
    return f"/reunions/{meeting}/transmettre?lecteurs=partenaires{rest}"


def sent(page):
    """What the form sends as it stands: its action, and each field with its values."""
    form = next(form for form in page.tree.iter("form") if "/transmettre" in (form.get("action") or ""))
    found = {}
    for name, value in fields_of(form):
        found.setdefault(name, []).append(value)
    return form.get("action").partition("#")[0], found


def kept_events(app):
    with app.app_context(), reading():
        return list(db.session.scalars(select(Event.facts).where(Event.kind == "gate_opened")))


def test_the_page_of_the_documents_leads_to_the_gate_only_where_something_waits(alice, waiting):
    page = alice.get(f"/reunions/{waiting}/relecture?lecteurs=partenaires")
    assert [link for link in page.links() if "/transmettre" in link]
    assert not [link for link in alice.get(f"/reunions/{waiting}/relecture").links() if "/transmettre" in link]


def test_where_nothing_waits_the_gate_is_not_asked(alice, app, clock, waiting):
    assert alice.get(f"/reunions/{waiting}/transmettre?lecteurs=groupe", status=303).location.endswith("/relecture")
    alice.get(f"/reunions/{waiting}/transmettre?lecteurs=roi", status=404)
    other = prepared(alice)
    press(alice, other, "commencer")
    assert alice.get(gate(other), status=303).location.endswith("/relecture")
    alice.post(gate(other), {"service": ["CPAS de Valmont"], "condition-1": list(CONDITIONS)}, status=303)
    assert kept_events(app) == []


def test_the_page_says_what_would_leave_the_other_ways_and_each_condition_for_each_service(alice, waiting):
    page = alice.get(gate(waiting))
    assert SITUATION in page.words
    for way in ("Partager sans ces textes.", "En parler sans identité.", "Inviter la personne.", "S’arrêter là."):
        assert way in page.words
    boxes = [box for box in page.tree.iter("input") if (box.get("name") or "").startswith("condition-")]
    assert len(boxes) == 6 * (len(SERVICES) + 1)
    assert sent(page)[1]["service"] == [*SERVICES, ""]


def test_the_six_conditions_give_the_file_and_keep_who_when_and_to_whom(alice, app, waiting):
    action, form = sent(alice.get(gate(waiting)))
    form |= {"by": ["Nadia Lambert"], "on": ["12 mars 2026"], "document": ["pv"]}
    page = alice.post(action, form | {"condition-2": list(CONDITIONS)}, status=200)
    assert "wordprocessingml" in page.headers["Content-Type"]
    text = reread(page.response.data)
    assert SITUATION in text
    assert "CPAS de Valmont" in text
    assert "AMO Passerelle" not in text.partition("Liste de diffusion")[2]
    assert kept_events(app) == [
        {"readers": "partenaires", "by": "Nadia Lambert", "on": "2026-03-12", "recipients": ["CPAS de Valmont"]}
    ]
    assert SITUATION not in reread(alice.get(f"/reunions/{waiting}/documents/partenaires/pv.docx").response.data)


def test_the_gate_of_a_closed_meeting_opens_the_same(alice, app, waiting):
    alice.post(f"/reunions/{waiting}/clore")
    assert [
        one for one in alice.get(f"/reunions/{waiting}/relecture?lecteurs=partenaires").links() if "/transmettre" in one
    ]
    action, form = sent(alice.get(gate(waiting)))
    page = alice.post(action, form | {"condition-1": list(CONDITIONS)}, status=200)
    assert SITUATION in reread(page.response.data)
    assert [one["recipients"] for one in kept_events(app)] == [["AMO Passerelle"]]


@pytest.mark.parametrize("missing", CONDITIONS)
def test_one_condition_missing_for_one_service_keeps_everything_and_what_was_ticked(alice, app, waiting, missing):
    action, form = sent(alice.get(gate(waiting)))
    others = [one for one in CONDITIONS if one != missing]
    ticked = {
        "by": ["Une autre"],
        "condition-1": list(CONDITIONS),
        "condition-3": others,
        "document": ["releve-decisions"],
    }
    page = alice.post(action, form | ticked, status=422)
    assert "Maison médicale du Pont\u00a0: il manque" in page.text.replace("&#39;", "'")
    assert "Rien n’est transmis" in page.words
    _action, again = sent(page)
    assert {name: again[name] for name in ticked} == ticked
    assert kept_events(app) == []


def test_a_service_written_by_hand_is_asked_the_same_and_another_can_be_added(alice, app, waiting):
    action, form = sent(alice.get(gate(waiting)))
    form["service"][-1] = "Service social de l’hôpital <b>"
    page = alice.post(action, form | {"condition-4": list(CONDITIONS), "ajouter": ["oui"]}, status=200)
    _action, again = sent(page)
    assert again["service"] == [*SERVICES, "Service social de l’hôpital <b>", ""]
    assert again["autre"] == ["4", "5"]
    assert kept_events(app) == []
    alice.post(action, again, status=200)
    assert [one["recipients"] for one in kept_events(app)] == [["Service social de l’hôpital <b>"]]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Cochez ce qui est vrai pour chaque service"),
        ({"condition-4": ["secret"]}, "Écrivez le nom du service"),
        ({"by": ["  "], "condition-1": list(CONDITIONS)}, "Écrivez qui atteste"),
        ({"on": ["31 avril"], "condition-1": list(CONDITIONS)}, "n’existe pas"),
        ({"on": [""], "condition-1": list(CONDITIONS)}, "Écrivez le jour"),
        ({"service": ["x" * 301], "condition-1": list(CONDITIONS)}, "Restez sous 300 caractères"),
    ],
)
def test_what_is_missing_is_said_and_nothing_leaves(alice, app, waiting, typed, sentence):
    action, form = sent(alice.get(gate(waiting)))
    page = alice.post(action, form | typed, status=422)
    assert sentence in page.words
    assert kept_events(app) == []


def test_a_document_that_these_readers_do_not_get_is_not_asked_for(alice, app, waiting):
    action, form = sent(alice.get(gate(waiting, "&document=carnet")))
    assert form["document"] == ["pv"]
    page = alice.post(action, form | {"document": ["carnet"], "condition-1": list(CONDITIONS)}, status=200)
    assert "Procès-verbal" in reread(page.response.data)


def test_reading_the_gate_asks_little_and_writes_nothing(alice, app, waiting):
    with counted(app) as statements:
        alice.raw.get(gate(waiting))
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)
    assert kept_events(app) == []


def test_the_gate_is_not_there_for_a_stranger_nor_for_the_secretary(signed_in, waiting):
    david = signed_in("David")
    david.get(gate(waiting), status=404)
    david.post(gate(waiting), {"condition-1": list(CONDITIONS)}, status=404)
