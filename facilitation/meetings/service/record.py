"""From a meeting to what its documents are made of: one readership's selection, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from facilitation.accounts import service as accounts
from facilitation.confidentiality.gate import Attestation
from facilitation.confidentiality.readers import Note, Reader, Trace, marks_from, readers_from
from facilitation.confidentiality.select import select as select_notes
from facilitation.confidentiality.select import through_gate, waiting_at_gate
from facilitation.database import db
from facilitation.documents.record import (
    GuideLine,
    NextMeeting,
    Notebook,
    NotebookEntry,
    OutcomeRecord,
    Point,
    Presence,
    Record,
    Sheets,
    StageRecord,
    Status,
    Votes,
)
from facilitation.french_dates import local_day, long_day
from facilitation.guides.schema import Audience, Step
from facilitation.i18n import _, ngettext
from facilitation.meetings.ledger import session_number
from facilitation.meetings.models import AgendaPoint, Meeting, PrivateNote, Stage, Synthesis
from facilitation.meetings.rules import PointKind, StageState
from facilitation.meetings.rules import Presence as Here
from facilitation.meetings.service import frozen as kept_as
from facilitation.meetings.service.answers import note_of as note_of_answer
from facilitation.meetings.service.answers import step_of
from facilitation.meetings.service.kept_maps import maps_kept
from facilitation.meetings.service.loading import copy_of, headcount, in_order, quorum_of
from facilitation.meetings.service.reading import was_read_back
from facilitation.meetings.service.remembered import earlier_of, followed_here, plan_lines
from facilitation.meetings.service.summaries import Production, Row, allowed, blocks_of, production, rows_of
from facilitation.meetings.shown import OutcomeShown
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind, PersonTouched, number_text
from facilitation.outcomes.service import Earlier
from facilitation.paper.rules import Unread
from facilitation.partnerships import service as partnerships

Selection = Callable[[Iterable[Note]], tuple[Note, ...]]


@dataclass(frozen=True, slots=True)
class Material:
    """All that a meeting's documents may be made from, before any selection; it never leaves the service."""

    meeting: Meeting
    rows: dict[str, list[Row]]
    syntheses: dict[str, Synthesis]
    outcomes: tuple[OutcomeShown, ...]
    earlier: tuple[Earlier, ...] = ()
    previous: tuple[kept_as.Previous, ...] = ()

    @property
    def used(self) -> frozenset[str]:
        """The ids of the stages in which something was said: left out of the ribbon later, they still leave it."""
        return frozenset({*self.rows, *self.syntheses, *(one.stage_id for one in self.outcomes if one.stage_id)})

    def notes(self) -> tuple[Note, ...]:
        """Every note that could be in a document."""
        steps = {stage.id: step_of(self.meeting, stage) for stage in self.meeting.stages}
        found = [note_of_answer(row, steps[key].trace) for key, rows in self.rows.items() for row in rows]
        found += [note_of_synthesis(row, steps[key]) for key, row in self.syntheses.items()]
        return (*found, *(outcomes.note_of(one) for one in self.outcomes))


def gather(meeting: Meeting, *, whole: bool = True, earlier: bool = True) -> Material:
    """The material of a loaded meeting, in seven queries; not `whole`: without the minutes that it approved, for a meeting whose own are frozen.

    Not `earlier`: without the actions of earlier meetings, for who asks only what was said at this one.
    """
    previous = kept_as.previous_of(meeting) if whole else ()
    ids = [stage.id for stage in meeting.stages]
    syntheses = {row.stage_id: row for row in db.session.scalars(select(Synthesis).where(Synthesis.stage_id.in_(ids)))}
    found = outcomes.of_meeting(meeting_id=meeting.id, session=session_number(meeting))
    return Material(
        meeting,
        rows_of(meeting, meeting.stages),
        syntheses,
        found,
        earlier_of(meeting) if earlier else (),
        previous,
    )


def note_of_synthesis(row: Synthesis, step: Step) -> Note:
    """What the selection is asked about a synthesis: it remains where its step keeps one."""
    trace = step.trace if step.trace in (Trace.PV, Trace.SYNTHESE) else Trace.SESSION
    return Note(row.id, row.text, readers_from(row.readers), marks_from(row.marks), trace, revealed=True)


def selection_for(readership: Reader, *, gate_open: bool = False) -> Selection:
    """The selection of this readership; with `gate_open` (an attestation whose conditions hold) what touches a person passes too."""
    if gate_open:
        return lambda notes: select_notes(through_gate(notes), readership)
    return lambda notes: select_notes(notes, readership)


def is_purged(meeting: Meeting) -> bool:
    """Whether its contributions were erased since it was closed: one put back from an older copy, then led on, has words again and documents to be made."""
    gone, closed = meeting.contributions_purged_at, meeting.closed_at
    return gone is not None and closed is not None and gone >= closed


def at_gate(material: Material, readership: Reader) -> int:
    """How many notes only the gate keeps from this readership; none once the contributions are erased: the frozen documents alone remain."""
    if is_purged(material.meeting):
        return 0
    return len(waiting_at_gate(material.notes(), readership))


def withheld(material: Material, readership: Reader) -> int:
    """How many notes would remain for the group and are not for this readership: counted, never shown."""
    group = {note.id for note in select_notes(material.notes(), Reader.GROUPE)}
    return len(group - {note.id for note in select_notes(material.notes(), readership)})


def captured(material: Material) -> dict[str, list[OutcomeShown]]:
    """The outcomes by stage. What was captured in none (people arriving, the meeting over) stands with the last one."""
    ribbon = [one.id for one in in_order(material.meeting) if one.taken or one.id in material.used]
    found: dict[str, list[OutcomeShown]] = {}
    for one in material.outcomes:
        where = one.stage_id if one.stage_id in ribbon else ribbon[-1] if ribbon else ""
        found.setdefault(where or "", []).append(one)
    return found


def make_record(material: Material, readership: Reader, *, through: Attestation | None = None) -> Record:
    """The meeting as this readership may read it; `through`: the attestation that opened the gate, whose recipients the document then names."""
    meeting, let_through = material.meeting, selection_for(readership, gate_open=through is not None)
    produced, start = captured(material), meeting.started_at or meeting.starts_at or meeting.created_at
    partnership = partnerships.partnership(partnership_id=meeting.partnership_id) if meeting.partnership_id else None
    return Record(
        partnership=partnership.name if partnership else "",
        title=meeting.title,
        number=session_number(meeting),
        start=start,
        end=meeting.ended_at,
        readership=readership,
        territory=partnership.territory if partnership else "",
        concerned_person_term=partnership.concerned_person_term if partnership else "",
        place=meeting.place or (partnership.place if partnership else ""),
        purpose=meeting.purpose,
        animator=meeting.animator,
        secretary=meeting.secretary,
        status=status_of(material),
        sent_on=local_day(meeting.sent_at) if meeting.sent_at else None,
        approved_on=local_day(meeting.approved_at) if meeting.approved_at else None,
        tacit=meeting.approval == kept_as.TACIT,
        approval_planned=kept_as.planned(meeting),
        readers_words=_readers_words(readership, headcount(meeting)) if partnership is None else "",
        recipients=", ".join(through.recipients) if through else "",
        attested=through is not None,
        services=partnership.services if partnership else 0,
        attendance=_attendance(meeting, start),
        expected=meeting.expected,
        previous_title=_previous_title(material),
        previous_minutes=" ".join(_approved(one) for one in material.previous if one.approved),
        quorum=quorum_of(meeting, partnership.quorum if partnership else None, ever=True),
        annex=meeting.annex,
        points=tuple(_point(material, point, produced, let_through) for point in meeting.points),
        follow_up=followed_here(meeting, material.rows, let_through),
        earlier_actions=plan_lines(material.earlier, let_through),
        next_meeting=NextMeeting(meeting.next_at, None, meeting.next_place, meeting.next_points)
        if meeting.next_at or meeting.next_place.strip() or meeting.next_points.strip()
        else None,
        workshop=any(_is_workshop(point) for point in meeting.points),
    )


def _is_workshop(point: AgendaPoint) -> bool:
    """Whether this point was led with a guide made for classes alone."""
    return point.kind is PointKind.GUIDE and copy_of(point).guide.audiences == (Audience.FORMATION,)


def _previous_title(material: Material) -> str:
    """« du jeudi 12 mars 2026 », or nothing when several were approved."""
    approved = [one for one in material.previous if one.approved]
    return _("du %(day)s", day=long_day(approved[0].held_at)) if len(approved) == 1 else ""


def _approved(earlier: kept_as.Previous) -> str:
    """« Approuvé en séance (séance 2/2026). »; its version when it was corrected."""
    which = _("séance %(number)s", number=earlier.number) if earlier.number else ""
    corrected = _("version %(number)s, corrigée", number=earlier.version) if earlier.version > 1 else ""
    told = ", ".join(filter(None, (which, corrected)))
    return _("Approuvé en séance (%(told)s).", told=told) if told else _("Approuvé en séance.")


def status_of(material: Material) -> Status:
    """Where the documents stand: approved, sent, read back, or a draft."""
    meeting = material.meeting
    if meeting.approved_at is not None:
        return "approuve"
    if meeting.sent_at is not None:
        return "envoye"
    return "relu" if was_read_back(meeting, (one.read_back for one in material.outcomes)) else "projet"


def _readers_words(readership: Reader, people: int) -> str:
    if readership is not Reader.GROUPE or not people:
        return ""
    return ngettext("la personne présente", "les %(num)s personnes présentes", people)


def _attendance(meeting: Meeting, start: datetime) -> tuple[Presence, ...]:
    return tuple(
        Presence(
            name=row.name,
            function=row.function,
            organisation=row.organisation,
            status=row.presence.value,
            represented_by=row.represented_by,
            arrived=row.arrived_at,
            left=row.left_at,
        )
        for row in meeting.attendances
        if row.presence is not Here.ABSENT or row.member_id
    )


def _point(
    material: Material, point: AgendaPoint, produced: Mapping[str, list[OutcomeShown]], let_through: Selection
) -> Point:
    guide = copy_of(point).guide
    own = [stage for stage in in_order(material.meeting) if stage.point_id == point.id]
    stages = [stage for stage in own if stage.taken or stage.id in material.used]
    line = GuideLine(
        id=guide.id,
        title=guide.title,
        version=guide.version,
        attribution=guide.attribution,
        licence=guide.licence,
        fingerprint=point.fingerprint[:12],
        adapted=point.adapted,
    )
    return Point(
        title=point.title,
        kind=point.kind.value,
        minutes=sum(stage.minutes for stage in stages if stage.taken),
        guide=line if point.kind is PointKind.GUIDE else None,
        document=guide.document,
        stages=tuple(_stage(material, stage, produced.get(stage.id, []), let_through) for stage in stages),
    )


def _stage(material: Material, stage: Stage, here: list[OutcomeShown], let_through: Selection) -> StageRecord:
    made = production(material.meeting, stage, material.rows, let_through, {})
    step, synthesis = made.step, material.syntheses.get(stage.id)
    kept = let_through([note_of_synthesis(synthesis, step)]) if synthesis is not None else ()
    chosen = {note.id for note in let_through(outcomes.note_of(one) for one in here)}
    maps = maps_kept(material.meeting, stage, material.rows, let_through)
    blocks = blocks_of(made) if step.trace is Trace.PV else ()
    return StageRecord(
        id=stage.id,
        title=step.title,
        trace=step.trace,
        activity=step.activity.type,
        question=step.question,
        learning=step.learning,
        skipped=stage.state is StageState.SKIPPED,
        withheld=(synthesis is not None and not kept)
        or len(chosen) < len(here)
        or _answers_withheld(material, stage, made)
        or (not maps and _map_withheld(material, stage)),
        blocks=(*maps, *blocks),
        synthesis=kept[0] if kept else None,
        outcomes=tuple(_outcome(material, one, chosen) for one in here if one.id in chosen),
        sheets=_sheets(stage),
    )


def _sheets(stage: Stage) -> Sheets | None:
    """The sheets of paper that this stage's answers were typed from, if any were."""
    if not stage.sheets_typed:
        return None
    known = Unread.stored(stage.sheets_unread)
    return Sheets(stage.sheets_typed, stage.sheets, known.count, known.blank)


def _answers_withheld(material: Material, stage: Stage, made: Production) -> bool:
    """Whether the group's minutes show answers here of which this readership has none: the step keeps its number all the same."""
    if made.step.trace is not Trace.PV or made.rows:
        return False
    return bool(allowed(material.rows.get(stage.id, []), made.step, stage, selection_for(Reader.GROUPE)))


def _map_withheld(material: Material, stage: Stage) -> bool:
    """Whether the group's minutes show a map here."""
    return bool(maps_kept(material.meeting, stage, material.rows, selection_for(Reader.GROUPE)))


def _outcome(material: Material, one: OutcomeShown, chosen: set[str]) -> OutcomeRecord:
    session = session_number(material.meeting)
    services = {row.id: row.organisation for row in material.meeting.attendances}
    decision = next((other for other in material.outcomes if other.id == one.decision_id and other.id in chosen), None)
    numbered = one.kind is not OutcomeKind.ASIDE
    return OutcomeRecord(
        id=one.id,
        kind=one.kind.value,
        text=one.text,
        number=number_text(one.kind, int(one.short[1:]), session) if numbered else "",
        stage_id=one.stage_id or "",
        mode=one.mode.value if one.mode else "",
        votes=_votes(one),
        effect_date=one.effect_on,
        responsible=one.responsible,
        review=one.review,
        person_says=one.person_says,
        told_by=one.told_by,
        told_when=one.told_on,
        no_object=one.touches_person is PersonTouched.NO_OBJECT,
        bearer=one.bearer,
        bearer_service=services.get(one.bearer_id or "", ""),
        to_confirm_by=one.to_confirm_by,
        due=one.due_on,
        sign=one.sign,
        resources=one.resources,
        objective=one.objective,
        partners=one.partners,
        priority=one.priority,
        status=one.status.value,
        status_note=one.comment,
        postponed=one.postponed,
        for_whom=one.for_whom,
        author=one.named,
        author_named=bool(one.named),
        decision_id=decision.id if decision else "",
        decision_number=number_text(decision.kind, int(decision.short[1:]), session) if decision else "",
    )


def _votes(one: OutcomeShown) -> Votes | None:
    counts = (one.votes_yes, one.votes_no, one.votes_abstain)
    return None if all(count is None for count in counts) else Votes(*(count or 0 for count in counts))


def make_notebook(meeting: Meeting) -> Notebook:
    """The facilitators' private notes, in the order of the ribbon: what the selection gives to the facilitators alone."""
    partnership = partnerships.partnership(partnership_id=meeting.partnership_id) if meeting.partnership_id else None
    pages = db.session.scalars(select(PrivateNote).where(PrivateNote.meeting_id == meeting.id)).all()
    names = accounts.names(account_ids={page.account_id for page in pages})
    rows: dict[str, list[tuple[PrivateNote, str]]] = {}
    for page in pages:
        note = Note(page.id, page.text, readers_from(page.readers), marks_from(page.marks), Trace.PV)
        if select_notes([note], Reader.ANIMATEUR):
            rows.setdefault(page.stage_id, []).append((page, names.get(page.account_id, "")))
    entries, authors = [], []
    for stage in in_order(meeting):
        for row, author in rows.get(stage.id, []):
            entries.append(NotebookEntry(row.id, row.text, step_of(meeting, stage).title))
            authors.append(author)
    return Notebook(
        partnership=partnership.name if partnership else "",
        title=meeting.title,
        number=session_number(meeting),
        start=meeting.started_at or meeting.starts_at or meeting.created_at,
        end=meeting.ended_at,
        place=meeting.place,
        entries=tuple(entries),
        author=", ".join(dict.fromkeys(authors)) or meeting.animator,
    )
