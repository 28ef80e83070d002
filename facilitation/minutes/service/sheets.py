"""One action on one page."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.confidentiality.readers import Reader
from facilitation.confidentiality.select import select as select_notes
from facilitation.database import db
from facilitation.documents import action_sheet as sheet
from facilitation.documents.action_sheet import Followed
from facilitation.documents.outcomes import all_outcomes
from facilitation.errors import NotHere
from facilitation.french_dates import local_day
from facilitation.meetings import service as meetings
from facilitation.meetings.ledger import session_number
from facilitation.meetings.models import Meeting
from facilitation.meetings.service import frozen
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.models import FollowUp, Outcome
from facilitation.outcomes.rules import OutcomeKind
from facilitation.outline import Outline


def action_sheet(*, meeting_id: str, outcome_id: str, readership: Reader) -> Outline | None:
    """The sheet of this action as this readership may have it, or None when the outcome is no action. Raises NotHere for what is not this meeting's, or theirs."""
    outcome = db.session.get(Outcome, outcome_id)
    if outcome is None or outcome.meeting_id != meeting_id:
        raise NotHere()
    if outcome.kind is not OutcomeKind.ACTION:
        return None
    record = meetings.record_of(meeting_id=meeting_id, readership=readership)
    action = next((one for one in all_outcomes(record) if one.id == outcome_id), None)
    if action is None:
        raise NotHere()
    return frozen.corrected(meeting_id, sheet.compose(record, action, _history(outcome_id)))


def sheet_readers(*, meeting_id: str, outcome_id: str) -> tuple[Reader, ...]:
    """Which of the group and the partners may have the sheet of this outcome. Raises NotHere for what is not this meeting's."""
    outcome = db.session.get(Outcome, outcome_id)
    if outcome is None or outcome.meeting_id != meeting_id:
        raise NotHere()
    note = outcomes.note_of(outcomes.shown(outcome, ""))
    return tuple(reader for reader in (Reader.GROUPE, Reader.PARTENAIRES) if select_notes([note], reader))


def _history(outcome_id: str) -> tuple[Followed, ...]:
    query = (
        select(FollowUp, Meeting)
        .outerjoin(Meeting, Meeting.id == FollowUp.meeting_id)
        .where(FollowUp.outcome_id == outcome_id)
        .order_by(FollowUp.at)
    )
    return tuple(
        Followed(
            local_day(row.at), session_number(meeting) if meeting else "", row.status.value, row.note, row.new_due_on
        )
        for row, meeting in db.session.execute(query).all()
    )
