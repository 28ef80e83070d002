"""Sub-groups: nearly the same size, nobody twice, nobody forgotten, whatever happens in between."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.meetings import groups as rules
from facilitation.meetings.groups import Group, NoGroups, NoSuchGroup

PEOPLE = st.lists(st.text(st.characters(codec="ascii", categories=("Ll",)), min_size=1, max_size=4), unique=True)
CROWDS = PEOPLE.filter(bool).flatmap(
    lambda people: st.tuples(st.just(people), st.integers(1, min(len(people), rules.MOST_GROUPS)), st.text(max_size=5))
)


def everybody(groups: tuple[Group, ...]) -> list[str]:
    return [one for group in groups for one in group.people]


def sizes(groups: tuple[Group, ...]) -> list[int]:
    return [group.count for group in groups]


@given(CROWDS)
def test_a_draw_seats_everybody_once_in_groups_of_nearly_the_same_size(crowd):
    people, count, seed = crowd
    groups = rules.drawn(people, count, seed)
    assert sorted(everybody(groups)) == sorted(people)
    assert max(sizes(groups)) - min(sizes(groups)) <= 1
    assert [group.id for group in groups] == [str(place) for place in range(1, count + 1)]
    assert all(group.writer in group.people for group in groups)
    assert rules.drawn(people, count, seed) == groups, "the same seed draws the same groups"


def test_another_seed_draws_other_groups():
    people = [str(number) for number in range(12)]
    assert len({rules.drawn(people, 3, seed) for seed in "abcdefgh"}) > 1


@given(CROWDS, st.integers(1, rules.MOST_GROUPS))
def test_mixed_groups_seat_everybody_once_and_nobody_twice_with_the_same_before_all_tables_are_met(crowd, tables):
    people, count, seed = crowd
    before = rules.drawn(people, count, seed)
    if tables > len(people):
        with pytest.raises(NoGroups):
            rules.mixed(before, tables, seed)
        return
    groups = rules.mixed(before, tables, seed)
    assert sorted(everybody(groups)) == sorted(people)
    assert max(sizes(groups)) - min(sizes(groups)) <= 1
    assert all(group.writer in group.people for group in groups)
    assert rules.mixed(before, tables, seed) == groups, "the same seed mixes the same way"
    for one in before:
        together = [len(set(one.people) & set(group.people)) for group in groups]
        assert max(together) <= -(-one.count // tables)


@given(st.integers(0, 400), st.integers(1, 40))
def test_people_counted_off_are_as_many_as_there_are(people, count):
    if count > min(rules.MOST_GROUPS, max(people, 1)):
        with pytest.raises(NoGroups):
            rules.counted_off(people, count)
        return
    groups = rules.counted_off(people, count)
    assert sum(sizes(groups)) == people
    assert max(sizes(groups)) - min(sizes(groups)) <= 1


@given(st.integers(2, 200), st.integers(2, 20))
def test_the_number_proposed_leaves_nobody_alone_and_keeps_close_to_the_size(people, size):
    count = rules.how_many(people, size)
    found = rules.sizes(people, count) if count <= rules.MOST_GROUPS else (2,)
    assert min(found) >= 2
    assert max(found) <= size + 1


@pytest.mark.parametrize(
    ("people", "size", "count"), [(0, 4, 1), (6, 2, 3), (5, 2, 2), (7, 4, 2), (9, 4, 3), (1, 4, 1), (3, 1, 3)]
)
def test_the_number_proposed(people, size, count):
    assert rules.how_many(people, size) == count


def test_thirty_groups_are_the_most_and_one_the_fewest():
    assert rules.sizes(60, 30) == (2,) * 30
    assert rules.sizes(0, 1) == (0,)
    for people, count in ((60, 31), (3, 0), (3, 4), (0, 2)):
        with pytest.raises(NoGroups):
            rules.sizes(people, count)


def test_groups_counted_off_have_a_number_and_a_size_and_nobody_known():
    assert rules.counted_off(5, 2) == (Group("1", (), 3, ""), Group("2", (), 2, ""))
    assert rules.drawn([], 1, "a") == (Group("1", (), 0, ""),)


def test_the_first_person_drawn_in_each_group_writes():
    groups = rules.drawn(["a", "b", "c", "d", "e"], 2, "a")
    assert [group.writer for group in groups] == [group.people[0] for group in groups]


@given(CROWDS, PEOPLE, PEOPLE)
def test_who_leaves_is_in_none_and_who_arrives_joins_the_smallest(crowd, gone, come):
    people, count, seed = crowd
    here = [one for one in people if one not in gone] + [one for one in come if one not in people]
    groups = rules.seated(rules.drawn(people, count, seed), here)
    assert sorted(everybody(groups)) == sorted(set(here))
    assert len(groups) == count
    assert all(group.writer in group.people or not group.people and not group.writer for group in groups)
    if not gone:
        assert max(sizes(groups)) - min(sizes(groups)) <= 1


def test_a_group_that_everybody_left_is_joined_again():
    left = rules.seated((Group("1", ("a", "b"), writer="a"), Group("2", ("c",), writer="c")), ["a", "b"])
    assert left[1] == Group("2", (), 0, "")
    assert rules.seated(left, ["a", "b", "d"])[1] == Group("2", ("d",), 0, "d")


def test_a_writer_who_left_is_followed_by_the_next_one():
    trio = (Group("1", ("a", "b", "c"), writer="a"),)
    assert rules.seated(trio, ["b", "c"]) == (Group("1", ("b", "c"), writer="b"),)
    assert rules.seated(trio, ["a", "c"]) == (Group("1", ("a", "c"), writer="a"),)


@given(CROWDS, st.data())
def test_a_person_moved_is_in_the_other_group_alone(crowd, data):
    people, count, seed = crowd
    groups = rules.drawn(people, count, seed)
    person, to = data.draw(st.sampled_from(people)), data.draw(st.sampled_from([group.id for group in groups]))
    moved = rules.moved(groups, person, to)
    assert Counter(everybody(moved)) == Counter(people)
    assert rules.group_of(moved, person).id == to
    assert all(group.writer in group.people or not group.people for group in moved)
    assert rules.group_of(rules.written_by(moved, person), person).writer == person


@given(CROWDS, st.integers(1, 6))
def test_groups_put_together_are_never_cut(crowd, fewer):
    people, count, seed = crowd
    groups = rules.drawn(people, count, seed)
    if fewer > count:
        with pytest.raises(NoGroups):
            rules.joined(groups, fewer)
        return
    whole = rules.joined(groups, fewer)
    assert Counter(everybody(whole)) == Counter(people)
    for group in groups:
        assert len({rules.group_of(whole, person).id for person in group.people}) == 1
    assert max(sizes(whole)) - min(sizes(whole)) <= max(sizes(groups))


def test_pairs_become_fours_with_numbers_of_their_own_and_one_writer_of_theirs():
    pairs = [Group(str(place), (f"a{place}", f"b{place}"), writer=f"b{place}") for place in range(1, 5)]
    assert rules.joined(pairs, 2) == (
        Group("1", ("a1", "b1", "a3", "b3"), writer="b1"),
        Group("2", ("a2", "b2", "a4", "b4"), writer="b2"),
    )
    assert rules.joined(rules.counted_off(7, 4), 2) == (Group("1", (), 4, ""), Group("2", (), 3, ""))
    with pytest.raises(NoGroups):
        rules.joined(pairs, 0)


def test_the_writer_of_groups_put_together_is_the_first_that_there_is():
    alone = (Group("1"), Group("2", ("a", "b"), writer="b"))
    assert rules.joined(alone, 1)[0].writer == "b"


def test_who_is_in_no_group_is_told_so():
    groups = rules.drawn(["a", "b", "c"], 1, "")
    for gesture in (lambda: rules.moved(groups, "z", "1"), lambda: rules.moved(groups, "a", "7")):
        with pytest.raises(NoSuchGroup):
            gesture()
    with pytest.raises(NoSuchGroup):
        rules.written_by(groups, "z")
    assert rules.group_of(groups, "z") is None
    assert rules.group_of(groups, None) is None


@given(CROWDS)
def test_groups_go_to_json_and_back(crowd):
    groups = rules.drawn(*crowd)
    assert rules.from_json(rules.as_json(groups)) == groups
    counted = rules.counted_off(len(crowd[0]), crowd[1])
    assert rules.from_json(rules.as_json(counted)) == counted
    assert rules.seated(counted, crowd[0]) == counted


def test_what_a_stage_keeps_of_its_groups_is_json_with_these_words():
    groups = (Group("1", ("a", "b"), writer="a"), Group("2", size=3))
    kept = rules.as_json(groups)
    assert kept == [
        {"id": "1", "people": ["a", "b"], "size": 0, "writer": "a"},
        {"id": "2", "people": [], "size": 3, "writer": ""},
    ]
    assert rules.from_json(json.loads(json.dumps(kept))) == groups


def test_a_group_kept_with_its_number_alone_has_nobody_and_no_writer():
    (group,) = rules.from_json([{"id": 2}])
    assert (group.id, group.people, group.size, group.writer, group.count) == ("2", (), 0, "", 0)
    assert Group("2") == group
