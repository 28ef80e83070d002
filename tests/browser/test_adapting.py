"""A facilitator adapts a guide in the page, corrects what is said beside a field, and prepares a meeting with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from facilitation import create_app, database
from facilitation.settings import Settings
from tests.browser import screenshots, worlds
from tests.browser.holders import cookie

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def window(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A phone's window, on a house with one account."""
    app = create_app(Settings(data=tmp_path, testing=True), lambda: worlds.NOW)
    database.upgrade(app, tmp_path, now=worlds.NOW)
    world = worlds.empty(app)
    with screenshots.serving(app) as address:
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-BE", base_url=address)
        name, value = cookie(app, world.account)
        context.add_cookies([{"name": name, "value": value, "url": address}])
        yield context.new_page()
        context.close()
    with app.app_context():
        database.db.engine.dispose()


def test_a_guide_is_duplicated_changed_corrected_and_used(window: Page) -> None:
    window.goto("/bibliotheque/place-usager")
    window.get_by_role("button", name="Dupliquer et adapter").click()
    window.get_by_label("Titre", exact=True).first.fill("Notre place, à nous")
    step = window.locator("#etapes-2")
    step.locator("summary").first.click()
    step.get_by_label("Minutes", exact=True).fill("dix")
    step.get_by_role("button", name="Enregistrer").click()
    assert "1 point à corriger" in window.get_by_role("status").first.inner_text()
    step = window.locator("#etapes-2")
    field = step.get_by_label("Minutes", exact=True)
    assert field.is_visible(), "the step that was saved is open again"
    assert "attend un nombre entier" in window.locator(f"#{field.get_attribute('id')}-error").inner_text()
    field.fill("12")
    field.press("Enter")  # saves, as the first button does
    assert "Enregistré. Ce guide est prêt." in window.get_by_role("status").first.inner_text()
    window.get_by_role("link", name="Utiliser ce guide").click()
    assert "Notre place, à nous" in window.locator("main").inner_text()


def test_a_step_is_moved_and_added_by_keyboard_alone(window: Page) -> None:
    window.goto("/bibliotheque/place-usager")
    window.get_by_role("button", name="Dupliquer et adapter").press("Enter")
    second = window.locator("#etapes-1 summary").first
    title = second.inner_text().partition(".")[2].strip()
    second.press("Enter")
    window.locator("#etapes-1").get_by_role("button", name="Monter").press("Enter")
    first = window.locator("#etapes-0")
    assert first.get_attribute("open") is not None
    assert first.locator("summary").first.inner_text().partition(".")[2].strip() == title
    window.get_by_label("Laquelle").select_option(label="Module : Pause et copie des feuilles")
    window.get_by_role("button", name="Ajouter cette étape").press("Enter")
    assert "Pause" in window.locator("details[open] summary").first.inner_text()
