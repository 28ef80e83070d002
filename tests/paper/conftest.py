"""A house whose library holds a guide of every input, and a meeting prepared with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from facilitation import create_app, database
from facilitation.settings import Settings
from tests.conftest import Clock
from tests.paper.world import library, prepared_on_paper


@pytest.fixture
def app(data: Path, clock: Clock, tmp_path: Path) -> Iterator[Flask]:
    """The application with that library."""
    made = create_app(Settings(data=data, testing=True, content=library(tmp_path)), clock)
    yield made
    with made.app_context():
        database.db.engine.dispose()


@pytest.fixture
def meeting(app: Flask, clock: Clock) -> str:
    """The id of Alice's meeting of twelve."""
    return prepared_on_paper(app, clock())
