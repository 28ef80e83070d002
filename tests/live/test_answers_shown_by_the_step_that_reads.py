"""Unsigned answers on a scale, in a guide of the library: they stay closed while the step runs, and the step that reads them shows them to the room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from facilitation.database import writing
from facilitation.guides.catalogue import Catalogue
from facilitation.meetings import service as meetings
from facilitation.meetings.shown import NewMeeting
from facilitation.web.context import catalogue
from tests.checked import CheckedClient, Page, fields_of, flat, inner
from tests.conftest import Clock
from tests.live.rooms import Room
from tests.meetings.leading import account, shown

NAMES = ("Odile", "Paul", "Rose", "Samir", "Tine")
SHOW = "Montrer ces réponses à la salle"


@pytest.fixture
def room(app: Flask, clock: Clock) -> Room:
    """A meeting of six on the place of the person, at the step where each one says the place lived and the place wanted."""
    with app.app_context():
        return led(app, clock, catalogue())


def led(app: Flask, clock: Clock, served: Catalogue) -> Room:
    """This meeting, with the guide as this library has it."""
    owner = account(app)
    with app.app_context(), writing():
        new = NewMeeting(title="Sa place", expected=6, starts_at=clock())
        meeting = meetings.prepare(account_id=owner, new=new, now=clock())
        meetings.use_guide(meeting_id=meeting, guide_id="place-usager", catalogue=served, now=clock())
        meetings.open_meeting(meeting_id=meeting, now=clock())
        meetings.start(meeting_id=meeting, now=clock())
    stages = {one.step.id: one.id for one in shown(app, clock, meeting).stages}
    made = Room(app, clock, meeting, stages)
    made.at("place")
    return made


def placed(room: Room, count: int) -> None:
    for name in NAMES[:count]:
        room.send("place", name, **{"situation.vecu": "1", "situation.vise": "4"})


def offered(page: Page) -> bool:
    """Whether the desk has the button; its briefing names it too."""
    return any(flat(inner(button)) == SHOW for button in page.tree.iter("button"))


def hidden(page: Page, action: str) -> MultiDict[str, str]:
    """All that the form to this action sends: each answer by its id."""
    form = next(one for one in page.tree.iter("form") if (one.get("action") or "").split("?")[0].endswith(action))
    return MultiDict(list(fields_of(form)))


def test_one_gesture_in_the_step_that_reads_shows_the_answers_to_the_room(room: Room, alice: CheckedClient) -> None:
    desk, wall = (f"/reunions/{room.meeting}/{page}" for page in ("pupitre", "salle"))
    placed(room, 5)
    assert not offered(alice.get(desk))
    room.at("ecart")
    assert "place vécue" not in alice.get(wall).words
    page = alice.get(desk)
    assert offered(page)
    alice.post(page.target(f"{room.stages['place']}/montrer"), page.form(f"{room.stages['place']}/montrer"))
    assert "La salle voit ces réponses" in alice.get(desk).words
    for seen in (alice.get(wall), room.phone("Odile").get(room.address)):
        assert "Dans sa propre situation, place souhaitée" in seen.words
    shown_now = alice.get(desk)
    alice.post(
        shown_now.target(f"{room.stages['place']}/masquer"), hidden(shown_now, f"{room.stages['place']}/masquer")
    )
    assert offered(alice.get(desk))
    assert "place souhaitée" not in alice.get(wall).words


def test_under_five_there_is_nothing_to_show(room: Room, alice: CheckedClient) -> None:
    placed(room, 4)
    room.at("ecart")
    assert not offered(alice.get(f"/reunions/{room.meeting}/pupitre"))


def test_of_two_steps_with_the_same_title_each_is_shown_by_its_own_button(
    app: Flask, clock: Clock, alice: CheckedClient
) -> None:
    with app.app_context():
        served = catalogue()
    guide = served.guides["place-usager"]
    again = guide.step("place").model_copy(update={"id": "encore"})
    reads = guide.step("ecart").model_copy(update={"inputs": ("place", "encore")})
    steps = [reads if one.id == "ecart" else one for one in guide.steps]
    steps.insert([one.id for one in steps].index("ecart"), again)
    changed = guide.model_copy(update={"steps": tuple(steps), "variants": ()})
    room = led(app, clock, replace(served, guides={**served.guides, guide.id: changed}))
    placed(room, 5)
    room.at("encore")
    for name in NAMES:
        room.send("encore", name, **{"situation.vecu": "2", "situation.vise": "3"})
    room.at("ecart")
    page = alice.get(f"/reunions/{room.meeting}/pupitre")
    actions = [form.get("action", "") for form in page.tree.iter("form")]
    assert sum(f"{room.stages['place']}/montrer" in one for one in actions) == 1
    assert sum(f"{room.stages['encore']}/montrer" in one for one in actions) == 1
