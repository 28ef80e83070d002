"""Whatever earlier meetings left, with whatever readers and marks: what comes back, and to whom, is what is allowed and nothing else.

The oracle is written from `design/confidentiality.md`: what touches a person or was told in trust does not carry over, nor what the group may not read;
in a document stands what its readership may read, an answer's note where it may read both the answer and what it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facilitation.activities.base import Fields
from facilitation.confidentiality.readers import Mark, Reader
from facilitation.database import reading, writing
from facilitation.documents import text as text_of
from facilitation.meetings import service
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.web.context import catalogue
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.meetings.leading import account_in, partnership
from tests.meetings.remembering import ACTION, ASIDE, QUESTION

CANARY = re.compile(r"(?:canari|mot)\d{2}fin")
STEPS = {ACTION: "actions", QUESTION: "questions", ASIDE: "mis-de-cote"}
STATUS = {ACTION: "bloque", QUESTION: "repondue", ASIDE: "attend"}
LETTER = {ACTION: "A", QUESTION: "Q", ASIDE: "C"}
readers = st.frozensets(st.sampled_from(sorted(Reader)))


@dataclass(frozen=True)
class Left:
    """Something that the first meeting left, and who may read what the second says of it."""

    kind: OutcomeKind
    readers: frozenset[Reader]
    marks: frozenset[Mark]
    note_readers: frozenset[Reader]

    @property
    def comes_back(self) -> bool:
        return "groupe" in self.readers and not self.marks


LEFT = st.builds(Left, st.sampled_from(sorted(STEPS)), readers, st.frozensets(st.sampled_from(sorted(Mark))), readers)


@pytest.fixture
def house(app: Flask, clock: Clock, alice: CheckedClient) -> tuple[Flask, Clock, CheckedClient]:
    return app, clock, alice


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=12, suppress_health_check=QUIET)
@given(left=st.lists(LEFT, min_size=1, max_size=6))
def test_what_comes_back_is_what_may(house: tuple[Flask, Clock, CheckedClient], left: list[Left]) -> None:
    check(house, left)


@pytest.mark.long
@settings(max_examples=100, suppress_health_check=QUIET)
@given(left=st.lists(LEFT, min_size=1, max_size=6))
def test_what_comes_back_is_what_may_many_times(house: tuple[Flask, Clock, CheckedClient], left: list[Left]) -> None:
    check(house, left)


def check(house: tuple[Flask, Clock, CheckedClient], left: list[Left]) -> None:
    """Leave all this at a first meeting: the second has what may come back, on its pages and in its papers, and nothing else."""
    app, clock, alice = house
    with app.app_context():
        group = partnership(app, clock)
        numbers = first(group, left, clock)
        second = follow(group, clock)
        told = {f"canari{place:02}fin": one for place, one in enumerate(left)}
        back = {canary for canary, one in told.items() if one.comes_back}
        for kind, step in STEPS.items():
            here = {canary for canary in back if told[canary].kind is kind}
            stage = go(second, step, clock)
            assert seen(alice, f"/reunions/{second}/pupitre") == here
            assert seen(alice, f"/reunions/{second}/salle") == here
            for canary in sorted(here):
                say(second, stage, numbers[canary], canary.replace("canari", "mot"), told[canary], clock)
            shown = seen(alice, f"/reunions/{second}/salle")
            assert shown == here | {word(one) for one in here if "groupe" in told[one].note_readers}
        for reader in Reader:
            if reader != "animateur":
                assert in_papers(second, reader) == allowed(told, back, reader), reader
        with writing():
            service.end(meeting_id=second, now=clock())
            service.close(meeting_id=second, now=clock())


def allowed(told: dict[str, Left], back: set[str], reader: Reader) -> set[str]:
    """The canaries that the documents of this reader hold, all together."""
    found: set[str] = set()
    for canary in back:
        one = told[canary]
        both = reader in one.readers and reader in one.note_readers
        if one.kind is ACTION:
            found |= {canary} if reader in one.readers and reader in ("groupe", "partenaires") else set()
            found |= {word(canary)} if both and reader in ("groupe", "partenaires") else set()
        elif both:
            found |= {canary, word(canary)}
    return found


def word(canary: str) -> str:
    return canary.replace("canari", "mot")


def first(group: str, left: list[Left], clock: Clock) -> dict[str, str]:
    """A meeting that left all this, closed a month ago; gives the number of each canary."""
    clock.later(minutes=1)
    with writing():
        new = NewMeeting(partnership_id=group, expected=6, with_situation=True)
        made = service.prepare(account_id=account_in("Alice"), new=new, now=clock())
        service.use_guide(meeting_id=made, guide_id="reflexivite-collective", catalogue=catalogue(), now=clock())
        service.start(meeting_id=made, now=clock())
        session = service.meeting_shown(meeting_id=made, now=clock()).number
        numbers = {}
        for place, one in enumerate(left):
            canary = f"canari{place:02}fin"
            details = {"due_on": (clock() - timedelta(days=1)).date()} if one.kind is ACTION else {}
            kept = outcomes.capture(
                meeting_id=made, stage_id=None, kind=one.kind, text=canary, account_id=None, now=clock(),
                readers=one.readers, marks=one.marks, **details,
            )  # fmt: skip
            number = kept.short if one.kind is not ASIDE else f"C{kept.short[1:]}"
            numbers[canary] = f"{session}-{number}"
        service.end(meeting_id=made, now=clock())
        service.close(meeting_id=made, now=clock())
    clock.later(minutes=5)
    return numbers


def follow(group: str, clock: Clock) -> str:
    """The second meeting, started."""
    with writing():
        new = NewMeeting(partnership_id=group, expected=6)
        made = service.prepare(account_id=account_in("Alice"), new=new, now=clock())
        service.use_guide(meeting_id=made, guide_id="suivi-plan-action", catalogue=catalogue(), now=clock())
        service.start(meeting_id=made, now=clock())
    return made


def go(meeting: str, step: str, clock: Clock) -> str:
    with reading():
        shown = service.meeting_shown(meeting_id=meeting, now=clock())
    stage = next(one.id for one in shown.stages if one.step.id == step and one.taken)
    with writing():
        service.go_to(meeting_id=meeting, stage_id=stage, now=clock())
    return stage


def say(meeting: str, stage: str, number: str, note: str, one: Left, clock: Clock) -> None:
    with writing():
        service.answer(
            meeting_id=meeting,
            stage_id=stage,
            formdata=Fields({number: STATUS[one.kind], f"{number}.note": note}),
            readers=one.note_readers,
            revealed=True,
            now=clock(),
        )


def seen(alice: CheckedClient, address: str) -> set[str]:
    page = alice.raw.get(address)
    assert page.status_code == 200
    return set(CANARY.findall(page.get_data(as_text=True)))


def in_papers(meeting: str, reader: Reader) -> set[str]:
    with reading():
        names = service.documents_for(meeting_id=meeting, readership=reader)
        found = [service.outline(meeting_id=meeting, document=name, readership=reader) for name in names]
    return set(CANARY.findall("".join(text_of.dump(one) for one in found)))
