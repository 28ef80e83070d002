"""What a document is made from: the whole interface between the meetings room, which fills it, and the documents, which read it.

Every text in a `Record` has already passed `confidentiality.select` for the record's readership: documents never select, they only set out what
they were given. Outcomes, syntheses and notes that the readership may not have are simply not there; `withheld` marks where something was, so that
the others keep their numbers. Everything is frozen; texts are as people typed them; nothing here knows of the database.

Moments are aware datetimes (shown in Europe/Brussels), days are plain dates. An unknown text is empty, an unknown date is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from facilitation.confidentiality.readers import Note, Reader, Trace
from facilitation.outline import Blocks
from facilitation.partnerships.rules import Quorum

Status = Literal["projet", "relu", "envoye", "approuve", "corrige"]
"""`projet`: a draft; `relu`: read back in session; `envoye`: sent for remarks, still a draft; `approuve`: approved on `Record.approved_on`; `corrige`: the same,
in a version that came after."""
PresenceStatus = Literal["present", "excuse", "absent", "represente", "invite"]
OutcomeKind = Literal["decision", "action", "question", "reserve", "aside"]
DecisionMode = Literal["", "autorite", "majorite", "consensus", "consentement", "personne", "impose"]
ActionStatus = Literal["a-faire", "en-cours", "bloque", "reporte", "fait", "abandonne"]


@dataclass(frozen=True, slots=True)
class Presence:
    """One person of the attendance. `represented_by`: who holds the proxy; `arrived`, `left`: only when later or earlier than the others."""

    name: str
    function: str = ""
    organisation: str = ""
    status: PresenceStatus = "present"
    represented_by: str = ""
    arrived: datetime | None = None
    left: datetime | None = None


@dataclass(frozen=True, slots=True)
class Votes:
    """A count of hands; the voters are their sum."""

    yes: int
    no: int
    abstain: int


@dataclass(frozen=True, slots=True)
class OutcomeRecord:
    """A decision, action, open question, reservation, or what was set aside.

    `number` is « 3/2026-D1 » (empty for what was set aside, or without a partnership « D1 »). Fields below `text` are used by the kinds that
    their comments name; every one is optional. `id` is the row's, so that the preview can offer to correct it in place.
    """

    id: str
    kind: OutcomeKind
    text: str
    number: str = ""
    stage_id: str = ""
    # decision
    mode: DecisionMode = ""
    votes: Votes | None = None
    effect_date: date | None = None
    responsible: str = ""
    review: str = ""
    person_says: str = ""
    told_by: str = ""
    told_when: date | None = None
    no_object: bool = False  # « sans objet »: the decision touches nobody outside
    # action
    bearer: str = ""
    bearer_service: str = ""
    to_confirm_by: str = ""  # « à confirmer par … » while nobody present took it
    due: date | None = None
    first_due: date | None = None  # the first date given, when `due` was moved later
    sign: str = ""  # what shows that it is done
    resources: str = ""
    objective: str = ""
    partners: str = ""
    priority: str = ""
    status: ActionStatus = "a-faire"
    status_note: str = ""  # obstacle, reason, or what became of it
    note_field: str = ""  # the part of `id` that holds `status_note`, where it is corrected by itself
    status_day: date | None = None
    postponed: int = 0  # how many times the date moved later
    # question
    for_whom: str = ""
    # reservation
    author: str = ""
    author_named: bool = False  # the author asked to be named; otherwise `author` is never written
    decision_id: str = ""  # the decision it bears on; empty when it bears on none
    decision_number: str = ""


@dataclass(frozen=True, slots=True)
class Sheets:
    """Sheets of paper typed in afterwards: how many, of how many handed out (None: nobody counted), answers that could not be read, sheets left blank."""

    typed: int
    handed_out: int | None = None
    unread: int = 0
    blank: int = 0


@dataclass(frozen=True, slots=True)
class StageRecord:
    """A step as it was lived. All its parts may be empty: then it is absent from the documents.

    `blocks` are what `activity.blocks(summary)` made of selected notes; documents use them only where `trace` is `pv`. `synthesis` is the wording
    that the group validated, used where `trace` is `pv` or `synthese`. Outcomes are kept whatever the trace. `withheld`: something remains of it
    that this readership may not have; it is not shown, and takes its number all the same. `learning`: a compte rendu keeps it.
    """

    id: str
    title: str
    trace: Trace
    activity: str = ""
    question: str = ""
    learning: bool = False
    skipped: bool = False
    withheld: bool = False
    blocks: Blocks = ()
    synthesis: Note | None = None
    outcomes: tuple[OutcomeRecord, ...] = ()
    sheets: Sheets | None = None


@dataclass(frozen=True, slots=True)
class GuideLine:
    """What a document says of the guide it was led with. `fingerprint`: 12 hex digits shown in the file's properties; `adapted`: « adapté »."""

    id: str
    title: str
    version: str
    attribution: str
    licence: str
    fingerprint: str
    adapted: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda: a guide with its stages, or a simple point with one. `document`: what its guide ends in.

    `minutes`: the time announced for it. `withheld`: this readership may not know of it; it keeps its number.
    """

    title: str
    kind: Literal["guide", "information", "discussion", "decision"]
    minutes: int = 0
    guide: GuideLine | None = None
    document: Literal["pv", "compte-rendu"] = "pv"
    stages: tuple[StageRecord, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """When the group meets again (None: nobody knows yet). `announced`: the points already announced, as typed."""

    start: datetime | None
    end: datetime | None = None
    place: str = ""
    announced: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A meeting as one readership may read it. `points` holds the whole agenda in order, also the points that leave nothing.

    `title` is the meeting's own title; `number` « 3/2026 », or empty without a partnership. `agenda`, `previous_minutes`, `other_business` and
    `closing` are typed sentences under the headings « Ordre du jour », « Approbation du procès-verbal … » (`previous_title` completes it:
    « du vendredi 12 juin 2026 »), « Divers » and at the end; empty ones have no heading. `readers_words` says in words who reads
    (« les six services du partenariat, absents compris »); by default the document says it itself. `annex`: the group chose to keep the texts
    word for word. `earlier_actions`: still open, or ended since the last meeting, for the plan; `follow_up`: the part of them that fell due.
    `signatures`: (name, office) of those who sign, where the statutes ask for it. `workshop`: a class worked; its document is a synthesis, and
    names no student as its writer (`domain/protocoles.md` §G.13).
    """

    partnership: str
    title: str
    number: str
    start: datetime
    readership: Reader
    end: datetime | None = None
    territory: str = ""
    concerned_person_term: str = ""
    place: str = ""
    network_types: tuple[str, ...] = ()
    purpose: str = ""
    animator: str = ""
    secretary: str = ""
    status: Status = "projet"
    sent_on: date | None = None
    remarks_until: date | None = None
    approved_on: date | None = None
    tacit: bool = False
    approval_planned: date | None = None
    readers_words: str = ""
    recipients: str = ""
    attested: bool = False  # what touches a person came through the gate, for these recipients alone
    services: int = 0
    destroy_after: date | None = None
    attendance: tuple[Presence, ...] = ()
    expected: int = 0  # « six personnes », where only their number is known
    quorum: Quorum = Quorum()
    agenda: str = ""
    previous_title: str = ""
    previous_minutes: str = ""
    points: tuple[Point, ...] = ()
    other_business: str = ""
    next_meeting: NextMeeting | None = None
    closing: str = ""
    annex: bool = False
    follow_up: tuple[OutcomeRecord, ...] = ()
    earlier_actions: tuple[OutcomeRecord, ...] = ()
    signatures: tuple[tuple[str, str], ...] = field(default=())
    workshop: bool = False


@dataclass(frozen=True, slots=True)
class NotebookEntry:
    """A private note of the facilitator: under which step (empty: the meeting as a whole), and when it was written."""

    id: str
    text: str
    stage_title: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notebook:
    """The facilitator's private notes of a meeting, in order: read by the facilitators alone, a file apart."""

    partnership: str
    title: str
    number: str
    start: datetime
    entries: tuple[NotebookEntry, ...]
    end: datetime | None = None
    place: str = ""
    author: str = ""
