"""For the keys of each guide and of each case: removed, renamed, of a wrong kind. Every mutant is named at its line, and none ends in a traceback.

`make test` draws a mutant of each kind for each key that guides use, wherever it stands and in whichever guide: a `consigne` without its value, in one
of the steps that have one. `make test-long` takes them all, at every place of every guide: thirty times as many.
"""

from __future__ import annotations

import functools
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from facilitation.activities import registry
from facilitation.cli_guides import library_of
from facilitation.guides.catalogue import Catalogue, content_folder
from facilitation.guides.faults import blocking
from facilitation.guides.load import guide_from
from facilitation.library.cases import Case, load_case
from tests.guides.mutations import Key, Mutant, keys_of, mutants

GUIDES = sorted((content_folder() / "guides").glob("*.yaml"))
CASES = sorted((content_folder() / "cases").glob("*.yaml"))
KINDS = {"removed", "renamed", "as a list", "as keys", "in words", "as a text", "as the other kind"}


def kind_of(mutant: Mutant) -> str:
    """« removed », « renamed », « as a list »…"""
    return mutant.what.rsplit("/", 1)[-1].partition(" ")[2]


def mutants_of(path: Path) -> list[tuple[Key, Mutant]]:
    """Every mutant of this guide, with the key that was damaged."""
    text = path.read_text(encoding="utf-8")
    return [(key, mutant) for key in keys_of(text, registry.kinds()) for mutant in mutants(text, key)]


@functools.cache
def dealt() -> dict[Path, list[Mutant]]:
    """A mutant of each kind for each key, the steps, other lists and guides not told apart, each with its guide: the same ones at each run."""
    alike: dict[object, list[tuple[Path, Mutant]]] = defaultdict(list)
    for path in GUIDES:
        for key, mutant in mutants_of(path):
            words = tuple(part for part in key.path if isinstance(part, str))
            activity = next((value.value for one, value in key.siblings if one.value == "type"), "")
            alike[words, activity, kind_of(mutant)].append((path, mutant))
    chance, found = random.Random(len(alike)), dict[Path, list[Mutant]]()
    for each in alike.values():
        for path, mutant in chance.sample(each, 1):
            found.setdefault(path, []).append(mutant)
    return found


def missed(chosen: Iterable[Mutant], catalogue: Catalogue) -> list[str]:
    """The mutants that are not named at their line, or are served all the same."""
    library, wrong = library_of(catalogue), []
    for mutant in chosen:
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
    return wrong


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_mutant_of_each_kind_of_each_key_is_named_at_its_line(path, catalogue):
    chosen = dealt()[path]
    assert chosen
    assert missed(chosen, catalogue) == []


def test_every_kind_of_damage_is_dealt_to_every_key():
    chosen = [mutant for each in dealt().values() for mutant in each]
    assert {kind_of(mutant) for mutant in chosen} == KINDS
    assert len(chosen) > 400


@pytest.mark.long
@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_mutant_of_a_guide_is_named_at_its_line(path, catalogue, capsys):
    every = [mutant for _key, mutant in mutants_of(path)]
    assert missed(every, catalogue) == []
    counts = Counter(kind_of(mutant) for mutant in every)
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
