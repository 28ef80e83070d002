"""The documents that somebody takes away whole: a partnership's, or all that the members of a service that leaves had access to.

A service that was at a meeting has the documents of the group, as those present do; of the others, those of the partnership's services.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from facilitation.confidentiality.readers import Reader
from facilitation.database import db
from facilitation.documents import catalogue
from facilitation.french_dates import local_day
from facilitation.i18n import _
from facilitation.meetings.ledger import session_number
from facilitation.meetings.models import FrozenOutline, Meeting
from facilitation.meetings.rules import Presence
from facilitation.meetings.service import frozen
from facilitation.outline import Outline
from facilitation.partnerships.rules import same
from facilitation.retention.service import held_at

HERE = (Presence.PRESENT, Presence.REPRESENTED, Presence.GUEST)
_READERS = {Reader.GROUPE.value: "groupe", Reader.PARTENAIRES.value: "partenaires"}


@dataclass(frozen=True, slots=True)
class Packet:
    """Files to take away: each its path in the archive and its outline; `meetings` counts the meetings they are of."""

    files: tuple[tuple[str, Outline], ...]
    meetings: int


def of_partnership(*, partnership_id: str) -> Packet:
    """Every document that was frozen for the group and for the services."""
    return _packet(partnership_id, lambda _meeting: frozenset(_READERS))


def of_service(*, partnership_id: str, name: str) -> Packet:
    """Every document that the members of this service had access to."""

    def read(meeting: Meeting) -> frozenset[str]:
        here = any(same(row.organisation) == same(name) and row.presence in HERE for row in meeting.attendances)
        return frozenset({Reader.GROUPE.value if here else Reader.PARTENAIRES.value})

    return _packet(partnership_id, read)


def _packet(partnership_id: str, read: Callable[[Meeting], frozenset[str]]) -> Packet:
    query = select(Meeting).where(Meeting.partnership_id == partnership_id, Meeting.closed_at.is_not(None))
    rows = {row.id: row for row in db.session.scalars(query.options(selectinload(Meeting.attendances)))}
    kept = select(FrozenOutline).where(FrozenOutline.meeting_id.in_(rows), FrozenOutline.status != frozen.PREPARATION)
    newest: dict[tuple[str, str, str], FrozenOutline] = {}
    for row in db.session.scalars(kept.order_by(FrozenOutline.version)):
        if row.reader in read(rows[row.meeting_id]):
            newest[row.meeting_id, row.reader, row.document] = row
    ordered = sorted(newest.values(), key=lambda row: (held_at(rows[row.meeting_id]), row.reader, _place(row.document)))
    files = tuple((_path(rows[row.meeting_id], row), frozen.as_it_stands(rows[row.meeting_id], row)) for row in ordered)
    return Packet(files, len({row.meeting_id for row in ordered}))


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
