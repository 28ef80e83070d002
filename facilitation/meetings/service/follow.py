"""The meeting that remembers: what its follow-up steps have to follow, what the group says of it, and what is proposed before it begins.

The list of a follow-up step is filled when the step begins, and again when one comes back to it before anything was said; after that it stands still,
so that what was decided stays beside what was decided upon. What is said of an action is told to the action itself at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from facilitation.activities import registry, suivi
from facilitation.activities.base import Part
from facilitation.confidentiality.readers import DEFAULT_CONTRIBUTION, DEFAULT_OUTCOME, Reader
from facilitation.database import db
from facilitation.french_dates import local_day
from facilitation.guides.catalogue import Catalogue
from facilitation.guides.schema import Step
from facilitation.i18n import _, mark
from facilitation.meetings.models import Contribution, Meeting, Stage
from facilitation.meetings.service.agenda import move_point, use_guide
from facilitation.meetings.service.loading import copy_of, load
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import ActionStatus, OutcomeKind, Said, is_late

GUIDE, OPENING = "suivi-plan-action", "en-ouverture"
"""The guide of the library that follows up, and its variant that opens another meeting."""
KINDS = {"actions": OutcomeKind.ACTION, "questions": OutcomeKind.QUESTION, "mis-de-cote": OutcomeKind.ASIDE}


def settings_of(step: Step, stage: Stage) -> Part:
    """The settings of this step's activity as this stage has them."""
    return registry.settings_at(step.activity, registry.desk_of(step.activity.type, stage.desk))


def settings_when_asked(meeting: Meeting, stage: Stage, now: datetime) -> Part:
    """The settings of a stage that is about to take an answer: a follow-up stage to which nobody came yet gets its list first."""
    fill(meeting, stage, now)
    return settings_of(step_of_point(meeting, stage), stage)


def usual_readers(step: Step) -> frozenset[Reader]:
    """Who reads an answer when nobody said: what became of an action is read by those who read actions (docs/decisions/0012)."""
    return DEFAULT_OUTCOME if step.activity.type == suivi.TYPE else DEFAULT_CONTRIBUTION


# ------------------------------------------------------------------ the list of a step


def begin(meeting: Meeting, now: datetime) -> None:
    """Give the stage that has just become the current one its list, while nothing was said in it."""
    stage = next((one for one in meeting.stages if one.id == meeting.current_stage_id), None)
    if stage is not None:
        fill(meeting, stage, now)


def fill(meeting: Meeting, stage: Stage, now: datetime) -> None:
    """Give a follow-up stage its list, unless something was said in it already."""
    config = _config(meeting, stage)
    if config is None or meeting.partnership_id is None or _said_in(stage):
        return
    stage.desk = _listed(meeting, config, now).model_dump(mode="json", by_alias=True)


def settings_today(meeting: Meeting, stage: Stage, now: datetime) -> Part:
    """The settings of a stage as they are; of a follow-up stage that has no list yet, those it would have if it began now (for its sheet of paper)."""
    config, step = _config(meeting, stage), step_of_point(meeting, stage)
    if config is None or stage.desk:
        return settings_of(step, stage)
    return registry.settings_at(step.activity, _listed(meeting, config, now))


def step_of_point(meeting: Meeting, stage: Stage) -> Step:
    """The step that this stage lives."""
    point = next(point for point in meeting.points if point.id == stage.point_id)
    return copy_of(point).guide.step(stage.step_id)


def _config(meeting: Meeting, stage: Stage) -> suivi.Config | None:
    step = step_of_point(meeting, stage)
    config = registry.config(step.activity) if step.activity.type == suivi.TYPE else None
    return config if isinstance(config, suivi.Config) else None


def _said_in(stage: Stage) -> bool:
    count = select(func.count()).select_from(Contribution).where(Contribution.stage_id == stage.id)
    return bool(db.session.scalar(count))


def _listed(meeting: Meeting, config: suivi.Config, now: datetime) -> suivi.DeskState:
    today = local_day(now)
    found = waiting_for(meeting, now, (KINDS[config.what],))
    kept = [one for one in found if not config.overdue or one.due_on is None or one.due_on <= today]
    return suivi.DeskState(matters=tuple(_matter(one) for one in _ordered(kept)), today=today)


def waiting_for(
    meeting: Meeting, now: datetime, kinds: tuple[OutcomeKind, ...], *, ended: bool = False
) -> tuple[outcomes.Earlier, ...]:
    """What earlier meetings of the partnership left open for this one; with `ended`, also the actions ended since the meeting before."""
    if meeting.partnership_id is None:
        return ()
    before = meeting.started_at or meeting.opened_at or now
    return outcomes.earlier(
        partnership_id=meeting.partnership_id, meeting_id=meeting.id, before=before, kinds=kinds, ended=ended
    )


def _ordered(found: list[outcomes.Earlier]) -> list[outcomes.Earlier]:
    """The first due first; those without a date after."""
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))


def _matter(one: outcomes.Earlier) -> suivi.Matter:
    return suivi.Matter(
        id=one.id,
        number=one.number,
        text=one.text,
        bearer=one.bearer or one.to_confirm_by,
        for_whom=one.for_whom,
        due=one.due_on,
        postponed=one.postponed,
        was=one.status.value,
        obstacle=one.comment,
        readers=tuple(sorted(one.note.readers)),
        marks=tuple(sorted(one.note.marks)),
    )


# ------------------------------------------------------------------ what was said of it


def apply(meeting: Meeting, stage: Stage, now: datetime, account_id: str | None = None) -> None:
    """Tell the actions, questions and things set aside what this stage's answers, as they now stand, say of them."""
    config = _config(meeting, stage)
    if config is None:
        return
    db.session.flush()
    query = select(Contribution).where(Contribution.stage_id == stage.id).order_by(Contribution.position)
    rows = list(db.session.scalars(query))
    matters = _desk(stage).matters
    last = {matter.id: row for matter in matters for row in rows if matter.number in row.answer.get("said", {})}
    if config.what == "actions":
        said = {matter.id: _said(matter, last[matter.id]) for matter in matters if matter.id in last}
        outcomes.settle_stage(meeting_id=meeting.id, stage_id=stage.id, said=said, account_id=account_id, now=now)
    else:
        words = {matter.id: last[matter.id].answer["said"][matter.number] for matter in matters if matter.id in last}
        settled = {key for key, word in words.items() if word in suivi.SETTLED}
        outcomes.mark_settled(ids=[matter.id for matter in matters], settled=settled, now=now)


def _desk(stage: Stage) -> suivi.DeskState:
    found = registry.desk_of(suivi.TYPE, stage.desk)
    return found if isinstance(found, suivi.DeskState) else suivi.DeskState()


def _said(matter: suivi.Matter, row: Contribution) -> Said:
    """What the answer says of this action. Its note goes with the action only where all who read the action may read the note."""
    said: Mapping[str, str] = row.answer["said"]
    until = said.get(f"{matter.number}.date")
    open_to_all = set(matter.readers) <= set(row.readers) and not row.marks
    return Said(
        ActionStatus(said[matter.number]),
        said.get(f"{matter.number}.note", "") if open_to_all else "",
        date.fromisoformat(until) if until else None,
    )


# ------------------------------------------------------------------ before the meeting


@dataclass(frozen=True, slots=True)
class Waiting:
    """What earlier meetings left open for this one, counted; `overdue`: the actions whose date has come. Nothing where it is already on the agenda."""

    actions: int = 0
    overdue: int = 0
    questions: int = 0
    asides: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is anything to take up."""
        return bool(self.actions or self.questions or self.asides)


def waiting(*, meeting_id: str, now: datetime) -> Waiting:
    """What waits for this meeting and is not on its agenda yet. Raises NotHere."""
    meeting = load(meeting_id)
    if any(_config(meeting, stage) is not None for stage in meeting.stages if stage.taken):
        return Waiting()
    found = waiting_for(meeting, now, tuple(KINDS.values()))
    today = local_day(now)
    kinds = [one.kind for one in found]
    return Waiting(
        actions=kinds.count(OutcomeKind.ACTION),
        overdue=sum(is_late(one.status, one.due_on, today) for one in found if one.kind is OutcomeKind.ACTION),
        questions=kinds.count(OutcomeKind.QUESTION),
        asides=kinds.count(OutcomeKind.ASIDE),
    )


def take_up(*, meeting_id: str, catalogue: Catalogue, now: datetime) -> str:
    """Put what earlier meetings left open first on the agenda: the short form of the library's guide. Gives the new point's id."""
    meeting = load(meeting_id)
    title = meeting.title
    point_id = use_guide(
        meeting_id=meeting_id, guide_id=GUIDE, catalogue=catalogue, variant=OPENING, title=_(POINT), now=now
    )
    meeting.title = title
    before = sum(point.id != point_id for point in meeting.points)
    if before:
        move_point(meeting_id=meeting_id, point_id=point_id, steps=-before, now=now)
    return point_id


POINT = mark("Suivi de la fois passée")
