"""A server on 127.0.0.1 with a data folder of its own and a clock that the test holds, and Chromium to look at it with.

The server can be stopped and started again on the same port, as when a laptop closes in the middle of a meeting.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from facilitation import create_app, database
from facilitation.accounts import service as accounts
from facilitation.database import reading, writing
from facilitation.live.hub import hub_of
from facilitation.meetings import service
from facilitation.meetings.shown import MeetingShown, NewMeeting
from facilitation.settings import Settings
from facilitation.web.context import catalogue
from tests.components import chromium_path
from tests.conftest import Clock
from tests.meetings.leading import GUIDE, account_in

LAPTOP = {"width": 1280, "height": 800}
WALL = {"width": 1920, "height": 1080}


class _Quiet(WSGIRequestHandler):
    def log(self, *_arguments: object, **_options: object) -> None:
        """Nothing: the tests' own output is what is read."""


class Server:
    """The application, served. `app` is what runs now; `url` does not change when it is started again."""

    def __init__(self, data: Path, clock: Clock) -> None:
        self.data, self.clock, self.port = data, clock, 0
        self._running: BaseWSGIServer | None = None
        self.start()

    @property
    def url(self) -> str:
        """« http://127.0.0.1:12345 »."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve the data folder, as `facilitation serve` would."""
        self.app = create_app(Settings(data=self.data, limits=False), self.clock)
        self._running = make_server("127.0.0.1", self.port, self.app, threaded=True, request_handler=_Quiet)
        self.port = self._running.port
        threading.Thread(target=self._running.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Answer nobody any more."""
        if self._running is not None:
            self._running.shutdown()
            hub_of(self.app).end_all()
            self._running.server_close()
            self._running = None
            with self.app.app_context():
                database.db.engine.dispose()

    def restart(self) -> None:
        """Stop, and serve the same folder again with a new application."""
        self.stop()
        self.start()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; for it the room has a name, as it may have on its own network."""
    path = chromium_path()
    with sync_playwright() as playwright:
        # Any other name or address than this computer's is unknown to it.
        rules = "MAP salle.test 127.0.0.2, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.*"
        options = ["--no-sandbox", f"--host-resolver-rules={rules}"]
        browser = playwright.chromium.launch(executable_path=path, args=options)
        yield browser
        browser.close()


@pytest.fixture
def server(data: Path, clock: Clock) -> Iterator[Server]:
    """The house of the cast, served."""
    server = Server(data, clock)
    yield server
    server.stop()


@pytest.fixture
def window(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens a window for one of the cast, signed in; an error of a script fails the test. `context` opens one more in the same browser."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_window(
        name: str = "Alice", *, context: BrowserContext | None = None, size: dict[str, int] = LAPTOP, **options: object
    ) -> Page:
        if context is None:
            context = browser.new_context(viewport=size, locale="fr-BE", **options)
            context.set_default_timeout(10_000)
            context.add_cookies([{"name": "maillage_session", "value": _session(server, name), "url": server.url}])
            contexts.append(context)
        page = context.new_page()
        page.set_viewport_size(size)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not errors, "\n".join(errors)


def _session(server: Server, name: str) -> str:
    with server.app.app_context(), writing():
        found = accounts.credentials(email=f"{name.lower()}@val.test")
        assert found
        return accounts.open_session(account_id=found.account_id, now=server.clock())


@pytest.fixture
def meeting(server: Server, clock: Clock) -> str:
    """A meeting of six people, prepared with the first guide. Tests of a meeting that runs have their own."""
    with server.app.app_context(), writing():
        now = clock()
        made = service.prepare(account_id=account_in("Alice"), new=NewMeeting(title="Nos relais", expected=6), now=now)
        service.use_guide(meeting_id=made, guide_id=GUIDE, catalogue=catalogue(), now=now)
    return made


@pytest.fixture
def page(server: Server, meeting: str, window: Callable[..., Page]) -> Page:
    """The page of preparation, open in Alice's browser."""
    opened = window()
    opened.goto(f"{server.url}/reunions/{meeting}/preparer")
    return opened


def shown(server: Server, meeting: str, clock: Clock) -> MeetingShown:
    """The meeting as it is kept now."""
    with server.app.app_context(), reading():
        return service.meeting_shown(meeting_id=meeting, now=clock())
