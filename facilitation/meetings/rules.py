"""The states of a meeting and of its stages, and the moves between them. Pure: `now` is an argument.

Meeting: préparée → convoquée → ouverte → en cours → terminée → close; or annulée, before it began. Stage: à venir, en cours, en pause, terminée,
passée. Exactly one stage is current while a meeting runs (`design/architecture.md`, « States »).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from facilitation.errors import FacilitationError

UNDO_SECONDS = 10
CLOSES_AFTER = timedelta(hours=24)


class MeetingState(StrEnum):
    """Where a meeting is in its life."""

    PREPARED = "preparee"
    CONVENED = "convoquee"
    OPEN = "ouverte"
    RUNNING = "en_cours"
    ENDED = "terminee"
    CLOSED = "close"
    CANCELLED = "annulee"


class StageState(StrEnum):
    """Where a stage is."""

    TO_COME = "a_venir"
    RUNNING = "en_cours"
    PAUSED = "en_pause"
    DONE = "terminee"
    SKIPPED = "passee"


class NetworkType(StrEnum):
    """The three networks that the editorial tells apart."""

    PRACTICE = "pratiques"
    PROJECT = "projet"
    PERSON = "personne"


class PointKind(StrEnum):
    """A point of the agenda."""

    GUIDE = "guide"
    INFORMATION = "information"
    DISCUSSION = "discussion"
    DECISION = "decision"


class Presence(StrEnum):
    """How somebody is here, or not."""

    PRESENT = "present"
    EXCUSED = "excuse"
    ABSENT = "absent"
    REPRESENTED = "represente"
    GUEST = "invite"


class Source(StrEnum):
    """Where an answer came in."""

    DESK = "pupitre"
    PHONE = "telephone"
    PAPER = "papier"


class MeetingHasMoved(FacilitationError):
    """La réunion n'en est plus là : quelqu'un l'a fait avancer, ou elle est terminée. Votre texte est gardé ; relisez l'étape en cours."""


class MeetingIsClosed(FacilitationError):
    """Cette réunion est close : elle ne change plus. Votre texte est resté dans la page ; copiez-le si vous voulez le garder."""


class MeetingIsCancelled(MeetingIsClosed):
    """Cette réunion a été annulée : elle ne change plus. Votre texte est resté dans la page ; copiez-le si vous voulez le garder."""


class NotBeforeItBegins(FacilitationError):
    """Une réunion qui a commencé ne peut plus être annulée ni supprimée. Vous pouvez la terminer."""


class NoStage(FacilitationError):
    """Cette réunion n'a encore aucune étape. Choisissez un guide ou ajoutez un point à l'ordre du jour."""


class TooLateToUndo(FacilitationError):
    """Les dix secondes sont passées, ou autre chose a été fait depuis. Rien n'a changé."""


_NEXT = {
    "convene": ((MeetingState.PREPARED,), MeetingState.CONVENED),
    "open": ((MeetingState.PREPARED, MeetingState.CONVENED), MeetingState.OPEN),
    "start": ((MeetingState.PREPARED, MeetingState.CONVENED, MeetingState.OPEN), MeetingState.RUNNING),
    "end": ((MeetingState.RUNNING,), MeetingState.ENDED),
    "resume": ((MeetingState.ENDED,), MeetingState.RUNNING),
    "close": ((MeetingState.ENDED,), MeetingState.CLOSED),
    "cancel": ((MeetingState.PREPARED, MeetingState.CONVENED), MeetingState.CANCELLED),
}
BEFORE_IT_BEGAN = frozenset({MeetingState.PREPARED, MeetingState.CONVENED, MeetingState.CANCELLED})


def after(state: MeetingState, gesture: str) -> MeetingState:
    """The state that this gesture leads to; raises NotBeforeItBegins, MeetingIsClosed or MeetingHasMoved when it cannot be made now."""
    allowed, target = _NEXT[gesture]
    if state in allowed:
        return target
    if gesture == "cancel":
        raise NotBeforeItBegins()
    if state is MeetingState.CLOSED:
        raise MeetingIsClosed()
    raise MeetingHasMoved()


def can_be_deleted(state: MeetingState) -> bool:
    """Whether the meeting has left no trace yet: before it was opened, or cancelled."""
    return state in BEFORE_IT_BEGAN


def must_be_writable(state: MeetingState) -> None:
    """Raise MeetingIsClosed, or MeetingIsCancelled which is one of it, when nothing more may be written."""
    if state is MeetingState.CANCELLED:
        raise MeetingIsCancelled()
    if state is MeetingState.CLOSED:
        raise MeetingIsClosed()


def closes_by_itself(state: MeetingState, ended_at: datetime | None, to_retype: bool, now: datetime) -> bool:
    """Whether 24 hours have passed since the meeting ended; never while sheets of paper are still to be typed in."""
    return state is MeetingState.ENDED and ended_at is not None and not to_retype and now - ended_at >= CLOSES_AFTER


def must_be_at(state: MeetingState, current: str | None, seen: str | None) -> None:
    """Raise MeetingHasMoved unless the meeting runs at the stage that the page showed (« »: at none; None: the page did not say)."""
    if state is not MeetingState.RUNNING or seen not in (None, current or ""):
        raise MeetingHasMoved()


# ------------------------------------------------------------------ the ribbon


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time that a stage ran; `ended_at` is None while it runs."""

    started_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StageAt:
    """A stage as the moves see it, in the order of the ribbon; `minutes` as planned, `extra` as lengthened."""

    id: str
    minutes: int
    extra: int = 0
    state: StageState = StageState.TO_COME
    taken: bool = True
    skip_reason: str = ""
    stretches: tuple[Stretch, ...] = ()

    @property
    def planned(self) -> timedelta:
        """The time it may take, lengthenings included."""
        return timedelta(minutes=self.minutes + self.extra)


ACTIVE = frozenset({StageState.RUNNING, StageState.PAUSED})
OVER = frozenset({StageState.DONE, StageState.SKIPPED})


def current(stages: Sequence[StageAt]) -> StageAt | None:
    """The one stage that runs or is paused, or None."""
    return next((stage for stage in stages if stage.state in ACTIVE), None)


def elapsed(stage: StageAt, now: datetime) -> timedelta:
    """How long the stage has run, all its stretches added; never negative, even when the clock was set back."""
    total = timedelta()
    for stretch in stage.stretches:
        total += max(timedelta(), (stretch.ended_at or now) - stretch.started_at)
    return total


def remaining(stage: StageAt, now: datetime) -> timedelta:
    """What is left of the stage's time; negative once it overruns."""
    return stage.planned - elapsed(stage, now)


def expected_end(stages: Sequence[StageAt], now: datetime) -> datetime:
    """When the meeting should end: what is left of the current stage (nothing when it overruns) and all that is to come."""
    left = timedelta()
    for stage in stages:
        if stage.state in ACTIVE:
            left += max(timedelta(), remaining(stage, now))
        elif stage.state is StageState.TO_COME and stage.taken:
            left += stage.planned
    return now + left


def planned_total(stages: Sequence[StageAt]) -> int:
    """The minutes of the stages in the ribbon."""
    return sum(stage.minutes for stage in stages if stage.taken)


def margin(minutes: int) -> int:
    """The margin proposed: 10 % of the time, in whole minutes (`domain/protocoles.md`, B.1)."""
    return round(minutes / 10)


def clock_times(stages: Sequence[StageAt], start: datetime) -> dict[str, datetime]:
    """When each stage of the ribbon should begin, by its id."""
    times, at = {}, start
    for stage in stages:
        if stage.taken:
            times[stage.id] = at
            at += timedelta(minutes=stage.minutes)
    return times


# ------------------------------------------------------------------ the moves


def _stopped(stage: StageAt, now: datetime) -> StageAt:
    closed = tuple(
        stretch if stretch.ended_at else replace(stretch, ended_at=max(now, stretch.started_at))
        for stretch in stage.stretches
    )
    return replace(stage, stretches=closed)


def _running(stage: StageAt, now: datetime) -> StageAt:
    return replace(
        _stopped(stage, now),
        state=StageState.RUNNING,
        taken=True,
        skip_reason="",
        stretches=(*_stopped(stage, now).stretches, Stretch(now)),
    )


def _map(stages: Sequence[StageAt], changes: dict[str, StageAt]) -> tuple[StageAt, ...]:
    return tuple(changes.get(stage.id, stage) for stage in stages)


def begin(stages: Sequence[StageAt], now: datetime) -> tuple[StageAt, ...]:
    """The stages with the first of the ribbon running; raises NoStage."""
    first = next((stage for stage in stages if stage.taken and stage.state is StageState.TO_COME), None)
    if first is None:
        raise NoStage()
    return _map(stages, {first.id: _running(first, now)})


def go_to(
    stages: Sequence[StageAt], target: str, now: datetime, *, leaving: StageState = StageState.DONE
) -> tuple[StageAt, ...]:
    """The stages with `target` running and the current one left as `leaving`; raises MeetingHasMoved when the target is unknown."""
    found = next((stage for stage in stages if stage.id == target), None)
    if found is None:
        raise MeetingHasMoved()
    here = current(stages)
    changes = {}
    if here is not None and here.id != target:
        changes[here.id] = replace(_stopped(here, now), state=leaving)
    if here is None or here.id != target:
        changes[target] = _running(found, now)
    return _map(stages, changes)


def following(stages: Sequence[StageAt]) -> StageAt | None:
    """The next stage of the ribbon that is still to come after the current one, or None when the current one is the last."""
    here = current(stages)
    seen = here is None
    for stage in stages:
        if seen and stage.taken and stage.state is StageState.TO_COME:
            return stage
        seen = seen or (here is not None and stage.id == here.id)
    return None


def preceding(stages: Sequence[StageAt]) -> StageAt | None:
    """The stage of the ribbon just before the current one, or None when the current one is the first."""
    before = None
    for stage in stages:
        if stage.state in ACTIVE:
            return before
        if stage.taken:
            before = stage
    return None


def forward(stages: Sequence[StageAt], now: datetime) -> tuple[StageAt, ...]:
    """The current stage done and the next one running; after the last one, no stage is current."""
    target = following(stages)
    if target is not None:
        return go_to(stages, target.id, now)
    here = current(stages)
    if here is None:
        raise MeetingHasMoved()
    return _map(stages, {here.id: replace(_stopped(here, now), state=StageState.DONE)})


def back(stages: Sequence[StageAt], now: datetime) -> tuple[StageAt, ...]:
    """The stage before the current one running again, in a new stretch; the current one is to come again."""
    target = preceding(stages)
    if target is None:
        raise MeetingHasMoved()
    return go_to(stages, target.id, now, leaving=StageState.TO_COME)


def skip(stages: Sequence[StageAt], target: str, reason: str, now: datetime) -> tuple[StageAt, ...]:
    """The stage skipped, with its reason; when it is the current one the meeting goes on to the next, if there is one."""
    found = next((stage for stage in stages if stage.id == target), None)
    if found is None or found.state in (StageState.DONE, StageState.SKIPPED):
        raise MeetingHasMoved()
    skipped = replace(_stopped(found, now), state=StageState.SKIPPED, skip_reason=reason)
    after_it = following(stages) if found.state in ACTIVE else None
    changed = _map(stages, {target: skipped})
    return _map(changed, {after_it.id: _running(after_it, now)}) if after_it else changed


def pause(stages: Sequence[StageAt], now: datetime) -> tuple[StageAt, ...]:
    """The timer of the current stage stopped."""
    here = current(stages)
    if here is None or here.state is not StageState.RUNNING:
        raise MeetingHasMoved()
    return _map(stages, {here.id: replace(_stopped(here, now), state=StageState.PAUSED)})


def resume(stages: Sequence[StageAt], now: datetime) -> tuple[StageAt, ...]:
    """The timer of the paused stage running again."""
    here = current(stages)
    if here is None or here.state is not StageState.PAUSED:
        raise MeetingHasMoved()
    return _map(stages, {here.id: _running(here, now)})


def lengthen(stages: Sequence[StageAt], minutes: int) -> tuple[StageAt, ...]:
    """The current stage given more minutes (or fewer: never under the minute)."""
    here = current(stages)
    if here is None:
        raise MeetingHasMoved()
    return _map(stages, {here.id: replace(here, extra=max(1 - here.minutes, here.extra + minutes))})


def stop_all(stages: Sequence[StageAt], now: datetime) -> tuple[StageAt, ...]:
    """No stage current any more: the one that ran is done. What was still to come stays so, and the minutes pass over it."""
    here = current(stages)
    return _map(stages, {here.id: replace(_stopped(here, now), state=StageState.DONE)}) if here else tuple(stages)


def moved(order: Sequence[str], moving: str, steps: int) -> tuple[str, ...]:
    """The ids with `moving` carried `steps` places later (or earlier when negative), stopping at the ends."""
    ids = list(order)
    if moving not in ids:
        raise MeetingHasMoved()
    at = ids.index(moving)
    ids.pop(at)
    ids.insert(max(0, min(len(ids), at + steps)), moving)
    return tuple(ids)
