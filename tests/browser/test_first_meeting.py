"""Somebody who has never seen the tool: how many actions to a running step, and the whole way, sign-in to minutes, without a mouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from facilitation import create_app, database
from facilitation.accounts import passwords
from facilitation.accounts import service as accounts
from facilitation.database import reading, writing
from facilitation.meetings import service
from facilitation.settings import Settings
from tests.browser.conftest import LAPTOP, Server
from tests.conftest import PASSWORD, Clock

pytestmark = pytest.mark.browser
EMAIL = "alice@val.test"
GUIDE = "Réflexivité collective"
MOST = 12
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return null;
    const label = at.labels && at.labels.length ? at.labels[0].innerText : "";
    return (at.getAttribute("aria-label") || label || at.innerText || at.value || at.id || at.tagName).trim();
}"""


@pytest.fixture
def morning(tmp_path: Path, clock: Clock) -> Iterator[Server]:
    """An empty database with one account, served."""
    app = create_app(Settings(data=tmp_path, limits=False), clock)
    database.upgrade(app, tmp_path, now=clock())
    with app.app_context():
        with writing():
            hashed = passwords.hashed(PASSWORD)
            accounts.create_account(name="Alice Lambert", email=EMAIL, password_hash=hashed, now=clock())
        database.db.engine.dispose()
    server = Server(tmp_path, clock)
    yield server
    server.stop()


@pytest.fixture
def page(browser: Browser, morning: Server) -> Iterator[Page]:
    """A browser that nobody is signed in with."""
    context = browser.new_context(viewport=LAPTOP, locale="fr-BE", accept_downloads=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(morning.url)
    yield page
    context.close()
    assert not errors, "\n".join(errors)


# ------------------------------------------------------------------ at most twelve actions


class Hand:
    """Clicks and fills, and counts: an action is a click, a key outside a field, or a field filled."""

    def __init__(self) -> None:
        self.actions: list[str] = []

    def click(self, what: Locator) -> None:
        """One click."""
        self.actions.append(f"clic sur « {what.inner_text().splitlines()[0]} »")
        what.click()

    def fill(self, what: Locator, text: str, told: str) -> None:
        """One field filled."""
        self.actions.append(f"champ « {told} »")
        what.fill(text)


def test_a_newcomer_reaches_a_running_step_in_at_most_twelve_actions(page, morning, clock, capsys):
    hand = Hand()
    hand.fill(page.get_by_label("Adresse"), EMAIL, "Adresse électronique")
    hand.fill(page.locator("#password"), PASSWORD, "Phrase de passe")
    hand.click(page.get_by_role("button", name="Se connecter"))
    hand.click(page.get_by_role("link", name="Préparer une première réunion"))
    hand.click(page.locator(".choice").nth(1))  # a project: the guide is then the first one proposed
    hand.fill(page.get_by_label("Nombre de personnes"), "6", "Nombre de personnes")
    hand.fill(page.get_by_label("Temps disponible, en minutes"), "90", "Temps disponible")
    hand.click(page.get_by_role("button", name="Proposer des guides"))
    card = page.locator(".cards > li", has_text=GUIDE)
    hand.click(card.get_by_role("button", name=re.compile("^Utiliser")))
    hand.click(page.get_by_role("button", name="Commencer la réunion"))
    expect(page.locator("h1")).to_have_text("Accueil, cadre et accord")
    with capsys.disabled():
        print(f"\n{len(hand.actions)} actions :", *hand.actions, sep="\n  ")  # noqa: T201
    assert len(hand.actions) <= MOST
    with morning.app.app_context(), reading():
        meeting = service.meeting_shown(meeting_id=meeting_in(page), now=clock())
    assert meeting.current is not None
    assert [point.guide_id for point in meeting.points] == ["reflexivite-collective"]


def meeting_in(page: Page) -> str:
    """The id of the meeting that this page is about."""
    return page.url.split("/reunions/")[1].split("/")[0]


# ------------------------------------------------------------------ the keyboard alone


class Keys:
    """Presses keys, and knows where the focus is."""

    def __init__(self, page: Page) -> None:
        self.page, self.board = page, page.keyboard

    @property
    def at(self) -> str | None:
        """What has the focus, by its name; None when nothing has."""
        found: str | None = self.page.evaluate(FOCUSED)
        return found

    def to(self, name: str, *, most: int = 200) -> None:
        """Go forward with Tab until what bears this name has the focus."""
        for _press in range(most):
            if (self.at or "").startswith(name):
                return
            self.board.press("Tab")
        raise AssertionError(f"« {name} » cannot be reached: the focus is at « {self.at} » of {self.page.url}")

    def type(self, name: str, text: str) -> None:
        """Go to this field and type over what is in it."""
        self.to(name)
        self.board.press("ControlOrMeta+a")
        self.board.type(text)

    def use(self, name: str, key: str = "Enter") -> None:
        """Go to this and press it."""
        self.to(name)
        self.board.press(key)

    def gesture(self, key: str, then: Locator, text: str | re.Pattern[str]) -> None:
        """Press a key of the desk; the page says `text`, and the focus is somewhere."""
        self.board.press(key)
        expect(then).to_contain_text(text)
        self.page.wait_for_load_state()
        self.page.wait_for_timeout(300)  # a browser goes to the address's fragment after the page is there
        assert self.at is not None, f"the focus is lost after {key}, at « {text} »"


def test_from_sign_in_to_the_minutes_without_a_mouse(page, morning, clock, tmp_path):
    keys, title = Keys(page), page.locator("h1")
    keys.type("Adresse", EMAIL)
    keys.type("Phrase de passe", PASSWORD)
    keys.board.press("Enter")
    expect(title).to_have_text("Ce qui vient")
    keys.use("Préparer une première réunion")
    expect(title).to_have_text("Nouvelle réunion")
    keys.type("Nombre de personnes", "6")
    keys.type("Temps disponible, en minutes", "90")
    keys.board.press("Enter")
    expect(page).to_have_url(re.compile("expected=6"))
    for _press in range(200):
        if GUIDE in page.evaluate("document.activeElement.closest('li')?.innerText || ''"):
            break
        keys.board.press("Tab")
    keys.use("Utiliser")
    expect(title).to_have_text("Préparer la réunion")
    keys.type("Titre de la réunion", "Nos relais")
    keys.use("Commencer la réunion")
    expect(title).to_have_text("Accueil, cadre et accord")

    # An answer: a choice with arrows, a text, the button with Space.
    keys.to("Oui")
    keys.board.press("ArrowDown")
    keys.board.press("ArrowUp")
    keys.to("Garder")
    keys.gesture("Space", page.locator(".notes").first, "Oui")

    with morning.app.app_context(), reading():
        stages = service.meeting_shown(meeting_id=meeting_in(page), now=clock()).stages
    titles = [one.title for one in stages if one.taken]
    away(page)
    for number, following in enumerate(titles[1:], start=1):
        keys.gesture("ArrowRight", title, following)
        if number == 2:  # no mouse between: what a key did leaves the other keys to the desk
            keys.gesture("Space", page.locator(".desk-head"), "minuteur suspendu")
            keys.gesture("Space", page.locator("footer"), "Suspendre le minuteur")
            keys.gesture("ArrowLeft", title, titles[1])
            keys.gesture("ArrowRight", title, titles[2])
            keys.gesture("m", page.locator(".desk-room"), "écran de salle est neutre")
            keys.gesture("m", page.locator(".desk-room"), "Écran neutre")
        if following == "Ce que nous décidons":
            noted(keys, "d", "Appeler la veille du rendez-vous.")
            away(page)
    away(page)
    noted(keys, "a", "Écrire le texte de l’appel.")
    keys.use("Terminer la réunion et relire")
    expect(title).to_have_text("La réunion est terminée")
    keys.use("Relire ce qui partira")
    expect(title).to_have_text("Relecture")
    with page.expect_download() as taken:
        keys.use("Télécharger le PV")
    saved = tmp_path / "pv.docx"
    taken.value.save_as(saved)
    words = "\n".join(paragraph.text for paragraph in Document(str(saved)).paragraphs)
    assert "Appeler la veille du rendez-vous." in words


def away(page: Page) -> None:
    """As after reading: no field and no button has the focus, and letters and Space are the desk's."""
    page.evaluate("document.activeElement.blur()")


def noted(keys: Keys, letter: str, text: str) -> None:
    """Capture a line with its letter."""
    away(keys.page)
    keys.board.press(letter)
    keys.board.type(text)
    keys.gesture("Enter", keys.page.locator(".noted"), text)
