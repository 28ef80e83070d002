"""A copy holds what the house holds and nothing that must stay, is proven at once, and shows any damage."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from facilitation import database
from facilitation.accounts import service as accounts
from facilitation.backups import files, sealed
from facilitation.backups.sealed import DamagedCopy, DamagedInside
from facilitation.database import db, writing
from facilitation.retention import ledger
from tests.backups.conftest import NOW

DAMAGES = 540
"""In the full count, of all kinds together; a sample of each in `make test`."""


def test_a_copy_holds_the_database_the_ledger_and_the_own_guides_and_nothing_else(house: Path) -> None:
    ledger.append(house / ledger.FILE, [ledger.Line.of("reunion", "x" * 22, NOW)])
    (house / "urnes").mkdir()
    for stray in ("urnes/abcdefghijklmnop.sqlite3", "maillage.log", "guides/.cache.yaml", "guides/notes.txt"):
        (house / stray).write_text("canari")
    (house / "guides" / "lien.yaml").symlink_to(house / "secret")
    path = files.make(house, now=NOW)
    with zipfile.ZipFile(path) as archive:
        assert sorted(archive.namelist()) == [
            "effacements.txt",
            "guides/notre-charte.yaml",
            "maillage.sqlite3",
            "manifeste.json",
        ]
        assert b"canari" not in b"".join(map(archive.read, archive.namelist()))
        assert archive.testzip() is None  # any tool of the computer opens it
    assert path.name == "sauvegarde-20261120T090000Z.zip"
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert files.unfinished(path.parent) == []


def test_the_secret_is_in_no_copy(house: Path, one_copy: Path) -> None:
    secret = (house / "secret").read_bytes()
    assert secret not in one_copy.read_bytes()
    assert all(secret not in content for content in files.contents(one_copy)[1].values())


def test_no_copy_tells_which_devices_have_answered_an_anonymous_step_that_runs(house: Path) -> None:
    """Beside the answers of that moment they would tie some to somebody, long after the step forgot them (invariant 3)."""
    with sqlite3.connect(house / database.FILE) as connection:
        (stage,) = connection.execute("SELECT id FROM stage").fetchone()
        keys = [f"cle-d-appareil-{number:04}" for number in range(60)]
        connection.executemany("INSERT INTO anonymous_key VALUES (?, ?)", [(key, stage) for key in keys])
        before = files.rows_of(connection)
    manifest, members = files.contents(files.make(house, now=NOW))
    assert manifest.tables == {**before, "anonymous_key": 0}
    assert b"cle-d-appareil" not in members[database.FILE]
    with sqlite3.connect(house / database.FILE) as connection:
        assert connection.execute("SELECT count(*) FROM anonymous_key").fetchone() == (60,)


def test_a_copy_tells_the_rows_of_each_table_and_is_known_as_sound(house: Path) -> None:
    path = files.make(house, now=NOW)
    manifest = files.check(path)
    with sqlite3.connect(house / database.FILE) as connection:
        assert manifest.tables == files.rows_of(connection)
    assert manifest.tables["event"] > 50
    assert manifest.revision == database.revisions()[-1]
    (found,) = files.copies(house)
    assert (found.name, found.sound, found.checked_at) == (path.name, True, NOW)


def test_two_copies_of_the_same_second_do_not_replace_one_another(house: Path) -> None:
    assert files.make(house, now=NOW).name != files.make(house, now=NOW).name
    assert len(files.copies(house)) == 2


def test_a_copy_that_changed_since_its_check_is_one_to_check(house: Path) -> None:
    path = files.make(house, now=NOW)
    path.write_bytes(path.read_bytes()[:-1])
    assert files.copies(house)[0].sound is None
    (house / files.FOLDER / files.CHECKS).write_text("{")
    assert files.copies(house)[0].sound is None


def test_a_copy_that_is_dropped_while_the_folder_is_read_is_one_less(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (files.make(house, now=NOW - timedelta(days=days)) for days in (36, 1))
    stamp = files._stamp

    def meanwhile(path: Path) -> list[int]:
        if path == old:
            old.unlink()
        return stamp(path)

    monkeypatch.setattr(files, "_stamp", meanwhile)
    assert [copy.name for copy in files.copies(house)] == [new.name]


def test_of_a_house_without_data_no_copy_is_made(tmp_path: Path) -> None:
    with pytest.raises(files.NothingToCopy):
        files.make(tmp_path, now=NOW)
    assert list(tmp_path.glob("**/*.zip")) == []


def test_a_damaged_database_is_not_copied_and_the_copies_before_stay(house: Path) -> None:
    good = files.make(house, now=NOW)
    raw = bytearray((house / database.FILE).read_bytes())
    raw[40 * 4096 : 60 * 4096] = bytes(20 * 4096)
    (house / database.FILE).write_bytes(raw)
    with pytest.raises(files.DamagedDatabase):
        files.make(house, now=NOW + timedelta(days=1))
    assert [copy.name for copy in files.copies(house)] == [good.name]
    files.drop_old(house, now=NOW + timedelta(days=100))
    assert [copy.name for copy in files.copies(house)] == [good.name]
    assert files.unfinished(good.parent) == []


def test_old_copies_go_and_what_a_kill_left_too(house: Path) -> None:
    old, new = (files.make(house, now=NOW - timedelta(days=days)) for days in (36, 1))
    left = house / files.FOLDER / f".{new.name}{files.TO_PROVE}"
    left.touch()
    assert files.drop_old(house, now=NOW) == [old.name]  # another program may still be writing it
    past = time.time() - 2 * files.BEING_WRITTEN
    os.utime(left, (past, past))
    assert files.drop_old(house, now=NOW) == [left.name]
    assert [copy.name for copy in files.copies(house)] == [new.name]


# ------------------------------------------------------------------ while serving


def test_copies_made_while_people_write_hold_whole_units_of_work(served: Flask, house: Path) -> None:
    """Each unit adds an account and its session: no copy has the one without the other. All that was acknowledged before a copy began is in it."""
    stop, done = threading.Event(), [0]

    def write() -> None:
        with served.app_context():
            while not stop.is_set():
                with writing():
                    found = accounts.create_account(
                        name="Zoé", email=f"z{done[0]}@val.test", password_hash="-", now=NOW
                    )
                    accounts.open_session(account_id=found, now=NOW)
                done[0] += 1

    with sqlite3.connect(house / database.FILE) as connection:
        before = files.rows_of(connection)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            acknowledged = done[0]
            tables = files.check(files.make(house, now=NOW + timedelta(seconds=number))).tables
            added = tables["account"] - before["account"]
            assert added == tables["account_session"] - before["account_session"]
            assert acknowledged <= added <= done[0] + 1
    finally:
        stop.set()
        writer.join(10)
    assert done[0] > 3


def test_a_database_that_another_program_holds_is_waited_for_and_no_longer(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impatient(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=0.05, isolation_level=None)

    holder = sqlite3.connect(house / database.FILE, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    holder.execute("DELETE FROM event")  # a writer that has not committed: readers still see what was
    whole = files.check(files.make(house, now=NOW)).tables["event"]
    assert whole > 50
    holder.execute("ROLLBACK")
    revision = database.revision_of(house / database.FILE)
    holder.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(database, "opened", impatient)
    monkeypatch.setattr(database, "revision_of", lambda path: revision)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        files.make(house, now=NOW)
    holder.close()


def test_inside_a_unit_of_work_no_copy_is_made(served: Flask, house: Path) -> None:
    with served.app_context(), pytest.raises(RuntimeError), writing():
        files.make(house, now=NOW)
    with served.app_context():
        db.session.remove()


# ------------------------------------------------------------------ any damage is found


def flipped(raw: bytes, chance: random.Random) -> bytes:
    at, changed = chance.randrange(len(raw)), bytearray(raw)
    changed[at] ^= 1 << chance.randrange(8)
    return bytes(changed)


def truncated(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def cut_inside(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) - 1)
    return raw[:start] + raw[start + chance.randint(1, min(512, len(raw) - start)) :]


def swapped(raw: bytes, chance: random.Random) -> bytes:
    """Two blocks of the same size, that differ, in one another's place."""
    while True:
        size = chance.choice((1, 16, 512))
        one, other = sorted(chance.sample(range(len(raw) // size - 1), 2))
        first, second = raw[one * size : (one + 1) * size], raw[other * size : (other + 1) * size]
        if first != second:
            return raw[: one * size] + second + raw[(one + 1) * size : other * size] + first + raw[(other + 1) * size :]


def lengthened(raw: bytes, chance: random.Random) -> bytes:
    return raw + chance.randbytes(chance.randint(1, 64))


def zeroed(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw) - 512)
    return raw[:start] + bytes(512) + raw[start + 512 :]


def without_a_member(raw: bytes, chance: random.Random) -> bytes:
    """As a tool for archives would take one out, keeping the comment at the end; the manifest in its turn."""
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        gone = chance.choice(archive.namelist())
        for one in archive.infolist():
            if one.filename != gone:
                made.writestr(one, archive.read(one))
        made.comment = archive.comment
    return out.getvalue()


KINDS: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "flip": flipped,
    "truncate": truncated,
    "cut inside": cut_inside,
    "swap": swapped,
    "lengthen": lengthened,
    "zero": zeroed,
    "remove": without_a_member,
}


def found_all(one_copy: Path, tmp_path: Path, kind: str, times: int) -> None:
    raw, chance, damaged = one_copy.read_bytes(), random.Random(f"copies {kind}"), tmp_path / one_copy.name
    missed = []
    for number in range(times):
        damaged.write_bytes(changed := KINDS[kind](raw, chance))
        assert changed != raw
        try:
            files.check(damaged)
        except DamagedCopy:
            continue
        missed.append(number)
    assert missed == []


@pytest.mark.parametrize("kind", KINDS)
def test_any_damage_to_a_copy_is_found(one_copy: Path, tmp_path: Path, kind: str) -> None:
    found_all(one_copy, tmp_path, kind, 8)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_each_of_many_damages_to_a_copy_is_found(one_copy: Path, tmp_path: Path, kind: str) -> None:
    found_all(one_copy, tmp_path, kind, DAMAGES if kind == "flip" else DAMAGES // 4)


def test_each_bit_of_the_end_of_a_copy_is_under_its_seal(one_copy: Path) -> None:
    """The end of the archive and the seal itself, letter case included, where a zip reader would look away."""
    raw = one_copy.read_bytes()
    for at in range(len(raw) - 220, len(raw)):
        for bit in range(8):
            changed = bytearray(raw)
            changed[at] ^= 1 << bit
            with pytest.raises(DamagedCopy):
                sealed.unpacked(bytes(changed), "x")


def resealed(one_copy: Path, **changes: object) -> bytes:
    """A copy whose seal holds, made by somebody else's program: with other members or another manifest."""
    from dataclasses import replace

    manifest, members = files.contents(one_copy)
    members |= changes.pop("members", {})  # type: ignore[arg-type]
    made = replace(manifest, members=sealed.digests(members))
    return sealed.packed(replace(made, **changes), members)  # type: ignore[arg-type]


def test_a_file_that_is_sealed_but_is_no_house_is_refused(one_copy: Path, tmp_path: Path) -> None:
    wrong = {
        "rows": resealed(one_copy, tables={"event": 1}),
        "digest": resealed(one_copy, revision="0001"),
        "path": resealed(one_copy, members={"../ailleurs.yaml": b"x"}),
        "name": resealed(one_copy, members={"guides/../../x.yaml": b"x"}),
        "database": resealed(one_copy, members={database.FILE: b"SQLite format 3\x00" + bytes(4096)}),
        "no database": resealed(one_copy, members={database.FILE: b""}),
    }
    for name, raw in wrong.items():
        (tmp_path / f"{name}.zip").write_bytes(raw)
        with pytest.raises(DamagedCopy):
            files.check(tmp_path / f"{name}.zip")


def test_a_row_that_names_a_missing_row_is_a_fault_of_the_database_not_of_the_copy(house: Path, tmp_path: Path) -> None:
    with sqlite3.connect(house / database.FILE) as connection:
        connection.execute("UPDATE meeting SET partnership_id = 'nulle-part'")
    with pytest.raises(files.DamagedDatabase):
        files.make(house, now=NOW)
    assert issubclass(DamagedInside, DamagedCopy)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"x" * 300, b"SQLite format 3\x00"], ids=["empty", "zip", "text", "database"]
)
def test_what_is_no_copy_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "notes.zip").write_bytes(content)
    with pytest.raises(DamagedCopy, match="notes.zip"):
        files.check(tmp_path / "notes.zip")
