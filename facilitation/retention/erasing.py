"""What one line of the ledger erases, in a raw SQLite connection. The purge and the replay at a restore do the very same, so that neither forgets a place.

The caller begins and commits. Everything here may be done again: what is already gone is not there to erase.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence

DRAFTS, NOTEBOOK, CONTRIBUTIONS = "brouillons", "carnet", "contributions"
MEETING, PARTNERSHIP, MEMBER = "reunion", "partenariat", "membre"

STAGES = "SELECT id FROM stage WHERE meeting_id = ?"
DRAFT_TEXTS = (("draft", "meeting_id = ?"), ("undo", "meeting_id = ?"))
NOTEBOOK_TEXTS = (("private_note", "meeting_id = ?"),)
CONTRIBUTED = (
    ("contribution", f"stage_id IN ({STAGES})"),
    ("anonymous_answer", f"stage_id IN ({STAGES})"),
    ("anonymous_key", f"stage_id IN ({STAGES})"),
    # A wording that nobody but its facilitators may read is in no document: it was no result of the group.
    ("synthesis", f"stage_id IN ({STAGES}) AND readers IN ('[]', '[\"animateur\"]')"),
    ("remark", "meeting_id = ?"),
    *DRAFT_TEXTS,
)
"""The rows that hold what was contributed to a meeting, beside the columns of `stage` that hold what the desk arranged and could not read."""
STAGE_TEXTS = ("desk", "sheets_unread")


def tables(connection: sqlite3.Connection) -> frozenset[str]:
    """The tables of this file: a copy of another version may lack some."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return frozenset(str(row[0]) for row in found)


def columns(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """The columns of a table of this file."""
    return frozenset(str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})"))


def erase(connection: sqlite3.Connection, kind: str, id: str, when: str) -> int:
    """Erase what this line of the ledger names; `when` as SQLite keeps an instant. Gives how many rows changed; a kind of a later version changes none."""
    gesture = _GESTURES.get(kind)
    return gesture(connection, id, when) if gesture and "meeting" in tables(connection) else 0


def pending(connection: sqlite3.Connection, kind: str, id: str, when: str) -> bool:
    """Whether this file still holds something that this line names; nothing is written to know it."""
    if kind not in _GESTURES or "meeting" not in tables(connection):
        return False
    if kind == DRAFTS:
        query = "SELECT 1 FROM draft WHERE meeting_id = ? AND saved_at <= ? UNION ALL SELECT 1 FROM undo WHERE meeting_id = ? AND at <= ?"
        return connection.execute(query, (id, when, id, when)).fetchone() is not None
    if kind in (NOTEBOOK, CONTRIBUTIONS):
        return not _done(connection, "notebook_purged_at" if kind == NOTEBOOK else "contributions_purged_at", id, when)
    table = {MEETING: "meeting", PARTNERSHIP: "partnership", MEMBER: "member"}[kind]
    return connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (id,)).fetchone() is not None  # noqa: S608 - constants


def _drafts(connection: sqlite3.Connection, id: str, when: str) -> int:
    done = connection.execute("DELETE FROM draft WHERE meeting_id = ? AND saved_at <= ?", (id, when)).rowcount
    return done + connection.execute("DELETE FROM undo WHERE meeting_id = ? AND at <= ?", (id, when)).rowcount


def _notebook(connection: sqlite3.Connection, id: str, when: str) -> int:
    if _done(connection, "notebook_purged_at", id, when):
        return 0
    return _rows(connection, NOTEBOOK_TEXTS, id) + _mark(connection, "notebook_purged_at", id, when)


def _contributions(connection: sqlite3.Connection, id: str, when: str) -> int:
    if _done(connection, "contributions_purged_at", id, when):
        return 0
    known = columns(connection, "stage")
    emptied = ", ".join(f"{name} = '{{}}'" for name in STAGE_TEXTS if name in known)
    full = " OR ".join(f"{name} <> '{{}}'" for name in STAGE_TEXTS if name in known)
    done = _rows(connection, CONTRIBUTED, id)
    done += connection.execute(f"UPDATE stage SET {emptied} WHERE meeting_id = ? AND ({full})", (id,)).rowcount  # noqa: S608 - constants
    return done + _mark(connection, "contributions_purged_at", id, when)


def _rows(connection: sqlite3.Connection, where: Iterable[tuple[str, str]], id: str) -> int:
    known = tables(connection)
    return sum(
        connection.execute(f"DELETE FROM {table} WHERE {rows}", (id,)).rowcount  # noqa: S608 - constants
        for table, rows in where
        if table in known
    )


def _done(connection: sqlite3.Connection, column: str, id: str, when: str) -> bool:
    """Whether this file already knows of that purge, or of a later one: what was typed since then is not touched."""
    if column not in columns(connection, "meeting"):
        return connection.execute("SELECT 1 FROM meeting WHERE id = ?", (id,)).fetchone() is None
    row = connection.execute(f"SELECT {column} FROM meeting WHERE id = ?", (id,)).fetchone()  # noqa: S608 - constants
    return row is None or (row[0] is not None and str(row[0]) >= when)


def _mark(connection: sqlite3.Connection, column: str, id: str, when: str) -> int:
    if column not in columns(connection, "meeting"):
        return 0
    return connection.execute(f"UPDATE meeting SET {column} = ? WHERE id = ?", (when, id)).rowcount  # noqa: S608 - constants


# ------------------------------------------------------------------ whole things


def _meeting(connection: sqlite3.Connection, id: str, _when: str) -> int:
    return delete(connection, "meeting", [id])


def _partnership(connection: sqlite3.Connection, id: str, _when: str) -> int:
    meetings = connection.execute("SELECT id FROM meeting WHERE partnership_id = ?", (id,)).fetchall()
    done = delete(connection, "meeting", [row[0] for row in meetings])
    return done + delete(connection, "partnership", [id])


def _member(connection: sqlite3.Connection, id: str, _when: str) -> int:
    """The member leaves the list and the meetings to come; their open actions go back to their service. Approved minutes are not touched."""
    found = connection.execute(
        "SELECT member.name, member.partnership_id, coalesce(organisation.name, '') FROM member"
        " LEFT JOIN organisation ON organisation.id = member.organisation_id WHERE member.id = ?",
        (id,),
    ).fetchone()
    if found is None:
        return 0
    name, partnership, service = found
    borne = """UPDATE outcome SET bearer = '', bearer_id = NULL,
        to_confirm_by = CASE WHEN to_confirm_by = '' THEN ? ELSE to_confirm_by END
        WHERE kind = 'action' AND status NOT IN ('fait', 'abandonne')
        AND (bearer_id IN (SELECT id FROM attendance WHERE member_id = ?)
            OR (bearer = ? AND meeting_id IN (SELECT id FROM meeting WHERE partnership_id = ?)))"""
    connection.execute(borne, (service, id, name, partnership))
    coming = "SELECT attendance.id FROM attendance JOIN meeting ON meeting.id = meeting_id WHERE member_id = ? AND state IN ('preparee', 'convoquee')"
    delete(connection, "attendance", [row[0] for row in connection.execute(coming, (id,)).fetchall()])
    return delete(connection, "member", [id])


def delete(connection: sqlite3.Connection, table: str, ids: Sequence[str]) -> int:
    """Delete these rows and all that is nothing without them, as the foreign keys say: a row that must point at one of them goes, one that may points nowhere.

    Gives how many rows of `table` there were.
    """
    if not ids:
        return 0
    marks = ", ".join("?" * len(ids))
    for other, column, needed in _pointing(connection, table):
        if needed and "id" in columns(connection, other):
            rows = connection.execute(f"SELECT id FROM {other} WHERE {column} IN ({marks})", ids).fetchall()  # noqa: S608 - names of tables
            delete(connection, other, [row[0] for row in rows])
        elif needed:
            connection.execute(f"DELETE FROM {other} WHERE {column} IN ({marks})", ids)  # noqa: S608 - names of tables
        else:
            connection.execute(f"UPDATE {other} SET {column} = NULL WHERE {column} IN ({marks})", ids)  # noqa: S608 - names of tables
    return connection.execute(f"DELETE FROM {table} WHERE id IN ({marks})", ids).rowcount  # noqa: S608 - names of tables


def _pointing(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, bool]]:
    """The columns that point at the rows of a table: (table, column, whether they must point somewhere)."""
    found = []
    for other in sorted(tables(connection)):
        needed = {row[1]: bool(row[3] or row[5]) for row in connection.execute(f"PRAGMA table_info({other})")}
        for row in connection.execute(f"PRAGMA foreign_key_list({other})"):
            if row[2] == table:
                found.append((other, str(row[3]), needed[row[3]]))
    return found


_GESTURES: Mapping[str, Callable[[sqlite3.Connection, str, str], int]] = {
    DRAFTS: _drafts,
    NOTEBOOK: _notebook,
    CONTRIBUTIONS: _contributions,
    MEETING: _meeting,
    PARTNERSHIP: _partnership,
    MEMBER: _member,
}
