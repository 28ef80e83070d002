"""A database with Alice, her partnership and her colleagues: the services are tried on it without any page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from facilitation import database, i18n
from facilitation.accounts import service as accounts
from facilitation.activities import registry
from facilitation.database import writing
from facilitation.guides.catalogue import Catalogue, content_folder, load_catalogue
from facilitation.partnerships import service as partnerships
from facilitation.partnerships.rules import MemberLine


@dataclass(repr=False)
class Town:
    """Who is there: ids by name, the catalogue, and a clock that the test holds."""

    app: Flask
    catalogue: Catalogue
    alice: str = ""
    david: str = ""
    partnership: str = ""
    members: dict[str, str] = field(default_factory=dict)
    now: datetime = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)

    def __repr__(self) -> str:
        return "town"  # what Hypothesis prints of a failing case

    def later(self, minutes: float) -> datetime:
        """Let time pass, and tell the hour."""
        self.now += timedelta(minutes=minutes)
        return self.now


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The real library."""
    return load_catalogue(content_folder(), registry.kinds())


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in them, copied for each test."""
    app, folder = Flask("house"), tmp_path_factory.mktemp("migrated")
    database.init_app(app, folder)
    database.upgrade(app, folder, now=datetime(2026, 3, 12, 8, 30, tzinfo=UTC))
    with app.app_context():
        database.db.engine.dispose()
    return folder / database.FILE


@pytest.fixture
def town(tmp_path: Path, migrated: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Alice facilitates the Réseau du Val with Bob and Carole; David has an account and nothing to do with them."""
    monkeypatch.setattr(
        i18n, "_translate", str
    )  # a whole application, made by another test, would answer for this bare one
    monkeypatch.setattr(i18n, "_translate_plural", lambda one, many, n: one if n < 2 else many)
    app = Flask("house")
    shutil.copy(migrated, tmp_path)
    database.init_app(app, tmp_path)
    town = Town(app, catalogue)
    with app.app_context():
        with writing():
            town.alice = accounts.create_account(name="Alice", email="alice@val.test", password_hash="-", now=town.now)
            town.david = accounts.create_account(name="David", email="david@val.test", password_hash="-", now=town.now)
            settings = partnerships.Settings(name="Réseau du Val", place="Salle du Conseil")
            town.partnership = partnerships.create(account_id=town.alice, settings=settings, now=town.now)
            lines = (
                MemberLine("Alice Lambert", "coordinatrice", "CPAS de Valmont"),
                MemberLine("Bob Haddad", "assistant social", "AMO Passerelle"),
                MemberLine("Carole Marchal", "infirmière", "Maison médicale du Pont"),
                MemberLine("Étienne Noël", "éducateur", "AMO Passerelle"),
            )
            partnerships.add_members(partnership_id=town.partnership, lines=lines)
            found = partnerships.members_of(partnership_id=town.partnership)
            town.members = {member.name.split()[0]: member.id for member in found}
        yield town
