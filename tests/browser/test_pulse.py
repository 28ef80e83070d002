"""The desk and the room follow a meeting that others write in, and touch nothing that somebody has under the fingers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from facilitation.activities.base import Fields
from facilitation.database import reading, writing
from facilitation.live.hub import hub_of
from facilitation.meetings import service
from facilitation.meetings.shown import NewMeeting
from facilitation.web.context import catalogue
from tests.conftest import phone_of
from tests.meetings.leading import GUIDE, account_in

pytestmark = pytest.mark.browser


@pytest.fixture
def meeting(server, clock):
    """A meeting that runs, at the step of the cards."""
    with server.app.app_context():
        with writing():
            new = NewMeeting(title="Notre façon de travailler", expected=6, starts_at=clock())
            made = service.prepare(account_id=account_in("Alice"), new=new, now=clock())
            service.use_guide(meeting_id=made, guide_id=GUIDE, catalogue=catalogue(), now=clock())
        with writing():
            service.start(meeting_id=made, now=clock())
        with writing():
            service.go_to(meeting_id=made, stage_id=stage(made, "hypotheses", clock()), now=clock())
    return made


def stage(meeting, step, now):
    shown = service.meeting_shown(meeting_id=meeting, now=now)
    return next(one.id for one in shown.stages if one.step.id == step)


def said(server, clock, meeting, text, **how):
    """Somebody else writes a card."""
    with server.app.app_context():
        with reading():
            here = stage(meeting, "hypotheses", clock())
        with writing():
            service.answer(meeting_id=meeting, stage_id=here, formdata=Fields(texte=text), now=clock(), **how)


def test_what_others_write_appears_at_the_desk_around_what_is_being_written(server, clock, meeting, window):
    desk = window()
    desk.goto(f"{server.url}/reunions/{meeting}/pupitre")
    desk.locator("[id='rep-texte']").fill("une phrase en cours")
    said(server, clock, meeting, "Vu d'un téléphone.")
    waiting = desk.locator("#waiting")
    expect(waiting).to_contain_text("Vu d'un téléphone.")
    expect(desk.locator("[id='rep-texte']")).to_have_value("une phrase en cours")
    expect(desk.locator("[id='rep-texte']")).to_be_focused()
    expect(desk.locator("[data-moved]")).to_be_hidden()

    # A card that is ticked stays so, and the very same box, while others come.
    box = waiting.get_by_role("checkbox").first
    box.check()
    box.evaluate("box => { window.held = box; }")
    said(server, clock, meeting, "Un deuxième mot.")
    expect(waiting).to_contain_text("Un deuxième mot.")
    expect(waiting.get_by_role("checkbox")).to_have_count(2)
    expect(box).to_be_checked()
    assert desk.evaluate("window.held.isConnected && document.activeElement === window.held")
    new_title = waiting.get_by_label("Un titre que la salle choisit")
    new_title.fill("Nos relais")
    said(server, clock, meeting, "Un troisième mot.")
    expect(waiting.get_by_role("checkbox")).to_have_count(3)
    expect(new_title).to_have_value("Nos relais")
    expect(new_title).to_be_focused()
    ids = desk.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.getAttribute('id'))")
    assert len(ids) == len(set(ids))


def test_a_quiet_stop_reaches_the_desk_by_itself(server, clock, meeting, window):
    desk = window()
    desk.goto(f"{server.url}/reunions/{meeting}/pupitre")
    desk.locator("[id='rep-texte']").fill("une phrase en cours")
    phone = phone_of(server.app, meeting, clock())
    expect(desk.locator("#of-phones")).to_contain_text("1 téléphone")
    phone.post(f"/salle/{meeting}/stop", {})
    expect(desk.locator("#of-phones")).to_contain_text("Quelqu’un souhaite que l’on s’arrête un moment.")
    expect(desk.locator("[id='rep-texte']")).to_have_value("une phrase en cours")
    desk.get_by_role("button", name="Vu", exact=True).click()
    expect(desk.locator("#of-phones")).not_to_contain_text("s’arrête un moment")


def test_a_desk_is_told_that_the_group_went_on_and_stays_where_it_is(server, clock, meeting, window):
    desk = window()
    desk.goto(f"{server.url}/reunions/{meeting}/pupitre")
    title = desk.locator("h1").inner_text()
    with server.app.app_context(), writing():
        service.forward(meeting_id=meeting, now=clock())
    expect(desk.locator("[data-moved]")).to_be_visible()
    expect(desk.locator("h1")).to_have_text(title)


def test_the_room_shows_what_is_revealed_and_counts_at_once(server, clock, meeting, window):
    room = window()
    room.goto(f"{server.url}/reunions/{meeting}/salle")
    expect(room.locator("h1")).to_be_visible()
    said(server, clock, meeting, "Gardé pour plus tard.")
    said(server, clock, meeting, "Montré à tous.", revealed=True)
    expect(room.locator("main")).to_contain_text(
        "Montré à tous.", timeout=1500
    )  # sooner than whoever asks every two seconds
    expect(room.locator("main")).not_to_contain_text("Gardé pour plus tard.")


def test_a_hidden_tab_gives_its_stream_back_and_looks_again_when_it_is_seen(server, clock, meeting, window):
    room = window()
    room.goto(f"{server.url}/reunions/{meeting}/salle")
    held = hub_of(server.app)
    wait_for(room, lambda: held.open == 1)
    hide(room, "hidden")
    said(server, clock, meeting, "Pendant ce temps.", revealed=True)
    room.wait_for_timeout(500)
    expect(room.locator("main")).not_to_contain_text("Pendant ce temps.")
    hide(room, "visible")
    expect(room.locator("main")).to_contain_text("Pendant ce temps.")


def hide(page, state):
    """Tell the page what a browser tells a tab that goes behind another, or comes back."""
    page.evaluate(
        "state => { Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def test_without_a_stream_the_room_asks_every_few_seconds(server, clock, meeting, window):
    room = window()
    room.route("**/flux?*", lambda route: route.fulfill(status=503, headers={"Retry-After": "30"}, body=""))
    room.goto(f"{server.url}/reunions/{meeting}/salle")
    said(server, clock, meeting, "Sans aucun flux.", revealed=True)
    expect(room.locator("main")).to_contain_text("Sans aucun flux.")
    assert hub_of(server.app).open == 0


def wait_for(page, holds):
    for _ in range(50):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError
