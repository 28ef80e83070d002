"""The room's page: what the room sees, kept in memory for a moment.

Forty answers that nobody has shown move one number on the wall. So the page is kept as it was made: while the meeting has not moved since, or has moved by
such answers alone, it is told again with their count and the time, without a question to the database. Any other commit of this process lets all pages go;
what another process changes shows once the page is too old.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from weakref import WeakSet

from sqlalchemy import event
from sqlalchemy.orm import Session, UOWTransaction

from facilitation.confidentiality.select import shown_in_room
from facilitation.consultations.rules import Standing
from facilitation.consultations.standing import standing
from facilitation.database import db
from facilitation.guides.schema import Flag
from facilitation.meetings import words
from facilitation.meetings.asked import asks_each, count_told, seen_again, several
from facilitation.meetings.ledger import At, session_number
from facilitation.meetings.models import AnonymousAnswer, AnonymousKey, Contribution, Meeting, Stage
from facilitation.meetings.rules import MeetingState, StageAt, StageState, elapsed
from facilitation.meetings.service.groups import groups_shown
from facilitation.meetings.service.loading import as_rules, load, shown
from facilitation.meetings.service.pages import around, inputs_shown, question_of, room_rules
from facilitation.meetings.service.sealed import is_over
from facilitation.meetings.service.summaries import Production, answers_of, production, rows_of, with_inputs
from facilitation.meetings.shown import GroupShown, MeetingShown, RoomPage, SeenAgain, StageShown
from facilitation.outcomes import service as outcomes

ARRIVING = frozenset({MeetingState.PREPARED, MeetingState.CONVENED, MeetingState.OPEN})
LIFE = 5.0
"""Seconds after which a page is made anew whatever happened: what another process changes without moving the meeting shows by then."""
_UNSEEN, _SEEN = "maillage.unseen", "maillage.seen"
_ANSWERS = (Contribution, AnonymousAnswer, AnonymousKey)


@dataclass(frozen=True, slots=True)
class _Held:
    """A page as it was made: it still holds at this `version`, with so many answers. `rule`: the current stage's stretches; `told`: how the count is said."""

    version: int
    answered: int
    page: RoomPage
    rule: StageAt | None
    told: Callable[[int], str]
    made: float

    def again(self, now: datetime) -> RoomPage:
        """This page, at this moment."""
        ran = int(elapsed(self.rule, now).total_seconds()) if self.rule else 0
        return replace(self.page, version=self.version, count=self.told(self.answered), elapsed=ran, now=now)


class _Memory:
    """The pages of the last seconds, by meeting. Safe between threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: dict[str, _Held] = {}

    def get(self, meeting_id: str) -> _Held | None:
        """The page of this meeting, unless it is too old."""
        found = self._held.get(meeting_id)
        return found if found is not None and time.monotonic() - found.made < LIFE else None

    def keep(self, meeting_id: str, held: _Held) -> None:
        """Keep this page instead of any earlier one; those too old are let go."""
        with self._guard:
            self._held = {key: one for key, one in self._held.items() if held.made - one.made < LIFE}
            self._held[meeting_id] = held

    def move_on(self, at: At, stage_id: str, more: int) -> None:
        """An answer to this stage, that nobody has shown, brought the meeting here from the version before; it is one `more`, or replaced another (0)."""
        with self._guard:
            found = self._held.get(at.meeting_id)
            if found is None:
                return
            if found.version != at.version - 1:
                del self._held[at.meeting_id]
                return
            answered = found.answered + (more if stage_id == found.page.stage_id else 0)
            self._held[at.meeting_id] = replace(found, version=at.version, answered=answered)

    def forget(self) -> None:
        """Let all pages go."""
        with self._guard:
            self._held = {}


_memory = _Memory()


def room_page(*, meeting_id: str, now: datetime, with_people: bool = False) -> RoomPage:
    """What the room sees, and no private field. `with_people` adds (id, name) of those here, for the single screen's entry line. Raises NotHere."""
    page = _kept(meeting_id, now) or _made(meeting_id, now)
    return page if with_people else replace(page, people=())


def kept_page(*, meeting_id: str, now: datetime) -> RoomPage | None:
    """What `room_page` gives when it can be told without asking the database, so that no unit of work is needed; else None."""
    page = _kept(meeting_id, now)
    return replace(page, people=()) if page is not None else None


def _kept(meeting_id: str, now: datetime) -> RoomPage | None:
    held = _memory.get(meeting_id)
    return held.again(now) if held is not None else None


class Forgetful(Protocol):
    """What keeps something made from these pages."""

    def forget(self) -> None:
        """Let it go."""


_FORGETTING = "maillage.forgetting"
_guard, _also = threading.Lock(), WeakSet[Forgetful]()


def forget() -> None:
    """Let all pages go, and what others keep of them: what they show is no more."""
    _memory.forget()
    with _guard:
        others = list(_also)
    for one in others:
        one.forget()


def forgets_too(one: Forgetful) -> None:
    """Have this let go of what it keeps, as long as it lives, whenever pages are let go."""
    with _guard:
        _also.add(one)


def forget_after_commit() -> None:
    """Let all pages go once this unit of work is committed: it erases what they show."""
    db.session().info[_FORGETTING] = True


def unseen(at: At, *, stage_id: str, more: int) -> None:
    """Say, of a meeting whose version has just moved on by one, that an answer came to this stage which the room does not see: its page changes by a count alone.

    `more`: 1 for an answer that was not there, 0 for one that replaces another.
    """
    db.session().info.setdefault(_UNSEEN, []).append((at, stage_id, more))


def _note(session: Session, _context: UOWTransaction) -> None:
    if not all(isinstance(row, _ANSWERS) for row in (*session.new, *session.dirty, *session.deleted)):
        session.info[_SEEN] = True


def _move_on(session: Session) -> None:
    moved, seen = session.info.pop(_UNSEEN, None), session.info.pop(_SEEN, False)
    if session.info.pop(_FORGETTING, False):
        forget()
        return
    if moved is None or seen:
        _memory.forget()
        return
    for at, stage_id, more in moved:
        _memory.move_on(at, stage_id, more)


def _drop(session: Session) -> None:
    for noted in (_UNSEEN, _SEEN, _FORGETTING):
        session.info.pop(noted, None)


event.listen(db.session, "after_flush", _note)
event.listen(db.session, "after_commit", _move_on, insert=True)  # before the pulse tells anybody to look
event.listen(db.session, "after_rollback", _drop)


def _made(meeting_id: str, now: datetime) -> RoomPage:
    began, meeting = time.monotonic(), load(meeting_id)
    running = meeting.state is MeetingState.RUNNING and meeting.current_stage_id is not None
    whole = shown(meeting, now)
    here = whole.current
    visible = running and not meeting.neutral and here is not None and Flag.ECRAN_MASQUE not in here.step.flags
    made, answered, again = _in_room(meeting, here) if visible and here is not None else (None, 0, ())
    slips = standing(stage_id=here.id, step=made.step, people=whole.headcount) if made and here else None
    before, after = around(whole, here) if here is not None else (None, None)
    told = _count_of(meeting, None if slips and slips.sealed else made, whole.headcount)
    page = RoomPage(
        meeting_id=meeting.id,
        partnership=whole.partnership,
        number=session_number(meeting),
        state=meeting.state,
        neutral=not visible,
        version=meeting.version,
        title=here.title if made and here else whole.title if not running else "",
        **_produced(made, slips),
        slips=slips,
        inputs=again,
        sealed=bool(made and Flag.ANONYME in made.step.flags and _is_over(meeting, here)),
        outcomes=_taken_here(meeting, here) if made and here else (),
        **_timed(here),
        has_previous=before is not None,
        has_following=after is not None,
        people=tuple((one.id, one.name) for one in whole.people if one.here),
        groups=_groups(whole, here) if made and here else (),
        now=now,
        count=told(answered),
        headcount=whole.headcount,
        began=_began(meeting, here),
        stage_version=meeting.stage_version,
        join_code=(meeting.join_code or "") if meeting.state in ARRIVING else "",
        moved="" if running else words.moved(whole),
    )
    rule = next(iter(as_rules([one for one in meeting.stages if here is not None and one.id == here.id])), None)
    _memory.keep(meeting_id, _Held(meeting.version, answered, page, rule, told, began))
    return page


def _is_over(meeting: Meeting, here: StageShown | None) -> bool:
    return any(is_over(one) for one in meeting.stages if here is not None and one.id == here.id)


def _timed(here: StageShown | None) -> dict[str, Any]:
    """The fields of the room's page that tell which stage runs and for how long."""
    return {
        "stage_id": here.id if here else "",
        "running": bool(here and here.running),
        "paused": bool(here and here.state is StageState.PAUSED),
        "timed": bool(here and Flag.SANS_MINUTEUR not in here.step.flags),
        "elapsed": here.elapsed if here else 0,
        "planned": here.planned if here else 0,
    }


def _produced(made: Production | None, slips: Standing | None) -> dict[str, Any]:
    """The fields of the room's page that a step fills; none of them while nothing may be seen."""
    return {
        "question": question_of(made.step) if made else "",
        "rules": room_rules(made.step, slips) if made else (),
        "activity": made.step.activity.type if made else "",
        "config": made.config if made else None,
        "summary": made.summary if made and not (slips and slips.sealed) else None,
        "by_group": made.by_group if made else (),
        "several": bool(made and several(made.step, made.config)),
        "anonymous": bool(made and Flag.ANONYME in made.step.flags),
    }


def _count_of(meeting: Meeting, made: Production | None, people: int) -> Callable[[int], str]:
    """How the count of answers is said here: « 5 réponses sur 9 » where each person is asked, else nothing. It holds no answer."""
    if made is None or not asks_each(made.step, made.config):
        return lambda _: ""
    return partial(_count, people=people, many=several(made.step, made.config), phones=meeting.join_code is not None)


def _count(answered: int, *, people: int, many: bool, phones: bool) -> str:
    """Without phones, nothing while nobody has answered, nor where somebody notes for all."""
    if not (answered or (phones and not many)) or (many and not phones):
        return ""
    return count_told(answered, people, many=many)


def _began(meeting: Meeting, here: StageShown | None) -> datetime | None:
    """When the group last entered this stage: the group left the one before at that moment."""
    segments = next((one.segments for one in meeting.stages if here is not None and one.id == here.id), [])
    return segments[-1].started_at if segments else None


def _groups(whole: MeetingShown, here: StageShown) -> tuple[GroupShown, ...]:
    """The sub-groups of the step, with the names of those who accept to be named."""
    return groups_shown(here.groups, {one.id: one.name for one in whole.people if one.accepts_naming})


def _in_room(meeting: Meeting, here: StageShown) -> tuple[Production, int, tuple[SeenAgain, ...]]:
    """What the room sees of this stage, how many answers it has, shown or not, and what it sees again of the steps that count before it."""
    stage = next(one for one in meeting.stages if one.id == here.id)
    rows = rows_of(meeting, with_inputs(meeting, stage), revealed=True)
    names = {row.id: row.name for row in meeting.attendances if row.accepts_naming}

    def look(one: Stage) -> Production:
        return production(meeting, one, rows, shown_in_room, names)

    made = look(stage)
    again = tuple(
        one for one in inputs_shown(look, with_inputs(meeting, stage)[:-1]) if seen_again(one.type, one.summary)
    )
    return made, answers_of(stage, made.step), again


def _taken_here(meeting: Meeting, here: StageShown) -> tuple[tuple[str, str], ...]:
    """The outcomes of this stage, read by the group: (label, wording)."""
    found = outcomes.of_meeting(meeting_id=meeting.id, session=session_number(meeting))
    visible = {note.id for note in shown_in_room(outcomes.note_of(outcome) for outcome in found)}
    return tuple((one.label, one.text) for one in found if one.stage_id == here.id and one.id in visible)
