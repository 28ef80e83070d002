"""What touches a person and would leave the group, asked of the gate from a page: what it would be, for whom, and the document once it opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from facilitation.confidentiality.gate import Attestation
from facilitation.confidentiality.readers import Reader
from facilitation.confidentiality.select import seen_at_desk, waiting_at_gate
from facilitation.french_dates import local_day
from facilitation.meetings.models import Meeting
from facilitation.meetings.rules import BEFORE_IT_BEGAN
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


def gate_page(*, meeting_id: str, readership: Reader, now: datetime) -> GatePage | None:
    """What only the gate keeps from this readership; None when nothing does, or the meeting never began. Raises NotHere."""
    meeting = load(meeting_id)
    material = gather(meeting, whole=False, earlier=False)
    waiting = at_gate(material, readership)
    if not waiting or meeting.state in BEFORE_IT_BEGAN:
        return None
    # Only the names of the documents are asked: nothing of what the gate keeps is read through this.
    opened = Attestation(by="", on=local_day(now), missing=())
    names = offered(material, readership, through=opened)
    return GatePage(
        meeting=shown(meeting, now),
        readership=readership,
        waiting=waiting,
        texts=_texts(material, readership),
        documents=tuple((name, NAMES[name]) for name in names),
        services=tuple(dict.fromkeys(_services(meeting))),
    )


def outline_leaving(
    *, meeting_id: str, document: str, readership: Reader, attestation: Attestation, now: datetime
) -> Outline:
    """This document through the gate; who attests, when and to whom is stored, as `outlines_leaving` stores it for the command.

    Raises GateRefused when notes wait at the gate and the attestation does not open it, NotHere, NoSuchDocument. To be called in a unit that writes.
    """
    found = outline(
        meeting_id=meeting_id, document=document, readership=readership, attestation=attestation, ask_gate=True
    )
    meeting = load(meeting_id)
    if at_gate(gather(meeting, whole=False, earlier=False), readership):
        tell_opened(meeting, readership, attestation, now)
    return found


def _texts(material: Material, readership: Reader) -> tuple[str, ...]:
    """The wordings that wait: whoever attests must know of what. Answers are only counted: they are many, and read on the page of the documents."""
    waiting = seen_at_desk(waiting_at_gate(material.notes(), readership))
    return tuple(note.text for note in waiting if note.text.strip())


def _services(meeting: Meeting) -> Iterator[str]:
    """The services of the partnership, then those of the people of this meeting."""
    if meeting.partnership_id:
        yield from partnerships.service_names(partnership_id=meeting.partnership_id)
    yield from (row.organisation for row in meeting.attendances if row.organisation.strip())
