"""The sub-groups of a step: drawn by name or counted off, of nearly the same size, with one writer each. Pure: chance comes in as a seed.

A sub-group has no stage of its own: it is a line of its stage's list, so that one timer, one question and one move hold for all
(`docs/decisions/0007`). Its id is its number, « 1 », « 2 »…
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from facilitation.errors import FacilitationError

MOST_GROUPS = 30


class NoGroups(FacilitationError):
    """Donnez un nombre de groupes entre 1 et 30, et pas plus qu'il n'y a de personnes."""


class NoSuchGroup(FacilitationError):
    """Ce groupe ou cette personne n'y est plus. Regardez la répartition actuelle, puis recommencez."""


@dataclass(frozen=True, slots=True)
class Group:
    """A sub-group. `people`: attendance ids, in the order drawn; where nobody is known by name, `size` alone says how many. `writer`: one of `people`."""

    id: str
    people: tuple[str, ...] = ()
    size: int = 0
    writer: str = ""

    @property
    def count(self) -> int:
        """How many people it has."""
        return len(self.people) or self.size


def how_many(people: int, size: int) -> int:
    """The number of groups proposed for this many people in groups of `size` at most; nobody is left alone where groups talk."""
    if people < 2 or size < 2:
        return max(1, people)
    groups = math.ceil(people / size)
    return groups - 1 if people < 2 * groups else groups


def sizes(people: int, count: int) -> tuple[int, ...]:
    """The sizes of `count` groups of this many people, the larger first: they differ by one at most. Raises NoGroups."""
    if not 1 <= count <= min(MOST_GROUPS, max(people, 1)):
        raise NoGroups()
    small, larger = divmod(people, count)
    return tuple(small + 1 if place < larger else small for place in range(count))


def counted_off(people: int, count: int) -> tuple[Group, ...]:
    """Groups of people who are not known by name: each counts « un, deux, trois… » aloud. Raises NoGroups."""
    return tuple(Group(str(place), size=size) for place, size in enumerate(sizes(people, count), start=1))


def drawn(people: Sequence[str], count: int, seed: str) -> tuple[Group, ...]:
    """Groups of these people at random, the same for the same seed; the first of each writes. Raises NoGroups."""
    order = list(dict.fromkeys(people))
    random.Random(seed).shuffle(order)  # noqa: S311 - nothing is protected by who sits with whom
    groups, at = [], 0
    for place, size in enumerate(sizes(len(order), count), start=1):
        chosen = tuple(order[at : at + size])
        groups.append(Group(str(place), chosen, writer=chosen[0] if chosen else ""))
        at += size
    return tuple(groups)


def joined(groups: Sequence[Group], count: int) -> tuple[Group, ...]:
    """These groups put together into `count`, none of them cut: pairs become fours. Raises NoGroups."""
    if not 1 <= count <= min(MOST_GROUPS, len(groups)):
        raise NoGroups()
    whole: list[list[Group]] = [[] for _place in range(count)]
    for group in sorted(groups, key=lambda one: -one.count):
        min(whole, key=lambda some: (sum(one.count for one in some), len(some))).append(group)
    return tuple(
        Group(
            str(place),
            tuple(person for group in some for person in group.people),
            sum(group.size for group in some),
            next((group.writer for group in some if group.writer), ""),
        )
        for place, some in enumerate(whole, start=1)
    )


def mixed(groups: Sequence[Group], count: int, seed: str) -> tuple[Group, ...]:
    """The people of these groups in `count` new ones, in which those who were together meet again as little as can be; the same for the same seed.

    Each earlier group is dealt out, one after the other, over the new ones: it is in none of them twice before it is in all. Raises NoGroups.
    """
    chance, people = random.Random(seed), [person for group in groups for person in group.people]  # noqa: S311 - as in `drawn`
    order = list(groups)
    chance.shuffle(order)
    dealt = [person for group in order for person in chance.sample(group.people, len(group.people))]
    places = len(sizes(len(people), count))
    tables = [tuple(dealt[place::places]) for place in range(places)]
    return tuple(Group(str(place), some, writer=some[0] if some else "") for place, some in enumerate(tables, start=1))


def seated(groups: Sequence[Group], here: Iterable[str]) -> tuple[Group, ...]:
    """The groups once people came and went: who left is in none, who arrives joins the smallest; a writer who left is followed by the next one.

    Groups without names stay as they were counted.
    """
    if not any(group.people for group in groups):
        return tuple(groups)
    present = list(dict.fromkeys(here))
    kept = [replace(group, people=tuple(one for one in group.people if one in present)) for group in groups]
    known = {one for group in kept for one in group.people}
    for newcomer in (one for one in present if one not in known):
        place = min(range(len(kept)), key=lambda at: len(kept[at].people))
        kept[place] = replace(kept[place], people=(*kept[place].people, newcomer))
    return tuple(map(_with_writer, kept))


def moved(groups: Sequence[Group], person: str, to: str) -> tuple[Group, ...]:
    """The person carried to the group of this id. Raises NoSuchGroup."""
    if to not in {group.id for group in groups} or not any(person in group.people for group in groups):
        raise NoSuchGroup()
    without = [replace(group, people=tuple(one for one in group.people if one != person)) for group in groups]
    changed = [replace(group, people=(*group.people, person)) if group.id == to else group for group in without]
    return tuple(map(_with_writer, changed))


def written_by(groups: Sequence[Group], person: str) -> tuple[Group, ...]:
    """The same groups, this person writing for theirs. Raises NoSuchGroup."""
    if group_of(groups, person) is None:
        raise NoSuchGroup()
    return tuple(replace(group, writer=person) if person in group.people else group for group in groups)


def group_of(groups: Sequence[Group], person: str | None) -> Group | None:
    """The group that this person is in, or None."""
    return next((group for group in groups if person and person in group.people), None)


def _with_writer(group: Group) -> Group:
    first = group.people[0] if group.people else ""
    return group if group.writer in group.people else replace(group, writer=first)


# ------------------------------------------------------------------ to JSON and back


def as_json(groups: Iterable[Group]) -> list[dict[str, Any]]:
    """What a stage keeps of its groups."""
    return [{**asdict(group), "people": list(group.people)} for group in groups]


def from_json(data: Iterable[dict[str, Any]]) -> tuple[Group, ...]:
    """The groups that a stage kept."""
    return tuple(
        Group(str(one["id"]), tuple(one.get("people", ())), int(one.get("size", 0)), str(one.get("writer", "")))
        for one in data
    )
