"""Each contract of the directions is kept, and breaks when somebody goes the wrong way."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, TREE, python_modules

CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
]
# A line added to a module, and the contract that it breaks.
WRONG_WAYS = [
    ("guides/schema.py", "import flask", 0),
    ("activities/base.py", "import sqlalchemy", 0),
    ("documents/text.py", "from facilitation.meetings import models", 0),
    ("meetings/rules.py", "from facilitation import database", 0),
    ("meetings/models.py", "from facilitation.meetings import service", 1),
    ("guides/schema.py", "from facilitation import activities", 2),
    ("outline.py", "from facilitation import guides", 3),
    ("confidentiality/select.py", "from facilitation import documents", 3),
    ("documents/text.py", "import docx", 4),
    ("outcomes/service.py", "from facilitation.accounts import models", 5),
    ("documents/page.py", "from facilitation.meetings import views", 6),
    ("settings.py", "from facilitation import create_app", 7),
]
# Who may ask Flask for what identifies a person; everybody else asks accounts.access.
IDENTITY = {"session", "g"}
ASKS_FOR_IDENTITY = {
    "accounts/access.py": "it decides who may",
    "web/csrf.py": "the token of a form belongs to a session",
    "web/flash.py": "what a page has to say is kept for the length of a request",
}


def lint(folder: Path) -> str:
    """What lint-imports says of the package in this folder."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(("module", "line", "contract"), WRONG_WAYS)
def test_a_step_in_the_wrong_direction_breaks_its_contract(
    tmp_path: Path, module: str, line: str, contract: int
) -> None:
    shutil.copytree(PACKAGE, tmp_path / "facilitation", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(TREE / "pyproject.toml", tmp_path)
    with (tmp_path / "facilitation" / module).open("a", encoding="utf-8") as file:
        file.write(f"\n\ndef planted():\n    {line}\n")
    assert f"{CONTRACTS[contract]} BROKEN" in lint(tmp_path)


def test_every_contract_has_a_step_that_breaks_it() -> None:
    assert sorted({contract for _module, _line, contract in WRONG_WAYS}) == list(range(len(CONTRACTS)))


def test_only_access_asks_flask_who_somebody_is() -> None:
    found = []
    for path in python_modules():
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "flask" and name not in ASKS_FOR_IDENTITY:
                found += [f"{name}:{node.lineno} {each.name}" for each in node.names if each.name in IDENTITY]
    assert not found, "ask facilitation.accounts.access instead:\n" + "\n".join(found)


def test_who_asks_for_identity_still_does() -> None:
    assert [name for name in ASKS_FOR_IDENTITY if not (PACKAGE / name).is_file()] == []
