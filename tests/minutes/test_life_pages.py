"""From the read-back to the approval, through the pages."""

from __future__ import annotations

import pytest

from facilitation.meetings import service as meetings
from facilitation.minutes import service
from facilitation.outcomes.rules import OutcomeKind
from tests.meetings.leading import act, captured, prepared, press, shown
from tests.minutes.conftest import code_on, read_back, where, word, written


def words_of(page):
    return page.words.replace("\u202f", " ").replace("\u00a0", " ")


def settle(client, meeting, answer, suite="reglee"):
    page = client.get(where(meeting))
    action = next(form.get("action") for form in page.tree.iter("form") if "/remarques/" in (form.get("action") or ""))
    client.post(action, {**page.form(action), "answer": answer, "suite": suite})


def told(client, meeting):
    return words_of(client.get(where(meeting)))


def test_before_the_end_the_page_leads_to_where_the_meeting_is(alice, app, clock, group):
    made = prepared(alice, partnership=group, expected="")
    assert alice.get(where(made), status=303).location.endswith(made)
    press(alice, made, "commencer")
    assert alice.get(where(made), status=303).location.endswith(made)


def test_a_draft_asks_to_be_read_then_to_be_closed(alice, app, clock, ended):
    assert "Relire le compte rendu" in told(alice, ended)
    read_back(app, clock, ended)
    assert "Clore la réunion" in told(alice, ended)
    assert "Marquer comme envoyé" not in told(alice, ended)


def test_what_is_not_frozen_is_not_noted_as_sent(alice, ended):
    page = alice.post(where(ended, "/envoye"), {"sent_on": "12 mars 2026"}, status=422)
    assert "clôturez d’abord la réunion" in page.words
    page = alice.post(where(ended, "/approuve"), {"approved_on": "12 mars 2026"}, status=422)
    assert "clôturez d’abord la réunion" in page.words


def test_the_documents_say_that_they_were_sent_and_until_when_remarks_are_wanted(alice, closed):
    assert "Projet, relu en séance" in written(alice, word(closed))
    alice.submit(where(closed), action="/envoye")
    for readers in ("groupe", "partenaires"):
        text = written(alice, word(closed, readers)).replace("\u00a0", " ")
        assert "Projet envoyé pour remarques le 12 mars 2026" in text
        assert "remarques jusqu’au 27 mars 2026" in text
        assert "Envoyé pour remarques" in text.splitlines()[-1] + text.splitlines()[-2]
        assert "Projet, relu" not in text


def test_sending_gives_a_message_to_paste_and_the_link_of_the_form(alice, sent):
    page = alice.get(where(sent))
    message = next("".join(one.itertext()) for one in page.tree.iter("textarea") if one.get("id") == "message")
    assert "jusqu’au 27\u00a0mars 2026" in message
    assert "séance 1/2026" in message
    assert len(code_on(page)) == 14
    assert code_on(page) not in message, "this address opens on this computer alone"
    assert "ne s’ouvre que sur cet ordinateur" in page.words


def test_the_link_is_made_anew_and_the_old_one_is_over(alice, sent, stranger):
    first = code_on(alice.get(where(sent)))
    alice.submit(where(sent), action="/lien")
    second = code_on(alice.get(where(sent)))
    assert first != second
    assert stranger().submit("/remarques", {"code": first, "text": "Trop tard"}, status=422)
    stranger().submit("/remarques", {"code": second, "text": "À temps"})


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("31 avril 2026", "n’existe pas"),
        ("", "Écrivez le jour"),
        ("1 mars 2026", "La réunion a eu lieu le 12"),
        ("2027-03-12", "n’est pas encore là"),
    ],
)
@pytest.mark.parametrize(("action", "field"), [("/envoye", "sent_on"), ("/approuve", "approved_on")])
def test_a_day_that_cannot_be_comes_back_with_its_sentence(alice, closed, typed, told, action, field):
    page = alice.post(where(closed, action), {field: typed}, status=422)
    assert told in words_of(page).replace("d' ", "d’")
    assert page.form(action)[field] == typed


def test_the_group_approves_in_session_and_every_document_carries_it(alice, sent, clock, signed_in):
    clock.later(days=8)
    alice = signed_in("Alice")
    alice.submit(where(sent), {"approved_on": "19 mars 2026"}, action="/approuve")
    for readers, document in (("groupe", "pv"), ("partenaires", "releve-decisions"), ("groupe", "plan-action")):
        text = written(alice, word(sent, readers, document)).replace("\u00a0", " ")
        assert "Approuvé le 19 mars 2026" in text
        assert "Projet" not in text
    assert "en séance, le 19 mars 2026" in told(alice, sent)
    assert code_on(alice.get(where(sent))) == ""


def test_minutes_that_were_never_sent_can_be_approved_at_the_next_meeting(alice, closed, clock, signed_in):
    clock.later(days=30)
    alice = signed_in("Alice")
    alice.submit(where(closed), action="/approuve")
    assert "Il est approuvé" in told(alice, closed)


def test_approved_twice_or_sent_after_says_so_and_changes_nothing(alice, sent, clock):
    alice.submit(where(sent), action="/approuve")
    told(alice, sent)
    before = told(alice, sent)
    for action, field in (("/envoye", "sent_on"), ("/approuve", "approved_on")):
        page = alice.post(where(sent, action), {field: "12 mars 2026"}, status=422)
        assert "déjà approuvé" in page.words
    assert told(alice, sent) == before


def test_without_a_remark_they_are_approved_by_themselves_after_the_delay(alice, app, sent, clock, signed_in):
    clock.later(days=15)
    alice = signed_in("Alice")
    assert act(app, service.approve_overdue, now=clock()) == 0
    clock.later(days=1)
    alice = signed_in("Alice")
    assert act(app, service.approve_overdue, now=clock()) == 1
    assert act(app, service.approve_overdue, now=clock()) == 0
    assert "Approuvé tacitement le 28 mars 2026" in written(alice, word(sent)).replace("\u00a0", " ")
    assert "tacitement, le 28 mars 2026" in told(alice, sent)


def test_an_open_remark_holds_the_tacit_approval_back_until_it_is_answered(alice, app, sent, clock, signed_in):
    alice.submit(where(sent), {"text": "Le lieu est faux"}, action="/remarques")
    clock.later(days=40)
    alice = signed_in("Alice")
    assert act(app, service.approve_overdue, now=clock()) == 0
    assert "Une remarque attend une réponse" in told(alice, sent)
    settle(alice, sent, "Corrigé")
    assert act(app, service.approve_overdue, now=clock()) == 1
    assert "Approuvé tacitement le 21 avril 2026" in written(alice, word(sent)).replace("\u00a0", " ")


def test_the_secretary_answers_remarks_and_sends_nothing(alice, bob, app, sent):
    from facilitation.database import db
    from facilitation.meetings.models import MeetingRole
    from tests.meetings.leading import account

    bobs = account(app, "Bob")
    act(app, lambda: db.session.add(MeetingRole(meeting_id=sent, account_id=bobs, role="secretary")))
    page = bob.get(where(sent))
    assert "Noter une remarque reçue autrement" in page.words
    assert "Marquer comme" not in page.words
    bob.submit(where(sent), {"text": "Vue par le secrétariat"}, action="/remarques")
    for rest in ("/envoye", "/approuve", "/lien", "/version", "/version/laisser"):
        bob.post(where(sent, rest), {"sent_on": "12 mars 2026"}, status=404)
    bob.get(where(sent, "/corriger"), status=404)


def test_a_closed_meeting_shows_what_was_frozen(alice, app, sent):
    page = alice.get(f"/reunions/{sent}/relecture")
    assert "Projet envoyé pour remarques" in page.words


@pytest.fixture
def following(alice, app, sent, clock, group, signed_in):
    """The next meeting of the partnership, a month later, over."""
    clock.later(days=10)
    alice = signed_in("Alice")
    made = prepared(alice, partnership=group, expected="")
    press(alice, made, "commencer")
    act(app, meetings.end, meeting_id=made, now=clock.later(minutes=20))
    return made


def test_the_next_meeting_is_asked_for_the_approval_and_its_minutes_tell_it(app, sent, following, signed_in):
    alice = signed_in("Alice")
    page = alice.get(f"/reunions/{following}/relecture")
    assert "Le compte rendu précédent" in page.words
    answer = alice.submit(f"/reunions/{following}/relecture", action=f"{sent}/proces-verbal/approuve")
    assert f"/reunions/{following}/relecture" in answer.location
    assert "Le compte rendu précédent" not in alice.get(f"/reunions/{following}/relecture").words
    assert "Approuvé le 22 mars 2026" in written(alice, word(sent)).replace("\u00a0", " ")
    text = written(alice, word(following)).replace("\u00a0", " ")
    assert "Approbation du procès-verbal du jeudi 12 mars 2026" in text
    assert "Approuvé en séance (séance 1/2026)." in text


def test_what_was_approved_tacitly_is_not_asked_again(alice, app, sent, following, clock, signed_in):
    clock.later(days=10)
    act(app, service.approve_overdue, now=clock())
    alice = signed_in("Alice")
    assert "Le compte rendu précédent" not in alice.get(f"/reunions/{following}/relecture").words
    assert "Approbation du" not in written(alice, word(following))


def test_who_did_not_lead_the_earlier_meeting_is_not_asked(app, sent, following, signed_in):
    from facilitation.database import db
    from facilitation.meetings.models import MeetingRole
    from tests.meetings.leading import account

    bobs = account(app, "Bob")
    act(app, lambda: db.session.add(MeetingRole(meeting_id=following, account_id=bobs, role="facilitator")))
    assert "Le compte rendu précédent" not in signed_in("Bob").get(f"/reunions/{following}/relecture").words


# ------------------------------------------------------------------ read aloud, or not


def ended_without_a_line(alice, app, clock, group, guide, *, read=False):
    """A meeting that is over, in which nothing was decided; with `read`, the group went to the step in which it reads back."""
    made = prepared(alice, partnership=group, expected="", guide=guide)
    press(alice, made, "commencer")
    if read:
        stage = next(one for one in shown(app, clock, made).stages if one.step.activity.type == "relecture")
        act(app, meetings.go_to, meeting_id=made, stage_id=stage.id, now=clock.later(minutes=5))
    act(app, meetings.end, meeting_id=made, now=clock.later(minutes=20))
    return made


def test_minutes_in_which_nothing_was_decided_are_not_said_to_be_read_aloud(alice, app, clock, group):
    made = ended_without_a_line(alice, app, clock, group, "suivi-plan-action")
    text = written(alice, word(made))
    assert "Statut" in text
    assert "relu en séance" not in text
    assert "lecture à voix haute" not in text
    assert "Relire le compte rendu" in told(alice, made)
    assert "Tout a été relu" not in alice.get(f"/reunions/{made}/relecture").words


def test_they_are_once_the_group_lived_the_step_in_which_it_reads_back(alice, app, clock, group):
    made = ended_without_a_line(alice, app, clock, group, "suivi-plan-action", read=True)
    text = written(alice, word(made))
    assert "Projet, relu en séance" in text
    assert "après lecture à voix haute" in text
    assert "Clore la réunion" in told(alice, made)


def test_a_line_that_nobody_read_keeps_the_draft_though_the_step_was_lived(alice, app, clock, group):
    made = prepared(alice, partnership=group, expected="", guide="suivi-plan-action")
    press(alice, made, "commencer")
    captured(app, clock, made, OutcomeKind.DECISION, "Nous nous voyons en mai")
    stage = next(one for one in shown(app, clock, made).stages if one.step.activity.type == "relecture")
    act(app, meetings.go_to, meeting_id=made, stage_id=stage.id, now=clock.later(minutes=5))
    act(app, meetings.end, meeting_id=made, now=clock.later(minutes=20))
    assert "relu en séance" not in written(alice, word(made))
    read_back(app, clock, made)
    assert "Projet, relu en séance" in written(alice, word(made))
