"""What goes out to announce a meeting or its minutes holds nothing that was said in one (abuse case S74)."""

from __future__ import annotations

from email import message_from_bytes, policy

from tests.meetings.leading import prepared, press
from tests.minutes.conftest import ACTION, AMONG_US, DECISION, FOR_THE_PERSON, where, word, written

SAID = (DECISION, ACTION, AMONG_US, FOR_THE_PERSON)
DATED = {"title": "Réunion plénière", "day": "7 mai 2026", "start": "9 h 30", "place": "Salle du Conseil"}


def test_what_announces_a_meeting_or_its_minutes_holds_nothing_that_was_said(alice, sent, group):
    page = alice.get(where(sent))
    message = next("".join(one.itertext()) for one in page.tree.iter("textarea") if one.get("id") == "message")
    following = prepared(alice, partnership=group, expected="")
    press(alice, following, "enregistrer", DATED)
    convened = f"/reunions/{following}/convocation"
    mail = message_from_bytes(alice.get(f"{convened}.eml").response.data, policy=policy.strict)
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    sent_out = [message, *parts, alice.get(f"{convened}.ics").text.replace("\r\n ", ""), alice.get(convened).words]
    assert len(parts) == 2
    for text in sent_out:
        plain = text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
        assert [one for one in SAID if one in plain] == []
    assert "séance 1/2026" in message
    assert DECISION.replace("'", "’") in written(alice, word(sent)).replace("'", "’"), "the minutes hold it"
