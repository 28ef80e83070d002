"""The two documents that the benchmark measures say the same, and ours is made at least as fast."""

from __future__ import annotations

import pytest

from benchmarks import documents
from facilitation.documents import minutes
from facilitation.documents.word.write import write


@pytest.mark.parametrize("size", [60, 336])
def test_docxtpl_writes_the_same_text(size: int) -> None:
    ours = documents.words(write(minutes.compose(documents.record_of(size))))
    assert documents.words(documents.Peer(size).write()) == ours
    assert sum(f"(n° {index + 1})." in line for index in range(size) for line in ours) == size


@pytest.mark.long
@pytest.mark.parametrize("size", documents.SIZES)
def test_no_size_is_slower_than_docxtpl(size: int) -> None:
    figures = documents.measure(size)
    assert figures["ours_ms"] <= figures["docxtpl_ms"]
