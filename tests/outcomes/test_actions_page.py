"""Between two meetings: the list of open actions, a status in one tap, what is asked with it, and whom it is not for."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from facilitation.database import db, reading
from facilitation.meetings import service
from facilitation.meetings.models import Contribution, Stage
from facilitation.outcomes.rules import ActionStatus
from tests.checked import CheckedClient
from tests.conftest import Clock, browser_of
from tests.meetings.leading import act
from tests.meetings.remembering import ACTION, Two, first_meeting, for_us, situation


@pytest.fixture
def two(app: Flask, clock: Clock, alice: CheckedClient) -> Two:
    return first_meeting(app, clock, alice, (situation("canari-situation voir"), for_us("Préparer la suite")))


def tap(two: Two, word: str, status: str, *, code: int = 303, back: str = "", **fields: str) -> str:
    """Tap this status beside the action; gives the page that answers, or the one it leads to."""
    shown = {"version": str(two.action(word).version), "status": status, **fields}
    address = f"/actions/{two.made[word]}" + (f"?vers={back}" if back else "")
    page = two.client.post(address, shown, status=code)
    return two.client.get(page.location or "").text if code == 303 else page.text


def test_the_late_ones_come_first_and_what_touches_a_person_is_not_there(two: Two) -> None:
    page = two.client.get("/actions").text
    order = [page.index(words) for words in ("Appeler la commune", "Relire la convention", "Trouver un local")]
    assert order == sorted(order)
    assert "jours de retard" in page
    assert "canari-situation" not in page
    assert "Préparer la suite" in page  # Alice led that meeting: what she kept for herself is hers


def test_a_status_is_one_tap_told_and_taken_back(two: Two) -> None:
    page = tap(two, "Appeler", "fait")
    assert two.action("Appeler").status is ActionStatus.DONE
    assert "Appeler la commune" not in page
    assert "Action 1/2026-A1" in page
    form = next(one for one in two.client.last.tree.iter("form") if "/annuler" in (one.get("action") or ""))
    two.client.post(form.get("action") or "", {})
    assert two.action("Appeler").status is ActionStatus.TO_DO
    assert "Appeler la commune" in two.client.get("/actions").text


def test_a_postponement_asks_for_its_date_then_for_what_hinders(two: Two) -> None:
    page = tap(two, "Appeler", "reporte", code=422, note="La commune ne répond pas.")
    assert "Donnez la nouvelle date" in page
    assert "La commune ne répond pas." in page
    tap(two, "Appeler", "reporte", date="7 mai 2026")
    page = two.client.get("/actions").text
    assert "Reportée une fois." in page
    page = tap(two, "Appeler", "reporte", code=422, date="7 juin 2026")
    assert "empêche" in page
    page = tap(two, "Appeler", "reporte", date="7 juin 2026", note="Le guichet est fermé.")
    assert "Reportée deux fois." in page
    assert two.action("Appeler").due_on == date(2026, 6, 7)


@pytest.mark.parametrize("status", ["", "danser", "x" * 300])
def test_a_status_that_is_none_of_the_six_is_refused_in_french(two: Two, status: str) -> None:
    assert "Choisissez ce que cette action est devenue." in tap(two, "Relire", status, code=422)


def test_a_page_kept_open_does_not_count_a_postponement_twice(two: Two) -> None:
    version = str(two.action("Appeler").version)
    sent = {"version": version, "status": "reporte", "date": "7 mai 2026"}
    two.client.post(f"/actions/{two.made['Appeler']}", sent, status=303)
    page = two.client.post(f"/actions/{two.made['Appeler']}", {**sent, "note": "Encore."}, status=422)
    assert "a changé entre-temps" in page.text
    assert "Encore." in page.text
    assert two.action("Appeler").postponed == 1


def test_the_home_page_and_the_partnership_s_list_come_back_where_one_was(two: Two) -> None:
    assert "Ce qui vient" in tap(two, "Relire", "en-cours", back="accueil")
    assert "Réseau du Val" in tap(two, "Relire", "a-faire", back="partenariat")
    page = two.client.get(f"/partenariats/{two.partnership}/actions").text
    assert "Relire la convention" in page
    assert "canari-situation" not in page


def test_strangers_find_nothing_of_it(two: Two) -> None:
    david = browser_of(two.app, "David", two.clock())
    assert "Appeler" not in david.get("/actions").text
    for address in (f"/actions/{two.made['Appeler']}", f"/actions/{two.made['Appeler']}/annuler"):
        david.post(address, {"status": "fait"}, status=404)
    david.get(f"/actions/{two.made['Appeler']}/echeance.ics", status=404)
    two.client.post(f"/actions/{two.made['Qui']}", {"status": "fait"}, status=404)  # a question is no action
    two.client.get(f"/actions/{two.made['canari-situation']}/echeance.ics", status=404)
    assert two.action("Appeler").status is ActionStatus.TO_DO


def entry(two: Two, word: str) -> tuple[str, dict[str, object]]:
    """The file of this action, read back by an independent parser: its method, and its one event."""
    page = two.client.raw.get(f"/actions/{two.made[word]}/echeance.ics")
    assert page.status_code == 200
    assert page.mimetype == "text/calendar"
    calendar = Calendar.from_ical(page.data)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), {name: event[name] for name in event}


def test_the_date_goes_to_a_calendar_is_replaced_and_taken_away(two: Two) -> None:
    method, first = entry(two, "Appeler")
    assert (method, first["DTSTART"].dt) == ("PUBLISH", date(2026, 3, 31))
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(days=1)
    assert "Action 1/2026-A1" in str(first["SUMMARY"]).replace("\u00a0", " ")
    tap(two, "Appeler", "reporte", date="7 mai 2026")
    method, moved = entry(two, "Appeler")
    assert moved["UID"] == first["UID"]
    assert int(moved["SEQUENCE"]) > int(first["SEQUENCE"])
    assert moved["DTSTART"].dt == date(2026, 5, 7)
    tap(two, "Appeler", "abandonne", note="La commune s’en charge.")
    method, gone = entry(two, "Appeler")
    assert (method, str(gone["STATUS"]), gone["UID"]) == ("CANCEL", "CANCELLED", first["UID"])
    assert int(gone["SEQUENCE"]) > int(moved["SEQUENCE"])


def test_an_entry_says_neither_what_is_to_be_done_nor_by_whom(two: Two) -> None:
    """Calendars travel to phones and to their makers' servers (abuse case S74)."""
    raw = two.client.raw.get(f"/actions/{two.made['Appeler']}/echeance.ics").data.decode().replace("\r\n ", "")
    action = two.action("Appeler")
    assert action.bearer
    assert action.text not in raw
    assert action.bearer not in raw
    assert "plan d’action" in raw


def test_an_action_without_a_date_has_no_entry(two: Two) -> None:
    two.client.get(f"/actions/{two.made['Trouver']}/echeance.ics", status=404)


def test_what_was_said_between_two_meetings_stands_when_the_next_one_begins(two: Two) -> None:
    tap(two, "Appeler", "reporte", date="7 mai 2026")
    two.prepare()
    stage = two.start(at="actions")
    page = two.client.get(f"/reunions/{two.second}/pupitre").text
    assert "reportée une fois" in page
    two.say(stage, "1/2026-A1", "reporte", date="7 juin 2026", note="Le guichet est fermé.")
    assert two.action("Appeler").postponed == 2
    act(two.app, service.erase, meeting_id=two.second, stage_id=stage, ids=[answered(two)], now=two.clock())
    assert (two.action("Appeler").postponed, two.action("Appeler").due_on) == (1, date(2026, 5, 7))


def answered(two: Two) -> str:
    """The id of the one answer of the second meeting."""
    with two.app.app_context(), reading():
        query = select(Contribution.id).join(Stage, Stage.id == Contribution.stage_id)
        return str(db.session.scalar(query.where(Stage.meeting_id == two.second)))


def test_the_tenth_action_comes_after_the_second(app: Flask, clock: Clock, alice: CheckedClient) -> None:
    more = tuple({"kind": ACTION, "text": f"Chose {rank:02}"} for rank in range(4, 13))
    page = first_meeting(app, clock, alice, more).client.get("/actions").text
    found = re.findall(r"Chose \d\d", page)
    assert list(dict.fromkeys(found)) == [one["text"] for one in more]
