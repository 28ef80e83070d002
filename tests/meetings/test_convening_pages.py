"""Calling people to a meeting, putting it off, cancelling it: what pages, calendars and messages say of it, through the pages alone."""

from __future__ import annotations

from email import message_from_bytes, policy
from typing import Any

import pytest
import vobject

from facilitation.meetings import service
from facilitation.meetings.rules import MeetingState, PointKind
from facilitation.web.context import catalogue
from tests.meetings.leading import act, partnership, prepared, press, shown

DATED = {"title": "Réunion plénière", "day": "7 mai 2026", "start": "9 h 30", "place": "Salle du Conseil"}


@pytest.fixture
def meeting(alice, app, clock) -> str:
    """A meeting of a partnership, with a date and the guide; nobody was convened yet."""
    group = partnership(app, clock)
    made = prepared(alice, expected="", partnership=group)
    everybody = [one.member_id for one in shown(app, clock, made).people]
    press(alice, made, "enregistrer", {**DATED, "people": everybody})
    return made


def entry(alice, meeting: str) -> Any:
    """The calendar's entry, as another program reads it."""
    return vobject.readOne(calendar_file(alice, meeting))


def calendar_file(alice, meeting: str) -> str:
    page = alice.get(f"/reunions/{meeting}/convocation.ics")
    return page.text


def convened(alice, meeting: str) -> None:
    alice.submit(f"/reunions/{meeting}/convocation", {}, action=f"/reunions/{meeting}/convoquer")


def test_the_convocation_says_when_where_who_and_what_and_whom_to_tell(alice, meeting) -> None:
    page = alice.get(f"/reunions/{meeting}/convocation")
    for words in (
        "Jeudi 7 mai 2026",
        "Salle du Conseil",
        "Bob Haddad (assistant social, AMO Passerelle)",
        "Ordre du jour",
        "1.1",
        "prévenez Alice",
        "Convocation : Réunion plénière, jeudi 7 mai 2026, 9 h 30",
    ):
        assert words in page.words or words in page.text.replace("\u00a0", " "), words
    file = alice.get(f"/reunions/{meeting}/convocation.docx")
    assert file.response.mimetype.endswith("wordprocessingml.document")


def test_preparing_leads_to_the_convocation_and_keeps_what_was_typed(alice, app, clock, meeting) -> None:
    answer = press(alice, meeting, "convoquer", {"place": "Salle Horta"})
    assert answer.location == f"/reunions/{meeting}/convocation"
    assert shown(app, clock, meeting).place == "Salle Horta"
    assert shown(app, clock, meeting).state is MeetingState.PREPARED
    convened(alice, meeting)
    assert shown(app, clock, meeting).state is MeetingState.CONVENED
    assert "Les personnes sont convoquées." in alice.get(f"/reunions/{meeting}/convocation").words


def test_a_guest_is_named_by_what_they_come_as(alice, meeting) -> None:
    press(alice, meeting, "enregistrer", {"guests": "Zoé Martin, médiatrice\nYvan Petit"})
    convocation = alice.get(f"/reunions/{meeting}/convocation")
    assert "Médiatrice" in convocation.words
    assert "Une personne invitée pour cette séance" in convocation.words
    for text in (convocation.text, calendar_file(alice, meeting)):
        assert "Zoé" not in text
        assert "Yvan" not in text


def test_another_program_reads_the_entry_whole(alice, app, clock, meeting) -> None:
    found = entry(alice, meeting)
    event = found.vevent
    assert (found.method.value, found.version.value) == ("PUBLISH", "2.0")
    assert event.uid.value == meeting
    assert event.summary.value == "Réunion plénière"
    assert event.location.value == "Salle du Conseil"
    assert event.dtstart.value.isoformat() == "2026-05-07T09:30:00+02:00"
    assert event.dtend.value == shown(app, clock, meeting).announced_end
    assert "Ordre du jour\n1. " in event.description.value
    assert event.status.value == "CONFIRMED"
    assert int(event.sequence.value) == 0
    assert calendar_file(alice, meeting).count("BEGIN:VEVENT") == 1


def test_what_changes_before_anybody_was_convened_moves_nothing(alice, app, clock, meeting) -> None:
    press(alice, meeting, "enregistrer", {"day": "14 mai 2026", "place": "Ailleurs"})
    found = shown(app, clock, meeting)
    assert (found.sequence, found.put_off_from) == (0, None)
    assert "reportée" not in alice.get("/reunions").words


@pytest.mark.parametrize(
    "change", [{"day": "14 mai 2026"}, {"start": "10 h"}, {"place": "Salle Horta"}, {"title": "Réunion élargie"}]
)
def test_what_people_were_told_replaces_the_entry_and_never_doubles_it(alice, meeting, change) -> None:
    convened(alice, meeting)
    before = entry(alice, meeting).vevent
    answer = alice.follow(press(alice, meeting, "enregistrer", change))
    assert "envoyez-leur la convocation corrigée" in answer.words
    after = entry(alice, meeting).vevent
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    press(alice, meeting, "enregistrer", {"purpose": "Faire le point."})
    assert int(entry(alice, meeting).vevent.sequence.value) == int(after.sequence.value)


def test_a_meeting_that_takes_longer_is_sent_again(alice, app, clock, meeting) -> None:
    convened(alice, meeting)
    press(alice, meeting, "point", {"point-titre": "Divers", "point-genre": "discussion", "point-minutes": "30"})
    assert shown(app, clock, meeting).sequence == 1


def test_a_meeting_put_off_says_so_everywhere_and_remembers_the_first_day(alice, app, clock, meeting) -> None:
    convened(alice, meeting)
    press(alice, meeting, "enregistrer", {"day": "14 mai 2026"})
    press(alice, meeting, "enregistrer", {"day": "21 mai 2026"})
    said = "Réunion reportée : elle était annoncée pour le jeudi 7 mai 2026."
    for path in (
        "/reunions",
        "/",
        f"/reunions/{meeting}/preparer",
        f"/reunions/{meeting}/convocation",
        f"/reunions/{meeting}/salle",
    ):
        assert said in alice.get(path).words, path
    assert said in entry(alice, meeting).vevent.description.value.replace("\u00a0", " ")
    message = message_from_bytes(alice.get(f"/reunions/{meeting}/convocation.eml").response.data, policy=policy.strict)
    assert (
        str(message["subject"]).replace("\u00a0", " ")
        == "Réunion reportée : Réunion plénière, jeudi 21 mai 2026, 9 h 30"
    )
    press(alice, meeting, "enregistrer", {"day": "7 mai 2026"})
    assert "reportée" not in alice.get("/reunions").words
    assert shown(app, clock, meeting).sequence == 3


def test_a_meeting_cancelled_says_so_everywhere_and_is_taken_out_of_calendars(alice, app, clock, meeting) -> None:
    convened(alice, meeting)
    answer = alice.submit(
        f"/reunions/{meeting}/supprimer", {"raison": "La salle est inondée."}, action=f"/reunions/{meeting}/annuler"
    )
    assert answer.location == f"/reunions/{meeting}/convocation"
    for path in (
        "/",
        "/reunions",
        f"/reunions/{meeting}/convocation",
        f"/reunions/{meeting}/supprimer",
        f"/reunions/{meeting}/salle",
        f"/reunions/{meeting}/pupitre",
    ):
        words = alice.get(path).words
        assert "annulée" in words, path
        assert "La salle est inondée." in words, path
    found = entry(alice, meeting)
    assert found.method.value == "CANCEL"
    assert (found.vevent.status.value, int(found.vevent.sequence.value)) == ("CANCELLED", 1)
    assert found.vevent.uid.value == meeting
    message = message_from_bytes(alice.get(f"/reunions/{meeting}/convocation.eml").response.data, policy=policy.strict)
    assert str(message["subject"]).startswith("Réunion annulée")
    assert "Ordre du jour" not in message.get_body().get_content()


def test_a_cancellation_that_nobody_was_told_of_goes_back_to_the_list(alice, meeting) -> None:
    answer = alice.submit(f"/reunions/{meeting}/supprimer", {}, action=f"/reunions/{meeting}/annuler")
    assert answer.location == "/reunions"
    assert "Cette réunion est annulée." in alice.get("/reunions").words


def test_a_reason_that_is_too_long_stays_in_its_field_and_nothing_is_cancelled(alice, app, clock, meeting) -> None:
    page = alice.submit(
        f"/reunions/{meeting}/supprimer", {"raison": "x" * 20_001}, action=f"/reunions/{meeting}/annuler", status=422
    )
    assert "20001" in page.words
    assert page.form(f"/reunions/{meeting}/annuler")["raison"] == "x" * 20_001
    assert shown(app, clock, meeting).state is MeetingState.PREPARED


def test_without_a_date_the_page_says_what_to_do_and_no_calendar_is_made(alice, app, clock) -> None:
    made = prepared(alice, expected="6")
    page = alice.get(f"/reunions/{made}/convocation")
    assert "Donnez d’abord un jour et une heure" in page.words
    assert f"/reunions/{made}/preparer" in page.links()
    for extension in ("ics", "eml"):
        refused = alice.get(f"/reunions/{made}/convocation.{extension}", status=422)
        assert "Donnez d’abord un jour et une heure" in refused.words


def test_the_message_opens_as_a_draft_with_the_text_and_the_entry(alice, meeting) -> None:
    raw = alice.get(f"/reunions/{meeting}/convocation.eml").response.data
    message = message_from_bytes(raw, policy=policy.strict)
    assert not message.defects
    assert [part.defects for part in message.walk()] == [[]] * 3
    assert message["x-unsent"] == "1"
    assert message["to"] is None
    assert message["from"] is None
    text, calendar = message.get_body(), next(message.iter_attachments())
    assert text.get_content().replace("\r\n", "\n").startswith("Bonjour,")
    assert "Ordre du jour" in text.get_content()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_filename() == "convocation.ics"
    assert calendar.get_param("method") == "PUBLISH"
    assert vobject.readOne(calendar.get_content()).vevent.uid.value == meeting


def test_the_minutes_of_the_last_session_and_what_is_open_go_with_it(alice, app, clock, meeting) -> None:
    group = shown(app, clock, meeting).partnership_id
    before = prepared(alice, expected="", partnership=group, guide="")
    with app.app_context():
        for gesture in (
            lambda: service.insert_point(
                meeting_id=before,
                kind=PointKind.DISCUSSION,
                title="Un point",
                minutes=5,
                catalogue=catalogue(),
                now=clock(),
            ),
            lambda: service.start(meeting_id=before, now=clock()),
            lambda: service.end(meeting_id=before, now=clock()),
            lambda: service.close(meeting_id=before, now=clock()),
        ):
            act(app, gesture)
    number = shown(app, clock, before).number
    assert number
    assert f"Procès-verbal de la séance {number}" in alice.get(f"/reunions/{meeting}/convocation").words


def test_a_stranger_finds_nothing(david, meeting) -> None:
    for name in ("convocation", "convocation.docx", "convocation.ics", "convocation.eml"):
        david.get(f"/reunions/{meeting}/{name}", status=404)
