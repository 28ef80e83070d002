"""`facilitation purge`: what it says, what it gives programs, how it ends."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from facilitation.cli import main
from facilitation.database import db, writing
from facilitation.meetings.models import Meeting
from tests.retention.test_purge import absent
from tests.retention.world import GONE, World


def as_if_long_ago(world: World, days: int) -> None:
    """The command goes by the clock of the computer: the meeting is taken back in time."""
    from datetime import UTC, datetime

    with world.app.app_context(), writing():
        row = db.session.get_one(Meeting, world.meeting)
        row.closed_at = row.approved_at = datetime.now(UTC) - timedelta(days=days)


def test_the_command_says_what_it_would_erase_then_erases_it(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    as_if_long_ago(world, 91)
    assert main(["purge", "--data", str(world.data), "--dry-run", "--json"]) == 0
    counts = {"brouillons": 1, "carnet": 1, "contributions": 1}
    assert json.loads(capsys.readouterr().out) == {"essai": True, "efface": counts}
    absent(world.data, frozenset())
    assert main(["purge", "--data", str(world.data), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["efface"] == counts
    assert told["passages"]["retrouves"] == 0
    absent(world.data, frozenset(GONE))
    assert main(["purge", "--data", str(world.data)]) == 0
    assert "rien n’a été effacé" in capsys.readouterr().out


def test_the_command_ends_in_doubt_when_a_file_still_holds_a_passage(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    as_if_long_ago(world, 31)
    (world.data / "vieux.txt").write_text(GONE["carnet"], encoding="utf-8")
    assert main(["purge", "--data", str(world.data)]) == 1
    assert "garde encore un passage" in capsys.readouterr().out


def test_the_command_erases_nothing_where_there_is_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", "--data", str(tmp_path / "ailleurs")]) == 2
    assert "rien n’a été effacé" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
