"""« Ouvrir à la salle », as the desk does it: the network, the code, what is said when it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import segno
from flask import Flask

from facilitation.database import db, reading, writing
from facilitation.live import service as live
from facilitation.live.invitation import picture
from facilitation.live.views import devices as views
from facilitation.meetings import service as meetings
from facilitation.meetings.models import Event
from facilitation.web.addresses import Here, Link
from facilitation.web.doors import doors
from facilitation.web.sockets import Address
from tests.checked import CheckedClient
from tests.conftest import Clock, screen_of
from tests.meetings.leading import GUIDE, prepared

WIFI, CABLE = Here("192.168.1.20", Link.WIFI, "wlan0"), Here("10.0.0.7", Link.CABLE, "eth0")


@pytest.fixture
def opened(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A server that listens where it is told, and a computer on the wifi and on a cable; gives what is open."""
    found: list[str] = []

    def listen(address: Address) -> Callable[[], None]:
        found.append(address.shown)
        return lambda: found.remove(address.shown)

    doors(app).serve_with(listen)
    monkeypatch.setattr(views, "addresses", lambda: (WIFI, CABLE))
    yield found
    doors(app).close()


@pytest.fixture
def meeting(alice: CheckedClient) -> str:
    return prepared(alice, guide=GUIDE)


def code_of(app: Flask, meeting: str) -> str:
    with app.app_context(), reading():
        return live.door(meeting_id=meeting).code


def test_the_desk_picks_the_network_and_shows_the_way_in(
    app: Flask, alice: CheckedClient, meeting: str, opened: list[str]
) -> None:
    before = alice.get(f"/reunions/{meeting}/appareils")
    for words in ("Le wifi de la salle", "192.168.1.20", "Le câble réseau", "partage de connexion"):
        assert words in before.words
    assert alice.raw.get("/rejoindre", base_url="http://10.0.0.7").status_code == 400
    page = alice.follow(alice.submit(f"/reunions/{meeting}/appareils", {"adresse": CABLE.host}, action="/ouvrir"))
    assert opened == ["10.0.0.7:8322"]
    code = code_of(app, meeting)
    assert f"{code[:4]} {code[4:]}" in page.words
    assert "10.0.0.7:8322/rejoindre" in page.words
    assert 'class="qr"' in page.text
    assert alice.raw.get("/rejoindre", base_url="http://10.0.0.7").status_code == 200  # answered to while it is open


def test_the_picture_leads_where_the_address_and_the_code_lead() -> None:
    wanted = "http://192.168.1.20:8322/rejoindre#KX7M4PRT"
    same = segno.make(wanted, error="m", micro=False)
    svg = picture(wanted)
    assert f'viewBox="0 0 {same.symbol_size(border=4)[0]}' in svg
    assert 'fill="#fff"' in svg
    assert 'stroke="#000"' in svg
    assert "style=" not in svg


def test_the_room_screen_shows_the_way_in_while_people_arrive_only(
    app: Flask, alice: CheckedClient, clock: Clock, meeting: str, opened: list[str]
) -> None:
    alice.submit(f"/reunions/{meeting}/appareils", action="/ouvrir")
    code = code_of(app, meeting)
    screen = screen_of(app, meeting, clock())
    places = [
        (alice, f"/reunions/{meeting}/salle"),
        (alice, f"/reunions/{meeting}/un-seul-ecran"),
        (screen, f"/ecran/{meeting}"),
    ]
    for browser, path in places:
        page = browser.get(path)
        assert f"{code[:4]} {code[4:]}" in page.words, path
        assert "192.168.1.20:8322/rejoindre" in page.words
    with app.app_context(), writing():
        meetings.start(meeting_id=meeting, now=clock())
    for browser, path in places:
        assert code[:4] not in browser.get(path).words, path
    assert f"{code[:4]} {code[4:]}" in alice.get(f"/reunions/{meeting}/appareils").words
    assert opened == ["192.168.1.20:8322"]


def test_closing_the_room_closes_its_address_unless_another_meeting_needs_it(
    app: Flask, alice: CheckedClient, meeting: str, opened: list[str]
) -> None:
    other = prepared(alice, guide=GUIDE)
    for one in (meeting, other):
        alice.submit(f"/reunions/{one}/appareils", action="/ouvrir")
    assert opened == ["192.168.1.20:8322"]
    alice.submit(f"/reunions/{other}/appareils", action="/fermer")
    assert opened == ["192.168.1.20:8322"]
    alice.submit(f"/reunions/{meeting}/appareils", action="/fermer")
    assert opened == []
    assert code_of(app, meeting) == code_of(app, other) == ""


@pytest.mark.parametrize("host", ["8.8.8.8", "127.0.0.1", "192.168.1.21", "salle", ""])
def test_an_address_that_is_not_in_the_list_opens_nothing(
    app: Flask, alice: CheckedClient, meeting: str, opened: list[str], host: str
) -> None:
    page = alice.submit(f"/reunions/{meeting}/appareils", {"adresse": host}, action="/ouvrir", status=422)
    assert "Choisissez d’abord le réseau" in page.words
    assert opened == []
    assert code_of(app, meeting) == ""


def test_a_computer_on_no_network_is_told_what_to_do(
    app: Flask, alice: CheckedClient, meeting: str, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "addresses", lambda: ())
    assert "n’est sur aucun réseau" in alice.get(f"/reunions/{meeting}/appareils").words
    assert opened == []


def test_after_a_restart_the_code_is_the_same_and_the_network_is_asked_again(
    app: Flask, alice: CheckedClient, meeting: str, opened: list[str]
) -> None:
    alice.submit(f"/reunions/{meeting}/appareils", action="/ouvrir")
    code = code_of(app, meeting)
    doors(app).close()
    assert opened == []
    page = alice.get(f"/reunions/{meeting}/appareils")
    assert "Maillage a redémarré" in page.words
    alice.submit(f"/reunions/{meeting}/appareils", action="/ouvrir")
    assert opened == ["192.168.1.20:8322"]
    assert code_of(app, meeting) == code


def test_an_address_given_at_the_start_needs_no_choice(app: Flask, alice: CheckedClient, meeting: str) -> None:
    doors(app).serve_with(lambda _address: lambda: None, fixed=("salle.test:8322",))
    page = alice.follow(alice.submit(f"/reunions/{meeting}/appareils", {"adresse": ""}, action="/ouvrir"))
    assert "salle.test:8322/rejoindre" in page.words


def test_the_address_stays_open_while_a_meeting_has_phones_and_no_longer(
    app: Flask, alice: CheckedClient, clock: Clock, meeting: str
) -> None:
    def wanted() -> bool:
        with app.app_context(), reading():
            return live.any_room_open()

    assert not wanted()
    with app.app_context(), writing():
        code = live.open_room(meeting_id=meeting, now=clock())
        live.join(code=code, held="", token="un-jeton", now=clock())
        meetings.start(meeting_id=meeting, now=clock())
    assert wanted()
    with app.app_context(), writing():
        meetings.end(meeting_id=meeting, now=clock())
    assert wanted()  # the phones still see that it is over
    with app.app_context(), writing():
        meetings.close(meeting_id=meeting, now=clock())
    assert not wanted()


def test_the_journal_of_the_room_tells_no_name(app: Flask, alice: CheckedClient, clock: Clock, meeting: str) -> None:
    with app.app_context():
        with writing():
            code = live.open_room(meeting_id=meeting, now=clock())
            live.join(code=code, held="", token="un-jeton", now=clock())
            device = live.device_of(token="un-jeton", meeting_id=meeting)
            assert device
            live.say_who(meeting_id=meeting, device_id=device.id, name="Odile", place_id="", now=clock())
            live.ask_stop(meeting_id=meeting, device_id=device.id)
            live.remove_device(meeting_id=meeting, device_id=device.id, now=clock())
        with reading():
            told = [(one.kind, one.facts) for one in db.session.query(Event) if one.meeting_id == meeting]
    kinds = [kind for kind, _facts in told]
    assert kinds[-4:] == ["room_opened", "joined", "device_named", "device_removed"]
    assert all(not facts for kind, facts in told if kind in kinds[-4:])
