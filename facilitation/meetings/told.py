"""What a script tells of a meeting, in the words of the services. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from facilitation.confidentiality.readers import DEFAULT_OUTCOME, Mark, Reader
from facilitation.french_dates import BRUSSELS
from facilitation.guides.script import (
    Readable,
    Script,
    ScriptDecision,
    ScriptMeeting,
    ScriptPoint,
    ScriptReserve,
    ScriptStep,
)
from facilitation.meetings.rules import Presence
from facilitation.outcomes.rules import DecisionMode, PersonTouched
from facilitation.partnerships.rules import MemberLine
from facilitation.typed import clean


def members(script: Script) -> Iterator[MemberLine]:
    """The members of the partnership; where the script names none, those whom the attendance names."""
    for member in script.members:
        yield MemberLine(member.name, member.function, member.service)
    about = script.meeting
    named = (about.facilitator, about.secretary, *about.present, *about.excused)
    guests = {guest.name for guest in about.guests}
    for name in dict.fromkeys(() if script.members else named):
        if name and name not in guests:
            yield MemberLine(name, "", "")


def moment(meeting: ScriptMeeting, at: time) -> datetime:
    """This hour on the day of the meeting, or on the next day where the meeting passes midnight."""
    same_day = datetime.combine(meeting.begins.date(), at, BRUSSELS)
    next_day = same_day + timedelta(days=1)
    return next_day if same_day < meeting.begins and meeting.ends and next_day <= meeting.ends else same_day


def presence(meeting: ScriptMeeting, name: str) -> Presence:
    """How this member is here as the meeting begins. Whom no list names is absent, unless no list says who is present."""
    if any(clean(one.name) == name for one in meeting.represented):
        return Presence.REPRESENTED
    if name in map(clean, meeting.excused):
        return Presence.EXCUSED
    if any(clean(one.name) == name and moment(meeting, one.at) > meeting.begins for one in meeting.arrivals):
        return Presence.ABSENT
    moving = (one.name for one in (*meeting.arrivals, *meeting.departures))
    here = {clean(one) for one in (*meeting.present, meeting.facilitator, meeting.secretary, *moving)}
    return Presence.PRESENT if name in here or not meeting.present else Presence.ABSENT


def step_of(point: ScriptPoint, step_id: str, *, last: bool) -> ScriptStep:
    """What the script tells of this step. A simple point is told as its one step, a guide as a whole as its last one."""
    told = point.steps.get(step_id, ScriptStep())
    if not last:
        return told
    names = ("decisions", "actions", "reserves", "questions", "asides")
    more: dict[str, Any] = {name: (*getattr(told, name), *getattr(point, name)) for name in names}
    more["notebook"] = "\n\n".join(filter(None, (told.notebook, point.notebook)))
    return told.model_copy(update=more)


def decided(decision: ScriptDecision) -> dict[str, Any]:
    """The details of a decision, as they are captured."""
    votes, person = decision.votes, decision.person
    touches = PersonTouched.UNSAID
    if person is not None:
        touches = PersonTouched.NO_OBJECT if person.no_object else PersonTouched.YES
    return {
        "mode": DecisionMode(decision.mode) if decision.mode else None,
        "votes_yes": votes.yes if votes else None,
        "votes_no": votes.no if votes else None,
        "votes_abstain": votes.abstain if votes else None,
        "effect_on": decision.effect_on,
        "responsible": decision.responsible,
        "review": decision.review,
        "touches_person": touches,
        "person_says": person.would_say if person else "",
        "told_by": person.told_by if person else "",
        "told_on": person.told_on if person else None,
    }


def following(reserve: ScriptReserve, decisions: Sequence[ScriptDecision]) -> Readable:
    """Who reads a reservation, and its marks: what it says itself, else those of the decisions that it may be about.

    Of several, the strictest readers, and the mark *situation* of any; *confidence*, which would take it out of every document, only if all have it.
    """
    if reserve.readers is not None:
        return reserve
    readers: frozenset[Reader] = DEFAULT_OUTCOME
    for decision in decisions:
        readers &= DEFAULT_OUTCOME if decision.readers is None else frozenset(decision.readers)
    marks = set(reserve.marks)
    if any(Mark.SITUATION in decision.marks for decision in decisions):
        marks.add(Mark.SITUATION)
    if decisions and all(Mark.CONFIDENCE in decision.marks for decision in decisions):
        marks.add(Mark.CONFIDENCE)
    return reserve.model_copy(update={"readers": tuple(sorted(readers)), "marks": tuple(sorted(marks))})


def texts(script: Script) -> Iterator[Readable]:
    """Every text of the script that says who reads it."""
    for point in script.points:
        for told in (point, *point.steps.values()):
            yield from (*told.decisions, *told.actions, *told.reserves, *told.questions, *told.asides)
        yield from () if point.text is None else (point.text,)
        for step in point.steps.values():
            yield from step.answers
            yield from () if step.synthesis is None else (step.synthesis,)
