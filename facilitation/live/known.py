"""The devices that were let in, kept in memory: forty phones that ask and send don't each ask the database who they are first.

Nothing is remembered past a commit that touched any device, or a meeting that lets nobody in any more: whoever is sent away is a stranger from then on.
"""

from __future__ import annotations

import threading

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from facilitation.accounts.rules import Device
from facilitation.database import db, reading
from facilitation.live import service
from facilitation.live.rules import LET_IN, token_hash
from facilitation.meetings.models import Meeting, Participant

MOST = 5_000
_PLACE = "maillage.known"
_NOTED = "maillage.known"


class Known:
    """The devices that were let in since the last change of any, by the hash of their token. Safe between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._devices: dict[tuple[str, str], Device] = {}
        self._age = 0

    def device(self, key: tuple[str, str]) -> tuple[Device | None, int]:
        """The device of this token's hash and meeting, if it is known, and the age to give `remember`."""
        with self._guard:
            return self._devices.get(key), self._age

    def remember(self, key: tuple[str, str], device: Device, age: int) -> None:
        """Keep what the database said, unless something has changed since `age`."""
        with self._guard:
            if age == self._age and len(self._devices) < MOST:
                self._devices[key] = device

    def forget(self) -> None:
        """Some device changed: ask again for all."""
        with self._guard:
            self._devices.clear()
            self._age += 1


def device_of(*, token: str, meeting_id: str) -> Device | None:
    """The device that holds this token in this meeting, or None for a stranger. Opens a unit of work when it is not known yet."""
    known: Known = current_app.extensions[_PLACE]
    key = token_hash(token), meeting_id
    found, age = known.device(key)
    if found is None:
        with reading():
            found = service.device_of(token=token, meeting_id=meeting_id)
        if found is not None:
            known.remember(key, found, age)
    return found


def _note(session: Session, _context: UOWTransaction) -> None:
    if any(_matters(row, gone=False) for row in (*session.new, *session.dirty)) or any(
        _matters(row, gone=True) for row in session.deleted
    ):
        session.info[_NOTED] = True


def _matters(row: object, *, gone: bool) -> bool:
    return isinstance(row, Participant) or (isinstance(row, Meeting) and (gone or row.state not in LET_IN))


def _note_many(asked: ORMExecuteState) -> None:
    if (asked.is_update or asked.is_delete) and any(one.class_ is Participant for one in asked.all_mappers):
        asked.session.info[_NOTED] = True


def _forget(session: Session) -> None:
    known: Known | None = current_app.extensions.get(_PLACE)
    if session.info.pop(_NOTED, False) and known is not None:
        known.forget()


def _drop(session: Session) -> None:
    session.info.pop(_NOTED, None)


event.listen(db.session, "after_flush", _note)
event.listen(db.session, "do_orm_execute", _note_many)
event.listen(db.session, "after_commit", _forget)
event.listen(db.session, "after_rollback", _drop)


def init_app(app: Flask) -> None:
    """Give the application its memory."""
    app.extensions[_PLACE] = Known()
