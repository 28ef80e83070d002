"""A meeting served by a real process, and the phones and screen that joined it by its routes: what benchmarks and the tests of kills share."""

from __future__ import annotations

import contextlib
import html
import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from facilitation import create_app, database
from facilitation.accounts import service as accounts
from facilitation.database import reading, writing
from facilitation.live import service as live
from facilitation.meetings import service as meetings
from facilitation.meetings.shown import NewMeeting
from facilitation.settings import Settings
from facilitation.web.context import catalogue

GUIDE, FIELD = "reflexivite-collective", "texte"
ONE_EACH, SEVERAL_EACH = "ecriture", "hypotheses"
"""The step in which each person writes one text, which a second one replaces, and that in which each writes as many as they like."""
PATIENCE = 60
"""Seconds after which an answer that does not come is a fault."""
ROOM = "127.0.0.2"
"""The address that stands for the room's: the door through which participants alone come in."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that runs, at one of these steps. `link` opens its room screen."""

    id: str
    stage_id: str
    code: str
    link: str


def prepared(data: Path, *, people: Mapping[str, int], step: str = ONE_EACH) -> tuple[str, dict[str, Meeting]]:
    """A new database with Alice's account; gives the token of her session, and for each name of `people` a meeting of so many, at this step."""
    app, now = create_app(Settings(data=data, limits=False)), datetime.now(UTC)
    database.upgrade(app, data, now=now)
    with app.app_context():
        with writing():
            alice = accounts.create_account(name="Alice", email="alice@val.test", password_hash="-", now=now)  # noqa: S106  nobody signs in with it
            token = accounts.open_session(account_id=alice, now=now)
        made = {name: _meeting(alice, count, step, now) for name, count in people.items()}
        database.db.engine.dispose()
    return token, made


def _meeting(alice: str, people: int, step: str, now: datetime) -> Meeting:
    with writing():
        new = NewMeeting(title="Relire un moment", expected=people, starts_at=now)
        meeting = meetings.prepare(account_id=alice, new=new, now=now)
        meetings.use_guide(meeting_id=meeting, guide_id=GUIDE, catalogue=catalogue(), now=now)
        code = live.open_room(meeting_id=meeting, now=now)
    with writing():
        meetings.start(meeting_id=meeting, now=now)
        link = live.new_screen_link(meeting_id=meeting, now=now)
    with reading():
        shown = meetings.meeting_shown(meeting_id=meeting, now=now)
    stage = next(stage.id for stage in shown.stages if stage.step.id == step)
    with writing():
        meetings.go_to(meeting_id=meeting, stage_id=stage, now=now)
    return Meeting(meeting, stage, code, link)


# ------------------------------------------------------------------ the process


@dataclass(slots=True)
class Server:
    """A server process: where its desk and its room answer."""

    process: subprocess.Popen[str]
    desk: tuple[str, int]
    room: tuple[str, int]

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE)

    def memory(self) -> float:
        """Megabytes that the process holds now (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0.0


def started(command: list[str], desk: tuple[str, int], room: tuple[str, int]) -> Server:
    """Start this command and wait until it takes connections at both addresses. No limit by the minute: a phone here sends more than anybody could."""
    unlimited = {**os.environ, "MAILLAGE_LIMITES": "non"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=unlimited)
    end = time.monotonic() + PATIENCE
    for address in {desk, room}:
        while True:
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < end, f"{command[1:4]} does not answer"
            with contextlib.suppress(OSError), socket.create_connection(address, timeout=1):
                break
            time.sleep(0.01)
    return Server(process, desk, room)


def maillage(data: Path, *, ports: tuple[int, int] | None = None) -> Server:
    """`facilitation serve` on this folder, open to the room, at these ports or at free ones."""
    desk, room = ports or (free_port("127.0.0.1"), free_port(ROOM))
    command = [*command_of(data), "--port", str(desk), "--room", f"{ROOM}:{room}"]
    return started(command, ("127.0.0.1", desk), (ROOM, room))


def command_of(data: Path) -> list[str]:
    """What serves this folder, to which a port is added."""
    return [sys.executable, "-m", "facilitation", "serve", "--no-browser", "--data", str(data)]


@contextlib.contextmanager
def serving(server: Server) -> Iterator[Server]:
    """This server, ended afterwards."""
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.send_signal(signal.SIGTERM)
        server.process.communicate(timeout=PATIENCE)


def free_port(host: str) -> int:
    """A port of this address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


# ------------------------------------------------------------------ browsers without scripts


@dataclass(slots=True)
class Answer:
    """What the server answered."""

    status: int
    location: str
    text: str

    def token(self) -> str:
        """The token of the forms of this page."""
        found = re.search(r'name="csrf_token" value="(\w+)"', self.text)
        assert found, f"{self.status}: no form with a token"
        return found[1]


@dataclass(slots=True)
class Stream:
    """An open stream: `number()` waits for the next number that it tells."""

    raw: socket.socket
    rest: bytes = b""

    def number(self) -> int:
        """The next number; raises OSError when none comes in time, and EOFError when the stream has ended."""
        while not (found := re.search(rb"data: (\d+)\n\n", self.rest)):
            got = self.raw.recv(65536)
            if not got:
                raise EOFError
            self.rest += got
        self.rest = self.rest[found.end() :]
        return int(found[1])

    def close(self) -> None:
        """Go away."""
        self.raw.close()


@dataclass(slots=True)
class Browser:
    """One person's browser: its cookies, one connection kept open, and the token of its forms."""

    address: tuple[str, int]
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """The page at this path."""
        return self.ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """What answers this form."""
        return self.ask("POST", path, urlencode({"csrf_token": self.token, **fields}))

    def ask(self, method: str, path: str, body: str | None = None) -> Answer:
        """Ask on the connection kept open, opened anew when the server has let it go; raises OSError or HTTPException."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        headers = {"Cookie": self.cookie(), "Accept-Encoding": "identity"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _sign, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers.get("Location", ""), text)

    def cookie(self) -> str:
        """What it sends of its cookies."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def close(self) -> None:
        """Let the connection go."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def stream(self, path: str) -> Stream:
        """A stream of Server-Sent Events, its headers read. Raises AssertionError when it is refused."""
        raw = socket.create_connection(self.address, timeout=PATIENCE)
        host = f"{self.address[0]}:{self.address[1]}"
        raw.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\nCookie: {self.cookie()}\r\n\r\n".encode()
        )
        told = b""
        while b"\r\n\r\n" not in told and (got := raw.recv(4096)):
            told += got
        if not told.startswith(b"HTTP/1.1 200 "):
            raw.close()
            raise AssertionError(f"{path}: {told[:200]!r}")
        return Stream(raw, told.partition(b"\r\n\r\n")[2])


def joined(server: Server, meeting: Meeting) -> Browser:
    """A phone that typed the meeting's code, and would rather not say its name."""
    phone = Browser(server.room)
    phone.token = phone.get("/rejoindre").token()
    answer = phone.post("/rejoindre", {"code": meeting.code})
    assert answer.status == 303, answer.text[-600:]
    phone.token = phone.get(f"/salle/{meeting.id}/moi").token()
    return phone


def screen(server: Server, meeting: Meeting) -> Browser:
    """The room screen on another device, opened by its link."""
    wall = Browser(server.room)
    wall.token = wall.get("/ecran").token()
    answer = wall.post("/ecran", {"code": meeting.link})
    assert answer.status == 303, answer.text[-600:]
    return wall


def says(phone: Browser, meeting: Meeting, text: str, *, key: str = "") -> Answer:
    """The phone sends its text to the step; `key` makes the same sending count once."""
    fields = {FIELD: text, "cle_": key or secrets.token_urlsafe(12)}
    return phone.post(f"/salle/{meeting.id}/etapes/{meeting.stage_id}/reponse", fields)


def words(text: str) -> str:
    """What people read in this page, spaces made single."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
