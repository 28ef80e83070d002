"""Sheets of paper typed in again by keyboard, keystroke by keystroke."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from facilitation.database import db, reading, writing
from facilitation.meetings.models import AnonymousAnswer, Contribution, Stage
from facilitation.paper import service as paper
from tests.browser.conftest import Server
from tests.components import axe_script
from tests.paper import world

pytestmark = pytest.mark.browser


@pytest.fixture
def server(data, clock, tmp_path, monkeypatch):
    """The house, its library with a guide of every input."""
    made = world.library(tmp_path)
    monkeypatch.setattr("facilitation.web.wiring.content_folder", lambda: made)
    server = Server(data, clock)
    yield server
    server.stop()


@pytest.fixture
def meeting(server, clock):
    """A meeting of twelve held on paper, four days ago."""
    made = world.prepared_on_paper(server.app, clock())
    clock.later(days=4)
    held = clock() - timedelta(days=4)
    with server.app.app_context(), writing():
        paper.held_on_paper(meeting_id=made, started_at=held, ended_at=held + timedelta(hours=2), now=clock())
    return made


class Keyboard:
    """The keys pressed on a page, counted. `say` presses one after another, each sign a key."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def say(self, signs):
        self.press(*("Space" if sign == " " else sign for sign in signs))


def opened(server, clock, window, meeting, step):
    """The page on which this step's sheets are typed in, its first cell ready."""
    page = window()
    stage = world.stage_of(server.app, clock(), meeting, step)
    page.goto(f"{server.url}/reunions/{meeting}/saisie/{stage}")
    expect(page.locator("#c1")).to_be_focused()
    return page, stage


def stored(server, stage, kind=Contribution):
    """The answers of this stage, and its row."""
    with server.app.app_context(), reading():
        query = select(kind).where(kind.stage_id == stage)
        rows = db.session.scalars(query.order_by(Contribution.position) if kind is Contribution else query)
        return [row.answer["places"] for row in rows], db.session.get(Stage, stage)


def test_ten_ratings_take_eleven_keys(server, clock, window, meeting):
    page, stage = opened(server, clock, window, meeting, "dix-lignes")
    keyboard = Keyboard(page)
    keyboard.say("0123n32101")
    keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("1 feuille")
    assert keyboard.count == 11
    assert keyboard.count <= 12
    answers, row = stored(server, stage, AnonymousAnswer)
    assert list(answers[0].values()) == [0, 1, 2, 3, "nsp", 3, 2, 1, 0, 1]
    assert row.sheets_typed == 1


def test_a_meeting_of_twelve_with_ten_sheets_is_typed_in_by_keyboard_alone(server, clock, window, meeting):
    page, stage = opened(server, clock, window, meeting, "se-situer")
    keyboard = Keyboard(page)
    sheets = ["01230123", "33333333", "0000000n", "nnnnnnnn", "1x1?1111", " 2 2 2 2", "10101010", "22222222", "3210 123", "0123012x"]  # fmt: skip
    for sheet in sheets:
        keyboard.say(sheet)
        keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("10 feuilles")
    assert keyboard.count == 10 * 9, "eight ratings and Enter a sheet, and no other key"
    answers, row = stored(server, stage)
    assert [len(one) for one in answers] == [8, 8, 8, 8, 6, 4, 8, 8, 7, 7]
    assert set(answers[3].values()) == {"nsp"}
    assert row.sheets_typed == 10
    assert sum(len(fields) for fields in row.sheets_unread["lines"].values()) == 3
    page.get_by_label("Feuilles distribuées").fill("12")
    page.keyboard.press("Enter")
    expect(page.locator("#told")).to_have_text("10 feuilles sur 12")
    page.goto(f"{server.url}/reunions/{meeting}/relecture")
    expect(page.locator("#document")).to_contain_text("Saisi après coup")
    assert "3 réponses illisibles" in " ".join(page.locator("#document").inner_text().split())
    page.goto(f"{server.url}/reunions/{meeting}/saisie")
    page.get_by_role("button", name="Tout est recopié").click()
    expect(page.locator("main")).to_contain_text("Il reste à relire")
    page.goto(f"{server.url}/reunions/{meeting}/clore")
    page.get_by_role("button", name="Clore").last.click()
    expect(page.locator("h1")).not_to_contain_text("Erreur")
    assert world.shown(server.app, clock(), meeting).state.value == "close"


def test_a_row_that_is_refused_comes_back_and_what_was_typed_meanwhile_waits(server, clock, window, meeting):
    page, stage = opened(server, clock, window, meeting, "consentir")
    keyboard = Keyboard(page)
    held = []
    page.route("**/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    keyboard.press("o")  # an objection asks for its words
    with page.expect_request(lambda request: request.method == "POST"):
        keyboard.press("Enter")
    keyboard.press("a")  # before the answer has come
    held.pop().continue_()
    page.unroute_all()
    expect(page.locator("#refused")).to_contain_text("Écrivez en quelques mots")
    expect(page.locator("#c1")).to_have_value("o")
    page.locator("#c2").fill("Trop tôt.")
    page.locator("#c2").press("Enter")
    expect(page.locator("#told")).to_have_text("1 feuille")
    expect(page.locator("#c1")).to_have_value("a")
    page.locator("#c1").press("Enter")
    expect(page.locator("#told")).to_have_text("2 feuilles")
    with server.app.app_context(), reading():
        rows = db.session.scalars(select(Contribution).where(Contribution.stage_id == stage)).all()
    assert {row.answer["words"] for row in rows} == {"", "Trop tôt."}


def test_a_row_half_typed_is_there_after_a_reload(server, clock, window, meeting):
    page, _stage = opened(server, clock, window, meeting, "se-situer")
    with page.expect_response("**/brouillons"):
        Keyboard(page).say("012x")
    page.reload()
    assert [page.locator(f"#c{rank}").input_value() for rank in range(1, 6)] == ["0", "1", "2", "x", ""]
    expect(page.locator("#c5")).to_be_focused()


def test_a_key_that_serves_nothing_is_told_and_an_empty_row_is_not_saved(server, clock, window, meeting):
    page, stage = opened(server, clock, window, meeting, "se-situer")
    page.keyboard.press("7")
    expect(page.locator("#say")).to_contain_text("ne sert pas ici")
    expect(page.locator("#c1")).to_have_value("")
    page.keyboard.press("Enter")
    expect(page.locator("#say")).to_contain_text("Rien n’est tapé")
    assert stored(server, stage)[1].sheets_typed == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_paper_hold_in_a_narrow_window_and_satisfy_axe(server, clock, window, meeting, width):
    page, stage = opened(server, clock, window, meeting, "se-situer")
    page.keyboard.press("2")
    page.set_viewport_size({"width": width, "height": 800})
    for address in (f"/saisie/{stage}", "/saisie", "/kit", "/kit/feuilles"):
        page.goto(f"{server.url}/reunions/{meeting}{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        page.evaluate(axe_script().read_text())
        found = page.evaluate(
            "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).slice(0, 3)))"
        )
        assert not found, f"{address}: {found}"
