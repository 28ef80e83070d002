"""Dates and hours as French-speaking Belgium writes them: « jeudi 12 mars 2026 », « 9 h 30 », « de 9 h 30 à 11 h 05 ».

Pure. Moments are aware datetimes, shown in Europe/Brussels whatever their own zone; days are plain dates, shown as they are. No-break spaces
(U+00A0) hold together what must not be cut: the day's name and its number, the number and the month, the hour and its minutes.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from facilitation.i18n import WIDE, _, mark

BRUSSELS = ZoneInfo("Europe/Brussels")
DAYS = (
    mark("lundi"),
    mark("mardi"),
    mark("mercredi"),
    mark("jeudi"),
    mark("vendredi"),
    mark("samedi"),
    mark("dimanche"),
)
MONTHS = (
    mark("janvier"),
    mark("février"),
    mark("mars"),
    mark("avril"),
    mark("mai"),
    mark("juin"),
    mark("juillet"),
    mark("août"),
    mark("septembre"),
    mark("octobre"),
    mark("novembre"),
    mark("décembre"),
)


def local(moment: datetime) -> datetime:
    """The same instant on the clocks of Brussels. Raises ValueError for a naive datetime, whose instant nobody knows."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(BRUSSELS)


def local_day(day: date | datetime) -> date:
    """The calendar day in Brussels of a moment, or the day itself."""
    return local(day).date() if isinstance(day, datetime) else day


def day(when: date | datetime) -> str:
    """« 12 mars 2026 », « 1er octobre 2026 »."""
    shown = local_day(when)
    return f"{_ordinal(shown)}{WIDE}{_(MONTHS[shown.month - 1])} {shown.year}"


def short_day(when: date | datetime, now: date | datetime | None = None) -> str:
    """« 12 mars », « 1er octobre »: where the year is known. With `now`, « 12 mars 2031 » in another year than the present one."""
    shown = local_day(when)
    if now is not None and shown.year != local_day(now).year:
        return day(shown)
    return f"{_ordinal(shown)}{WIDE}{_(MONTHS[shown.month - 1])}"


def long_day(when: date | datetime) -> str:
    """« jeudi 12 mars 2026 »."""
    return f"{_(DAYS[local_day(when).weekday()])}{WIDE}{day(when)}"


def month(when: date | datetime) -> str:
    """« mars 2026 »."""
    shown = local_day(when)
    return f"{_(MONTHS[shown.month - 1])} {shown.year}"


def hour(moment: datetime) -> str:
    """« 9 h 30 », « 10 h » on the hour, « 11 h 05 »."""
    shown = local(moment)
    return f"{shown.hour}{WIDE}h" + (f"{WIDE}{shown.minute:02}" if shown.minute else "")


def span(start: datetime, end: datetime | None = None) -> str:
    """« de 9 h 30 à 11 h 05 »; « à 9 h 30 » while no end is known; with the day of the end when it is another one."""
    if end is None:
        return _("à %(start)s", start=hour(start))
    if local_day(end) != local_day(start):
        return _("de %(start)s à %(end)s, le %(day)s", start=hour(start), end=hour(end), day=day(end))
    return _("de %(start)s à %(end)s", start=hour(start), end=hour(end))


def duration(minutes: int) -> str:
    """« 45 min », « 1 h », « 1 h 35 »."""
    hours, rest = divmod(max(0, minutes), 60)
    if not hours:
        return f"{rest}{WIDE}min"
    return f"{hours}{WIDE}h" + (f"{WIDE}{rest:02}" if rest else "")


def glued(text: str) -> str:
    """The text with each space made unbreakable: a date that stands in a title is never cut."""
    return text.replace(" ", WIDE)


def _ordinal(shown: date) -> str:
    return _("1er") if shown.day == 1 else str(shown.day)
