"""An action's date in a calendar (iCalendar, RFC 5545): a whole day, replaced when the date moves, taken away when the action ends.

A whole-day event rather than a task: the calendars that people have show the one and often lose the other. One action has one UID for ever, and
SEQUENCE moves on with every change, so that an entry is replaced and never doubled. No bearer is invited: the file is handed from person to person.
Calendars are copied to phones and to their makers' servers: the entry has the action's number and date, never what it says nor who carries it
(abuse case S74, docs/decisions/0028).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from facilitation.i18n import _

PRODUCT = "-//Maillage//Actions//FR"


@dataclass(frozen=True, slots=True)
class ActionDay:
    """An action and its date. `id` is the outcome's, `number` « 1/2026-A2 », `sequence` grows with every change, `ended`: done or given up."""

    id: str
    number: str
    partnership: str
    due_on: date
    sequence: int
    ended: bool = False


def write(action: ActionDay, *, now: datetime) -> bytes:
    """The file of this action's entry, in UTF-8 with folded lines; `now` stamps it."""
    from icalendar import Calendar, Event

    calendar, event = Calendar(), Event()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if action.ended else "PUBLISH")
    event.add("uid", f"action-{action.id}@maillage.invalid")
    event.add("sequence", action.sequence)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", action.due_on)
    event.add("dtend", action.due_on + timedelta(days=1))
    event.add("summary", summary(action))
    event.add("description", description(action))
    event.add("status", "CANCELLED" if action.ended else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def summary(action: ActionDay) -> str:
    """« Action 1/2026-A2 : échéance »."""
    return _("Action %(number)s : échéance", number=action.number)


def description(action: ActionDay) -> str:
    """Where to read what is to be done, and for which partnership."""
    told = _("Ce qu'il y a à faire est dans le plan d'action.")
    return "\n".join(filter(None, (told, action.partnership)))
