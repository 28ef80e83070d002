"""The table of consultations. Slips and answers are not here: they are in an urn, a file of its own, until the closing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, CheckConstraint, ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column

from facilitation.database import Base, new_id

STAYS_CLOSED = """CREATE TRIGGER consultation_stays_closed BEFORE UPDATE ON consultation WHEN OLD.state = 'close'
BEGIN SELECT RAISE(ABORT, 'a closed consultation is not opened again'); END"""


class Consultation(Base):
    """One consultation of one step. `urn` names its file while there is one; `closes_at` is announced, `closed_at` is for ever."""

    __tablename__ = "consultation"
    __table_args__ = (CheckConstraint("state IN ('ouverte', 'annoncee', 'close')", name="state"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    meeting_id: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    stage_id: Mapped[str] = mapped_column(ForeignKey("stage.id"), unique=True)
    urn: Mapped[str] = mapped_column(unique=True, default=new_id)
    state: Mapped[str] = mapped_column(default="ouverte")
    slips: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


event.listen(
    Consultation.__table__,
    "after_create",
    DDL(STAYS_CLOSED).execute_if(dialect="sqlite"),  # type: ignore[no-untyped-call]
)
