"""Closing a consultation, and mending a closing that a power cut broke off. Stands where a view does: it opens the units of work.

Two files must agree, and one commit decides: that of the database, which takes the answers and the word « close » together. Before it, the urn is whole
and the database has nothing; after it, the urn is worth nothing and is destroyed, now or at the next start. There is no third state, so `sweep` may run
at any moment, any number of times, and be stopped anywhere: it closes what is due from a whole urn, and destroys every urn that nothing waits for.
"""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

from facilitation.consultations import rules, service, urn
from facilitation.consultations.models import Consultation
from facilitation.consultations.rules import State
from facilitation.database import db, reading, writing
from facilitation.errors import NotHere


def close(*, consultation_id: str, folder: Path, now: datetime) -> int:
    """Count this consultation and close it for ever; gives how many answers there were. Raises NotHere, Closed, NotAnnounced, TooEarly.

    Where the urn is nowhere (the database was restored from a copy, which holds none), it closes without answers.
    """
    return _close(consultation_id, folder, now, by_itself=False)


def _close(consultation_id: str, folder: Path, now: datetime, *, by_itself: bool) -> int:
    # The turn in the database first, then the urn: the ballot page takes them in that order too, and neither waits for the other.
    with ExitStack() as stack:
        with writing():
            row = db.session.get(Consultation, consultation_id)
            if row is None:
                raise NotHere()
            path = urn.path_of(folder, row.urn)
            if not by_itself or row.state == State.CLOSED.value:
                slips, back = urn.counts(path)
                rules.must_be_closable(State(row.state), row.closes_at, now, all_back=bool(slips) and back >= slips)
            held = stack.enter_context(urn.held(path)) if path.exists() else None
            answers = held.answers if held is not None else ()
            service.count(row, answers, now)
        # It is closed. What goes wrong from here on, the next sweep mends.
        with suppress(sqlite3.Error):
            if held is not None:
                held.empty()
    with suppress(OSError):
        urn.destroy(path)
    return len(answers)


def sweep(*, folder: Path, now: datetime) -> int:
    """Close what is due, and destroy the urns that nothing waits for any more; gives how many were closed. At each start, and every hour."""
    closed = 0
    with reading():
        due = service.due(folder=folder, now=now)
    for one in due:
        try:
            _close(one, folder, now, by_itself=True)
            closed += 1
        except (
            rules.Closed,
            sqlite3.Error,
            OSError,
        ):  # closed meanwhile; or its urn cannot be read now, and is looked at again later
            continue
    with reading():  # a new urn is made in a unit of work: none is half made here
        in_use = service.urns_in_use()
        for path in urn.files(folder):
            if path.name.split(".")[0] not in in_use:
                with suppress(OSError):  # another program holds it: at the next sweep
                    urn.destroy(path.with_name(path.name.removesuffix("-journal")))
    return closed
