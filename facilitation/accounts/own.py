"""What somebody does about their own account: its sessions, its second factor, their name. Load, decide, store, inside a unit of work of the caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from facilitation.accounts import journal, service, totp
from facilitation.accounts.models import Account, AccountSession
from facilitation.accounts.rules import SessionTimes, session_state
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.typed import required


@dataclass(frozen=True, slots=True)
class SessionShown:
    """An open session as its account sees it: since when, last seen when (aware). Neither an address nor a browser is known."""

    id: str
    opened_at: datetime
    last_seen_at: datetime
    locked: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Factor:
    """The second factor of an account: `secret`, and the last step whose code was taken."""

    secret: str
    last: int | None


def sessions_of(
    *, account_id: str, here: str, seen: Callable[[str], datetime | None], meeting_runs: bool, now: datetime
) -> tuple[SessionShown, ...]:
    """The sessions of this account that still open something, this one (`here`) first, then the last seen first."""
    shown = []
    for row in db.session.scalars(select(AccountSession).where(AccountSession.account_id == account_id)):
        last = max(row.last_seen_at, seen(row.id) or row.last_seen_at)
        times = SessionTimes(row.opened_at, last)
        state = session_state(times, now=now, locked=row.locked_at is not None, meeting_runs=meeting_runs)
        if state != "over":
            shown.append(SessionShown(row.id, row.opened_at, last, state == "locked", row.id == here))
    return tuple(sorted(shown, key=lambda one: (not one.here, -one.last_seen_at.timestamp())))


def close_one(*, account_id: str, session_id: str, now: datetime) -> None:
    """End one session of this account; raises NotHere for anybody else's."""
    row = db.session.get(AccountSession, session_id)
    if row is None or row.account_id != account_id:
        raise NotHere()
    service.close_session(session_id=session_id)
    journal.note("session_closed", account_id=account_id, now=now)


def close_others(*, account_id: str, here: str, now: datetime) -> int:
    """End every session of this account but this one; gives how many there were."""
    others = select(AccountSession.id).where(AccountSession.account_id == account_id, AccountSession.id != here)
    gone = list(db.session.scalars(others))
    if gone:
        db.session.execute(delete(AccountSession).where(AccountSession.id.in_(gone)))
        service.closed(account_id)
        journal.note("sessions_closed", account_id=account_id, now=now, count=len(gone))
    return len(gone)


def rename(*, account_id: str, name: str) -> None:
    """Give the account this name; raises Empty or TooLong."""
    db.session.execute(update(Account).where(Account.id == account_id).values(name=required(name)))


# ------------------------------------------------------------------ the lock


def lock(*, session_id: str, account_id: str, now: datetime) -> None:
    """Lock this session, unless it is already."""
    still = AccountSession.id == session_id, AccountSession.locked_at.is_(None)
    if db.session.scalar(select(AccountSession.id).where(*still)):
        db.session.execute(update(AccountSession).where(*still).values(locked_at=now))
        journal.note("session_locked", account_id=account_id, now=now)


def unlock(*, session_id: str, account_id: str, now: datetime) -> None:
    """Open this session again, as fresh as one just made: its forms are still good."""
    fresh = {"locked_at": None, "opened_at": now, "last_seen_at": now}
    db.session.execute(update(AccountSession).where(AccountSession.id == session_id).values(fresh))
    journal.note("session_unlocked", account_id=account_id, now=now)


# ------------------------------------------------------------------ the second factor


def factor_of(*, account_id: str) -> Factor | None:
    """The second factor of this account, or None where it has none."""
    row = db.session.execute(
        select(Account.second_factor, Account.second_factor_step).where(Account.id == account_id)
    ).first()
    return Factor(row.second_factor, row.second_factor_step) if row is not None and row.second_factor else None


def add_factor(*, account_id: str, secret: str, typed: str, now: datetime) -> None:
    """Ask for a code at each sign-in from now on, its first having been typed well; that one is used up. Raises WrongFactor."""
    step = totp.taken_step(secret, typed, now=now, last=None)
    kept = {"second_factor": secret, "second_factor_step": step}
    db.session.execute(update(Account).where(Account.id == account_id).values(kept))
    journal.note("factor_on", account_id=account_id, now=now)


def use_factor(*, account_id: str, typed: str, now: datetime) -> None:
    """Take a code, once; nothing is asked of an account without a second factor. Raises WrongFactor."""
    factor = factor_of(account_id=account_id)
    if factor is not None:
        step = totp.taken_step(factor.secret, typed, now=now, last=factor.last)
        db.session.execute(update(Account).where(Account.id == account_id).values(second_factor_step=step))


def remove_factor(*, account_id: str, now: datetime) -> None:
    """Ask for no code any more."""
    nothing: dict[str, None] = {"second_factor": None, "second_factor_step": None}
    db.session.execute(update(Account).where(Account.id == account_id).values(nothing))
    journal.note("factor_off", account_id=account_id, now=now)
