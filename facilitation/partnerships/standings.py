"""What binds the members of a partnership as to secrecy: noted once, for the accounts that look after it alone. Inside a unit of work of the caller."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from facilitation.confidentiality.standing import Standing, from_text
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.french_order import french_key
from facilitation.partnerships.models import Member, Organisation


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """A member in activity, their service (empty when unknown), and what binds them; None where nobody said."""

    id: str
    name: str
    organisation: str
    standing: Standing | None


def standings_of(*, partnership_id: str) -> tuple[MemberStanding, ...]:
    """What was noted of the members in activity, in the French order of service, then name."""
    rows = db.session.execute(
        select(Member.id, Member.name, Organisation.name, Member.standing)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
        .where(Member.partnership_id == partnership_id, Member.active)
    )
    found = [MemberStanding(id, name, service or "", from_text(standing)) for id, name, service, standing in rows]
    return tuple(sorted(found, key=lambda one: (french_key(one.organisation), french_key(one.name))))


def note_standing(*, partnership_id: str, member_id: str, standing: Standing | None) -> None:
    """Note what binds this member, or that nothing is said of it; raises NotHere."""
    row = db.session.get(Member, member_id)
    if row is None or row.partnership_id != partnership_id:
        raise NotHere()
    row.standing = standing.value if standing else None
    db.session.flush()
