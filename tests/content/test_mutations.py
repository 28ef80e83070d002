"""For each key of each guide: removed, renamed, of a wrong kind. Every mutant is named at its line, and none ends in a traceback."""

from __future__ import annotations

from collections import Counter

import pytest

from facilitation.activities import registry
from facilitation.cli_guides import library_of
from facilitation.guides.catalogue import content_folder
from facilitation.guides.faults import blocking
from facilitation.guides.load import guide_from
from tests.guides.mutations import keys_of, mutants

GUIDES = sorted((content_folder() / "guides").glob("*.yaml"))


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_mutant_of_a_guide_is_named_at_its_line(path, catalogue, capsys):
    library, text, counts, wrong = library_of(catalogue), path.read_text(encoding="utf-8"), Counter(), []
    for key in keys_of(text, registry.kinds()):
        for mutant in mutants(text, key):
            counts[mutant.what.rsplit("/", 1)[-1].partition(" ")[2]] += 1
            loaded = guide_from(mutant.text.encode(), library, "essai.yaml")
            if mutant.line is None:
                right = loaded.value is not None
            else:
                due = [
                    fault
                    for fault in blocking(loaded.faults)
                    if fault.line == mutant.line and mutant.named in fault.sentence
                ]
                right = bool(due) and loaded.value is None
            if not right:
                wrong.append(f"{mutant.what}: line {mutant.line} due, said: {[str(one) for one in loaded.faults][:4]}")
    assert wrong == []
    assert counts.total() > 300
    with capsys.disabled():
        print(f"\n{path.name}: {counts.total()} mutants, {dict(counts)}")  # noqa: T201 - the count is asked for
