"""A meeting led from a script (`meeting-script.md`), by the same services as the pages: prepared, opened, lived, ended, closed.

Like a view, it opens the units of work: one for each stage. The clock is the script's: `debut`, `fin`, arrivals and departures; the stages share
the time between them in proportion to their minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from facilitation.accounts import service as accounts
from facilitation.activities.base import Fields
from facilitation.confidentiality.readers import DEFAULT_CONTRIBUTION, DEFAULT_OUTCOME, Mark, Trace
from facilitation.database import reading, writing
from facilitation.guides.catalogue import Catalogue
from facilitation.guides.schema import Flag, Guide
from facilitation.guides.script import Readable, Script, ScriptPoint, ScriptStep
from facilitation.i18n import _, ngettext
from facilitation.meetings import service as meetings
from facilitation.meetings.led_earlier import lead_earlier
from facilitation.meetings.rules import PointKind, Presence
from facilitation.meetings.shown import MeetingShown, NewMeeting, StageShown
from facilitation.meetings.told import decided, following, members, moment, presence, step_of, texts
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships import service as partnerships
from facilitation.partnerships.rules import same
from facilitation.typed import clean

USUAL_MINUTES = 10  # of a simple point that says none
MOMENT = timedelta(seconds=1)  # between two gestures of one stage
READ_BACK = "relecture"
EMAIL, NO_PASSWORD = "demonstration@maillage.invalid", "-"  # nobody signs in with it: no password has this digest


@dataclass(frozen=True, slots=True)
class Led:
    """The meeting as it was led, closed; `left_out` says in sentences what was not kept, and why."""

    meeting_id: str
    left_out: tuple[str, ...]


def lead(script: Script, guides: Mapping[str, Guide], catalogue: Catalogue) -> Led:
    """Lead this script from beginning to end, inside an application whose database is empty or not; `guides` by the names it gives them."""
    return _Leading(script, guides, catalogue, script.meeting.begins).whole()


@dataclass(slots=True)
class _Leading:
    script: Script
    guides: Mapping[str, Guide]
    catalogue: Catalogue
    now: datetime
    account: str = ""
    meeting: str = ""
    seats: dict[str, str] = field(default_factory=dict)
    points: dict[str, ScriptPoint] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    last_stages: frozenset[str] = frozenset()
    read_back: bool = False

    def whole(self) -> Led:
        with writing():
            self._prepare()
        with writing():
            self._welcome()
        with writing():
            meetings.start(meeting_id=self.meeting, now=self.now)
        shown = self._shown()
        self.last_stages = frozenset({stage.point_id: stage.id for stage in shown.stages if stage.taken}.values())
        ends = self.script.meeting.ends or self.now + timedelta(minutes=self._minutes(shown))
        passages = list(self._passages(ends))
        for stage, begins in self._timetable(shown, ends):
            passages = self._let_pass(passages, begins)
            with writing():
                self._live(stage, max(begins, self.now))
        self._let_pass(passages, ends)
        with writing():
            self._end(max(ends, self.now))
        return Led(self.meeting, tuple(self.left_out))

    def _later(self) -> datetime:
        self.now += MOMENT
        return self.now

    def _shown(self) -> MeetingShown:
        with reading():
            return meetings.meeting_shown(meeting_id=self.meeting, now=self.now)

    # -------------------------------------------------------------- before

    def _prepare(self) -> None:
        told, about = self.script.partnership, self.script.meeting
        self.account = accounts.create_account(
            name=about.facilitator or told.name, email=EMAIL, password_hash=NO_PASSWORD, now=self.now
        )
        settings = partnerships.Settings(name=told.name, territory=told.territory)
        partnership = partnerships.create(account_id=self.account, settings=settings, now=self.now)
        for name in {same(name): name for name in reversed(told.services)}.values():
            partnerships.add_service(partnership_id=partnership, name=name)
        partnerships.add_members(partnership_id=partnership, lines=tuple(members(self.script)))
        for earlier in self.script.earlier:
            lead_earlier(earlier, account_id=self.account, partnership_id=partnership, catalogue=self.catalogue)
        present = partnerships.members_of(partnership_id=partnership)
        new = NewMeeting(
            title=about.title,
            partnership_id=partnership,
            with_situation=any(Mark.SITUATION in one.marks for one in texts(self.script)),
            starts_at=about.begins,
            place=about.place,
            people=tuple(member.id for member in present),
            guests=tuple((guest.name, guest.quality) for guest in about.guests),
            animator=about.facilitator,
            secretary=about.secretary,
        )
        self.meeting = meetings.prepare(account_id=self.account, new=new, now=self.now)
        for point in self.script.points:
            self.points[self._add(point)] = point
        self._take_what_is_told()

    def _add(self, point: ScriptPoint) -> str:
        if point.kind is None or point.guide:
            guide = self.guides[point.guide]
            if point.text is not None:
                self.left_out.append(
                    _(
                        "Le texte du point « %(guide)s » a été laissé de côté : dans un guide, il s'écrit à une étape.",
                        guide=guide.title,
                    )
                )
            served = replace(self.catalogue, guides={**self.catalogue.guides, guide.id: guide})
            return meetings.use_guide(
                meeting_id=self.meeting,
                guide_id=guide.id,
                catalogue=served,
                variant=point.variant or None,
                title=point.title,
                now=self.now,
            )
        return meetings.insert_point(
            meeting_id=self.meeting,
            kind=PointKind(point.kind),
            title=point.title,
            minutes=point.minutes or USUAL_MINUTES,
            catalogue=self.catalogue,
            now=self.now,
        )

    def _take_what_is_told(self) -> None:
        """A step that the guide offers and the script tells of is taken into the ribbon."""
        for stage in meetings.meeting_shown(meeting_id=self.meeting, now=self.now).stages:
            if not stage.taken and stage.step.id in self.points[stage.point_id].steps:
                meetings.take_stage(meeting_id=self.meeting, stage_id=stage.id, taken=True, now=self.now)

    def _welcome(self) -> None:
        """Open the meeting with the people of its beginning: who arrives later is not there yet."""
        meetings.open_meeting(meeting_id=self.meeting, number=self.script.meeting.number, now=self.now)
        people = meetings.meeting_shown(meeting_id=self.meeting, now=self.now).people
        self.seats = {person.name: person.id for person in reversed(people)}
        proxies = {clean(one.name): one.by for one in self.script.meeting.represented}
        for person in people:
            if person.presence is not Presence.GUEST:
                meetings.set_presence(
                    meeting_id=self.meeting,
                    attendance_id=person.id,
                    presence=presence(self.script.meeting, person.name),
                    represented_by=proxies.get(person.name, ""),
                    now=self.now,
                )

    # -------------------------------------------------------------- time

    def _minutes(self, shown: MeetingShown) -> int:
        return sum(stage.minutes for stage in shown.stages if stage.taken and not self._told(stage).skipped)

    def _timetable(self, shown: MeetingShown, ends: datetime) -> Iterator[tuple[StageShown, datetime]]:
        """Each stage of the ribbon and when it begins; a skipped one takes no time."""
        total, past = max(1, self._minutes(shown)), 0
        begins = self.script.meeting.begins
        for stage in shown.stages:
            if stage.taken:
                yield stage, begins + (ends - begins) * past / total
                past += 0 if self._told(stage).skipped else stage.minutes

    def _passages(self, ends: datetime) -> Iterator[tuple[datetime, bool, str]]:
        """Who comes (True) or goes while the meeting runs, in the order of time."""
        about = self.script.meeting
        both = [(moment(about, one.at), True, clean(one.name)) for one in about.arrivals]
        both += [(moment(about, one.at), False, clean(one.name)) for one in about.departures]
        yield from sorted((min(at, ends), comes, name) for at, comes, name in both if at > about.begins)

    def _let_pass(
        self, passages: list[tuple[datetime, bool, str]], until: datetime
    ) -> list[tuple[datetime, bool, str]]:
        """Let those come and go whose hour has struck; gives back the others."""
        for at, comes, name in [passage for passage in passages if passage[0] <= until]:
            move = meetings.arrive if comes else meetings.leave
            with writing():
                move(meeting_id=self.meeting, attendance_id=self.seats[name], now=at)
        return [passage for passage in passages if passage[0] > until]

    # -------------------------------------------------------------- stage after stage

    def _told(self, stage: StageShown) -> ScriptStep:
        return step_of(self.points[stage.point_id], stage.step.id, last=stage.id in self.last_stages)

    def _live(self, stage: StageShown, begins: datetime) -> None:
        self.now = begins
        current = meetings.meeting_shown(meeting_id=self.meeting, now=self.now).current
        if current is None or current.id != stage.id:
            meetings.go_to(meeting_id=self.meeting, stage_id=stage.id, now=self.now)
        told = self._told(stage)
        self._say(stage, told)
        self._produce(stage, told)
        if told.notebook:
            meetings.save_note(
                meeting_id=self.meeting,
                stage_id=stage.id,
                account_id=self.account,
                text=told.notebook,
                now=self._later(),
            )
        if told.skipped:
            meetings.skip(meeting_id=self.meeting, stage_id=stage.id, reason=told.reason, now=self._later())
        elif stage.step.activity.type == READ_BACK:
            self.read_back = True

    def _say(self, stage: StageShown, told: ScriptStep) -> None:
        if stage.step.trace is Trace.AUCUNE:
            self._leave_out(stage, told)
            return
        for arranged in told.desk:
            meetings.direct(meeting_id=self.meeting, stage_id=stage.id, formdata=Fields(arranged), now=self._later())
        for answer in told.answers:
            self._answer(stage, answer, answer.fields, answer.of)
        text = self.points[stage.point_id].text
        if text is not None and not self.points[stage.point_id].guide:
            self._answer(stage, text, {"texte": text.text})
        if told.synthesis is not None:
            meetings.save_synthesis(
                meeting_id=self.meeting,
                stage_id=stage.id,
                text=told.synthesis.text,
                readers=told.synthesis.readers,
                marks=told.synthesis.marks,
                now=self._later(),
            )

    def _leave_out(self, stage: StageShown, told: ScriptStep) -> None:
        count = len(told.answers) + (told.synthesis is not None)
        if count:
            self.left_out.append(
                ngettext(
                    "« %(step)s » ne garde rien : %(num)s texte du script a été laissé de côté.",
                    "« %(step)s » ne garde rien : %(num)s textes du script ont été laissés de côté.",
                    count,
                    step=stage.title,
                )
            )

    def _answer(self, stage: StageShown, said: Readable, fields: Mapping[str, str], who: str = "") -> None:
        anonymous = Flag.ANONYME in stage.step.flags
        meetings.answer(
            meeting_id=self.meeting,
            stage_id=stage.id,
            formdata=Fields(fields),
            attendance_id=None if anonymous else self.seats.get(clean(who)),
            account_id=self.account,
            readers=said.readers,
            marks=said.marks,
            now=self._later(),
        )

    # -------------------------------------------------------------- what it produces

    def _produce(self, stage: StageShown, told: ScriptStep) -> None:
        decisions = [
            self._capture(stage, OutcomeKind.DECISION, one, one.text, **decided(one)) for one in told.decisions
        ]
        for action in told.actions:
            details = {
                "bearer": action.bearer,
                "bearer_id": self.seats.get(clean(action.bearer)),
                "to_confirm_by": action.to_confirm_by,
                "due_on": action.due_on,
                "sign": action.sign,
                "resources": action.resources,
            }
            self._capture(stage, OutcomeKind.ACTION, action, action.text, **details)
        for reserve in told.reserves:
            about = decisions[0] if len(decisions) == 1 else None
            follows = following(reserve, told.decisions)
            self._capture(stage, OutcomeKind.RESERVE, follows, reserve.text, named=reserve.named, decision_id=about)
        for question in told.questions:
            self._capture(stage, OutcomeKind.QUESTION, question, question.text, for_whom=question.for_whom)
        for aside in told.asides:
            self._capture(stage, OutcomeKind.ASIDE, aside, aside.text)

    def _capture(self, stage: StageShown, kind: OutcomeKind, said: Readable, text: str, **details: Any) -> str:
        usual = DEFAULT_CONTRIBUTION if kind is OutcomeKind.ASIDE else DEFAULT_OUTCOME
        return outcomes.capture(
            meeting_id=self.meeting,
            stage_id=stage.id,
            kind=kind,
            text=text,
            account_id=self.account,
            readers=usual if said.readers is None else said.readers,
            marks=said.marks,
            now=self._later(),
            **details,
        ).id

    def _end(self, at: datetime) -> None:
        """The end of the meeting; where the group read everything back, each outcome is noted so. Then it is closed."""
        self.now = at
        meetings.end(meeting_id=self.meeting, now=at)
        if self.read_back:
            for one in outcomes.of_meeting(meeting_id=self.meeting, session=""):
                meetings.mark_read(meeting_id=self.meeting, outcome_id=one.id, read=True, now=at)
        meetings.close(meeting_id=self.meeting, now=self._later())
