"""The wheel, installed in an empty environment outside the tree, serves what the tree serves."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import CONTENT, PACKAGE, TREE, tracked_files

BARE = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""Without the wall of `tests/offline`: libraries are fetched here, from where pip is told to fetch them."""
PROXY_FREE = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=TREE, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the lock's libraries and the wheel, and nothing of the tree."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    lock = str(TREE / "requirements.lock")
    libraries = subprocess.run(
        [*pip, "--require-hashes", "--requirement", lock], env=BARE, capture_output=True, text=True, check=False
    )
    if libraries.returncode and os.environ.get("CI") != "true":
        pytest.skip(f"the libraries could not be fetched: {libraries.stderr[-300:]}")
    assert libraries.returncode == 0, libraries.stderr
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True, capture_output=True)
    return folder / "bin"


def alone(command: list[str | Path], folder: Path) -> str:
    """What a program prints when it is started in this folder, with nothing of the tree around it."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, env=BARE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_content_and_all_that_is_not_python(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    package = {path.relative_to(TREE).as_posix() for path in tracked_files() if path.is_relative_to(PACKAGE)}
    content = {
        f"facilitation/_content/{path.relative_to(CONTENT).as_posix()}"
        for path in tracked_files()
        if path.is_relative_to(CONTENT)
    }
    assert len(content) > 5
    assert sorted((package | content) - held) == []


def test_the_wheel_has_the_version_of_the_changelog(wheel: Path) -> None:
    newest = re.search(r"^## (\d[\d.]*)", (TREE / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert wheel.name.startswith(f"maillage-{newest.group(1)}-")


@pytest.mark.long  # fetching and installing all libraries takes longer than any other test
def test_the_installed_wheel_lists_the_guides_of_the_tree(installed: Path, tmp_path: Path) -> None:
    elsewhere = json.loads(alone([installed / "facilitation", "guides", "--json"], tmp_path))
    here = json.loads(alone([sys.executable, "-m", "facilitation", "guides", "--json"], TREE))
    assert len(here) >= 2
    for guide in (*elsewhere, *here):
        guide["fichier"] = Path(guide["fichier"]).name
    assert elsewhere == here


@pytest.fixture
def served(installed: Path, tmp_path: Path) -> Iterator[str]:
    """The address that the installed program prints once it serves."""
    command = [
        str(installed / "facilitation"),
        "serve",
        "--no-browser",
        "--port",
        "0",
        "--data",
        str(tmp_path / "données"),
    ]
    server = subprocess.Popen(command, cwd=tmp_path, env=BARE, stdout=subprocess.PIPE, text=True)
    try:
        yield address_printed_by(server)
    finally:
        server.terminate()
        server.wait(timeout=20)
        if server.stdout:
            server.stdout.close()


def address_printed_by(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    until = time.monotonic() + 30
    while time.monotonic() < until:
        line = server.stdout.readline()
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found.group()
        assert server.poll() is None, "the server stopped before it said its address"
    raise AssertionError("no address within 30 s")


@pytest.mark.long
def test_the_installed_wheel_serves_a_page_with_its_stylesheet(served: str) -> None:
    with PROXY_FREE.open(served, timeout=10) as answer:
        page = answer.read().decode("utf-8")
    assert '<html lang="fr' in page
    (sheet, *_others) = re.findall(r'<link[^>]+href="/?([^"]+\.css[^"]*)"', page)
    with PROXY_FREE.open(served + sheet, timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
        assert len(answer.read()) > 1000
