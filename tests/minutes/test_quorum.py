"""A quorum, only where the partnership wants one: at the desk before it begins and at decisions, and a line in the minutes."""

from __future__ import annotations

import pytest

from facilitation.meetings import service
from facilitation.meetings.quorum import counted
from facilitation.meetings.rules import Presence
from tests.meetings.leading import act, partnership, prepared, shown
from tests.minutes.conftest import word, written

P, R, G, A = Presence.PRESENT, Presence.REPRESENTED, Presence.GUEST, Presence.ABSENT


@pytest.mark.parametrize(
    ("wanted", "people", "met", "words"),
    [
        (None, [(P, True, False)], True, ""),
        (0, [], True, ""),
        (2, [(P, True, False)] * 3, True, "Quorum de 2 atteint : 3 présents"),
        (2, [(P, True, False), (R, True, False)], True, "Quorum de 2 atteint : 1 présent et une procuration"),
        (2, [(P, True, False), (G, False, False), (A, True, False)], False, "Quorum de 2 non atteint : 1 présent"),
        (1, [(P, True, True)], False, "Quorum de 1 non atteint : 0 présent"),
        (3, [(P, False, False)] * 9, False, "Quorum de 3 non atteint : 0 présent"),
    ],
)
def test_members_present_and_proxies_count_and_nobody_else(wanted, people, met, words):
    found = counted(wanted, people)
    assert found.met is met
    assert found.words.replace("\u00a0", " ") == words


@pytest.fixture
def group(app, clock, alice):
    """The partnership of Alice, which wants two members."""
    made = partnership(app, clock)
    alice.submit(f"/partenariats/{made}/reglages", {"quorum": "2"})
    return made


def plain(text):
    return text.replace("\u00a0", " ")


def test_the_desk_says_it_before_the_meeting_begins_and_the_minutes_keep_it(alice, app, clock, group):
    made = prepared(alice, partnership=group, expected="")
    assert "Quorum de 2 atteint : 3 présents" in plain(alice.get(f"/reunions/{made}/pupitre").words)
    people = shown(app, clock, made).people
    for one in people[:2]:
        act(app, service.set_presence, meeting_id=made, attendance_id=one.id, presence=Presence.EXCUSED, now=clock())
    assert "Quorum de 2 non atteint : 1 présent" in plain(alice.get(f"/reunions/{made}/pupitre").words)
    act(app, service.start, meeting_id=made, now=clock())
    act(app, service.end, meeting_id=made, now=clock.later(minutes=20))
    assert "Quorum\t2 non atteint : 1 présent" in plain(written(alice, word(made)))


def test_without_a_quorum_nothing_is_said(alice, app, clock):
    made = prepared(alice, partnership=partnership(app, clock), expected="")
    assert "uorum" not in alice.get(f"/reunions/{made}/pupitre").words
    act(app, service.start, meeting_id=made, now=clock())
    act(app, service.end, meeting_id=made, now=clock.later(minutes=20))
    assert "uorum" not in written(alice, word(made))


@pytest.mark.parametrize(("typed", "kept"), [("", ""), (" ", ""), ("5", "5")])
def test_the_partnership_chooses_it_or_not(alice, group, typed, kept):
    alice.submit(f"/partenariats/{group}/reglages", {"quorum": typed})
    assert alice.get(f"/partenariats/{group}/reglages").form("/reglages")["quorum"] == kept


@pytest.mark.parametrize("typed", ["0", "-1", "cinq", "501", "2,5"])
def test_what_is_no_number_of_members_comes_back_with_its_sentence(alice, group, typed):
    page = alice.submit(f"/partenariats/{group}/reglages", {"quorum": typed}, status=422)
    assert "nombre entier de 1 à 500" in page.words
    assert page.form("/reglages")["quorum"] == typed
