"""Which guides hold in what somebody disposes of: time, people, the person concerned there or not, a written trace or none, and words. Pure.

A guide is read once into an `Entry`, so that asking five hundred of them costs a few sums each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from facilitation.french_order import french_key
from facilitation.guides.schema import Guide, PersonThere, Source, Step, usual_people
from facilitation.library import rules
from facilitation.library.search import Hit, Searched, look, searched, words_of


class Condition(StrEnum):
    """What may be asked for, by the name that it has in an address."""

    MINUTES = "temps"
    PEOPLE = "personnes"
    PERSON = "personne"
    TRACE = "trace"
    WORDS = "q"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody disposes of: at most `minutes`, `people` present, the person concerned there or not, a written trace or none, and what they look
    for in `words`. None, or no words, where it does not matter."""

    minutes: int | None = None
    people: int | None = None
    person: bool | None = None
    trace: bool | None = None
    words: str = ""

    def asked(self) -> tuple[Condition, ...]:
        """The conditions that are set, in the order of the form."""
        values = (self.words or None, self.minutes, self.people, self.person, self.trace)
        order = (Condition.WORDS, Condition.MINUTES, Condition.PEOPLE, Condition.PERSON, Condition.TRACE)
        return tuple(name for name, value in zip(order, values, strict=True) if value is not None)

    def without(self, condition: Condition) -> Wanted:
        """The same, but for this condition."""
        field = {
            Condition.MINUTES: {"minutes": None},
            Condition.PEOPLE: {"people": None},
            Condition.PERSON: {"person": None},
            Condition.TRACE: {"trace": None},
            Condition.WORDS: {"words": ""},
        }[condition]
        return replace(self, **field)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to lead a guide, whole (an empty `id`) or by a variant, and its time: `fixed` minutes, those of each person, and of each sub-group of so many."""

    id: str
    title: str
    fixed: int
    each: int
    groups: tuple[tuple[int, int], ...]

    def minutes(self, people: int) -> int:
        """How long it takes with so many people."""
        return self.fixed + self.each * people + sum(each * math.ceil(people / size) for each, size in self.groups)


@dataclass(frozen=True, slots=True)
class Entry:
    """A guide on the shelf: what it is asked by, and its card. `ways` begins with the whole guide."""

    guide: Guide
    card: rules.GuideCard
    usual: int
    ways: tuple[Way, ...]
    trace: bool
    text: Searched
    order: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A guide that holds: its card, its whole `minutes` for the people said, and the variant by which alone it holds in the time (or None), with its minutes.

    `line`: where the words were found when neither the title nor the summary has them.
    """

    card: rules.GuideCard
    minutes: int
    variant: Way | None
    variant_minutes: int
    line: str


@dataclass(frozen=True, slots=True)
class Loosening:
    """How many guides would hold without this condition."""

    condition: Condition
    count: int


def entry(guide: Guide, sources: Mapping[str, Source]) -> Entry:
    """This guide as it is asked; its sources are looked through by their references."""
    named = dict.fromkeys((*guide.sources, *(name for step in guide.steps for name in step.sources)))
    questions = (step.question.replace("*", "").strip() for step in guide.steps)
    lines = (*questions, *(rules.reference(sources[name]) for name in named if name in sources))
    variants = ((one.id, one.title, guide.steps_of(one.id)) for one in guide.variants)
    return Entry(
        guide=guide,
        card=rules.card(guide),
        usual=usual_people(guide),
        ways=tuple(_way(guide, *each) for each in (("", "", guide.steps), *variants)),
        trace=rules.leaves_a_trace(guide),
        text=searched(guide.title, guide.summary, lines),
        order=french_key(guide.title),
    )


def find(shelf: Iterable[Entry], wanted: Wanted) -> tuple[Found, ...]:
    """The guides that hold, those whose title has the words first, then in the order of their titles."""
    words = words_of(wanted.words)
    kept = []
    for one in shelf:
        hit = look(one.text, words) if _suits(one, wanted) else None
        found = _found(one, wanted, hit) if hit is not None else None
        if hit is not None and found is not None:
            kept.append((hit.rank, one.order, one.guide.id, found))
    return tuple(found for *_order, found in sorted(kept, key=lambda row: row[:3]))


def loosened(shelf: Iterable[Entry], wanted: Wanted) -> tuple[Loosening, ...]:
    """For what holds no guide: the conditions that are enough to be given up, each alone, those that give most first."""
    entries = tuple(shelf)
    counts = (Loosening(each, len(find(entries, wanted.without(each)))) for each in wanted.asked())
    return tuple(sorted((one for one in counts if one.count), key=lambda one: -one.count))


def _suits(one: Entry, wanted: Wanted) -> bool:
    """Whether it holds but for its time and its words. A guide that does not say is led among professionals."""
    group, there = one.guide.group, one.guide.person_there or PersonThere.ABSENTE
    if wanted.people is not None and not group.min <= wanted.people <= group.max:
        return False
    if wanted.person is not None and there is (PersonThere.ABSENTE if wanted.person else PersonThere.PRESENTE):
        return False
    return wanted.trace is None or wanted.trace == one.trace


def _found(one: Entry, wanted: Wanted, hit: Hit) -> Found | None:
    people = wanted.people or one.usual
    whole, *variants = ((way, way.minutes(people)) for way in one.ways)
    if wanted.minutes is None or whole[1] <= wanted.minutes:
        return Found(one.card, whole[1], None, 0, hit.line)
    held = [row for row in variants if row[1] <= wanted.minutes]
    if not held:
        return None
    way, minutes = max(held, key=lambda row: row[1])
    return Found(one.card, whole[1], way, minutes, hit.line)


def _way(guide: Guide, name: str, title: str, steps: Iterable[Step]) -> Way:
    taken = [step for step in steps if not step.disabled]
    return Way(
        id=name,
        title=title,
        fixed=sum(step.minutes for step in taken),
        each=sum(step.minutes_per_person for step in taken),
        groups=tuple(
            (step.minutes_per_group, step.subgroup_size or guide.subgroup_size)
            for step in taken
            if step.minutes_per_group
        ),
    )
