"""The gate's page: six conditions a service, asked before what touches a person leaves the group; the file, and the same trace as the command's."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from sqlalchemy import select

from facilitation.accounts.models import SecurityEvent
from facilitation.confidentiality.gate import CONDITIONS, Attestation, GateRefused, for_complete, must_open
from facilitation.confidentiality.readers import Mark, Reader
from facilitation.database import db, reading, writing
from facilitation.documents import convert
from facilitation.documents.word.reread import reread
from facilitation.i18n import _
from facilitation.meetings import service
from facilitation.meetings.gate_form import WORDS, Row, complete, faults
from facilitation.meetings.models import Attendance, Event, MeetingRole
from facilitation.meetings.service import leaving
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships.models import Member
from tests.checked import fields_of
from tests.meetings.leading import account_in, act, captured, partnership, prepared, press
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
    act(app, service.end, meeting_id=made, now=clock.later(minutes=20))
    return made


def gate(meeting, rest=""):
    return f"/reunions/{meeting}/transmettre?lecteurs=partenaires{rest}"


def sent(page):
    """What the form sends as it stands: its action, and each field with its values."""
    form = next(form for form in page.tree.iter("form") if "/transmettre?" in (form.get("action") or ""))
    found = {}
    for name, value in fields_of(form):
        found.setdefault(name, []).append(value)
    return form.get("action").partition("#")[0], found


def kept_events(app):
    with app.app_context(), reading():
        return list(db.session.scalars(select(Event.facts).where(Event.kind == "gate_opened")))


def attested(client, action, form):
    """The page that one comes to once the conditions are attested."""
    return client.follow(client.post(action, form, status=303))


def file_of(client, page, form="docx"):
    """The file that this page gives in this form, as bytes."""
    return client.post(page.target("transmettre/fait" + page.path[page.path.index("?") :]), {"forme": form}, status=200)


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
    done = attested(alice, action, form | {"condition-2": list(CONDITIONS)})
    page = file_of(alice, done)
    assert "wordprocessingml" in page.headers["Content-Type"]
    text = reread(page.response.data)
    assert SITUATION in text
    assert "CPAS de Valmont" in text
    assert "AMO Passerelle" not in text.partition("Liste de diffusion")[2]
    (kept,) = kept_events(app)
    assert len(kept.pop("seal")) == 64
    assert kept == {
        "readers": "partenaires",
        "document": "pv",
        "by": "Nadia Lambert",
        "on": "2026-03-12",
        "recipients": ["CPAS de Valmont"],
    }
    assert SITUATION not in reread(alice.get(f"/reunions/{waiting}/documents/partenaires/pv.docx").response.data)


def test_the_gate_of_a_closed_meeting_opens_the_same(alice, app, waiting):
    alice.post(f"/reunions/{waiting}/clore")
    assert [
        one for one in alice.get(f"/reunions/{waiting}/relecture?lecteurs=partenaires").links() if "/transmettre" in one
    ]
    action, form = sent(alice.get(gate(waiting)))
    page = file_of(alice, attested(alice, action, form | {"condition-1": list(CONDITIONS)}))
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
    attested(alice, action, again)
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
    page = file_of(alice, attested(alice, action, form | {"document": ["carnet"], "condition-1": list(CONDITIONS)}))
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


# ------------------------------------------------------------------ one recipient and not another


def test_each_of_the_sixty_four_answers_opens_the_gate_only_when_all_six_conditions_hold():
    opened = 0
    for kept in itertools.product((False, True), repeat=len(CONDITIONS)):
        holds = tuple(name for name, here in zip(CONDITIONS, kept, strict=True) if here)
        row = Row("CPAS de Valmont", holds)
        assert bool(complete((row,))) is all(kept), holds
        assert bool(faults((row,))) is not all(kept), holds
        told = Attestation(by="N", on=date(2026, 3, 12), missing=(("CPAS de Valmont", row.missing),))
        assert (for_complete(told) is not None) is all(kept)
        opened += all(kept)
        if not all(kept):
            with pytest.raises(GateRefused):
                must_open(told)
    assert opened == 1


def test_the_page_of_a_closed_gate_says_of_sixty_four_answers_what_is_missing(alice, app, waiting):
    action, form = sent(alice.get(gate(waiting)))
    for number in range(0, 63, 9):  # one in nine through the page; all of them through the rules above
        holds = [name for place, name in enumerate(CONDITIONS) if number >> place & 1]
        page = alice.post(action, form | ({"condition-1": holds} if holds else {}), status=422)
        missing = [name for name in CONDITIONS if name not in holds]
        assert all(_(WORDS[name][2]) in page.words for name in missing) or not holds
    assert kept_events(app) == []


def test_a_recipient_that_lacks_a_condition_gets_nothing_while_a_complete_one_may(alice, app, waiting):
    action, form = sent(alice.get(gate(waiting)))
    ticked = form | {"condition-1": list(CONDITIONS), "condition-2": [c for c in CONDITIONS if c != "mission"]}
    page = alice.post(action, ticked, status=422)
    assert "Les six conditions tiennent pour AMO Passerelle." in page.words
    assert kept_events(app) == []
    done = attested(alice, action, ticked | {"seulement": ["oui"]})
    assert "CPAS de Valmont\u00a0: il manque la même mission" in done.text
    assert [one["recipients"] for one in kept_events(app)] == [["AMO Passerelle"]]
    sheet = reread(file_of(alice, done).response.data)
    assert "CPAS de Valmont" not in sheet.partition("Liste de diffusion")[2]


def test_no_complete_recipient_and_nothing_leaves_whatever_is_pressed(alice, app, waiting):
    action, form = sent(alice.get(gate(waiting)))
    alice.post(action, form | {"condition-1": ["accord"], "seulement": ["oui"]}, status=422)
    assert kept_events(app) == []


# ------------------------------------------------------------------ twice, changed, in each form


def test_the_button_pressed_twice_attests_once_and_leads_to_one_page(alice, app, waiting):
    action, form = sent(alice.get(gate(waiting)))
    first = alice.post(action, form | {"condition-1": list(CONDITIONS)}, status=303)
    again = alice.post(action, form | {"condition-1": list(CONDITIONS)}, status=303)
    assert first.location == again.location
    assert len(kept_events(app)) == 1
    with app.app_context(), reading():
        noted = list(db.session.scalars(select(SecurityEvent.facts).where(SecurityEvent.kind == "gate_passed")))
    assert noted == [{"meeting": waiting, "recipients": 1}]


def test_an_attestation_is_for_the_document_as_it_was(alice, app, clock, waiting):
    action, form = sent(alice.get(gate(waiting)))
    done = attested(alice, action, form | {"condition-1": list(CONDITIONS)})
    captured(app, clock, waiting, OutcomeKind.QUESTION, "Une autre personne", marks={Mark.SITUATION})
    again = alice.post(done.target("transmettre/fait" + done.path[done.path.index("?") :]), {"forme": "docx"})
    assert again.location.endswith("/transmettre")
    assert "a changé depuis l’attestation" in alice.follow(again).words


@pytest.mark.parametrize("form", ["pdf", "odt"])
def test_pdf_and_odt_come_through_the_same_gate(alice, waiting, monkeypatch, form):
    monkeypatch.setattr(convert, "converted", lambda data, wanted: f"{wanted} {len(data)}".encode())
    action, typed = sent(alice.get(gate(waiting)))
    done = attested(alice, action, typed | {"condition-1": list(CONDITIONS)})
    assert file_of(alice, done, form).response.data.startswith(form.encode())
    alice.post(f"/reunions/{waiting}/transmettre/fait?attestation=nulle", {"forme": form}, status=404)
    plain = alice.post(f"/reunions/{waiting}/documents/partenaires/pv/autre", {"forme": form}, status=200)
    assert plain.response.data.startswith(form.encode())


def test_a_national_number_that_would_leave_through_the_gate_is_read_first(alice, app, clock, waiting):
    captured(app, clock, waiting, OutcomeKind.QUESTION, "NISS 85.07.30-033.28", marks={Mark.SITUATION})
    action, form = sent(alice.get(gate(waiting)))
    ticked = form | {"condition-1": list(CONDITIONS)}
    page = alice.post(action, ticked, status=422)
    assert "85.07.30-033.28" in page.words
    assert kept_events(app) == []
    (seal,) = [box.get("value") for box in page.tree.iter("input") if box.get("name") == "vu"]
    alice.post(action, ticked | {"vu": ["0" * 64]}, status=422)
    done = attested(alice, action, ticked | {"vu": [seal]})
    assert "85.07.30-033.28" in reread(file_of(alice, done).response.data)


# ------------------------------------------------------------------ four ways out


@pytest.mark.parametrize(
    ("way", "says", "leads"),
    [
        ("sans-identite", "une autre ligne part à sa place", "/relecture?lecteurs=groupe"),
        ("personne", "Rien sur elle sans elle", "/reunions/nouvelle"),
        ("concertation", "Une réunion de partenariat n’en est pas une", "/relecture?lecteurs=partenaires"),
    ],
)
def test_each_way_out_leads_somewhere(alice, waiting, way, says, leads):
    door = next(link for link in alice.get(gate(waiting)).links() if f"voie={way}" in link)
    page = alice.get(door)
    assert says in page.words
    assert any(leads in link for link in page.links())
    alice.get(f"/reunions/{waiting}/transmettre/autrement?voie=autre", status=404)


def test_sharing_without_the_situation_gives_the_document_without_those_texts(alice, waiting):
    link = next(link for link in alice.get(gate(waiting)).links() if link.endswith("/documents/partenaires/pv.docx"))
    assert SITUATION not in reread(alice.get(link).response.data)


# ------------------------------------------------------------------ what binds those who would receive it


def standings(client, meeting, **said):
    """Note what binds people, by what their names begin with."""
    page = client.get(gate(meeting))
    fields = {
        label.text: label.get("for")
        for label in page.tree.iter("label")
        if (label.get("for") or "").startswith(("membre-", "invite-"))
    }
    typed = {field: said[name.split()[0]] for name, field in fields.items() if name.split()[0] in said}
    assert len(typed) == len(said), fields
    return client.post(f"/reunions/{meeting}/transmettre/statuts?lecteurs=partenaires", typed)


def test_a_standing_proposes_and_ticks_nothing_and_is_in_no_document(alice, app, waiting):
    standings(alice, waiting, Alice="secret", Bob="discretion")
    page = alice.get(gate(waiting))
    assert "sont tenues au secret professionnel" in page.words
    assert "n’a qu’un devoir de discrétion" in page.words
    assert not [
        box for box in page.tree.iter("input") if box.get("checked") is not None and "condition" in box.get("name")
    ]
    for reader in ("groupe", "partenaires"):
        text = reread(alice.get(f"/reunions/{waiting}/documents/{reader}/pv.docx").response.data)
        assert "devoir de discrétion" not in text


def test_a_service_where_somebody_is_bound_by_nothing_gets_nothing_whatever_is_ticked(alice, app, waiting):
    standings(alice, waiting, Bob="ni-l-un-ni-l-autre")
    action, form = sent(alice.get(gate(waiting)))
    ticked = form | {"condition-1": list(CONDITIONS), "condition-2": list(CONDITIONS)}
    page = alice.post(action, ticked, status=422)
    assert "AMO Passerelle\u00a0: quelqu’un de ce service n’est tenu ni au secret ni à la discrétion" in page.text
    attested(alice, action, ticked | {"seulement": ["oui"]})
    assert [one["recipients"] for one in kept_events(app)] == [["CPAS de Valmont"]]


@pytest.mark.parametrize("written", ["amo passerelle", " AMO  Passerelle ", "A.M.O. Passerelle", "AMO\u00a0Passerelle"])
def test_writing_such_a_service_otherwise_does_not_open_the_gate_for_it(alice, app, waiting, written):
    standings(alice, waiting, Bob="ni-l-un-ni-l-autre")
    action, form = sent(alice.get(gate(waiting)))
    typed = form | {"service": [*SERVICES, written], "condition-4": list(CONDITIONS)}
    assert "n’est tenu ni au secret ni à la discrétion" in alice.post(action, typed, status=422).text
    assert kept_events(app) == []


def test_a_service_found_to_be_bound_by_nothing_meanwhile_gets_nothing_nor_through_the_command(
    alice, app, clock, waiting
):
    standings(alice, waiting, Bob="ni-l-un-ni-l-autre")
    attestation = Attestation(by="Nadia", on=date(2026, 3, 12), missing=(("AMO Passerelle", ()),))
    asked = {"meeting_id": waiting, "readership": Reader.PARTENAIRES, "attestation": attestation, "now": clock()}
    with pytest.raises(GateRefused), app.app_context(), writing():
        leaving.open_gate(document="pv", account_id=account_in("Alice"), secret=b"s", seen="", **asked)
    with pytest.raises(GateRefused), app.app_context(), writing():
        service.outlines_leaving(**asked)
    assert kept_events(app) == []


def test_an_attestation_gives_no_file_once_somebody_of_the_service_is_noted_as_bound_by_nothing(alice, app, waiting):
    action, form = sent(alice.get(gate(waiting)))
    page = attested(alice, action, form | {"condition-1": list(CONDITIONS)})
    assert SITUATION in reread(file_of(alice, page).response.data)
    standings(alice, waiting, Bob="ni-l-un-ni-l-autre")
    refused = alice.post(page.path, {"forme": "docx"}, status=303)
    assert "tenue ni au secret ni à la discrétion" in alice.follow(refused).words
    assert (refused.location or "").startswith(f"/reunions/{waiting}/transmettre")


def test_what_binds_a_guest_is_erased_at_the_closing_and_a_member_s_stays(alice, app, clock, waiting):
    with app.app_context(), writing():
        guest = Attendance(meeting_id=waiting, position=9, name="Gilles Personne", organisation="AMO Passerelle")
        db.session.add(guest)
    standings(alice, waiting, Gilles="inconnu", Alice="secret")
    with app.app_context(), reading():
        assert db.session.scalars(select(Attendance.standing).where(Attendance.name == "Gilles Personne")).one()
    alice.post(f"/reunions/{waiting}/clore")
    with app.app_context(), reading():
        assert set(db.session.scalars(select(Attendance.standing))) == {None}
        assert list(db.session.scalars(select(Member.standing).where(Member.standing.is_not(None)))) == ["secret"]
    assert "Gilles" not in alice.get(gate(waiting)).words


def test_who_does_not_look_after_the_partnership_sees_no_standing_and_the_gate_stays_as_closed(
    alice, bob, app, waiting
):
    standings(alice, waiting, Bob="ni-l-un-ni-l-autre")
    with app.app_context(), writing():
        db.session.add(MeetingRole(meeting_id=waiting, account_id=account_in("Bob"), role="facilitator"))
    page = bob.get(gate(waiting))
    assert "Qui est tenu au secret" not in page.words
    bob.post(f"/reunions/{waiting}/transmettre/statuts", {"membre-x": "secret"}, status=404)
    action, form = sent(page)
    bob.post(action, form | {"condition-1": list(CONDITIONS)}, status=422)
    assert kept_events(app) == []
