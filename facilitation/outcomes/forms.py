"""The form by which an action is followed up between two meetings."""

from __future__ import annotations

from typing import Any

from facilitation.i18n import mark
from facilitation.outcomes.rules import ActionStatus, Said
from facilitation.web.fields import DayField, LongWords, Words
from facilitation.web.forms import BaseForm, later


class FollowForm(BaseForm):
    status = Words(later(mark("Qu'est-ce devenu ?")))
    note = LongWords(later(mark("Ce qui s'est passé, ou ce qui empêche")))
    date = DayField(later(mark("Nouvelle date")))
    version = Words()

    def said(self) -> Said | None:
        """What the form says of the action; None for a status that is none of the six. To be called once the form is valid."""
        known = next((one for one in ActionStatus if one.value == self.status.data), None)
        due: Any = self.date.data
        return None if known is None else Said(known, self.note.data or "", due)

    def read_version(self) -> int | None:
        """The version of the action that the page showed."""
        sent = str(self.version.data or "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
