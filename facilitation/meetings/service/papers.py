"""What leaves the room: the read-back, the documents, and the closing that erases the rest."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from facilitation.confidentiality.gate import Attestation, must_open
from facilitation.confidentiality.readers import Mark, Reader, Trace
from facilitation.consultations.rules import StillSealed
from facilitation.consultations.standing import waits
from facilitation.database import db
from facilitation.documents import catalogue, notebook, page, to_read
from facilitation.documents.record import Record
from facilitation.errors import NotHere
from facilitation.i18n import mark
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import (
    AnonymousKey,
    FrozenOutline,
    Meeting,
    MeetingRole,
    Synthesis,
    Undo,
)
from facilitation.meetings.rules import MeetingState, after, closes_by_itself
from facilitation.meetings.service import devices, wall
from facilitation.meetings.service import frozen as kept_as
from facilitation.meetings.service.answers import step_of
from facilitation.meetings.service.bound import must_be_bound
from facilitation.meetings.service.left import left
from facilitation.meetings.service.loading import load, shown
from facilitation.meetings.service.own_texts import to_hand
from facilitation.meetings.service.people_known import people_known
from facilitation.meetings.service.record import (
    Material,
    at_gate,
    gather,
    is_purged,
    make_notebook,
    make_record,
    status_of,
    withheld,
)
from facilitation.meetings.shown import Erased, OutcomeShown, PapersPage
from facilitation.outcomes.models import FollowUp, Outcome
from facilitation.outline import Outline
from facilitation.typed import kept

NAMES = {**catalogue.TITLES, "carnet": mark("Carnet d'animation"), "fiche-action": mark("Fiche action")}
READERSHIPS = (Reader.GROUPE, Reader.PARTENAIRES)  # those whose documents the read-back shows
FROZEN = (*READERSHIPS, Reader.PERSONNE, Reader.PUBLIC)  # all but the notebook, which is erased later by itself


class NoSuchDocument(NotHere):
    """Ce document n'existe pas pour ces lecteurs."""


def documents_for(*, meeting_id: str, readership: Reader) -> tuple[str, ...]:
    """The names of the documents that this readership gets of this meeting. Raises NotHere."""
    return offered(gather(load(meeting_id)), readership)


def offered(material: Material, readership: Reader, *, through: Attestation | None = None) -> tuple[str, ...]:
    """The documents of this readership, judged from what it may read: no plan tells of an action that it may not know of.

    Once the contributions are erased, those that were frozen at the closing.
    """
    if readership is Reader.ANIMATEUR:
        return ("carnet",)
    if is_purged(material.meeting):
        return kept_as.names_of(material.meeting.id, readership)
    return catalogue.names_for(make_record(material, readership, through=through))


def all_outlines(
    *, meeting_id: str, readerships: Iterable[Reader]
) -> tuple[tuple[OutcomeShown, ...], tuple[tuple[Reader, str, Outline], ...]]:
    """What the meeting produced, and what each of these readerships would get now, before anything was frozen. Raises NotHere."""
    material = gather(load(meeting_id))
    return material.outcomes, tuple(
        (reader, name, _outline(material, name, reader)) for reader in readerships for name in offered(material, reader)
    )


def record_of(*, meeting_id: str, readership: Reader) -> Record:
    """The meeting as this readership may read it. Raises NotHere."""
    return make_record(gather(load(meeting_id)), readership)


def outlines_leaving(
    *, meeting_id: str, readership: Reader, attestation: Attestation | None, now: datetime
) -> dict[str, Outline]:
    """All the documents of this readership, by name, asked of the gate: an attestation that opens it is stored, who, when and to whom.

    Raises GateRefused when notes wait at the gate and the attestation does not open it, and NotHere. To be called in a unit that writes.
    """
    meeting = load(meeting_id)
    material = gather(meeting)
    waiting = at_gate(material, readership) > 0
    if waiting:
        must_open(attestation)
        must_be_bound(meeting, attestation.recipients if attestation else ())
    names = offered(material, readership, through=attestation if waiting else None)
    found = {
        name: outline(
            meeting_id=meeting_id, document=name, readership=readership, attestation=attestation, ask_gate=True
        )
        for name in names
    }
    if waiting and attestation is not None:
        tell_opened(meeting, readership, attestation, now)
    return found


def tell_opened(
    meeting: Meeting,
    readership: Reader,
    attestation: Attestation,
    now: datetime,
    which: Mapping[str, str] | None = None,
) -> None:
    """Keep in the journal who attests, when and to whom: nothing of what left. `which`: the document and its seal, where one alone left."""
    facts: dict[str, Any] = {
        "on": attestation.on.isoformat(),
        "recipients": list(attestation.recipients),
        **(which or {}),
    }
    tell(meeting, "gate_opened", now, readers=readership.value, by=attestation.by, **facts)


def waits_at_gate(*, meeting_id: str, readership: Reader) -> int:
    """How many notes only the gate keeps from this readership. Raises NotHere."""
    return at_gate(gather(load(meeting_id)), readership)


def papers_page(
    *, meeting_id: str, readership: Reader, document: str, now: datetime, correct: page.Correct | None = None
) -> PapersPage:
    """The read-back of one document for one readership; `correct` gives each of its texts the address where it is corrected. Raises NotHere, NoSuchDocument."""
    meeting = load(meeting_id)
    material = _gathered(meeting)
    names = offered(material, readership)
    chosen = document if document in names else next(iter(names), "")
    if not chosen:
        raise NoSuchDocument()
    whole = shown(meeting, now)
    standing = _standing(material, chosen, readership)
    return PapersPage(
        meeting=whole,
        outcomes=material.outcomes,
        readership=readership,
        readerships=READERSHIPS,
        document=chosen,
        documents=tuple((name, NAMES[name]) for name in names),
        preview=page.render(standing, correct=correct),
        to_read=_to_read(material, standing),
        withheld=withheld(material, readership),
        at_gate=at_gate(material, readership),
        erased=to_be_erased(material),
        handing=to_hand(material.meeting, material.rows),
        syntheses=_syntheses(material),
        unread=sum(not one.read_back for one in material.outcomes),
        previous=tuple(one for one in material.previous if not one.approved),
    )


def _to_read(material: Material, standing: Outline) -> bool:
    """Whether something in this document may tell who a person is, those of the attendance list and bearers left alone."""
    known = (*people_known(meeting_id=material.meeting.id, members=False), *(one.bearer for one in material.outcomes))
    return bool(to_read.places(standing, known))


def _syntheses(material: Material) -> tuple[tuple[str, str, str, int], ...]:
    found = []
    for stage in material.meeting.stages:
        if stage.taken and step_of(material.meeting, stage).trace in (Trace.SYNTHESE, Trace.PV):
            row = material.syntheses.get(stage.id)
            title = step_of(material.meeting, stage).title
            found.append((stage.id, title, row.text if row else "", row.version if row else 0))
    return tuple(found)


def _outline(material: Material, document: str, readership: Reader, *, through: Attestation | None = None) -> Outline:
    if readership is Reader.ANIMATEUR:
        if document != "carnet":
            raise NoSuchDocument()
        return notebook.compose(make_notebook(material.meeting))
    record = make_record(material, readership, through=through)
    if document not in catalogue.names_for(record):
        raise NoSuchDocument()
    return catalogue.compose(document, record)


def outline(
    *,
    meeting_id: str,
    document: str,
    readership: Reader,
    attestation: Attestation | None = None,
    ask_gate: bool = False,
) -> Outline:
    """The document as this readership may have it. A closed meeting gives the one frozen at closing.

    With `ask_gate`, what touches a person must either pass the gate or be refused: raises GateRefused when notes wait there and the attestation
    does not open it. Without, such notes are simply not in the document. Raises NotHere, NoSuchDocument.
    """
    meeting = load(meeting_id)
    material = gather(meeting) if ask_gate else _gathered(meeting)
    waiting = ask_gate and at_gate(material, readership) > 0
    if waiting:
        must_open(attestation)
    if waiting:
        return kept_as.corrected(meeting_id, _outline(material, document, readership, through=attestation))
    return _standing(material, document, readership)


def _gathered(meeting: Meeting) -> Material:
    """The material of a meeting; if it is closed its documents are frozen, and take less."""
    return gather(meeting, whole=meeting.state is not MeetingState.CLOSED)


def _standing(material: Material, document: str, readership: Reader) -> Outline:
    """The newest version of a closed meeting's document, else what it says now."""
    closed = material.meeting.state is MeetingState.CLOSED
    frozen = kept_as.latest(material.meeting.id, document, readership) if closed else None
    return kept_as.as_it_stands(material.meeting, frozen) if frozen else _outline(material, document, readership)


def file_name(found: Outline, document: str) -> str:
    """« procès-verbal séance 3-2026.docx »: no path, no person's name, at most 120 characters."""
    title = found.document if document == "pv" else NAMES[document]  # a class's is a synthesis
    words = " ".join(part for part in (title, found.partnership, found.number.replace("/", "-")) if part)
    safe = "".join(sign if sign.isalnum() or sign in " -_·" else "-" for sign in unicodedata.normalize("NFC", words))
    return f"{' '.join(safe.split())[:110]}.docx"


# ------------------------------------------------------------------ what comes after


def save_next(*, meeting_id: str, next_at: datetime | None, next_place: str, next_points: str, now: datetime) -> None:
    """When and where the group meets again, and what is already announced."""
    meeting = lock_meeting(meeting_id)
    meeting.next_at, meeting.next_place, meeting.next_points = next_at, kept(next_place), kept(next_points)
    tell(meeting, "next_set", now)


def choose_annex(*, meeting_id: str, annex: bool, now: datetime) -> None:
    """The group keeps its texts word for word, in an annex, where a synthesis takes their place; or it no longer does."""
    meeting = lock_meeting(meeting_id)
    meeting.annex = annex
    tell(meeting, "annex_chosen" if annex else "annex_left", now)


# ------------------------------------------------------------------ closing


def to_be_erased(material: Material) -> Erased:
    """What closing will erase, counted, and the syntheses still empty although answers were given."""
    doomed, empty = 0, []
    for stage in material.meeting.stages:
        step = step_of(material.meeting, stage)
        rows = material.rows.get(stage.id, [])
        doomed += len(rows) if step.trace is not Trace.PV else sum(Mark.CONFIDENCE in row.marks for row in rows)
        if step.trace is Trace.SYNTHESE and rows and stage.id not in material.syntheses:
            empty.append((stage.id, step.title))
    doomed += len(_doomed_syntheses(material))
    doomed += sum(Mark.CONFIDENCE in one.marks for one in material.outcomes)
    return Erased(doomed, tuple(empty))


def _doomed_syntheses(material: Material) -> list[Synthesis]:
    """Those told in trust, and those of a step of which nothing was to remain."""
    remain = {
        stage.id
        for stage in material.meeting.stages
        if step_of(material.meeting, stage).trace in (Trace.SYNTHESE, Trace.PV)
    }
    return [row for key, row in material.syntheses.items() if key not in remain or Mark.CONFIDENCE in row.marks]


def close(*, meeting_id: str, now: datetime) -> None:
    """Close for good: freeze every document for each readership, then erase what the guide said would not remain. Raises StillSealed."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    if waits(meeting_id):
        raise StillSealed()
    meeting.state = after(meeting.state, "close")
    meeting.closed_at = now
    material = gather(meeting)
    status = status_of(material)
    for readership in FROZEN:
        for document in offered(material, readership):
            found = _outline(material, document, readership)
            db.session.add(
                FrozenOutline(
                    meeting_id=meeting.id,
                    document=document,
                    reader=readership.value,
                    status=status,
                    outline=found.to_json(),
                    frozen_at=now,
                )
            )
    db.session.flush()
    erased = to_be_erased(material).texts
    _erase(material)
    wall.forget_after_commit()
    tell(meeting, "closed", now, erased=erased, **left(meeting))


def _erase(material: Material) -> None:
    for stage in material.meeting.stages:
        kept_here = step_of(material.meeting, stage).trace is Trace.PV
        _delete(row for row in material.rows.get(stage.id, []) if not kept_here or Mark.CONFIDENCE in row.marks)
        if not kept_here:
            stage.desk = {}
    _delete(_doomed_syntheses(material))
    for one in material.outcomes:
        if Mark.CONFIDENCE in one.marks:
            db.session.execute(delete(FollowUp).where(FollowUp.outcome_id == one.id))
            db.session.execute(delete(Outcome).where(Outcome.id == one.id))
    ids = [stage.id for stage in material.meeting.stages]
    db.session.execute(delete(AnonymousKey).where(AnonymousKey.stage_id.in_(ids)))
    db.session.execute(delete(Undo).where(Undo.meeting_id == material.meeting.id))
    devices.forget(material.meeting)
    for person in material.meeting.attendances:  # what binds a guest is known for the length of one meeting
        person.standing = None


def _delete(rows: Iterable[object]) -> None:
    for row in rows:
        db.session.delete(row)


def close_overdue(*, now: datetime) -> int:
    """Close the meetings that ended more than 24 hours ago; gives how many closed. Looked at on start, hourly."""
    closed = 0
    for row in db.session.scalars(select(Meeting).where(Meeting.state == MeetingState.ENDED)).all():
        over = row.retyped_at or row.ended_at  # what was held on paper has its day after it was typed in
        if closes_by_itself(row.state, over, row.to_retype, now) and not waits(row.id):
            close(meeting_id=row.id, now=now)
            closed += 1
    return closed


def is_running_for(*, account_id: str) -> bool:
    """Whether a meeting led by this account is under way: its session then doesn't expire."""
    under_way = (MeetingState.OPEN, MeetingState.RUNNING, MeetingState.ENDED)
    query = select(MeetingRole.meeting_id).join(Meeting, Meeting.id == MeetingRole.meeting_id)
    mine = query.where(MeetingRole.account_id == account_id, Meeting.state.in_(under_way)).limit(1)
    return db.session.scalar(mine) is not None


def word_file(found: Outline, document: str) -> tuple[bytes, str]:
    """The Word file of this outline, and its name. To be called outside a unit of work: writing Word holds nobody up."""
    from facilitation.documents.word.write import write  # python-docx is slow to import: only when a file is wanted

    return write(found), file_name(found, document)
