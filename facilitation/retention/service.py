"""What is kept how long, in each partnership; what is to be erased now, and what that will be told of. Inside a unit of work of the caller."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select

from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.french_dates import local_day
from facilitation.meetings.models import Draft, Meeting, MeetingRole, Undo
from facilitation.partnerships.models import Partnership, PartnershipAccount
from facilitation.retention import rules
from facilitation.retention.models import PurgeCertificate, RetentionDelay
from facilitation.retention.rules import Kept, Life
from facilitation.typed import kept


@dataclass(frozen=True, slots=True)
class DelayShown:
    """A delay of a partnership: `days` now, `usual` ones, the `reason` it was lengthened for, and the most it can be."""

    what: Kept
    days: int
    usual: int
    longest: int
    reason: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is erased soon: of which meeting, when it was held, on which day it goes, and where that can be put off."""

    meeting_id: str
    partnership_id: str | None
    held_at: datetime
    what: Kept
    on: date


@dataclass(frozen=True, slots=True)
class Question:
    """A partnership that is asked what becomes of what it keeps."""

    partnership_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one purge erased, as its page and its Word file say. No title, no name."""

    id: str
    at: datetime
    kind: str
    partnership_id: str | None
    counts: dict[str, int]
    copies: tuple[str, ...]
    copies_until: datetime | None


# ------------------------------------------------------------------ delays


def delays_of(*, partnership_id: str | None) -> dict[Kept, int]:
    """How many days each thing is kept in this partnership; the usual ones without a partnership."""
    return _delays([partnership_id]).get(partnership_id, dict(rules.USUAL))


def _delays(partnerships: Iterable[str | None]) -> dict[str | None, dict[Kept, int]]:
    ids = {one for one in partnerships if one is not None}
    found: dict[str | None, dict[Kept, int]] = {one: dict(rules.USUAL) for one in (None, *ids)}
    for row in db.session.scalars(select(RetentionDelay).where(RetentionDelay.partnership_id.in_(ids))) if ids else ():
        if row.what in set(Kept):
            found[row.partnership_id][Kept(row.what)] = row.days
    return found


def delays_shown(*, partnership_id: str) -> tuple[DelayShown, ...]:
    """The delays of a partnership, with the reasons of those that were lengthened."""
    rows = db.session.scalars(select(RetentionDelay).where(RetentionDelay.partnership_id == partnership_id))
    chosen = {row.what: row for row in rows}
    return tuple(
        DelayShown(
            what,
            chosen[what].days if what in chosen else rules.USUAL[what],
            rules.USUAL[what],
            rules.LONGEST[what],
            chosen[what].reason if what in chosen else "",
        )
        for what in Kept
    )


def set_delay(*, partnership_id: str, what: Kept, days: int, reason: str, now: datetime) -> None:
    """Keep this for so many days in this partnership. Raises ReasonMissing, TooLongKept, NotHere."""
    if db.session.get(Partnership, partnership_id) is None:
        raise NotHere()
    rules.must_hold(what, days, reason)
    row = db.session.get(RetentionDelay, (partnership_id, what.value))
    if days == rules.USUAL[what]:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = RetentionDelay(partnership_id=partnership_id, what=what.value)
        db.session.add(row)
    row.days, row.set_at = days, now
    row.reason = kept(reason).strip() if days > rules.USUAL[what] else ""
    db.session.flush()


# ------------------------------------------------------------------ what is to be erased


def life_of(meeting: Meeting) -> Life:
    """What the delays of this meeting are counted from."""
    return Life(
        meeting.id,
        meeting.closed_at,
        meeting.approved_at,
        meeting.to_retype and meeting.retyped_at is None,
        meeting.notebook_purged_at,
        meeting.contributions_purged_at,
    )


def due(*, now: datetime) -> tuple[tuple[str, str | None, tuple[Kept, ...]], ...]:
    """What is to be erased by now: (meeting, its partnership, what), in the order of the closings."""
    found = []
    rows = _closed()
    delays = _delays(row.partnership_id for row in rows)
    half_typed = set(db.session.scalars(select(Draft.meeting_id))) | set(db.session.scalars(select(Undo.meeting_id)))
    for row in rows:
        what = rules.due(life_of(row), delays[row.partnership_id], now)
        left = tuple(one for one in what if one is not Kept.DRAFTS or row.id in half_typed)
        if left:
            found.append((row.id, row.partnership_id, left))
    return tuple(found)


def _closed() -> list[Meeting]:
    return list(db.session.scalars(select(Meeting).where(Meeting.closed_at.is_not(None)).order_by(Meeting.closed_at)))


def led_by(*, account_id: str) -> frozenset[str]:
    """The meetings of which this account is a facilitator."""
    mine = select(MeetingRole.meeting_id).where(MeetingRole.account_id == account_id)
    return frozenset(db.session.scalars(mine.where(MeetingRole.role == "facilitator")))


# ------------------------------------------------------------------ what is announced


def notices(*, account_id: str, now: datetime) -> tuple[Notice, ...]:
    """What of this account's meetings is erased within a week, the first to go first."""
    mine = select(MeetingRole.meeting_id).where(MeetingRole.account_id == account_id)
    return _notices(_waiting(Meeting.id.in_(mine)), now)


def notices_of(*, partnership_id: str, now: datetime) -> tuple[Notice, ...]:
    """What of this partnership's meetings is erased within a week, the first to go first."""
    return _notices(_waiting(Meeting.partnership_id == partnership_id), now)


def notices_of_meeting(*, meeting_id: str, now: datetime) -> tuple[Notice, ...]:
    """What of this meeting is erased within a week."""
    return _notices(_waiting(Meeting.id == meeting_id), now)


@dataclass(frozen=True, slots=True)
class End:
    """When something of a meeting is erased, or was."""

    what: Kept
    on: date
    done: bool


def ends_of_meeting(*, meeting_id: str, now: datetime) -> tuple[tuple[End, ...], tuple[Notice, ...]]:
    """When the notebook and the contributions of a closed meeting are erased, or were; and what of it is announced. Raises NotHere."""
    row = db.session.get(Meeting, meeting_id)
    if row is None:
        raise NotHere()
    life, delays = life_of(row), _delays([row.partnership_id])
    gone = {Kept.NOTEBOOK: row.notebook_purged_at, Kept.CONTRIBUTIONS: row.contributions_purged_at}
    found = []
    for what, at in gone.items():
        if (coming := rules.ends(what, life, delays[row.partnership_id])) is not None:
            found.append(End(what, local_day(coming), done=False))
        elif at is not None:
            found.append(End(what, local_day(at), done=True))
    return tuple(found), _told([row], delays, now)


def _waiting(which: ColumnElement[bool]) -> list[Meeting]:
    gone = (Meeting.notebook_purged_at, Meeting.contributions_purged_at)
    left = or_(
        *(or_(at.is_(None), at < Meeting.closed_at) for at in gone)
    )  # put back from an older copy and closed again
    return list(db.session.scalars(select(Meeting).where(Meeting.closed_at.is_not(None), left, which)))


def _notices(rows: list[Meeting], now: datetime) -> tuple[Notice, ...]:
    return _told(rows, _delays(row.partnership_id for row in rows) if rows else {}, now)


def _told(rows: list[Meeting], delays: dict[str | None, dict[Kept, int]], now: datetime) -> tuple[Notice, ...]:
    found = [
        Notice(row.id, row.partnership_id, held_at(row), what, max(local_day(at), local_day(now)))
        for row in rows
        for what, at in rules.announced(life_of(row), delays[row.partnership_id], now)
    ]
    return tuple(sorted(found, key=lambda one: (one.on, one.held_at, one.what)))


def held_at(meeting: Meeting) -> datetime:
    """The moment by which this meeting is told of."""
    return meeting.started_at or meeting.starts_at or meeting.created_at


# ------------------------------------------------------------------ the yearly question


def questions(*, account_id: str, now: datetime) -> tuple[Question, ...]:
    """The partnerships of this account that are asked « garder, exporter ou effacer »."""
    mine = select(PartnershipAccount.partnership_id).where(PartnershipAccount.account_id == account_id)
    rows = db.session.scalars(select(Partnership).where(Partnership.id.in_(mine)))
    return tuple(Question(row.id, row.name) for row in rows if _asked(row, now))


def _asked(row: Partnership, now: datetime) -> bool:
    return rules.asks_again(local_day(row.created_at), row.asked_on, local_day(now))


def is_asked(*, partnership_id: str, now: datetime) -> bool:
    """Whether this partnership is asked. Raises NotHere."""
    return _asked(partnership_row(partnership_id), now)


def answer_question(*, partnership_id: str, now: datetime) -> None:
    """Note that the question was answered today: what there is is kept for a year, exported or not. Raises NotHere."""
    partnership_row(partnership_id).asked_on = local_day(now)
    db.session.flush()


def partnership_row(partnership_id: str) -> Partnership:
    """The row of this partnership; raises NotHere."""
    row = db.session.get(Partnership, partnership_id)
    if row is None:
        raise NotHere()
    return row


# ------------------------------------------------------------------ certificates


def certificates(*, account_id: str) -> tuple[Certificate, ...]:
    """Those of this account's partnerships, and those of the meetings of none; the newest first."""
    mine = select(PartnershipAccount.partnership_id).where(PartnershipAccount.account_id == account_id)
    of_mine = or_(PurgeCertificate.partnership_id.in_(mine), PurgeCertificate.partnership_id.is_(None), _gone())
    query = select(PurgeCertificate).where(of_mine).order_by(PurgeCertificate.at.desc(), PurgeCertificate.id)
    return tuple(_certificate(row) for row in db.session.scalars(query))


def _gone() -> ColumnElement[bool]:
    """Of a partnership that is no more, nothing is told but counts: whoever erased it keeps the proof."""
    return PurgeCertificate.partnership_id.not_in(select(Partnership.id))


def certificate(*, certificate_id: str, account_id: str) -> Certificate:
    """The certificate of this id; raises NotHere for another's."""
    found = next((one for one in certificates(account_id=account_id) if one.id == certificate_id), None)
    if found is None:
        raise NotHere()
    return found


def _certificate(row: PurgeCertificate) -> Certificate:
    return Certificate(
        row.id, row.at, row.kind, row.partnership_id, dict(row.counts), tuple(row.copies), row.copies_until
    )
