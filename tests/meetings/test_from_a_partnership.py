from __future__ import annotations

from tests.meetings.leading import partnership, prepared, press, shown
from tests.meetings.test_desk_pages import DESK, send


def test_the_page_of_a_partnership_leads_to_a_meeting_of_that_partnership(alice, app, clock):
    group = partnership(app, clock)
    links = [link.get("href") for link in alice.get(f"/partenariats/{group}").tree.iter("a")]
    asked = next(link for link in links if link.startswith("/reunions/nouvelle"))
    chosen = [one.get("value") for one in alice.get(asked).tree.iter("option") if "selected" in one.attrib]
    assert group in chosen


def test_a_meeting_is_first_said_to_be_where_the_partnership_meets(alice, app, clock):
    group = partnership(app, clock)
    assert shown(app, clock, prepared(alice, expected="", partnership=group)).place == "Salle du Conseil"
    elsewhere = prepared(alice, expected="", partnership=group)
    press(alice, elsewhere, "enregistrer", {"place": ""})
    assert shown(app, clock, elsewhere).place == ""


def test_a_meeting_put_off_to_another_day_is_not_called_late(alice, app, clock):
    meeting = prepared(alice, expected="6")
    press(alice, meeting, "enregistrer", {"day": "4 mars 2026", "start": "9 h 30"})
    send(alice, meeting, "/commencer$")
    page = alice.get(DESK.format(meeting))
    assert "fin vers" in page.words
    assert "de plus que prévu" not in page.words
