"""The page « Sauvegarder »: one click makes a copy, each is checked on demand, nothing is downloaded."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from facilitation import create_app, database
from facilitation.backups import files, service
from facilitation.database import db, reading, writing
from facilitation.settings import Settings
from facilitation.web import errors
from tests.checked import CheckedClient
from tests.conftest import Clock, browser_of
from tests.meetings import leading

PAGE = "/sauvegardes"


def test_one_click_makes_a_copy_that_is_sound_and_noted_without_content(
    app: Flask, data: Path, alice: CheckedClient
) -> None:
    assert "Aucune copie vérifiée n’existe encore." in alice.get(PAGE).words
    answer = alice.submit(PAGE, action=PAGE)
    assert (answer.status, answer.location) == (303, PAGE)
    page = alice.get(PAGE).words
    assert "La copie est faite, relue et vérifiée." in page
    assert "Dernière bonne copie : jeudi 12 mars 2026 à 9 h 30." in page
    assert "Entière, vérifiée le 12 mars 2026" in page
    (copy,) = files.copies(data)
    assert files.check(data / files.FOLDER / copy.name).tables["account"] == 4
    with app.app_context(), reading():
        (noted,) = db.session.execute(db.text("SELECT kind, facts FROM security_event WHERE kind = 'backup_made'"))
    assert noted == ("backup_made", f'{{"copy": "{copy.name}"}}')


def test_a_copy_is_checked_on_demand_and_a_damaged_one_is_said_to_be(data: Path, alice: CheckedClient) -> None:
    alice.submit(PAGE, action=PAGE)
    (copy,) = files.copies(data)
    at = f"{PAGE}/{copy.name}/verifier"
    assert alice.submit(PAGE, action=at).status == 303
    assert "Cette copie est entière." in alice.get(PAGE).words
    path = data / files.FOLDER / copy.name
    path.write_bytes(path.read_bytes()[:-70])
    assert "À vérifier" in alice.get(PAGE).words
    alice.submit(PAGE, action=at)
    page = alice.get(PAGE).words
    assert "Cette copie est abîmée : ne vous en servez pas. Faites-en une nouvelle." in page
    assert "Abîmée : ne vous en servez pas" in page
    assert "Aucune copie vérifiée n’existe encore." in page


@pytest.mark.parametrize(
    "name", ["absente.zip", "sauvegarde-20250312T083000Z.zip", "..%2Fsecret", "verifications.json"]
)
def test_what_is_no_copy_of_this_house_is_not_there(alice: CheckedClient, name: str) -> None:
    alice.submit(PAGE, action=PAGE, status=303)
    assert alice.post(f"{PAGE}/{name}/verifier", {}, status=404).status == 404


def test_after_five_in_ten_minutes_it_says_that_this_is_enough(data: Path, clock: Clock) -> None:
    limited = create_app(Settings(data=data, testing=True, limits=True), clock)
    alice = browser_of(limited, "Alice", clock())
    for _number in range(service.MOST):
        assert alice.submit(PAGE, action=PAGE).status == 303
    refused = alice.submit(PAGE, action=PAGE, status=422)
    assert "cela suffit pour dix minutes" in refused.words
    assert len(files.copies(data)) == service.MOST
    clock.later(minutes=11)
    assert alice.submit(PAGE, action=PAGE).status == 303
    clock.later(days=-3)  # a clock that is set back locks nobody out
    assert alice.submit(PAGE, action=PAGE).status == 303
    with limited.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(28, "No space left on device"), errors.FullDisk().sentence),
        (OSError(30, "Read-only file system"), errors.ReadOnlyDisk().sentence),
        (sqlite3.OperationalError("database is locked"), errors.BusyDatabase().sentence),
        (files.DamagedDatabase(), files.DamagedDatabase().sentence),
    ],
    ids=["full", "read-only", "locked", "damaged"],
)
def test_a_copy_that_cannot_be_made_is_said_in_a_sentence(
    alice: CheckedClient, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(files, "make", fails)
    page = alice.submit(PAGE, action=PAGE, status=422)
    assert said.replace("\xa0", " ").replace("\u202f", " ") in page.words


def test_no_copy_is_ever_sent_to_a_browser(data: Path, alice: CheckedClient) -> None:
    alice.submit(PAGE, action=PAGE)
    (copy,) = files.copies(data)
    for at in (f"{PAGE}/{copy.name}", f"/static/../{files.FOLDER}/{copy.name}", f"/{files.FOLDER}%2F{copy.name}"):
        assert alice.get(at, status=404).status == 404


def test_the_home_page_reminds_when_the_last_sound_copy_is_older_than_a_week(
    data: Path, clock: Clock, alice: CheckedClient, signed_in: Callable[[str], CheckedClient]
) -> None:
    assert "Faire une copie" not in alice.get("/").words
    secret = data / "secret"
    past = (clock() - timedelta(days=9)).timestamp()
    os.utime(secret, (past, past))
    assert "Rien n’a encore été copié. Faire une copie" in alice.get("/").words
    alice.submit(PAGE, action=PAGE)
    assert "Faire une copie" not in alice.get("/").words
    assert not service.standing(data, now=clock.later(days=7)).late
    clock.later(minutes=1)
    assert "La dernière bonne copie date du 12 mars 2026. Faire une copie" in signed_in("Bob").get("/").words


# ------------------------------------------------------------------ what the house does by itself


def test_the_house_makes_a_copy_a_day_and_lets_old_ones_go(app: Flask, data: Path, clock: Clock) -> None:
    with app.app_context():
        for _hour in range(24 * 3):
            service.keep(data, now=clock())
            clock.later(minutes=60)
        assert len(files.copies(data)) == 3
        clock.later(days=40)
        service.keep(data, now=clock())
    assert [copy.made_at for copy in files.copies(data)] == [clock()]


def test_the_house_makes_no_copy_by_itself_in_the_middle_of_an_anonymous_step(
    app: Flask, data: Path, clock: Clock, alice: CheckedClient
) -> None:
    meeting = leading.prepared(alice)
    stage = leading.shown(app, clock, meeting).stages[0].id
    with app.app_context():
        service.keep(data, now=clock())
        with writing():
            db.session.execute(db.text("INSERT INTO anonymous_key VALUES ('k', :stage)"), {"stage": stage})
        service.keep(data, now=clock.later(days=1))
        assert len(files.copies(data)) == 1
        with writing():
            db.session.execute(db.text("DELETE FROM anonymous_key"))
        service.keep(data, now=clock())
    assert len(files.copies(data)) == 2


def test_while_no_new_copy_can_be_made_the_last_one_stays(app: Flask, data: Path, clock: Clock) -> None:
    with app.app_context():
        service.keep(data, now=clock())
        service.keep(data, now=clock.later(days=1))
        good, _older = files.copies(data)
        raw = bytearray((data / database.FILE).read_bytes())
        raw[20 * 4096 : 30 * 4096] = bytes(10 * 4096)
        (data / database.FILE).write_bytes(raw)
        with pytest.raises(files.DamagedDatabase):
            service.keep(data, now=clock.later(days=60))
    assert [copy.name for copy in files.copies(data)] == [good.name]


def test_a_check_that_cannot_be_noted_is_said(
    data: Path, alice: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice.submit(PAGE, action=PAGE)
    (copy,) = files.copies(data)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_whole", full)
    gesture = f"{PAGE}/{copy.name}/verifier"
    assert "plus de place sur le disque" in alice.submit(PAGE, action=gesture, status=422).words


def test_a_disk_that_is_full_keeps_no_old_copy(
    app: Flask, data: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where what the checks found is lost, and cannot be written again."""
    with app.app_context():
        old = files.make(data, now=clock())
        new = files.make(data, now=clock.later(days=30))
        files.note_check(new, sound=True, at=clock())
        os.utime(old)  # changed since its check: one to check again

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(files, "write_whole", full)
        with pytest.raises(OSError, match="No space"):
            service.keep(data, now=clock.later(days=10))
    assert [copy.name for copy in files.copies(data)] == [new.name]
