"""The form of a meeting held on paper: its day, when it began, when it ended."""

from __future__ import annotations

from datetime import datetime

from facilitation.french_dates import local
from facilitation.i18n import mark
from facilitation.web.fields import DayField, HourField, moment_of
from facilitation.web.forms import BaseForm, later


class HeldForm(BaseForm):
    ASKED = frozenset({"day", "starts", "ends"})
    day = DayField(later(mark("Le jour")))
    starts = HourField(later(mark("Commencée à")))
    ends = HourField(later(mark("Terminée à")))

    @classmethod
    def of(cls, planned: datetime | None, minutes_later: datetime | None) -> HeldForm:
        """The form filled with what was planned."""
        data = {
            "day": local(planned).date() if planned else None,
            "starts": local(planned).time() if planned else None,
            "ends": local(minutes_later).time() if minutes_later else None,
        }
        return cls(formdata=None, data=data)

    def moments(self) -> tuple[datetime, datetime] | None:
        """From when to when, or None while something is missing."""
        start, end = moment_of(self.day, self.starts), moment_of(self.day, self.ends)
        return (start, end) if start and end else None
