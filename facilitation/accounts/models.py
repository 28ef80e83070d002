"""The tables of accounts: who signs in, their open sessions, the links that work once."""

from __future__ import annotations

from datetime import datetime

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


class AccountSession(Base):
    """An open session of an account, on one device. Only a hash of what the cookie holds is kept."""

    __tablename__ = "account_session"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    opened_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


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
