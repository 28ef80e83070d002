"""A connection of waitress whose loop stands back while the thread that answers is sending.

Waitress's own loop asks a connection with bytes left to send whether it may send them, finds the answering thread at it, and asks again at once, until
that thread is done: it takes Python's lock from it each time. With a stream to the room screen and a post at once, that was a quarter of the time
until the screen had moved (`benchmarks.live`).
"""

from __future__ import annotations

from typing import Any

from waitress.channel import HTTPChannel


class Channel(HTTPChannel):
    """One connection; waitress's loop leaves its sending to the thread that answers, for as long as that thread is at it."""

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
