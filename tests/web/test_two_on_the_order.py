"""Two people put the ribbon in order at once: the second is told both orders, and nothing is moved twice or by surprise."""

from __future__ import annotations

import pytest

from facilitation.meetings import service
from facilitation.meetings.order import OrderChanged, as_shown, carried
from tests.meetings.leading import act, partnership, prepared, press, shown
from tests.meetings.test_team import accept, invited
from tests.web.test_two_on_choices import told
from tests.web.test_two_on_one_form import again, opened

IDS = ("aaaaaa1", "bbbbbb2", "cccccc3", "dddddd4")
TITLES = dict(zip(IDS, "ABCD", strict=True))


@pytest.fixture
def meeting(alice, bob, app, clock):
    """A meeting that Alice and Bob prepare together."""
    made = prepared(alice, expected="", partnership=partnership(app, clock))
    accept(bob, invited(alice, made, "animation"))
    return made


def titles(app, clock, meeting):
    return [one.title for one in shown(app, clock, meeting).points[0].stages]


# ------------------------------------------------------------------ the rule


def test_on_the_order_that_was_seen_or_on_a_page_that_does_not_say_the_step_moves():
    for seen in (as_shown(IDS), None, "", "x", "....", as_shown(["zzzzzz"])):
        assert carried(IDS, IDS[0], 2, titles=TITLES, seen=seen) == (IDS[1], IDS[2], IDS[0], IDS[3])


def test_on_another_order_both_are_told_where_they_differ():
    now = (IDS[0], IDS[2], IDS[1], IDS[3])
    with pytest.raises(OrderChanged) as refused:
        carried(now, IDS[3], -1, titles=TITLES, seen=as_shown(IDS))
    assert "C · B · D" in refused.value.sentence
    assert "B · D · C" in refused.value.sentence


def test_the_move_that_somebody_else_made_already_is_made_once():
    now = (IDS[0], IDS[2], IDS[1], IDS[3])
    assert carried(now, IDS[2], -1, titles=TITLES, seen=as_shown(IDS)) == now


def test_what_was_added_or_taken_away_since_is_no_other_order():
    assert carried(IDS, IDS[3], -1, titles=TITLES, seen=as_shown([IDS[0], "zzzzzz", IDS[3]]))[2] == IDS[3]


# ------------------------------------------------------------------ the pages


def test_a_step_moved_on_a_page_left_behind_shows_both_orders_and_moves_nothing(alice, bob, app, clock, meeting):
    path = f"/reunions/{meeting}/preparer"
    first, second, third, fourth = shown(app, clock, meeting).points[0].stages[:4]
    _action, his = opened(bob, path)
    press(alice, meeting, f"monter:{third.id}")
    hers = titles(app, clock, meeting)
    his["title"], his["faire"] = "Un titre", f"descendre:{second.id}"
    bob.post(path, his)  # the same two steps change places: nothing is left to do
    assert titles(app, clock, meeting) == hers
    _action, his = opened(bob, path)
    press(alice, meeting, f"monter:{third.id}")
    hers = titles(app, clock, meeting)
    his["place"], his["faire"] = "Au CPAS", f"monter:{fourth.id}"
    refused = bob.post(path, his, status=422)
    assert f"{first.title} · {second.title}" in told(refused)
    assert titles(app, clock, meeting) == hers
    back = again(refused, "/preparer")
    assert back["place"] == "Au CPAS"
    back["faire"] = f"monter:{fourth.id}"
    bob.post(path, back)
    assert titles(app, clock, meeting)[2] == fourth.title


def test_a_point_moved_on_a_page_left_behind_shows_both_orders(alice, bob, app, clock, meeting):
    path = f"/reunions/{meeting}/preparer"
    for title in ("Le budget", "Les horaires"):
        press(alice, meeting, "point", {"point-titre": title})
    points = shown(app, clock, meeting).points
    _action, his = opened(bob, path)
    press(alice, meeting, f"descendre-point:{points[0].id}")
    his["faire"] = f"monter-point:{points[2].id}"
    refused = bob.post(path, his, status=422)
    assert "Les horaires" in told(refused)
    assert [one.title for one in shown(app, clock, meeting).points][0] == "Le budget"


def test_a_step_moved_at_two_desks_shows_both_orders(alice, bob, app, clock, meeting):
    act(app, service.start, meeting_id=meeting, now=clock())
    page = f"/reunions/{meeting}/pupitre?volet=ruban"
    stages = shown(app, clock, meeting).points[0].stages
    action, hers = opened(alice, page, f"{stages[3].id}/deplacer")
    other, his = opened(bob, page, f"{stages[4].id}/deplacer")
    alice.post(action, {**hers, "pas": "-1"})
    before = titles(app, clock, meeting)
    refused = bob.post(other, {**his, "pas": "-2"}, status=422)
    assert stages[4].title in told(refused)
    assert titles(app, clock, meeting) == before
    bob.post(other, {**again(refused, f"{stages[4].id}/deplacer"), "pas": "-2"})
    assert titles(app, clock, meeting)[2] == stages[4].title
