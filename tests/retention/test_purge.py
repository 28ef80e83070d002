"""Acceptance 4: what was purged is in no file and on no page, in any form; what was to remain is there; a copy put back is purged again."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from facilitation.backups.files import FOLDER, make
from facilitation.cli import main
from facilitation.database import FILE, db, reading, writing
from facilitation.retention import ledger, looks, purging, words
from facilitation.retention.models import PurgeCertificate
from tests.retention.world import GONE, STAYS, World

NOTEBOOK = frozenset({"carnet"})
DRAFTS = frozenset({"brouillon"})


def held(folder: Path, text: str) -> list[str]:
    """The files of this folder, outside that of the copies, that hold this text in UTF-8, UTF-16 or as JSON escapes it."""
    ways = {text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), json.dumps(text)[1:-1].encode()}
    ways |= {json.dumps(json.dumps(text))[3:-3].encode()}
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        and path.relative_to(folder).parts[0] != FOLDER
        and any(one in path.read_bytes() for one in ways)
    ]


def copied(database: Path, target: Path) -> None:
    """Copy a database file as a backup does."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def purge(world: World, *, days: float = 0) -> purging.Done:
    world.clock.later(days=days)
    with world.app.app_context():
        return purging.purge(now=world.clock())


def absent(folder: Path, names: frozenset[str]) -> None:
    for name, text in GONE.items():
        assert (held(folder, text) == []) is (name in names), name
    for name, text in STAYS.items():
        assert held(folder, text), name


def test_each_delay_erases_its_own_and_nothing_else(world: World) -> None:
    absent(world.data, frozenset())
    assert purge(world).erased == {"brouillons": 1}
    absent(world.data, DRAFTS)
    purge(world, days=29)
    absent(world.data, DRAFTS)
    done = purge(world, days=1)
    assert (done.erased, done.found) == ({"carnet": 1}, 0)
    assert done.searched
    absent(world.data, DRAFTS | NOTEBOOK)
    done = purge(world, days=60)
    assert (done.erased, done.found) == ({"contributions": 1}, 0)
    absent(world.data, frozenset(GONE))
    assert not purge(world, days=400).erased


def test_a_copy_made_before_is_put_back_and_holds_nothing_of_it_again(world: World, tmp_path: Path) -> None:
    copied(world.database, tmp_path / "restored" / FILE)
    purge(world, days=90)
    restored = tmp_path / "restored"
    absent(restored, frozenset())
    assert ledger.replay(restored / FILE, world.data / ledger.FILE) == 3
    absent(restored, frozenset(GONE))
    assert ledger.replay(restored / FILE, world.data / ledger.FILE) == 0


def test_a_copy_put_back_by_hand_is_purged_at_the_next_start(world: World, tmp_path: Path) -> None:
    copied(world.database, tmp_path / FILE)
    purge(world, days=90)
    with world.app.app_context():
        db.engine.dispose()
    (tmp_path / FILE).replace(world.database)
    absent(world.data, frozenset())
    with world.app.app_context():
        assert purging.complete(now=world.clock()) == 3
    absent(world.data, frozenset(GONE))


def test_the_certificate_counts_and_dates_and_names_nothing(world: World) -> None:
    copied(world.database, world.data / FOLDER / "avant-0002-20260312T083000.sqlite3")
    done = purge(world, days=90)
    with world.app.app_context(), writing():
        rows = db.session.query(PurgeCertificate).all()
        (row,) = rows
        told = json.dumps([row.kind, row.counts, row.copies])
    assert [row.id] == done.certificates
    assert row.counts == {
        "brouillons": 1,
        "carnet": 1,
        "contributions": 1,
        "passages": done.searched,
        "ailleurs": 1,  # the answer that the approved minutes hold word for word
        "retrouves": 0,
    }
    assert row.partnership_id == world.partnership
    assert "canari" not in told
    assert "printemps" not in told
    assert row.copies == ["avant-0002-20260312T083000.sqlite3"]
    assert row.copies_until is not None


def test_what_a_forgotten_file_still_holds_is_found_and_said(world: World) -> None:
    (world.data / "oublie.log").write_bytes(GONE["carnet"].encode("utf-16-le"))
    done = purge(world, days=31)
    assert done.found == 1


def test_nothing_is_erased_when_the_ledger_cannot_be_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(ledger.os, "fsync", full)
        with pytest.raises(purging.LedgerNotWritten):
            purge(world, days=90)
    absent(world.data, frozenset())
    assert ledger.read(world.data / ledger.FILE) == ()
    with world.app.app_context():
        assert purging.complete(now=world.clock()) == 0
    absent(world.data, frozenset())
    purge(world)
    absent(world.data, frozenset(GONE))


def test_what_could_not_be_erased_is_not_erased_by_the_next_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full when the database commits: people are told that nothing was erased, and that stays so."""

    def full(*_: object, **__: object) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("database or disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr(purging.journal, "note", full)
        with pytest.raises(OperationalError):
            purge(world, days=90)
    assert ledger.read(world.data / ledger.FILE) == ()
    with world.app.app_context():
        assert purging.complete(now=world.clock()) == 0
    absent(world.data, frozenset())
    purge(world)
    absent(world.data, frozenset(GONE))


def by_itself(world: World, *, days: float = 0) -> set[str]:
    """What the house erases by itself so many days later."""
    with world.app.app_context():
        return set(purging.purge(now=world.clock.later(days=days), by_itself=True).erased)


def test_a_house_that_has_just_begun_to_count_announces_for_a_week_first(world: World) -> None:
    assert by_itself(world, days=90) == {"brouillons"}
    assert by_itself(world, days=6.9) == set()
    assert by_itself(world, days=0.2) == {"carnet", "contributions"}


def test_a_clock_set_ahead_by_a_year_then_put_right_erases_nothing_before_its_time(world: World) -> None:
    for _day in range(9):
        by_itself(world, days=1)
    assert by_itself(world, days=365) == set()
    assert by_itself(world, days=0.5) == set()
    assert by_itself(world, days=-365.5) == set()
    absent(world.data, DRAFTS)
    for _day in range(20):
        assert by_itself(world, days=1) == set()
    assert by_itself(world, days=1.1) == {"carnet"}


def test_a_clock_that_was_years_behind_at_the_first_start_has_announced_nothing(world: World) -> None:
    by_itself(world, days=-3000)
    assert by_itself(world, days=3090) == {"brouillons"}
    assert by_itself(world, days=7.1) == {"carnet", "contributions"}


def test_a_computer_opened_now_and_then_announces_at_one_opening_and_erases_at_the_next(world: World) -> None:
    assert [by_itself(world, days=20) for _opening in range(3)] == [{"brouillons"}, set(), {"carnet"}]


def test_what_the_house_noted_of_its_looks_stays_short_and_is_done_without(world: World) -> None:
    for _look in range(60):
        by_itself(world, days=0.25)
    noted = world.data / looks.FILE
    assert len(noted.read_text().splitlines()) <= 30
    for unreadable in (b"", b"\xff", b"hier\n", b"2026-03-12T08:30:00\n"):
        noted.write_bytes(unreadable)
        assert by_itself(world, days=30) == set()


def test_a_file_that_another_program_holds_is_proved_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held_elsewhere() -> None:
        raise sqlite3.OperationalError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(purging, "compact", held_elsewhere)
        done = purge(world, days=31)
    assert not done.proved
    with world.app.app_context(), reading():
        counts = db.session.get_one(PurgeCertificate, done.certificates[0]).counts
    assert "pas encore pu être récrit" in words.proved(counts)
    purge(world)
    with world.app.app_context(), reading():
        counts = db.session.get_one(PurgeCertificate, done.certificates[0]).counts
    assert "aucun passage n’a pu y être cherché" in words.proved(counts)
    absent(world.data, DRAFTS | NOTEBOOK)


@pytest.mark.parametrize(
    "fault", [OSError(13, "Permission denied"), OperationalError("", {}, sqlite3.OperationalError("full"))]
)
def test_a_proof_that_fails_does_not_have_people_told_that_nothing_was_erased(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fails(*_: object) -> None:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(purging, "_proved", fails)
        done = purge(world, days=31)
    assert (set(done.erased), done.proved) == ({"brouillons", "carnet"}, False)
    absent(world.data, DRAFTS | NOTEBOOK)
    with world.app.app_context():
        purging.complete(now=world.clock())


def test_a_start_completes_what_was_cut_short_and_certifies_it_even_on_a_full_disk(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Any command starts as `serve` does; the file cannot be made anew, and that keeps nobody from their minutes."""

    def full() -> None:
        raise sqlite3.OperationalError("database or disk is full")

    ledger.append(world.data / ledger.FILE, [ledger.Line.of("carnet", world.meeting, world.clock())])
    made = make(world.data, now=world.clock())
    with monkeypatch.context() as patched:
        patched.setattr(purging, "compact", full)
        assert main(["purge", "--dry-run", "--data", str(world.data)]) == 0
    absent(world.data, NOTEBOOK)
    assert main(["purge", "--dry-run", "--data", str(world.data)]) == 0
    capsys.readouterr()
    with world.app.app_context(), reading():
        (row,) = db.session.query(PurgeCertificate).all()
        assert (row.kind, row.counts["lignes"], row.counts["sans-recherche"]) == ("reprise", 1, 1)
        assert row.copies == [made.name], "a copy made before may hold it"
