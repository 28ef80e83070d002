"""Carrying a purge out: the ledger, the erasing in one transaction, the file made anew, the caches let go, the search, the certificates.

It opens its own units of work, one after the other, and is never called inside one. A power cut leaves either nothing erased, or a line of the ledger from
which the next start completes what was begun (`complete`).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import SQLAlchemyError

from facilitation.accounts import journal
from facilitation.backups.files import copies
from facilitation.database import FILE as DATABASE
from facilitation.database import UtcDateTime, compact, db, folder_of, new_id, reading, writing
from facilitation.errors import FacilitationError
from facilitation.meetings import service as meetings
from facilitation.meetings.ledger import tell
from facilitation.meetings.models import Meeting
from facilitation.retention import ledger, looks, service, stretches
from facilitation.retention.erasing import CONTRIBUTIONS, DRAFTS, NOTEBOOK, erase, pending
from facilitation.retention.models import PurgeCertificate
from facilitation.retention.rules import JOURNAL_DAYS, NOTICE, Kept, copies_until

SEARCHED, ELSEWHERE, FOUND, LINES = "passages", "ailleurs", "retrouves", "lignes"
TOO_LATE = "sans-recherche"
"""In the counts of a certificate: the file was made anew later, when nobody knew any more which stretches to look for."""
AUTOMATIC = "delais"
# Not by its model: who signed in is for `accounts` alone to read.
_OLD_LINES = text("DELETE FROM security_event WHERE at < :last").bindparams(bindparam("last", type_=UtcDateTime()))


class LedgerNotWritten(FacilitationError):
    """Le registre des effacements ne peut pas être écrit (%(reason)s) : rien n'a été effacé. Vérifiez la place et les droits du dossier des données, puis recommencez."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to erase: its kind (`erasing`), its id, and the partnership that the certificate is for, if any."""

    kind: str
    id: str
    partnership_id: str | None = None


@dataclass(slots=True)
class Done:
    """What a purge did: `erased` things by kind, `certificates` their ids, `searched` stretches, `found` those that a file still holds (a fault).

    Not `proved`: it is erased, but the file could not be made anew and searched yet (another program held it, the disk was full).
    """

    erased: Counter[str] = field(default_factory=Counter)
    certificates: list[str] = field(default_factory=list)
    searched: int = 0
    elsewhere: int = 0
    found: int = 0
    proved: bool = True


def carry_out(
    wanted: Sequence[Wanted],
    *,
    kind: str = AUTOMATIC,
    now: datetime,
    account_id: str | None = None,
    still: Callable[[], object] | None = None,
) -> Done:
    """Erase these things for good, prove it, and certify it; raises LedgerNotWritten, and then nothing was erased.

    `still` raises when they may not be erased after all: others write meanwhile, and it looks inside the unit that erases.
    """
    if not wanted:
        return Done()
    folder = folder_of()
    lines = [ledger.Line.of(one.kind, one.id, now) for one in wanted]
    try:
        with writing():
            if still is not None:
                still()
            drawn = stretches.drawn(_raw(), lines)
            if folder is not None:
                _write(folder / ledger.FILE, lines)
            for line in lines:
                erase(_raw(), line.kind, line.id, line.when)
            done = _certified(wanted, kind, folder, now)
            _told(wanted, now)
            journal.note("purged", account_id=account_id, now=now, things=len(wanted))
    except Exception:
        _take_back(folder, lines)
        raise
    try:
        done.proved = _let_go()
        if done.proved:
            _proved(done, drawn, folder)
    except (OSError, SQLAlchemyError):  # it is erased: nobody must be told that it isn't
        done.proved = False
    return done


def _write(path: Path, lines: Sequence[ledger.Line]) -> None:
    try:
        ledger.append(path, lines)
    except OSError as error:
        raise LedgerNotWritten(reason=error.strerror or type(error).__name__) from error


def _take_back(folder: Path | None, lines: Sequence[ledger.Line]) -> None:
    """Nothing was erased, and people are told so: the ledger must not have it erased at the next start."""
    with suppress(OSError, SQLAlchemyError), reading():
        if folder is not None and any(pending(_raw(), line.kind, line.id, line.when) for line in lines):
            ledger.withdraw(folder / ledger.FILE, lines)


def _raw() -> sqlite3.Connection:
    """The connection of this unit of work, as SQLite's own."""
    return cast("sqlite3.Connection", db.session.connection().connection.dbapi_connection)


def _told(wanted: Iterable[Wanted], now: datetime) -> None:
    for one in wanted:
        meeting = db.session.get(Meeting, one.id) if one.kind in (NOTEBOOK, CONTRIBUTIONS) else None
        if meeting is not None:
            tell(meeting, "purged", now, phones=False, what=one.kind)


def _certified(wanted: Sequence[Wanted], kind: str, folder: Path | None, now: datetime) -> Done:
    """A certificate for each partnership, and one for the meetings of none; not yet proved."""
    done = Done(Counter(one.kind for one in wanted))
    held = _held_by(folder, now)
    for partnership_id in dict.fromkeys(one.partnership_id for one in wanted):
        counts = Counter(one.kind for one in wanted if one.partnership_id == partnership_id)
        certificate = PurgeCertificate(
            id=new_id(),
            at=now,
            kind=kind,
            partnership_id=partnership_id,
            counts=dict(counts),
            **held,
        )
        db.session.add(certificate)
        done.certificates.append(certificate.id)
    db.session.flush()
    return done


def _held_by(folder: Path | None, now: datetime) -> dict[str, Any]:
    """What a certificate says of the copies that may hold what is erased now."""
    made = copies(folder) if folder is not None else []
    until = copies_until(max((copy.made_at for copy in made), default=None), now)
    return {"copies": [copy.name for copy in made], "copies_until": until}


def _let_go() -> bool:
    """The file without the place that was freed, and no page in memory. False where another program holds the file, or the disk is full: the next hour does it then."""
    meetings.forget_pages()
    try:
        if folder_of() is not None:
            compact()
    except sqlite3.OperationalError:
        return False
    return True


def _proved(done: Done, drawn: tuple[str, ...], folder: Path | None) -> None:
    """Look for what was erased, and write in the certificates what was found."""
    done.searched = len(drawn)
    held = (
        {path: stretches.found_in(path, drawn) for path in stretches.files(folder)}
        if folder is not None and drawn
        else {}
    )
    found = frozenset[str]().union(*held.values())
    if found:
        with reading():
            said = stretches.remaining(_raw(), found)
        elsewhere = frozenset().union(*(one for path, one in held.items() if path.name != DATABASE))
        done.elsewhere, done.found = len(said - elsewhere), len((found - said) | elsewhere)
    with writing():
        for row in db.session.scalars(select(PurgeCertificate).where(PurgeCertificate.id.in_(done.certificates))):
            counts = {name: count for name, count in row.counts.items() if name != TOO_LATE}
            row.counts = {**counts, SEARCHED: done.searched, ELSEWHERE: done.elsewhere, FOUND: done.found}


# ------------------------------------------------------------------ at each start, every hour


def complete(*, now: datetime) -> int:
    """Erase what the ledger names and the database still holds: a purge that was cut short, or a copy put back by hand. Gives how many lines were replayed."""
    folder = folder_of()
    lines = ledger.read(folder / ledger.FILE) if folder is not None else ()
    with reading():
        named = any(pending(_raw(), line.kind, line.id, line.when) for line in lines)
        unproved = any(SEARCHED not in counts for counts in db.session.scalars(select(PurgeCertificate.counts)))
    if not named and not unproved:
        return 0
    with writing():
        connection = _raw()
        done = [line for line in lines if erase(connection, line.kind, line.id, line.when) > 0]
        if done:
            db.session.add(PurgeCertificate(at=now, kind="reprise", counts={LINES: len(done)}, **_held_by(folder, now)))
    if _let_go():
        _marked()
    return len(done)


def _marked() -> None:
    """No stretch is known any more of what was erased before the cut: the certificates say that nothing was looked for."""
    with writing():
        for row in db.session.scalars(select(PurgeCertificate)):
            if SEARCHED not in row.counts:
                row.counts = {**row.counts, SEARCHED: 0, ELSEWHERE: 0, FOUND: 0, TOO_LATE: 1}


def drop_old_lines(*, now: datetime) -> int:
    """Take out of the security journal the lines whose delay is over; gives how many."""
    last = now - timedelta(days=JOURNAL_DAYS)
    with writing():
        return int(db.session.execute(_OLD_LINES, {"last": last}).rowcount)  # type: ignore[attr-defined]


KINDS = {Kept.DRAFTS: DRAFTS, Kept.NOTEBOOK: NOTEBOOK, Kept.CONTRIBUTIONS: CONTRIBUTIONS}


def purge(*, now: datetime, by_itself: bool = False, account_id: str | None = None) -> Done:
    """Complete what was cut short, then erase all that is due. `by_itself`: only what this house could announce a week before, but for drafts.

    `account_id`: only of the meetings that this account leads; those of others go by themselves, once they were told. Raises LedgerNotWritten.
    """
    complete(now=now)
    drop_old_lines(now=now)
    wanted = planned(now=now)
    if by_itself:
        announced = _announced(now)
        wanted = tuple(one for one in wanted if one.kind == DRAFTS or one in announced)
    if account_id is not None:
        with reading():
            led = service.led_by(account_id=account_id)
        wanted = tuple(one for one in wanted if one.id in led)
    return carry_out(wanted, now=now, account_id=account_id)


def planned(*, now: datetime) -> tuple[Wanted, ...]:
    """What the delays ask to erase by now."""
    with reading():
        found = service.due(now=now)
    return tuple(Wanted(KINDS[what], meeting, partnership) for meeting, partnership, all in found for what in all)


def _announced(now: datetime) -> tuple[Wanted, ...]:
    """What the pages could tell of when this house last looked, a week ago or more: what is due a week after that."""
    folder = folder_of()
    try:
        looked = looks.note(folder / looks.FILE, now) if folder is not None else None
    except OSError as error:
        raise LedgerNotWritten(reason=error.strerror or type(error).__name__) from error
    return planned(now=looked + NOTICE) if looked else ()
