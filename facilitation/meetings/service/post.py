"""The secretary's post: the desk without its private side, made only from what the secretary may read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from facilitation.confidentiality.readers import Note, Trace, marks_from, readers_from
from facilitation.confidentiality.select import seen_by_secretary
from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere
from facilitation.guides.catalogue import Catalogue
from facilitation.meetings.models import AnonymousAnswer, Contribution, Stage, Synthesis
from facilitation.meetings.service.answers import note_of
from facilitation.meetings.service.pages import desk_page
from facilitation.meetings.shown import DeskPage, OutcomeShown, PapersPage
from facilitation.outcomes import service as outcomes


class KeptByFacilitators(FacilitationError):
    """La formulation de cette étape est tenue par les personnes qui animent. Demandez-leur de l'ouvrir au groupe ; votre texte est resté ici."""


def post_page(
    *, meeting_id: str, account_id: str, now: datetime, catalogue: Catalogue, stage_id: str | None = None
) -> DeskPage:
    """What the secretary's post shows of the current stage (or of `stage_id`): neither briefing, pitfalls nor notebook. Raises NotHere, NoStage."""
    page = desk_page(
        meeting_id=meeting_id,
        account_id=account_id,
        now=now,
        catalogue=catalogue,
        stage_id=stage_id,
        let_through=seen_by_secretary,
    )
    readable = not page.synthesis or _may_see(page.synthesis_readers, page.synthesis_marks)
    return replace(
        page,
        briefing="",
        pitfalls="",
        roles=(),
        note="",
        note_version=0,
        outcomes=seen_outcomes(page.outcomes),
        synthesis=page.synthesis if readable else "",
        synthesis_open=readable,
        drafts={place: fields for place, fields in page.drafts.items() if not place.startswith("note:")},
        undo=None,
        modules=(),
    )


def _may_see(readers: Iterable[str], marks: Iterable[str]) -> bool:
    return bool(seen_by_secretary([Note("", "", readers_from(readers), marks_from(marks))]))


def seen_outcomes(found: Iterable[OutcomeShown]) -> tuple[OutcomeShown, ...]:
    """Those of these outcomes that the secretary may read, in their order."""
    every = tuple(found)
    seen = {note.id for note in seen_by_secretary(outcomes.note_of(one) for one in every)}
    return tuple(one for one in every if one.id in seen)


def must_see_answer(*, contribution_id: str) -> None:
    """Raise NotHere for an answer that the secretary may not read."""
    row = db.session.get(Contribution, contribution_id)
    if row is None or not seen_by_secretary([note_of(row, Trace.SESSION)]):
        raise NotHere()


def must_see_outcome(*, meeting_id: str, outcome_id: str) -> None:
    """Raise NotHere for an outcome that the secretary may not read."""
    if outcome_id not in {one.id for one in seen_outcomes(outcomes.of_meeting(meeting_id=meeting_id, session=""))}:
        raise NotHere()


def must_see_block(*, meeting_id: str, source: str) -> None:
    """Raise NotHere for the block of a document that comes from something which the secretary may not read."""
    if any(one.id == source for one in outcomes.of_meeting(meeting_id=meeting_id, session="")):
        must_see_outcome(meeting_id=meeting_id, outcome_id=source)
        return
    row = (
        db.session.get(Synthesis, source)
        or db.session.get(Contribution, source)
        or db.session.get(AnonymousAnswer, source)
    )
    if row is None or not _may_see(row.readers, row.marks):
        raise NotHere()


def must_see_synthesis(*, meeting_id: str, stage_id: str) -> None:
    """Raise KeptByFacilitators for the wording of a stage of this meeting that the facilitators keep to themselves."""
    mine = (Synthesis.stage_id == stage_id, Stage.meeting_id == meeting_id)
    row = db.session.scalar(select(Synthesis).join(Stage, Stage.id == Synthesis.stage_id).where(*mine))
    if row is not None and not _may_see(row.readers, row.marks):
        raise KeptByFacilitators()


def papers_of_secretary(page: PapersPage) -> PapersPage:
    """The read-back without what the facilitators keep to themselves. Inside the unit that loaded the page."""
    seen, stages = seen_outcomes(page.outcomes), [stage_id for stage_id, *_rest in page.syntheses]
    rows = db.session.scalars(select(Synthesis).where(Synthesis.stage_id.in_(stages)))
    apart = {row.stage_id for row in rows if not _may_see(row.readers, row.marks)}
    return replace(
        page,
        outcomes=seen,
        unread=sum(not one.read_back for one in seen),
        syntheses=tuple(one for one in page.syntheses if one[0] not in apart),
    )
