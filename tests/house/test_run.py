"""`python3 run.py` prepares what is missing, and says in French what it cannot."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import run
from tests.house.tree import TREE


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that run.py takes for its tree, with the locks and no .venv."""
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((TREE / name).read_bytes())
    monkeypatch.setattr(run, "TREE", tmp_path)
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(run, "STAMP", tmp_path / ".venv" / "maillage-lock.txt")
    monkeypatch.setattr(run, "RUNNING", tmp_path / "requirements.lock")
    monkeypatch.setattr(run, "TESTING", tmp_path / "requirements-dev.lock")
    monkeypatch.setattr(run, "BUILD_FILES", (tmp_path / "pyproject.toml",))
    return tmp_path


@pytest.fixture
def asked_of_pip(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What run.py asks pip, which does nothing here."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(run, "_pip", lambda *arguments: asked.append(arguments))
    return asked


@pytest.fixture(scope="module")
def one_venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A .venv made once: making one takes three seconds, copying it a few tenths."""
    folder = tmp_path_factory.mktemp("venv") / ".venv"
    venv.create(folder, with_pip=True, symlinks=True)
    return folder


@pytest.fixture
def quick_venv(elsewhere: Path, one_venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes run.py copy that one."""

    def copy() -> None:
        if run.VENV.exists():
            shutil.rmtree(run.VENV)
        shutil.copytree(one_venv, run.VENV, symlinks=True)

    monkeypatch.setattr(run, "_make_venv", copy)


def test_without_venv_the_missing_package_is_named(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert run.main([]) == 2
    assert "sudo apt install python3-venv" in capsys.readouterr().err
    assert not (elsewhere / ".venv").exists()


@pytest.mark.usefixtures("quick_venv")
def test_a_venv_is_built_once_and_completed_when_the_lock_changes(
    elsewhere: Path, asked_of_pip: list[tuple[str, ...]]
) -> None:
    run.prepare(run.RUNNING)
    assert run.is_ready(run.RUNNING)
    run.prepare(run.RUNNING)
    assert [arguments[0] for arguments in asked_of_pip] == ["install", "install"]

    kept = elsewhere / ".venv" / "kept"
    kept.touch()
    run.RUNNING.write_text("changed", encoding="utf-8")
    assert not run.is_ready(run.RUNNING)
    run.prepare(run.RUNNING)
    assert len(asked_of_pip) == 4
    assert kept.exists()


@pytest.mark.usefixtures("quick_venv")
def test_the_tests_lock_serves_for_running_too_and_asks_for_hashes(
    elsewhere: Path, asked_of_pip: list[tuple[str, ...]]
) -> None:
    run.prepare(run.TESTING)
    assert run.is_ready(run.TESTING)
    assert run.is_ready(run.RUNNING)
    libraries, tree = asked_of_pip
    assert "--require-hashes" in libraries
    assert {"--no-deps", "--no-build-isolation"} <= set(tree)


def test_a_broken_venv_is_built_anew(elsewhere: Path, asked_of_pip: list[tuple[str, ...]]) -> None:
    run.PYTHON.parent.mkdir(parents=True)
    run.PYTHON.symlink_to(elsewhere / "no such python")
    run.prepare(run.RUNNING)
    assert run.is_ready(run.RUNNING)


@pytest.mark.usefixtures("quick_venv")
def test_a_failed_installation_is_said_and_tried_again(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run.RUNNING.write_text("not a requirement ===\n", encoding="utf-8")
    assert run.main([]) == 2
    assert "relancez la même commande" in capsys.readouterr().err
    assert not run.is_ready(run.RUNNING)


def test_run_needs_nothing_but_the_standard_library() -> None:
    probe = "import sys, runpy; runpy.run_path('run.py', run_name='read'); print(*sorted(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-I", "-S", "-c", probe], cwd=TREE, capture_output=True, text=True, check=True
    ).stdout.split()
    assert {name.split(".")[0] for name in said} - set(sys.stdlib_module_names) <= {"__main__", "sitecustomize"}
