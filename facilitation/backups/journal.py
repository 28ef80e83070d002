"""Each meeting against its journal: what its events say must have come about is compared with what its rows say. Raw SQLite, so that it sees what lies there.

The journal is append-only and holds kinds, counts and versions. An event of before this check existed may lack a count: what it would tell is then not
compared. What retention erased (`contributions_purged_at`) is not expected any more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from facilitation.i18n import _

STATES = {
    "prepared": "preparee",
    "convened": "convoquee",
    "opened": "ouverte",
    "started": "en_cours",
    "ended": "terminee",
    "held_on_paper": "terminee",
    "resumed": "en_cours",
    "closed": "close",
    "cancelled": "annulee",
}
"""The state that each of these events leaves the meeting in."""
INSTANTS = {"started": "started_at", "closed": "closed_at", "cancelled": "cancelled_at"}
"""The column that keeps when the last of these events came."""


@dataclass(frozen=True, slots=True)
class Line:
    """An event of the journal."""

    number: int
    at: str
    kind: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """What the database holds of one meeting. `outcomes`: (kind, number) → (version, status); `answers`: stage → how many signed ones."""

    meeting: Mapping[str, Any]
    lines: tuple[Line, ...]
    stages: Mapping[str, str]
    answers: Mapping[str, int]
    syntheses: frozenset[str]
    outcomes: Mapping[tuple[str, int], tuple[int, str]]
    versions: Mapping[int, int] = field(default_factory=dict)
    remarks: int = 0


def faults(connection: sqlite3.Connection) -> tuple[int, list[tuple[str, str]]]:
    """How many meetings were compared, and (meeting id, sentence) for each fault."""
    connection.execute("BEGIN")
    try:
        ids = [id_ for (id_,) in connection.execute("SELECT id FROM meeting ORDER BY created_at, id")]
        found = [(id_, words) for id_ in ids for words in against(_rows(connection, id_))]
        orphans = connection.execute("SELECT count(*) FROM event WHERE meeting_id NOT IN (SELECT id FROM meeting)")
        if orphans.fetchone()[0]:
            found.append(("?", _("des lignes du journal n'ont plus de réunion.")))
        return len(ids), found
    finally:
        connection.execute("ROLLBACK")


def against(rows: Rows) -> list[str]:
    """The sentences that say where these rows are not what their journal tells; none when all agrees."""
    return [words for compare in COMPARED for words in compare(rows)]


def _rows(connection: sqlite3.Connection, id_: str) -> Rows:
    def all_of(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query, (id_,)).fetchall()

    cursor = connection.execute("SELECT * FROM meeting WHERE id = ?", (id_,))
    names = [name for name, *_rest in cursor.description]
    of_stage = "WHERE stage_id IN (SELECT id FROM stage WHERE meeting_id = ?)"
    outcomes = all_of("SELECT kind, number, version, status FROM outcome WHERE meeting_id = ?")
    return Rows(
        meeting=dict(zip(names, cursor.fetchone(), strict=True)),
        lines=tuple(
            Line(number, at, kind, json.loads(facts))
            for number, at, kind, facts in all_of(
                "SELECT number, at, kind, facts FROM event WHERE meeting_id = ? ORDER BY number"
            )
        ),
        stages=dict(all_of("SELECT id, state FROM stage WHERE meeting_id = ?")),
        answers=dict(all_of(f"SELECT stage_id, count(*) FROM contribution {of_stage} GROUP BY stage_id")),  # noqa: S608 - constants
        syntheses=frozenset(one for (one,) in all_of(f"SELECT stage_id FROM synthesis {of_stage}")),  # noqa: S608 - constants
        outcomes={(kind, number): (version, status) for kind, number, version, status in outcomes},
        versions=dict(
            all_of(
                "SELECT version, count(*) FROM frozen_outline WHERE meeting_id = ? AND status <> 'preparation' GROUP BY version"
            )
        ),
        remarks=all_of("SELECT count(*) FROM remark WHERE meeting_id = ?")[0][0],
    )


# ------------------------------------------------------------------ the comparisons


def _numbers(rows: Rows) -> Iterator[str]:
    """Without a gap from 1, the first line the preparation; no more lines than the meeting's own number has moved."""
    if [line.number for line in rows.lines] != list(range(1, len(rows.lines) + 1)):
        yield _("il manque des lignes au journal.")
    if not rows.lines or rows.lines[0].kind != "prepared":
        yield _("le journal ne commence pas par la préparation.")
    if rows.meeting["version"] < 1 + len(rows.lines):
        yield _("la réunion est plus ancienne que son journal.")


def _state(rows: Rows) -> Iterator[str]:
    expected = {"preparee"}
    for line in rows.lines:
        if line.kind in STATES:
            expected = {STATES[line.kind]}
        elif line.kind == "undone":
            said = line.facts.get("state")
            expected = {said} if said else expected | ({"en_cours"} if "terminee" in expected else set())
    if rows.meeting["state"] not in expected:
        yield _("son état n'est pas celui que dit le journal.")
    running = rows.meeting["current_stage_id"]
    active = [stage for stage, state in rows.stages.items() if state in ("en_cours", "en_pause")]
    if active != ([running] if running else []):
        yield _("l'étape en cours n'est pas celle que la réunion dit.")


def _instants(rows: Rows) -> Iterator[str]:
    last = {line.kind: line.at for line in rows.lines}
    for kind, column in INSTANTS.items():
        by_hand = kind == "started" and "held_on_paper" in last
        if not by_hand and rows.meeting[column] != last.get(kind):
            yield _("l'heure de « %(what)s » n'est pas celle du journal.", what=column)
    if (rows.meeting["approved_at"] is None) != ("minutes_approved" not in last):
        yield _("l'approbation n'est pas celle que dit le journal.")
    if (rows.meeting["sent_at"] is None) != ("minutes_sent" not in last):
        yield _("l'envoi du projet n'est pas celui que dit le journal.")
    if (rows.meeting["opened_at"] is None) != (not {"opened", "started", "held_on_paper"} & set(last)):
        yield _("l'ouverture n'est pas celle que dit le journal.")


def _outcomes(rows: Rows) -> Iterator[str]:
    """Each outcome captured and not removed is there, in a version no older than the last that the journal tells, under the status last given."""
    known = _told_outcomes(rows.lines)
    if set(rows.outcomes) - set(known):
        yield _("une décision, une action ou une question n'est pas dans le journal.")
    closed = _closing(rows)
    if closed is None:
        missing = bool(set(known) - set(rows.outcomes))
    else:
        missing = closed.get("outcomes", len(rows.outcomes)) != len(rows.outcomes)
    if missing:
        yield _("il manque une décision, une action ou une question.")
    for key in sorted(set(known) & set(rows.outcomes)):
        (version, status), (has, stands) = known[key], rows.outcomes[key]
        if has < version or status not in (None, stands):
            yield _("« %(kind)s %(number)s » est plus ancienne que le journal.", kind=key[0], number=key[1])


def _told_outcomes(lines: Sequence[Line]) -> dict[tuple[str, int], tuple[int, str | None]]:
    """What the journal says is there: (kind, number) → the least version, and the status if it was told."""
    known: dict[tuple[str, int], tuple[int, str | None]] = {}
    for line in lines:
        key = (line.facts.get("outcome", "action"), line.facts.get("number", 0))
        if line.kind == "outcome_captured":
            known[key] = (1, None)
        elif line.kind == "outcome_removed":
            known.pop(key, None)
        elif key in known:
            version, status = known[key]
            known[key] = (line.facts.get("version", version), line.facts.get("status", status))
    return known


def _closing(rows: Rows) -> Mapping[str, Any] | None:
    """What the line of the closing tells; None while the meeting is not closed."""
    return next((line.facts for line in rows.lines if line.kind == "closed"), None)


def _answers(rows: Rows) -> Iterator[str]:
    """As many signed answers in each step as came, less those that went; of a closed meeting, as many as closing left."""
    if rows.meeting.get("contributions_purged_at"):
        return
    closed = _closing(rows)
    if closed is not None:
        total = sum(rows.answers.values())
        if closed.get("answers", total) != total:
            yield _("le nombre des contributions n'est pas celui que la clôture a laissé.")
        return
    told = [(stage, change) for line in rows.lines for stage, change in _changes(line)]
    unknown = {stage for stage, change in told if change is None}
    for stage in sorted(set(rows.stages) - unknown):
        expected = sum(change or 0 for one, change in told if one == stage)
        found = rows.answers.get(stage, 0)
        if expected != found:
            words = _(
                "une étape a %(found)s contributions ; le journal en compte %(told)s.", found=found, told=expected
            )
            yield words


def _changes(line: Line) -> Iterator[tuple[str, int | None]]:
    """The steps whose signed answers this line changes, and by how many; None where it does not tell."""
    stage, facts = line.facts.get("stage", ""), line.facts
    if line.kind == "answered":
        yield stage, facts.get("new")
    elif line.kind == "erased":
        yield stage, -facts["signed"] if "signed" in facts else None
    elif line.kind == "taken_back":
        yield stage, -1
    elif line.kind == "claim_confirmed":
        yield from ((merged, -1) for merged in facts.get("merged", ()))


def _syntheses(rows: Rows) -> Iterator[str]:
    if rows.meeting.get("contributions_purged_at"):
        return
    closed = _closing(rows)
    if closed is not None:
        if closed.get("syntheses", len(rows.syntheses)) != len(rows.syntheses):
            yield _("le nombre des synthèses n'est pas celui que la clôture a laissé.")
        return
    kept = {
        one.facts["stage"]: one.facts["kept"] for one in rows.lines if one.kind == "synthesised" and "kept" in one.facts
    }
    if any(there != (stage in rows.syntheses) for stage, there in kept.items() if stage in rows.stages):
        yield _("une synthèse n'est pas là où le journal la dit.")


def _documents(rows: Rows) -> Iterator[str]:
    """At closing so many documents were frozen; each version that was made has its documents; each remark that came is there."""
    for line in rows.lines:
        version = 1 if line.kind == "closed" else line.facts.get("version") if line.kind == "minutes_version" else None
        told = line.facts.get("documents")
        if version is not None and told is not None and rows.versions.get(version, 0) != told:
            yield _("les documents de la version %(version)s ne sont pas ceux que dit le journal.", version=version)
    came = sum(line.kind == "remark_received" for line in rows.lines)
    if not rows.meeting.get("contributions_purged_at") and came != rows.remarks:
        yield _("les remarques ne sont pas celles que dit le journal.")


COMPARED: tuple[Callable[[Rows], Iterator[str]], ...] = (
    _numbers,
    _state,
    _instants,
    _outcomes,
    _answers,
    _syntheses,
    _documents,
)
