"""What a connection sends arrives whole, however slowly it is read, and waitress's loop does not fight the thread that sends it."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from waitress.server import create_server

from facilitation.web import channel as channels
from facilitation.web.channel import Channel
from facilitation.web.headers import ALWAYS
from facilitation.web.server import without_address

PIECES, PIECE = 400, b"x" * 20_000
"""Eight megabytes: more than any socket holds."""


def pieces(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", str(PIECES * len(PIECE)))])
    return (PIECE for _ in range(PIECES))


@pytest.fixture
def server() -> Iterator[Any]:
    made = create_server(pieces, host="127.0.0.1", port=0, threads=2, asyncore_use_poll=True, ident=None)
    made.channel_class = Channel
    serving = threading.Thread(target=made.run, daemon=True)
    serving.start()
    yield made
    made.trigger.pull_trigger(made.close)  # in its own thread: it polls what would be closed
    serving.join(10)
    assert not serving.is_alive()


@pytest.mark.parametrize("pause", [0.0, 0.01])
def test_what_is_read_slowly_arrives_whole(server: Any, pause: float) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10)
    connection.request("GET", "/")
    answer, got = connection.getresponse(), 0
    while part := answer.read(200_000):
        got += len(part)
        time.sleep(pause)
    assert got == PIECES * len(PIECE)
    connection.close()


def test_the_loop_stands_back_while_a_thread_sends(server: Any) -> None:
    left, right = socket.socketpair()
    channel = Channel(server, left, ("", 0), server.adj, map={})
    channel.requests, channel.total_outbufs_len = ["one that is being answered"], 15
    assert channel.writable()
    holds, let_go = threading.Event(), threading.Event()

    def send() -> None:
        with channel.outbuf_lock:
            holds.set()
            let_go.wait(10)

    sending = threading.Thread(target=send)
    sending.start()
    holds.wait(10)
    assert not channel.writable()
    channel.will_close = True
    assert channel.writable()
    let_go.set()
    sending.join()
    right.close()
    left.close()


def asked(server: Any, sent: bytes) -> bytes:
    """All that answers these bytes."""
    with socket.create_connection(("127.0.0.1", server.effective_port), timeout=10) as connection:
        connection.sendall(sent)
        got = b""
        while part := connection.recv(65536):
            got += part
    return got


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: beaucoup\r\n\r\n", b"400", "n’est pas comprise"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", b"413", "dépasse 2 Mo"),
    ],
)
def test_what_waitress_refuses_by_itself_has_our_headers_and_a_french_sentence(
    server: Any, sent: bytes, status: bytes, words: str
) -> None:
    head, _blank, body = asked(server, sent).partition(b"\r\n\r\n")
    names = {line.partition(b":")[0].strip().lower().decode() for line in head.splitlines()[1:]}
    assert head.split()[1] == status
    assert words in body.decode()
    assert {name.lower() for name in ALWAYS} <= names
    assert "server" not in names
    assert b"waitress" not in head + body
    assert b"no-store" in head


def test_whoever_sends_a_request_drop_by_drop_is_let_go(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "PATIENCE", 0.3)
    with socket.create_connection(("127.0.0.1", server.effective_port), timeout=10) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        until, gone = time.monotonic() + 10, False
        while not gone and time.monotonic() < until:
            time.sleep(0.05)
            try:
                connection.sendall(b"x")
                connection.settimeout(0.01)
                gone = connection.recv(10) == b""
            except TimeoutError:
                continue
            except OSError:
                gone = True
    assert gone


def test_waitress_s_lines_do_not_say_at_which_address_something_broke() -> None:
    record = logging.LogRecord("waitress", logging.ERROR, "", 0, "Exception while serving /salle/abc", None, None)
    assert without_address(record)
    assert record.getMessage() == "Exception"


def test_a_server_s_log_says_nothing_of_who_asked_for_what(server: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    connection = http.client.HTTPConnection("127.0.0.1", server.effective_port, timeout=10)
    connection.request(
        "GET", "/rejoindre?code=SECRET-CODE", headers={"User-Agent": "Espion/9", "Referer": "http://ici/"}
    )
    connection.getresponse().read()
    connection.close()
    asked(server, b"GET /SECRET-CODE HTTP/1.1\r\nContent-Length: beaucoup\r\nUser-Agent: Espion/9\r\n\r\n")
    for told in ("SECRET-CODE", "Espion", "http://ici", "127.0.0.1"):
        assert told not in caplog.text
