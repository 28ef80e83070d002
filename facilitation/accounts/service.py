"""Accounts, sessions and one-time links: load, decide with the rules, store. Inside a unit of work of the caller."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update

from facilitation.accounts import journal
from facilitation.accounts.models import Account, AccountSession, OneTimeLink
from facilitation.accounts.rules import (
    LONGEST_SESSION,
    RESET_LIFE,
    AddressTaken,
    NoSuchAccount,
    SessionTimes,
    WrongCode,
    address_key,
    new_code,
    normal_code,
    session_state,
)
from facilitation.database import db

CLOSED = "maillage.closed"
"""Where a unit of work notes the accounts of which it ended sessions."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a page: an account, in one of its sessions. `last_seen_at` and `locked_at` are what the database keeps; `locked`: nothing is open to it."""

    account_id: str
    name: str
    email: str
    session_id: str
    last_seen_at: datetime
    locked_at: datetime | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is compared with."""

    account_id: str
    password_hash: str


def any_account() -> bool:
    """Whether somebody can already sign in."""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def names(*, account_ids: Iterable[str]) -> dict[str, str]:
    """The names of these accounts, by id; an unknown id is not there."""
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(list(account_ids))))
    return {row.id: row.name for row in rows}


def with_names(query: Select[*tuple[Any, ...]], account_id: Any) -> Select[*tuple[Any, ...]]:
    """The query with, at the end of each row, the name of the account whose id is in this column."""
    return query.join(Account, Account.id == account_id).add_columns(Account.name)


def create_account(*, name: str, email: str, password_hash: str, now: datetime) -> str:
    """The id of a new account; raises AddressTaken. An empty name becomes what stands before the @."""
    key = address_key(email)
    if db.session.scalar(select(Account.id).where(Account.email_key == key)):
        raise AddressTaken()
    account = Account(
        name=name.strip() or email.partition("@")[0],
        email=email,
        email_key=key,
        password_hash=password_hash,
        created_at=now,
    )
    db.session.add(account)
    db.session.flush()
    journal.note("account_made", account_id=account.id, now=now)
    return account.id


def credentials(*, email: str) -> Credentials | None:
    """What the password of this address is compared with, or None when no account has it."""
    account = db.session.scalar(select(Account).where(Account.email_key == address_key(email)))
    return Credentials(account.id, account.password_hash) if account else None


def credentials_of(*, account_id: str) -> Credentials | None:
    """The same, of the account of this id."""
    account = db.session.get(Account, account_id)
    return Credentials(account.id, account.password_hash) if account else None


def set_password(*, account_id: str, password_hash: str) -> None:
    """Give the account this password and end all its sessions and links."""
    db.session.execute(update(Account).where(Account.id == account_id).values(password_hash=password_hash))
    db.session.execute(delete(AccountSession).where(AccountSession.account_id == account_id))
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.account_id == account_id))
    closed(account_id)


# ------------------------------------------------------------------ sessions


def open_session(*, account_id: str, now: datetime) -> str:
    """The secret that the cookie of a new session holds; sessions too old to be used are dropped on the way."""
    db.session.execute(
        delete(AccountSession).where(
            AccountSession.opened_at < now - 2 * LONGEST_SESSION,
            AccountSession.last_seen_at < now - 2 * LONGEST_SESSION,
        )
    )
    token = secrets.token_urlsafe(32)
    db.session.add(AccountSession(account_id=account_id, token_hash=digest(token), opened_at=now, last_seen_at=now))
    db.session.flush()
    return token


def visitor(
    *, token: str, now: datetime, seen: Callable[[str], datetime | None], runs_a_meeting: Callable[[str], bool]
) -> Visitor | None:
    """Who holds this session, or None when it is unknown or over.

    `seen(session_id)` is when it was last seen as kept in memory; `runs_a_meeting(account_id)` is asked only of a session that would be over.
    """
    row = db.session.execute(
        select(AccountSession, Account).join(Account).where(AccountSession.token_hash == digest(token))
    ).first()
    if row is None:
        return None
    session, account = row
    times = SessionTimes(session.opened_at, max(session.last_seen_at, seen(session.id) or session.last_seen_at))
    locked = session.locked_at is not None
    state = session_state(times, now=now, locked=locked, meeting_runs=False)
    if state == "over":
        state = session_state(times, now=now, locked=locked, meeting_runs=runs_a_meeting(account.id))
    if state == "over":
        return None
    return Visitor(
        account.id,
        account.name,
        account.email,
        session.id,
        session.last_seen_at,
        locked_at=session.locked_at,
        locked=state == "locked",
    )


def close_session(*, session_id: str) -> None:
    """End this session: its cookie opens nothing any more, and its streams end."""
    account_id = db.session.scalar(select(AccountSession.account_id).where(AccountSession.id == session_id))
    db.session.execute(delete(AccountSession).where(AccountSession.id == session_id))
    if account_id is not None:
        closed(account_id)


def closed(account_id: str) -> None:
    """Note that a session of this account was ended, for whoever tells of commits (`live.hub`)."""
    db.session().info.setdefault(CLOSED, set()).add(account_id)


def note_seen(seen: dict[str, datetime]) -> None:
    """Write down when these sessions were last seen."""
    for session_id, moment in seen.items():
        db.session.execute(update(AccountSession).where(AccountSession.id == session_id).values(last_seen_at=moment))


def digest(token: str) -> str:
    """What is kept of a secret: its SHA-256, in hexadecimal (the secret is random, so no salt is needed)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


# ------------------------------------------------------------------ links that work once


def first_account_code(*, now: datetime) -> str | None:
    """A new code for the first account, the earlier ones being withdrawn; None when an account exists."""
    if any_account():
        return None
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.purpose == "first_account"))
    code = new_code()
    db.session.add(OneTimeLink(purpose="first_account", code_hash=digest(normal_code(code)), created_at=now))
    db.session.flush()
    return code


def reset_code(*, email: str, now: datetime) -> str:
    """A new code of 30 minutes to choose a new password, the earlier ones being withdrawn; raises NoSuchAccount."""
    found = credentials(email=email)
    if found is None:
        raise NoSuchAccount(email=email)
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.account_id == found.account_id))
    code = new_code()
    db.session.add(
        OneTimeLink(
            purpose="reset",
            account_id=found.account_id,
            code_hash=digest(normal_code(code)),
            created_at=now,
            expires_at=now + RESET_LIFE,
        )
    )
    db.session.flush()
    journal.note("reset_asked", account_id=found.account_id, now=now)
    return code


def create_first_account(*, code: str, name: str, email: str, password_hash: str, now: datetime) -> str:
    """The id of the first account, the code being used up; raises WrongCode, also once an account exists."""
    link = _link("first_account", code, now)
    if any_account():
        raise WrongCode()
    db.session.delete(link)
    return create_account(name=name, email=email, password_hash=password_hash, now=now)


def reset_password(*, code: str, password_hash: str, now: datetime) -> None:
    """Give the account of this code a new password, ending its sessions, lifting its second factor and using the code up; raises WrongCode.

    The code was given on the machine: whoever reads there could do as much, and a lost phone must be mended somewhere.
    """
    link = _link("reset", code, now)
    if link.account_id is None:
        raise WrongCode()
    set_password(account_id=link.account_id, password_hash=password_hash)
    journal.note("password_reset", account_id=link.account_id, now=now)
    if db.session.scalar(select(Account.second_factor).where(Account.id == link.account_id)):
        nothing: dict[str, None] = {"second_factor": None, "second_factor_step": None}
        db.session.execute(update(Account).where(Account.id == link.account_id).values(nothing))
        journal.note("factor_lifted", account_id=link.account_id, now=now)


def check_code(*, purpose: str, code: str, now: datetime) -> str | None:
    """The address of the account that the code is for (None for the first account), leaving it good; raises WrongCode."""
    link = _link(purpose, code, now)
    return db.session.scalar(select(Account.email).where(Account.id == link.account_id)) if link.account_id else None


def _link(purpose: str, code: str, now: datetime) -> OneTimeLink:
    link = db.session.scalar(
        select(OneTimeLink).where(OneTimeLink.purpose == purpose, OneTimeLink.code_hash == digest(normal_code(code)))
    )
    if link is None or (link.expires_at is not None and link.expires_at <= now):
        raise WrongCode()
    return link
