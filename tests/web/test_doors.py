"""The room's addresses, on real sockets: opened while serving, closed again, and what is reached through them."""

from __future__ import annotations

import gc
import http.client
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask, request, request_started

from facilitation.live.hub import hub_of
from facilitation.web import doors as module
from facilitation.web import server, sockets
from facilitation.web.doors import Doors, NotServing, doors
from facilitation.web.sockets import Address, NoSuchAddress, PortInUse
from facilitation.web.threads import Threads
from tests.components import openssl_path

PICKED = "127.0.0.3"


@dataclass
class Served:
    """An application that is served for the length of a test."""

    app: Flask
    port: int
    over: list[int] = field(default_factory=list)

    @property
    def doors(self) -> Doors:
        return doors(self.app)

    def status(self, host: str, port: int, path: str, *, name: str = "", tls: ssl.SSLContext | None = None) -> int:
        connection = (
            http.client.HTTPSConnection(host, port, timeout=10, context=tls)
            if tls
            else http.client.HTTPConnection(host, port, timeout=10)
        )
        try:
            connection.request("GET", path, headers={"Host": name or f"{host}:{port}"})
            return connection.getresponse().status
        finally:
            connection.close()


def at_of(url: str) -> int:
    return int(url.rpartition(":")[2])


@pytest.fixture
def serve(app: Flask) -> Iterator[Callable[..., Served]]:
    """Gives what serves the application, with a certificate or without."""
    made: list[tuple[Served, threading.Thread]] = []

    def start(*, tls: ssl.SSLContext | None = None, names: tuple[str, ...] = ()) -> Served:
        listener = sockets.listen(Address("127.0.0.1", 0))
        served = Served(app, listener.getsockname()[1])
        thread = threading.Thread(
            target=server.serve,
            args=(app, listener),
            kwargs={
                "doors": doors(app),
                "names": names,
                "tls": tls,
                "threads": Threads(hub_of(app)),
                "until": lambda: bool(served.over),
            },
            daemon=True,
        )
        thread.start()
        made.append((served, thread))
        until(lambda: doors(app).can_open)
        return served

    yield start
    for served, thread in made:
        served.doors.close()
        served.over.append(1)
        thread.join(10)


def until(said: Callable[[], bool]) -> None:
    for _ in range(200):
        if said():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def refused(host: str, port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(2)
        return one.connect_ex((host, port)) != 0


def test_an_address_opened_while_serving_lets_participants_in_and_nobody_else(serve: Callable[..., Served]) -> None:
    served = serve()
    assert served.doors.urls() == ()
    served.doors.open(PICKED, wanted=lambda: True)
    (url,) = served.doors.urls()
    assert url.startswith(f"http://{PICKED}:83")
    port = at_of(url)
    assert served.status(PICKED, port, "/rejoindre") == 200
    assert served.status(PICKED, port, "/static/tokens.css") == 200
    assert served.status(PICKED, port, "/") == 303
    assert [served.status(PICKED, port, path) for path in ("/connexion", "/reunions", "/premier-compte")] == [404] * 3
    assert served.status("127.0.0.1", served.port, "/connexion") == 200


def test_a_name_that_was_not_opened_is_refused_and_one_that_is_closed_again_too(serve: Callable[..., Served]) -> None:
    served = serve()
    assert served.status("127.0.0.1", served.port, "/rejoindre", name=PICKED) == 400
    served.doors.open(PICKED, wanted=lambda: True)
    port = at_of(served.doors.urls()[0])
    assert served.status(PICKED, port, "/rejoindre") == 200
    assert served.status(PICKED, port, "/rejoindre", name="ailleurs.test") == 400
    served.doors.close()
    until(lambda: refused(PICKED, port))
    assert served.doors.urls() == ()
    assert served.status("127.0.0.1", served.port, "/rejoindre", name=PICKED) == 400


def test_closing_ends_what_came_in_by_that_address_and_the_desk_goes_on(serve: Callable[..., Served]) -> None:
    served = serve()
    served.doors.open(PICKED, wanted=lambda: True)
    port = at_of(served.doors.urls()[0])
    kept = http.client.HTTPConnection(PICKED, port, timeout=10)
    kept.request("GET", "/rejoindre")
    kept.getresponse().read()
    served.doors.close()
    until(lambda: refused(PICKED, port))
    assert kept.sock is not None
    assert kept.sock.recv(1) == b""
    kept.close()
    assert served.status("127.0.0.1", served.port, "/connexion") == 200
    served.doors.open(PICKED, wanted=lambda: True)
    assert served.status(PICKED, at_of(served.doors.urls()[0]), "/rejoindre") == 200


def test_an_address_that_nobody_wants_any_more_leaves_the_one_picked_meanwhile_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", 0.01)
    shut: list[Address] = []
    own, asked = Doors([], https=False), threading.Event()
    own.serve_with(lambda address: lambda: shut.append(address))

    def wanted() -> bool:
        own.open("127.0.0.4", wanted=lambda: True)
        asked.set()
        return False

    own.open(PICKED, wanted=wanted)
    assert asked.wait(5)
    time.sleep(0.1)
    assert (own.picked, [one.host for one in shut]) == ("127.0.0.4", [PICKED])


def test_another_address_takes_the_place_of_the_first(serve: Callable[..., Served]) -> None:
    served = serve()
    served.doors.open(PICKED, wanted=lambda: True)
    first = at_of(served.doors.urls()[0])
    served.doors.open(PICKED, wanted=lambda: True)
    assert [at_of(url) for url in served.doors.urls()] == [first]
    served.doors.open("127.0.0.4", wanted=lambda: True)
    until(lambda: refused(PICKED, first))
    assert served.doors.picked == "127.0.0.4"


def test_the_door_closes_by_itself_once_no_meeting_is_open(
    serve: Callable[..., Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", 0.05)
    served, wanted = serve(), [True]
    served.doors.open(PICKED, wanted=lambda: wanted[0])
    port = at_of(served.doors.urls()[0])
    time.sleep(0.2)
    assert served.doors.picked == PICKED
    wanted[0] = False
    until(lambda: not served.doors.picked)
    until(lambda: refused(PICKED, port))


def test_a_port_that_is_taken_is_passed_over(serve: Callable[..., Served]) -> None:
    served = serve()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((PICKED, module.ROOM_PORT))
        taken.listen()
        served.doors.open(PICKED, wanted=lambda: True)
        assert at_of(served.doors.urls()[0]) > module.ROOM_PORT


@pytest.mark.parametrize("host", ["8.8.8.8", "salle", "224.0.0.1", "192.168.250.250", "127.0.0.1:80", ""])
def test_only_a_private_address_of_this_computer_opens(serve: Callable[..., Served], host: str) -> None:
    served = serve()
    with pytest.raises(NoSuchAddress):
        served.doors.open(host, wanted=lambda: True)
    assert served.doors.urls() == ()


def test_without_a_server_nothing_opens(app: Flask) -> None:
    assert not doors(app).can_open
    with pytest.raises(NotServing):
        doors(app).open(PICKED, wanted=lambda: True)


def test_when_every_port_is_taken_it_is_said() -> None:
    def taken(_address: Address) -> Callable[[], None]:
        raise PortInUse(port=8322)

    made = Doors([], https=False)
    made.serve_with(taken)
    with pytest.raises(PortInUse):
        made.open(PICKED, wanted=lambda: True)


# ------------------------------------------------------------------ with a certificate


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate of our own for salle.test, and its key."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    asked = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=salle.test -addext subjectAltName=DNS:salle.test"
    subprocess.run([openssl_path(), *asked.split(), "-keyout", key, "-out", cert], check=True, capture_output=True)
    return cert, key


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # asyncio closes a failed handshake so
def test_with_a_certificate_the_room_is_encrypted_and_reaches_every_page(
    serve: Callable[..., Served], certificate: tuple[Path, Path], app: Flask
) -> None:
    app.config["TRUSTED_HOSTS"].append("salle.test")
    served = serve(tls=server.certificate(*certificate))
    trust = ssl.create_default_context(cafile=certificate[0])
    trust.check_hostname = False
    served.doors.open(PICKED, wanted=lambda: True)
    port = at_of(served.doors.urls()[0])
    for path in ("/rejoindre", "/connexion"):
        assert served.status(PICKED, port, path, tls=trust) == 200
        assert served.status("127.0.0.1", served.port, path, tls=trust) == 200
    with pytest.raises((http.client.BadStatusLine, ConnectionError)):
        served.status(PICKED, port, "/rejoindre")
    served.doors.close()
    until(lambda: refused(PICKED, port))
    assert served.status("127.0.0.1", served.port, "/connexion", tls=trust) == 200
    time.sleep(0.5)
    gc.collect()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # asyncio closes a failed handshake so
def test_behind_the_encryption_who_asks_is_known_by_their_own_address(
    serve: Callable[..., Served], certificate: tuple[Path, Path], app: Flask
) -> None:
    """Tries are counted by address: were all phones one, a stranger on the wifi would keep everybody from signing in."""
    seen: list[str | None] = []
    served = serve(tls=server.certificate(*certificate))
    trust = ssl.create_default_context(cafile=certificate[0])
    trust.check_hostname = False
    with request_started.connected_to(lambda _app, **_more: seen.append(request.remote_addr), app):
        for one in ("127.0.0.7", "127.0.0.8", "127.0.0.7"):
            connection = http.client.HTTPSConnection(
                "127.0.0.1", served.port, timeout=10, context=trust, source_address=(one, 0)
            )
            connection.request("GET", "/connexion", headers={"X-Forwarded-For": "203.0.113.9"})
            assert connection.getresponse().status == 200
            connection.close()
    assert seen == ["127.0.0.7", "127.0.0.8", "127.0.0.7"]
