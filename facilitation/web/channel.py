"""A connection of waitress whose loop stands back while the thread that answers is sending.

Waitress's own loop asks a connection with bytes left to send whether it may send them, finds the answering thread at it, and asks again at once, until
that thread is done: it takes Python's lock from it each time. With a stream to the room screen and a post at once, that was a quarter of the time
until the screen had moved (`benchmarks.live`).

It also answers in French, and with our headers, what waitress refuses by itself, and lets go of whoever sends a request drop by drop.
"""

from __future__ import annotations

import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from facilitation.web.errors import Broken, TooBig, WrongRequest
from facilitation.web.headers import ALWAYS, STRICT_TRANSPORT

PATIENCE = 120.0
"""Seconds in which a request must have come in whole: 2 MB over a poor wifi, and no connection held open drop by drop."""
SENTENCES = {413: TooBig, 500: Broken}


class Refusal(ErrorTask):
    """What waitress answers without asking the application: a request that it cannot read, or that is too big for it."""

    def execute(self) -> None:
        """Send the French sentence of this error, with the headers of every answer."""
        request: Any = self.request
        error = request.error
        sentence = SENTENCES.get(error.code, WrongRequest)(reference="-").sentence
        body = sentence.encode()
        self.status = f"{error.code} {error.reason}"
        strict = {"Strict-Transport-Security": STRICT_TRANSPORT} if self.channel.adj.url_scheme == "https" else {}
        told = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", **ALWAYS, **strict}
        self.response_headers = [*self.response_headers, *told.items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):
    """One connection; waitress's loop leaves its sending to the thread that answers, for as long as that thread is at it."""

    error_task_class = Refusal
    _began = 0.0

    def received(self, data: bytes) -> bool:
        """Take in what was sent; the connection is closed when its request has been coming in for too long."""
        taken: bool = super().received(data)
        if self.request is None:
            self._began = 0.0
        elif not self._began:
            self._began = time.monotonic()
        elif time.monotonic() - self._began > PATIENCE:
            self.will_close = True
        return taken

    def writable(self) -> bool:
        """Whether the loop has something to send, or to close, and nobody else is sending."""
        if self.will_close or self.close_when_flushed:
            return True
        if not self.total_outbufs_len:  # nearly always: the loop asks each connection at each of its turns
            return False
        if not self.requests:
            return True
        free: bool = self.outbuf_lock.acquire(False)
        if free:
            self.outbuf_lock.release()
        return free

    def write_soon(self, data: Any) -> int:
        """Send what can be sent now; what is left wakes the loop. Gives how many bytes were taken in."""
        taken: int = super().write_soon(data)
        if self.total_outbufs_len:  # waitress said so while it held the lock: the loop may have looked, and stood back
            self.server.pull_trigger()
        return taken
