"""Acceptance 4, with the real copies and the real restore: the certificate names and dates the copies that may still hold what was erased; any of them put back
holds it no more, nor when it is put back again, nor when the folder where people work is lost."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from facilitation import create_app, database
from facilitation.backups import doctor, files, restore, sealed
from facilitation.database import FILE, db, reading
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.service.record import is_purged
from facilitation.retention import ledger, purging, service
from facilitation.settings import Settings
from tests.conftest import Clock, browser_of
from tests.meetings.leading import act
from tests.retention.test_purge import absent, held, purge
from tests.retention.world import GONE, STAYS, World, led

EVERYTHING = frozenset(GONE)


def certified(world: World, certificate_id: str) -> service.Certificate:
    with world.app.app_context(), reading():
        account = db.session.execute(db.text("SELECT account_id FROM partnership_account")).scalar_one()
        return service.certificate(certificate_id=certificate_id, account_id=account)


def holding(copies: Path, text: str, to: Path) -> list[str]:
    """The copies of this folder whose database, as it was copied, holds this text."""
    found = []
    for path in sorted(copies.glob("*.zip")):
        (to / path.name).mkdir(parents=True)
        (to / path.name / FILE).write_bytes(files.contents(path)[1][FILE])
        if held(to / path.name, text):
            found.append(path.name)
    return found


def test_the_certificate_dates_each_copy_that_may_hold_it_and_any_of_them_put_back_holds_it_no_more(
    world: World, tmp_path: Path
) -> None:
    for days in (0, 20, 20, 50):
        world.clock.later(days=days)
        files.make(world.data, now=world.clock())
    newest = world.clock()
    done = purge(world, days=1)
    said = certified(world, done.certificates[0])
    files.make(world.data, now=world.clock.later(minutes=1))
    for text in GONE.values():
        assert set(holding(world.data / files.FOLDER, text, tmp_path / text)) <= set(said.copies), text
    assert holding(world.data / files.FOLDER, GONE["carnet"], tmp_path / "carnet") == sorted(said.copies)
    assert len(said.copies) == 4
    assert said.copies_until == newest.replace(microsecond=0) + timedelta(days=35)
    for name in said.copies:
        for again in ("une", "deux"):
            to = tmp_path / again / name
            restored = restore.restore(world.data / files.FOLDER / name, to=to, data=world.data, now=world.clock())
            assert restored.erased_again == 3
            absent(to, EVERYTHING)
            shutil.rmtree(to)


def test_put_back_without_the_folder_where_people_work_a_copy_is_purged_by_a_newer_one_beside_it(
    world: World, tmp_path: Path
) -> None:
    old = files.make(world.data, now=world.clock(), to=tmp_path / "cle")
    purge(world, days=91)
    files.make(world.data, now=world.clock(), to=tmp_path / "cle")
    shutil.rmtree(world.data)
    restore.restore(old, to=tmp_path / "neuf", data=None, now=world.clock())
    absent(tmp_path / "neuf", EVERYTHING)


def test_a_house_put_back_is_copied_and_put_back_again_and_holds_nothing_of_it(world: World, tmp_path: Path) -> None:
    """« Restored, then again »: the ledger goes with the house that was put back, and with its copies."""
    old = files.make(world.data, now=world.clock(), to=tmp_path / "cle")
    purge(world, days=91)
    restore.restore(old, to=tmp_path / "neuf", data=world.data, now=world.clock())
    app = create_app(Settings(data=tmp_path / "neuf", testing=True), world.clock)
    with app.app_context():
        assert purging.complete(now=world.clock()) == 0
        with reading():
            row = db.session.get_one(models.Meeting, world.meeting)
            assert row.contributions_purged_at is not None
        assert not purging.purge(now=world.clock.later(days=1)).erased
        db.engine.dispose()
    again = files.make(tmp_path / "neuf", now=world.clock())
    restore.restore(again, to=tmp_path / "encore", data=None, now=world.clock())
    absent(tmp_path / "encore", EVERYTHING)
    restore.restore(old, to=tmp_path / "vieille", data=tmp_path / "neuf", now=world.clock())
    absent(tmp_path / "vieille", EVERYTHING)


def test_a_copy_during_which_something_was_erased_is_made_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It read the database before the purge and got its name after it: no certificate would name it."""
    world.clock.later(days=91)
    packed, times = sealed.packed, []

    def slowly(*arguments: object) -> bytes:
        if not times:
            purge(world)
        times.append(world.clock())
        return packed(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "packed", slowly)
    path = files.make(world.data, now=world.clock())
    assert len(times) == 2
    assert list((world.data / files.FOLDER).glob("*.zip")) == [path]
    laid = world.data.parent / "laid"
    laid.mkdir()
    (laid / FILE).write_bytes(files.contents(path)[1][database.FILE])
    absent(laid, EVERYTHING)
    for text in STAYS.values():
        assert held(laid, text)


def test_a_copy_that_is_always_overtaken_is_not_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = sealed.packed

    def overtaken(*arguments: object) -> bytes:
        ledger.append(world.data / ledger.FILE, [ledger.Line.of("carnet", world.meeting, _now(world))])
        return packed(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "packed", overtaken)
    with pytest.raises(files.ErasedMeanwhile):
        files.make(world.data, now=world.clock())
    assert files.copies(world.data) == []


def _now(world: World) -> datetime:
    return world.clock.later(minutes=1)


def test_a_copy_from_before_the_closing_loses_what_was_erased_and_can_still_be_led_and_closed(
    stocked: Path, tmp_path: Path
) -> None:
    """What a crash leaves people with: the meeting runs, without its answers; it is led on, closed, and its documents made."""
    data, clock = Path(shutil.copytree(stocked, tmp_path / "data")), Clock()
    app = create_app(Settings(data=data, testing=True), clock)
    copies: list[Path] = []

    def copied(world: World) -> None:
        copies.append(files.make(world.data, now=clock()))

    world = led(app, data, clock, during=copied)
    assert purge(world, days=91).erased["contributions"] == 1
    restored = restore.restore(copies[0], to=tmp_path / "neuf", data=data, now=clock())
    assert restored.erased_again >= 2
    for text in GONE.values():
        assert held(tmp_path / "neuf", text) == [], text
    for name in ("decision", "action"):
        assert held(tmp_path / "neuf", STAYS[name]), name
    with app.app_context():
        db.engine.dispose()
    again = create_app(Settings(data=tmp_path / "neuf", testing=True), clock)
    alice = browser_of(again, "Alice", clock())
    assert alice.get(f"/reunions/{world.meeting}/pupitre").status == 200
    act(again, meetings.forward, meeting_id=world.meeting, now=clock.later(minutes=1))
    act(again, meetings.end, meeting_id=world.meeting, now=clock.later(minutes=1))
    act(again, meetings.close, meeting_id=world.meeting, now=clock.later(minutes=1))
    assert STAYS["decision"] in alice.get(f"/reunions/{world.meeting}/relecture").words
    with again.app_context(), reading():
        assert db.session.query(models.FrozenOutline).count() >= 4
        told = service.notices_of_meeting(meeting_id=world.meeting, now=clock() + timedelta(days=180))
        assert [one.what for one in told] == ["carnet", "contributions"], "announced like those of any closed meeting"
    doubts = {one.what for one in doctor.examine(tmp_path / "neuf", now=clock(), journal=True) if not one.sound}
    assert doubts <= {"copies"}
    with again.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("closed", "gone", "purged"), [(1, 2, True), (1, 1, True), (2, 1, False), (None, 1, False), (1, None, False)]
)
def test_a_meeting_is_purged_only_by_what_came_after_its_closing(
    closed: int | None, gone: int | None, purged: bool
) -> None:
    """The gate is open for nothing but frozen documents: a meeting that runs again has notes to hold back."""

    def at(days: int | None) -> datetime | None:
        return None if days is None else Clock().later(days=days)

    meeting = models.Meeting(closed_at=at(closed), contributions_purged_at=at(gone))
    assert is_purged(meeting) is purged
