"""What a meeting produces: decisions, actions, open questions, reservations, what is set aside."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.database import Base, new_id
from facilitation.meetings.models import Readable, enumeration
from facilitation.outcomes.rules import ActionStatus, DecisionMode, OutcomeKind, PersonTouched


class Outcome(Readable, Base):
    """One thing that a meeting produced. Its number is given at capture and kept for ever; only its wording is required."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("meeting_id", "kind", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    stage_id: Mapped[str | None] = mapped_column(ForeignKey("stage.id"), default=None)
    kind: Mapped[OutcomeKind] = mapped_column(enumeration(OutcomeKind, "kind"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), default=None)
    captured_at: Mapped[datetime]
    read_back: Mapped[bool] = mapped_column(default=False)
    settled_at: Mapped[datetime | None] = mapped_column(
        default=None
    )  # an open question answered, what was set aside taken up

    # a decision
    mode: Mapped[DecisionMode | None] = mapped_column(enumeration(DecisionMode, "mode"), default=None)
    votes_yes: Mapped[int | None] = mapped_column(default=None)
    votes_no: Mapped[int | None] = mapped_column(default=None)
    votes_abstain: Mapped[int | None] = mapped_column(default=None)
    effect_on: Mapped[date | None] = mapped_column(default=None)
    responsible: Mapped[str] = mapped_column(Text, default="")
    review: Mapped[str] = mapped_column(Text, default="")
    touches_person: Mapped[PersonTouched] = mapped_column(
        enumeration(PersonTouched, "touches_person"), default=PersonTouched.UNSAID
    )
    person_says: Mapped[str] = mapped_column(Text, default="")
    told_by: Mapped[str] = mapped_column(Text, default="")
    told_on: Mapped[date | None] = mapped_column(default=None)

    # an action
    bearer: Mapped[str] = mapped_column(Text, default="")
    bearer_id: Mapped[str | None] = mapped_column(ForeignKey("attendance.id"), default=None)
    to_confirm_by: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None] = mapped_column(default=None)
    sign: Mapped[str] = mapped_column(Text, default="")
    resources: Mapped[str] = mapped_column(Text, default="")
    objective: Mapped[str] = mapped_column(Text, default="")
    partners: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[ActionStatus] = mapped_column(enumeration(ActionStatus, "status"), default=ActionStatus.TO_DO)
    postponed: Mapped[int] = mapped_column(default=0)
    comment: Mapped[str] = mapped_column(Text, default="")

    # an open question
    for_whom: Mapped[str] = mapped_column(Text, default="")

    # a reservation
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("outcome.id"), default=None)
    named: Mapped[str] = mapped_column(Text, default="")  # only at its author's request


class FollowUp(Base):
    """What became of an action, said at one meeting or between two: its status from then on, why, and its new date when it was put off.

    `before`, `due_before`, `comment_before`: what the action was just before, so that saying it again, or taking it back, never counts twice.
    """

    __tablename__ = "follow_up"
    __table_args__ = (UniqueConstraint("outcome_id", "stage_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    outcome_id: Mapped[str] = mapped_column(ForeignKey("outcome.id"), index=True)
    meeting_id: Mapped[str | None] = mapped_column(ForeignKey("meeting.id"), index=True, default=None)
    stage_id: Mapped[str | None] = mapped_column(ForeignKey("stage.id"), default=None)
    number: Mapped[int]  # its place among those of the action
    status: Mapped[ActionStatus] = mapped_column(enumeration(ActionStatus, "status"))
    before: Mapped[ActionStatus] = mapped_column(enumeration(ActionStatus, "before"))
    due_before: Mapped[date | None] = mapped_column(default=None)
    comment_before: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    new_due_on: Mapped[date | None] = mapped_column(default=None)
    entered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"), default=None)
    at: Mapped[datetime]
