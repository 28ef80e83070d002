"""Partnerships, their services and members: load, decide with the rules, store. Inside a unit of work of the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from facilitation.database import db, unit_only_reads
from facilitation.errors import FacilitationError, NotHere
from facilitation.french_order import french_key
from facilitation.partnerships.models import Member, Organisation, Partnership, PartnershipAccount
from facilitation.partnerships.rules import (
    APPROVAL_DAYS,
    CONVOCATION_DAYS,
    MemberLine,
    Term,
    TermForms,
    same,
    term_forms,
)
from facilitation.typed import kept, required


class MemberAlreadyHere(FacilitationError):
    """%(name)s figure déjà parmi les membres de ce service."""


class ServiceAlreadyHere(FacilitationError):
    """Ce service figure déjà dans le partenariat."""


class PartnershipIsArchived(FacilitationError):
    """Ce partenariat est archivé : il se lit, et ne se change plus. Sortez-le d'abord des archives, depuis sa page « Garder, archiver, effacer »."""


@dataclass(frozen=True, slots=True)
class PartnershipView:
    """A partnership, without its people. Delays in days; `services` counts them; `quorum`: None where it wants none.

    `concerned_person_term` is the word itself (« usager »), `term` all its forms, `chosen_term` the choice behind them.
    """

    id: str
    name: str
    territory: str
    place: str
    services: int
    concerned_person_term: str
    term: TermForms
    chosen_term: Term
    approval_days: int
    convocation_days: int
    quorum: int | None
    version: int
    archived: bool = False


@dataclass(frozen=True, slots=True)
class PartnershipLine:
    """A partnership in a list: how many services and active members it has."""

    id: str
    name: str
    territory: str
    services: int
    members: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """A professional of a partnership; `organisation` is the name of their service, empty when unknown."""

    id: str
    name: str
    function: str
    organisation: str
    organisation_id: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """A service of a partnership, with its members in the French order of their names; `left_on` when it left."""

    id: str
    name: str
    members: tuple[MemberView, ...]
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What a partnership's page of settings changes; texts as typed."""

    name: str
    territory: str = ""
    place: str = ""
    concerned_person_term: Term = Term.PERSONNE_CONCERNEE
    approval_days: int = APPROVAL_DAYS
    convocation_days: int = CONVOCATION_DAYS
    quorum: int | None = None


# ------------------------------------------------------------------ reading


def owns(*, partnership_id: str, account_id: str) -> bool:
    """Whether this account looks after this partnership."""
    return db.session.get(PartnershipAccount, (partnership_id, account_id)) is not None


def partnership(*, partnership_id: str) -> PartnershipView:
    """The partnership of this id, loaded once in a unit of work that only reads; raises NotHere."""
    held: dict[str, PartnershipView] = db.session().info.setdefault("partnerships", {}) if unit_only_reads() else {}
    if partnership_id not in held:
        held[partnership_id] = _view(_row(partnership_id))
    return held[partnership_id]


def partnerships_of(*, account_id: str) -> tuple[PartnershipLine, ...]:
    """The partnerships that this account looks after, in the French order of their names."""
    services = (
        select(func.count(Organisation.id)).where(Organisation.partnership_id == Partnership.id).scalar_subquery()
    )
    members = (
        select(func.count(Member.id)).where(Member.partnership_id == Partnership.id, Member.active).scalar_subquery()
    )
    rows = db.session.execute(
        select(Partnership.id, Partnership.name, Partnership.territory, services, members)
        .join(PartnershipAccount)
        .where(PartnershipAccount.account_id == account_id)
    )
    return tuple(sorted((PartnershipLine(*row) for row in rows), key=lambda line: french_key(line.name)))


def members_of(*, partnership_id: str, active_only: bool = True) -> tuple[MemberView, ...]:
    """The members of a partnership in the French order of service, then name."""
    rows = db.session.execute(
        select(Member, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
        .where(Member.partnership_id == partnership_id)
    )
    views = [_member(member, service or "") for member, service in rows if member.active or not active_only]
    return tuple(sorted(views, key=lambda view: (french_key(view.organisation), french_key(view.name))))


def services_of(*, partnership_id: str) -> tuple[OrganisationView, ...]:
    """The services of a partnership with all their members; members without a service come last, under an empty name and id."""
    members = members_of(partnership_id=partnership_id, active_only=False)
    rows = db.session.scalars(select(Organisation).where(Organisation.partnership_id == partnership_id))
    views = [
        OrganisationView(
            row.id, row.name, tuple(member for member in members if member.organisation_id == row.id), row.left_on
        )
        for row in rows
    ]
    without = tuple(member for member in members if member.organisation_id is None)
    ordered = sorted(views, key=lambda view: french_key(view.name))
    return (*ordered, OrganisationView("", "", without)) if without else tuple(ordered)


def service_names(*, partnership_id: str) -> tuple[str, ...]:
    """The names of the services of a partnership that have not left it, in the French order; raises NotHere."""
    there = (row.name for row in _row(partnership_id).organisations if row.left_on is None)
    return tuple(sorted(there, key=french_key))


def member(*, partnership_id: str, member_id: str) -> MemberView:
    """The member of this id in this partnership; raises NotHere."""
    row = _member_row(partnership_id, member_id)
    service = db.session.get(Organisation, row.organisation_id) if row.organisation_id else None
    return _member(row, service.name if service else "")


def organisation(*, partnership_id: str, organisation_id: str) -> OrganisationView:
    """The service of this id in this partnership, with its members; raises NotHere."""
    for view in services_of(partnership_id=partnership_id):
        if view.id == organisation_id and view.id:
            return view
    raise NotHere()


# ------------------------------------------------------------------ writing


def create(*, account_id: str, settings: Settings, now: datetime) -> str:
    """The id of a new partnership that this account looks after; raises Empty or TooLong for its name."""
    row = Partnership(name=required(settings.name), created_at=now)
    _fill(row, settings)
    db.session.add(row)
    db.session.flush()
    db.session.add(PartnershipAccount(partnership_id=row.id, account_id=account_id))
    db.session.flush()
    return row.id


def change_settings(*, partnership_id: str, settings: Settings) -> None:
    """Give the partnership these settings; raises NotHere, Empty or TooLong."""
    row = _changeable(partnership_id)
    _fill(row, settings)
    row.version += 1
    db.session.flush()


def add_members(*, partnership_id: str, lines: tuple[MemberLine, ...]) -> tuple[int, int]:
    """How many members and services these lines added. A member already here under the same service takes the new function; nobody comes twice."""
    _changeable(partnership_id)
    services = {same(row.name): row for row in _organisations(partnership_id)}
    people = {(same(row.name), row.organisation_id): row for row in _members(partnership_id)}
    added = [0, 0]
    for line in lines:
        service = services.get(same(line.organisation))
        if service is None and line.organisation:
            service = services[same(line.organisation)] = _add_service(partnership_id, line.organisation)
            added[1] += 1
        service_id = service.id if service else None
        known = people.get((same(line.name), service_id))
        if known is None:
            row = Member(
                partnership_id=partnership_id,
                organisation_id=service_id,
                name=kept(line.name),
                function=kept(line.function),
            )
            db.session.add(row)
            people[(same(line.name), service_id)] = row
            added[0] += 1
        else:
            known.function, known.active = kept(line.function) or known.function, True
    db.session.flush()
    return added[0], added[1]


def change_member(
    *, partnership_id: str, member_id: str, name: str, function: str, organisation: str, active: bool
) -> None:
    """Give this member these words and this service (made if it is new); raises NotHere, Empty, TooLong or MemberAlreadyHere."""
    _changeable(partnership_id)
    row = _member_row(partnership_id, member_id)
    service = next((found for found in _organisations(partnership_id) if same(found.name) == same(organisation)), None)
    if service is None and organisation.strip():
        service = _add_service(partnership_id, organisation.strip())
    service_id = service.id if service else None
    for other in _members(partnership_id):
        if other.id != row.id and other.organisation_id == service_id and same(other.name) == same(name):
            raise MemberAlreadyHere(name=name)
    row.name, row.function, row.organisation_id, row.active = required(name), kept(function), service_id, active
    db.session.flush()


def add_service(*, partnership_id: str, name: str) -> str:
    """The id of a new service; raises Empty, TooLong or ServiceAlreadyHere."""
    _changeable(partnership_id)
    if any(same(found.name) == same(name) for found in _organisations(partnership_id)):
        raise ServiceAlreadyHere()
    return _add_service(partnership_id, required(name)).id


def rename_service(*, partnership_id: str, organisation_id: str, name: str) -> None:
    """Give this service this name; raises NotHere, Empty, TooLong or ServiceAlreadyHere."""
    _changeable(partnership_id)
    rows = _organisations(partnership_id)
    row = next((found for found in rows if found.id == organisation_id), None)
    if row is None:
        raise NotHere()
    if any(found.id != row.id and same(found.name) == same(name) for found in rows):
        raise ServiceAlreadyHere()
    row.name = required(name)
    db.session.flush()


# ------------------------------------------------------------------ rows


def _row(partnership_id: str) -> Partnership:
    row = db.session.get(Partnership, partnership_id, options=[joinedload(Partnership.organisations)])
    if row is None:
        raise NotHere()
    return row


def must_be_open(*, partnership_id: str) -> None:
    """Raise PartnershipIsArchived for a partnership that is only read any more, NotHere."""
    _changeable(partnership_id)


def _changeable(partnership_id: str) -> Partnership:
    row = _row(partnership_id)
    if row.archived_at is not None:
        raise PartnershipIsArchived()
    return row


def _member_row(partnership_id: str, member_id: str) -> Member:
    row = db.session.get(Member, member_id)
    if row is None or row.partnership_id != partnership_id:
        raise NotHere()
    return row


def _organisations(partnership_id: str) -> list[Organisation]:
    return list(db.session.scalars(select(Organisation).where(Organisation.partnership_id == partnership_id)))


def _members(partnership_id: str) -> list[Member]:
    return list(db.session.scalars(select(Member).where(Member.partnership_id == partnership_id)))


def _add_service(partnership_id: str, name: str) -> Organisation:
    row = Organisation(partnership_id=partnership_id, name=kept(name))
    db.session.add(row)
    db.session.expire(_row(partnership_id), ["organisations"])
    db.session.flush()
    return row


def _fill(row: Partnership, settings: Settings) -> None:
    row.name, row.territory, row.place = required(settings.name), kept(settings.territory), kept(settings.place)
    row.concerned_person_term = settings.concerned_person_term
    row.approval_days, row.convocation_days = settings.approval_days, settings.convocation_days
    row.quorum = settings.quorum


def _view(row: Partnership) -> PartnershipView:
    forms = term_forms(row.concerned_person_term)
    return PartnershipView(
        id=row.id,
        name=row.name,
        territory=row.territory,
        place=row.place,
        services=sum(one.left_on is None for one in row.organisations),
        concerned_person_term=forms.plain,
        term=forms,
        chosen_term=row.concerned_person_term,
        approval_days=row.approval_days,
        convocation_days=row.convocation_days,
        quorum=row.quorum,
        version=row.version,
        archived=row.archived_at is not None,
    )


def _member(row: Member, service: str) -> MemberView:
    return MemberView(row.id, row.name, row.function, service, row.organisation_id, row.active)


def entrust(*, partnership_id: str, account_id: str) -> None:
    """Have this account look after this partnership too; nothing happens when it already does."""
    if not owns(partnership_id=partnership_id, account_id=account_id):
        db.session.add(PartnershipAccount(partnership_id=partnership_id, account_id=account_id))
        db.session.flush()
