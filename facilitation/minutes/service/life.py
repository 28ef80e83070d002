"""Sending and approving the minutes, and the page that tells where they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from facilitation.accounts.rules import normal_code
from facilitation.accounts.service import digest
from facilitation.confidentiality.readers import Reader
from facilitation.database import db, new_id
from facilitation.documents import catalogue
from facilitation.documents.front import is_silent
from facilitation.french_dates import local_day
from facilitation.i18n import _, mark
from facilitation.meetings import service as meetings
from facilitation.meetings.ledger import lock_meeting, session_number, tell
from facilitation.meetings.models import FrozenOutline, Meeting, MeetingLink, Remark
from facilitation.meetings.rules import MeetingState
from facilitation.meetings.service import frozen
from facilitation.meetings.service.reading import was_read_back
from facilitation.meetings.shown import MeetingShown, OutcomeShown
from facilitation.minutes.rules import (
    PREPARATION,
    Life,
    Way,
    approved,
    code_of,
    last_day,
    next_gesture,
    sent,
    stand,
    tacitly,
)
from facilitation.minutes.shown import ActionShown, LifePage, PaperShown, RemarkShown, VersionShown
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.models import Outcome
from facilitation.outcomes.rules import OutcomeKind
from facilitation.outline import Outline

LINK = "remarques"
READERS = (Reader.GROUPE, Reader.PARTENAIRES, Reader.PERSONNE, Reader.PUBLIC)
UNSENT = ("projet", "relu")
PASSAGES = mark("Passages changés : %(places)s")


# ------------------------------------------------------------------ the facts


def facts(meeting: Meeting, rows: tuple[FrozenOutline, ...] | None = None) -> Life:
    """What the rules are asked about; `rows` are the meeting's frozen documents, those in preparation included."""
    known = frozen.rows_of(meeting.id, preparing=True) if rows is None else rows
    ticks = db.session.scalars(select(Outcome.read_back).where(Outcome.meeting_id == meeting.id)).all()
    settled = db.session.scalars(select(Remark.settled_at).where(Remark.meeting_id == meeting.id)).all()
    return _life(meeting, known, tuple(settled), ticks)


def _life(
    meeting: Meeting, rows: tuple[FrozenOutline, ...], settled: tuple[datetime | None, ...], ticks: Iterable[bool]
) -> Life:
    return Life(
        state=meeting.state,
        held_on=_held_on(meeting),
        days=frozen.approval_days(meeting),
        read=was_read_back(meeting, ticks),
        sent_at=meeting.sent_at,
        approved_at=meeting.approved_at,
        way=meeting.approval,
        open_remarks=settled.count(None),
        last_settled=max((at for at in settled if at is not None), default=None),
        unsent=any(row.status in UNSENT for row in _newest(rows).values()),
        preparing=any(row.status == PREPARATION for row in rows),
    )


def _held_on(meeting: Meeting) -> date:
    return local_day(meeting.started_at or meeting.starts_at or meeting.created_at)


def _newest(rows: tuple[FrozenOutline, ...]) -> dict[tuple[str, str], FrozenOutline]:
    """The newest version made of each document, by (reader, document)."""
    made = [row for row in rows if row.status != PREPARATION]
    return {(row.reader, row.document): row for row in made}


# ------------------------------------------------------------------ the gestures


def send(*, meeting_id: str, on: date, now: datetime, secret: bytes) -> None:
    """Note that the newest version was sent for remarks that day, and open the form for them. Raises NotHere, and what `rules.sent` raises."""
    meeting = lock_meeting(meeting_id, writable=False)
    meeting.sent_at = sent(facts(meeting), on, now)
    for row in _newest(frozen.rows_of(meeting_id)).values():
        row.status = "envoye"
    if _link(meeting_id) is None:
        _make_link(meeting_id, secret, now)
    tell(meeting, "minutes_sent", now)
    db.session.flush()


def new_link(*, meeting_id: str, now: datetime, secret: bytes) -> None:
    """Withdraw the link of the form and make another. Raises NotHere."""
    meeting = lock_meeting(meeting_id, writable=False)
    for row in _links(meeting_id):
        db.session.delete(row)
    if meeting.sent_at is not None and meeting.approved_at is None:
        _make_link(meeting_id, secret, now)
    tell(meeting, "remarks_link_renewed", now)
    db.session.flush()


def approve(*, meeting_id: str, on: date, now: datetime) -> None:
    """Note that the group approved the minutes in session that day. Raises NotHere, and what `rules.approved` raises."""
    meeting = lock_meeting(meeting_id, writable=False)
    _approved(meeting, approved(facts(meeting), on, now), Way.SESSION, now)


def approve_overdue(*, now: datetime) -> int:
    """Approve the minutes whose delay ended without an open remark; gives how many. Looked at on start and hourly, like the closing of meetings."""
    done = 0
    waiting = select(Meeting).where(Meeting.sent_at.is_not(None), Meeting.approved_at.is_(None))
    for meeting in db.session.scalars(waiting).all():
        at = tacitly(facts(meeting), now)
        if at is not None:
            _approved(meeting, at, Way.TACIT, now)
            done += 1
    return done


def _approved(meeting: Meeting, at: datetime, way: Way, now: datetime) -> None:
    meeting.approved_at, meeting.approval = at, way.value
    for row in _newest(frozen.rows_of(meeting.id)).values():
        row.status = "approuve"
    for link in _links(meeting.id):
        link.expires_at = now
    tell(meeting, "minutes_approved", now, way=way.value)
    db.session.flush()


def _links(meeting_id: str) -> list[MeetingLink]:
    query = select(MeetingLink).where(MeetingLink.meeting_id == meeting_id, MeetingLink.kind == LINK)
    return list(db.session.scalars(query))


def _link(meeting_id: str) -> MeetingLink | None:
    return next((row for row in _links(meeting_id) if row.expires_at is None), None)


def _make_link(meeting_id: str, secret: bytes, now: datetime) -> None:
    row = MeetingLink(id=new_id(), meeting_id=meeting_id, kind=LINK, made_at=now, code_hash="")
    row.code_hash = digest(normal_code(code_of(secret, row.id)))
    db.session.add(row)


# ------------------------------------------------------------------ the page


def life_page(*, meeting_id: str, now: datetime, secret: bytes) -> LifePage | None:
    """The life of the minutes of this meeting, as the facilitators and the secretary see it; None before the meeting is over. Raises NotHere."""
    shown = meetings.meeting_shown(meeting_id=meeting_id, now=now)
    meeting = lock_meeting(meeting_id, writable=False)
    if meeting.state is MeetingState.ENDED:  # nothing was frozen, sent or remarked yet
        return _drafted(shown, meeting)
    if meeting.state is not MeetingState.CLOSED:
        return None
    rows, link, remarks = frozen.rows_of(meeting_id, preparing=True), _link(meeting_id), _remarks(meeting_id)
    found = outcomes.of_meeting(meeting_id=meeting_id, session=session_number(meeting))
    life = _life(meeting, rows, tuple(one.settled_at for one in remarks), [one.read_back for one in found])
    papers = tuple(sorted(map(paper, _newest(rows).values()), key=in_order))
    code = code_of(secret, link.id) if link is not None else ""
    return _page(shown, life, found, papers, code=code, remarks=remarks, versions=_versions(rows))


def _drafted(shown: MeetingShown, meeting: Meeting) -> LifePage:
    """The page of a meeting that is over and not closed: what each readership would get now."""
    found, outlines = meetings.all_outlines(meeting_id=meeting.id, readerships=READERS)
    life = _life(meeting, (), (), [one.read_back for one in found])
    papers = tuple(
        PaperShown(reader, name, catalogue.TITLES[name], silent=is_silent(outline))
        for reader, name, outline in outlines
    )
    return _page(shown, life, found, papers)


def _page(
    shown: MeetingShown,
    life: Life,
    found: tuple[OutcomeShown, ...],
    papers: tuple[PaperShown, ...],
    *,
    code: str = "",
    remarks: tuple[RemarkShown, ...] = (),
    versions: tuple[VersionShown, ...] = (),
) -> LifePage:
    return LifePage(
        meeting=shown,
        life=life,
        stand=stand(life),
        gesture=next_gesture(life),
        code=code,
        last_day=last_day(life),
        remarks=remarks,
        papers=papers,
        versions=versions,
        actions=tuple(ActionShown(one.id, one.label, one.text) for one in found if one.kind is OutcomeKind.ACTION),
    )


def _remarks(meeting_id: str) -> tuple[RemarkShown, ...]:
    rows = db.session.scalars(select(Remark).where(Remark.meeting_id == meeting_id).order_by(Remark.at, Remark.id))
    return tuple(
        RemarkShown(row.id, row.author, row.organisation, row.text, row.answer, row.at, row.settled_at) for row in rows
    )


def paper(row: FrozenOutline) -> PaperShown:
    """A frozen document, without its text."""
    silent = is_silent(Outline.from_json(row.outline)) if row.reader in ("personne", "public") else False
    return PaperShown(Reader(row.reader), row.document, catalogue.TITLES[row.document], row.version, silent)


def in_order(one: PaperShown) -> tuple[int, int]:
    """The order in which people read: by readership, then by document."""
    return READERS.index(one.reader), list(catalogue.TITLES).index(one.document)


def _versions(rows: tuple[FrozenOutline, ...]) -> tuple[VersionShown, ...]:
    """The versions, newest first; nothing while there is but one."""
    numbers = sorted({row.version for row in rows}, reverse=True)
    found = []
    for number in numbers:
        own = [row for row in rows if row.version == number]
        told = _once(line for row in sorted(own, key=_paper_first) for line in row.changes.split("\n") if line)
        papers = tuple(sorted(map(paper, own), key=in_order))
        preparing = any(row.status == PREPARATION for row in own)
        found.append(VersionShown(number, max(row.frozen_at for row in own), preparing, papers, told))
    return tuple(found)


def _paper_first(row: FrozenOutline) -> tuple[int, int]:
    return in_order(PaperShown(Reader(row.reader), row.document, ""))


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines without those that come again; of those that list passages, the first, which is that of the fullest document."""
    listing = _(PASSAGES, places="").rstrip()
    kept: list[str] = []
    for line in lines:
        again = line.startswith(listing) and any(one.startswith(listing) for one in kept)
        if line not in kept and not again:
            kept.append(line)
    return tuple(kept)
