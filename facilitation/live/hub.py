"""The room's pulse: after each commit, and only then, whoever waits for a meeting learns its new numbers. Numbers alone: each page fetches what it may see.

Two numbers: `version` moves on with all that the desk and the room screen show, `stage_version` with what phones show. No service thinks of it: what
the session writes to a meeting is noted at the flush and told after the commit. Streams wait in memory and never ask the database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from flask import Flask, current_app
from sqlalchemy import event, select
from sqlalchemy.orm import Session, UOWTransaction

from facilitation.accounts.service import CLOSED
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.meetings.ledger import MOVED, At
from facilitation.meetings.models import Meeting, MeetingRole, Participant
from facilitation.meetings.rules import MeetingState

STREAMS = 320
"""Streams that are admitted at once; whoever comes after them asks every few seconds instead."""
STREAMS_EACH = 4
"""Streams of one phone, account or screen in one meeting: a fifth ends the oldest, which a closed page may have left behind."""
OVER = frozenset({MeetingState.CLOSED, MeetingState.CANCELLED})
_PLACE = "maillage.live"
_NOTED = "maillage.live"


class Side(StrEnum):
    """Which of the two numbers somebody waits for."""

    DESK = "desk"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where a meeting stands. `over`: nothing of it will move any more."""

    version: int
    stage_version: int
    over: bool = False

    def of(self, side: Side) -> int:
        """The number that this side waits for."""
        return self.version if side is Side.DESK else self.stage_version


@dataclass(eq=False, slots=True)
class Stream:
    """Somebody who waits: `moved` is set when there is something to look at, `sent_away` when nothing is theirs to see any more."""

    meeting_id: str
    side: Side
    who: str
    moved: threading.Event = field(default_factory=threading.Event)
    ended: bool = False
    sent_away: bool = False

    def end(self, *, sent_away: bool = False) -> None:
        """Have it stop at once."""
        self.ended, self.sent_away = True, self.sent_away or sent_away
        self.moved.set()


class Hub:
    """The numbers of the meetings that moved or were asked for, and those who wait for them. One for each application, safe between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._numbers: dict[str, Numbers] = {}
        self._streams: dict[str, list[Stream]] = {}
        self._open = 0
        self.on_streams: Callable[[], object] = lambda: None
        """Called when `open` has changed: the server gives each stream its thread (`web.threads`)."""

    @property
    def open(self) -> int:
        """How many streams are open."""
        return self._open

    def known(self, meeting_id: str) -> Numbers | None:
        """Where the meeting stands, or None when it has neither moved nor been asked for since the start."""
        return self._numbers.get(meeting_id)

    def learn(self, meeting_id: str, numbers: Numbers) -> Numbers:
        """Remember what the database said, unless a commit has told more in the meantime; gives what is known now."""
        with self._guard:
            known = self._numbers.get(meeting_id)
            if known is None or known.version < numbers.version:
                known = self._numbers[meeting_id] = numbers
            return known

    def publish(self, meeting_id: str, numbers: Numbers) -> None:
        """Tell those who wait that the meeting moved; a meeting that is over ends their streams."""
        with self._guard:
            before, self._numbers[meeting_id] = self._numbers.get(meeting_id), numbers
            for stream in self._streams.get(meeting_id, ()):
                if numbers.over:
                    stream.end()
                elif before is None or before.of(stream.side) != numbers.of(stream.side):
                    stream.moved.set()

    def forget(self, meeting_id: str) -> None:
        """The meeting is no more: nobody waits for it."""
        with self._guard:
            self._numbers.pop(meeting_id, None)
            for stream in self._streams.get(meeting_id, ()):
                stream.end(sent_away=True)

    def send_away(self, meeting_id: str, who: str) -> None:
        """End the streams of this device or account: it may no longer see the meeting."""
        with self._guard:
            for stream in self._streams.get(meeting_id, ()):
                if stream.who == who:
                    stream.end(sent_away=True)

    def look_again(self, who: str) -> None:
        """End the streams of this account, in every meeting: a session of it was ended, and those that are left open another."""
        with self._guard:
            for waiting in self._streams.values():
                for stream in waiting:
                    if stream.who == who:
                        stream.end()

    def admit(self, meeting_id: str, *, side: Side, who: str) -> Stream | None:
        """A place for somebody who waits, to be given back with `release`; None when all are taken."""
        with self._guard:
            if self._open >= STREAMS:
                return None
            stream = Stream(meeting_id, side, who)
            waiting = self._streams.setdefault(meeting_id, [])
            own = [one for one in waiting if one.who == who and not one.ended]
            for oldest in own[: max(0, len(own) + 1 - STREAMS_EACH)]:
                oldest.end()
            waiting.append(stream)
            self._open += 1
        self.on_streams()
        return stream

    def release(self, stream: Stream) -> None:
        """Give the place back; more than once counts once."""
        with self._guard:
            waiting = self._streams.get(stream.meeting_id, [])
            if stream not in waiting:
                return
            waiting.remove(stream)
            if not waiting:
                del self._streams[stream.meeting_id]
            self._open -= 1
        self.on_streams()

    def end_all(self) -> None:
        """End every stream: the server stops, and pages are to look for it."""
        with self._guard:
            for waiting in self._streams.values():
                for stream in waiting:
                    stream.end()


# ------------------------------------------------------------------ what the session tells it


@dataclass(slots=True)
class _Noted:
    """What a unit of work has flushed so far and not yet committed: (meeting, who) for those who lost their place."""

    numbers: dict[str, Numbers] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    away: set[tuple[str, str]] = field(default_factory=set)


def numbers_of(meeting: Meeting) -> Numbers:
    """Where this row stands."""
    return Numbers(meeting.version, meeting.stage_version, meeting.state in OVER)


def look_up(*, meeting_id: str) -> Numbers:
    """Where the meeting stands in the database, inside a unit of work; raises NotHere."""
    found = db.session.execute(
        select(Meeting.version, Meeting.stage_version, Meeting.state).where(Meeting.id == meeting_id)
    ).first()
    if found is None:
        raise NotHere()
    return Numbers(found.version, found.stage_version, found.state in OVER)


def _note(session: Session, _context: UOWTransaction) -> None:
    noted: _Noted = session.info.setdefault(_NOTED, _Noted())
    for row in (*session.new, *session.dirty):
        if isinstance(row, Meeting):
            noted.numbers[row.id] = numbers_of(row)
        elif isinstance(row, Participant) and row.removed:
            noted.away.add((row.meeting_id, row.id))
    for row in session.deleted:
        if isinstance(row, Meeting):
            noted.gone.add(row.id)
        elif isinstance(row, Participant):
            noted.away.add((row.meeting_id, row.id))
        elif isinstance(row, MeetingRole):
            noted.away.add((row.meeting_id, row.account_id))


def _tell(session: Session) -> None:
    noted: _Noted = session.info.pop(_NOTED, None) or _Noted()
    moved: dict[str, At] = session.info.pop(MOVED, {})
    closed: set[str] = session.info.pop(CLOSED, set())
    hub: Hub | None = current_app.extensions.get(_PLACE)
    if hub is None:
        return
    for meeting_id, at in moved.items():
        hub.publish(meeting_id, Numbers(at.version, at.stage_version))
    for meeting_id, numbers in noted.numbers.items():
        hub.publish(meeting_id, numbers)
    for meeting_id, who in noted.away:
        hub.send_away(meeting_id, who)
    for meeting_id in noted.gone:
        hub.forget(meeting_id)
    for account_id in closed:
        hub.look_again(account_id)


def _drop(session: Session) -> None:
    session.info.pop(_NOTED, None)
    session.info.pop(MOVED, None)
    session.info.pop(CLOSED, None)


event.listen(db.session, "after_flush", _note)
event.listen(db.session, "after_commit", _tell)
event.listen(db.session, "after_rollback", _drop)


def init_app(app: Flask) -> None:
    """Give the application its hub."""
    app.extensions[_PLACE] = Hub()


def share(app: Flask, hub: Hub) -> None:
    """Give the application this hub instead of its own: one process counts its streams once."""
    app.extensions[_PLACE] = hub


def hub_of(app: Flask) -> Hub:
    """The hub of this application."""
    found: Hub = app.extensions[_PLACE]
    return found


def hub() -> Hub:
    """The hub of the current application."""
    return hub_of(current_app)
