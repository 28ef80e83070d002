"""Links by which somebody makes an account of their own: made by an account, good once and for seven days, withdrawn at will. Inside a unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from facilitation.accounts import journal, service
from facilitation.accounts.models import Account, AccountInvitation
from facilitation.accounts.rules import new_code, normal_code
from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere

LIFE = timedelta(days=7)
MOST_WAITING = 20


class InvitationGone(FacilitationError):
    """Cette invitation n'est pas, ou n'est plus, valable : elle sert une seule fois, pendant sept jours. Demandez-en une nouvelle à la personne qui vous l'a remise."""


class TooManyInvitations(FacilitationError):
    """Vingt invitations attendent déjà. Retirez-en une, puis recommencez."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that nobody has used: until when (aware), and the partnership that goes with it, if any."""

    id: str
    expires_at: datetime
    partnership_id: str | None


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation is: who made it, and the partnership that goes with it, if any."""

    by: str
    made_by: str
    partnership_id: str | None


def invite(*, account_id: str, partnership_id: str | None, now: datetime) -> str:
    """The code of a new invitation; only its digest is kept. Raises TooManyInvitations."""
    if len(waiting(account_id=account_id, now=now)) >= MOST_WAITING:
        raise TooManyInvitations()
    code = new_code()
    db.session.add(
        AccountInvitation(
            made_by=account_id,
            partnership_id=partnership_id,
            code_hash=service.digest(normal_code(code)),
            made_at=now,
            expires_at=now + LIFE,
        )
    )
    journal.note("account_invited", account_id=account_id, now=now)
    return code


def waiting(*, account_id: str, now: datetime) -> tuple[Waiting, ...]:
    """The invitations of this account that can still be used, the oldest first."""
    open_ones = (
        AccountInvitation.made_by == account_id,
        AccountInvitation.used_at.is_(None),
        AccountInvitation.expires_at > now,
    )
    rows = db.session.scalars(select(AccountInvitation).where(*open_ones).order_by(AccountInvitation.made_at))
    return tuple(Waiting(row.id, row.expires_at, row.partnership_id) for row in rows)


def withdraw(*, account_id: str, invitation_id: str, now: datetime) -> None:
    """Make this invitation open nothing any more; raises NotHere for anybody else's, or one that was used."""
    row = db.session.get(AccountInvitation, invitation_id)
    if row is None or row.made_by != account_id or row.used_at is not None:
        raise NotHere()
    db.session.delete(row)
    journal.note("account_invitation_withdrawn", account_id=account_id, now=now)


def read(*, code: str, now: datetime) -> Invited:
    """What the invitation of this code is, leaving it good; raises InvitationGone."""
    row = _open(code, now)
    name = db.session.scalar(select(Account.name).where(Account.id == row.made_by))
    return Invited(name or "", row.made_by, row.partnership_id)


def use(*, code: str, name: str, email: str, password_hash: str, now: datetime) -> tuple[str, Invited]:
    """The id of the account that this invitation made, and what it was; raises InvitationGone, AddressTaken."""
    invited, row = read(code=code, now=now), _open(code, now)
    made = service.create_account(name=name, email=email, password_hash=password_hash, now=now)
    row.used_at = now
    journal.note("account_invitation_used", account_id=row.made_by, now=now, account=made)
    return made, invited


def _open(code: str, now: datetime) -> AccountInvitation:
    row = db.session.scalar(
        select(AccountInvitation).where(AccountInvitation.code_hash == service.digest(normal_code(code)))
    )
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise InvitationGone()
    return row
