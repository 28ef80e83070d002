"""Form fields for days, hours and numbers as people write them: what was typed comes back as it was, with the sentence that says what to do."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from wtforms import StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from facilitation.errors import InvalidText
from facilitation.french_dates import hour, local_day, long_day
from facilitation.i18n import _
from facilitation.typed import clean
from facilitation.typed_days import moment, read_day, read_hour
from facilitation.web.context import now
from facilitation.web.forms import LineField, TextField

_WINTER = date(2026, 1, 8)


def choice(value: str, label: str = "") -> Any:
    """One choice of a field, as WTForms wants it (tuples are on their way out)."""
    return SelectChoice(value, label or value)


class Words(LineField):
    """One line of typed text, kept whole; `data` is never None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was sent; nothing sent is nothing typed."""
        super().process_formdata(valuelist)
        self.data = self.data or ""


class LongWords(Words, TextField):
    """Several lines of typed text, kept whole; `data` is never None."""


class ReadField(StringField):
    """A field whose text means something else than itself; `data` is that, or None for nothing typed."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed, or refuse it with its sentence."""
        self.data = None
        try:
            self.data = self._read(clean(valuelist[0]) if valuelist else "")
        except InvalidText as refused:
            raise ValueError(refused.sentence) from refused

    def _value(self) -> str:
        return clean(self.raw_data[0]) if self.raw_data else self.written()

    def _read(self, typed: str) -> Any:
        raise NotImplementedError

    def written(self) -> str:
        """What was read, as people write it; empty for nothing."""
        raise NotImplementedError


class DayField(ReadField):
    """A day: « jeudi 7 mai 2026 », « 7/5/2026 », « 2026-05-07 »; `data` is a date."""

    def _read(self, typed: str) -> date | None:
        return read_day(typed, local_day(now()))

    def written(self) -> str:
        """« jeudi 7 mai 2026 »; empty for nothing."""
        return long_day(self.data) if isinstance(self.data, date) else ""


class HourField(ReadField):
    """An hour: « 9 h 30 », « 9:30 »; `data` is a time."""

    def _read(self, typed: str) -> time | None:
        return read_hour(typed)

    def written(self) -> str:
        """« 9 h 30 »; empty for nothing."""
        return hour(moment(_WINTER, self.data)) if isinstance(self.data, time) else ""


class NumberField(ReadField):
    """A whole number between two bounds; `data` is an int."""

    def __init__(self, *args: Any, least: int, most: int, sentence: str = "", **kwargs: Any) -> None:
        """`sentence`: what to say of anything else, in place of the usual words."""
        super().__init__(*args, **kwargs)
        self.least, self.most, self.sentence = least, most, sentence

    def _read(self, typed: str) -> int | None:
        text = typed.strip()
        if not text:
            return None
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not self.least <= int(text) <= self.most:
            raise ValueError(_(self.sentence) if self.sentence else self._bounds())
        return int(text)

    def _bounds(self) -> str:
        return _("Écrivez un nombre entier de %(lowest)s à %(highest)s.", lowest=self.least, highest=self.most)

    def written(self) -> str:
        """« 12 »; empty for nothing."""
        return "" if self.data is None else str(self.data)


def moment_of(day: DayField, start: HourField) -> datetime | None:
    """The moment of these two fields, aware, in UTC, or None while one is empty."""
    on: Any = day.data
    at: Any = start.data
    return None if on is None or at is None else moment(on, at)
