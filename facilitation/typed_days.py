"""Days and hours as people type them: « jeudi 7 mai 2026 », « 7/5/2026 », « 2026-05-07 », « 9 h 30 », « 9:30 ».

Pure: `today` is an argument. What cannot be a day or an hour is refused with a sentence that says why, and nothing is guessed.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import UTC, date, datetime, time

from facilitation.errors import InvalidText
from facilitation.french_dates import BRUSSELS, DAYS, MONTHS, day
from facilitation.i18n import _

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_FIGURES = re.compile(r"(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})(?:\s*[/.\-]\s*(?P<year>\d{2}|\d{4}))?")
_WORDS = re.compile(r"(?P<day>\d{1,2})(?:er)? (?P<month>[a-z]{3,9})\.?(?: (?P<year>\d{4}))?")
_HOUR = re.compile(r"(?P<hour>\d{1,2})\s*(?:(?:h|:|\.|heures?)\s*(?P<minute>\d{2})?)?")
_NAMED_HOURS = {"midi": time(12), "minuit": time(0)}
YEARS = range(1900, 2200)
"""Years in which something can be planned or have happened: « 0206 » is a slip, and the ends of the calendar leave no day to count on to."""


class UnreadableDay(InvalidText):
    """« %(typed)s » n'est pas une date que Maillage sait lire. Écrivez-la par exemple ainsi : « jeudi 7 mai 2026 » ou « 7/5/2026 »."""


class NoSuchDay(InvalidText):
    """« %(typed)s » n'existe pas : ce mois compte %(days)s jours. Corrigez la date ; le reste de la page est gardé."""


class OtherWeekday(InvalidText):
    """« %(typed)s » : le %(day)s est un %(right)s, pas un %(wrong)s. Corrigez l'un des deux."""


class UnreadableHour(InvalidText):
    """« %(typed)s » n'est pas une heure que Maillage sait lire. Écrivez-la par exemple ainsi : « 9 h 30 » ou « 9:30 »."""


def read_day(typed: str, today: date) -> date | None:
    """The day that these words mean, or None for nothing typed; without a year, the next such day from `today` on.

    A two-figure year is of this century; others are of `YEARS`. Raises NoSuchDay (31 February), OtherWeekday (a weekday that is not that day's), UnreadableDay.
    """
    plain = _plain(typed)
    if not plain:
        return None
    weekday, plain = _weekday(plain)
    found = _ISO.fullmatch(plain) or _FIGURES.fullmatch(plain) or _WORDS.fullmatch(plain)
    if found is None:
        raise UnreadableDay(typed=typed.strip())
    number, month = int(found["day"]), _month(found["month"], typed)
    year = _year(found["year"], month, number, today)
    if year not in YEARS:
        raise UnreadableDay(typed=typed.strip())
    longest = calendar.monthrange(year, month)[1]
    if not 1 <= number <= longest:
        raise NoSuchDay(typed=typed.strip(), days=longest)
    read = date(year, month, number)
    if weekday is not None and read.weekday() != weekday:
        raise OtherWeekday(typed=typed.strip(), day=day(read), right=_(DAYS[read.weekday()]), wrong=_(DAYS[weekday]))
    return read


def read_hour(typed: str) -> time | None:
    """The hour that these words mean, or None for nothing typed. Raises UnreadableHour."""
    plain = _plain(typed)
    if not plain:
        return None
    if plain in _NAMED_HOURS:
        return _NAMED_HOURS[plain]
    found = _HOUR.fullmatch(plain)
    if found is None or int(found["hour"]) > 23 or int(found["minute"] or 0) > 59:
        raise UnreadableHour(typed=typed.strip())
    return time(int(found["hour"]), int(found["minute"] or 0))


def moment(on: date, at: time) -> datetime:
    """That hour of that day on the clocks of Brussels, as an aware moment in UTC."""
    return datetime.combine(on, at, BRUSSELS).astimezone(UTC)


def _plain(typed: str) -> str:
    """The words without accents, in small letters, single-spaced: for comparing only."""
    parted = unicodedata.normalize("NFKD", typed.casefold())
    return " ".join("".join(sign for sign in parted if not unicodedata.combining(sign)).replace(",", " ").split())


def _weekday(plain: str) -> tuple[int | None, str]:
    """The weekday that the words begin with (Monday is 0), and what follows it; « le » before or after it means nothing."""
    words = plain.removeprefix("le ").split(" ", 1)
    for number, name in enumerate(DAYS):
        if words[0] in (name, name[:3], f"{name[:3]}.") and len(words) == 2:
            return number, words[1].removeprefix("le ")
    return None, plain.removeprefix("le ")


def _month(word: str, typed: str) -> int:
    if word.isdigit():
        if 1 <= int(word) <= 12:
            return int(word)
        raise UnreadableDay(typed=typed.strip())
    found = [number for number, name in enumerate(MONTHS, start=1) if _plain(name).startswith(word)]
    if len(found) != 1:
        raise UnreadableDay(typed=typed.strip())
    return found[0]


def _year(typed: str | None, month: int, number: int, today: date) -> int:
    if typed:
        return int(typed) if len(typed) == 4 else 2000 + int(typed)
    return today.year + ((month, number) < (today.month, today.day))
