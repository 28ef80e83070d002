"""The page of preparation saves itself while one types: it neither fights with itself nor overwrites what another window named meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import shown

pytestmark = pytest.mark.browser


def saved_by_itself(page, people):
    """Change the number of people, which saves the page without leaving it."""
    with page.expect_response(lambda answer: answer.request.method == "GET" and "/preparer" in answer.url):
        page.locator("[name=expected]").fill(people)
        page.locator("[name=expected]").blur()
    expect(page.locator("#compte")).to_contain_text(people)


def save(page):
    page.locator(".sum").get_by_role("button", name="Enregistrer").click()
    page.wait_for_load_state()


def test_what_one_typed_and_typed_again_is_no_conflict(page, server, meeting, clock):
    for place, name in enumerate(("Karim", "Karim Haddad", "")):
        page.locator("[name=secretary]").fill(name)
        saved_by_itself(page, str(7 + place))
        assert shown(server, meeting, clock).secretary == name
    page.locator("[name=secretary]").fill("Sophie")
    save(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert shown(server, meeting, clock).secretary == "Sophie"


def test_what_another_window_named_is_shown_here_and_kept(page, server, meeting, clock, window):
    other = window(context=page.context)
    other.goto(page.url)
    other.locator("[name=secretary]").fill("Carole Marchal")
    save(other)
    saved_by_itself(page, "8")
    expect(page.locator("[name=secretary]")).to_have_value("Carole Marchal")
    save(page)
    assert shown(server, meeting, clock).secretary == "Carole Marchal"


def test_coming_back_to_a_page_of_before_overwrites_nothing(page, server, meeting, clock, window):
    page.locator("[name=secretary]").fill("Karim")
    save(page)
    expect(page.get_by_role("status").first).to_contain_text("enregistrée")
    page.goto(f"{server.url}/reunions")
    other = window(context=page.context)
    other.goto(f"{server.url}/reunions/{meeting}/preparer")
    other.locator("[name=secretary]").fill("Carole Marchal")
    save(other)
    for people in ("8", "9"):
        page.go_back()
        page.wait_for_load_state()
        saved_by_itself(page, people)
        save(page)
        assert shown(server, meeting, clock).secretary == "Carole Marchal"


def test_minutes_typed_twice_are_no_conflict(page, server, meeting, clock):
    field = page.locator("[id^=minutes-]").first
    for minutes in (12, 17, 9):
        with page.expect_response(lambda answer: answer.request.method == "GET" and "/preparer" in answer.url):
            field.fill(str(minutes))
            page.locator("[id^=minutes-]").nth(1).focus()
        expect(page.locator("#somme")).to_be_visible()
    save(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert shown(server, meeting, clock).stages[0].minutes == 9
