"""The Makefile documents itself, and CI calls its targets and nothing else."""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.house.tree import TREE

MAKEFILE = (TREE / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE)
PROMISED = ["help", "install", "run", "test", "test-long", "lint", "types", "bench", "screenshots"]


def test_make_alone_prints_each_target_with_its_sentence() -> None:
    said = subprocess.run(["make"], cwd=TREE, capture_output=True, text=True, check=True).stdout
    explained = dict(re.findall(r"^  make ([a-z-]+) +(\S.*)$", said, re.MULTILINE))
    assert sorted(explained) == sorted(TARGETS)


@pytest.mark.parametrize("name", PROMISED)
def test_a_promised_target_is_there(name: str) -> None:
    assert name in TARGETS


def test_every_target_is_phony() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert sorted(phony.group(1).split()) == sorted(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_starts_only_files_and_modules_that_exist(name: str) -> None:
    """`make -n` says what would be run; `make bench` loops over three modules, named in the loop."""
    said = subprocess.run(["make", "-n", name], cwd=TREE, capture_output=True, text=True, check=True).stdout
    scripts = re.findall(r"python3? ([\w/]+\.py)", said)
    modules = re.findall(r" -m ([a-z_.]+)", said)
    if "benchmarks." in modules:
        loop = re.search(r"for each in ([a-z ]+);", said)
        assert loop is not None
        modules = [f"benchmarks.{each}" for each in loop.group(1).split()]
    files = [*scripts, *(f"{module.replace('.', '/')}.py" for module in modules if not module.startswith("hatchling"))]
    missing = [file for file in files if not (TREE / file).is_file()]
    assert not missing


def test_ci_calls_the_audit_and_both_test_targets_and_no_tool_of_its_own() -> None:
    script = (TREE / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert "export CI=true" in script
    assert re.findall(r"^make ([a-z-]+)", script, re.MULTILINE) == ["audit", "test", "test-long"]
    assert not re.search(r"\b(pip|npm|apt-get|pytest -|ruff|mypy)\b", script)
