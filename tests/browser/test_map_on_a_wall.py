"""The map of drifts where it is read: fourteen rows and their proposals on one screen, knots that are told apart, a phone without sideways scroll."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from facilitation.activities.base import Fields
from facilitation.database import reading, writing
from facilitation.meetings import service
from facilitation.meetings.shown import NewMeeting
from facilitation.web.context import catalogue
from tests.browser.conftest import LAPTOP, WALL, Server
from tests.conftest import Clock
from tests.meetings.leading import account_in

pytestmark = [pytest.mark.browser, pytest.mark.long]
SIZES = (WALL, LAPTOP, {"width": 1366, "height": 768}, {"width": 1280, "height": 720})
DRIFTS = [f"d{number:02}" for number in (*range(1, 13), 18)]
MEASURE = """() => {
  const px = [...document.querySelectorAll(".drifts :is(th, td, span, strong), .proposed")].map((one) => parseFloat(getComputedStyle(one).fontSize));
  const knots = [...document.querySelectorAll(".drifts :is(circle, rect)")].map((one) => one.getBoundingClientRect().width);
  const root = document.scrollingElement;
  return { rows: document.querySelectorAll(".drifts tbody tr").length, least: Math.min(...px), knot: Math.min(...knots),
    below: root.scrollHeight - innerHeight, aside: root.scrollWidth - innerWidth };
}"""


@pytest.fixture(params=[9, 15], ids=["nine people", "fifteen people"])
def read(request: pytest.FixtureRequest, server: Server, clock: Clock) -> str:
    """A meeting whose room reads its map: thirteen drifts and one that the group named."""

    def do(gesture: Any, **told: Any) -> None:
        with server.app.app_context(), writing():
            gesture(meeting_id=made, now=clock(), **told)

    with server.app.app_context(), writing():
        new = NewMeeting(title="Nos dérives", expected=request.param, starts_at=clock())
        made = service.prepare(account_id=account_in("Alice"), new=new, now=clock())
        guide = "analyse-derives-partenariat"
        service.use_guide(meeting_id=made, guide_id=guide, catalogue=catalogue(), now=clock())
    do(service.open_meeting)
    do(service.start)
    with server.app.app_context(), reading():
        stages = {one.step.id: one.id for one in service.meeting_shown(meeting_id=made, now=clock()).stages}
    rated = stages["se-situer"]
    do(service.go_to, stage_id=rated)
    do(service.direct, stage_id=rated, formdata=Fields(geste="nommer", titre="La réunion d’avant la réunion"))
    for person in range(request.param):
        places = {
            f"{name}.{asked}": str((person * (row % 4 + 1) + row) % 4 if row else 0)
            for row, name in enumerate((*DRIFTS, "ajout"))
            for asked in ("presence", "gravite")
        }
        do(service.answer, stage_id=rated, formdata=Fields(places))
    do(service.go_to, stage_id=stages["carte"])
    do(service.reveal, stage_id=rated)
    return made


@pytest.mark.parametrize("where", ["salle", "un-seul-ecran"])
def test_the_whole_map_holds_on_one_screen(server: Server, read: str, window: Callable[..., Page], where: str) -> None:
    page = window()
    for size in SIZES:
        page.set_viewport_size(size)
        page.goto(f"{server.url}/reunions/{read}/{where}")
        found = page.evaluate(MEASURE)
        assert found["rows"] == 14
        assert (found["below"], found["aside"]) == (0, 0), (size, found)
        assert found["least"] >= 22 * size["width"] / 1920, (size, found)
        assert found["knot"] >= 8 * size["width"] / 1920, (size, found)


@pytest.mark.parametrize("width", [320, 360, 768])
def test_the_map_holds_on_a_narrow_page(server: Server, read: str, window: Callable[..., Page], width: int) -> None:
    page = window()
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{server.url}/reunions/{read}/salle")
    found = page.evaluate(MEASURE)
    assert (found["rows"], found["aside"]) == (14, 0)
