"""A meeting at its consultation, prepared once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from facilitation import create_app, database
from facilitation.settings import Settings
from tests.conftest import START, Clock
from tests.consultations.leading import Vote, meeting_with_a_vote


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, stocked: Path) -> Vote:
    """A data folder whose one meeting is at its consultation, before any slip is drawn. Not to be led: copy it."""
    folder = Path(shutil.copytree(stocked, tmp_path_factory.mktemp("vote") / "data"))
    app = create_app(Settings(data=folder, testing=True), lambda: START)
    vote = meeting_with_a_vote(app, folder, START)
    with app.app_context():
        database.db.engine.dispose()
    return vote


@pytest.fixture
def data(tmp_path: Path, prepared: Vote) -> Path:
    """The data folder of this test."""
    return Path(shutil.copytree(prepared.folder, tmp_path / "data"))


@pytest.fixture
def app(data: Path, clock: Clock) -> Iterator[Flask]:
    """The application on it."""
    app = create_app(Settings(data=data, testing=True), clock)
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture
def vote(app: Flask, data: Path, prepared: Vote) -> Vote:
    """The meeting at its consultation, of this test alone."""
    return replace(prepared, app=app, folder=data, codes=[])
