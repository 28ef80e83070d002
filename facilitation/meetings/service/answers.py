"""What is said in a stage: answers, what the desk shows of them, syntheses, the facilitator's notebook, drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select

from facilitation.activities import registry
from facilitation.activities.base import FormData, Given, Part
from facilitation.confidentiality.readers import (
    DEFAULT_PRIVATE,
    DEFAULT_SYNTHESIS,
    Mark,
    Note,
    Reader,
    Trace,
    marks_from,
    readers_from,
)
from facilitation.confidentiality.select import seen_at_desk
from facilitation.consultations.rules import BySlipsOnly
from facilitation.consultations.standing import was_drawn
from facilitation.database import db
from facilitation.errors import FacilitationError, NotHere
from facilitation.guides.schema import Flag, Step
from facilitation.i18n import _
from facilitation.meetings.ledger import lock_meeting, must_match, tell
from facilitation.meetings.models import (
    AnonymousAnswer,
    AnonymousKey,
    Attendance,
    Contribution,
    Draft,
    Meeting,
    PrivateNote,
    Stage,
    Synthesis,
)
from facilitation.meetings.rules import ACTIVE, OVER, Source
from facilitation.meetings.service import follow, groups, lead
from facilitation.meetings.service.agenda import stage_of
from facilitation.meetings.service.loading import copy_of
from facilitation.meetings.service.sealed import gathering, is_over
from facilitation.meetings.service.widening import must_agree
from facilitation.typed import kept


class KeepsNothing(FacilitationError):
    """Rien ne se note dans cette étape : le guide l'a promis au groupe. Pour garder une idée, utilisez « Mettre de côté »."""


class NobodyNamed(FacilitationError):
    """Cette étape est anonyme : elle ne retient pas de qui vient une réponse. Choisissez « sans nom » et renvoyez."""


class TooLateUnsigned(FacilitationError):
    """Cette étape anonyme est finie : une réponse ajoutée maintenant se reconnaîtrait. Elle n'est pas enregistrée ; elle peut se dire à voix haute."""


class SpreadShown(FacilitationError):
    """La salle a déjà vu les réponses de cette étape anonyme : une feuille ajoutée maintenant se reconnaîtrait. Elle n'est pas enregistrée."""


class StillSealed(FacilitationError):
    """Cette étape est anonyme : ses réponses se lisent quand elle est finie, toutes ensemble."""


def step_of(meeting: Meeting, stage: Stage) -> Step:
    """The step that this stage lives."""
    point = next(point for point in meeting.points if point.id == stage.point_id)
    return copy_of(point).guide.step(stage.step_id)


def answer(
    *,
    meeting_id: str,
    stage_id: str,
    formdata: FormData,
    now: datetime,
    key: str | None = None,
    attendance_id: str | None = None,
    account_id: str | None = None,
    readers: Iterable[Reader] | None = None,
    marks: Iterable[Mark] = (),
    revealed: bool = False,
    source: Source = Source.DESK,
    group: str = "",
) -> str:
    """The id of the answer kept; the same `key` twice gives the first one. Raises AnswerFaults, KeepsNothing, MeetingIsClosed, NotHere.

    An answer to a stage that has ended is kept and marked late; not a sheet of paper, which was written in time. An anonymous stage keeps neither who, nor
    when, nor in which order; once it has ended it takes but sheets, until its answers are shown (raises TooLateUnsigned, SpreadShown).
    """
    meeting = lock_meeting(meeting_id)
    step = step_of(meeting, stage := stage_of(meeting, stage_id))
    value = _read(meeting, stage, step, formdata, now)
    allowed = sorted(readers if readers is not None else follow.usual_readers(step))
    if Flag.ANONYME in step.flags:
        _must_be_one_of_many(stage, source)
        return _answer_anonymously(meeting, stage, value, allowed, sorted(marks), key, attendance_id, revealed, now)
    if key and (twice := _already(key, stage_id)):
        return twice
    row = Contribution(
        stage_id=stage_id,
        attendance_id=_seat(meeting, attendance_id),
        group=groups.signed(stage, attendance_id, group),
        entered_by=account_id,
        source=source,
        answer=value.model_dump(mode="json", by_alias=True),
        readers=allowed,
        marks=sorted(marks),
        idempotency_key=key,
        revealed=revealed,
    )
    return _kept(row, meeting, stage, now)


def _read(meeting: Meeting, stage: Stage, step: Step, formdata: FormData, now: datetime) -> Part:
    if step.trace is Trace.AUCUNE:
        raise KeepsNothing()
    return registry.get(step.activity.type).read(follow.settings_when_asked(meeting, stage, now), formdata)


def _kept(row: Contribution, meeting: Meeting, stage: Stage, now: datetime) -> str:
    row.position = _next_position(stage.id)
    row.late = row.source is not Source.PAPER and stage.state in OVER
    db.session.add(row)
    db.session.flush()
    follow.apply(meeting, stage, now, row.entered_by)
    tell(meeting, "answered", now, phones=row.revealed, stage=row.stage_id, source=row.source.value, new=1)
    return row.id


def _next_position(stage_id: str) -> int:
    last = db.session.scalar(select(func.max(Contribution.position)).where(Contribution.stage_id == stage_id))
    return 0 if last is None else last + 1


def _already(key: str | None, stage_id: str) -> str | None:
    """The id of the answer that this key already brought to this stage."""
    return db.session.scalar(
        select(Contribution.id).where(Contribution.idempotency_key == key, Contribution.stage_id == stage_id)
    )


def _must_be_one_of_many(stage: Stage, source: Source) -> None:
    """Refuse the answer to an anonymous stage that people would tell apart from the others (`docs/decisions/0009`, `0011`)."""
    if was_drawn(stage.id):
        raise BySlipsOnly()
    if source is not Source.PAPER and is_over(stage):
        raise TooLateUnsigned()
    shown = (AnonymousAnswer.stage_id == stage.id, AnonymousAnswer.revealed)
    if source is Source.PAPER and db.session.scalar(select(AnonymousAnswer.id).where(*shown).limit(1)):
        raise SpreadShown()


def _answer_anonymously(
    meeting: Meeting,
    stage: Stage,
    value: Part,
    readers: list[Reader],
    marks: list[Mark],
    key: str | None,
    attendance_id: str | None,
    revealed: bool,
    now: datetime,
) -> str:
    if attendance_id:
        raise NobodyNamed()
    if key:
        if db.session.get(AnonymousKey, key) is not None:
            return ""
        db.session.add(AnonymousKey(key=key, stage_id=stage.id))
    row = AnonymousAnswer(
        stage_id=stage.id,
        answer=value.model_dump(mode="json", by_alias=True),
        readers=readers,
        marks=marks,
        revealed=revealed and stage.state not in ACTIVE,  # else it would be told apart from those of the phones
    )
    db.session.add(row)
    db.session.flush()
    meeting.version += 1  # no line in the journal: it would tell the order of the answers
    meeting.stage_version += 1 if revealed else 0
    return row.id


def _seat(meeting: Meeting, attendance_id: str | None) -> str | None:
    if not attendance_id:
        return None
    row = db.session.get(Attendance, attendance_id)
    if row is None or row.meeting_id != meeting.id:
        raise NotHere()
    return row.id


def correct(
    *,
    meeting_id: str,
    contribution_id: str,
    formdata: FormData,
    now: datetime,
    version: int | None = None,
    readers: Iterable[Reader] | None = None,
    marks: Iterable[Mark] | None = None,
    agreed: bool = False,
) -> None:
    """Give an answer its new wording, readers or marks. Raises AnswerFaults, Conflict, NotHere, or NotTheirsToOpen unless its author `agreed` aloud."""
    meeting = lock_meeting(meeting_id)
    row = _contribution(meeting, contribution_id)
    if must_agree(row, readers, marks, agreed):
        tell(meeting, "opened_further", now, phones=False, stage=row.stage_id)
    stage = stage_of(meeting, row.stage_id)
    step = step_of(meeting, stage)
    value = registry.get(step.activity.type).read(follow.settings_of(step, stage), formdata)
    new = value.model_dump(mode="json", by_alias=True)
    must_match(version=version, stored=row.version, mine=in_words(new), theirs=in_words(row.answer))
    row.answer = new
    if readers is not None:
        row.readers = sorted(readers)
    if marks is not None:
        row.marks = sorted(marks)
    row.version += 1
    tell(meeting, "corrected", now, phones=row.revealed, stage=row.stage_id, version=row.version)
    follow.apply(meeting, stage, now)


def in_words(answer: Any) -> str:
    """The texts of an answer one under another, to lay two versions side by side."""
    if isinstance(answer, Mapping):
        return "\n".join(text for text in (in_words(value) for value in answer.values()) if text)
    if isinstance(answer, (list, tuple)):
        return "\n".join(text for text in (in_words(value) for value in answer) if text)
    return str(answer) if isinstance(answer, (str, int)) and not isinstance(answer, bool) else ""


def _contribution(meeting: Meeting, contribution_id: str) -> Contribution:
    row = db.session.get(Contribution, contribution_id)
    if row is None or row.stage_id not in {stage.id for stage in meeting.stages} or not _at_desk(row):
        raise NotHere()
    return row


def _at_desk(row: Contribution | AnonymousAnswer) -> bool:
    """Whether a gesture of the desk may touch this answer: not one that its author keeps to themselves."""
    return bool(seen_at_desk([note_of(row, Trace.SESSION)]))


# ------------------------------------------------------------------ what the desk shows of them


def rows_at_desk(stage_id: str, ids: Sequence[str] | None) -> list[Contribution | AnonymousAnswer]:
    """The answers of this stage that a gesture of the desk may touch; of these ids alone where they are given."""
    signed = db.session.scalars(select(Contribution).where(Contribution.stage_id == stage_id)).all()
    unsigned = db.session.scalars(select(AnonymousAnswer).where(AnonymousAnswer.stage_id == stage_id)).all()
    both: list[Contribution | AnonymousAnswer] = [*signed, *unsigned]
    return [row for row in both if (ids is None or row.id in ids) and _at_desk(row)]


def reveal(*, meeting_id: str, stage_id: str, now: datetime, ids: Sequence[str] | None = None) -> None:
    """Show these answers to the room (all of them without `ids`), but for those that the desk may not read."""
    _show(meeting_id, stage_id, ids, True, _("Montré à la salle"), now)


def hide(*, meeting_id: str, stage_id: str, ids: Sequence[str], now: datetime) -> None:
    """Take these answers off the room screen; they are kept."""
    _show(meeting_id, stage_id, ids, False, _("Retiré de l'écran"), now)


def _show(meeting_id: str, stage_id: str, ids: Sequence[str] | None, revealed: bool, label: str, now: datetime) -> None:
    meeting = lock_meeting(meeting_id)
    stage = stage_of(meeting, stage_id)
    if revealed and gathering(stage, step_of(meeting, stage)):
        raise StillSealed()
    rows = rows_at_desk(stage_id, ids)
    was = {row.id: row.revealed for row in rows}
    for row in rows:
        row.revealed = revealed
    lead.remember_shown(meeting_id=meeting_id, was=was, label=label, now=now)
    tell(meeting, "revealed" if revealed else "hidden", now, stage=stage_id, count=len(rows))


def direct(*, meeting_id: str, stage_id: str, formdata: FormData, now: datetime) -> None:
    """A gesture of the desk on a stage's production: groups, turns, dots. Raises AnswerFaults."""
    meeting = lock_meeting(meeting_id)
    stage = stage_of(meeting, stage_id)
    step = step_of(meeting, stage)
    kind, config = registry.get(step.activity.type), follow.settings_of(step, stage)
    desk = kind.DeskState.model_validate_json(_json(stage.desk))
    given = [given_of(row, kind.Answer) for row in rows_at_desk(stage_id, None)]
    stage.desk = kind.direct(config, desk, formdata, given).model_dump(mode="json", by_alias=True)
    stage.version += 1
    tell(meeting, "arranged", now, stage=stage_id)


def _json(data: Any) -> str:
    import json

    return json.dumps(data)


def given_of(row: Contribution | AnonymousAnswer, kind: type[Part], who: str = "") -> Given:
    """The row as an activity takes it."""
    answer, group = kind.model_validate_json(_json(row.answer)), getattr(row, "group", "")
    of_group = groups.group_name(group) if group else ""
    return Given(row.id, answer, who, row.revealed, isinstance(row, AnonymousAnswer), of_group)


def note_of(row: Contribution | AnonymousAnswer, trace: Trace) -> Note:
    """What the selection is asked about an answer. Only a `pv` step keeps its answers: elsewhere they last as long as the session."""
    own = Trace.PV if trace is Trace.PV else Trace.SESSION
    return Note(row.id, "", readers_from(row.readers), marks_from(row.marks), own, row.revealed)


# ------------------------------------------------------------------ syntheses, notebook, drafts


def save_synthesis(
    *,
    meeting_id: str,
    stage_id: str,
    text: str,
    now: datetime,
    version: int | None = None,
    readers: Iterable[Reader] | None = None,
    marks: Iterable[Mark] = (),
) -> None:
    """Keep the wording that the group validates for a stage; an empty one takes it away. Raises Conflict, TooLong."""
    meeting = lock_meeting(meeting_id)
    stage_of(meeting, stage_id)
    words = kept(text)
    row = db.session.scalar(select(Synthesis).where(Synthesis.stage_id == stage_id))
    if row is None:
        if words.strip():
            allowed = sorted(readers if readers is not None else DEFAULT_SYNTHESIS)
            db.session.add(Synthesis(stage_id=stage_id, text=words, readers=allowed, marks=sorted(marks)))
    else:
        must_match(version=version, stored=row.version, mine=words, theirs=row.text)
        if words.strip():
            row.text, row.version = words, row.version + 1
            row.readers = sorted(readers) if readers is not None else row.readers
            row.marks = sorted(marks) or row.marks
        else:
            db.session.delete(row)
    tell(meeting, "synthesised", now, stage=stage_id, kept=bool(words.strip()))


def save_note(
    *, meeting_id: str, stage_id: str, account_id: str, text: str, now: datetime, version: int | None = None
) -> int:
    """Keep the facilitator's private note for a stage; gives its version (0: there is none). Raises Conflict, TooLong."""
    meeting = lock_meeting(meeting_id)
    stage_of(meeting, stage_id)
    words = kept(text)
    where = (PrivateNote.stage_id == stage_id, PrivateNote.account_id == account_id)
    row = db.session.scalar(select(PrivateNote).where(*where))
    if row is None:
        if words.strip():
            note = PrivateNote(
                meeting_id=meeting.id,
                stage_id=stage_id,
                account_id=account_id,
                text=words,
                readers=sorted(DEFAULT_PRIVATE),
            )
            db.session.add(note)
            return 1
        return 0
    must_match(version=version, stored=row.version, mine=words, theirs=row.text)
    row.text, row.version = words, row.version + 1
    return row.version


def save_draft(*, meeting_id: str, account_id: str, place: str, fields: Mapping[str, str], now: datetime) -> None:
    """Keep what this account is typing in this form, for itself alone."""
    lock_meeting(meeting_id)
    if not any(value.strip() for value in fields.values()):
        drop_draft(meeting_id=meeting_id, account_id=account_id, place=place)
        return
    words = {name: kept(value) for name, value in fields.items()}
    db.session.merge(Draft(meeting_id=meeting_id, account_id=account_id, place=place[:200], fields=words, saved_at=now))


def draft(*, meeting_id: str, account_id: str, place: str) -> Mapping[str, str]:
    """What this account has typed in this form and not sent; empty when nothing is kept."""
    found = db.session.get(Draft, (meeting_id, account_id, place))
    return found.fields if found else {}


def drop_draft(*, meeting_id: str, account_id: str, place: str) -> None:
    """Forget a draft: it was sent, or given up."""
    mine = (Draft.meeting_id == meeting_id, Draft.account_id == account_id, Draft.place == place)
    db.session.execute(delete(Draft).where(*mine))
