"""The desk's browser dies while the wifi is away, and is opened again ten minutes later (S94)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_meeting import NEXT, desk, look_at, meeting  # noqa: F401 - the fixtures

pytestmark = pytest.mark.browser


def test_after_a_crash_and_ten_minutes_without_wifi_the_desk_is_at_its_step_with_its_draft_and_its_time(
    server,
    clock,
    window,
    desk,  # noqa: F811 - the fixture
):
    desk.locator(NEXT).click()
    look_at(desk, "Le moment, tel qu’il s’est passé")
    before = server_time(desk)
    desk.locator("[id='rep-quand']").fill("Mardi")
    desk.locator("#private-note").fill("Laisser B. finir.")
    expect(desk.locator("#ecrire [data-state]")).to_have_text("Enregistré")
    expect(desk.locator(".desk-private [data-state]")).to_have_text("Enregistré")
    desk.context.set_offline(True)
    desk.locator("[id='rep-quand']").fill("Mardi, vers dix heures")
    expect(desk.locator("#ecrire [data-state]")).to_contain_text("Pas encore enregistré")
    where = desk.url
    desk.context.close()  # the browser is gone, and what it had not sent with it: it had said so

    clock.later(minutes=10)
    again = window()
    again.goto(where)
    look_at(again, "Le moment, tel qu’il s’est passé")
    expect(again.locator("[id='rep-quand']")).to_have_value("Mardi")
    expect(again.locator("#private-note")).to_have_value("Laisser B. finir.")
    assert 600 <= server_time(again) - before < 605


def server_time(page) -> int:
    """The seconds that this step has lasted, as the server says."""
    found = re.fullmatch(r"\d+", page.locator("[data-timer]").first.get_attribute("data-elapsed") or "")
    assert found
    return int(found[0])
