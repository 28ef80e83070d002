"""A meeting's entry in a calendar (iCalendar, RFC 5545): the first one, those that replace it, and the one that takes it away.

One meeting has one UID for ever; SEQUENCE moves on when what was sent has changed, so that a calendar replaces the entry and never doubles it.
No recipient is named: the file is handed from person to person. The organiser's address is none on purpose (`invalid:nomail`): the standard wants one,
and an account's address is nobody's business. Only this module knows icalendar, which it loads when a file is wanted.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from facilitation.documents.convocation import Convened, as_text, one_line
from facilitation.errors import FacilitationError
from facilitation.french_dates import local
from facilitation.i18n import _

if TYPE_CHECKING:
    from icalendar import Event, Timezone

PRODUCT = "-//Maillage//Convocation//FR"
ZONE = "Europe/Brussels"
NOBODY = "invalid:nomail"
LASTS = timedelta(hours=1)
"""How long an entry lasts while the agenda is empty: an entry without an end would be a moment, or a whole day."""


class NotDated(FacilitationError):
    """Donnez d'abord un jour et une heure à la réunion : un agenda ne peut pas la noter sans."""


def method(meeting: Convened) -> str:
    """What the file asks of a calendar: PUBLISH (note this, or put it in the place of what you had) or CANCEL."""
    return "CANCEL" if meeting.cancelled else "PUBLISH"


def write(meeting: Convened, *, now: datetime) -> bytes:
    """The file of this meeting's entry, in UTF-8 with folded lines; `now` stamps it. Raises NotDated."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method(meeting))
    calendar.add_component(_brussels())
    calendar.add_component(_event(meeting, now))
    return bytes(calendar.to_ical())


def _event(meeting: Convened, now: datetime) -> Event:
    from icalendar import Event, vCalAddress

    if meeting.start is None:
        raise NotDated()
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", local(meeting.start))
    event.add("dtend", local(meeting.end or meeting.start + LASTS))
    event.add("summary", _summary(meeting))
    event.add("description", as_text(meeting).strip())
    if meeting.place.strip():
        event.add("location", one_line(meeting.place))
    organizer = vCalAddress(NOBODY)
    if meeting.convener.strip():
        organizer.params["CN"] = one_line(meeting.convener).replace('"', "'")
    event.add("organizer", organizer, encode=False)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if meeting.cancelled else "OPAQUE")
    return event


def _summary(meeting: Convened) -> str:
    return _("Annulée : %(title)s", title=meeting.subject) if meeting.cancelled else meeting.subject


def _brussels() -> Timezone:
    """The rules of the clocks of Brussels since 1996, as every calendar knows them: a file that is opened alone must say them."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", ZONE)
    summer, winter = timedelta(hours=2), timedelta(hours=1)
    for kind, began, name, before, after, month in (
        (TimezoneDaylight, datetime(1996, 3, 31, 2), "CEST", winter, summer, 3),  # noqa: DTZ001 - the zone's own clocks
        (TimezoneStandard, datetime(1996, 10, 27, 3), "CET", summer, winter, 10),  # noqa: DTZ001 - the same
    ):
        rule = kind()
        rule.add("dtstart", began)
        rule.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        rule.add("tzname", name)
        rule.add("tzoffsetfrom", before)
        rule.add("tzoffsetto", after)
        zone.add_component(rule)
    return zone
