"""The threads that answer: so many for pages and posts, and one more for each open stream, so that streams never keep a post waiting."""

from __future__ import annotations

import sys
import threading

from waitress.task import ThreadedTaskDispatcher

from facilitation.live.hub import Hub

THREADS = 24
"""Threads for pages and posts: the fair queue lets one at a time work on the database, the others read requests, render and send."""
SWITCH = 0.0001
"""Seconds after which a thread that computes lets another go on, instead of Python's 0.005: whoever holds the fair queue waits so much less after each
statement and each fsync for those who only read requests or render."""
BATCH = 16
"""Threads for streams are added, and let go, so many at a time."""


class Threads(ThreadedTaskDispatcher):
    """The threads of all the sockets of one process."""

    def __init__(self, hub: Hub) -> None:
        """Follow the streams of this hub."""
        super().__init__()
        sys.setswitchinterval(SWITCH)
        self._hub, self._sizing = hub, threading.Lock()
        self.set_thread_count(THREADS)
        hub.on_streams = self._follow

    def _follow(self) -> None:
        with self._sizing:  # each reads the number anew: whoever comes last leaves the right one
            self.set_thread_count(THREADS + BATCH * -(-self._hub.open // BATCH))
