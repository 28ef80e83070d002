"""What templates may do to a value: dates in French, lines kept, numbers in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask
from markupsafe import Markup, escape

from facilitation import french_dates
from facilitation.i18n import _, mark, ngettext
from facilitation.web import context
from facilitation.web.ribbon import ribbon_of

WORDS = (
    *(mark("zéro"), mark("un"), mark("deux"), mark("trois"), mark("quatre"), mark("cinq"), mark("six")),
    *(mark("sept"), mark("huit"), mark("neuf"), mark("dix"), mark("onze"), mark("douze")),
)
FEMININE = {1: mark("une")}
FAR = 60
"""Days beyond which nobody counts them: a date is said instead."""


def lines(text: str) -> Markup:
    """Typed text with its line breaks shown: nothing else of it is interpreted."""
    return Markup("<br>\n").join(escape(part) for part in text.split("\n"))


def in_words(number: int, *, feminine: bool = False) -> str:
    """« sept », « une »; figures above twelve, as careful French writes them."""
    if not 0 <= number < len(WORDS):
        return str(number)
    return _(FEMININE.get(number, WORDS[number]) if feminine else WORDS[number])


def capitalize_first(text: str) -> str:
    """The text with a capital at its start and the rest untouched."""
    return text[:1].upper() + text[1:]


def delay(due: date, now: datetime) -> str:
    """« 10 jours de retard », « aujourd'hui », « dans 11 jours »; « en retard » or nothing beyond FAR days: the date beside it says it better."""
    days = (due - french_dates.local_day(now)).days
    if abs(days) > FAR:
        return _("en retard") if days < 0 else ""
    if days < 0:
        return ngettext("un jour de retard", "%(num)s jours de retard", -days)
    if days == 0:
        return _("aujourd'hui")
    return ngettext("demain", "dans %(num)s jours", days)


def short_day(when: date | datetime) -> str:
    """« 12 mars »; « 12 mars 2031 » in another year than the present one."""
    return french_dates.short_day(when, context.now())


def after_minutes(start: datetime, minutes: int) -> datetime:
    """The moment so many minutes later."""
    return start + timedelta(minutes=minutes)


def init_app(app: Flask) -> None:
    """Give templates these filters."""
    for name in ("day", "long_day", "month", "hour", "duration", "glued"):
        app.jinja_env.filters[name] = getattr(french_dates, name)
    app.jinja_env.filters.update(
        lines=lines,
        in_words=in_words,
        capitalize_first=capitalize_first,
        delay=delay,
        short_day=short_day,
        after_minutes=after_minutes,
        ribbon_of=ribbon_of,
    )
    app.jinja_env.globals["span"] = french_dates.span
