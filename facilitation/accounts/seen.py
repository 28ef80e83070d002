"""When each session was last seen, which were found locked, what was taken away: kept in memory, since reading a page writes nothing, and written with
the next change."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from facilitation.accounts import journal, own, service
from facilitation.accounts.rules import LAST_SEEN_EVERY
from facilitation.accounts.service import Visitor

MOST_SESSIONS = 10_000
MOST_LINES = 1_000


Line = tuple[str, str, datetime, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Due:
    """What waits to be written: when sessions were seen, by id; those found locked, with their account and when; lines of the journal."""

    seen: dict[str, datetime]
    locks: dict[str, tuple[str, datetime]]
    lines: list[Line]


class Seen:
    """The sessions of one process. Safe between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._seen: dict[str, datetime] = {}
        self._seen_due: dict[str, datetime] = {}
        self._locks: dict[str, tuple[str, datetime]] = {}
        self._lines: list[Line] = []

    def last(self, session_id: str) -> datetime | None:
        """When this session was last seen, or None when that is not remembered."""
        return self._seen.get(session_id)

    def note(self, visitor: Visitor, moment: datetime) -> None:
        """This session made a gesture: its idle time begins again, and the disk learns it at most every five minutes."""
        with self._guard:
            if len(self._seen) > MOST_SESSIONS:
                self._seen.clear()
            self._seen[visitor.session_id] = moment
            if moment - visitor.last_seen_at >= LAST_SEEN_EVERY:
                self._seen_due[visitor.session_id] = moment

    def locked(self, visitor: Visitor, moment: datetime) -> None:
        """This session was found locked by its idle hour."""
        if visitor.locked_at is None:
            with self._guard:
                self._locks.setdefault(visitor.session_id, (visitor.account_id, moment))

    def opened_again(self, session_id: str, moment: datetime) -> None:
        """The pass phrase was given: nothing of the lock is left to be written."""
        with self._guard:
            self._locks.pop(session_id, None)
            self._seen[session_id] = moment

    def line(self, kind: str, account_id: str, moment: datetime, facts: dict[str, str]) -> None:
        """A line of the journal about something that changed nothing; raises ValueError as `journal.note` would, which nobody else's change must meet."""
        journal.check(kind, facts)
        with self._guard:
            self._lines = [*self._lines[1 - MOST_LINES :], (kind, account_id, moment, facts)]

    def take(self) -> Due:
        """What is due, for the unit of work that is about to end; it is no longer kept here."""
        with self._guard:
            due = Due(self._seen_due, self._locks, self._lines)
            self._seen_due, self._locks, self._lines = {}, {}, []
        return due

    def give_back(self, due: Due) -> None:
        """That unit of work came to nothing: what it took is due again."""
        with self._guard:
            self._seen_due = {**due.seen, **self._seen_due}
            self._locks = {**due.locks, **self._locks}
            self._lines = [*due.lines, *self._lines][-MOST_LINES:]


def write(due: Due) -> None:
    """Write down what was due, in the unit of work that is about to end."""
    service.note_seen(due.seen)
    for session_id, (account_id, moment) in due.locks.items():
        own.lock(session_id=session_id, account_id=account_id, now=moment)
    for kind, about, moment, facts in due.lines:
        journal.note(kind, account_id=about, now=moment, **facts)
