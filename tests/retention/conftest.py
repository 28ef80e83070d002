"""The world of purging, led once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation import create_app, database
from facilitation.settings import Settings
from tests.conftest import Clock
from tests.retention.world import World, led


@pytest.fixture(scope="session")
def once_led(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str, Clock]:
    """The data folder of a meeting led, closed and approved; its partnership, its id, and the moment."""
    data = Path(shutil.copytree(stocked, tmp_path_factory.mktemp("led") / "data"))
    clock = Clock()
    app = create_app(Settings(data=data, testing=True), clock)
    found = led(app, data, clock)
    with app.app_context():
        database.db.engine.dispose()
    return data, found.partnership, found.meeting, clock


@pytest.fixture
def world(once_led: tuple[Path, str, str, Clock], tmp_path: Path) -> Iterator[World]:
    """That meeting in a folder of this test's own; the clock stands at the approval."""
    kept, partnership, meeting, was = once_led
    data, clock = Path(shutil.copytree(kept, tmp_path / "led")), Clock()
    clock.now = was.now
    app = create_app(Settings(data=data, testing=True), clock)
    yield World(app, clock, data, partnership, meeting)
    with app.app_context():
        database.db.engine.dispose()
