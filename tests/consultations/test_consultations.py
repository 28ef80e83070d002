"""A consultation as it is led through the services: sealed, counted once, closed for ever."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from facilitation.activities.base import Fields
from facilitation.consultations import closing, rules, service, standing, urn
from facilitation.consultations.models import Consultation
from facilitation.consultations.rules import State
from facilitation.consultations.urn import Slip
from facilitation.database import FILE, db, reading, writing
from facilitation.meetings import service as meetings
from facilitation.meetings.models import Event
from facilitation.rehearsals.worlds import worlds
from tests.conftest import Clock
from tests.consultations.leading import Vote, meeting_with_a_vote


def test_an_urn_is_a_file_of_its_own_that_its_owner_alone_reads(vote: Vote, clock: Clock) -> None:
    vote.draw(7, clock())
    path = vote.urn
    assert path.parent == vote.folder / "urnes"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM slip").fetchone() == (7,)
        tables = [row[0] for row in raw.execute("SELECT sql FROM sqlite_master WHERE type = 'table'")]
    assert all(sql.endswith("WITHOUT ROWID") and "time" not in sql for sql in tables)
    for code in vote.codes:
        assert code.encode() not in path.read_bytes() + (vote.folder / FILE).read_bytes()


def test_neither_codes_nor_who_tries_them_are_kept_in_the_database(vote: Vote) -> None:
    kept = set(Consultation.__table__.columns.keys())
    assert kept == {"id", "meeting_id", "stage_id", "urn", "state", "slips", "closes_at", "closed_at"}


def test_the_same_form_twice_gives_the_same_slips_and_another_none(vote: Vote, clock: Clock) -> None:
    first = vote.draw(6, clock())
    assert len(set(first)) == 6
    assert vote.draw(6, clock()) == first
    assert vote.drop(first[0], "adapter", clock()) is Slip.FREE
    with pytest.raises(rules.SomeCameBack):
        vote.draw(6, clock(), b"another key, long enough to be a key")


def test_lost_slips_are_drawn_anew_while_none_came_back(vote: Vote, clock: Clock) -> None:
    first, old = vote.draw(6, clock()), vote.urn
    second = vote.draw(9, clock(), b"another key, long enough to be a key")
    with vote.app.app_context():
        closing.sweep(folder=vote.folder, now=clock())
    assert not old.exists()
    assert vote.drop(first[0], "adapter", clock()) is Slip.UNKNOWN
    assert vote.drop(second[0], "adapter", clock()) is Slip.FREE


def test_a_slip_counts_once_even_among_a_hundred_posts_at_a_time(vote: Vote, clock: Clock) -> None:
    vote.draw(5, clock())
    code = vote.codes[2]
    with ThreadPoolExecutor(20) as pool:
        said = list(pool.map(lambda _: vote.drop(code, "suspendre", clock()), range(100)))
    assert sorted(one.value for one in said) == ["libre", *["recu"] * 99]
    assert urn.counts(vote.urn) == (5, 1)
    assert vote.announce_and_close(clock()) == 1


def test_before_the_closing_nothing_is_to_be_read_anywhere(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    for code in vote.codes:
        vote.drop(code, "arreter", clock())
    assert vote.answers == []
    with vote.app.app_context(), reading():
        led = service.led(meeting_id=vote.meeting, stage_id=vote.stage, folder=vote.folder)
        page = meetings.room_page(meeting_id=vote.meeting, now=clock())
    assert led.came_back == "Tous les bulletins sont revenus."
    assert led.counted == 0
    assert page.count == ""
    assert any("en attente" in rule for rule in page.rules)
    vote.close(clock())
    assert [one["choices"] for one in vote.answers] == [["arreter"]] * 6


def test_it_is_not_closed_before_everybody_was_told(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    vote.drop(vote.codes[0], "adapter", clock())
    with pytest.raises(rules.NotAnnounced):
        vote.close(clock())
    vote.announce(clock())
    with pytest.raises(rules.TooEarly):
        vote.close(clock.later(minutes=1))
    assert vote.drop(vote.codes[1], "adapter", clock()) is Slip.FREE
    with pytest.raises(rules.Closed):
        vote.drop(vote.codes[2], "adapter", clock.later(minutes=1))
    assert vote.close(clock()) == 2


def test_the_hour_announced_holds_when_it_is_announced_again(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    vote.announce(clock())
    first = vote.row.closes_at
    vote.announce(clock.later(minutes=1))
    assert vote.row.closes_at == first


def test_a_closed_consultation_is_opened_again_by_nobody(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    code, old = vote.codes[0], vote.urn
    vote.announce_and_close(clock())
    assert not old.exists()
    for gesture in (
        lambda: vote.draw(6, clock()),
        lambda: vote.draw(6, clock(), b"another key, long enough to be a key"),
        lambda: vote.announce(clock()),
        lambda: vote.close(clock()),
        lambda: vote.drop(code, "adapter", clock()),
    ):
        with pytest.raises(rules.Closed):
            gesture()
    assert vote.answers == []


@pytest.mark.parametrize("state", [State.OPEN, State.ANNOUNCED])
def test_the_database_itself_keeps_a_closed_one_closed(vote: Vote, clock: Clock, state: State) -> None:
    vote.draw(6, clock())
    vote.announce_and_close(clock())
    with pytest.raises(Exception, match="closed"), vote.app.app_context(), writing():
        db.session.execute(update(Consultation).values(state=state.value))
    with sqlite3.connect(vote.folder / FILE) as raw, pytest.raises(sqlite3.IntegrityError, match="closed"):
        raw.execute("UPDATE consultation SET closed_at = NULL")
    assert vote.row.state == "close"


def test_once_slips_are_drawn_the_step_takes_no_other_answer(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    with pytest.raises(rules.BySlipsOnly), vote.app.app_context(), writing():
        meetings.answer(
            meeting_id=vote.meeting, stage_id=vote.stage, formdata=Fields({"choix": "adapter"}), now=clock()
        )


def test_a_meeting_is_not_closed_on_a_consultation_that_waits(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    with vote.app.app_context(), writing():
        meetings.end(meeting_id=vote.meeting, now=clock())
    with pytest.raises(rules.StillSealed), vote.app.app_context(), writing():
        meetings.close(meeting_id=vote.meeting, now=clock())


def test_what_nobody_closes_is_closed_by_itself_and_its_urn_goes(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    vote.drop(vote.codes[0], "adapter", clock())
    with vote.app.app_context(), writing():
        meetings.end(meeting_id=vote.meeting, now=clock())
    path = vote.urn
    with vote.app.app_context():
        assert closing.sweep(folder=vote.folder, now=clock.later(minutes=60 * 23)) == 0
        assert closing.sweep(folder=vote.folder, now=clock.later(minutes=61)) == 1
        assert closing.sweep(folder=vote.folder, now=clock()) == 0
    assert not path.exists()
    assert len(vote.answers) == 1
    with vote.app.app_context(), writing():
        assert meetings.close_overdue(now=clock()) == 1


def test_an_announced_one_is_closed_at_the_next_start(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    vote.drop(vote.codes[0], "adapter", clock())
    vote.announce(clock())
    with vote.app.app_context():
        assert closing.sweep(folder=vote.folder, now=clock.later(minutes=1)) == 0
        assert closing.sweep(folder=vote.folder, now=clock.later(minutes=2)) == 1
    assert len(vote.answers) == 1


def test_an_urn_that_cannot_be_destroyed_now_keeps_nothing_else_from_being_done(
    vote: Vote, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote.draw(6, clock())
    strays = [vote.urn.with_name(f"{letter * 22}.sqlite3") for letter in "ab"]
    for stray in strays:
        stray.write_bytes(b"an urn that nothing waits for")
    whole = urn.destroy

    def held_by_another_program(path: Path) -> None:
        if path == strays[0]:
            raise PermissionError(path)
        whole(path)

    monkeypatch.setattr(urn, "destroy", held_by_another_program)
    with vote.app.app_context():
        assert closing.sweep(folder=vote.folder, now=clock()) == 0
    assert [one.exists() for one in strays] == [True, False]
    assert vote.urn.exists()


def test_the_first_urn_is_on_the_disk_with_its_folder(
    vote: Vote, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(urn, "_sync", synced.append)
    vote.draw(6, clock())
    assert synced == [vote.folder, vote.folder / "urnes"]


def test_an_urn_that_outlived_its_closing_is_destroyed_and_counted_no_more(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    vote.drop(vote.codes[0], "adapter", clock())
    path = vote.urn
    kept = shutil.copy(path, vote.folder / "copy")
    vote.announce_and_close(clock())
    shutil.move(kept, path)
    stray = path.with_name(f"{'a' * 22}.sqlite3-journal")
    stray.write_bytes(b"half a page")
    with vote.app.app_context():
        assert closing.sweep(folder=vote.folder, now=clock()) == 0
    assert list(path.parent.iterdir()) == []
    assert len(vote.answers) == 1


def test_a_copy_restored_without_its_urn_closes_without_answers(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    urn.destroy(vote.urn)
    with vote.app.app_context():
        assert closing.sweep(folder=vote.folder, now=clock()) == 1
    assert (vote.row.state, vote.answers) == ("close", [])


def test_the_journals_tell_how_many_and_nothing_of_any_answer(vote: Vote, clock: Clock) -> None:
    vote.draw(6, clock())
    for code in vote.codes[:5]:
        vote.drop(code, "suspendre", clock.later(minutes=1))
    vote.announce_and_close(clock())
    with vote.app.app_context(), reading():
        lines = [
            (one.kind, one.facts) for one in db.session.query(Event).filter(Event.kind.startswith("consultation_"))
        ]
        noted = db.session.execute(db.text("SELECT kind, facts FROM security_event")).all()
    told = {kind: {name: value for name, value in facts.items() if name != "stage"} for kind, facts in lines}
    assert told == {
        "consultation_opened": {"slips": 6},
        "consultation_announced": {},
        "consultation_closed": {"count": 5},
    }
    assert [(kind, json.loads(facts)["count"]) for kind, facts in noted if kind == "consultation_closed"] == [
        ("consultation_closed", 5)
    ]


def test_a_group_that_is_too_small_is_asked_in_the_usual_way(app: Flask, data: Path, clock: Clock) -> None:
    vote = meeting_with_a_vote(app, data, clock(), expected=4)
    with app.app_context(), reading():
        step = next(
            one.step
            for one in meetings.meeting_shown(meeting_id=vote.meeting, now=clock()).stages
            if one.id == vote.stage
        )
        assert standing.standing(stage_id=vote.stage, step=step, people=4) is None
        assert standing.standing(stage_id=vote.stage, step=step, people=5) is not None


def test_who_answered_before_the_group_grew_is_not_asked_a_second_time(app: Flask, data: Path, clock: Clock) -> None:
    vote = meeting_with_a_vote(app, data, clock(), expected=4)
    with app.app_context(), writing():
        meetings.answer(
            meeting_id=vote.meeting, stage_id=vote.stage, formdata=Fields({"choix": "adapter"}), now=clock()
        )
    with app.app_context(), reading():
        stages = meetings.meeting_shown(meeting_id=vote.meeting, now=clock()).stages
        step = next(one.step for one in stages if one.id == vote.stage)
        assert standing.standing(stage_id=vote.stage, step=step, people=9) is None
    with pytest.raises(rules.AlreadyAnswered):
        vote.draw(9, clock())
    assert len(vote.answers) == 1


@pytest.mark.parametrize("typed", ["4", "0", "-5", "201", "", "cinq", "5.0", "٦", "1e2"])
def test_fewer_than_five_slips_are_not_drawn(typed: str) -> None:
    with pytest.raises(rules.WrongNumber):
        rules.slips_read(typed)


def test_what_is_said_of_slips_that_came_back_moves_in_steps() -> None:
    said = [rules.came_back_told(count, 9) for count in range(10)]
    assert [said.count(one) for one in dict.fromkeys(said)] == [1, 4, 4, 1]


def test_a_failed_drop_changes_nothing(vote: Vote, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    vote.draw(6, clock())
    whole = urn._write

    def fails(connection: sqlite3.Connection, slips: object, answers: object) -> None:
        whole(connection, slips, answers)  # type: ignore[arg-type]
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(urn, "_write", fails)
    with pytest.raises(sqlite3.OperationalError):
        vote.drop(vote.codes[0], "adapter", clock())
    monkeypatch.undo()
    assert urn.counts(vote.urn) == (6, 0)
    assert vote.drop(vote.codes[0], "adapter", clock() + timedelta(seconds=1)) is Slip.FREE


def test_a_rehearsal_keeps_no_urn(vote: Vote, clock: Clock) -> None:
    with vote.app.app_context():
        world = worlds()._make()
    with world.app_context(), reading():
        assert not standing.has_folder()
    with vote.app.app_context(), reading():
        assert standing.has_folder()
        step = next(
            one.step
            for one in meetings.meeting_shown(meeting_id=vote.meeting, now=clock()).stages
            if one.id == vote.stage
        )
    with world.app_context(), reading():
        assert standing.standing(stage_id=vote.stage, step=step, people=8) is None
