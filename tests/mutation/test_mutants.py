"""What is changed in a module, and what is left alone; a mutant that a test must notice, and one that none can."""

from __future__ import annotations

import ast

import pytest

from tests.mutation.mutate import mutants


def changes(source: str) -> set[str]:
    return {one.change for one in mutants(ast.parse(source))}


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ("def f(a, b):\n    return a < b", "a < b → a <= b"),
        ("def f(a, b):\n    return a == b", "a == b → a != b"),
        ("def f(a, b):\n    return a in b", "a in b → a not in b"),
        ("def f(a, b):\n    return a and b", "a and b → a or b"),
        ("def f(a):\n    return not a", "not a → a"),
        ("def f(a):\n    return a + 1", "a + 1 → a - 1"),
        ("def f(a):\n    return a + 1", "1 → 2"),
        ("def f(a):\n    return a[1:]", "1 → no bound"),
        ("def f(a):\n    return 'oui'", "'oui' → ''"),
        ("def f(a):\n    raise a", "raise a → removed"),
        ("def f(a):\n    a.clear()", "a.clear() → removed"),
        ("def f(a):\n    a += 1", "a += 1 → removed"),
        ("def f(a):\n    if a:\n        return 1", "a → not a"),
        ("def f(a):\n    return any(a)", "any(a) → all(a)"),
    ],
)
def test_each_kind_of_change_is_made(source: str, change: str) -> None:
    assert change in changes(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""Says."""',
        "from a import b",
        "def f(a: int = ...) -> 'str':\n    '''Says.'''",
        "def f():\n    pass",
        "__all__ = ['f']",
        "Loc = tuple[str | int, ...]",
        "@dataclass(frozen=True)\nclass A:\n    x: Literal['a']",
    ],
)
def test_wording_types_and_decorators_are_left_alone(source: str) -> None:
    assert changes(source) == set()


def test_the_message_of_a_sentence_is_left_alone_and_what_it_says_is_not() -> None:
    assert changes("_('Il reste %(n)s pas.', n=a + 1)") == {
        "_('Il reste %(n)s pas.', n=a + 1) → removed", "a + 1 → a - 1", "1 → 2", "1 → 0",
    }  # fmt: skip


def test_a_mutant_changes_its_node_and_no_other() -> None:
    tree = ast.parse("def f(a, b):\n    return a < b, a < b")
    first = next(one for one in mutants(tree) if one.change == "a < b → a <= b")
    assert ast.unparse(first.applied(tree)) == "def f(a, b):\n    return (a <= b, a < b)"
    assert ast.unparse(tree) == "def f(a, b):\n    return (a < b, a < b)"
