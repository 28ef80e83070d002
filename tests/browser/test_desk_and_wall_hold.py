"""What a page must hold at the sizes where it is used: fifteen lines of follow-up on a wall, and the line that undoes at the desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from facilitation.activities.base import Fields
from facilitation.database import reading, writing
from facilitation.meetings import service
from facilitation.partnerships import service as partnerships
from facilitation.web.context import catalogue
from tests.browser.conftest import LAPTOP, WALL
from tests.browser.test_meeting import desk, meeting  # noqa: F401 - the fixtures
from tests.browser.worlds_room import MOST, Maker
from tests.meetings.leading import PEOPLE, account_in

pytestmark = pytest.mark.browser
SIZES = (WALL, {"width": 1920, "height": 950}, LAPTOP, {"width": 1366, "height": 768})
SAID = (("fait", ""), ("bloque", "Personne ne sait qui décide, et la direction n’a pas répondu à notre courrier."))


@pytest.fixture(params=[0, MOST], ids=["nothing said", "all said"])
def followed(request, server, clock):
    """A meeting at its list of fifteen actions, before and after the group has seen them all."""
    with server.app.app_context():
        with writing():
            alice, settings = account_in("Alice"), partnerships.Settings(name="Réseau du Val")
            group = partnerships.create(account_id=alice, settings=settings, now=clock())
            partnerships.add_members(partnership_id=group, lines=PEOPLE)
        maker = Maker(alice, group, catalogue(), clock())
        maker.promised("Les retours à domicile", 3, MOST, closed=True)
        with writing():
            made = maker.prepared("Où en sommes-nous ?", "suivi-plan-action")
        stage = maker.stage(made, step="actions")
        maker.led_to(made, stage)
        with reading():
            rows = service.room_page(meeting_id=made, now=clock()).summary.rows
        assert len(rows) == MOST
        for place, row in enumerate(rows[: request.param]):
            status, note = SAID[place % 2]
            told = Fields({row.number: status, f"{row.number}.note": note})
            with writing():
                service.answer(meeting_id=made, stage_id=stage.id, formdata=told, revealed=True, now=clock())
    return made


MEASURE = """() => {
  const px = [...document.querySelectorAll(".followed :is(p, span, strong)")].map((one) => parseFloat(getComputedStyle(one).fontSize));
  const last = [...document.querySelectorAll(".followed li")].at(-1).getBoundingClientRect();
  const root = document.scrollingElement;
  return { least: Math.min(...px), below: root.scrollHeight - innerHeight, aside: root.scrollWidth - innerWidth, end: last.bottom };
}"""


@pytest.mark.parametrize("where", ["salle", "un-seul-ecran"])
def test_fifteen_lines_of_follow_up_hold_on_one_screen(server, followed, window, where):
    page = window()
    for size in SIZES:
        page.set_viewport_size(size)
        page.goto(f"{server.url}/reunions/{followed}/{where}")
        found = page.evaluate(MEASURE)
        assert (found["below"], found["aside"]) == (0, 0), (size, found)
        assert found["end"] < size["height"]
        assert found["least"] >= 22 * size["width"] / 1920, (size, found)


def test_the_line_that_undoes_covers_nothing_of_the_step(desk):  # noqa: F811
    for size in (LAPTOP, WALL):
        desk.set_viewport_size(size)
        desk.locator("#capture-text").fill("Appeler la veille.")
        desk.locator(".tabs label", has_text="Décision").click()
        desk.locator(".capture").get_by_role("button", name="Noter", exact=True).click()
        line = desk.locator(".undo")
        expect(line).to_be_visible()
        step, undo = desk.locator(".desk-room").bounding_box(), line.bounding_box()
        assert step["y"] + step["height"] <= undo["y"] + 1
        assert desk.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


def test_another_step_is_read_from_its_top_and_the_same_one_where_it_was(desk):  # noqa: F811
    desk.set_viewport_size({"width": 1280, "height": 600})
    scrolled = (
        "() => { const room = document.querySelector('.desk-room'); room.scrollTop = 90; return room.scrollTop; }"
    )
    assert desk.evaluate(scrolled) == 90
    desk.get_by_role("button", name="+ 2 minutes").click()
    expect(desk.locator(".undo")).to_contain_text("2 minutes de plus")
    assert desk.evaluate("document.querySelector('.desk-room').scrollTop") == 90
    desk.locator("[data-key=ArrowRight]").click()
    expect(desk.locator("h1")).to_have_text("Le moment, tel qu’il s’est passé")
    assert desk.evaluate("document.querySelector('.desk-room').scrollTop") == 0


@pytest.mark.parametrize("followed", [0], indirect=True)
def test_what_a_postponement_still_asks_is_one_click_away(server, followed, window):
    page = window()
    page.goto(f"{server.url}/reunions/{followed}/pupitre")
    page.locator(".matter[open]").get_by_role("button", name="Reporté").last.click()
    page.get_by_role("alert").get_by_role("link", name="Donnez la nouvelle date").click()
    field = page.locator(".matter[open] [id$=-date]")
    expect(field).to_be_in_viewport()
    expect(field).to_have_attribute("aria-invalid", "true")
