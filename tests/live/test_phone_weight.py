"""What a phone loads, over the wire: 60 kB at most at first, the page with the question 14 kB at most; texts and long pages compressed, one weight of the face."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from facilitation.database import reading, writing
from facilitation.guides.schema import Flag
from facilitation.meetings import service as meetings
from facilitation.meetings.shown import NewMeeting
from facilitation.web.assets import STATIC
from facilitation.web.context import catalogue
from facilitation.web.packed import LONG
from tests.checked import CheckedClient, Page
from tests.conftest import Clock, phone_of
from tests.live.rooms import Room, room_of
from tests.meetings.leading import account

MOST, MOST_HTML = 60_000, 14_000
HEADERS = 1_200
"""Of one answer: our security headers take nearly that much."""


def fetched(client: CheckedClient, address: str, headers: dict[str, str]) -> TestResponse:
    """The answer, read and closed."""
    response = client.raw.get(address, headers=headers)
    response.get_data()
    response.close()
    return response


def loaded(client: CheckedClient, page: Page) -> Iterator[tuple[str, int]]:
    """What a browser fetches for this page, with its bytes over the wire; of the faces, the one that phones use."""
    links = [link.get("href", "") for link in page.all(".//link")] + [
        one.get("src", "") for one in page.all(".//script")
    ]
    for address in (*links, "/static/fonts/atkinson-400.woff2"):
        response = fetched(client, address, headers={"Accept-Encoding": "gzip, deflate, br"})
        assert response.status_code == 200, address
        yield address, len(response.data) + HEADERS


def test_a_first_load_weighs_sixty_kilobytes_at_most(app: Flask, clock: Clock) -> None:
    room = room_of(app, clock)
    room.at("accord")
    phone = room.phone()
    page = phone.get(room.address)
    parts = dict(loaded(phone, page))
    assert len(page.text.encode()) + HEADERS + sum(parts.values()) <= MOST, parts


@pytest.mark.parametrize("many", [0, 10])
def test_the_page_with_its_question_weighs_fourteen_kilobytes_at_most(app: Flask, clock: Clock, many: int) -> None:
    room = room_of(app, clock)
    for step in room.stages:
        room.at(step)
        if step == "cartes":
            for number in range(many):
                room.send(step, texte=f"Une carte de dix mots environ, la numéro {number}, écrite ici.")
        assert len(room.phone().get(room.address).text.encode()) <= MOST_HTML, step


@pytest.mark.parametrize("some", [6, pytest.param(99, marks=pytest.mark.long)], ids=["six", "all"])
def test_every_step_of_every_guide_weighs_fourteen_kilobytes_at_most(app: Flask, clock: Clock, some: int) -> None:
    owner = account(app)
    with app.app_context():
        guides = sorted(catalogue().guides)[-some:]
        with writing():
            made = meetings.prepare(account_id=owner, new=NewMeeting(title="Essai", expected=9), now=clock())
            for guide in guides:
                meetings.use_guide(meeting_id=made, guide_id=guide, catalogue=catalogue(), now=clock())
            meetings.start(meeting_id=made, now=clock())
        with reading():
            stages = meetings.meeting_shown(meeting_id=made, now=clock()).stages
    assert len(guides) >= 2
    phone = phone_of(app, made, clock(), "Odile")
    for stage in stages:
        with app.app_context(), writing():
            meetings.go_to(meeting_id=made, stage_id=stage.id, now=clock())
        page = phone.get(f"/salle/{made}")
        assert page.h1 == ("L’écran est au repos" if Flag.ECRAN_MASQUE in stage.step.flags else stage.title)
        sent = fetched(phone, f"/salle/{made}", headers={"Accept-Encoding": "gzip, deflate"})
        assert len(sent.data) <= MOST_HTML, stage.title
        assert ("Content-Encoding" in sent.headers) is (len(page.text.encode()) >= LONG)


def test_a_long_page_of_a_phone_goes_out_compressed_to_whoever_reads_it(app: Flask, clock: Clock) -> None:
    room = room_of(app, clock)
    room.at("cartes")
    for number in range(40):
        room.send("cartes", texte=f"Une carte de dix mots environ, la numéro {number}, écrite ici.")
    plain = fetched(room.phone(), room.address, headers={})
    packed = fetched(room.phone(), room.address, headers={"Accept-Encoding": "gzip"})
    assert (plain.headers["Vary"], packed.headers["Vary"]) == ("Accept-Encoding", "Accept-Encoding")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).count(b"<li") == plain.data.count(b"<li") >= 40
    assert len(packed.data) < len(plain.data) / 3


def test_no_page_but_a_phone_s_is_compressed(alice: CheckedClient) -> None:
    library = fetched(alice, "/bibliotheque", headers={"Accept-Encoding": "gzip"})
    assert len(library.data) > LONG
    assert "Content-Encoding" not in library.headers


def test_texts_go_out_compressed_to_whoever_reads_it_and_say_so(client: CheckedClient) -> None:
    for name in ("tokens.css", "phone.js", "favicon.svg"):
        plain = client.get(f"/static/{name}")
        packed = fetched(client, f"/static/{name}", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == (STATIC / name).read_bytes()
        assert len(packed.data) < len(plain.response.data)
        assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
        tag = packed.headers["ETag"]
        again = fetched(client, f"/static/{name}", headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        refusing = fetched(client, f"/static/{name}", headers={"Accept-Encoding": "gzip;q=0"})
        assert "Content-Encoding" not in refusing.headers
    face = fetched(client, "/static/fonts/atkinson-400.woff2", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in face.headers, "a face is compressed already"
    part = fetched(client, "/static/tokens.css", headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, (STATIC / "tokens.css").read_bytes()[:10])


def test_pages_with_a_token_are_not_compressed(app: Flask, clock: Clock) -> None:
    room: Room = room_of(app, clock)
    room.at("cartes")
    page = room.phone().get(room.address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.headers
