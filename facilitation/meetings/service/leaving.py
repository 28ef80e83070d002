"""What touches a person and would leave the group, asked of the gate from a page: what it would be, for whom, and the document once it opens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from facilitation.accounts import journal
from facilitation.confidentiality.gate import Attestation, GateRefused
from facilitation.confidentiality.readers import Reader
from facilitation.confidentiality.select import seen_at_desk, waiting_at_gate
from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere
from facilitation.french_dates import local_day
from facilitation.meetings.models import Event, Meeting
from facilitation.meetings.rules import BEFORE_IT_BEGAN
from facilitation.meetings.service import before_sharing
from facilitation.meetings.service.before_sharing import ToRead
from facilitation.meetings.service.bound import Bound, barred, bound, may_see, must_be_bound, remarks
from facilitation.meetings.service.loading import load, shown
from facilitation.meetings.service.papers import NAMES, offered, outline, tell_opened
from facilitation.meetings.service.record import Material, at_gate, gather
from facilitation.meetings.shown import MeetingShown
from facilitation.outline import Outline
from facilitation.partnerships import service as partnerships


@dataclass(frozen=True, slots=True)
class GatePage:
    """What the gate is asked: how many texts wait, those that the desk may show, the documents (name, title) and the services that may receive one."""

    meeting: MeetingShown
    readership: Reader
    waiting: int
    texts: tuple[str, ...]
    documents: tuple[tuple[str, str], ...]
    services: tuple[str, ...]
    people: tuple[Bound, ...] = ()
    """Who of them is bound by secrecy; empty for an account that is not to know."""
    barred: frozenset[str] = frozenset()
    """The services (`service_key`) for which « bound by secrecy » cannot hold."""
    remarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attested:
    """An attestation that was stored: who, which day, to whom, and the document that it let through."""

    by: str
    on: date
    recipients: tuple[str, ...]
    readership: Reader
    document: str
    outline: Outline


class AttestedOtherwise(FacilitationError):
    """Le document a changé depuis l'attestation : elle ne vaut plus pour lui. Relisez-le, puis attestez de nouveau."""


class BoundNoMore(AttestedOtherwise):
    """Depuis l'attestation, une personne d'un de ces services a été notée comme n'étant tenue ni au secret ni à la discrétion : le document ne sort plus pour lui. Attestez de nouveau, pour les autres services."""


class MustBeRead(FacilitationError):
    """Ce document contient un numéro national ou un numéro de compte. Relisez ces endroits, dites que vous les avez relus, puis attestez de nouveau."""

    def __init__(self, to_read: ToRead) -> None:
        super().__init__()
        self.to_read = to_read


def gate_page(*, meeting_id: str, readership: Reader, account_id: str, now: datetime) -> GatePage | None:
    """What only the gate keeps from this readership; None when nothing does, or the meeting never began. Raises NotHere."""
    meeting = load(meeting_id)
    material = gather(meeting, whole=False, earlier=False)
    waiting = at_gate(material, readership)
    if not waiting or meeting.state in BEFORE_IT_BEGAN:
        return None
    # Only the names of the documents are asked: nothing of what the gate keeps is read through this.
    opened = Attestation(by="", on=local_day(now), missing=())
    names = offered(material, readership, through=opened)
    people = bound(meeting)
    seen = may_see(meeting, account_id)
    return GatePage(
        meeting=shown(meeting, now),
        readership=readership,
        waiting=waiting,
        texts=_texts(material, readership),
        documents=tuple((name, NAMES[name]) for name in names),
        services=tuple(dict.fromkeys(_services(meeting))),
        people=people if seen else (),
        barred=barred(people),
        remarks=remarks(people) if seen else {},
    )


def open_gate(
    *,
    meeting_id: str,
    document: str,
    readership: Reader,
    attestation: Attestation,
    account_id: str,
    secret: bytes,
    seen: str,
    now: datetime,
) -> str:
    """Store who attests, when and to whom, of this document as it now stands; gives the id under which `attested` finds it again.

    Raises GateRefused unless the six conditions hold for each recipient and nobody of them is bound by nothing, MustBeRead when a national number or a bank account in it was not read again
    (`seen` is the seal that says that it was), NotHere, NoSuchDocument. To be called in a unit that writes.
    """
    must_be_bound(load(meeting_id), attestation.recipients)
    found = outline(
        meeting_id=meeting_id, document=document, readership=readership, attestation=attestation, ask_gate=True
    )
    to_read = before_sharing.to_read(found, meeting_id=meeting_id, document=document, reader=readership, secret=secret)
    if to_read.waits:
        if seen != to_read.seal:
            raise MustBeRead(to_read)
        before_sharing.acknowledge(
            found,
            meeting_id=meeting_id,
            document=document,
            reader=readership,
            secret=secret,
            seen=seen,
            account_id=account_id,
            now=now,
        )
    which = {"document": document, "seal": to_read.seal}
    tell_opened(load(meeting_id), readership, attestation, now, which)
    journal.note("gate_passed", account_id=account_id, now=now, meeting=meeting_id, recipients=len(attestation.missing))
    db.session.flush()
    return _last_opened(meeting_id)


def _last_opened(meeting_id: str) -> str:
    query = select(Event.id).where(Event.meeting_id == meeting_id, Event.kind == "gate_opened")
    return db.session.scalars(query.order_by(Event.number.desc()).limit(1)).one()


def attested(*, meeting_id: str, attestation_id: str, secret: bytes) -> Attested:
    """The document that this attestation let through. Raises NotHere; AttestedOtherwise when it no longer says what was attested, BoundNoMore when
    somebody of a recipient was noted since as bound by nothing."""
    row = db.session.get(Event, attestation_id)
    if row is None or row.meeting_id != meeting_id or row.kind != "gate_opened" or "seal" not in row.facts:
        raise NotHere()
    facts = row.facts
    missing = tuple((name, ()) for name in facts["recipients"])
    attestation = Attestation(by=facts["by"], on=date.fromisoformat(facts["on"]), missing=missing)
    try:
        must_be_bound(load(meeting_id), attestation.recipients)
    except GateRefused:
        raise BoundNoMore() from None
    reader, document = Reader(facts["readers"]), facts["document"]
    found = outline(meeting_id=meeting_id, document=document, readership=reader, attestation=attestation, ask_gate=True)
    if before_sharing.seal(found, document, reader, secret) != facts["seal"]:
        raise AttestedOtherwise()
    return Attested(attestation.by, attestation.on, attestation.recipients, reader, document, found)


def _texts(material: Material, readership: Reader) -> tuple[str, ...]:
    """The wordings that wait: whoever attests must know of what. Answers are only counted: they are many, and read on the page of the documents."""
    waiting = seen_at_desk(waiting_at_gate(material.notes(), readership))
    return tuple(note.text for note in waiting if note.text.strip())


def _services(meeting: Meeting) -> Iterator[str]:
    """The services of the partnership, then those of the people of this meeting."""
    if meeting.partnership_id:
        yield from partnerships.service_names(partnership_id=meeting.partnership_id)
    yield from (row.organisation for row in meeting.attendances if row.organisation.strip())
