"""Five hundred guides: the benchmark runs, its pages grow as what they show, and a start stays a start."""

from __future__ import annotations

import pytest

from benchmarks import library


@pytest.mark.long
def test_the_library_holds_with_five_hundred_guides() -> None:
    figures = library.measure(runs=5, starts=3)
    for name in library.PAGES:
        assert figures[name]["slope"] <= library.SLOPE, name
    assert figures["start"]["start_ratio"] <= library.START
    assert figures["start"]["sign_in_ratio"] <= library.START
