"""Whoever has all the files afterwards finds no answer's author, nor its place in the order: no better than chance, where a naive table tells them all.

Consultations are led through the services, with a kept seed. The attacker knows in which order people answered (from the window, from the network) and
looks for it in what is left: the database, its pages and its free ones, copies made before, during and after, the journals, the logs, the times of files.
Each guess pairs the k-th person to answer with the k-th answer of some order found in the files. A guess by chance is right once per consultation, on
average, whatever its size; an order is as often nearer the true one as nearer its reverse (the sign of Kendall's τ). Both tests are exact.
"""

from __future__ import annotations

import base64
import functools
import itertools
import json
import logging
import math
import random
import re
import shutil
import sqlite3
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from facilitation import database
from facilitation.activities.base import Fields
from facilitation.backups import files
from facilitation.consultations import closing, service, urn
from facilitation.consultations.models import Consultation
from facilitation.consultations.urn import Slip
from facilitation.database import FILE, db, new_id, reading, writing
from facilitation.meetings.models import Stage
from tests.conftest import START, Clock
from tests.consultations.leading import Vote

SEED = 20260322
LEAST = 0.01
Order = list[str]


@dataclass
class Trace:
    """What one consultation left. `truth`: the marks of its answers in the order they came; `found`: by way of looking, the orders seen in the files."""

    truth: Order
    found: dict[str, Order] = field(default_factory=dict)


# ------------------------------------------------------------------ ways of looking


def by_rows(path: Path, query: str) -> Order:
    """In the order in which SQLite gives the rows of this query."""
    with sqlite3.connect(path) as raw:
        return [mark for row in raw.execute(query) for mark in re.findall(r"\bm\d{9}\b", str(row))]


def by_bytes(path: Path) -> Order:
    """In the order in which they lie in the file, page after page, the free ones included; the first place of each."""
    return list(dict.fromkeys(re.findall(r"m\d{9}", path.read_bytes().decode("latin-1"))))


def by_cells(path: Path) -> Order:
    """Page after page, from the end of each to its beginning: cells are laid down in it from the end, in the order they were written."""
    with sqlite3.connect(path) as raw:
        size = raw.execute("PRAGMA page_size").fetchone()[0]
    whole, found = path.read_bytes(), []
    for at in range(0, len(whole), size):
        found += list(reversed(re.findall(r"m\d{9}", whole[at : at + size].decode("latin-1"))))
    return list(dict.fromkeys(found))


OURS = {
    "the order of the table": "SELECT answer FROM anonymous_answer",
    "the order of the keys": "SELECT answer FROM anonymous_answer ORDER BY id",
    "the newest keys first": "SELECT answer FROM anonymous_answer ORDER BY id DESC",
}


def looked_at(path: Path, queries: dict[str, str], truth: Sequence[str]) -> dict[str, Order]:
    """Every order that this file gives for these marks."""
    own = set(truth)
    found = {name: by_rows(path, query) for name, query in queries.items()}
    found |= {"the bytes": by_bytes(path), "the cells": by_cells(path)}
    return {name: [mark for mark in order if mark in own] for name, order in found.items()}


# ------------------------------------------------------------------ how good a guess is


def hits(truth: Sequence[str], guess: Sequence[str]) -> int:
    """How many answers the guess puts in the place of the person who gave them."""
    return sum(one == other for one, other in zip(truth, guess, strict=True))


def tau(truth: Sequence[str], guess: Sequence[str]) -> float:
    """Kendall's τ: 1 where both orders are the same, -1 where one is the other reversed, 0 on average by chance."""
    place = {mark: rank for rank, mark in enumerate(guess)}
    ranks = [place[mark] for mark in truth]
    pairs = [(a, b) for at, a in enumerate(ranks) for b in ranks[at + 1 :]]
    return sum((a < b) - (a > b) for a, b in pairs) / len(pairs)


def p_of_pairs(traces: Sequence[tuple[Order, Order]]) -> float:
    """How likely so many right pairs are, or so few, by chance: exact, two-sided, from the numbers of fixed points of permutations (Montmort)."""
    seen, chances = 0, [1.0]
    for truth, guess in traces:
        seen += hits(truth, guess)
        own, size = fixed_points(len(truth)), len(chances)
        chances = [
            sum(own[k] * chances[at - k] for k in range(len(own)) if 0 <= at - k < size)
            for at in range(size + len(own) - 1)
        ]
    return min(1.0, 2 * min(sum(chances[: seen + 1]), sum(chances[seen:])))


@functools.cache
def fixed_points(count: int) -> list[float]:
    """The chance of each number of right pairs when so many are guessed blindly."""
    left = [1, 0]  # permutations that leave nothing in its place
    while len(left) <= count:
        left.append((len(left) - 1) * (left[-1] + left[-2]))
    return [math.comb(count, k) * left[count - k] / math.factorial(count) for k in range(count + 1)]


def p_of_order(traces: Sequence[tuple[Order, Order]]) -> float:
    """How likely so many orders that go the right way are, or so few: exact, two-sided, a coin each (a shuffled order is as often nearer its reverse)."""
    ways = [way for truth, guess in traces if (way := tau(truth, guess))]
    forward = sum(way > 0 for way in ways)
    tail = sum(math.comb(len(ways), k) for k in range(min(forward, len(ways) - forward) + 1))
    return min(1.0, 2 * tail / 2 ** len(ways))


def verdicts(traces: Sequence[Trace]) -> dict[str, float]:
    """The p of each way of looking, by pairs and by order."""
    found: dict[str, float] = {}
    for way in sorted({way for one in traces for way in one.found}):
        pairs = [(one.truth, one.found[way]) for one in traces]
        found |= {f"{way}, pairs": p_of_pairs(pairs), f"{way}, order": p_of_order(pairs)}
    return found


# ------------------------------------------------------------------ consultations


def new_stage(vote: Vote) -> str:
    """Another stage of the same step, to be a consultation of its own: gives its id."""
    with vote.app.app_context(), writing():
        model = db.session.get(Stage, vote.stage)
        assert model is not None
        stage = Stage(
            id=new_id(), meeting_id=model.meeting_id, point_id=model.point_id, step_id=model.step_id,
            position=model.position, minutes=model.minutes, state=model.state,
        )  # fmt: skip
        db.session.add(stage)
        return stage.id


def marks(drawn: random.Random, count: int) -> Order:
    """Words that no two answers share."""
    return [f"m{one:09}" for one in drawn.sample(range(1_000_000_000), count)]


def led(vote: Vote, drawn: random.Random, clock: Clock, copies: Path) -> Iterator[Trace]:
    """One consultation from its slips to its closing, and what is left of it: in the folder, in the copies made before, during and after."""
    vote.stage = new_stage(vote)
    codes = vote.draw(drawn.randint(5, 14), clock(), key=drawn.randbytes(40))
    count = drawn.randint(5, len(codes))
    truth = marks(drawn, count)
    copied(vote, copies / "before.sqlite3", clock)
    for place, (code, mark) in enumerate(zip(drawn.sample(codes, count), truth, strict=True)):
        clock.later(minutes=drawn.random())
        assert dropped(vote, code, mark, clock) is Slip.FREE
        if place == count // 2:
            copied(vote, copies / "during.sqlite3", clock)
    for early in ("before", "during"):
        assert not [mark for mark in truth if mark.encode() in (copies / f"{early}.sqlite3").read_bytes()]
    vote.announce(clock())
    clock.later(minutes=3.1)
    with vote.app.app_context():
        assert closing.close(consultation_id=vote.row.id, folder=vote.folder, now=clock()) == count
    copied(vote, copies / "after.sqlite3", clock)
    trace = Trace(truth)
    for name, path in (("the database", vote.folder / FILE), ("a copy", copies / "after.sqlite3")):
        trace.found |= {f"{name}: {way}": order for way, order in looked_at(path, OURS, truth).items()}
    left = [path for path in vote.folder.rglob("*") if path.is_file() and path.name != FILE]
    assert not [path for path in left if any(mark.encode() in path.read_bytes() for mark in truth)], "marks elsewhere"
    assert list((vote.folder / "urnes").iterdir()) == []
    yield trace


def copied(vote: Vote, target: Path, clock: Clock) -> None:
    """The database that a backup made now holds, byte for byte."""
    made = files.make(vote.folder, now=clock(), to=target.parent)
    target.write_bytes(files.contents(made)[1][FILE])
    made.unlink()


def dropped(vote: Vote, code: str, mark: str, clock: Clock) -> Slip:
    """A slip that comes back with a mark as the words of its reservation, through the service that the ballot page calls."""
    with vote.app.app_context(), reading():
        asked = service.ballot_of(consultation_id=vote.row_id())
        assert asked is not None
        fields = Fields({"reponse": "reserve", "objection": mark})
        return service.deposit(asked=asked, code=code, formdata=fields, folder=vote.folder, now=clock())


def of_ours(vote: Vote, clock: Clock, copies: Path, count: int) -> list[Trace]:
    """So many consultations, and what each left."""
    drawn = random.Random(SEED)
    return [trace for _ in range(count) for trace in led(vote, drawn, clock, copies)]


NAIVE = {
    "a number that grows": ("id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT", lambda _drawn, at: at + 1, "rowid"),
    "the time": ("id TEXT PRIMARY KEY, at TEXT, body TEXT", lambda drawn, _at: drawn.randbytes(16).hex(), "at"),
    "a random key beside a rowid": (
        "id TEXT PRIMARY KEY, body TEXT",
        lambda drawn, _at: drawn.randbytes(16).hex(),
        "rowid",
    ),
}


def of_naive(folder: Path, kind: str, count: int) -> list[Trace]:
    """The same attacker on what most tools do."""
    columns, key, order = NAIVE[kind]
    drawn, traces = random.Random(SEED), []
    for rank in range(count):
        path = folder / f"naive-{rank}.sqlite3"
        truth = marks(drawn, drawn.randint(5, 14))
        with sqlite3.connect(path) as raw:
            raw.execute(f"CREATE TABLE answer ({columns})")
            for at, mark in enumerate(truth):
                moment = (START + timedelta(minutes=at)).isoformat()
                values = [key(drawn, at), *([moment] if "at TEXT" in columns else []), json.dumps({"words": mark})]
                raw.execute(f"INSERT INTO answer VALUES ({', '.join('?' * len(values))})", values)
        queries = {"rows": f"SELECT body FROM answer ORDER BY {order}"}
        traces.append(Trace(truth, looked_at(path, queries, truth)))
        path.unlink()
    return traces


@pytest.fixture
def attacked(vote: Vote, monkeypatch: pytest.MonkeyPatch) -> Vote:
    """Consultations on a step whose vote takes words, so that each answer can carry a mark that the files are searched for."""
    whole = service._ballot

    def with_words(row: Consultation) -> service.Ballot:
        asked = whole(row)
        config = asked.config.model_copy(update={"way": "consentement", "choices": ()})
        return service.Ballot(asked.id, asked.title, asked.question, asked.activity, config, asked.standing)

    monkeypatch.setattr(service, "_ballot", with_words)
    drawn = random.Random(
        SEED
    )  # what chance is in the application is kept too, or one run in a hundred would fail by chance

    class Kept:
        """The module `secrets`, with a seed."""

        token_bytes, SystemRandom = staticmethod(drawn.randbytes), staticmethod(lambda: drawn)

        @staticmethod
        def token_urlsafe(size: int) -> str:
            """As long, and as random."""
            return base64.urlsafe_b64encode(drawn.randbytes(size)).rstrip(b"=").decode()

    monkeypatch.setattr(urn, "secrets", Kept)
    monkeypatch.setattr(database, "secrets", Kept)
    return vote


def chance_or_better(vote: Vote, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture, count: int) -> None:
    """Lead so many, and compare every way of looking with chance; the least p allowed is shared between the ways (Bonferroni)."""
    caplog.set_level(logging.DEBUG)
    copies = tmp_path / "copies"
    traces = of_ours(vote, clock, copies, count)
    assert len(traces) == count
    assert all(len(order) == len(one.truth) for one in traces for order in one.found.values()), (
        "the attacker sees them all"
    )
    found = verdicts(traces)
    assert not re.search(r"m\d{9}", caplog.text)
    assert {name: p for name, p in found.items() if p <= LEAST / len(found)} == {}
    assert statistics.median(found.values()) > LEAST
    shutil.rmtree(copies)


def test_whoever_has_the_files_does_no_better_than_chance(
    attacked: Vote, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chance_or_better(attacked, clock, tmp_path, caplog, 8)


class Unshuffled(random.Random):
    """A chance that leaves everything as it came."""

    def shuffle(self, x: Any) -> None:
        """Nothing."""

    def sample(self, population: Any, k: int, **_: Any) -> list[Any]:
        """The first ones."""
        return list(population)[:k]


def test_the_attacker_would_find_answers_that_were_not_shuffled(
    attacked: Vote, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rising = itertools.count()
    monkeypatch.setattr(urn.secrets, "SystemRandom", Unshuffled)
    monkeypatch.setattr(urn.secrets, "token_bytes", lambda size: next(rising).to_bytes(size))
    found = verdicts(of_ours(attacked, clock, tmp_path / "copies", 8))
    assert found["the database: the cells, pairs"] <= LEAST


@pytest.mark.long
def test_nor_over_two_hundred_consultations(
    attacked: Vote, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chance_or_better(attacked, clock, tmp_path, caplog, 200)


@pytest.mark.parametrize("kind", NAIVE)
def test_the_same_attacker_reads_a_naive_table_like_a_book(tmp_path: Path, kind: str) -> None:
    traces = of_naive(tmp_path, kind, 12)
    found = verdicts(traces)
    assert found["rows, pairs"] <= LEAST / len(found)
    assert found["rows, order"] <= LEAST / len(found)
    assert all(hits(one.truth, one.found["rows"]) == len(one.truth) for one in traces)
