"""After `settle`, a full collection no longer looks at what was loaded before it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from facilitation.web import collector


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leaves the collector of the other tests as it was."""
    threshold, frozen = gc.get_threshold(), gc.get_freeze_count()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    if frozen:
        gc.collect()
        gc.freeze()


def test_what_was_loaded_is_set_aside_and_what_comes_after_is_not() -> None:
    before = [{} for _ in range(1000)]
    collector.settle()
    assert gc.get_freeze_count() >= len(before)
    after: list[object] = []
    after.append(after)
    watched = gc.get_objects()
    assert any(one is after for one in watched)
    assert not any(one is before for one in watched)


def test_circles_that_come_after_are_still_collected() -> None:
    collector.settle()
    circle: list[object] = []
    circle.append(circle)
    del circle
    assert gc.collect() >= 1
