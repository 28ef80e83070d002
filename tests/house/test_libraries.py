"""Each library that is imported is asked for by name in pyproject.toml, and each that is asked for is used."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house.tree import TREE

PYPROJECT = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))
OWN = {"facilitation", "tests", "tools", "benchmarks", "run"}
# What comes with a library that is asked for, as a part of it: its name here, the library's there.
PARTS = {"jinja2": "flask", "markupsafe": "flask", "werkzeug": "flask", "click": "flask", "babel": "flask-babel"}
# Asked for and never imported: why.
NOT_IMPORTED = {
    "tzdata": "the time zones, on Windows",
    "editables": "hatchling asks for it to install the tree in place",
    "djlint": "a program",
    "import-linter": "a program",
    "mypy": "a program",
    "openxml-audit": "a program",
    "pip-audit": "a program",
    "ruff": "a program",
    "pytest-xdist": "a part of pytest",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(requirements: Iterable[str]) -> set[str]:
    """The libraries' names, stubs of types left out."""
    names = {normal(re.match(r"[\w.-]+", requirement).group()) for requirement in requirements}  # type: ignore[union-attr]
    return {name for name in names if not name.startswith("types-")}


def imported_in(*folders: str) -> set[str]:
    """The libraries that the modules of these folders import, under the names by which they are asked for."""
    modules = set()
    for path in (path for folder in folders for path in (TREE / folder).rglob("*.py")):
        modules |= set(imports_of(path))
    distributions = packages_distributions()
    foreign = modules - OWN - set(sys.stdlib_module_names)
    return {PARTS.get(module, normal(distributions.get(module, [module])[0])) for module in foreign}


def imports_of(path: Path) -> Iterable[str]:
    """The top-level names that this file imports; relative imports have none."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.split(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


RUNNING = asked_for(PYPROJECT["project"]["dependencies"])
TESTING = asked_for([*PYPROJECT["dependency-groups"]["build"], *PYPROJECT["dependency-groups"]["test"]])


def test_the_application_imports_only_what_it_asks_for() -> None:
    assert sorted(imported_in("facilitation") - RUNNING) == []


def test_the_tests_import_only_what_is_asked_for() -> None:
    assert sorted(imported_in("tests", "tools", "benchmarks") - RUNNING - TESTING) == []


def test_what_is_asked_for_is_used() -> None:
    assert sorted(RUNNING - imported_in("facilitation") - set(NOT_IMPORTED)) == []
    used_in_tests = imported_in("tests", "tools", "benchmarks") | {"hatchling"}
    assert sorted(TESTING - used_in_tests - set(NOT_IMPORTED)) == []
