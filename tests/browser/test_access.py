"""The lock over an open page, « back » after signing out, and another site's frame: what only a browser can tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from facilitation.database import writing
from facilitation.meetings import service
from tests.browser.conftest import Server, shown
from tests.conftest import PASSWORD, Clock

pytestmark = pytest.mark.browser
WRITTEN = "Ce que j’étais en train d’écrire"
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def running(server: Server, meeting: str, clock: Clock) -> str:
    """A meeting that has begun."""
    with server.app.app_context(), writing():
        service.start(meeting_id=meeting, now=clock())
    return meeting


def test_a_page_left_alone_is_covered_and_opened_again_with_what_was_being_written(
    server: Server, running: str, window: Callable[..., Page], clock: Clock
) -> None:
    page = window()
    wall = window(context=page.context)
    wall.goto(f"{server.url}/reunions/{running}/salle")
    page.goto(f"{server.url}/partenariats/nouveau")
    page.fill("#name", WRITTEN)
    clock.later(minutes=61)
    for one in (wall, page):
        one.evaluate(LOOK)
    lock = page.locator("dialog.lock")
    expect(lock).to_be_visible()
    expect(wall.locator("dialog.lock")).to_have_count(0)
    for _ in range(3):  # the second in a row closes a dialog whatever its page says
        page.keyboard.press("Escape")
    expect(lock).to_be_visible()
    lock.locator("input[type=password]").fill("faux faux faux")
    lock.locator("button.primary").click()
    expect(lock).to_contain_text("Ce n’est pas votre phrase")
    with server.app.app_context(), writing():
        service.forward(meeting_id=running, now=clock())
    expect(wall.locator("body")).to_contain_text(shown(server, running, clock).stages[1].step.title)
    lock.locator("input[type=password]").fill(PASSWORD)
    lock.locator("button.primary").click()
    expect(lock).to_have_count(0)
    assert page.input_value("#name") == WRITTEN
    page.locator("main form button.primary").first.click()
    expect(page.locator("h1")).to_have_text(WRITTEN)


@pytest.mark.long
def test_going_back_after_signing_out_shows_nothing(server: Server, running: str, window: Callable[..., Page]) -> None:
    page = window()
    page.goto(f"{server.url}/reunions/{running}/equipe")
    expect(page.locator("main")).to_contain_text("Nos relais")
    page.locator("header form button").click()
    page.wait_for_url("**/connexion*")
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert "Nos relais" not in page.content()
    page.goto(f"{server.url}/reunions/{running}/equipe")
    assert "/connexion" in page.url


@pytest.mark.long
def test_no_page_is_shown_inside_another(server: Server, browser: Browser, window: Callable[..., Page]) -> None:
    page = window()
    for path in ("/connexion", "/rejoindre", "/compte"):
        page.goto("about:blank")
        page.set_content(f'<iframe src="{server.url}{path}" title="pris au piège"></iframe>')
        page.wait_for_timeout(500)
        inside = page.frames[-1]
        assert inside.url.startswith("chrome-error:"), inside.url
