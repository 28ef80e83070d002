"""A meeting's entry in a calendar and its message: whatever is typed, another program reads it back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st

from facilitation.documents import calendar, mail
from facilitation.documents.convocation import (
    MOST_LINES,
    AgendaItem,
    AgendaStep,
    Convened,
    as_text,
    compose,
    guests_told,
    is_another_day,
    lines,
    one_line,
)
from facilitation.documents.text import dump
from facilitation.typed import clean
from tests.documents.written import CANCELLED, CONVENED, MAY, PUT_OFF

NOW = datetime(2026, 4, 27, 8, tzinfo=UTC)
typed = st.text(st.characters(codec=None, exclude_categories=()), max_size=60).map(clean) | st.sampled_from(
    ["a ; b, c\\d", "é" * 90, "deux\nlignes", "BEGIN:VEVENT\nUID:x", '"guillemets"', "\u2028fin", "🙂" * 30]
)


def unfolded(data: bytes) -> list[str]:
    """The lines of a calendar's file as RFC 5545 §3.1 joins them again."""
    return data.decode().replace("\r\n ", "").split("\r\n")


def value(data: bytes, name: str) -> str:
    """The text of this property, unescaped as RFC 5545 §3.3.11 says."""
    found = next(line.partition(":")[2] for line in unfolded(data) if line.partition(":")[0].partition(";")[0] == name)
    made, rest = "", iter(found)
    for sign in rest:
        made += {"n": "\n", "N": "\n"}.get(after := next(rest), after) if sign == "\\" else sign
    return made


@given(typed, typed, typed, typed)
@example("Réunion plénière, longue, " * 6, "", "", "")
def test_whatever_is_typed_comes_back_from_the_entry(title: str, place: str, purpose: str, convener: str) -> None:
    meeting = replace(CONVENED, title=title, place=place, purpose=purpose, convener=convener)
    data = calendar.write(meeting, now=NOW)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert value(data, "SUMMARY") == meeting.subject
    assert value(data, "DESCRIPTION") == as_text(meeting).strip()
    assert sum(line == "BEGIN:VEVENT" for line in unfolded(data)) == 1
    assert value(data, "UID") == CONVENED.uid


@given(typed, typed)
@example("Réunion plénière", "")
@example("Réunion extraordinaire à propos des relais pendant les congés d’été, et de la suite à donner", "")
def test_whatever_is_typed_comes_back_from_the_message(title: str, purpose: str) -> None:
    meeting = replace(CONVENED, title=title, purpose=purpose)
    message = message_from_bytes(mail.write(meeting, now=NOW), policy=policy.default)
    assert [part.defects for part in message.walk()] == [[]] * 3
    assert str(message["subject"]) == mail.subject(meeting)
    assert message.get_body().get_content() == as_text(meeting)
    assert next(message.iter_attachments()).get_content().encode() == calendar.write(meeting, now=NOW)


def test_another_program_reads_the_hours_of_brussels_in_summer_and_in_winter() -> None:
    for start, offset in ((MAY, "+02:00"), (datetime(2026, 12, 3, 8, 30, tzinfo=UTC), "+01:00")):
        meeting = replace(CONVENED, start=start, end=start + timedelta(hours=2))
        event = vobject.readOne(calendar.write(meeting, now=NOW).decode()).vevent
        assert event.dtstart.value.isoformat() == f"{start:%Y-%m-%d}T09:30:00{offset}"
        assert event.dtend.value - event.dtstart.value == timedelta(hours=2)


def test_an_update_and_a_cancellation_bear_the_same_name_and_a_higher_number() -> None:
    files = [
        calendar.write(one, now=NOW)
        for one in (CONVENED, replace(CONVENED, sequence=1), replace(CANCELLED, sequence=2))
    ]
    events = [vobject.readOne(data.decode()) for data in files]
    assert len({one.vevent.uid.value for one in events}) == 1
    assert [int(one.vevent.sequence.value) for one in events] == [0, 1, 2]
    assert [one.method.value for one in events] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [one.vevent.status.value for one in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_no_address_stands_in_what_is_sent() -> None:
    for data in (calendar.write(CONVENED, now=NOW), mail.write(CONVENED, now=NOW)):
        assert b"@" not in data
        assert b"mailto" not in data.lower()


def test_a_meeting_without_a_date_has_no_entry() -> None:
    for write in (calendar.write, mail.write):
        with pytest.raises(calendar.NotDated):
            write(PUT_OFF, now=NOW)


def test_a_meeting_without_an_agenda_lasts_an_hour_in_a_calendar() -> None:
    event = vobject.readOne(calendar.write(replace(CONVENED, end=None), now=NOW).decode()).vevent
    assert event.dtend.value - event.dtstart.value == calendar.LASTS


def test_an_agenda_that_would_not_hold_on_the_page_leaves_the_steps_out() -> None:
    steps = tuple(AgendaStep(f"Étape {rank}", 5) for rank in range(MOST_LINES - 1))
    held = replace(CONVENED, points=(AgendaItem("Un guide", 75, steps=steps),))
    assert [line.number for line in lines(held)] == ["1", *(f"1.{rank}" for rank in range(1, MOST_LINES))]
    longer = replace(CONVENED, points=(*held.points, AgendaItem("Divers", 5)))
    assert [line.number for line in lines(longer)] == ["1", "2"]


def test_guests_are_told_by_what_they_come_as() -> None:
    assert guests_told(("médiatrice", "", " ")) == ("Médiatrice", "2 personnes invitées pour cette séance")
    assert guests_told(("",)) == ("Une personne invitée pour cette séance",)
    assert guests_told(()) == ()


@pytest.mark.parametrize(
    ("after", "put_off"),
    [
        (MAY + timedelta(days=1), True),
        (MAY + timedelta(hours=14), False),
        (MAY + timedelta(hours=15), True),
        (MAY, False),
        (None, True),
    ],
)
def test_a_meeting_is_put_off_when_its_day_in_brussels_changes(after: datetime | None, put_off: bool) -> None:
    assert is_another_day(MAY, after) is put_off
    assert not is_another_day(None, after)


@given(typed)
def test_a_line_has_no_line_break_and_keeps_the_rest(text: str) -> None:
    made = one_line(text)
    assert made.splitlines() == ([made] if made else [])
    kept = [sign for sign in text if not sign.isspace() and sign != "\x85"]
    assert [sign for sign in made if not sign.isspace()] == kept


def test_a_meeting_of_which_nothing_is_known_can_still_be_announced() -> None:
    bare = Convened(uid="x", sequence=0, partnership="", title="", start=None)
    assert "[Titre] Convocation" in dump(compose(bare))
    assert as_text(bare).endswith("Bien à vous,\n")
    assert mail.subject(bare).startswith("Convocation")
