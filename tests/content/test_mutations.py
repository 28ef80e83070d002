"""For each key of each guide and of each case: removed, renamed, of a wrong kind. Every mutant is named at its line, and none ends in a traceback."""

from __future__ import annotations

from collections import Counter

import pytest

from facilitation.activities import registry
from facilitation.cli_guides import library_of
from facilitation.guides.catalogue import content_folder
from facilitation.guides.faults import blocking
from facilitation.guides.load import guide_from
from facilitation.library.cases import Case, load_case
from tests.guides.mutations import keys_of, mutants

GUIDES = sorted((content_folder() / "guides").glob("*.yaml"))
CASES = sorted((content_folder() / "cases").glob("*.yaml"))


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


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.stem, marks=[] if path == CASES[0] else pytest.mark.long) for path in CASES],
)
def test_every_mutant_of_a_case_is_named_at_its_line(path, catalogue, tmp_path):
    library, text, wrong, count = library_of(catalogue), path.read_text(encoding="utf-8"), [], 0
    for key in keys_of(text, registry.kinds(), Case):
        for mutant in mutants(text, key):
            count += 1
            damaged = tmp_path / path.name
            damaged.write_text(mutant.text, encoding="utf-8")
            loaded = load_case(damaged, library, "essai.yaml")
            due = [one for one in blocking(loaded.faults) if one.line == mutant.line and mutant.named in one.sentence]
            right = loaded.value is not None if mutant.line is None else bool(due) and loaded.value is None
            if not right:
                wrong.append(f"{mutant.what}: line {mutant.line} due, said: {[str(one) for one in loaded.faults][:4]}")
    assert wrong == []
    assert count > 300
