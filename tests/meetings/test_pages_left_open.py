"""The pages that others still have open when a meeting is put off, cancelled, ended or closed: a sentence that is true, and their text."""

from __future__ import annotations

import pytest

from facilitation.meetings import service
from facilitation.meetings.rules import MeetingState
from tests.meetings.leading import act, partnership, prepared, press, shown
from tests.meetings.test_desk_pages import DESK
from tests.meetings.test_team import POST, accept, invited
from tests.web.test_two_on_one_form import opened

TEXT = "canari de qui écrivait encore"
PAPER = "/reunions/{}/saisie"
CANCEL = "/reunions/{}/supprimer"


@pytest.fixture
def meeting(alice, bob, carole, app, clock):
    """A meeting that Alice leads, Bob leads with her, and Carole writes."""
    made = prepared(alice, expected="", partnership=partnership(app, clock))
    accept(bob, invited(alice, made, "animation"))
    accept(carole, invited(alice, made, "secretariat"))
    return made


@pytest.fixture
def running(app, clock, meeting):
    act(app, service.start, meeting_id=meeting, now=clock())
    return meeting


def over(app, clock, meeting):
    """Alice ends and closes it."""
    act(app, service.end, meeting_id=meeting, now=clock())
    act(app, service.close, meeting_id=meeting, now=clock())


def convened(alice, app, clock, meeting):
    press(alice, meeting, "enregistrer", {"day": "7 mai 2026", "start": "9 h 30"})
    act(app, service.convene, meeting_id=meeting, now=clock())


def test_what_was_being_written_when_it_closed_comes_back_with_the_reason(alice, bob, carole, app, clock, running):
    forms = [
        (client, *opened(client, page.format(running), action))
        for client, page, action in (
            (bob, DESK, "/captures"),
            (bob, DESK, "/synthese"),
            (bob, DESK, "/notes"),
            (carole, POST, "/captures"),
            (carole, POST, "/synthese"),
            (carole, PAPER, "/saisie/noter"),
        )
    ]
    over(app, clock, running)
    for client, action, fields in forms:
        if "genre" not in fields and "captures" in action:
            fields["genre"] = "action"
        fields["texte"] = TEXT
        page = client.post(action, fields, status=422)
        assert "Cette réunion est close" in page.words, action
        assert TEXT in page.words or f'value="{TEXT}"' in page.text, action
    assert bob.get(DESK.format(running)).h1 == "Cette réunion est close"
    assert carole.get(POST.format(running)).h1 == "Cette réunion est close"


def test_a_move_of_a_meeting_that_is_closed_is_refused_for_what_it_is(bob, app, clock, running):
    over(app, clock, running)
    for gesture in ("pupitre/avancer", "terminer", "reprendre"):
        page = bob.post(f"/reunions/{running}/{gesture}", status=422)
        assert "Cette réunion est close" in page.words
        assert "reprenez d’abord la main" not in page.words


@pytest.mark.parametrize(("action", "fields"), [("presence", {"presence": "excuse"}), ("neutre", {"neutre": "oui"})])
def test_what_was_pressed_is_not_told_as_a_text(bob, app, clock, running, action, fields):
    someone = shown(app, clock, running).people[0].id
    path = f"/reunions/{running}/presences/{someone}" if action == "presence" else f"/reunions/{running}/pupitre/neutre"
    over(app, clock, running)
    page = bob.post(path, fields, status=422)
    assert "Cette réunion est close" in page.words
    assert "Votre texte oui" not in page.words.replace("\n", " ")
    assert not list(page.tree.iter("textarea"))


def test_a_cancelled_meeting_is_said_to_be_cancelled_and_the_text_comes_back(alice, bob, carole, app, clock, meeting):
    convened(alice, app, clock, meeting)
    prepare, his = opened(bob, f"/reunions/{meeting}/preparer")
    guest, theirs = opened(bob, DESK.format(meeting), "/invites")
    cancel, why = opened(bob, CANCEL.format(meeting), "/annuler")
    act(app, service.cancel, meeting_id=meeting, now=clock(), reason="Grève des trains.")
    for action, fields, name in ((prepare, his, "purpose"), (guest, theirs, "nom"), (cancel, why, "raison")):
        fields[name] = TEXT
        page = bob.post(action, {**fields, "faire": "enregistrer"}, status=422)
        assert "a été annulée" in page.words, action
        assert "est close" not in page.words, action
        assert TEXT in page.words or f'value="{TEXT}"' in page.text, action
    for client, page in ((bob, DESK), (carole, POST)):
        seen = client.get(page.format(meeting))
        assert seen.h1 == "Cette réunion a été annulée"
        assert "Grève des trains." in seen.words
    assert shown(app, clock, meeting).state is MeetingState.CANCELLED


def test_a_meeting_put_off_says_so_to_whoever_waits_for_it(alice, bob, carole, app, clock, meeting):
    convened(alice, app, clock, meeting)
    press(alice, meeting, "enregistrer", {"day": "14 mai 2026", "start": "9 h 30"})
    for client, page in ((bob, DESK), (carole, POST), (bob, "/reunions/{}/preparer")):
        seen = client.get(page.format(meeting))
        assert "reportée" in seen.words
        assert "14 mai 2026" in seen.text.replace("\u00a0", " ")
