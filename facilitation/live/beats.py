"""A stream of Server-Sent Events: the meeting's number now, then each time it moves, and a word every fifteen seconds so that a lost link is noticed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from facilitation.live.hub import Hub, Stream

HEARTBEAT = 15.0
"""Seconds without a beat after which a comment is sent."""
GLANCE = 3.0
"""Seconds between two looks at whether the browser is still there: a page that was left gives its place back after so many."""
LIFE = 600.0
"""Seconds after which a stream ends and the page opens another: who may see the meeting is asked again then."""
RETRY = 2000
"""Milliseconds after which a browser opens a stream that ended."""
HEADERS = {"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
STILL_THERE = b": .\n\n"
AWAY = b"event: fin\ndata: \n\n"
"""Nothing of this meeting is to be seen here any more: the page asks where it may go."""


def beats(
    hub: Hub,
    stream: Stream,
    *,
    gone: Callable[[], bool] = lambda: False,
    heartbeat: float = HEARTBEAT,
    life: float = LIFE,
) -> Iterator[bytes]:
    """The bytes of this stream until it ends; its place is given back when it does, or when the browser goes away (`gone` says so)."""
    spoke, until, told = time.monotonic(), time.monotonic() + life, None
    try:
        yield b"retry: %d\n\n" % RETRY
        while True:
            stream.moved.clear()
            numbers = hub.known(stream.meeting_id)
            if numbers is not None and numbers.of(stream.side) != told:
                spoke, told = time.monotonic(), numbers.of(stream.side)
                yield b"data: %d\n\n" % told
            if stream.ended or gone() or time.monotonic() >= until:
                break
            if not stream.moved.wait(min(GLANCE, heartbeat)) and time.monotonic() - spoke >= heartbeat:
                spoke = time.monotonic()
                yield STILL_THERE
        if stream.sent_away:
            yield AWAY
    finally:
        hub.release(stream)
