"""Durable contributions a second, through HTTP, beside the barest Flask-SQLAlchemy post of one row on the same server with the same pragmas.

    python -m benchmarks.writes [--json]

Sixteen phones that joined by their code post texts to one step, each as soon as its last one was answered. Ours: `facilitation serve --room`, in a process of its
own; afterwards the database is read, and each text that was answered 303 is looked for: `lost` were acknowledged and are not there, `doubled` are there
more than once. The floor (`benchmarks.floors`): a Flask application of one route and one table, on waitress with the same threads, that adds the row with
Flask-SQLAlchemy and commits, one post at a time in the order of arrival, with Maillage's pragmas; it leaves out who may, tokens, keys, the meeting, the journal
and what an activity reads. `raw`: commits of one row by SQLite alone, one after the other, in this process. All three take turns, for a few seconds each.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks import floors, room
from benchmarks.room import Browser
from facilitation import database

CLIENTS = 16
TURNS, SECONDS = 3, 2.0
GOAL = 0.5
"""The least part of the floor; the goal is the whole of it."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="the figures alone, as JSON")
    arguments = parser.parse_args()
    figures = measure()
    if arguments.json:
        print(json.dumps(figures))
        return
    ratio = figures["ours_per_s"] / figures["floor_per_s"]
    print(f"ours   {figures['ours_per_s']:7.1f} a second, {figures['lost']} lost, {figures['doubled']} doubled")
    print(f"floor  {figures['floor_per_s']:7.1f} a second   ratio {ratio:.2f} (at least {GOAL:g})")
    print(f"raw    {figures['raw_per_s']:7.1f} a second")


def measure(turns: int = TURNS, seconds: float = SECONDS) -> dict[str, float]:
    """`{"ours_per_s", "floor_per_s", "raw_per_s", "lost", "doubled"}`."""
    took = {"ours": 0, "floor": 0, "raw": 0}
    with tempfile.TemporaryDirectory() as folder:
        data, bare, alone = (Path(folder) / name for name in ("maillage", "plancher", "seul"))
        for made in (bare, alone):
            made.mkdir()
        _alice, meetings = room.prepared(data, people={"one": CLIENTS}, step=room.SEVERAL_EACH)
        meeting, address = meetings["one"], (room.ROOM, room.free_port(room.ROOM))
        command = [sys.executable, "-m", "benchmarks.floors", "writes", address[0], str(address[1]), str(bare)]
        sent: list[str] = []
        with (
            room.serving(room.maillage(data)) as server,
            room.serving(room.started(command, address, address)),
        ):
            phones = [room.joined(server, meeting) for _ in range(CLIENTS)]
            others = [Browser(address) for _ in range(CLIENTS)]

            def ours(number: int) -> None:
                text = f"Un relais perdu, {secrets.token_hex(8)}."
                answer = room.says(phones[number], meeting, text)
                assert answer.status == 303, room.words(answer.text)[-300:]
                sent.append(text)

            def floor(number: int) -> None:
                fields = {"texte": f"Un relais perdu, {secrets.token_hex(8)}.", "cle_": secrets.token_urlsafe(12)}
                assert others[number].post("/", fields).status == 204

            for _turn in range(turns):
                took["ours"] += together(ours, seconds)
                took["floor"] += together(floor, seconds)
                took["raw"] += raw(alone, seconds / 2)
            for browser in (*phones, *others):
                browser.close()
        kept = Counter(texts(data / database.FILE))
    whole = turns * seconds
    return {
        "ours_per_s": round(took["ours"] / whole, 1),
        "floor_per_s": round(took["floor"] / whole, 1),
        "raw_per_s": round(took["raw"] / whole * 2, 1),
        "lost": sum(text not in kept for text in sent),
        "doubled": sum(kept[text] > 1 for text in sent),
    }


def together(post: Callable[[int], None], seconds: float) -> int:
    """How many posts sixteen clients had answered in so many seconds, each sending its next one at once."""
    end, taken, faults = time.perf_counter() + seconds, [0] * CLIENTS, []

    def client(number: int) -> None:
        try:
            while time.perf_counter() < end:
                post(number)
                taken[number] += time.perf_counter() < end
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(room.PATIENCE)
    assert not faults, faults[0]
    return sum(taken)


def raw(folder: Path, seconds: float) -> int:
    """How many rows SQLite alone commits in so many seconds."""
    connection, count = floors.opened(folder), 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO line VALUES (?, ?)", (secrets.token_urlsafe(12), "Un relais perdu."))
        connection.execute("COMMIT")
        count += 1
    connection.close()
    return count


def texts(path: Path) -> list[str]:
    """The texts of all contributions in this database."""
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT answer FROM contribution").fetchall()
    finally:
        connection.close()
    return [text for (answer,) in rows for text in json.loads(answer).values() if isinstance(text, str)]


if __name__ == "__main__":
    main()
