"""Before a document leaves: what in it may tell who a person is, and whether somebody has said that they have seen it.

National numbers and bank accounts hold a document back until then; the rest is shown (`design/confidentiality.md`, « Before sharing »). What was
seen is kept as a seal of that very document (HMAC): a document of which one word changed asks again, and the seal tells nothing of what it says.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all

from facilitation.accounts import journal
from facilitation.confidentiality.pointing import point
from facilitation.confidentiality.readers import Reader
from facilitation.database import db
from facilitation.documents.to_read import Place, blocks, places
from facilitation.errors import FacilitationError, NotHere
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import Acknowledgement, Meeting
from facilitation.meetings.service.blocks import block_text, correct_block
from facilitation.meetings.service.people_known import people_known
from facilitation.outcomes.models import Outcome
from facilitation.outline import Outline
from facilitation.partnerships.models import Member


class ChangedSince(FacilitationError):
    """Le document a changé depuis que vous l'avez lu. Relisez les endroits ci-dessous, puis confirmez de nouveau."""


@dataclass(frozen=True, slots=True)
class ToRead:
    """What is to be read again in a document: its places, the seal of the document, and whether somebody has acknowledged that very one."""

    places: tuple[Place, ...]
    seal: str
    acknowledged: bool

    @property
    def blocking(self) -> tuple[Place, ...]:
        """What holds the document back until it is acknowledged."""
        return tuple(place for place in self.places if place.pointed.blocks)

    @property
    def others(self) -> tuple[Place, ...]:
        """What is only shown."""
        return tuple(place for place in self.places if not place.pointed.blocks)

    @property
    def waits(self) -> bool:
        """Whether the document may not leave yet."""
        return bool(self.blocking) and not self.acknowledged


def waits(found: Outline, *, meeting_id: str, document: str, reader: Reader, secret: bytes) -> bool:
    """Whether this document may not leave yet: asked before every file."""
    if not blocks(found):
        return False
    return not _acknowledged(meeting_id, document, reader, seal(found, document, reader, secret))


def to_read(found: Outline, *, meeting_id: str, document: str, reader: Reader, secret: bytes) -> ToRead:
    """All that is to be read again in this document, the people of the meeting left alone."""
    sealed = seal(found, document, reader, secret)
    here = people_known(meeting_id=meeting_id, members=False)
    if not places(found, here):
        return ToRead((), sealed, acknowledged=False)
    others, seals = _others_and_seals(meeting_id, document, reader)
    return ToRead(places(found, (*here, *others)), sealed, sealed in seals)


def acknowledge(
    found: Outline,
    *,
    meeting_id: str,
    document: str,
    reader: Reader,
    secret: bytes,
    seen: str,
    account_id: str,
    now: datetime,
) -> None:
    """Keep that this account saw what is in this very document, and shares it all the same. Raises ChangedSince when `seen` seals another one."""
    sealed = seal(found, document, reader, secret)
    if not hmac.compare_digest(sealed.encode(), seen.encode("utf-8", "replace")):
        raise ChangedSince()
    if _acknowledged(meeting_id, document, reader, sealed):
        return
    meeting = lock_meeting(meeting_id, writable=False)
    db.session.add(
        Acknowledgement(
            meeting_id=meeting_id,
            document=document,
            reader=reader.value,
            digest=sealed,
            account_id=account_id,
            at=now,
        )
    )
    tell(meeting, "identifiers_acknowledged", now, document=document, readers=reader.value)
    journal.note("acknowledged", account_id=account_id, now=now, meeting=meeting_id)


def replace(found: Outline, *, meeting_id: str, text: str, instead: str, now: datetime) -> int:
    """Put `instead` wherever this very stretch is pointed at in this document and can be corrected in place; gives in how many texts. Raises NotHere."""
    done = 0
    sources = dict.fromkeys((one.source, one.field) for one in places(found) if one.found == text and one.source)
    for source, field in sources:
        old, version = _standing(meeting_id, source, field)
        new = _with(old, text, instead)
        if new != old:
            correct_block(meeting_id=meeting_id, source=source, field=field, text=new, version=version or None, now=now)
            done += 1
    return done


def _standing(meeting_id: str, source: str, field: str) -> tuple[str, int]:
    """The text of this source as it stands and its version, or an empty one where nothing of it can be corrected."""
    outcome = db.session.get(Outcome, source)
    if outcome is not None:
        return (outcome.text, outcome.version) if outcome.meeting_id == meeting_id else ("", 0)
    try:
        return block_text(meeting_id=meeting_id, source=source, field=field)
    except NotHere:
        return "", 0


def _with(old: str, text: str, instead: str) -> str:
    new = old
    for one in reversed(point(old)):
        if one.found == text:
            new = new[: one.start] + instead + new[one.end :]
    return new


def seal(found: Outline, document: str, reader: Reader, secret: bytes) -> str:
    """What tells this very document, for these readers, from any other: a keyed hash, of which nothing can be read back."""
    words = "\0".join(("acknowledged", document, reader.value, found.to_json()))
    return hmac.new(secret, words.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _others_and_seals(meeting_id: str, document: str, reader: Reader) -> tuple[set[str], set[str]]:
    """The names of bearers and of the partnership's members, and the seals of what was acknowledged of this document: in one query, for a page that asks many."""
    members = select(Member.name, literal("name")).join(Meeting, Meeting.partnership_id == Member.partnership_id)
    bearers = select(Outcome.bearer, literal("name")).where(Outcome.meeting_id == meeting_id, Outcome.bearer != "")
    seals = select(Acknowledgement.digest, literal("seal")).where(
        Acknowledgement.meeting_id == meeting_id,
        Acknowledgement.document == document,
        Acknowledgement.reader == reader.value,
    )
    rows = db.session.execute(union_all(members.where(Meeting.id == meeting_id), bearers, seals)).all()
    return {text for text, kind in rows if kind == "name"}, {text for text, kind in rows if kind == "seal"}


def _acknowledged(meeting_id: str, document: str, reader: Reader, sealed: str) -> bool:
    query = select(Acknowledgement.id).where(
        Acknowledgement.meeting_id == meeting_id,
        Acknowledgement.document == document,
        Acknowledgement.reader == reader.value,
        Acknowledgement.digest == sealed,
    )
    return db.session.scalar(query) is not None
