"""What the pages of a meeting are shown: frozen data, loaded whole before anything is rendered.

Services fill these; templates read them. Nothing here knows the database. Moments are aware, in UTC; durations are whole seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, TypeVar

from facilitation.activities.base import Part
from facilitation.confidentiality.readers import Mark, Reader
from facilitation.consultations.rules import Standing
from facilitation.guides.schema import Step
from facilitation.meetings.groups import Group
from facilitation.meetings.rules import MeetingState, NetworkType, PointKind, Presence, StageState
from facilitation.meetings.team import Team
from facilitation.outcomes.rules import ActionStatus, DecisionMode, OutcomeKind, PersonTouched
from facilitation.partnerships.rules import Quorum

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the attendance list. `guest`: of this meeting alone."""

    id: str
    name: str
    function: str
    organisation: str
    presence: Presence
    represented_by: str
    accepts_naming: bool
    arrived_at: datetime | None
    left_at: datetime | None
    member_id: str | None

    @property
    def here(self) -> bool:
        """Whether the person is in the room now."""
        return self.presence in (Presence.PRESENT, Presence.GUEST) and self.left_at is None


@dataclass(frozen=True, slots=True)
class StageShown:
    """A stage on the ribbon. `number` counts the stages taken, from 1 (0 for one that is not); `begins`: its clock time as prepared."""

    id: str
    point_id: str
    number: int
    step: Step
    minutes: int
    extra: int
    state: StageState
    taken: bool
    skip_reason: str
    elapsed: int
    planned: int
    begins: datetime | None
    first: bool
    last: bool
    groups: tuple[Group, ...] = ()  # its sub-groups, once they are drawn
    group_size: int = 4  # how many the guide puts together

    @property
    def title(self) -> str:
        """The step's title."""
        return self.step.title

    @property
    def running(self) -> bool:
        """Whether its timer runs."""
        return self.state is StageState.RUNNING

    @property
    def over(self) -> bool:
        """Whether it has used more than its time."""
        return self.elapsed > self.planned


@dataclass(frozen=True, slots=True)
class PointShown:
    """A point of the agenda with its stages."""

    id: str
    kind: PointKind
    title: str
    guide_id: str
    variant: str
    adapted: bool
    minutes: int
    stages: tuple[StageShown, ...]


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting, its people and its ribbon. `number` is « 3/2026 » or empty; `headcount` is what minutes are computed from."""

    id: str
    title: str
    number: str
    state: MeetingState
    partnership_id: str | None
    partnership: str
    services: int
    network_type: NetworkType | None
    purpose: str
    serves_several: bool
    with_situation: bool
    place: str
    starts_at: datetime | None
    expected: int
    headcount: int
    animator: str
    secretary: str
    to_retype: bool
    neutral: bool
    annex: bool
    next_at: datetime | None
    next_place: str
    next_points: str
    people: tuple[Person, ...]
    points: tuple[PointShown, ...]
    stages: tuple[StageShown, ...]
    current: StageShown | None
    total: int
    margin: int
    ends_at: datetime | None
    announced_end: datetime | None
    expected_end: datetime | None
    opened_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    closed_at: datetime | None
    version: int
    warnings: tuple[str, ...] = ()
    quorum: Quorum = Quorum()
    put_off_from: datetime | None = None
    cancel_reason: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """A decision, action, question, reservation, or something set aside, whole. `short` is « D1 »; `label` « Décision 3/2026-D1 »."""

    id: str
    kind: OutcomeKind
    label: str
    short: str
    text: str
    readers: frozenset[Reader]
    marks: frozenset[Mark]
    version: int
    stage_id: str | None
    read_back: bool
    mode: DecisionMode | None
    votes_yes: int | None
    votes_no: int | None
    votes_abstain: int | None
    effect_on: date | None
    responsible: str
    review: str
    touches_person: PersonTouched
    person_says: str
    told_by: str
    told_on: date | None
    bearer: str
    bearer_id: str | None
    to_confirm_by: str
    due_on: date | None
    sign: str
    resources: str
    objective: str
    partners: str
    priority: str
    status: ActionStatus
    postponed: int
    comment: str
    for_whom: str
    decision_id: str | None
    named: str


@dataclass(frozen=True, slots=True)
class UndoShown:
    """The gesture that can still be undone, in words, and for how many seconds."""

    token: str
    label: str
    seconds: int


@dataclass(frozen=True, slots=True)
class LineShown:
    """One answer as the desk lists it, for correcting: who gave it, who reads it, its fields as a form holds them."""

    id: str
    who: str
    readers: frozenset[Reader]
    marks: frozenset[Mark]
    version: int
    revealed: bool
    late: bool
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SeenAgain:
    """An earlier stage that a later one reads: its title, the type of its activity, its settings and what it made."""

    stage_id: str
    title: str
    type: str
    config: Part
    summary: Part


@dataclass(frozen=True, slots=True)
class DeskPage:
    """All that the desk shows. `summary` is made from what the desk may read; `inputs` are earlier stages that this one reads; `roles` of the guide, (name, briefing)."""

    meeting: MeetingShown
    team: Team
    stage: StageShown
    activity: str
    config: Part
    desk: Part
    summary: Part
    lines: tuple[LineShown, ...]
    briefing: str
    question: str
    pitfalls: str
    roles: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]
    inputs: tuple[SeenAgain, ...]
    outcomes: tuple[OutcomeShown, ...]
    synthesis: str
    synthesis_version: int
    synthesis_readers: frozenset[Reader]
    synthesis_marks: frozenset[Mark]
    note: str
    note_version: int
    drafts: Mapping[str, Mapping[str, str]]
    undo: UndoShown | None
    answered: int
    previous: StageShown | None
    following: StageShown | None
    modules: tuple[tuple[str, str, int], ...]
    now: datetime
    sealed: bool = False  # an anonymous step that takes no more answers
    apart: int = 0  # of these, those that their authors keep to themselves
    answers_first: bool = False  # what the phones have sent is folded until this account has answered, or asks to see
    by_group: tuple[tuple[str, Part], ...] = ()  # as in the room's page
    synthesis_open: bool = True  # False: there is a wording, and this reader may not have it
    slips: Standing | None = None  # a consultation: answered by slips, and not here


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A sub-group as people read it. `people`: names, the writer's first; `unnamed`: how many more there are who are not named there."""

    id: str
    people: tuple[str, ...]
    unnamed: int = 0
    writer: str = ""


@dataclass(frozen=True, slots=True)
class RoomPage:
    """What the room sees, and nothing else: built from notes the group may read and that the desk has revealed.

    `count`: « 5 réponses sur 9 », where each person is asked. `headcount`: the people here. `several`: one person may give more than one answer.
    `began`: when this stage was last entered. `stage_version` is the number that phones wait for.
    `inputs`: earlier steps that counted and that this one reads. `moved`: that the meeting was put off or cancelled, in words. `sealed`: an anonymous step that takes no more answers.
    `by_group`: what each sub-group wrote, under its name, where that is how it is read. `join_code`: the code by which phones join, while people arrive and the room is open to them.
    """

    meeting_id: str
    partnership: str
    number: str
    state: MeetingState
    neutral: bool
    version: int
    title: str
    question: str
    rules: tuple[str, ...]
    activity: str
    config: Part | None
    summary: Part | None
    outcomes: tuple[tuple[str, str], ...]
    running: bool
    paused: bool
    timed: bool
    elapsed: int
    planned: int
    stage_id: str
    has_previous: bool
    has_following: bool
    people: tuple[tuple[str, str], ...] = ()
    groups: tuple[GroupShown, ...] = ()
    now: datetime | None = None
    count: str = ""
    several: bool = False
    anonymous: bool = False
    headcount: int = 0
    began: datetime | None = None
    stage_version: int = 0
    join_code: str = ""
    moved: str = ""
    inputs: tuple[SeenAgain, ...] = ()
    sealed: bool = False
    by_group: tuple[tuple[str, Part], ...] = ()
    slips: Standing | None = None  # a consultation: answered by slips


@dataclass(frozen=True, slots=True)
class Erased:
    """What closing will erase, counted, and the syntheses that are still empty: (stage id, title)."""

    texts: int
    empty: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ToHand:
    """Somebody for whom the desk typed what is to be erased as theirs: an id for the address, a name as people read it, and how many texts."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class PapersPage:
    """The read-back: what is read aloud, the document as it will leave, what stays, what is erased. `preview` is safe HTML."""

    meeting: MeetingShown
    outcomes: tuple[OutcomeShown, ...]
    readership: Reader
    readerships: tuple[Reader, ...]
    document: str
    documents: tuple[tuple[str, str], ...]
    preview: str
    withheld: int
    at_gate: int
    erased: Erased
    syntheses: tuple[tuple[str, str, str, int], ...]
    unread: int
    to_read: bool = False  # something in the document may tell who a person is (`documents.to_read`)
    handing: tuple[ToHand, ...] = ()  # what is to be handed over before the closing erases it
    previous: tuple[Any, ...] = ()  # earlier minutes that wait for their approval (`service.frozen.Previous`)


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list. `moved`: that it was put off or cancelled, in words."""

    id: str
    title: str
    number: str
    state: MeetingState
    partnership: str
    starts_at: datetime | None
    minutes: int
    guide: str
    current: str
    moved: str = ""


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """What somebody said of a meeting to be: the fields of the preparation page. `people` are member ids; `guests` (name, function) pairs."""

    title: str = ""
    partnership_id: str | None = None
    network_type: NetworkType | None = None
    purpose: str = ""
    serves_several: bool = False
    with_situation: bool = False
    starts_at: datetime | None = None
    place: str = ""
    expected: int = 0
    people: tuple[str, ...] = ()
    guests: tuple[tuple[str, str], ...] = field(default=())
    animator: str = ""
    secretary: str = ""


def filled(kind: type[_T], row: object, **own: Any) -> _T:
    """One of these frozen records: each of its fields from `own`, else from the row's attribute of the same name."""
    names = [one.name for one in fields(kind)]  # type: ignore[arg-type]  # every kind given is a dataclass
    return kind(**{name: own[name] if name in own else getattr(row, name) for name in names})
