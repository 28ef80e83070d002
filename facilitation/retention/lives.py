"""The ends of lives: a partnership in the archive, a service that leaves, a member's own rights, a meeting erased. Inside a unit of work of the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere
from facilitation.french_dates import local_day
from facilitation.meetings.ledger import session_number
from facilitation.meetings.models import Attendance, FrozenOutline, Meeting
from facilitation.meetings.rules import MeetingState, Presence
from facilitation.outcomes.models import Outcome
from facilitation.outcomes.rules import CLOSED, OutcomeKind, label
from facilitation.partnerships.models import Member, Organisation, PartnershipAccount
from facilitation.partnerships.rules import same
from facilitation.partnerships.service import member as member_view
from facilitation.retention.service import held_at, partnership_row

OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)
UNDER_WAY = (MeetingState.OPEN, MeetingState.RUNNING, MeetingState.ENDED)


class MeetingsToCome(FacilitationError):
    """Ce partenariat a encore une réunion préparée ou en cours. Tenez-la, close comprise, ou annulez-la ; puis revenez ici."""


class NotOver(FacilitationError):
    """Cette réunion n'est pas finie : close d'abord, elle pourra être effacée. Une réunion qui n'a pas commencé se supprime depuis sa préparation."""


class StillOpen(FacilitationError):
    """Cette réunion porte encore des actions ouvertes. Dites d'abord ce qu'elles deviennent, dans « Actions ouvertes » ; puis revenez ici."""


class NotConfirmed(FacilitationError):
    """Rien n'a été effacé. Pour confirmer, écrivez EFFACER, en toutes lettres."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a partnership keeps, counted; `archived_on` when it is in the archive."""

    name: str
    archived_on: date | None
    meetings: int
    documents: int
    actions: int
    members: int


@dataclass(frozen=True, slots=True)
class Place:
    """An attendance of a member: when, at which meeting (« 3/2026 »), how."""

    held_at: datetime
    number: str
    presence: str
    function: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Carried:
    """An action that a member bears, or bore."""

    label: str
    text: str
    open: bool


@dataclass(frozen=True, slots=True)
class MemberSheet:
    """All that Maillage knows of a member, for them to read; their standing as to secrecy is among it, if it was noted."""

    id: str
    name: str
    function: str
    organisation: str
    active: bool
    standing: str
    places: tuple[Place, ...]
    carried: tuple[Carried, ...]


def must_be_confirmed(typed: str) -> None:
    """Raise NotConfirmed unless « EFFACER » was typed."""
    if typed.strip().upper() != "EFFACER":
        raise NotConfirmed()


# ------------------------------------------------------------------ a partnership


def holding(*, partnership_id: str) -> Holding:
    """What this partnership keeps. Raises NotHere."""
    row = partnership_row(partnership_id)
    own = select(Meeting.id).where(Meeting.partnership_id == partnership_id)
    open_ones = (Outcome.kind == OutcomeKind.ACTION, Outcome.status.not_in(CLOSED), Outcome.meeting_id.in_(own))
    counted = (
        select(func.count()).select_from(Meeting).where(Meeting.id.in_(own), Meeting.closed_at.is_not(None)),
        select(func.count()).select_from(FrozenOutline).where(FrozenOutline.meeting_id.in_(own)),
        select(func.count()).select_from(Outcome).where(*open_ones),
        select(func.count()).select_from(Member).where(Member.partnership_id == partnership_id),
    )
    counts = db.session.execute(select(*(one.scalar_subquery() for one in counted))).one()
    return Holding(row.name, local_day(row.archived_at) if row.archived_at else None, *counts)


def put_away(*, partnership_id: str, now: datetime) -> None:
    """Put the partnership in the archive: it is read, and changed no more. Raises MeetingsToCome, NotHere."""
    _nothing_to_come(partnership_id, (*UNDER_WAY, MeetingState.PREPARED, MeetingState.CONVENED))
    partnership_row(partnership_id).archived_at = now
    db.session.flush()


def take_out(*, partnership_id: str) -> None:
    """Take the partnership out of the archive. Raises NotHere."""
    partnership_row(partnership_id).archived_at = None
    db.session.flush()


def may_be_erased(*, partnership_id: str) -> None:
    """Raise MeetingsToCome while a meeting of this partnership is under way, NotHere."""
    partnership_row(partnership_id)
    _nothing_to_come(partnership_id, UNDER_WAY)


def _nothing_to_come(partnership_id: str, states: tuple[MeetingState, ...]) -> None:
    found = select(Meeting.id).where(Meeting.partnership_id == partnership_id, Meeting.state.in_(states)).limit(1)
    if db.session.scalar(found) is not None:
        raise MeetingsToCome()


# ------------------------------------------------------------------ a meeting


def meeting_may_be_erased(*, meeting_id: str) -> str | None:
    """The partnership of a meeting that is over and may be erased. Raises NotOver, StillOpen, NotHere."""
    row = db.session.get(Meeting, meeting_id)
    if row is None:
        raise NotHere()
    if row.state not in OVER:
        raise NotOver()
    waiting = (Outcome.meeting_id == meeting_id, Outcome.kind == OutcomeKind.ACTION, Outcome.status.not_in(CLOSED))
    if db.session.scalar(select(Outcome.id).where(*waiting).limit(1)) is not None:
        raise StillOpen()
    return row.partnership_id


# ------------------------------------------------------------------ a service that leaves


def note_departure(*, partnership_id: str, organisation_id: str, on: date) -> tuple[str, ...]:
    """Note that this service left: its members are proposed no more and their standing is forgotten. Gives the members' ids. Raises NotHere."""
    row = db.session.get(Organisation, organisation_id)
    if row is None or row.partnership_id != partnership_id:
        raise NotHere()
    row.left_on = on
    members = db.session.scalars(select(Member).where(Member.organisation_id == organisation_id)).all()
    for one in members:
        one.active, one.standing = False, None
    db.session.flush()
    return tuple(one.id for one in members)


def come_back(*, partnership_id: str, organisation_id: str) -> None:
    """The service is of the partnership again. Raises NotHere."""
    row = db.session.get(Organisation, organisation_id)
    if row is None or row.partnership_id != partnership_id:
        raise NotHere()
    row.left_on = None
    db.session.flush()


def departure(*, partnership_id: str, organisation_id: str) -> date | None:
    """When this service left, or None. Raises NotHere."""
    row = db.session.get(Organisation, organisation_id)
    if row is None or row.partnership_id != partnership_id:
        raise NotHere()
    return row.left_on


# ------------------------------------------------------------------ a member's own rights


def _presence(seat: Attendance, meeting: Meeting) -> str:
    """The presence that was noted; before a meeting is opened, and where it was cancelled, nobody was there yet."""
    if meeting.state is MeetingState.CANCELLED:
        return "annulee"
    if meeting.state in (MeetingState.PREPARED, MeetingState.CONVENED) and seat.presence is Presence.PRESENT:
        return "attendu"
    return seat.presence.value


def member_sheet(*, partnership_id: str, member_id: str) -> MemberSheet:
    """All that is known of this member. Raises NotHere."""
    shown = member_view(partnership_id=partnership_id, member_id=member_id)
    row = db.session.get_one(Member, member_id)
    query = select(Attendance, Meeting).join(Meeting, Meeting.id == Attendance.meeting_id)
    found = db.session.execute(query.where(Attendance.member_id == member_id)).all()
    places = sorted(
        (
            Place(held_at(meeting), session_number(meeting), _presence(one, meeting), one.function, one.organisation)
            for one, meeting in found
        ),
        key=lambda one: one.held_at,
    )
    seats = [one.id for one, _meeting in found]
    return MemberSheet(
        id=shown.id,
        name=shown.name,
        function=shown.function,
        organisation=shown.organisation,
        active=shown.active,
        standing=row.standing or "",
        places=tuple(places),
        carried=_carried(partnership_id, shown.name, seats),
    )


def _carried(partnership_id: str, name: str, seats: list[str]) -> tuple[Carried, ...]:
    query = (
        select(Outcome, Meeting)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .where(Meeting.partnership_id == partnership_id, Outcome.kind == OutcomeKind.ACTION)
        .where(or_(Outcome.bearer_id.in_(seats), Outcome.bearer != ""))
        .order_by(Outcome.captured_at, Outcome.number)
    )
    return tuple(
        Carried(label(row.kind, row.number, session_number(meeting)), row.text, row.status not in CLOSED)
        for row, meeting in db.session.execute(query)
        if row.bearer_id in seats or same(row.bearer) == same(name)
    )


def accounts_of(*, partnership_id: str) -> int:
    """How many accounts look after this partnership: they all see what is written here."""
    owners = select(func.count()).select_from(PartnershipAccount)
    return db.session.scalar(owners.where(PartnershipAccount.partnership_id == partnership_id)) or 0
