"""How long the desk takes to be shown with many notes, and how it grows: a page may grow as what it shows, not as its square.

    python -m benchmarks.pages [--json]

Meetings with 100, 400 and 10,000 notes in their current step, all shown to the room, in a real database; the desk and the room asked through the application
as a browser would. `floor_ms` is, in the same run, a page of Maillage that shows no meeting (the help). Interleaved runs, medians, milliseconds; at 10,000
notes three runs. `bytes` are those of the page before any compression, `queries` the statements that read rows. `slope` is t(400)/t(100): at most 5;
`slope_large` is t(10,000)/t(400), for 25 times as many notes: at most 31.
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
from sqlalchemy import Engine, event, insert, select

from facilitation import create_app, database
from facilitation.accounts import service as accounts
from facilitation.activities.base import Fields
from facilitation.database import reading, writing
from facilitation.meetings import service as meetings
from facilitation.meetings.models import Contribution
from facilitation.meetings.shown import NewMeeting
from facilitation.settings import Settings
from facilitation.web.context import catalogue

SMALL, LARGE, HUGE = 100, 400, 10_000
RUNS, FEW = 15, 3
MOST, MOST_LARGE = 5.0, 31.0
"""The slopes that a page may have from 100 to 400 notes, and from there to 10,000: a quarter more than the notes."""
GUIDE = "reflexivite-collective"
NOW = datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Ready:
    """A browser that is signed in, and a meeting for each number of notes."""

    client: FlaskClient
    engine: Engine
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
            "   ".join(
                f"{page} {size}: {found[f'{size}_ms']:.1f} ms, {found[f'{size}_bytes']} bytes, {found[f'{size}_queries']} queries"
                for size in (SMALL, LARGE, HUGE)
            )
        )
        print(
            f"{page}: slope {found['slope']:.2f} (at most {MOST:g}), {found['slope_large']:.2f} (at most {MOST_LARGE:g})"
        )
    print(f"floor: {figures['floor_ms']:.1f} ms, a page that shows no meeting")


def measure(runs: int = RUNS) -> dict[str, Any]:
    """For the desk and the room: the medians, the bytes and the queries at each size, and their slopes; and the floor."""
    with tempfile.TemporaryDirectory() as folder:
        ready = prepared(Path(folder))
        places = {"desk": "pupitre", "room": "salle"}
        addresses = {
            (page, size): f"/reunions/{meeting}/{place}"
            for page, place in places.items()
            for size, meeting in ready.meetings.items()
        }
        weights = {key: weight(ready, address) for key, address in addresses.items()}
        times: dict[Any, list[float]] = {key: [] for key in (*addresses, "floor")}
        for run in range(runs):
            for key, address in (*addresses.items(), ("floor", "/aide")):
                if run < FEW or key == "floor" or key[1] != HUGE:
                    times[key].append(timed(ready.client, address))
    medians = {key: statistics.median(each) for key, each in times.items()}
    figures: dict[str, Any] = {}
    for page in places:
        figures[page] = {f"{size}_ms": round(medians[page, size], 2) for size in ready.meetings}
        for size in ready.meetings:
            figures[page][f"{size}_bytes"], figures[page][f"{size}_queries"] = weights[page, size]
        figures[page]["slope"] = round(medians[page, LARGE] / medians[page, SMALL], 2)
        figures[page]["slope_large"] = round(medians[page, HUGE] / medians[page, LARGE], 2)
    return figures | {"floor_ms": round(medians["floor"], 2)}


def weight(ready: Ready, address: str) -> tuple[int, int]:
    """The bytes of this page, and the statements that it took."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(ready.engine, "before_cursor_execute", note)
    answer = ready.client.get(address)
    event.remove(ready.engine, "before_cursor_execute", note)
    assert answer.status_code == 200, address
    return len(answer.data), len(asked)


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
        made = {size: with_notes(alice, size) for size in (SMALL, LARGE, HUGE)}
        engine = database.db.engine
    client = app.test_client()
    client.set_cookie("maillage_session", token, domain="localhost")
    return Ready(client, engine, made)


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
        for number in range(min(size, LARGE)):
            said = Fields(quoi=said_by(number))
            first = meetings.answer(meeting_id=meeting, stage_id=stage, formdata=said, now=NOW)
    with writing():
        add_alike(first, range(LARGE, size))
    with writing():
        meetings.reveal(meeting_id=meeting, stage_id=stage, now=NOW)
    return meeting


def said_by(number: int) -> str:
    """A note as people write them."""
    return f"La troisième fois, à trois guichets, elle n'est pas revenue ({number})."


def add_alike(contribution_id: str, numbers: range) -> None:
    """As many more notes as `numbers`, like this one but for their words: through the services, ten thousand would take minutes."""
    table = Contribution.__table__
    like = database.db.session.execute(select(table).where(table.c.id == contribution_id)).mappings().one()
    words = f"({LARGE - 1})."
    rows = [
        {
            **like,
            "id": database.new_id(),
            "position": like["position"] + number,
            "answer": json.loads(json.dumps(like["answer"], ensure_ascii=False).replace(words, f"({number}).")),
        }
        for number in numbers
    ]
    if rows:
        database.db.session.execute(insert(table), rows)


if __name__ == "__main__":
    main()
