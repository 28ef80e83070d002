"""How long the desk takes to be shown with many notes, and how it grows: a page may grow as what it shows, not as its square.

    python -m benchmarks.pages [--json]

A meeting with 100 and one with 400 notes in its current step, in a real database; the desk and the room asked through the application as a browser would.
`floor_ms` is, in the same run, a page of Maillage that shows no meeting (the help). Interleaved runs, medians, milliseconds. `slope` is t(4n)/t(n): at most 5.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from facilitation import create_app, database
from facilitation.accounts import service as accounts
from facilitation.activities.base import Fields
from facilitation.database import reading, writing
from facilitation.meetings import service as meetings
from facilitation.meetings.shown import NewMeeting
from facilitation.settings import Settings
from facilitation.web.context import catalogue

SMALL, LARGE = 100, 400
RUNS = 15
MOST = 5.0
"""The slope that a page may have from 100 to 400 notes."""
GUIDE = "reflexivite-collective"
NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Ready:
    """A browser that is signed in, and a meeting for each number of notes."""

    client: FlaskClient
    meetings: dict[int, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="the figures alone, as JSON")
    arguments = parser.parse_args()
    figures = measure()
    if arguments.json:
        print(json.dumps(figures))
        return
    for page in ("desk", "room"):
        found = figures[page]
        print(
            f"{page}: {SMALL} notes {found[f'{SMALL}_ms']:8.1f} ms   {LARGE} notes {found[f'{LARGE}_ms']:8.1f} ms"
            f"   slope {found['slope']:.2f} (at most {MOST:g})"
        )
    print(f"floor: {figures['floor_ms']:.1f} ms, a page that shows no meeting")


def measure(runs: int = RUNS) -> dict[str, Any]:
    """For the desk and the room: the medians at both sizes, and their slope; and the floor."""
    with tempfile.TemporaryDirectory() as folder:
        ready = prepared(Path(folder))
        places = {"desk": "pupitre", "room": "salle"}
        addresses = {
            (page, size): f"/reunions/{meeting}/{place}"
            for page, place in places.items()
            for size, meeting in ready.meetings.items()
        }
        for address in addresses.values():
            assert ready.client.get(address).status_code == 200, address
        times: dict[Any, list[float]] = {key: [] for key in (*addresses, "floor")}
        for _run in range(runs):
            for key, address in (*addresses.items(), ("floor", "/aide")):
                times[key].append(timed(ready.client, address))
    medians = {key: statistics.median(each) for key, each in times.items()}
    figures: dict[str, Any] = {
        page: {
            f"{SMALL}_ms": round(medians[page, SMALL], 2),
            f"{LARGE}_ms": round(medians[page, LARGE], 2),
            "slope": round(medians[page, LARGE] / medians[page, SMALL], 2),
        }
        for page in places
    }
    return figures | {"floor_ms": round(medians["floor"], 2)}


def timed(client: FlaskClient, address: str) -> float:
    """Milliseconds of one page, begun on a clean heap."""
    gc.collect()
    start = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - start) * 1000


def prepared(data: Path) -> Ready:
    """The application on a new database, with one meeting for each size."""
    app = create_app(Settings(data=data, testing=True), lambda: NOW)
    database.upgrade(app, data, now=NOW)
    with app.app_context():
        with writing():
            alice = accounts.create_account(name="Alice", email="alice@val.test", password_hash="-", now=NOW)  # noqa: S106  nobody signs in with it
            token = accounts.open_session(account_id=alice, now=NOW)
        made = {size: with_notes(alice, size) for size in (SMALL, LARGE)}
    client = app.test_client()
    client.set_cookie("maillage_session", token, domain="localhost")
    return Ready(client, made)


def with_notes(account_id: str, size: int) -> str:
    """A meeting that runs, with this many notes, all shown to the room, in its current step."""
    with writing():
        new = NewMeeting(title="Relire un moment", expected=12, starts_at=NOW)
        meeting = meetings.prepare(account_id=account_id, new=new, now=NOW)
        meetings.use_guide(meeting_id=meeting, guide_id=GUIDE, catalogue=catalogue(), now=NOW)
    with writing():
        meetings.start(meeting_id=meeting, now=NOW)
    with reading():
        shown = meetings.meeting_shown(meeting_id=meeting, now=NOW)
    stage = next(stage.id for stage in shown.stages if stage.step.activity.type == "notes")
    with writing():
        meetings.go_to(meeting_id=meeting, stage_id=stage, now=NOW)
        for number in range(size):
            said = Fields(quoi=f"La troisième fois, à trois guichets, elle n'est pas revenue ({number}).")
            meetings.answer(meeting_id=meeting, stage_id=stage, formdata=said, now=NOW)
    with writing():
        meetings.reveal(meeting_id=meeting, stage_id=stage, now=NOW)
    return meeting


if __name__ == "__main__":
    main()
