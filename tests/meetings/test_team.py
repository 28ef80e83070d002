"""Several people hold one meeting: invited once, leading one at a time, moving it once, and never locked out."""

from __future__ import annotations

import re

import pytest

from facilitation.meetings import service
from facilitation.meetings.models import Event, MeetingLink
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.service import team as teams
from facilitation.meetings.team import must_leave_one
from tests.checked import CheckedClient, flat
from tests.meetings.leading import account, act, partnership, prepared, shown
from tests.meetings.test_desk_pages import DESK, SCREEN, filled, send

TEAM = "/reunions/{}/equipe"
POST = "/reunions/{}/secretariat"
PASSWORD = "quatre mots sans rapport"


@pytest.fixture
def meeting(alice, app, clock):
    """A meeting of three named people that has just begun."""
    made = prepared(alice, expected="", partnership=partnership(app, clock))
    send(alice, made, "/commencer$")
    return made


def invited(alice, meeting, part):
    """The code of a link that Alice makes, as its page shows it."""
    page = alice.post(TEAM.format(meeting) + "/inviter", {"part": part}, status=200)
    found = re.search(r"/invitation#([A-Z0-9-]{14})\"", page.text)
    assert found
    return found[1]


def accept(client, code):
    """Somebody with an account answers the link; gives the page where they arrive."""
    page = client.post("/invitation", {"code": code}, status=200)
    return client.post("/invitation/accepter", page.form("/invitation/accepter"))


def door(client, page):
    """The page of the meeting that this answer leads to, by the meeting's door."""
    return client.get(page.location, status=303).location


@pytest.fixture
def with_bob(alice, bob, meeting):
    """The same, with Bob to facilitate it too."""
    accept(bob, invited(alice, meeting, "animation"))
    return meeting


def kinds(app):
    """The kinds of the journal's lines, the last first."""
    with app.app_context(), service_reading():
        from facilitation.database import db

        return [kind for (kind,) in db.session.query(Event.kind).order_by(Event.number.desc())]


def service_reading():
    from facilitation.database import reading

    return reading()


# ------------------------------------------------------------------ inviting


@pytest.mark.parametrize(("part", "page"), [("animation", DESK), ("secretariat", POST)])
def test_an_account_answers_a_link_once_and_reaches_that_meeting_only(alice, bob, app, clock, meeting, part, page):
    other = prepared(alice, expected="4")
    code = invited(alice, meeting, part)
    bob.get(page.format(meeting), status=404)
    read = bob.post("/invitation", {"code": code.lower().replace("-", " ")}, status=200)
    assert "Alice" in read.words
    bob.get(page.format(meeting), status=404)
    arrived = bob.post("/invitation/accepter", read.form("/invitation/accepter"))
    assert door(bob, arrived) == page.format(meeting)
    bob.get(page.format(meeting))
    bob.get(f"/reunions/{other}", status=404)
    again = bob.post("/invitation", {"code": code}, status=422)
    assert "une seule fois" in again.words


def test_the_partnership_of_an_invited_account_s_meeting_stays_closed_to_it(alice, bob, app, clock):
    val = partnership(app, clock)
    made = prepared(alice, expected="", partnership=val)
    accept(bob, invited(alice, made, "animation"))
    bob.get(f"/reunions/{made}/preparer")
    bob.get(f"/partenariats/{val}", status=404)
    assert "Réseau du Val" not in bob.get("/partenariats").words


def test_a_secretary_reaches_neither_desk_nor_preparation_nor_closing_nor_team(alice, bob, meeting):
    accept(bob, invited(alice, meeting, "secretariat"))
    for page in ("pupitre", "preparer", "clore", "equipe", "un-seul-ecran", "documents/groupe/pv.docx"):
        bob.get(f"/reunions/{meeting}/{page}", status=404)
    for gesture in ("pupitre/avancer", "terminer", "pupitre/neutre", "clore", "main/reprendre", "equipe/inviter"):
        bob.post(f"/reunions/{meeting}/{gesture}", status=404)


def test_only_a_digest_of_the_code_is_kept_and_no_page_shows_it_again(alice, app, meeting):
    code = invited(alice, meeting, "animation")
    with app.app_context(), service_reading():
        from facilitation.database import db

        kept = db.session.query(MeetingLink).one()
        assert code not in str(vars(kept))
        assert code.replace("-", "") not in str(vars(kept))
    assert code not in alice.get(TEAM.format(meeting)).text


def test_a_link_of_seven_days_is_over_after_them(alice, bob, clock, meeting, app):
    code = invited(alice, meeting, "animation")
    clock.later(days=7, minutes=-1)
    client = browser(app, "Bob", clock)
    client.post("/invitation", {"code": code}, status=200)
    clock.later(minutes=1)
    page = client.post("/invitation", {"code": code}, status=422)
    assert "plus, valable" in flat(page.words)


def browser(app, name, clock):
    from tests.conftest import browser_of

    return browser_of(app, name, clock())


def test_a_link_taken_back_opens_nothing(alice, bob, meeting):
    code = invited(alice, meeting, "animation")
    page = alice.get(TEAM.format(meeting))
    assert "Liens qui attendent" in page.words
    target = next(one.get("action") for one in page.tree.iter("form") if "/invitations/" in (one.get("action") or ""))
    alice.post(target)
    bob.post("/invitation", {"code": code}, status=422)
    assert "Liens qui attendent" not in alice.get(TEAM.format(meeting)).words


def test_somebody_without_an_account_makes_one_and_takes_part(app, alice, meeting):
    code = invited(alice, meeting, "secretariat")
    newcomer = CheckedClient(app)
    page = newcomer.post("/invitation", {"code": code}, status=200)
    form = page.form("/invitation/compte")
    short = newcomer.post(
        "/invitation/compte", {**form, "address": "eve@val.test", "new_password": "court"}, status=422
    )
    assert "il en faut au moins 12" in short.words
    assert short.form("/invitation/compte")["address"] == "eve@val.test"
    taken = newcomer.post(
        "/invitation/compte", {**form, "address": "bob@val.test", "new_password": PASSWORD}, status=422
    )
    assert "existe déjà" in taken.words
    done = newcomer.post(
        "/invitation/compte", {**form, "name": "Ève", "address": "eve@val.test", "new_password": PASSWORD}
    )
    assert door(newcomer, done) == POST.format(meeting)
    assert "Ève" in alice.get(TEAM.format(meeting)).words


def test_a_new_account_made_in_a_browser_that_is_signed_in_ends_the_session_that_it_had(app, alice, bob, meeting):
    code = invited(alice, meeting, "secretariat")
    theirs = bob.raw.get_cookie("maillage_session").value
    bob.post("/invitation/compte", {"code": code, "name": "Ève", "address": "eve@val.test", "new_password": PASSWORD})
    assert bob.get("/compte").form("/compte/nom")["name"] == "Ève"
    kept = CheckedClient(app)
    kept.raw.set_cookie("maillage_session", theirs)
    assert kept.get("/compte", status=303).location.startswith("/connexion")


def test_somebody_who_signs_in_first_comes_back_to_the_invitation(app, alice, meeting):
    code = invited(alice, meeting, "animation")
    bob = CheckedClient(app)
    page = bob.post("/invitation", {"code": code}, status=200)
    form = {**page.form("/connexion"), "email": "bob@val.test", "password": PASSWORD}
    wrong = bob.post("/connexion", {**form, "password": "quatre autres mots"}, status=422)
    back = bob.post("/connexion", {**wrong.form("/connexion"), "email": "bob@val.test", "password": PASSWORD})
    assert back.location == f"/invitation#{code}"
    arrived = accept(bob, code)
    assert door(bob, arrived) == DESK.format(meeting)


def test_guessing_codes_is_slowed_down(app):
    stranger = CheckedClient(app)
    for _try in range(5):
        stranger.post("/invitation", {"code": "AAAA-AAAA-AAAA"}, status=422)
    stranger.post("/invitation", {"code": "AAAA-AAAA-AAAA"}, status=429)


def test_who_facilitates_already_leaves_the_link_to_somebody_else(alice, bob, meeting):
    code = invited(alice, meeting, "secretariat")
    page = alice.post("/invitation", {"code": code}, status=200)
    refused = alice.post("/invitation/accepter", page.form("/invitation/accepter"), status=422)
    assert "Elle reste valable" in refused.words
    accept(bob, code)


def test_a_meeting_not_yet_begun_is_deleted_with_its_links(alice, meeting):
    made = prepared(alice, expected="4")
    invited(alice, made, "animation")
    alice.post(f"/reunions/{made}/supprimer")
    alice.get(f"/reunions/{made}", status=404)


# ------------------------------------------------------------------ taking away


def test_a_part_is_taken_away_but_never_the_last_facilitator_s(alice, bob, app, with_bob):
    path = TEAM.format(with_bob)
    alice.post(f"{path}/{account(app, 'Bob')}/retirer")
    bob.get(DESK.format(with_bob), status=404)
    refused = alice.post(f"{path}/{account(app, 'Alice')}/retirer", status=422)
    assert "au moins une personne qui anime" in refused.words
    alice.post(f"{path}/{account(app, 'Carole')}/retirer", status=404)


def test_nobody_is_offered_to_take_away_what_the_meeting_cannot_lose(alice, bob, app, with_bob):
    def offered(client):
        actions = [form.get("action") or "" for form in client.get(TEAM.format(with_bob)).tree.iter("form")]
        return {action.split("/")[-2] for action in actions if action.endswith("/retirer")}

    assert offered(alice) == offered(bob) == {account(app, "Alice"), account(app, "Bob")}
    alice.post(f"{TEAM.format(with_bob)}/{account(app, 'Bob')}/retirer")
    assert offered(alice) == set()


def test_who_takes_their_own_part_away_leaves_the_desk_to_the_others(alice, bob, app, clock, with_bob):
    answer = alice.post(f"{TEAM.format(with_bob)}/{account(app, 'Alice')}/retirer")
    assert answer.location == "/reunions"
    alice.get(DESK.format(with_bob), status=404)
    send(bob, with_bob, "/avancer$")
    assert shown(app, clock, with_bob).current.step.id == "moment"


def test_one_who_facilitates_must_stay_among_secretaries():
    from facilitation.meetings.team import LastFacilitator

    with pytest.raises(LastFacilitator):
        must_leave_one([("a", "facilitator"), ("b", "secretary")], "a")
    must_leave_one([("a", "facilitator"), ("b", "secretary")], "b")


# ------------------------------------------------------------------ leading


def test_one_leads_and_the_other_notes(alice, bob, app, clock, with_bob):
    page = bob.get(DESK.format(with_bob))
    assert "Alice mène" in page.words
    actions = [form.get("action") or "" for form in page.tree.iter("form")]
    assert not any(re.search("/(avancer|reculer|suspendre|rallonger|sauter|terminer)$", one) for one in actions)
    send(bob, with_bob, "/captures", {"genre": "decision", "texte": "Appeler la veille."})
    assert "Appeler la veille." in alice.get(DESK.format(with_bob)).words
    for gesture in ("pupitre/avancer", "pupitre/suspendre", "terminer"):
        refused = bob.post(f"/reunions/{with_bob}/{gesture}", status=422)
        assert "Alice mène la réunion" in refused.words
    assert shown(app, clock, with_bob).current.step.id == "accueil"
    assert "Alice mène" in bob.get(SCREEN.format(with_bob)).words


def test_the_desk_is_handed_over_by_a_gesture_of_both_sides(alice, bob, app, clock, with_bob):
    send(alice, with_bob, "/proposer$", {"a": account(app, "Bob")})
    assert "proposé à Bob" in alice.get(DESK.format(with_bob)).words
    send(alice, with_bob, "/avancer$")  # until the answer, Alice leads
    page = bob.get(DESK.format(with_bob))
    assert "Alice vous propose le pupitre" in page.words
    taken = send(bob, with_bob, "/prendre$")
    assert "Vous menez la réunion" in bob.follow(taken).words
    assert "Bob mène" in alice.get(DESK.format(with_bob)).words
    alice.post(f"/reunions/{with_bob}/pupitre/avancer", status=422)
    send(bob, with_bob, "/avancer$")
    assert kinds(app)[:4] == ["forward", "desk_taken", "forward", "desk_offered"]


def test_an_offer_is_declined_or_taken_back(alice, bob, app, with_bob):
    send(alice, with_bob, "/proposer$", {"a": account(app, "Bob")})
    send(bob, with_bob, "/decliner$")
    assert "proposé à" not in alice.get(DESK.format(with_bob)).words
    send(alice, with_bob, "/proposer$", {"a": account(app, "Bob")})
    stale = bob.get(DESK.format(with_bob)).form("/prendre")
    send(alice, with_bob, "/garder$")
    refused = bob.post(f"/reunions/{with_bob}/main/prendre", stale, status=422)
    assert "ne vous est plus proposé" in refused.words
    assert "Alice mène" in refused.words
    alice.post(f"/reunions/{with_bob}/main/proposer", {"a": account(app, "David")}, status=422)
    bob.post(f"/reunions/{with_bob}/main/proposer", {"a": account(app, "Alice")}, status=422)


def test_a_secretary_who_takes_the_desk_facilitates_from_then_on(alice, carole, app, clock, meeting):
    accept(carole, invited(alice, meeting, "secretariat"))
    send(alice, meeting, "/proposer$", {"a": account(app, "Carole")})
    page = carole.get(POST.format(meeting))
    assert "l’une des personnes qui animent" in page.words
    taken = send(carole, meeting, "/prendre", page=POST)
    assert taken.location == DESK.format(meeting)
    send(carole, meeting, "/avancer$")
    assert shown(app, clock, meeting).current.step.id == "moment"
    alice.get(DESK.format(meeting))


def test_a_secretary_who_declines_stays_one(alice, carole, app, meeting):
    accept(carole, invited(alice, meeting, "secretariat"))
    send(alice, meeting, "/proposer$", {"a": account(app, "Carole")})
    answer = send(carole, meeting, "/decliner", page=POST)
    assert answer.location == POST.format(meeting)
    carole.get(DESK.format(meeting), status=404)
    refused = carole.post(f"/reunions/{meeting}/main/prendre", status=422)
    assert "ne vous est plus proposé" in refused.words


def test_nobody_is_locked_out_when_the_leader_s_computer_dies(alice, bob, app, clock, with_bob):
    send(bob, with_bob, "/reprendre$")
    send(bob, with_bob, "/avancer$")
    assert shown(app, clock, with_bob).current.step.id == "moment"
    assert kinds(app)[1] == "desk_taken_over"
    stale = alice.post(f"/reunions/{with_bob}/pupitre/avancer", status=422)
    assert "Bob mène la réunion" in stale.words


def test_a_meeting_is_begun_and_ended_by_who_leads(alice, bob, app, clock):
    made = prepared(alice, expected="4")
    accept(bob, invited(alice, made, "animation"))
    assert "Alice mène" in bob.get(DESK.format(made)).words
    bob.post(f"/reunions/{made}/commencer", status=422)
    send(alice, made, "/commencer$")
    act(app, teams.take_over, meeting_id=made, account_id=account(app, "Bob"), now=clock())
    alice.post(f"/reunions/{made}/terminer", status=422)
    bob.post(f"/reunions/{made}/terminer")
    assert shown(app, clock, made).state is MeetingState.ENDED
    assert "Bob mène" in alice.get(DESK.format(made)).words


# ------------------------------------------------------------------ moves made at once


@pytest.mark.parametrize("gesture", ["avancer", "reculer", "suspendre", "rallonger", "sauter"])
def test_a_move_from_a_page_that_is_out_of_date_moves_nothing(alice, bob, app, clock, with_bob, gesture):
    send(alice, with_bob, "/avancer$")
    page = alice.get(DESK.format(with_bob))
    form = next(one for one in page.tree.iter("form") if re.search(f"/{gesture}$", one.get("action") or ""))
    stale = filled(form, {"raison": "trop long"} if gesture == "sauter" else None)
    act(app, service.forward, meeting_id=with_bob, now=clock())
    before = shown(app, clock, with_bob).current
    refused = alice.post(form.get("action"), stale, status=422)
    assert "La réunion n’en est plus là" in refused.words
    after = shown(app, clock, with_bob).current
    assert (after.id, after.state, after.extra) == (before.id, before.state, before.extra)
    if gesture == "sauter":
        assert "trop long" in refused.text


def test_next_step_pressed_by_two_windows_advances_once(alice, app, clock, meeting):
    form = alice.get(DESK.format(meeting)).form("/avancer")
    there = alice.get(DESK.format(meeting)).form("/avancer")
    alice.post(f"{DESK.format(meeting)}/avancer", form)
    alice.post(f"{DESK.format(meeting)}/avancer", there, status=422)
    assert shown(app, clock, meeting).current.step.id == "moment"


def test_the_last_step_is_left_and_the_meeting_ended_once(alice, app, clock, meeting):
    last = shown(app, clock, meeting).stages[-1]
    act(app, service.go_to, meeting_id=meeting, stage_id=last.id, now=clock())
    stale = alice.get(DESK.format(meeting)).form("/terminer")
    act(app, service.back, meeting_id=meeting, now=clock())
    alice.post(f"/reunions/{meeting}/terminer", stale, status=422)
    assert shown(app, clock, meeting).state is MeetingState.RUNNING
