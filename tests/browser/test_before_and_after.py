"""What the pages before and after a meeting gain from their scripts; `tests/meetings` leads the same pages without any."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from facilitation.database import writing
from facilitation.meetings import service
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from tests.browser.conftest import shown
from tests.meetings.leading import account_in

pytestmark = pytest.mark.browser


def steps(page):
    """The steps of the ribbon, as the page lists them."""
    return [text.split(". ", 1)[-1] for text in page.locator("[data-stage] th > span:first-child").all_inner_texts()]


def test_arrow_keys_carry_a_step_and_the_focus_goes_with_it(page, server, meeting, clock):
    before = steps(page)
    page.get_by_label("Descendre l’étape 1", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-stage] th").nth(1)).to_contain_text(before[0])
    expect(page.get_by_label("Descendre l’étape 2", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-stage] th").nth(2)).to_contain_text(before[0])
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-stage] th").nth(1)).to_contain_text(before[0])
    assert [stage.title for stage in shown(server, meeting, clock).stages][1] == before[0]


def test_dragging_is_a_twin_of_the_buttons(page):
    before = steps(page)
    rows = page.locator("[data-stage]")
    rows.nth(0).locator("th").drag_to(rows.nth(3).locator("th"))
    expect(page.locator("[data-stage] th").nth(3)).to_contain_text(before[0])
    assert steps(page)[:4] == [*before[1:4], before[0]]


def test_the_sum_follows_the_minutes_and_the_people_while_nothing_typed_is_touched(page):
    page.get_by_label("Si elle n’avait pas lieu").fill("À moitié écr")
    total = page.locator("#somme strong").first.inner_text()
    page.get_by_label("Minutes de l’étape 1", exact=True).fill("30")
    page.get_by_label("Minutes de l’étape 1", exact=True).blur()
    expect(page.locator("#somme strong").first).not_to_have_text(total)
    longer = page.locator("#somme strong").first.inner_text()
    page.get_by_label("Nombre de personnes").fill("12")
    page.get_by_label("Nombre de personnes").blur()
    expect(page.locator("#somme strong").first).not_to_have_text(longer)
    expect(page.get_by_label("Si elle n’avait pas lieu")).to_have_value("À moitié écr")
    expect(page.locator("#compte")).to_contain_text("12 personnes attendues")


def test_an_optional_step_is_left_out_without_leaving_the_page(page):
    page.get_by_label("Si elle n’avait pas lieu").fill("Je reste là")
    link = page.get_by_role("button", name=re.compile("Laisser de côté")).first
    link.click()
    expect(page.get_by_role("button", name=re.compile("^Prendre"))).to_be_visible()
    expect(page.get_by_label("Si elle n’avait pas lieu")).to_have_value("Je reste là")


def test_a_half_typed_day_is_left_in_peace_until_it_is_sent(page):
    page.get_by_label("Jour").fill("31 février")
    page.get_by_label("Nombre de personnes").fill("7")
    page.get_by_label("Nombre de personnes").blur()
    page.wait_for_timeout(600)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Commencer la réunion").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Jour")).to_have_value("31 février")


def test_a_line_that_is_ticked_is_noted_at_once(server, meeting, clock, window):
    with server.app.app_context(), writing():
        service.start(meeting_id=meeting, now=clock())
        for text in ("La première", "La seconde"):
            outcomes.capture(
                meeting_id=meeting,
                stage_id=None,
                kind=OutcomeKind.DECISION,
                text=text,
                account_id=account_in("Alice"),
                now=clock(),
            )
        service.end(meeting_id=meeting, now=clock())
    page = window()
    page.goto(f"{server.url}/reunions/{meeting}/relecture")
    expect(page.get_by_role("button", name="Noter ce qui a été lu")).to_be_hidden()
    page.get_by_label("Lu : D1").check()
    expect(page.locator("#emporter")).to_contain_text("Il reste une ligne à lire")
    page.reload()
    expect(page.get_by_label("Lu : D1")).to_be_checked()
    expect(page.get_by_label("Lu : D2")).not_to_be_checked()
