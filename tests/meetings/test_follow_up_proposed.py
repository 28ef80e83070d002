"""A meeting prepared while actions are open proposes to begin with them: one click, also when it is a copy of another."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.meetings.leading import press, shown
from tests.meetings.remembering import Two, first_meeting, situation


@pytest.fixture
def two(app: Flask, clock: Clock, alice: CheckedClient) -> Two:
    return first_meeting(app, clock, alice, (situation("canari-situation voir"),))


def page(two: Two) -> str:
    return two.client.get(f"/reunions/{two.second}/preparer").text


def test_what_waits_is_counted_and_one_click_puts_it_first(two: Two) -> None:
    two.prepare("reflexivite-collective")
    told = page(two)
    assert "3 actions des réunions précédentes sont encore ouvertes, dont une en retard." in told
    assert "Une question attend une réponse." in told
    assert "Une chose a été mise de côté." in told
    assert "canari" not in told
    title = shown(two.app, two.clock, two.second).title
    press(two.client, two.second, "suivi")
    meeting = shown(two.app, two.clock, two.second)
    assert [point.title for point in meeting.points][0] == "Suivi de la fois passée"
    assert meeting.points[0].minutes == 5
    assert meeting.title == title
    assert 'id="suivi"' not in page(two)


def test_it_is_proposed_before_any_guide_is_chosen(two: Two) -> None:
    two.prepare("")
    press(two.client, two.second, "suivi")
    meeting = shown(two.app, two.clock, two.second)
    assert [point.guide_id for point in meeting.points] == ["suivi-plan-action"]
    assert meeting.title == ""


def test_a_whole_follow_up_meeting_is_one_click_too(two: Two) -> None:
    two.prepare("")
    press(two.client, two.second, "guide-apres:suivi-plan-action")
    assert shown(two.app, two.clock, two.second).total == 60
    assert 'id="suivi"' not in page(two)


def test_a_copy_of_the_last_meeting_proposes_it_too(two: Two) -> None:
    made = two.client.post(f"/reunions/{two.first}/dupliquer", {})
    assert "encore ouvertes" in two.client.get(made.location or "").text


def test_a_closed_meeting_leads_to_the_next_one_of_the_same_partnership(two: Two) -> None:
    told = two.client.get(f"/reunions/{two.first}/relecture").text
    assert f"/reunions/nouvelle?partnership={two.partnership}" in told


def test_the_first_meeting_of_all_proposes_nothing(app: Flask, clock: Clock, alice: CheckedClient) -> None:
    made = alice.submit("/reunions/nouvelle", {"faire": "sans-guide"}, action="/reunions/nouvelle")
    assert 'id="suivi"' not in alice.get(made.location or "").text
