"""A file over 400 lines or a function over 40 is asking to be understood as two things."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import TREE, python_modules

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_VIEW = 400, 40, 25
# name: why it is one thing all the same.
ACCEPTED: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[tuple[str, Function]]:
    """(« path:name », node) for each function and method of the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield f"{path.relative_to(TREE).as_posix()}:{node.name}", node


def length(node: Function) -> int:
    """Lines from `def` to the end, its docstring left out: explaining is not what makes a function long."""
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def is_view(node: Function) -> bool:
    """Whether a decorator binds it to an address."""
    verbs = {"route", "get", "post"}
    return any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in verbs
        for each in node.decorator_list
    )


def too_long() -> dict[str, int]:
    """Each file, function and view over its length, with how long it is."""
    found = {}
    for path in python_modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            found[path.relative_to(TREE).as_posix()] = lines
        for name, node in functions(path):
            if length(node) > (LONGEST_VIEW if is_view(node) else LONGEST_FUNCTION):
                found[name] = length(node)
    return found


def test_files_functions_and_views_stay_short() -> None:
    found = {name: lines for name, lines in too_long().items() if name not in ACCEPTED}
    assert not found, "\n".join(f"{name}: {lines} lines" for name, lines in sorted(found.items()))


def test_what_is_accepted_is_still_long() -> None:
    assert sorted(set(ACCEPTED) - set(too_long())) == []
