"""The minutes of each guide and of each of its variants hold, for the smallest group, the usual one and the largest."""

from __future__ import annotations

import math

import pytest

from facilitation.guides.schema import Flag, Guide, Step, step_minutes, total_minutes, usual_people
from tests.pages.scripts import LIBRARY

WAYS = [(name, "") for name in sorted(LIBRARY.guides)]
WAYS += [(name, one.id) for name in sorted(LIBRARY.guides) for one in LIBRARY.guides[name].variants]
SLOWER = 2.5
"""A meeting of the largest group lasts at most so many times that of the smallest: beyond, it is another meeting, and the guide should say so."""
LONGEST = 240
SENTENCE = 15
"""Seconds in which one can say a sentence."""


def announced(guide: Guide, variant: str) -> int:
    return next((one.duration for one in guide.variants if one.id == variant), guide.duration)


def taken(guide: Guide, variant: str) -> list[Step]:
    return [step for step in guide.steps_of(variant or None) if not step.disabled]


def counted(step: Step, people: int, size: int) -> int:
    """The minutes of a step, reckoned here from what its author wrote."""
    groups = math.ceil(people / (step.subgroup_size or size))
    return step.minutes + people * step.minutes_per_person + groups * step.minutes_per_group


@pytest.mark.parametrize(("name", "variant"), WAYS)
def test_the_announced_minutes_are_the_sum_of_the_steps_for_the_usual_group(name: str, variant: str) -> None:
    guide = LIBRARY.guides[name]
    usual = (guide.group.min + guide.group.max) // 2
    assert usual_people(guide) == usual
    assert sum(counted(step, usual, guide.subgroup_size) for step in taken(guide, variant)) == announced(guide, variant)


@pytest.mark.parametrize(("name", "variant"), WAYS)
def test_the_minutes_hold_for_the_smallest_the_usual_and_the_largest_group(name: str, variant: str) -> None:
    guide = LIBRARY.guides[name]
    sums = []
    for people in (guide.group.min, usual_people(guide), guide.group.max):
        each = [counted(step, people, guide.subgroup_size) for step in taken(guide, variant)]
        assert each == [step_minutes(step, people, guide.subgroup_size) for step in taken(guide, variant)]
        assert sum(each) == total_minutes(guide, people, variant or None)
        for step, minutes in zip(taken(guide, variant), each, strict=True):
            assert minutes >= 1 or Flag.SANS_MINUTEUR in step.flags, f"{step.id} lasts no time with {people} people"
        sums.append(sum(each))
    assert sums == sorted(sums)
    assert sums[-1] <= min(LONGEST, SLOWER * sums[0]), f"{sums} minutes"


@pytest.mark.parametrize(("name", "variant"), WAYS)
def test_a_round_leaves_each_the_seconds_it_promises_in_the_usual_group_and_a_sentence_in_the_largest(
    name: str, variant: str
) -> None:
    """Otherwise the last ones do not speak."""
    guide = LIBRARY.guides[name]
    for step in taken(guide, variant):
        if step.activity.type == "tour":
            promised = step.activity.settings.get("secondes") or SENTENCE
            for people, seconds in ((usual_people(guide), promised), (guide.group.max, SENTENCE)):
                minutes = counted(step, people, guide.subgroup_size)
                assert 60 * minutes >= seconds * people, f"{step.id}: {minutes} minutes for {people} people"
