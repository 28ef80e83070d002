"""The benchmarks of the room run, say what machines read, and lose nothing; how fast it is here and now is not judged."""

from __future__ import annotations

import pytest

from benchmarks import live, writes

pytestmark = [pytest.mark.long, pytest.mark.database]


def test_the_time_from_a_phone_to_the_wall_is_told_beside_its_floor() -> None:
    found = live.measure(4, rounds=1, every=0.02)
    assert set(found) == {"phones", "ours", "floor"}
    assert found["phones"] == 4
    for side in ("ours", "floor"):
        figures = found[side]
        assert isinstance(figures, dict)
        assert set(figures) == {"p50_ms", "p99_ms"}
        assert 0 < figures["p50_ms"] <= figures["p99_ms"]


def test_the_writes_of_a_second_are_told_beside_their_floor_and_none_is_lost() -> None:
    found = writes.measure(turns=1, seconds=1.0)
    assert set(found) == {"ours_per_s", "floor_per_s", "raw_per_s", "lost", "doubled"}
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert min(found["ours_per_s"], found["floor_per_s"], found["raw_per_s"]) > 0
