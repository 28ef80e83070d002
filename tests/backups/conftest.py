"""A house with meetings led from beginning to end, made once; each test has a copy of its folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from facilitation import create_app, database
from facilitation.activities import registry
from facilitation.backups import files
from facilitation.cli_guides import read_script
from facilitation.guides.catalogue import Catalogue, content_folder
from facilitation.meetings.led import lead
from facilitation.settings import Settings
from tests import once

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LIBRARY: Catalogue = once.library(content_folder(), registry.kinds())


def led(app: Flask, name: str) -> str:
    """The id of the meeting led, in this application, by the example of this name."""
    loaded = read_script(content_folder() / "examples" / f"{name}.yaml", LIBRARY)
    assert loaded.value is not None
    with app.app_context():
        return lead(loaded.value, loaded.guides, LIBRARY).meeting_id


@pytest.fixture(scope="session")
def lived_in(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house where a meeting was led, with a guide of its own."""
    folder = Path(shutil.copytree(stocked, tmp_path_factory.mktemp("lived-in") / "maison"))
    app = create_app(Settings(data=folder, testing=True), lambda: NOW)
    led(app, "desaccord-entre-services")
    with app.app_context():
        database.db.engine.dispose()
    (folder / database.FILE).chmod(0o600)
    (folder / "guides").mkdir(mode=0o700)
    (folder / "guides" / "notre-charte.yaml").write_text("id: notre-charte\n", encoding="utf-8")
    return folder


@pytest.fixture
def house(lived_in: Path, tmp_path: Path) -> Path:
    """The folder of such a house."""
    return Path(shutil.copytree(lived_in, tmp_path / "maison"))


@pytest.fixture
def served(house: Path) -> Iterator[Flask]:
    """The application on it."""
    app = create_app(Settings(data=house, testing=True), lambda: NOW)
    yield app
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture(scope="session")
def one_copy(lived_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of it, not to be changed."""
    return files.make(lived_in, now=NOW, to=tmp_path_factory.mktemp("copie"))
