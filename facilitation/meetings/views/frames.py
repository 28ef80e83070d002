"""The room's page as HTML, kept a moment: where the count of answers alone has moved, it is written again into the page as it was rendered.

Forty phones that answer within a minute have the room's window fetch its page forty times, the same but for two numbers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import escape

from facilitation.meetings.service.wall import LIFE, forgets_too
from facilitation.meetings.shown import RoomPage

VERSION, COUNT = 'data-version="{}"', '<p class="room-count">{}</p>'


@dataclass(frozen=True, slots=True)
class _Frame:
    """A page and the three stretches of its HTML that lie before, between and after its version and its count."""

    page: RoomPage
    stretches: tuple[str, str, str]
    made: float

    def holds(self, page: RoomPage) -> bool:
        """Whether this page differs by its version, its count and the moment alone (the time it tells is `elapsed`)."""
        return replace(self.page, version=page.version, count=page.count, now=page.now) == page

    def html(self, page: RoomPage) -> str:
        """The HTML of a page that it holds for."""
        before, between, after = self.stretches
        return f"{before}{VERSION.format(page.version)}{between}{COUNT.format(escape(page.count))}{after}"


class Frames:
    """The pages of the last seconds, by meeting and endpoint. Safe between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._frames: dict[tuple[str, str], _Frame] = {}
        forgets_too(self)

    def forget(self) -> None:
        """Let all pages go: what they show is erased."""
        with self._guard:
            self._frames = {}

    def html(self, page: RoomPage, endpoint: str, render: Callable[[], str]) -> str:
        """What `render` gives for this page, or the same from what it gave a moment ago. A page without a count is rendered each time."""
        key = page.meeting_id, endpoint
        found = self._frames.get(key)
        if page.count and found is not None and found.holds(page):
            return found.html(page)
        html = render()
        stretches = _cut(html, page) if page.count else None
        with self._guard:
            now = time.monotonic()
            self._frames = {name: one for name, one in self._frames.items() if name != key and now - one.made < LIFE}
            if stretches is not None:
                self._frames[key] = _Frame(page, stretches, now)
        return html


def _cut(html: str, page: RoomPage) -> tuple[str, str, str] | None:
    """The stretches around the version and the count; None where they don't stand there once each, in this order."""
    version, count = VERSION.format(page.version), COUNT.format(escape(page.count))
    if html.count(version) != 1 or html.count(count) != 1:
        return None
    before, _, rest = html.partition(version)
    between, found, after = rest.partition(count)
    return (before, between, after) if found else None
