"""The abuse cases and the twelve invariants: each is answered once, and each test that is named exists. Nothing is imported: the test files are parsed."""

from __future__ import annotations

import ast
import functools
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.tree import TREE

THREATS, INVARIANTS = TREE / "docs" / "threats.md", TREE / "docs" / "invariants.md"
OPEN = {
    "Access": "S01 S03 S04 S05 S06 S07 S09 S10 S12 S13 S14 S15 S16 S17 S18 S19 S20 S21 S23 S26 S27 S28 S29",
    "Injection": "S31 S32 S33 S34 S35 S36 S38 S39 S41 S42 S43 S45",
    "Word": "S46 S47 S53 S54 S55 S56 S57 S58",
    "Confidentiality": "S59 S60 S61 S62 S63 S64 S66 S67 S68 S69 S71 S72 S73 S74",
    "Anonymity": "S76 S77 S81 S82 S83 S84 S85 S86 S87",
    "Reliability": "S88 S89 S90 S91 S92 S93 S94 S95 S96",
    "Comes with its feature": "S37 S48 S49 S51 S52 S75",
}
"""The open battery of the threat model, by section."""
MAY_LACK_A_TEST = ("Anonymity", "Reliability")
MOST_REASONS = 8
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
REASON = re.compile(r"none: \S.{20,}")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: the section it stands in, its first cell, its other cells."""

    section: str
    name: str
    cells: tuple[str, ...]

    @property
    def tests(self) -> list[tuple[str, str]]:
        """The tests that its last cell names: (file, function)."""
        return NAMED.findall(self.cells[-1])


def rows(text: str, name: str) -> list[Row]:
    """The lines of the tables of this page whose first cell is such a name."""
    found, section = [], ""
    for line in text.splitlines():
        section = line.removeprefix("## ") if line.startswith("## ") else section
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(name, cells[0]):
            found.append(Row(section, cells[0], tuple(cells[1:])))
    return found


def cases(text: str) -> list[Row]:
    return rows(text, r"S\d\d")


@functools.cache
def functions(path: Path) -> frozenset[str]:
    """The names of the functions of this file, methods included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lost(found: list[Row]) -> list[str]:
    """The tests that these lines name and that are not there."""
    return [
        f"{row.name}: {file}::{test}"
        for row in found
        for file, test in row.tests
        if not (TREE / file).is_file() or test not in functions(TREE / file)
    ]


def unanswered(found: list[Row]) -> list[str]:
    """The lines that name no test and give no reason, or a reason where none is taken."""
    without = [row for row in found if not row.tests and row.section != "Comes with its feature"]
    wrong = [row for row in without if row.section not in MAY_LACK_A_TEST or not REASON.fullmatch(row.cells[-1])]
    return [row.name for row in (wrong if len(without) <= MOST_REASONS else without)]


@pytest.fixture(scope="module")
def text() -> str:
    return THREATS.read_text(encoding="utf-8")


def test_every_open_case_stands_once_in_its_section(text: str) -> None:
    found: dict[str, list[str]] = {}
    for row in cases(text):
        found.setdefault(row.section, []).append(row.name)
    assert {section: " ".join(sorted(names)) for section, names in found.items()} == OPEN


def test_every_case_is_told_with_its_answer(text: str) -> None:
    assert [row.name for row in cases(text) if not all(row.cells)] == []


def test_every_case_has_a_test_or_a_reason_where_one_is_taken(text: str) -> None:
    assert unanswered(cases(text)) == []


def test_each_test_that_a_case_names_exists(text: str) -> None:
    assert lost(cases(text)) == []


def test_each_invariant_has_a_test_that_exists() -> None:
    found = rows(INVARIANTS.read_text(encoding="utf-8"), r"\d+")
    assert [row.name for row in found] == [str(number) for number in range(1, 13)]
    assert [row.name for row in found if not row.tests or not all(row.cells)] == []
    assert lost(found) == []


def test_a_test_that_is_gone_a_case_without_one_and_a_reason_too_many_would_be_seen(text: str) -> None:
    first = cases(text)[0]
    file, test = first.tests[0]
    assert lost(cases(text.replace(f"{file}::{test}", f"{file}::{test}_gone"))) == [f"S01: {file}::{test}_gone"]
    bare = text.replace(f"| {first.cells[-1]} |", "| none: it was not thought to be worth one |", 1)
    assert unanswered(cases(bare)) == ["S01"]
    nine = [Row("Reliability", f"S{n}", ("what", "none: it was not thought to be worth one")) for n in range(10, 19)]
    assert unanswered(nine[1:]) == []
    assert len(unanswered(nine)) == 9
