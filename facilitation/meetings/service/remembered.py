"""What a meeting's documents tell of earlier meetings: what their actions became here, and the plan's lines that are still open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from facilitation.activities import becoming, suivi
from facilitation.confidentiality.readers import Note
from facilitation.documents.record import OutcomeRecord
from facilitation.meetings.models import Meeting
from facilitation.meetings.service import follow
from facilitation.meetings.service.answers import step_of
from facilitation.meetings.service.loading import in_order
from facilitation.meetings.service.summaries import Row, production
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind

Selection = Callable[[Iterable[Note]], tuple[Note, ...]]


def earlier_of(meeting: Meeting) -> tuple[outcomes.Earlier, ...]:
    """The actions of earlier meetings that this one's plan takes up: still open, or ended since the meeting before."""
    now = meeting.ended_at or meeting.started_at
    if now is None or meeting.partnership_id is None:
        return ()
    return follow.waiting_for(meeting, now, (OutcomeKind.ACTION,), ended=True)


def plan_lines(found: Iterable[outcomes.Earlier], let_through: Selection) -> tuple[OutcomeRecord, ...]:
    """These actions as the plan writes them, for whom may read them. They have no id here: they are corrected at their own meeting, or followed up."""
    listed = tuple(found)
    chosen = {note.id for note in let_through(one.note for one in listed)}
    return tuple(
        OutcomeRecord(
            id="",
            kind="action",
            text=one.text,
            number=one.number,
            bearer=one.bearer,
            to_confirm_by=one.to_confirm_by,
            due=one.due_on,
            first_due=one.first_due,
            sign=one.sign,
            resources=one.resources,
            objective=one.objective,
            partners=one.partners,
            priority=one.priority,
            status=one.status.value,
            status_note=one.comment,
            status_day=one.ended_on,
            postponed=one.postponed,
        )
        for one in listed
        if one.id in chosen
    )


def followed_here(meeting: Meeting, rows: Mapping[str, list[Row]], let_through: Selection) -> tuple[OutcomeRecord, ...]:
    """What this meeting said of earlier actions, in the order of its steps: the last word on each."""
    found: dict[str, OutcomeRecord] = {}
    for stage in in_order(meeting):
        if step_of(meeting, stage).activity.type != suivi.TYPE:
            continue
        summary = production(meeting, stage, rows, let_through, {}).summary
        if isinstance(summary, suivi.Summary) and summary.what == "actions":
            found |= {row.number: _became(row) for row in summary.entries}
    return tuple(found.values())


def _became(row: suivi.Row) -> OutcomeRecord:
    """The line of one action; its note is corrected in the answer it was given in."""
    line = row.said
    note = line.text if line is not None else ""
    return OutcomeRecord(
        id=line.id if line is not None else "",
        kind="action",
        text=row.text,
        number=row.number,
        bearer=row.bearer,
        due=row.day or row.due,
        first_due=row.due,
        status=row.status,  # type: ignore[arg-type]  # one of the six: the activity read it
        status_note=note,
        note_field=line.field if line is not None and note else "",
        postponed=row.postponed + (row.status == becoming.POSTPONED),
    )
