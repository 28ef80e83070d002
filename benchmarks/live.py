"""From a phone's post until « n réponses sur m » has changed on the room screen, beside a bare waitress + SSE server in the same run.

    python -m benchmarks.live [--json]

Ours: `facilitation serve --room`, in a process of its own; the phones joined by `/rejoindre`, the screen by its link; every phone and the screen hold a
stream open meanwhile. Each phone sends one text, one phone every 50 ms (every 25 ms among 300). The clock of a post starts as its first byte leaves. It
stops when the page that the screen fetched, told by its stream, shows a count that includes it. Every post must have been answered 303, with all
streams open.

The floor (`benchmarks.floors`) is bare WSGI on waitress with the same threads and limits, in a process of its own. It does: read the form, commit the text to
SQLite with the same pragmas, one post at a time, tell the screen's stream a number, give the screen a page of the same size with the count in it, and
hold as many phones' streams open. It leaves out: Flask, who may do what, tokens, keys, the meeting's rules and state, the journal, the activity that reads the answer,
everything that the page shows but the count, templates.

Both take turns, in several rounds on fresh meetings. Maillage is first left alone for a few seconds, in which it reads the guides and settles: nobody has
joined a room yet by then, and `benchmarks.start` measures that. Milliseconds.
"""

from __future__ import annotations

import argparse
import json
import re
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks import room
from benchmarks.room import Browser, Stream
from facilitation.housekeeping import FIRST_PAGE_FIRST

SIZES = {40: (4, 0.05), 300: (1, 0.025)}
"""For each number of phones: how many rounds, and how many seconds lie between two posts."""
SETTLED = FIRST_PAGE_FIRST + 2
"""Seconds after its start in which Maillage has done what it does once."""
POSTERS = 8
TEXT = "La troisième fois, à trois guichets, elle n'est pas revenue, et personne de nous ne l'a su avant l'automne."
COUNT = re.compile(r"(\d+|aucune) réponses?\s+sur\s+\d+")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="the figures alone, as JSON")
    arguments = parser.parse_args()
    figures = [measure(size, rounds, every) for size, (rounds, every) in SIZES.items()]
    if arguments.json:
        print(json.dumps(figures))
        return
    for figure in figures:
        ours, floor = figure["ours"], figure["floor"]
        for name in ours:
            print(
                f"{figure['phones']:>4} phones {name}: ours {ours[name]:7.1f}   floor {floor[name]:7.1f}"
                f"   ratio {ours[name] / floor[name]:.2f}"
            )


def measure(phones: int, rounds: int = 1, every: float = 0.05) -> dict[str, object]:
    """`{"phones", "ours": {"p50_ms", "p99_ms"}, "floor": {…}}` for so many phones."""
    times: dict[str, list[float]] = {"ours": [], "floor": []}
    with tempfile.TemporaryDirectory() as folder:
        _alice, meetings = room.prepared(Path(folder), people={str(number): phones for number in range(rounds)})
        with room.serving(room.maillage(Path(folder))) as server:
            time.sleep(SETTLED)
            for meeting in meetings.values():
                times["ours"] += one_round(ours(server, meeting, phones), every)
                times["floor"] += floor_round(phones, every)
    return {"phones": phones, **{name: told(found) for name, found in times.items()}}


def told(found: list[float]) -> dict[str, float]:
    """The median and the 99th percentile (the value that at most one in a hundred is above), in milliseconds."""
    ordered = sorted(found)
    return {
        f"p{part}_ms": round(1000 * ordered[min(len(ordered) - 1, len(ordered) * part // 100)], 2) for part in (50, 99)
    }


@dataclass(frozen=True)
class Ready:
    """A room with everybody in it: `send(k)` posts for phone k, `count()` asks for the screen's page and reads it, `told` is the screen's stream."""

    phones: int
    send: Callable[[int], None]
    count: Callable[[], int]
    told: Stream
    held: list[Stream | Browser]


def ours(server: room.Server, meeting: room.Meeting, phones: int) -> Ready:
    """Maillage, joined by so many phones and the screen."""
    everybody = [room.joined(server, meeting) for _ in range(phones)]
    wall = room.screen(server, meeting)
    held = [one.stream(f"/salle/{meeting.id}/flux?v=0") for one in everybody]

    def send(number: int) -> None:
        answer = room.says(everybody[number], meeting, TEXT)
        assert answer.status == 303, f"{answer.status} {room.words(answer.text)[-300:]}"

    def count() -> int:
        return read(wall.get(f"/ecran/{meeting.id}").text)

    told = wall.stream(f"/ecran/{meeting.id}/flux?v=0")
    return Ready(phones, send, count, told, [*held, *everybody, wall])


def floor_round(phones: int, every: float) -> list[float]:
    """One round on a floor server started for it."""
    with tempfile.TemporaryDirectory() as folder:
        address = (room.ROOM, room.free_port(room.ROOM))
        command = [sys.executable, "-m", "benchmarks.floors", "live", address[0], str(address[1]), folder, str(phones)]
        with room.serving(room.started(command, address, address)):
            everybody = [Browser(address) for _ in range(phones)]
            for one in everybody:  # the connection is open, as it is in ours after joining
                one.get("/")
            wall = Browser(address)
            held = [one.stream("/flux-telephone") for one in everybody]

            def send(number: int) -> None:
                everybody[number].post("/", {"texte": TEXT, "cle_": secrets.token_urlsafe(12)})

            ready = Ready(
                phones, send, lambda: read(wall.get("/").text), wall.stream("/flux-ecran"), [*held, *everybody, wall]
            )
            return one_round(ready, every)


def read(page: str) -> int:
    """The count that this page shows."""
    found = COUNT.search(room.words(page))
    assert found, room.words(page)[:600]
    return 0 if found[1] == "aucune" else int(found[1])


def one_round(ready: Ready, every: float) -> list[float]:
    """For each post, in the order in which they left, the seconds until the screen showed a count that includes it."""
    shown, sent = [0.0] * (ready.phones + 1), [0.0] * ready.phones
    ready.told.number()
    assert ready.count() == 0

    def watch() -> None:
        seen = 0
        while seen < ready.phones:
            ready.told.number()
            now_shown, moment = ready.count(), time.perf_counter()
            for number in range(seen + 1, now_shown + 1):
                shown[number] = moment
            seen = max(seen, now_shown)

    def post(number: int) -> None:
        sent[number] = time.perf_counter()
        ready.send(number)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    begun = time.perf_counter()
    with ThreadPoolExecutor(POSTERS) as posters:
        waiting = []
        for number in range(ready.phones):
            time.sleep(max(0.0, begun + number * every - time.perf_counter()))
            waiting.append(posters.submit(post, number))
        for one in waiting:
            one.result(room.PATIENCE)
    watching.join(room.PATIENCE)
    assert not watching.is_alive(), "the screen never showed them all"
    for each in (*ready.held, ready.told):
        each.close()
    return [after - before for before, after in zip(sorted(sent), shown[1:], strict=True)]


if __name__ == "__main__":
    main()
