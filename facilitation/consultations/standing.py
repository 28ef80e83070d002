"""Where the consultation of a step is, for whoever shows or leads that step. Reads only, and nothing of an urn."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.consultations.models import Consultation
from facilitation.consultations.rules import Standing, State, is_consultation, too_few
from facilitation.database import db
from facilitation.guides.schema import Step
from facilitation.meetings.models import AnonymousAnswer


def standing(*, stage_id: str, step: Step, people: int) -> Standing | None:
    """The consultation of this stage, or None where its step is answered like any other.

    That is so of a step that the guide does not mark, of one with too few people around it to promise anything, of one that somebody has answered so
    already (a slip would have them answer twice), and in a rehearsal, which has no folder to keep an urn in; never once slips were drawn.
    """
    if not is_consultation(step) or not has_folder():
        return None
    row = db.session.scalar(select(Consultation).where(Consultation.stage_id == stage_id))
    if row is not None:
        return Standing(State(row.state), row.closes_at)
    return None if too_few(people) or is_answered(stage_id) else Standing()


def is_answered(stage_id: str) -> bool:
    """Whether this stage holds answers in the database: those of a closed consultation, or some that came without a slip."""
    return (
        db.session.scalar(select(AnonymousAnswer.id).where(AnonymousAnswer.stage_id == stage_id).limit(1)) is not None
    )


def was_drawn(stage_id: str) -> bool:
    """Whether slips were ever drawn for this stage: then it takes no answer but theirs."""
    return db.session.scalar(select(Consultation.id).where(Consultation.stage_id == stage_id)) is not None


def is_counted(stage_id: str) -> bool:
    """Whether this stage had a consultation, which is closed: its answers are read, and none is added."""
    closed = (Consultation.stage_id == stage_id, Consultation.state == State.CLOSED.value)
    return db.session.scalar(select(Consultation.id).where(*closed)) is not None


def waits(meeting_id: str) -> bool:
    """Whether a consultation of this meeting still waits to be closed."""
    open_ones = (Consultation.meeting_id == meeting_id, Consultation.state != State.CLOSED.value)
    return db.session.scalar(select(Consultation.id).where(*open_ones).limit(1)) is not None


def has_folder() -> bool:
    """Whether this database is a file: an urn lies beside it. That of a rehearsal is in memory alone."""
    return db.engine.url.database not in (None, "", ":memory:")
