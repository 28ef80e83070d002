"""The tables of a partnership. There is no table of supported persons here, nor anywhere: `design/confidentiality.md`, invariant 1."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.database import Base, new_id
from facilitation.partnerships.rules import APPROVAL_DAYS, CONVOCATION_DAYS, Term


class Partnership(Base):
    """Services that meet, year after year. The delays are in days."""

    __tablename__ = "partnership"
    __table_args__ = (
        CheckConstraint("approval_days BETWEEN 1 AND 60", name="approval_days"),
        CheckConstraint("convocation_days BETWEEN 1 AND 60", name="convocation_days"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(Text)
    territory: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(Text, default="")
    concerned_person_term: Mapped[Term] = mapped_column(
        Enum(
            Term,
            name="concerned_person_term",
            native_enum=False,
            create_constraint=True,
            values_callable=lambda terms: [term.value for term in terms],
            length=30,
        ),
        default=Term.PERSONNE_CONCERNEE,
    )
    approval_days: Mapped[int] = mapped_column(default=APPROVAL_DAYS)
    convocation_days: Mapped[int] = mapped_column(default=CONVOCATION_DAYS)
    quorum: Mapped[int | None] = mapped_column(
        default=None
    )  # how many members must be here, where the partnership wants one
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    asked_on: Mapped[date | None] = mapped_column(default=None)  # « garder, exporter ou effacer », last answered

    organisations: Mapped[list[Organisation]] = relationship(cascade="all, delete-orphan")
    members: Mapped[list[Member]] = relationship(cascade="all, delete-orphan")


class PartnershipAccount(Base):
    """An account that looks after a partnership: it sees its services, members and meetings."""

    __tablename__ = "partnership_account"

    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)


class Organisation(Base):
    """A service of the partnership."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    left_on: Mapped[date | None] = mapped_column(default=None)


class Member(Base):
    """A professional of the partnership: a name, a function, a service. An inactive one stays in the attendance of past meetings."""

    __tablename__ = "member"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"), index=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True, default=None)
    name: Mapped[str] = mapped_column(Text)
    function: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    standing: Mapped[str | None] = mapped_column(default=None)  # as to secrecy: `confidentiality.standing`; private
