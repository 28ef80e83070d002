"""A sheet that comes back: typed in, corrected, taken away; and how many were handed out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from facilitation.activities import registry, sheets
from facilitation.activities.base import AnswerFaults, Fields
from facilitation.confidentiality.readers import Trace
from facilitation.confidentiality.select import seen_by_secretary
from facilitation.database import db
from facilitation.errors import NotHere
from facilitation.meetings.ledger import lock_meeting, tell
from facilitation.meetings.models import AnonymousKey, Contribution, Meeting, Stage
from facilitation.meetings.rules import Source
from facilitation.meetings.service import answers
from facilitation.meetings.service.agenda import stage_of
from facilitation.meetings.service.loading import load
from facilitation.paper import rules
from facilitation.paper.rules import AlreadyTyped, Asked, NotHeldYet, NothingTyped, Row, Unread
from facilitation.paper.service.kit import asked_at


def type_sheet(
    *,
    meeting_id: str,
    stage_id: str,
    typed: Mapping[str, str],
    now: datetime,
    key: str | None = None,
    code: str = "",
    blank: bool = False,
    account_id: str | None = None,
) -> bool:
    """Keep one sheet: its answer, and what could not be read of it; the same `key` twice counts once, as it was last written; gives whether it is kept so.

    A sheet on which nothing is written is counted, with `blank`, and leaves no answer. Of an anonymous step nothing ties the row to its answer: what
    came first stays. Raises AnswerFaults, NothingTyped, NotHeldYet, OtherStep, AlreadyTyped, KeepsNothing, MeetingIsClosed, Conflict, NotHere.
    """
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    if meeting.state in rules.BEFORE:
        raise NotHeldYet()
    asked, stage = asked_at(meeting, stage_id, now), stage_of(meeting, stage_id)
    row = _read(sheets.cells(asked.config), typed)
    own = rules.must_be_of(asked.code, code)
    numbered = f"feuille:{stage_id}:{own}" if len(own) > len(asked.code) else ""
    if row.blank and not row.unread and not blank:
        raise NothingTyped()
    known = _known(meeting, stage, row, key, numbered, now)
    if known is not None:
        return known
    if key and (row.blank or numbered):  # an answer would keep the key of its post itself
        db.session.add(AnonymousKey(key=key, stage_id=stage_id))
    answer_id = _keep(meeting, stage, row, numbered or key, account_id, now)
    stage.sheets_typed += 1
    stage.sheets_unread = (
        Unread.stored(stage.sheets_unread).with_row(row, "" if asked.anonymous else answer_id).to_store()
    )
    stage.version += 1
    return True


def _known(meeting: Meeting, stage: Stage, row: Row, key: str | None, numbered: str, now: datetime) -> bool | None:
    """Of a sheet sent again: whether it is kept as it was sent this time. None for a new one; raises AlreadyTyped for the code of another."""
    posted = key is not None and db.session.get(AnonymousKey, key) is not None
    twin = _kept_by(key, stage.id) or (_kept_by(numbered, stage.id) if posted else "")
    if twin and not row.blank and not _says(stage, twin, asked_at(meeting, stage.id, now), row):
        _give(meeting, stage, twin, row, 1, now)
    if twin or posted:
        return bool(twin) and not row.blank
    if _kept_by(numbered, stage.id) or (numbered and db.session.get(AnonymousKey, numbered) is not None):
        raise AlreadyTyped(code=numbered.rpartition(":")[2])
    return None


def _keep(meeting: Meeting, stage: Stage, row: Row, key: str | None, account_id: str | None, now: datetime) -> str:
    """The id of the answer, empty where there is none."""
    if row.blank:
        meeting.version += 1  # no line in the journal: it would tell the order of the sheets
        return ""
    return answers.answer(
        meeting_id=meeting.id,
        stage_id=stage.id,
        formdata=Fields(row.fields),
        key=key,
        account_id=account_id,
        source=Source.PAPER,
        now=now,
    )


def _read(cells: tuple[sheets.Cell, ...], typed: Mapping[str, str]) -> Row:
    row = rules.read_row(cells, typed)
    if row.faults:
        raise AnswerFaults(row.faults)
    return row


def _says(stage: Stage, answer_id: str, asked: Asked, row: Row) -> bool:
    """Whether this answer and what could not be read of it are what the row says."""
    kept, activity = db.session.get_one(Contribution, answer_id), registry.get(asked.step.activity.type)
    said = activity.read(asked.config, Fields(row.fields)).model_dump(mode="json", by_alias=True)
    return bool(kept.answer == said) and Unread.stored(stage.sheets_unread).lines.get(answer_id, ()) == row.unread


def _kept_by(key: str | None, stage_id: str) -> str:
    """The id of the signed answer that this key brought to this stage; empty when there is none."""
    if not key:
        return ""
    mine = (Contribution.idempotency_key == key, Contribution.stage_id == stage_id)
    return db.session.scalar(select(Contribution.id).where(*mine)) or ""


def correct_sheet(
    *, meeting_id: str, stage_id: str, answer_id: str, typed: Mapping[str, str], version: int | None, now: datetime
) -> None:
    """Give a sheet that was typed in its new row. Raises AnswerFaults, NothingTyped, Conflict, NotHere."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    asked, stage = asked_at(meeting, stage_id, now), stage_of(meeting, stage_id)
    typed_row(stage, answer_id)
    row = _read(sheets.cells(asked.config), typed)
    if row.blank:
        raise NothingTyped()
    _give(meeting, stage, answer_id, row, version, now)


def _give(meeting: Meeting, stage: Stage, answer_id: str, row: Row, version: int | None, now: datetime) -> None:
    """Give an answer that was kept this row in its place. Raises Conflict when somebody corrected it since this version."""
    answers.correct(
        meeting_id=meeting.id, contribution_id=answer_id, formdata=Fields(row.fields), version=version, now=now
    )
    known = Unread.stored(stage.sheets_unread)
    stage.sheets_unread = Unread({**known.lines, answer_id: row.unread}, known.unsigned, known.blank).to_store()


def remove_sheet(*, meeting_id: str, stage_id: str, answer_id: str, now: datetime) -> None:
    """Take a sheet away: it was typed twice, or in the wrong place. Raises NotHere."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    asked_at(meeting, stage_id, now)
    stage = stage_of(meeting, stage_id)
    db.session.delete(typed_row(stage, answer_id))
    stage.sheets_typed = max(0, stage.sheets_typed - 1)
    stage.sheets_unread = Unread.stored(stage.sheets_unread).without(answer_id).to_store()
    tell(meeting, "erased", now, stage=stage_id, count=1, signed=1)


def typed_row(stage: Stage, answer_id: str) -> Contribution:
    """The answer of this id, if it was typed from a sheet of this stage and whoever types may read it; raises NotHere."""
    row = db.session.get(Contribution, answer_id)
    if row is None or row.stage_id != stage.id or row.source is not Source.PAPER or not seen(row):
        raise NotHere()
    return row


def seen(row: Contribution) -> bool:
    """Whether whoever types sheets in may read this answer."""
    return bool(seen_by_secretary([answers.note_of(row, Trace.SESSION)]))


def set_handed_out(*, meeting_id: str, stage_id: str, count: int | None, now: datetime) -> None:
    """How many sheets of this step were handed out, None where nobody counted."""
    meeting = load(meeting_id)
    lock_meeting(meeting_id)
    asked_at(meeting, stage_id, now)
    stage_of(meeting, stage_id).sheets = count
    tell(meeting, "sheets_counted", now, phones=False, stage=stage_id)
