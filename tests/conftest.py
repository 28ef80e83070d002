"""What all tests share: the profiles of Hypothesis, an application with its cast, the checked client, and no way out of this computer.

Alice facilitates, Bob co-facilitates, Carole participates, David is a stranger. Each has an account and one open session.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from facilitation import create_app, database
from facilitation.accounts import passwords, service
from facilitation.database import writing
from facilitation.live import service as live
from facilitation.live.rules import new_token
from facilitation.settings import Settings
from facilitation.web import collector
from tests import once
from tests.checked import CheckedClient
from tests.offline import sitecustomize as offline

# A machine with two busy cores is slow at times: that is no fault of a property. A failure prints how to see it again.
settings.register_profile("house", deadline=None, print_blob=True)
# The full counts of `make test-long`.
settings.register_profile("long", settings.get_profile("house"), max_examples=2000)
settings.load_profile("house")


once.share()

os.environ["MAILLAGE_LIMITES"] = (
    "non"  # servers that tests start are posted to a thousand times a minute from one phone
)

LONGEST = (
    "browser/test_accessibility.py",
    "browser/test_meeting.py",
    "browser/test_room.py",
    "confidentiality/test_where_words_are.py",
    "test_disk.py",
    "test_cli.py",
    "browser/test_paper.py",
    "pages/test_counts.py",
    "pages/test_bad_input.py",
    "pages/test_script_over_http.py",
    "browser/test_prepare_in_two_windows.py",
    "browser/test_first_meeting.py",
    "browser/test_phone.py",
    "meetings/test_demo.py",
    "meetings/test_canaries.py",
    "meetings/test_desk_pages.py",
    "live/test_phone_canaries.py",
    "documents/test_validators.py",
)
"""The files that take longest, the longest first: begun last, one of them would leave the other process without work."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; the others keep their order."""
    places = {f"tests/{name}": place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


def pytest_collection_finish() -> None:
    """Set aside for good what is loaded by now, as a server does: collections of it took a tenth of the time of the tests."""
    collector.settle()


def pytest_configure() -> None:
    """Have the programs that tests start refuse, as the tests do, whatever lies outside this computer, and note what was tried."""
    if offline.NOTED not in os.environ:  # else a process of xdist, which has it from the first
        os.environ[offline.NOTED] = tempfile.mkstemp(prefix="maillage-dehors-")[1]
        here = str(Path(offline.__file__).parent)
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail when something outside was to be reached, even where its refusal was swallowed."""
    if not hasattr(session.config, "workerinput"):
        noted = Path(os.environ.pop(offline.NOTED))
        tried = noted.read_text(encoding="utf-8")
        noted.unlink()
        if tried:
            print(f"\nreached for outside this computer:\n{tried}")  # noqa: T201 - what is read when it happens
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


CAST = ("Alice", "Bob", "Carole", "David")
PASSWORD = "quatre mots sans rapport"
START = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


class Clock:
    """The time of the tests: it stands still until it is told to pass."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """The present moment."""
        return self.now

    def later(self, *, minutes: float = 0, days: float = 0) -> datetime:
        """Let time pass, and tell it."""
        self.now += timedelta(minutes=minutes, days=days)
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that the test holds."""
    return Clock()


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated database and the accounts of the cast, copied for each test."""
    folder = tmp_path_factory.mktemp("stocked")
    app = create_app(Settings(data=folder, testing=True), lambda: START)
    database.upgrade(app, folder, now=START)
    password_hash = passwords.hashed(PASSWORD)
    with app.app_context(), writing():
        for name in CAST:
            service.create_account(name=name, email=f"{name.lower()}@val.test", password_hash=password_hash, now=START)
    with app.app_context():
        database.db.engine.dispose()
    return folder


@pytest.fixture
def data(tmp_path: Path, stocked: Path) -> Path:
    """The data folder of this test."""
    return Path(shutil.copytree(stocked, tmp_path / "data"))


@pytest.fixture
def app(data: Path, clock: Clock) -> Iterator[Flask]:
    """The application, with the accounts of the cast and nothing else."""
    app = create_app(Settings(data=data, testing=True), clock)
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def empty_app(tmp_path: Path, clock: Clock) -> Iterator[Flask]:
    """The application at its very first start: no account yet."""
    app = create_app(Settings(data=tmp_path / "empty", testing=True), clock)
    database.upgrade(app, tmp_path / "empty", now=clock())
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> CheckedClient:
    """A browser that nobody is signed in with."""
    return CheckedClient(app)


def browser_of(app: Flask, name: str, now: datetime) -> CheckedClient:
    """The browser of one of the cast, with a session opened now."""
    client = CheckedClient(app, name)
    with app.app_context(), writing():
        found = service.credentials(email=f"{name.lower()}@val.test")
        assert found
        token = service.open_session(account_id=found.account_id, now=now)
    client.raw.set_cookie("maillage_session", token, domain="localhost")
    return client


def phone_of(app: Flask, meeting_id: str, now: datetime, name: str = "", place_id: str = "") -> CheckedClient:
    """The phone of somebody who joined this meeting (its room is opened if it was not), with this first name and place."""
    client, token = CheckedClient(app, name, f"/salle/{meeting_id}/moi"), new_token()
    with app.app_context(), writing():
        code = live.open_room(meeting_id=meeting_id, now=now)
        live.join(code=code, held="", token=token, now=now)
        device = live.device_of(token=token, meeting_id=meeting_id)
        assert device
        live.say_who(meeting_id=meeting_id, device_id=device.id, name=name, place_id=place_id, now=now)
    client.raw.set_cookie("maillage_salle", token, domain="localhost")
    return client


def screen_of(app: Flask, meeting_id: str, now: datetime) -> CheckedClient:
    """A room screen, opened by its link on this meeting."""
    client, token = CheckedClient(app, "écran"), new_token()
    with app.app_context(), writing():
        live.open_screen(code=live.new_screen_link(meeting_id=meeting_id, now=now), held="", token=token, now=now)
    client.raw.set_cookie("maillage_ecran", token, domain="localhost")
    return client


@pytest.fixture
def signed_in(app: Flask, clock: Clock) -> Callable[[str], CheckedClient]:
    """Gives the browser of one of the cast, with a session opened now."""
    return lambda name: browser_of(app, name, clock())


@pytest.fixture
def alice(signed_in: Callable[[str], CheckedClient]) -> CheckedClient:
    """The browser of Alice, who facilitates."""
    return signed_in("Alice")


@pytest.fixture
def bob(signed_in: Callable[[str], CheckedClient]) -> CheckedClient:
    """The browser of Bob, who co-facilitates."""
    return signed_in("Bob")


@pytest.fixture
def carole(signed_in: Callable[[str], CheckedClient]) -> CheckedClient:
    """The browser of Carole, who participates."""
    return signed_in("Carole")


@pytest.fixture
def david(signed_in: Callable[[str], CheckedClient]) -> CheckedClient:
    """The browser of David, a stranger to everything that the others do."""
    return signed_in("David")
