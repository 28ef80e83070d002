"""The thread of time as lengths in per cent, ready to be drawn: one function for every ribbon. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Length:
    """A stretch of the thread: where it starts, ends and has its middle (per cent, two decimals), its minutes, how it is drawn."""

    start: float
    end: float
    middle: float
    minutes: int
    pause: bool = False
    optional: bool = False


class Step(Protocol):
    """What has minutes, and is drawn as a pause or as optional."""

    @property
    def minutes(self) -> int:
        """How long it lasts."""

    @property
    def pause(self) -> bool:
        """Whether it is a break."""

    @property
    def optional(self) -> bool:
        """Whether it may be left out."""


def ribbon_of(steps: Iterable[Step], whole: int = 0) -> tuple[Length, ...]:
    """The lengths of steps that know their minutes, for templates."""
    return ribbon(((step.minutes, step.pause, step.optional) for step in steps), whole=whole)


def ribbon(steps: Iterable[tuple[int, bool, bool]], *, whole: int = 0) -> tuple[Length, ...]:
    """The lengths of these steps, (minutes, is a pause, is optional) each, on a thread of `whole` minutes (by default, their sum)."""
    rows = list(steps)
    total = max(whole, sum(minutes for minutes, _pause, _optional in rows), 1)
    lengths, at = [], 0
    for minutes, pause, optional in rows:
        start, end = 100 * at / total, 100 * (at + minutes) / total
        lengths.append(Length(round(start, 2), round(end, 2), round((start + end) / 2, 2), minutes, pause, optional))
        at += minutes
    return tuple(lengths)
