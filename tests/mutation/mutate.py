"""Every small way to make a module wrong: one mutant changes one node of its syntax tree. Wording is left alone.

Left out: what people or developers read (docstrings, the messages of `_()`, `mark()`, `ngettext()`, of built-in errors and of logs, `description=` and
`title=`), annotations and types, decorators, imports, `__all__` and `__slots__`.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
TWINS = {"any": "all", "all": "any", "min": "max", "max": "min"}
SAYS = {"_", "mark", "ngettext"}
TYPES = {"Literal", "Annotated", "TypeVar", "NewType", "cast"}
GENERIC = {"tuple", "list", "dict", "type", "Mapping", "Sequence", "Iterable", "Callable"}
READ_BY_PEOPLE = {"description", "title", "examples"}
NOT_CODE = {"annotation", "returns", "decorator_list", "type_comment", "bases", "format_spec"}
Step = tuple[str, int | None]


@dataclass(frozen=True)
class Mutant:
    """One change: where it is, how it reads, and the node that takes the place of the one at `path`."""

    path: tuple[Step, ...]
    line: int
    scope: (
        str  # the qualified name of the outermost function that holds it; empty at the level of the module or a class
    )
    change: str
    replacement: ast.AST

    def applied(self, tree: ast.Module) -> ast.Module:
        """A copy of the tree with the change made."""
        mutated = copy.deepcopy(tree)
        _put(mutated, self.path, self.replacement)
        return ast.fix_missing_locations(mutated)


def mutants(tree: ast.Module) -> list[Mutant]:
    """Every mutant of this module, in the order of its lines; two changes that read the same are one."""
    found: dict[tuple[tuple[Step, ...], str], Mutant] = {}
    for one in sorted(_mutants(tree, (), ""), key=lambda one: one.line):
        before, after = _statement(tree, one)
        if after != before:
            found.setdefault((one.path[: _depth(tree, one.path)], after), one)
    return list(found.values())


def _statement(tree: ast.Module, mutant: Mutant) -> tuple[str, str]:
    """The innermost statement that the mutant changes, as it was and as it becomes."""
    depth = _depth(tree, mutant.path)
    before = _reach(tree, mutant.path[:depth])
    after: Any = copy.deepcopy(before)
    if depth == len(mutant.path):
        after = mutant.replacement
    else:
        _put(after, mutant.path[depth:], mutant.replacement)
    return ast.unparse(before), ast.unparse(after)


def _reach(node: Any, path: tuple[Step, ...]) -> Any:
    for field, index in path:
        node = getattr(node, field) if index is None else getattr(node, field)[index]
    return node


def _put(root: ast.AST, path: tuple[Step, ...], new: ast.AST) -> None:
    parent, (field, index) = _reach(root, path[:-1]), path[-1]
    if index is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[index] = new


def _depth(tree: ast.Module, path: tuple[Step, ...]) -> int:
    """How many steps of the path lead to the innermost statement."""
    node: Any = tree
    deepest = 0
    for depth, step in enumerate(path, 1):
        node = _reach(node, (step,))
        if isinstance(node, ast.stmt):
            deepest = depth
    return deepest


def _mutants(node: ast.AST, path: tuple[Step, ...], scope: str, names: tuple[str, ...] = ()) -> Iterator[Mutant]:
    for field, index, child in _children(node):
        here = (*path, (field, index))
        inner, named = scope, names
        if isinstance(node, ast.FunctionDef) and field == "body" and not scope:
            inner = ".".join(names)
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            named = (*names, child.name)
        for made, text in _variants(child, node, field):
            replacement = ast.fix_missing_locations(
                ast.copy_location(made, child if hasattr(child, "lineno") else node)
            )
            was, now = _short(child), text or _short(replacement)
            yield Mutant(
                here, getattr(child, "lineno", getattr(node, "lineno", 0)), inner, f"{was} → {now}", replacement
            )
        yield from _mutants(child, here, inner, named)


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(node):
        if field in NOT_CODE:
            continue
        if isinstance(value, list):
            yield from (
                (field, index, child)
                for index, child in enumerate(value)
                if isinstance(child, ast.AST) and not _is_wording(child, node, field, index)
            )
        elif isinstance(value, ast.AST) and not _is_wording(value, node, field, None):
            yield field, None, value


def _is_wording(child: ast.AST, parent: ast.AST, field: str, index: int | None) -> bool:
    """Whether nothing under this node decides anything."""
    if isinstance(child, ast.Import | ast.ImportFrom | ast.expr_context):
        return True
    if isinstance(parent, ast.JoinedStr) and isinstance(child, ast.Constant):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True  # a docstring, or `...`
    if isinstance(child, ast.Assign) and (_name(child.targets[0]) in {"__all__", "__slots__"} or _is_type(child.value)):
        return True
    if isinstance(child, ast.If) and _name(child.test) == "TYPE_CHECKING":
        return True
    if isinstance(child, ast.keyword) and child.arg in READ_BY_PEOPLE:
        return True
    if isinstance(child, ast.Subscript | ast.Call) and _name(getattr(child, "value", None) or child.func) in TYPES:  # type: ignore[attr-defined]
        return True
    return isinstance(parent, ast.Call) and field == "args" and _says(parent, child)


def _is_type(value: ast.expr) -> bool:
    """Whether it is a type with its parameters, to which an alias gives a name."""
    return isinstance(value, ast.Subscript) and _name(value.value) in GENERIC


def _says(call: ast.Call, argument: ast.AST) -> bool:
    name = _name(call.func)
    if name in SAYS:
        return isinstance(argument, ast.Constant)
    told = name.endswith("Error") or _name(getattr(call.func, "value", None)) == "log"
    return told and isinstance(argument, ast.Constant)


def _name(node: ast.AST | None) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _short(node: ast.AST) -> str:
    text = ast.unparse(node).splitlines()
    return text[0][:110] if text else ""


# ------------------------------------------------------------------ the kinds of change


def _variants(node: ast.AST, parent: ast.AST, field: str) -> Iterator[tuple[ast.AST, str]]:
    """What may take the place of this node, each with how it reads when its own text does not say it."""
    if isinstance(node, ast.stmt):
        yield from _of_statement(node)
    elif isinstance(node, ast.expr):
        yield from _of_expression(node)
    tested = field == "test" or (field == "ifs" and isinstance(parent, ast.comprehension))
    if tested and not _turned_round_already(node):
        yield ast.UnaryOp(ast.Not(), node), ""  # type: ignore[arg-type]
    if isinstance(parent, ast.Slice) and field in ("lower", "upper"):
        yield ast.Constant(None), "no bound"


def _turned_round_already(node: ast.AST) -> bool:
    """Whether another change already makes this test say the opposite."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return not isinstance(node.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _of_statement(node: ast.stmt) -> Iterator[tuple[ast.AST, str]]:
    if _may_go(node):
        yield ast.Pass(), "removed"
    if isinstance(node, ast.Return | ast.Assign | ast.AnnAssign):
        yield from _emptied(node)
    elif isinstance(node, ast.Continue):
        yield ast.Break(), ""
    elif isinstance(node, ast.Break):
        yield ast.Continue(), ""
    elif isinstance(node, ast.AugAssign) and type(node.op) in OPERATIONS:
        yield ast.AugAssign(node.target, OPERATIONS[type(node.op)](), node.value), ""


def _may_go(node: ast.stmt) -> bool:
    """Whether the module still stands without this statement: what it does is done to something, and names nothing."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call)
    return isinstance(node, ast.Raise | ast.AugAssign | ast.Delete) or _sets_a_part(node)


def _sets_a_part(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Attribute | ast.Subscript)
    )


def _emptied(node: ast.Return | ast.Assign | ast.AnnAssign) -> Iterator[tuple[ast.AST, str]]:
    """The statement with None in the place of its value; a part that is set is removed instead."""
    if node.value is None or _is(node.value, None) or _sets_a_part(node):
        return
    nothing = ast.Constant(None)
    if isinstance(node, ast.Return):
        yield ast.Return(nothing), ""
    elif isinstance(node, ast.Assign):
        yield ast.Assign(node.targets, nothing), ""
    elif isinstance(node.target, ast.Name):
        yield ast.AnnAssign(node.target, node.annotation, nothing, node.simple), ""


def _of_expression(node: ast.expr) -> Iterator[tuple[ast.AST, str]]:
    if isinstance(node, ast.Compare):
        for index, op in enumerate(node.ops):
            turned = [*node.ops[:index], COMPARISONS[type(op)](), *node.ops[index + 1 :]]
            yield ast.Compare(node.left, turned, node.comparators), ""
    elif isinstance(node, ast.Constant):
        yield from ((ast.Constant(other), "") for other in _other_values(node.value))
    else:
        twin = _twin(node)
        yield from [(twin, "")] if twin is not None else []


def _twin(node: ast.expr) -> ast.expr | None:
    """The expression that stands opposite this one; None where there is none."""
    match node:
        case ast.BoolOp(op=op, values=values):
            return ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            return ast.BinOp(left, OPERATIONS[type(op)](), right)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in TWINS:
            return ast.Call(ast.Name(TWINS[name], ast.Load()), args, keywords)
    return None


def _other_values(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int | float):
        return value + 1, value - 1
    if isinstance(value, str):
        return ("" if value else "XX",)
    return ()


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
