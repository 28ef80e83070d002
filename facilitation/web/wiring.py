"""How the rooms are put together into one Flask application."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from flask import Flask
from jinja2 import StrictUndefined

from facilitation import database
from facilitation.accounts import access, device_cookies
from facilitation.accounts import views as accounts_views
from facilitation.activities import registry
from facilitation.adapting import views as adapting_views
from facilitation.backups import views as backups_views
from facilitation.confidentiality import views as confidentiality_views
from facilitation.consultations import views as consultations_views
from facilitation.guides.catalogue import Catalogue, content_folder, load_catalogue
from facilitation.guides.compiled import INDEX, Compiled
from facilitation.guides.own import OWN_FOLDER, Shelf
from facilitation.library import views as library_views
from facilitation.library import views_references
from facilitation.live import hub, known
from facilitation.live import views as live_views
from facilitation.meetings import service as meetings
from facilitation.meetings import views as meetings_views
from facilitation.minutes import views as minutes_views
from facilitation.outcomes import views as outcomes_views
from facilitation.paper import views as paper_views
from facilitation.partnerships import service as partnerships
from facilitation.partnerships import views as partnerships_views
from facilitation.rehearsals import views as rehearsals_views
from facilitation.rehearsals.worlds import Worlds
from facilitation.retention import views as retention_views
from facilitation.settings import Settings, from_environment, load_secret, prepare_folder
from facilitation.web import (
    assets,
    csrf,
    doors,
    errors,
    filters,
    flash,
    handed,
    headers,
    language,
    limits,
    packed,
    readers,
    twice,
)
from facilitation.web import views as web_views
from facilitation.web.context import Clock, House, move_in

BODY = 2 * 1024 * 1024
"""Bytes of a request's body: the longest text is 20,000 characters, and a form holds a few dozen."""


class _Maillage(Flask):
    """Flask, but for its log: an error's own words may hold what somebody typed."""

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        """Log the error's type and place only."""
        kind, _error, trace = exc_info
        errors.log.error("%s at %s", kind.__name__ if kind else "?", errors.place_of(trace))


def build(settings: Settings | None, clock: Clock | None) -> Flask:
    """See `create_app`."""
    settings = settings or from_environment()
    prepare_folder(settings.data)
    house = House(settings, clock or _computer_clock, load_secret(settings.data), *_library(settings))
    app = _assembled(house, settings.data)

    def throw_away() -> Flask:
        """The same house on a database in memory, for one rehearsal."""
        made = _assembled(house, None)
        hub.share(made, hub.hub_of(app))
        rehearsals_views.close_world(made)
        return made

    rehearsals_views.open_house(app, Worlds(throw_away))
    return app


def _assembled(house: House, folder: Path | None) -> Flask:
    """All the rooms on the database of this folder."""
    settings = house.settings
    app = _Maillage("facilitation", static_folder="static", template_folder="templates")
    app.config.update(
        TRUSTED_HOSTS=list(settings.hosts),
        MAX_CONTENT_LENGTH=BODY,
        MAX_FORM_MEMORY_SIZE=BODY,
        MAX_FORM_PARTS=2000,
        TESTING=settings.testing,
        PROPAGATE_EXCEPTIONS=False,
        WTF_CSRF_ENABLED=True,
    )
    app.url_map.strict_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(site_name=settings.site_name, over_https=settings.https)
    move_in(app, house)
    database.init_app(app, folder)
    _furnish(app, settings)
    doors.init_app(app, https=settings.https)
    for room in (
        web_views,
        accounts_views,
        partnerships_views,
        library_views,
        adapting_views,
        views_references,
        backups_views,
        retention_views,
        confidentiality_views,
        consultations_views,
        meetings_views,
        outcomes_views,
        minutes_views,
        live_views,
        paper_views,
    ):
        app.register_blueprint(room.blueprint)
    return app


def _library(settings: Settings) -> tuple[Callable[[], Catalogue], Callable[[], None]]:
    """The catalogue, read once, by whoever wants it first: the page to sign in doesn't, and stands a fifth of a second sooner.

    The house's own guides are looked at each time, and read again where a file changed. With it goes what writes down what was read.
    """
    guard = threading.Lock()
    folder = settings.content or content_folder()

    @functools.cache
    def known() -> Compiled:
        return Compiled(settings.data / INDEX, folder)

    @functools.cache
    def shelf() -> Shelf:
        served = load_catalogue(folder, registry.kinds(), known())
        return Shelf(settings.data / OWN_FOLDER, served, registry.kinds(), known())

    def library() -> Catalogue:
        with guard:
            return shelf().catalogue()

    def write_down() -> None:
        library()
        with guard:
            known().write()

    return library, write_down


def _furnish(app: Flask, settings: Settings) -> None:
    language.init_app(app, settings)
    headers.init_app(app)
    flash.init_app(app)
    access.init_app(
        app,
        role_of=meetings.role_of,
        runs_a_meeting=lambda account_id: meetings.is_running_for(account_id=account_id),
        owns_partnership=partnerships.owns,
        device_of=known.device_of,
    )
    device_cookies.init_app(app)
    hub.init_app(app)
    known.init_app(app)
    csrf.init_app(app)
    app.before_request(csrf.check)
    limits.init_app(app)
    handed.init_app(app)
    twice.init_app(app)
    filters.init_app(app)
    readers.init_app(app)
    assets.init_app(app)
    packed.init_app(app)
    errors.init_app(app)
    app.wsgi_app = consultations_views.strip(app.wsgi_app)  # type: ignore[method-assign, assignment]


def _computer_clock() -> datetime:
    return datetime.now(UTC)
