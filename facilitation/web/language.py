"""The language of the pages, from one object, and the plug between our messages and Flask-Babel."""

from __future__ import annotations

from dataclasses import dataclass

import flask_babel
from flask import Flask

from facilitation import i18n
from facilitation.settings import Settings


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages: its tag in HTML, its direction, its name for Babel."""

    tag: str
    direction: str
    babel: str


FRENCH = Language("fr-BE", "ltr", "fr_BE")
LANGUAGES = {FRENCH.tag: FRENCH}


def init_app(app: Flask, settings: Settings) -> None:
    """Have every message of the interface pass through Flask-Babel, then through our typography, then have its variables filled in."""
    language = LANGUAGES.get(settings.language, FRENCH)
    app.config["BABEL_DEFAULT_LOCALE"] = language.babel
    app.config["BABEL_DEFAULT_TIMEZONE"] = settings.timezone
    flask_babel.Babel(app, locale_selector=lambda: language.babel)
    translate, plural = (str, _plural_in_french) if language is FRENCH else (_translate, _translate_plural)
    i18n.use(translate, plural)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by jinja2.ext.i18n
        lambda message: i18n.typeset(translate(message)),
        lambda one, many, n: i18n.typeset(plural(one, many, n)),
        newstyle=True,
    )
    app.jinja_env.globals["language"] = language


def _translate(message: str) -> str:
    return str(flask_babel.get_translations().ugettext(message)) if message else ""


def _translate_plural(one: str, many: str, n: int) -> str:
    return str(flask_babel.get_translations().ungettext(one, many, n))


def _plural_in_french(one: str, many: str, n: int) -> str:
    return one if abs(n) < 2 else many  # French is the source: no catalogue to look for, and zero is singular
