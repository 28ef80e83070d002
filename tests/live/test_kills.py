"""The server is killed at any instant while phones and the desk write: what it acknowledged is there, once; what is sent again with its key counts once.

The full count (`make test-long`) is at least a hundred kills; each kind once here. A kill ends the process as a power cut would (SIGKILL), except that what
the system had taken is kept: that each acknowledgement was preceded by an fsync which covers it is seen with strace, below.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import secrets
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks import room
from benchmarks.room import SEVERAL_EACH, Browser, Meeting, Server
from facilitation import database
from tests.components import strace_path

PHONES = 6
HOUSES, KILLS = 5, 5
"""In the full count, of each kind: so many houses, each killed so many times (a phone may send two hundred texts to a step, no more)."""


@dataclass
class Writer:
    """Somebody who writes text after text: what was acknowledged, and the one that was not yet."""

    browser: Browser
    path: str
    fields: dict[str, str]
    acknowledged: list[str] = field(default_factory=list)
    pending: tuple[str, str] | None = None

    def write(self) -> None:
        """Send the text that was not acknowledged, else a new one. Raises OSError or HTTPException when nobody answers."""
        text, key = self.pending or (f"Un relais perdu, {secrets.token_hex(8)}.", secrets.token_urlsafe(12))
        self.pending = text, key
        answer = self.browser.post(self.path, {**self.fields, "texte": text, "cle_": key})
        assert answer.status == 303, f"{answer.status} {room.words(answer.text)}"
        self.acknowledged.append(text)
        self.pending = None


class House:
    """A served meeting that is killed and started again on the same folder and at the same addresses."""

    def __init__(self, data: Path) -> None:
        self.data = data
        token, meetings = room.prepared(data, people={"signed": PHONES, "unsigned": PHONES}, step=SEVERAL_EACH)
        self.meeting: Meeting = meetings["signed"]
        self.server: Server = room.maillage(data)
        phones = [room.joined(self.server, self.meeting) for _ in range(PHONES)]
        at = f"/salle/{self.meeting.id}/etapes/{self.meeting.stage_id}/reponse"
        self.phones = [Writer(phone, at, {}) for phone in phones]
        alice = Browser(self.server.desk, {"maillage_session": token})
        alice.token = alice.get(f"/reunions/{self.meeting.id}/pupitre").token()
        self.desks = [Writer(alice, f"/reunions/{self.meeting.id}/pupitre/captures", {"genre": "question"})]

    def start(self) -> None:
        """Serve the folder again."""
        self.server = room.maillage(self.data, ports=(self.server.desk[1], self.server.room[1]))

    def close(self) -> None:
        """End it, whatever it does."""
        self.server.kill()
        for writer in (*self.phones, *self.desks):
            writer.browser.close()

    def write_until_killed(self, writers: list[Writer], seconds: float, *, stopping: float | None = None) -> None:
        """Have them all write at once, and kill the server after so many seconds; a refusal is a fault, silence is not.

        With `stopping`, the server is first asked to stop, and has that many seconds before it is killed.
        """
        faults: list[BaseException] = []

        def go_on(writer: Writer) -> None:
            try:
                with suppress(OSError, http.client.HTTPException):
                    while True:
                        writer.write()
            except BaseException as fault:
                faults.append(fault)

        threads = [threading.Thread(target=go_on, args=(writer,), daemon=True) for writer in writers]
        for each in threads:
            each.start()
        time.sleep(seconds)
        if stopping is not None:
            self.server.process.send_signal(signal.SIGTERM)
            time.sleep(stopping)
        self.server.kill()
        for each in threads:
            each.join(room.PATIENCE)
            assert not each.is_alive()
        for writer in writers:
            writer.browser.close()
        assert not faults, faults[0]

    def kept(self) -> Counter[str]:
        """How many times each text is in the database, as contribution or as outcome; the database must be whole."""
        connection = sqlite3.connect(self.data / database.FILE)
        try:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            answers = [json.loads(row)["text"] for (row,) in connection.execute("SELECT answer FROM contribution")]
            return Counter(answers + [text for (text,) in connection.execute("SELECT text FROM outcome")])
        finally:
            connection.close()

    def check(self, writers: list[Writer]) -> None:
        """What was acknowledged is there once, and nothing that nobody sent."""
        kept = self.kept()
        acknowledged = [text for writer in writers for text in writer.acknowledged]
        assert [text for text in acknowledged if kept[text] != 1] == []
        sent = {*acknowledged, *(writer.pending[0] for writer in writers if writer.pending)}
        assert set(kept) <= sent
        assert max(kept.values(), default=1) == 1


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("kills") / "data")
    yield made
    made.close()


def killed_while_writing(house: House, writers: list[Writer], chance: random.Random) -> None:
    everybody = [*house.phones, *house.desks]
    house.write_until_killed(writers, chance.uniform(0.02, 0.4))
    house.check(everybody)
    house.start()
    for writer in writers:  # whoever got no answer sends the same again, with the same key
        writer.write()
    house.check(everybody)


def killed_while_starting(house: House, writers: list[Writer], chance: random.Random) -> None:
    """Killed in the middle of writing, then again before it answers: a journal may lie there twice."""
    house.write_until_killed(writers, chance.uniform(0.02, 0.2))
    command = [*room.command_of(house.data), "--port", str(house.server.desk[1])]
    again = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(chance.uniform(0.1, 0.8))
    again.kill()
    again.wait(room.PATIENCE)
    house.start()
    for writer in writers:
        writer.write()
    house.check([*house.phones, *house.desks])


def killed_as_it_stops(house: House, writers: list[Writer], chance: random.Random) -> None:
    """Asked to stop in the middle of writing, and killed before it is done."""
    house.write_until_killed(writers, chance.uniform(0.02, 0.3), stopping=chance.uniform(0, 0.3))
    house.start()
    for writer in writers:
        writer.write()
    house.check([*house.phones, *house.desks])


KINDS = {
    "phones": lambda house, chance: killed_while_writing(house, house.phones, chance),
    "desk": lambda house, chance: killed_while_writing(house, house.desks, chance),
    "phones and desk": lambda house, chance: killed_while_writing(house, [*house.phones, *house.desks], chance),
    "while starting": lambda house, chance: killed_while_starting(house, [*house.phones, *house.desks], chance),
    "as it stops": lambda house, chance: killed_as_it_stops(house, [*house.phones, *house.desks], chance),
}


@pytest.mark.database
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(house: House, kind: str) -> None:
    KINDS[kind](house, random.Random(kind))


@pytest.mark.long
@pytest.mark.database
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_acknowledged_is_lost_or_doubled_by_many_kills(tmp_path: Path, kind: str) -> None:
    chance = random.Random()
    for number in range(HOUSES):
        house = House(tmp_path / f"data{number}")
        try:
            for _kill in range(KILLS):
                KINDS[kind](house, chance)
        finally:
            house.close()
        assert sum(len(writer.acknowledged) for writer in (*house.phones, *house.desks)) > KILLS


# ------------------------------------------------------------------ an fsync before each acknowledgement


def test_the_database_file_is_synced_after_each_write_and_before_its_acknowledgement(
    house: House, tmp_path: Path
) -> None:
    """What strace sees of the process: between the last write to the database file and the answer to the post, an fsync of that file that succeeded."""
    trace, told, calls = (
        tmp_path / "trace",
        tmp_path / "told",
        "write,pwrite64,sendto,sendmsg,fsync,fdatasync,ftruncate",
    )
    command = [strace_path(), "-f", "-y", "-s", "16", "-e", f"trace={calls}", "-o", trace]
    with (
        told.open("w") as out,
        subprocess.Popen([*command, "-p", str(house.server.process.pid)], stderr=out) as watching,
    ):
        while "attached" not in told.read_text():
            assert watching.poll() is None, told.read_text()
            time.sleep(0.02)
        before = len(house.phones[0].acknowledged)
        for writer in (*house.phones, *house.desks):
            for _post in range(3):
                writer.write()
        sent = len(house.phones[0].acknowledged) - before
        watching.send_signal(signal.SIGINT)
    assert sent == 3
    covered, answers = follow(trace.read_text(encoding="utf-8", errors="replace"))
    assert answers >= 3 * (PHONES + 1)
    assert covered == answers


def follow(trace: str) -> tuple[int, int]:
    """Of the 303 answers in this trace, how many left when no write to the database or its journal waited for its fsync; and how many there were."""
    waiting: set[str] = set()
    written = covered = answers = 0
    for line in whole_calls(trace):
        file = re.search(r"\d+<[^>]*(maillage\.sqlite3(?:-journal)?)>", line)
        name = file[1] if file else ""
        if re.search(r"\b(fsync|fdatasync)\(", line) and line.endswith("= 0"):
            waiting.discard(name)
        elif (
            re.search(r"\b(write|pwrite64|ftruncate)\(", line) and name
        ):  # the journal's last change is that it is emptied: the commit itself
            waiting.add(name)
            written += name == database.FILE
        elif "HTTP/1.1 303" in line:
            answers += 1
            covered += written > 0 and not waiting
            written = 0
    return covered, answers


def whole_calls(trace: str) -> Iterator[str]:
    """The calls of this trace in the order in which they ended, those that another thread interrupted put together again."""
    begun: dict[str, str] = {}
    for line in trace.splitlines():
        thread, _space, call = line.partition(" ")
        if call.endswith("<unfinished ...>"):
            begun[thread] = call.removesuffix("<unfinished ...>")
        elif resumed := re.match(r"\s*<\.\.\. \w+ resumed>(.*)", call):
            yield begun.pop(thread, "") + resumed[1]
        else:
            yield call
