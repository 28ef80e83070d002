"""What a connection sends arrives whole, however slowly it is read, and waitress's loop does not fight the thread that sends it."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from waitress.server import create_server

from facilitation.web.channel import Channel

PIECES, PIECE = 400, b"x" * 20_000
"""Eight megabytes: more than any socket holds."""


def pieces(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Length", str(PIECES * len(PIECE)))])
    return (PIECE for _ in range(PIECES))


@pytest.fixture
def server() -> Iterator[Any]:
    made = create_server(pieces, host="127.0.0.1", port=0, threads=2, asyncore_use_poll=True)
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
