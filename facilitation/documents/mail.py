"""A message ready to be sent, with the meeting's calendar entry: a file that a mail program opens as a draft.

The whole subject is written as encoded words: the newer `EmailMessage` loses a space where it folds one (measured on Python 3.11).
Nobody's address is known here (members have none): the message has no sender and no recipient, and says that it was not sent (`X-Unsent`).
"""

from __future__ import annotations

from datetime import datetime
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime

from facilitation.documents import calendar
from facilitation.documents.convocation import Convened, as_text, one_line
from facilitation.french_dates import hour, long_day
from facilitation.i18n import _


def subject(meeting: Convened) -> str:
    """« Convocation : Réunion plénière, jeudi 7 mai 2026, 9 h 30 », or what has become of it. On one line."""
    when = f"{long_day(meeting.start)}, {hour(meeting.start)}" if meeting.start else _("date à fixer")
    words = {"title": meeting.subject, "when": when}
    if meeting.cancelled:
        return one_line(_("Réunion annulée : %(title)s, %(when)s", **words))
    if meeting.put_off_from is not None:
        return one_line(_("Réunion reportée : %(title)s, %(when)s", **words))
    return one_line(_("Convocation : %(title)s, %(when)s", **words))


def write(meeting: Convened, *, now: datetime) -> bytes:
    """The message: its subject, the text to read, the calendar entry beside it. Raises NotDated."""
    message = MIMEMultipart(boundary=f"=_maillage_{meeting.sequence}_{meeting.uid}")
    message.add_header("Subject", Header(subject(meeting), "utf-8", header_name="Subject").encode())
    message["Date"] = format_datetime(now)
    message["X-Unsent"] = "1"
    message["Content-Language"] = "fr-BE"
    message.attach(MIMEText(as_text(meeting), "plain", "utf-8"))
    entry = MIMEText(calendar.write(meeting, now=now).decode(), "calendar", "utf-8")
    entry.set_param("method", calendar.method(meeting))
    entry.add_header("Content-Disposition", "attachment", filename="convocation.ics")
    message.attach(entry)
    return message.as_bytes(policy=compat32.clone(linesep="\r\n"))
