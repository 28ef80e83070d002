"""The tables of retention: the delays that a partnership chose, and the certificates of what was erased. Neither holds a word of what was erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.database import Base, new_id


class RetentionDelay(Base):
    """A delay that a partnership shortened, or lengthened with a reason. `what` is a `rules.Kept` value."""

    __tablename__ = "retention_delay"
    __table_args__ = (CheckConstraint("days BETWEEN 0 AND 3660", name="days"),)

    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    set_at: Mapped[datetime]


class PurgeCertificate(Base):
    """What one purge erased: its kind, counts, and the copies that may hold it until `copies_until`. Bound by ids to nothing: it outlives what it speaks of."""

    __tablename__ = "purge_certificate"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    kind: Mapped[str]
    partnership_id: Mapped[str | None] = mapped_column(index=True, default=None)
    counts: Mapped[dict[str, Any]]
    copies: Mapped[list[str]]
    copies_until: Mapped[datetime | None] = mapped_column(default=None)
