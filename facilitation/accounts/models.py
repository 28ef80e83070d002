"""The tables of accounts: who signs in, their open sessions, the links that work once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.database import Base, new_id


class Account(Base):
    """Someone who leads meetings. `email_key` is the address as it is compared: NFC, case folded, without spaces around."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(Text, unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    second_factor: Mapped[str | None] = mapped_column(default=None)  # the secret of its codes, once one was typed well
    second_factor_step: Mapped[int | None] = mapped_column(default=None)  # of the last code taken: none counts twice


class AccountSession(Base):
    """An open session of an account, on one device. Only a hash of what the cookie holds is kept."""

    __tablename__ = "account_session"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    locked_at: Mapped[datetime | None] = mapped_column(default=None)  # left idle while its meeting ran


class OneTimeLink(Base):
    """A code that works once: to create the first account (no account, no end), or to choose a new password (30 minutes)."""

    __tablename__ = "one_time_link"
    __table_args__ = (CheckConstraint("purpose IN ('first_account', 'reset')", name="purpose"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    purpose: Mapped[str]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True, default=None)
    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)


class AccountInvitation(Base):
    """A link by which somebody makes an account of their own, once; with a partnership, they then look after it too."""

    __tablename__ = "account_invitation"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    partnership_id: Mapped[str | None] = mapped_column(ForeignKey("partnership.id"), index=True, default=None)
    code_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class SecurityEvent(Base):
    """A line of the security journal: what kind of thing happened to which account; no address, no browser, no content. Kept 90 days."""

    __tablename__ = "security_event"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]
    account_id: Mapped[str | None] = mapped_column(index=True, default=None)  # bound to no row: an account may be gone
    facts: Mapped[dict[str, Any]]
