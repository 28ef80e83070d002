"""The documents that somebody takes away whole: a partnership's, or all that the members of a service that leaves had access to.

A service that was at a meeting has the documents of the group, as those present do; of the others, those of the partnership's services. Whoever asks takes
them of the meetings that they lead, as they would one by one; a document that holds a national number or a bank account waits to be read again here too.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from facilitation.confidentiality.readers import Reader
from facilitation.database import db
from facilitation.documents import catalogue
from facilitation.documents.standing import Standing, stamped
from facilitation.documents.to_read import blocks
from facilitation.french_dates import local_day
from facilitation.i18n import _
from facilitation.meetings.ledger import session_number
from facilitation.meetings.models import Acknowledgement, FrozenOutline, Meeting
from facilitation.meetings.rules import Presence
from facilitation.meetings.service import frozen
from facilitation.meetings.service.before_sharing import seal
from facilitation.outline import Outline
from facilitation.partnerships.rules import same
from facilitation.retention.service import held_at

HERE = (Presence.PRESENT, Presence.REPRESENTED, Presence.GUEST)
_READERS = {Reader.GROUPE.value: "groupe", Reader.PARTENAIRES.value: "partenaires"}


@dataclass(frozen=True, slots=True)
class Held:
    """A document: its path in the archive, of which meeting, held when, for whom."""

    path: str
    meeting_id: str
    held_at: datetime
    reader: str
    document: str


@dataclass(frozen=True, slots=True)
class Packet:
    """Files to take away: each its path in the archive and its outline; `meetings` counts the meetings they are of.

    `held`: those that wait to be read again (path, meeting, reader, document); `others`: how many closed meetings are led by other accounts alone.
    """

    files: tuple[tuple[str, Outline], ...]
    meetings: int
    held: tuple[Held, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a packet is made of, as it was read; nothing of it is looked at while others wait for the database."""

    rows: tuple[tuple[Held, str, Standing], ...]
    seen: frozenset[tuple[str, str, str, str]]
    others: int


def of_partnership(*, partnership_id: str, account_id: str) -> Loaded:
    """Every document that was frozen for the group and for the services, of the meetings that this account leads."""
    return _loaded(partnership_id, account_id, lambda _meeting: frozenset(_READERS))


def of_service(*, partnership_id: str, name: str, account_id: str) -> Loaded:
    """Every document that the members of this service had access to, of the meetings that this account leads."""

    def read(meeting: Meeting) -> frozenset[str]:
        here = any(same(row.organisation) == same(name) and row.presence in HERE for row in meeting.attendances)
        return frozenset({Reader.GROUPE.value if here else Reader.PARTENAIRES.value})

    return _loaded(partnership_id, account_id, read)


def _loaded(partnership_id: str, account_id: str, read: Callable[[Meeting], frozenset[str]]) -> Loaded:
    query = select(Meeting).where(Meeting.partnership_id == partnership_id, Meeting.closed_at.is_not(None))
    closed = list(db.session.scalars(query.options(selectinload(Meeting.attendances), selectinload(Meeting.roles))))
    led = (account_id, "facilitator")
    rows = {row.id: row for row in closed if any((one.account_id, one.role) == led for one in row.roles)}
    kept = select(FrozenOutline).where(FrozenOutline.meeting_id.in_(rows), FrozenOutline.status != frozen.PREPARATION)
    newest: dict[tuple[str, str, str], FrozenOutline] = {}
    for row in db.session.scalars(kept.order_by(FrozenOutline.version)):
        if row.reader in read(rows[row.meeting_id]):
            newest[row.meeting_id, row.reader, row.document] = row
    ordered = sorted(newest.values(), key=lambda row: (held_at(rows[row.meeting_id]), row.reader, _place(row.document)))
    seen = db.session.scalars(select(Acknowledgement).where(Acknowledgement.meeting_id.in_(rows)))
    return Loaded(
        tuple(
            (_held(rows[row.meeting_id], row), row.outline, frozen.standing(rows[row.meeting_id], row))
            for row in ordered
        ),
        frozenset((one.meeting_id, one.document, one.reader, one.digest) for one in seen),
        len(closed) - len(rows),
    )


def packet(loaded: Loaded, *, secret: bytes) -> Packet:
    """The files, without those that hold a number and that nobody said to have read again. To be called outside a unit of work."""
    files, held = [], []
    for about, outline, standing in loaded.rows:
        found = stamped(Outline.from_json(outline), standing)
        sealed = seal(found, about.document, Reader(about.reader), secret)
        if blocks(found) and (about.meeting_id, about.document, about.reader, sealed) not in loaded.seen:
            held.append(about)
        else:
            files.append((about.path, found))
    return Packet(tuple(files), len({about.meeting_id for about, *_ in loaded.rows}), tuple(held), loaded.others)


def _held(meeting: Meeting, row: FrozenOutline) -> Held:
    return Held(_path(meeting, row), meeting.id, held_at(meeting), row.reader, row.document)


def _place(document: str) -> int:
    return list(catalogue.TITLES).index(document)


def _path(meeting: Meeting, row: FrozenOutline) -> str:
    """« 2026-03-12, séance 1-2026/groupe, pv.docx »: no title and no name."""
    number = session_number(meeting).replace("/", "-")
    day = local_day(held_at(meeting)).isoformat()
    folder = f"{day}, {_('séance')} {number}" if number else f"{day}, {meeting.id[:6]}"
    return f"{folder}/{_READERS[row.reader]}, {row.document}.docx"


def archive(files: Iterable[tuple[str, Outline]], readme: str) -> bytes:
    """One zip of these documents as Word files, with a text that says what it holds. To be called outside a unit of work."""
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zip:
        zip.writestr("LISEZ-MOI.txt", readme.replace("\n", "\r\n"))
        for path, outline in files:
            zip.writestr(path, write(outline))
    return made.getvalue()
