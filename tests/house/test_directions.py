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
    ("drawing/canvas.py", "from facilitation import activities", 3),
    ("confidentiality/select.py", "from facilitation import documents", 3),
    ("documents/text.py", "import docx", 4),
    ("documents/mail.py", "import icalendar", 5),
    ("documents/page.py", "import resvg_py", 6),
    ("outcomes/service.py", "from facilitation.accounts import models", 7),
    ("documents/page.py", "from facilitation.meetings import views", 8),
    ("settings.py", "from facilitation import create_app", 9),
]
# What identifies a person during a request; everybody else asks accounts.access.
IDENTITY = {"visitor", "meeting_role", "session_cookie"}
ASKS_FOR_IDENTITY = {
    "accounts/access.py": "it decides who may",
    "web/csrf.py": "the token of a form belongs to a session",
    "web/errors.py": "an expired form of somebody signed out leads to the sign-in page",
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


def asks_for_identity(node: ast.AST) -> bool:
    """Whether it imports Flask's session, or reads `g.visitor` or `g.get("visitor")`."""
    match node:
        case ast.ImportFrom(module="flask", names=names):
            return any(each.name == "session" for each in names)
        case ast.Attribute(value=ast.Name(id="g"), attr=name):
            return name in IDENTITY
        case ast.Call(func=ast.Attribute(value=ast.Name(id="g")), args=[ast.Constant(value=name), *_others]):
            return name in IDENTITY
    return False


def test_only_access_asks_flask_who_somebody_is() -> None:
    found = {}
    for path in python_modules():
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        found[path.relative_to(PACKAGE).as_posix()] = [ast.unparse(node) for node in nodes if asks_for_identity(node)]
    asking = {name: what for name, what in found.items() if what}
    assert sorted(asking) == sorted(ASKS_FOR_IDENTITY), f"ask facilitation.accounts.access instead: {asking}"
