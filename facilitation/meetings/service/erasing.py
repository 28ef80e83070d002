"""Answers erased at the desk, and the count of the sheets that some of them were typed from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from facilitation.database import db
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import AnonymousAnswer, Contribution, Stage
from facilitation.meetings.rules import Source
from facilitation.meetings.service import follow
from facilitation.meetings.service.agenda import stage_of
from facilitation.meetings.service.answers import rows_at_desk
from facilitation.paper.rules import Unread


def erase(*, meeting_id: str, stage_id: str, ids: Sequence[str], now: datetime) -> None:
    """Delete these answers for good: no undo, nothing kept aside; a sheet that one was typed from is no longer counted."""
    meeting = lock_meeting(meeting_id)
    stage = stage_of(meeting, stage_id)
    rows = rows_at_desk(stage_id, ids)
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    _uncount(stage, rows)
    was_shown, signed = any(row.revealed for row in rows), sum(isinstance(row, Contribution) for row in rows)
    tell(meeting, "erased", now, phones=was_shown, stage=stage_id, count=len(rows), signed=signed)
    follow.apply(meeting, stage, now)


def _uncount(stage: Stage, rows: Iterable[Contribution | AnonymousAnswer]) -> None:
    """Lower the count of sheets. Nothing says which anonymous answers were sheets: no more are counted than answers and blank sheets are left."""
    unread = Unread.stored(stage.sheets_unread)
    for row in rows:
        if isinstance(row, Contribution) and row.source is Source.PAPER:
            stage.sheets_typed = max(0, stage.sheets_typed - 1)
            unread = unread.without(row.id)
    if any(isinstance(row, AnonymousAnswer) for row in rows):
        left = select(func.count()).select_from(AnonymousAnswer).where(AnonymousAnswer.stage_id == stage.id)
        stage.sheets_typed = min(stage.sheets_typed, (db.session.scalar(left) or 0) + unread.blank)
    stage.sheets_unread = unread.to_store()
