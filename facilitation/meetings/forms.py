"""The forms of the pages before and after a meeting. What is typed is given back whole, whatever is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from wtforms import BooleanField, Field, Form, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from facilitation.errors import InvalidText
from facilitation.french_dates import hour, local, long_day
from facilitation.i18n import _, mark
from facilitation.meetings.rules import NetworkType
from facilitation.meetings.service.prepare import NoMinutes
from facilitation.meetings.shown import MeetingShown, NewMeeting, OutcomeShown, Person
from facilitation.outcomes.rules import DecisionMode, OutcomeKind, PersonTouched
from facilitation.typed import clean, kept
from facilitation.typed_days import moment, read_day, read_hour

_MINUTES = re.compile(r"minutes-(?P<stage>[\w-]+)")


class Words(StringField):
    """A line of text, kept whole; `data` is never None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what was sent, or raise the sentence that says why it cannot be kept."""
        self.data = clean(valuelist[0]) if valuelist else self.data or ""
        try:
            kept(self.data)
        except InvalidText as refused:
            raise ValueError(refused.sentence) from refused

    def _value(self) -> str:
        return self.data or ""


class LongWords(Words, TextAreaField):
    """Several lines of text, kept whole."""


class DayField(StringField):
    """A day as people write it; `data` is a date or None, and what was typed comes back as it was."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day, or raise the sentence that says why it is none."""
        typed = valuelist[0] if valuelist else ""
        self.data = None
        try:
            self.data = read_day(typed, getattr(self.meta, "today", date.min))
        except InvalidText as refused:
            raise ValueError(refused.sentence) from refused

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return long_day(self.data) if isinstance(self.data, date) else ""


class HourField(StringField):
    """An hour as people write it; `data` is a time or None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the hour, or raise the sentence that says why it is none."""
        self.data = None
        try:
            self.data = read_hour(valuelist[0] if valuelist else "")
        except InvalidText as refused:
            raise ValueError(refused.sentence) from refused

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return hour(moment(date(2026, 1, 8), self.data)) if isinstance(self.data, time) else ""


class NumberField(StringField):
    """A whole number; `data` is None when nothing was typed."""

    def __init__(self, *args: Any, least: int, most: int, sentence: str, **kwargs: Any) -> None:
        """`sentence`: what to say of anything else than a number from `least` to `most`."""
        super().__init__(*args, **kwargs)
        self.least, self.most, self.sentence = least, most, sentence

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number, or raise the sentence."""
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not typed:
            return
        if not re.fullmatch(r"\d{1,4}", typed, re.ASCII) or not self.least <= int(typed) <= self.most:
            raise ValueError(_(self.sentence))
        self.data = int(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data) if self.data else ""


class PrepareForm(Form):
    """What is said of a meeting to be; built with `meta={"today": …}`."""

    title = Words()
    network_type = RadioField(choices=[(kind.value, kind.value) for kind in NetworkType], validate_choice=False)
    purpose = LongWords()
    serves_several = BooleanField()
    situation = RadioField(choices=[("sans", "sans"), ("avec", "avec")], validate_choice=False)
    day = DayField()
    start = HourField()
    place = Words()
    people = SelectMultipleField(choices=[], validate_choice=False)
    guests = LongWords()
    expected = NumberField(least=1, most=500, sentence=mark("Donnez un nombre de personnes entre 1 et 500."))
    animator = Words()
    secretary = Words()

    def validate_day(self, field: Field) -> None:
        """A day is asked for once an hour is given."""
        if field.data is None and self.start.data is not None:
            raise ValidationError(_("Quel jour ? Écrivez par exemple « jeudi 7 mai 2026 »."))

    def validate_start(self, field: Field) -> None:
        """An hour is asked for once a day is given."""
        if field.data is None and not field.errors and self.day.data is not None:
            raise ValidationError(_("À quelle heure ? Écrivez par exemple « 9 h 30 »."))

    def new(self) -> NewMeeting:
        """What was said, as the service takes it; to be called once the form is valid."""
        known = {kind.value: kind for kind in NetworkType}
        begins = moment(self.day.data, self.start.data) if self.day.data and self.start.data else None
        return NewMeeting(
            title=self.title.data,
            network_type=known.get(self.network_type.data or ""),
            purpose=self.purpose.data,
            serves_several=bool(self.serves_several.data),
            with_situation=self.situation.data == "avec",
            starts_at=begins,
            place=self.place.data,
            expected=self.expected.data or 0,
            people=tuple(self.people.data or ()),
            guests=guests_of(self.guests.data),
            animator=self.animator.data,
            secretary=self.secretary.data,
        )

    @classmethod
    def of(cls, meeting: MeetingShown) -> PrepareForm:
        """The form filled with what is known of the meeting."""
        begins = local(meeting.starts_at) if meeting.starts_at else None
        return cls(
            data={
                "title": meeting.title,
                "network_type": meeting.network_type.value if meeting.network_type else "",
                "purpose": meeting.purpose,
                "serves_several": meeting.serves_several,
                "situation": "avec" if meeting.with_situation else "sans",
                "day": begins.date() if begins else None,
                "start": begins.time() if begins else None,
                "place": meeting.place,
                "people": [person.member_id for person in meeting.people if person.member_id],
                "guests": "\n".join(_guest_line(person) for person in meeting.people if not person.member_id),
                "expected": meeting.expected,
                "animator": meeting.animator,
                "secretary": meeting.secretary,
            }
        )


def guests_of(text: str) -> tuple[tuple[str, str], ...]:
    """The guests of these lines « Nom, qualité », one a line; an empty line is nobody."""
    lines = (line.partition(",") for line in text.split("\n") if line.strip(" ,"))
    return tuple((name.strip(), function.strip()) for name, _comma, function in lines if name.strip())


def _guest_line(guest: Person) -> str:
    return f"{guest.name}, {guest.function}" if guest.function else guest.name


def minutes_typed(sent: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    """The minutes that were changed, by stage, and the faults, by field: `minutes-ID` is compared with `etaient-ID`, what the page showed.

    So minutes that nobody touched go on following the number of people.
    """
    changed, faults = {}, {}
    for name, typed in sent.items():
        found = _MINUTES.fullmatch(name)
        if not found or typed.strip() == sent.get(f"etaient-{found['stage']}", ""):
            continue
        try:
            changed[found["stage"]] = whole_minutes(typed)
        except NoMinutes as refused:
            faults[name] = refused.sentence
    return changed, faults


def whole_minutes(typed: str) -> int:
    """The minutes typed, from 1 to 600; raises NoMinutes."""
    if not re.fullmatch(r"\s*\d{1,3}\s*", typed, re.ASCII) or not 1 <= int(typed) <= 600:
        raise NoMinutes()
    return int(typed)


class OutcomeForm(Form):
    """A decision, an action, a question, a reservation or what was set aside, corrected at the read-back: fields that its kind has."""

    text = LongWords()
    mode = SelectField(choices=[("", "")] + [(mode.value, mode.value) for mode in DecisionMode], validate_choice=False)
    votes = Words()
    effect_on = DayField()
    responsible = Words()
    review = Words()
    touches_person = RadioField(choices=[(one.value, one.value) for one in PersonTouched], validate_choice=False)
    person_says = LongWords()
    told_by = Words()
    told_on = DayField()
    bearer = Words()
    to_confirm_by = Words()
    due_on = DayField()
    sign = LongWords()
    resources = LongWords()
    for_whom = Words()
    named = Words()

    def validate_text(self, field: Field) -> None:
        """The wording is the one thing that an outcome needs."""
        if not field.data.strip() and not field.errors:
            raise ValidationError(_("Écrivez quelques mots avant d'enregistrer."))

    def details(self, kind: OutcomeKind) -> dict[str, Any]:
        """The fields that an outcome of this kind has, as the service takes them."""
        found = {name: self[name].data for name in DETAILS[kind]}
        if "mode" in found:
            found["mode"] = DecisionMode(found["mode"]) if found["mode"] in set(DecisionMode) else None
        if "touches_person" in found:
            said = found["touches_person"] or ""
            found["touches_person"] = PersonTouched(said) if said in set(PersonTouched) else PersonTouched.UNSAID
        return found

    @classmethod
    def of(cls, outcome: OutcomeShown) -> OutcomeForm:
        """The form filled with the outcome."""
        names = ("text", *DETAILS[outcome.kind])
        return cls(data={name: getattr(outcome, name) for name in names})


DETAILS = {
    OutcomeKind.DECISION: (
        *("mode", "votes", "effect_on", "responsible", "review"),
        *("touches_person", "person_says", "told_by", "told_on"),
    ),
    OutcomeKind.ACTION: ("bearer", "to_confirm_by", "due_on", "sign", "resources"),
    OutcomeKind.QUESTION: ("for_whom",),
    OutcomeKind.RESERVE: ("named",),
    OutcomeKind.ASIDE: (),
}


class NextForm(Form):
    """When the group meets again."""

    day = DayField()
    start = HourField()
    place = Words()
    points = LongWords()

    validate_day = PrepareForm.validate_day
    validate_start = PrepareForm.validate_start

    @property
    def at(self) -> datetime | None:
        """The moment, aware, or None."""
        return moment(self.day.data, self.start.data) if self.day.data and self.start.data else None

    @classmethod
    def of(cls, meeting: MeetingShown) -> NextForm:
        """The form filled with what is known."""
        at = local(meeting.next_at) if meeting.next_at else None
        return cls(
            data={
                "day": at.date() if at else None,
                "start": at.time() if at else None,
                "place": meeting.next_place,
                "points": meeting.next_points,
            }
        )
