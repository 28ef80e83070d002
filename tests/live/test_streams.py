"""A real server with every stream that it admits open: posts are answered, the next ones are told to ask, and those who go away give their place back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime

import pytest

from benchmarks import room
from benchmarks.room import Browser, Meeting, Server, Stream
from facilitation import create_app, database
from facilitation.database import writing
from facilitation.live import service as live
from facilitation.live.beats import GLANCE
from facilitation.live.hub import STREAMS, STREAMS_EACH
from facilitation.live.rules import new_token
from facilitation.settings import Settings
from facilitation.web.server import CONNECTIONS
from facilitation.web.threads import THREADS

PHONES = STREAMS // STREAMS_EACH
MOST_MEMORY = 60
"""Megabytes for all streams: 41 to 51 were seen for 300 (`architecture.md`, « Libraries »)."""
SOON = 5.0
"""Seconds in which a post is answered on a machine that does other things too."""
ALICE: dict[str, str] = {}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Meeting, list[Browser]]]:
    """A served meeting, and eighty phones that joined it."""
    data, now = tmp_path_factory.mktemp("streams") / "data", datetime.now(UTC)
    ALICE["token"], meetings = room.prepared(data, people={"one": PHONES})
    meeting, tokens = meetings["one"], [new_token() for _ in range(PHONES)]
    app = create_app(Settings(data=data, limits=False))
    with app.app_context():
        with writing():
            for token in tokens:
                live.join(code=meeting.code, held="", token=token, now=now)
        database.db.engine.dispose()
    with ExitStack() as open_until_here:
        server = open_until_here.enter_context(room.serving(room.maillage(data)))
        phones = [Browser(server.room, {"maillage_salle": token}) for token in tokens]
        for phone in phones:
            open_until_here.callback(phone.close)
        yield server, meeting, phones


def test_posts_are_answered_while_all_streams_are_open(crowd: tuple[Server, Meeting, list[Browser]]) -> None:
    server, meeting, phones = crowd
    path, before = f"/salle/{meeting.id}/flux?v=0", server.memory()
    with ExitStack() as held:
        streams: list[Stream] = []
        for phone in phones:
            for _each in range(STREAMS_EACH):
                streams.append(held.enter_context(closing(phone.stream(path))))
        assert len({stream.number() for stream in streams}) == 1
        assert server.memory() - before < MOST_MEMORY
        for phone in phones[:10]:
            phone.token = phone.get(f"/salle/{meeting.id}").token()
            begun = time.monotonic()
            answer = room.says(phone, meeting, "Un relais perdu.")
            assert answer.status == 303, room.words(answer.text)[-300:]
            assert time.monotonic() - begun < SOON
        with closing(room.screen(server, meeting)) as wall:
            assert wall.ask("GET", f"/ecran/{meeting.id}/flux").status == 503
            told = wall.get(f"/ecran/{meeting.id}/pouls?v=0")
            assert (told.status, told.text.isdigit()) == (200, True)
            assert "10 réponses sur 80" in room.words(wall.get(f"/ecran/{meeting.id}").text)
    end = time.monotonic() + GLANCE + SOON
    while time.monotonic() < end:
        try:
            with closing(phones[0].stream(path)) as stream:
                assert stream.number()
                return
        except AssertionError:
            time.sleep(0.5)
    pytest.fail("no place was given back")


def test_the_server_has_room_for_every_stream_and_every_post() -> None:
    assert CONNECTIONS >= THREADS + STREAMS + 200


def test_a_stream_is_told_as_soon_as_a_post_is_kept(crowd: tuple[Server, Meeting, list[Browser]]) -> None:
    server, meeting, phones = crowd
    alice = Browser(server.desk, {"maillage_session": ALICE["token"]})
    with closing(alice), closing(alice.stream(f"/reunions/{meeting.id}/flux?v=0")) as stream:
        before = stream.number()
        stream.raw.settimeout(SOON)
        phones[0].token = phones[0].get(f"/salle/{meeting.id}").token()
        assert room.says(phones[0], meeting, "Un autre mot.").status == 303
        assert stream.number() == before + 1
