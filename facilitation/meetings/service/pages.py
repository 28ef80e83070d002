"""The live pages of a meeting, loaded whole: the desk, the lists. The room's is `wall`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from facilitation.confidentiality.readers import DEFAULT_SYNTHESIS, marks_from, readers_from
from facilitation.confidentiality.select import seen_at_desk
from facilitation.consultations.rules import Standing, told_in_room
from facilitation.consultations.standing import standing
from facilitation.database import db
from facilitation.guides.catalogue import Catalogue
from facilitation.guides.schema import Flag, Step, flag_label, step_minutes
from facilitation.guides.text import render
from facilitation.meetings import words
from facilitation.meetings.asked import asks_each, several
from facilitation.meetings.ledger import session_number
from facilitation.meetings.models import (
    Contribution,
    Meeting,
    MeetingRole,
    PrivateNote,
    Stage,
    Synthesis,
    Undo,
)
from facilitation.meetings.rules import ACTIVE, UNDO_SECONDS, MeetingState, NoStage, StageState
from facilitation.meetings.service.loading import copy_of, in_order, load, shown
from facilitation.meetings.service.sealed import is_over
from facilitation.meetings.service.summaries import (
    Production,
    Row,
    Selection,
    production,
    rows_of,
    with_inputs,
)
from facilitation.meetings.service.team import team_and_drafts
from facilitation.meetings.shown import (
    DeskPage,
    LineShown,
    MeetingLine,
    MeetingShown,
    SeenAgain,
    StageShown,
    UndoShown,
)
from facilitation.outcomes import service as outcomes
from facilitation.partnerships import service as partnerships

ROOM_FLAGS = (Flag.SANS_CONSEIL, Flag.PORTEUR_SILENCIEUX, Flag.ANONYME)


def meeting_shown(*, meeting_id: str, now: datetime) -> MeetingShown:
    """The meeting, its people and its ribbon; raises NotHere."""
    return shown(load(meeting_id), now)


def _at(meeting: Meeting, stage_id: str | None = None) -> Stage:
    """The stage looked at: the one asked for, the current one, else the last that was lived, else the first to come."""
    ribbon = [stage for stage in in_order(meeting) if stage.taken]
    if not ribbon:
        raise NoStage()
    wanted = stage_id or meeting.current_stage_id
    lived = [stage for stage in ribbon if stage.state in (StageState.DONE, StageState.SKIPPED)]
    return next((stage for stage in meeting.stages if stage.id == wanted), lived[-1] if lived else ribbon[0])


def desk_page(
    *,
    meeting_id: str,
    account_id: str,
    now: datetime,
    catalogue: Catalogue,
    stage_id: str | None = None,
    let_through: Selection = seen_at_desk,
) -> DeskPage:
    """All that the desk shows of the current stage (or of `stage_id`). Raises NotHere, NoStage.

    Another selection than the desk's own (the secretary's) has no gesture to show a line with: it sees what it may as if the room did.
    """
    meeting = load(meeting_id)
    stage = _at(meeting, stage_id)
    rows = rows_of(meeting, with_inputs(meeting, stage))
    names = {row.id: row.name for row in meeting.attendances}
    everything = let_through is not seen_at_desk
    look = partial(production, meeting, rows=rows, let_through=let_through, names=names, whole=everything)
    made, whole = look(stage), shown(meeting, now)
    here = next(one for one in whole.stages if one.id == stage.id)
    before, after = around(whole, here)
    synthesis, note, gesture = _words(stage.id, account_id)
    team, drafts = team_and_drafts(meeting, account_id)
    slips = standing(stage_id=stage.id, step=made.step, people=whole.headcount)
    return DeskPage(
        meeting=whole,
        team=team,
        stage=here,
        lines=_lines(made, names),
        **_whole_guide(meeting, stage),
        **_told(made, slips),
        sealed=Flag.ANONYME in made.step.flags and is_over(stage),
        inputs=inputs_shown(look, with_inputs(meeting, stage)[:-1]),
        outcomes=outcomes.of_meeting(meeting_id=meeting_id, session=whole.number),
        **_kept(synthesis, note),
        drafts=drafts,
        undo=_undo(gesture, now),
        **_waiting(meeting, stage, made, rows.get(stage.id, []), account_id),
        previous=before,
        following=after,
        modules=_modules(catalogue, whole.headcount),
        now=now,
    )


def _told(made: Production, slips: Standing | None) -> dict[str, Any]:
    """The fields of the desk's page that hold the guide's words, and what was made with them."""
    return {
        "briefing": render(made.step.briefing),
        "question": question_of(made.step),
        "rules": room_rules(made.step, slips),
        "slips": slips,
        "activity": made.step.activity.type,
        "config": made.config,
        "desk": made.desk,
        "summary": made.summary,
        "by_group": made.by_group,
    }


def _waiting(meeting: Meeting, stage: Stage, made: Production, rows: Sequence[Row], account_id: str) -> dict[str, Any]:
    """How many answers there are; and whether whoever leads answers first, like anyone, before seeing what the phones have sent."""
    asked = asks_each(made.step, made.config) and not several(made.step, made.config)
    open_to_phones = meeting.join_code is not None and stage.state in ACTIVE and Flag.ANONYME not in made.step.flags
    own = any(isinstance(row, Contribution) and row.entered_by == account_id for row in rows)
    return {
        "answered": len(rows),
        "apart": sum(not row.readers for row in rows),
        "answers_first": bool(rows and asked and open_to_phones and not own),
    }


def _kept(synthesis: Synthesis | None, note: PrivateNote | None) -> dict[str, Any]:
    """The fields of the desk's page that hold these two texts."""
    return {
        "synthesis": synthesis.text if synthesis else "",
        "synthesis_version": synthesis.version if synthesis else 0,
        "synthesis_readers": readers_from(synthesis.readers) if synthesis else DEFAULT_SYNTHESIS,
        "synthesis_marks": marks_from(synthesis.marks) if synthesis else frozenset(),
        "note": note.text if note else "",
        "note_version": note.version if note else 0,
    }


def _whole_guide(meeting: Meeting, stage: Stage) -> dict[str, Any]:
    """The fields of the desk's page that say what holds for every step of this guide."""
    guide = copy_of(next(point for point in meeting.points if point.id == stage.point_id)).guide
    return {"pitfalls": render(guide.pitfalls), "roles": tuple((role.name, role.briefing) for role in guide.roles)}


def around(whole: MeetingShown, here: StageShown) -> tuple[StageShown | None, StageShown | None]:
    """The stage of the ribbon before this one, and the next one still to come."""
    ribbon = [one for one in whole.stages if one.taken]
    place = ribbon.index(here) if here in ribbon else 0
    to_come = (one for one in ribbon[place + 1 :] if one.state is StageState.TO_COME)
    return ribbon[place - 1] if place else None, next(to_come, None)


def _modules(catalogue: Catalogue, people: int) -> tuple[tuple[str, str, int], ...]:
    """The modules that can be inserted: id, title, minutes for this many people."""
    return tuple(
        (module.id, module.title, sum(step_minutes(step, people, 4) for step in module.steps))
        for module in catalogue.modules.values()
    )


def question_of(step: Step) -> str:
    """The step's question as safe HTML; empty for a simple point, whose title is what people see."""
    return render(step.question)


def room_rules(step: Step, slips: Standing | None) -> tuple[str, ...]:
    """The rules of the step that the room sees, and where its consultation is."""
    if slips is not None:  # which says that answers have no author
        return (*told_in_room(slips), *(flag_label(flag) for flag in step.flags if flag in ROOM_FLAGS[:2]))
    return tuple(flag_label(flag) for flag in step.flags if flag in ROOM_FLAGS)


def _words(stage_id: str, account_id: str) -> tuple[Synthesis | None, PrivateNote | None, Undo | None]:
    """The stage's synthesis, this account's private note, and the meeting's last gesture, in one query."""
    mine = (PrivateNote.stage_id == Stage.id) & (PrivateNote.account_id == account_id)
    query = (
        select(Synthesis, PrivateNote, Undo)
        .select_from(Stage)
        .outerjoin(Synthesis, Synthesis.stage_id == Stage.id)
        .outerjoin(PrivateNote, mine)
        .outerjoin(Undo, Undo.meeting_id == Stage.meeting_id)
        .where(Stage.id == stage_id)
    )
    found = db.session.execute(query).one()
    return found[0], found[1], found[2]


def _undo(row: Undo | None, now: datetime) -> UndoShown | None:
    left = UNDO_SECONDS - (now - row.at).total_seconds() if row else 0
    return UndoShown(row.token, row.label, int(left)) if row and left > 0 else None


def _lines(made: Production, names: Mapping[str, str]) -> tuple[LineShown, ...]:
    return tuple(
        LineShown(
            id=row.id,
            who=names.get(row.attendance_id or "", ""),
            readers=readers_from(row.readers),
            marks=marks_from(row.marks),
            version=row.version,
            revealed=row.revealed,
            late=row.late,
            fields=made.activity.values(made.config, made.activity.Answer.model_validate(row.answer, strict=False)),
        )
        for row in made.rows
        if isinstance(row, Contribution)
    )


def inputs_shown(look: Callable[[Stage], Production], stages: Iterable[Stage]) -> tuple[SeenAgain, ...]:
    """What is seen again of these stages."""
    made = ((stage.id, look(stage)) for stage in stages)
    return tuple(SeenAgain(id, one.step.title, one.step.activity.type, one.config, one.summary) for id, one in made)


# ------------------------------------------------------------------ lists


def meetings_of(*, account_id: str, now: datetime) -> tuple[MeetingLine, ...]:
    """The meetings that this account leads, the latest first; those without a date stand first of all."""
    query = (
        select(Meeting)
        .join(MeetingRole, MeetingRole.meeting_id == Meeting.id)
        .where(MeetingRole.account_id == account_id)
        .options(selectinload(Meeting.points), selectinload(Meeting.stages))
    )
    found = list(db.session.scalars(query))
    names = {one.id: one.name for one in partnerships.partnerships_of(account_id=account_id)}
    found.sort(key=lambda meeting: meeting.starts_at or now + timedelta(days=36500), reverse=True)
    return tuple(_line(meeting, names) for meeting in found)


def _line(meeting: Meeting, names: Mapping[str, str]) -> MeetingLine:
    guides = [point.title for point in meeting.points]
    here = next((stage for stage in meeting.stages if stage.id == meeting.current_stage_id), None)
    point = next((point for point in meeting.points if here and point.id == here.point_id), None)
    return MeetingLine(
        id=meeting.id,
        title=meeting.title,
        number=session_number(meeting),
        state=meeting.state,
        partnership=names.get(meeting.partnership_id or "", ""),
        starts_at=meeting.starts_at,
        minutes=sum(stage.minutes for stage in meeting.stages if stage.taken),
        guide=guides[0] if guides else "",
        current=copy_of(point).guide.step(here.step_id).title if here and point else "",
        moved=words.moved(meeting),
    )


def coming(*, account_id: str, now: datetime) -> tuple[MeetingLine, ...]:
    """What comes next: meetings that run or ended without being closed, then those prepared, the nearest first; last, those cancelled whose hour has not come."""
    lines = [line for line in meetings_of(account_id=account_id, now=now) if _is_ahead(line, now)]
    begun = (MeetingState.RUNNING, MeetingState.OPEN, MeetingState.ENDED)
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                line.state is MeetingState.CANCELLED,
                line.state not in begun,
                line.starts_at is None,
                line.starts_at or now,
            ),
        )
    )


def _is_ahead(line: MeetingLine, now: datetime) -> bool:
    """Whether a meeting still concerns somebody: a cancelled one until the hour it was announced for, a closed one no more."""
    if line.state is MeetingState.CANCELLED:
        return line.starts_at is not None and line.starts_at > now
    return line.state is not MeetingState.CLOSED
