"""What the running application holds for its views: settings, clock, secret, catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from facilitation.guides.catalogue import Catalogue
from facilitation.settings import Settings

Clock = Callable[[], datetime]
_PLACE = "maillage"


@dataclass(frozen=True, slots=True)
class House:
    """What `create_app` puts together once. `library` gives the catalogue, loaded when it is first wanted; `secret` signs cookies and forms.

    `write_down` keeps, in the data folder, what was read of the library: for when nobody waits, and never for a page.
    """

    settings: Settings
    clock: Clock
    secret: bytes
    library: Callable[[], Catalogue]
    write_down: Callable[[], None] = lambda: None


def move_in(app: Flask, house: House) -> None:
    """Give the application what its views ask for below."""
    app.extensions[_PLACE] = house


def house() -> House:
    """What the current application was made with."""
    found: House = current_app.extensions[_PLACE]
    return found


def settings() -> Settings:
    """The settings of this installation."""
    return house().settings


def now() -> datetime:
    """The present moment, aware, by the application's clock (which tests hold)."""
    return house().clock()


def catalogue() -> Catalogue:
    """The guides, modules, drifts, sources and glossary that are served."""
    return house().library()
