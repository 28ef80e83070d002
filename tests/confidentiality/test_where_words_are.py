"""Acceptance 1: a canary is typed at every step of a whole meeting; after each move, the places where each is found are those where it may be, and must.

The places: the database's file with its rollback journal, the journal of events, a copy made at that moment, every other file (temporary ones too), the log at
DEBUG, every page of everybody (the facilitators, the secretary, two phones, the room's screen, a stranger, nobody), every Word file and preview of every
readership. What is allowed is told by `oracle`, from the design alone.
"""

from __future__ import annotations

import io
import logging
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from facilitation.confidentiality.readers import Reader, Trace
from facilitation.confidentiality.select import select
from facilitation.meetings import ledger
from facilitation.meetings.service import answers, papers, post
from tests.confidentiality import leading_whole as lead
from tests.confidentiality.oracle import OUTCOMES, allowed
from tests.confidentiality.whole_meeting import Whole
from tests.conftest import Clock
from tests.meetings.test_canaries import KINDS

EVERY_WORD = {
    "phone",
    "desk",
    "post",
    "draft",
    "notebook",
    "synthesis",
    "capture",
    "paper",
    "remark",
    "settled",
    "next",
    "title",
}
"""Every input that a text of the meeting is typed in."""


@pytest.fixture
def whole(
    app: Flask, data: Path, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Whole]]:
    """Gives the meeting to be led, over few steps or all; the log is caught at DEBUG, and temporary files are made where they are looked at."""
    elsewhere, log = tmp_path / "tmp", io.StringIO()
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    handler, root = logging.StreamHandler(log), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda *, every=False: Whole(app, data, clock, elsewhere, log.getvalue, lead.steps_of(every=every))
    root.removeHandler(handler)
    root.setLevel(level)


def check(whole: Whole, moment: str, *, every: bool = True) -> None:
    """Each place holds the canaries that it may, no more and no less."""
    found, may = whole.everywhere(every=every), allowed(whole)
    wrong = {
        place: {
            sign: [whole.words[canary] for canary in sorted(words)[:4]]
            for sign, words in (("too much", held - may[place]), ("missing", may[place] - held))
            if words
        }
        for place, held in found.items()
        if held != may[place]
    }
    assert not wrong, (moment, whole.state, whole.here, wrong)


def lead_through(whole: Whole, *, often: int) -> None:
    """The whole meeting, looked at after each move; everywhere in one step of so many (`often`), in files and on live pages in the others."""
    lead.prepare(whole)
    check(whole, "prepared")
    lead.open_room(whole)
    check(whole, "opened")
    lead.begin(whole)
    sealed = None
    for rank, step in enumerate(whole.steps):
        lead.go(whole, step)
        if sealed is not None:
            check(whole, f"{sealed.name} has ended", every=False)
            lead.show_again(whole, sealed)
            check(whole, f"{sealed.name} is shown again")
            lead.go(whole, step)
        lead.live(whole, rank, step)
        if often < 12:  # over every activity with every trace, one looks once a step
            check(whole, f"{step.name} was lived", every=rank % often == 0)
        lead.reveal(whole, step)
        check(whole, f"{step.name} was shown", every=rank % often == 0)
        if rank % 7 == 0:
            for wanted in (True, False):
                lead.neutral(whole, wanted=wanted)
                check(whole, f"{step.name}, neutral: {wanted}", every=False)
        sealed = step if step.anonymous and step.trace != "aucune" else None
    for after in (lead.end, lead.retype, lead.look_ahead, lead.close, lead.send, lead.approve):
        after(whole)
        check(whole, after.__name__)
    for days, gone in ((1.1, ("draft",)), (29.5, ("notebook",)), (60, ("answer", "remark"))):
        lead.time_passes(whole, days, *gone)
        check(whole, f"{gone} are gone")


def test_each_text_is_where_it_may_be_and_nowhere_else_at_every_move(whole: Callable[..., Whole]) -> None:
    held = whole()
    lead_through(held, often=4)
    assert {step.kind for step in held.steps} == set(KINDS)
    assert {step.trace for step in held.steps} == {trace.value for trace in Trace}
    assert {word.via for word in held.words.values()} >= EVERY_WORD
    assert {word.kind for word in held.words.values()} >= OUTCOMES
    assert {word.by for word in held.words.values()} == {"Alice", "Bob", "Odile", ""}


@pytest.mark.long
def test_each_text_of_every_activity_with_every_trace_is_where_it_may_be(whole: Callable[..., Whole]) -> None:
    held = whole(every=True)
    lead_through(held, often=12)
    assert len(held.words) > 750


# ------------------------------------------------------------------ what the test would see


def leaking_log(monkeypatch: pytest.MonkeyPatch) -> None:
    told = answers.answer
    monkeypatch.setattr(
        "facilitation.meetings.service.answer",
        lambda **given: (logging.getLogger("facilitation").debug("%s", dict(given["formdata"])), told(**given))[1],
    )


def journal_with_words(monkeypatch: pytest.MonkeyPatch) -> None:
    told = ledger.tell
    monkeypatch.setattr(
        answers,
        "tell",
        lambda meeting, kind, now, **facts: told(meeting, kind, now, **facts, title=meeting.title),
    )


def secretary_reads_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "seen_by_secretary", tuple)


def closing_that_forgets_to_erase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_erase", lambda _material: None)


def papers_of_anyone(monkeypatch: pytest.MonkeyPatch) -> None:
    def everything(notes: Any, _readership: Reader) -> Any:
        return tuple(notes)

    monkeypatch.setattr("facilitation.meetings.service.record.select_notes", everything)


def papers_that_lack_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "facilitation.meetings.service.record.select_notes", lambda notes, reader: select(notes, reader)[1:]
    )


@pytest.mark.parametrize(
    "fault",
    [
        leaking_log,
        pytest.param(journal_with_words, marks=pytest.mark.long),
        pytest.param(secretary_reads_all, marks=pytest.mark.long),
        pytest.param(closing_that_forgets_to_erase, marks=pytest.mark.long),
        papers_of_anyone,
        papers_that_lack_a_text,
    ],
)
def test_a_planted_fault_is_seen(
    whole: Callable[..., Whole], monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """The same check, over three steps of one activity: it must fail when the product does."""
    held = whole()
    held.steps = tuple(step for step in held.steps if step.kind == "notes" and not step.anonymous)[:3]
    fault(monkeypatch)
    with pytest.raises(AssertionError, match="too much|missing"):
        lead_through(held, often=1)
