"""What waits for a meeting is told after each commit, its own number alone, and nothing once it may no longer see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from facilitation.activities.base import Fields
from facilitation.database import reading, unit_is_open, writing
from facilitation.live import hub as pulses
from facilitation.live import service as live
from facilitation.live.beats import AWAY, STILL_THERE, beats
from facilitation.live.hub import STREAMS, STREAMS_EACH, Side, hub_of
from facilitation.meetings import service as meetings
from facilitation.meetings.models import Meeting
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.web.context import catalogue
from tests.checked import CheckedClient
from tests.conftest import phone_of, screen_of
from tests.meetings.leading import GUIDE, account
from tests.pages.test_routes import counted


@pytest.fixture
def meeting(app, clock) -> str:
    """A meeting of Alice's that runs, at a step in which people write."""
    alice = account(app)
    with app.app_context():
        with writing():
            new = NewMeeting(title="Relire un moment", expected=8, starts_at=clock())
            made = meetings.prepare(account_id=alice, new=new, now=clock())
            meetings.use_guide(meeting_id=made, guide_id=GUIDE, catalogue=catalogue(), now=clock())
        with writing():
            meetings.start(meeting_id=made, now=clock())
        with writing():
            meetings.go_to(meeting_id=made, stage_id=stage(made, "ecriture", clock()), now=clock())
    return made


def stage(meeting: str, step: str, now) -> str:
    shown = meetings.meeting_shown(meeting_id=meeting, now=now)
    return next(one.id for one in shown.stages if one.step.id == step)


def numbers(app, meeting: str) -> tuple[int, int]:
    with app.app_context(), reading():
        found = pulses.look_up(meeting_id=meeting)
    return found.version, found.stage_version


def events(told: Iterator[bytes]) -> Iterator[str]:
    """The numbers that a stream tells, in words, comments left out."""
    for chunk in told:
        if chunk.startswith(b"data: "):
            yield chunk.decode().strip()


# ------------------------------------------------------------------ which number moves


def test_each_change_that_phones_show_moves_both_numbers(app, clock, meeting):
    alice = account(app)
    with app.app_context(), reading():
        here = stage(meeting, "ecriture", clock())
        later = stage(meeting, "avis", clock())
    gestures = {
        "pause": lambda: meetings.pause(meeting_id=meeting, now=clock()),
        "resume": lambda: meetings.resume(meeting_id=meeting, now=clock()),
        "lengthen": lambda: meetings.lengthen(meeting_id=meeting, minutes=2, now=clock()),
        "neutral": lambda: meetings.set_neutral(meeting_id=meeting, neutral=True, now=clock()),
        "shown again": lambda: meetings.set_neutral(meeting_id=meeting, neutral=False, now=clock()),
        "minutes of a later step": lambda: meetings.set_minutes(
            meeting_id=meeting, stage_id=later, minutes=7, now=clock()
        ),
        "answered and shown": lambda: meetings.answer(
            meeting_id=meeting, stage_id=here, formdata=Fields(texte="Vu de tous."), revealed=True, now=clock()
        ),
        "revealed": lambda: meetings.reveal(meeting_id=meeting, stage_id=here, now=clock()),
        "hidden": lambda: meetings.hide(meeting_id=meeting, stage_id=here, ids=[], now=clock()),
        "outcome": lambda: outcomes.capture(
            meeting_id=meeting,
            stage_id=here,
            kind=OutcomeKind.DECISION,
            text="Rappeler.",
            account_id=alice,
            now=clock(),
        ),
        "forward": lambda: meetings.forward(meeting_id=meeting, now=clock()),
        "back": lambda: meetings.back(meeting_id=meeting, now=clock()),
        "left the guide": lambda: meetings.leave_guide(meeting_id=meeting, now=clock()),
        "ended": lambda: meetings.end(meeting_id=meeting, now=clock()),
        "taken up again": lambda: meetings.resume_ended(meeting_id=meeting, now=clock()),
    }
    for name, gesture in gestures.items():
        before = numbers(app, meeting)
        with app.app_context(), writing():
            gesture()
        after = numbers(app, meeting)
        assert after[0] > before[0], name
        assert after[1] > before[1], name


def test_what_the_desk_alone_shows_moves_its_number_only(app, clock, meeting):
    with app.app_context(), reading():
        here = stage(meeting, "ecriture", clock())
    said = {"meeting_id": meeting, "stage_id": here, "now": clock()}
    gestures = {
        "an answer": lambda: meetings.answer(**said, formdata=Fields(texte="Un mot."), key="un"),
        "a synthesis": lambda: meetings.save_synthesis(**said, text="Le relais tient."),
        "the room opened": lambda: live.open_room(meeting_id=meeting, now=clock()),
    }
    for name, gesture in gestures.items():
        before = numbers(app, meeting)
        with app.app_context(), writing():
            gesture()
        assert numbers(app, meeting) == (before[0] + 1, before[1]), name
    before = numbers(app, meeting)
    phone_of(app, meeting, clock(), "Carole")
    after = numbers(app, meeting)
    assert after[0] > before[0]
    assert after[1] == before[1]


def test_drafts_and_private_notes_move_neither_number(app, clock, meeting):
    before, alice = numbers(app, meeting), account(app)
    with app.app_context():
        with reading():
            here = stage(meeting, "ecriture", clock())
        waiting = hub_of(app).admit(meeting, side=Side.DESK, who="alice")
        assert waiting
        with writing():
            meetings.save_draft(
                meeting_id=meeting, account_id=alice, place="capture", fields={"texte": "à moi"}, now=clock()
            )
            meetings.save_note(meeting_id=meeting, stage_id=here, account_id=alice, text="à moi", now=clock())
    assert numbers(app, meeting) == before
    assert not waiting.moved.is_set()


# ------------------------------------------------------------------ who is told, and when


def test_a_stream_tells_its_number_at_once_then_each_time_it_moves(app, clock, meeting):
    held = hub_of(app)
    with app.app_context(), reading():
        held.learn(meeting, pulses.look_up(meeting_id=meeting))
    desk, phone = (held.admit(meeting, side=side, who=side.value) for side in (Side.DESK, Side.PHONE))
    assert desk
    assert phone
    told = {one.side: beats(held, one, heartbeat=0) for one in (desk, phone)}
    version, stage_version = numbers(app, meeting)
    assert next(events(told[Side.DESK])) == f"data: {version}"
    assert next(events(told[Side.PHONE])) == f"data: {stage_version}"
    with app.app_context(), reading():
        here = stage(meeting, "ecriture", clock())
    with app.app_context(), writing():
        meetings.answer(meeting_id=meeting, stage_id=here, formdata=Fields(texte="Un mot."), now=clock())
        assert not desk.moved.is_set(), "told before the commit"
    assert desk.moved.is_set()
    assert not phone.moved.is_set()
    assert next(events(told[Side.DESK])) == f"data: {version + 1}"
    assert next(told[Side.PHONE]) == STILL_THERE
    with app.app_context(), writing():
        meetings.forward(meeting_id=meeting, now=clock())
    assert next(events(told[Side.PHONE])) == f"data: {stage_version + 1}"
    assert not unit_is_open()


def test_a_unit_that_fails_tells_nobody(app, clock, meeting):
    held = hub_of(app)
    waiting = held.admit(meeting, side=Side.DESK, who="alice")
    before = held.known(meeting)

    def paused_then_refused() -> None:
        with writing():
            meetings.pause(meeting_id=meeting, now=clock())
            pulses.db.session.flush()
            raise RuntimeError

    with app.app_context(), pytest.raises(RuntimeError):
        paused_then_refused()
    assert held.known(meeting) == before
    assert waiting
    assert not waiting.moved.is_set()
    with app.app_context(), writing():
        pulses.db.session.get(Meeting, meeting)
    assert held.known(meeting) == before, "what the failed unit noted was told by the next one"


def test_a_number_read_late_never_hides_a_later_one(app, clock, meeting):
    held = hub_of(app)
    with app.app_context(), reading():
        old = pulses.look_up(meeting_id=meeting)
    with app.app_context(), writing():
        meetings.pause(meeting_id=meeting, now=clock())
    assert held.learn(meeting, old).version == old.version + 1


def test_a_device_that_is_removed_is_sent_away_at_once_and_no_other(app, clock, meeting):
    phone, other = (phone_of(app, meeting, clock(), name) for name in ("Carole", "David"))
    streams = [one.raw.get(f"/salle/{meeting}/flux").response for one in (phone, other)]
    for told in streams:
        assert b"data:" in next(iter(told)) + next(iter(told))
    with app.app_context(), reading():
        carole = next(one.id for one in live.door(meeting_id=meeting).phones if one.name == "Carole")
    with app.app_context(), writing():
        live.remove_device(meeting_id=meeting, device_id=carole, now=clock())
    assert list(streams[0])[-1] == AWAY
    assert hub_of(app).open == 1
    assert phone.raw.get(f"/salle/{meeting}/flux").status_code == 303
    assert phone.raw.get(f"/salle/{meeting}/pouls").status_code == 303


def test_closing_a_meeting_ends_its_streams(app, clock, meeting, alice):
    told = alice.raw.get(f"/reunions/{meeting}/flux").response
    next(iter(told))
    with app.app_context():
        with writing():
            meetings.end(meeting_id=meeting, now=clock())
        with writing():
            meetings.close(meeting_id=meeting, now=clock())
    assert list(told)[-1].startswith(b"data: ")
    assert hub_of(app).open == 0
    assert alice.raw.get(f"/reunions/{meeting}/flux").status_code == 204, "a browser does not come back after 204"


# ------------------------------------------------------------------ places


def test_beyond_the_admitted_streams_one_is_told_to_ask(app, clock, meeting, alice):
    held = hub_of(app)
    places = [held.admit(meeting, side=Side.PHONE, who=str(number)) for number in range(STREAMS)]
    assert all(places)
    refused = alice.raw.get(f"/reunions/{meeting}/flux")
    assert (refused.status_code, refused.headers["Retry-After"], refused.text) == (503, "30", "")
    version, _stage = numbers(app, meeting)
    alice.get(f"/reunions/{meeting}/pouls?v={version}", status=204)
    assert places[0]
    held.release(places[0])
    held.release(places[0])
    assert held.open == STREAMS - 1
    assert alice.raw.get(f"/reunions/{meeting}/flux").status_code == 200


def test_one_device_holds_a_few_streams_and_the_oldest_gives_way(app, meeting):
    held = hub_of(app)
    own = [held.admit(meeting, side=Side.PHONE, who="un téléphone") for _ in range(STREAMS_EACH + 1)]
    other = held.admit(meeting, side=Side.PHONE, who="un autre")
    assert [bool(one and one.ended) for one in (*own, other)] == [True, *[False] * (STREAMS_EACH + 1)]


def test_a_stream_that_nobody_reads_gives_its_place_back(app, meeting, alice):
    asked = alice.raw.head(f"/reunions/{meeting}/flux")
    asked.close()
    assert asked.status_code == 200
    assert hub_of(app).open == 0
    left = alice.raw.get(f"/reunions/{meeting}/flux")
    left.close()
    assert hub_of(app).open == 0


# ------------------------------------------------------------------ over http


def test_a_stream_says_what_it_is_and_is_kept_by_nobody_on_the_way(app, clock, meeting, alice):
    screen, phone = screen_of(app, meeting, clock()), phone_of(app, meeting, clock())
    for browser, address in (
        (alice, f"/reunions/{meeting}"),
        (screen, f"/ecran/{meeting}"),
        (phone, f"/salle/{meeting}"),
    ):
        page = browser.get(f"{address}/flux")
        assert page.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert page.headers["X-Accel-Buffering"] == "no"
        assert "Content-Length" not in page.headers


def test_the_pulse_is_answered_from_memory_once_the_meeting_is_known(app, clock, meeting, alice):
    phone = phone_of(app, meeting, clock())
    version, stage_version = numbers(app, meeting)
    for browser, address, number in ((alice, "reunions", version), (phone, "salle", stage_version)):
        browser.get(f"/{address}/{meeting}/pouls?v={number}", status=204)
        assert browser.get(f"/{address}/{meeting}/pouls?v=0").text == str(number)
        with counted(app) as statements:
            browser.raw.get(f"/{address}/{meeting}/pouls?v={number}")
        assert len(statements) == (0 if browser is phone else 2), "who asks, and their part, of an account alone"


def test_a_device_is_known_from_memory_until_one_changes(app, clock, meeting):
    carole, david = (phone_of(app, meeting, clock(), name) for name in ("Carole", "David"))
    for phone in (carole, david):
        phone.get(f"/salle/{meeting}/pouls?v=0")
        with counted(app) as statements:
            phone.raw.get(f"/salle/{meeting}/pouls?v=0")
        assert statements == []
    carole.raw.set_cookie("maillage_salle", "inconnu", domain="localhost")
    assert carole.raw.get(f"/salle/{meeting}/pouls?v=0").status_code == 303
    with app.app_context(), reading():
        device = next(one.id for one in live.door(meeting_id=meeting).phones if one.name == "David")
    with app.app_context(), writing():
        live.remove_device(meeting_id=meeting, device_id=device, now=clock())
    assert david.raw.get(f"/salle/{meeting}/pouls?v=0").status_code == 303


def test_no_device_is_known_of_a_meeting_that_was_closed(app, clock, meeting):
    phone = phone_of(app, meeting, clock())
    phone.get(f"/salle/{meeting}/pouls?v=0")
    with app.app_context():
        with writing():
            meetings.end(meeting_id=meeting, now=clock())
        with writing():
            meetings.close(meeting_id=meeting, now=clock())
    assert phone.raw.get(f"/salle/{meeting}/pouls?v=0").status_code == 303


def test_the_numbers_of_a_meeting_that_is_not_there_are_not_told(app, alice: CheckedClient):
    alice.get("/reunions/AAAAAAAAAAAAAAAAAAAAAA/pouls", status=404)
    alice.get("/reunions/AAAAAAAAAAAAAAAAAAAAAA/flux", status=404)
