"""The pages beside a meeting follow it by themselves: who joins, who says « c'est moi », who wishes to stop; nothing in use is taken away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from facilitation.meetings import service as meetings
from tests.browser.conftest import Server
from tests.live.rooms import Room, room_of

pytestmark = pytest.mark.browser


@pytest.fixture
def room(server: Server) -> Room:
    """A meeting where people arrive."""
    return room_of(server.app, server.clock, started=False)


def claims(room: Room, name: str, seat: str) -> None:
    room.phone(name).submit(f"{room.address}/moi", {"name": name, "place": seat}, action="/moi")


@pytest.mark.parametrize("page", ["appareils", "pupitre"])
def test_who_joins_and_who_claims_a_place_appear_by_themselves(
    server: Server, room: Room, window: Callable[..., Page], page: str
) -> None:
    seat = room.do(meetings.add_guest, name="Carole Marchal")
    desk = window()
    desk.goto(f"{server.url}/reunions/{room.meeting}/{page}")
    expect(desk.get_by_text("1 téléphone")).to_have_count(0)
    room.phone("Odile")
    expect(desk.get_by_text("1 téléphone")).to_be_visible()
    claims(room, "Odile", seat)
    claims(room, "Paul", seat)
    expect(desk.get_by_text("2 téléphones").first).to_be_visible()
    asked = "Est-ce bien cette personne" if page == "appareils" else "Un téléphone demande une place déjà prise."
    expect(desk.get_by_text(asked)).to_be_visible()


def test_what_somebody_is_about_to_press_stays_where_it_is(
    server: Server, room: Room, window: Callable[..., Page]
) -> None:
    room.phone("Odile")
    desk = window()
    desk.goto(f"{server.url}/reunions/{room.meeting}/appareils")
    button = desk.locator("#phones").get_by_role("button", name="Retirer")
    button.focus()
    button.evaluate("button => { window.held = button; }")
    room.phone("Paul")
    desk.wait_for_timeout(3000)
    assert desk.evaluate("window.held.isConnected && document.activeElement === window.held")
    desk.get_by_role("heading", name="Appareils de la salle").click()
    expect(desk.get_by_text("2 téléphones").first).to_be_visible()
    desk.locator("#phones").get_by_role("button", name="Retirer").first.click()
    expect(desk.get_by_text("L’appareil est retiré.")).to_be_visible()


def test_without_a_script_the_page_offers_to_look_again(
    server: Server, room: Room, window: Callable[..., Page]
) -> None:
    desk = window(java_script_enabled=False)
    desk.goto(f"{server.url}/reunions/{room.meeting}/appareils")
    expect(desk.get_by_text("Aucun téléphone n’est entré.")).to_be_visible()
    room.phone("Odile")
    desk.get_by_role("link", name="Voir qui est entré depuis").click()
    expect(desk.get_by_text("1 téléphone")).to_be_visible()
