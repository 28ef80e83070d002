"""A participant's phone in a real browser: without network for ten minutes, overtaken by the group, without a script, and what it weighs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from facilitation.meetings import service as meetings
from tests.browser.conftest import Server
from tests.browser.test_accessibility import axe
from tests.components import axe_script
from tests.live.rooms import Room, room_of

PHONE = {"width": 360, "height": 740}
TEXT = "Nous attendons que l’autre commence."
TEN_MINUTES = 600_000
MOST, MOST_HTML = 60_000, 14_000


@pytest.fixture
def room(server: Server) -> Room:
    """A meeting of six, at its cards."""
    room = room_of(server.app, server.clock)
    room.at("cartes")
    return room


@pytest.fixture
def phone(browser: Browser, server: Server, room: Room) -> Iterator[Callable[..., Page]]:
    """Opens the page of somebody's phone; an error of a script fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(name: str = "Odile", *, script: bool = True, wait: bool = True) -> Page:
        held = room.phone(name).raw.get_cookie("maillage_salle", domain="localhost")
        assert held
        context = browser.new_context(viewport=PHONE, locale="fr-BE", java_script_enabled=script)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "maillage_salle", "value": held.value, "url": server.url, "httpOnly": True}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        if wait:
            page.clock.install()
            page.goto(server.url + room.address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)


def texts(room: Room, step: str = "cartes") -> list[str]:
    return [row.answer["text"] for row in room.answers(step)]


def state(page: Page, words: str) -> None:
    expect(page.locator("[data-state]")).to_contain_text(words)


def test_a_text_waits_ten_minutes_for_the_network_and_is_delivered_once(room: Room, phone: Callable[..., Page]) -> None:
    page = phone()
    page.get_by_label("Votre suite à cette phrase").fill(TEXT)
    state(page, "Pas encore enregistré")
    page.context.set_offline(True)
    page.get_by_role("button", name="Envoyer").click()
    state(page, "le réseau ne répond pas")
    for _ in range(10):
        page.clock.run_for(TEN_MINUTES / 10)
    state(page, "Gardez cette page ouverte")
    expect(page.get_by_label("Votre suite à cette phrase")).to_have_value(TEXT)
    assert texts(room) == []
    assert page.evaluate("() => [localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    page.context.set_offline(False)
    page.clock.run_for(60_000)
    expect(page.get_by_role("heading", name="Envoyé de ce téléphone")).to_be_visible()
    page.clock.run_for(120_000)
    assert texts(room) == [TEXT]
    expect(page.get_by_label("Votre suite à cette phrase")).to_have_value("")


def test_a_text_whose_acknowledgement_was_lost_is_sent_again_and_counts_once(
    room: Room, phone: Callable[..., Page]
) -> None:
    page = phone()
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or len(lost) >= 2:
            return route.continue_()
        lost.append(route.fetch(max_redirects=0).status)
        return route.abort("connectionreset")

    page.route("**/reponse", lose)
    page.get_by_label("Votre suite à cette phrase").fill(TEXT)
    page.get_by_role("button", name="Envoyer").click()
    for _ in range(6):
        page.clock.run_for(5_000)
    expect(page.get_by_role("heading", name="Envoyé de ce téléphone")).to_be_visible()
    assert lost == [303, 303]
    assert texts(room) == [TEXT]


def test_a_text_that_a_busy_server_refused_is_sent_again_by_itself(room: Room, phone: Callable[..., Page]) -> None:
    page, refused = phone(), []

    def busy(route: Route) -> None:
        if route.request.method != "POST" or len(refused) >= 2:
            return route.continue_()
        refused.append(503)
        return route.fulfill(status=503, headers={"Retry-After": "5"}, body="")

    page.route("**/reponse", busy)
    page.get_by_label("Votre suite à cette phrase").fill(TEXT)
    page.get_by_role("button", name="Envoyer").click()
    for _ in range(6):
        page.clock.run_for(10_000)
    expect(page.get_by_role("heading", name="Envoyé de ce téléphone")).to_be_visible()
    assert (len(refused), texts(room)) == (2, [TEXT])


def test_when_the_group_goes_on_a_text_stays_and_may_still_be_sent(room: Room, phone: Callable[..., Page]) -> None:
    page = phone()
    field = page.get_by_label("Votre suite à cette phrase")
    field.fill(TEXT[:10])
    room.at("avis")
    page.clock.run_for(5_000)
    expect(page.get_by_role("heading", name="Le groupe est passé à la suite")).to_be_visible()
    expect(field).to_be_focused()
    field.press_sequentially(TEXT[10:])
    expect(field).to_have_value(TEXT)
    expect(page.get_by_role("button", name="Passer")).to_be_hidden()
    page.get_by_role("button", name="Voir la suite").click()
    expect(page.get_by_text("Ce temps vous a-t-il été utile")).to_be_visible()
    page.get_by_role("button", name="Y revenir").click()
    expect(field).to_have_value(TEXT)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Le groupe était déjà passé à la suite")).to_be_visible()
    expect(page.get_by_text("Ce temps vous a-t-il été utile")).to_be_visible()
    assert [(row.answer["text"], row.late) for row in room.answers("cartes")] == [(TEXT, True)]


def test_a_phone_where_nothing_is_typed_follows_the_group(room: Room, phone: Callable[..., Page]) -> None:
    page = phone()
    for step, words in {
        "silence": "Rien ne s’écrit",
        "accord": "D’accord avec ce cadre",
        "cartes": "Il se pourrait",
    }.items():
        room.at(step)
        page.clock.run_for(5_000)
        expect(page.get_by_text(words)).to_be_visible()
    field = page.get_by_label("Votre suite à cette phrase")
    field.fill(TEXT)
    room.send("cartes", "Paul", texte="Montré pendant que j’écris.")
    room.do(meetings.reveal, stage_id=room.stages["cartes"])
    page.clock.run_for(5_000)
    expect(page.get_by_text("Montré pendant que j’écris.")).to_be_visible()
    expect(field).to_have_value(TEXT)


def test_without_a_script_a_phone_sends_late_too(server: Server, room: Room, phone: Callable[..., Page]) -> None:
    page = phone(script=False, wait=False)
    page.goto(server.url + room.address)
    page.get_by_label("Votre suite à cette phrase").fill("Une première.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Enregistré").first).to_be_visible()
    page.get_by_label("Votre suite à cette phrase").fill(TEXT)
    room.at("silence")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Le groupe était déjà passé à la suite")).to_be_visible()
    assert texts(room) == ["Une première.", TEXT]
    assert page.locator('meta[http-equiv="refresh"]').count() == 1


def test_a_first_load_weighs_sixty_kilobytes_at_most(server: Server, room: Room, phone: Callable[..., Page]) -> None:
    page = phone(wait=False)
    loaded: list[Request] = []
    page.on("requestfinished", lambda request: loaded.append(request))
    page.goto(server.url + room.address, wait_until="load")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.wait_for_timeout(300)
    sizes = {request.url: request.sizes() for request in loaded if "/flux" not in request.url}
    html = next(size for url, size in sizes.items() if url.endswith(room.address))
    assert html["responseBodySize"] <= MOST_HTML
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes.values()) <= MOST, sizes
    assert sum(".woff2" in url for url in sizes) == 1


def test_a_phone_on_a_slow_network_loads_one_weight_of_the_face(
    server: Server, room: Room, phone: Callable[..., Page]
) -> None:
    page = phone(wait=False)
    fonts: list[str] = []
    page.on("request", lambda request: fonts.append(request.url) if request.resource_type == "font" else None)
    page.route("**/static/phone.css*", lambda route: route.abort())  # it has not come yet
    page.goto(server.url + room.address, wait_until="load")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    assert [font.rpartition("/")[2] for font in fonts] == ["atkinson-400.woff2"]


def test_axe_finds_nothing_on_a_phone_whatever_it_asks(server: Server, room: Room, phone: Callable[..., Page]) -> None:
    page = phone(wait=False)
    page.add_init_script(axe_script().read_text())
    found = []
    for step in ("accord", "cotes", "echelle", "decision", "cartes"):
        room.at(step)
        page.goto(server.url + room.address)
        found += [f"{step}: {fault}" for fault in axe(page)]
    page.get_by_label("Votre suite à cette phrase").fill(TEXT)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Envoyé de ce téléphone")).to_be_visible()
    found += [f"sent: {fault}" for fault in axe(page)]
    page.get_by_label("Votre suite à cette phrase").fill(TEXT)
    room.at("avis")
    expect(page.get_by_role("heading", name="Le groupe est passé à la suite")).to_be_visible()
    found += [f"moved: {fault}" for fault in axe(page)]
    assert not found, "\n".join(found)


def test_a_text_can_still_be_copied_when_the_meeting_is_closed(
    server: Server, room: Room, phone: Callable[..., Page]
) -> None:
    page = phone(wait=False)
    page.goto(server.url + room.address)
    page.get_by_label("Votre suite à cette phrase").fill(TEXT)
    room.do(meetings.end)
    room.do(meetings.close)
    expect(page.get_by_text("Copiez ce que vous voulez garder")).to_be_visible(timeout=20_000)
    expect(page.get_by_label("Votre suite à cette phrase")).to_have_value(TEXT)
    assert page.url == server.url + room.address
