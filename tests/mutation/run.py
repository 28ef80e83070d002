"""Running tests against mutants, fast: each mutant has a forked process of its own, two at a time.

A mutant inside a function is tried where pytest has already collected: the child puts the changed code into the function, then runs the tests that
call it, the quickest first, until one fails. A mutant of a module's or a class's own level (constants, tables, enums) needs everything imported anew:
its child starts before anything of `facilitation` was loaded. A child that hangs is killed by its alarm, and its mutant with it.
"""

from __future__ import annotations

import ast
import functools
import gc
import importlib.abc
import importlib.util
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import hypothesis
import pytest

from tests.mutation.mutate import Mutant
from tests.mutation.targets import Target

TREE = Path(__file__).resolve().parents[2]
WORKERS = 2
PATIENCE = 30
"""Seconds that a child has at least; or eight times what its tests take on the sound module."""
PASSED, FAILED, BROKEN = 0, 1, 3
QUIET = (
    "-q",
    "--no-header",
    "--tb=no",
    "-s",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "--hypothesis-profile=mutation",
)
QUIET += ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # hypothesis is loaded once, before
_CACHED = type(functools.lru_cache(len))

hypothesis.settings.register_profile(
    "mutation",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    suppress_health_check=list(hypothesis.HealthCheck),
)


class BaselineFails(Exception):
    """The tests do not pass on the sound module, so they can judge no mutant."""


def survivors_of(target: Target, tried: Sequence[Mutant], tree: ast.Module) -> list[Mutant]:
    """The mutants among `tried` that no test of the target notices; raises BaselineFails."""
    inside = [one for one in tried if one.scope]
    outside = [one for one in tried if not one.scope]
    seconds, alive = _collected(target, inside, tree)

    def fresh(mutant: Mutant) -> int:
        sys.meta_path.insert(0, _Mutated(target.module, mutant.applied(tree)))
        return 1 if pytest.main([*QUIET, "-x", *target.tests]) else 0

    codes = forked([functools.partial(fresh, one) for one in outside], [patience(seconds)] * len(outside))
    alive += [one for one, code in zip(outside, codes, strict=True) if code == PASSED]
    return sorted(alive, key=lambda one: one.line)


def patience(seconds: float) -> float:
    """How long a child may take whose tests take so long on the sound module."""
    return max(PATIENCE, 8 * seconds)


# ------------------------------------------------------------------ processes


def forked(tasks: Sequence[Callable[[], int]], seconds: Sequence[float]) -> list[int]:
    """The exit code of each task, run in a forked child with its own temporary folder and an alarm; a killed one counts as FAILED."""
    codes, running = [BROKEN] * len(tasks), {}
    waiting = list(enumerate(tasks))
    while waiting or running:
        while waiting and len(running) < WORKERS:
            index, task = waiting.pop(0)
            folder = tempfile.mkdtemp(prefix="mutant-")
            sys.stdout.flush()
            child = os.fork()
            if child == 0:
                _in_child(task, folder, seconds[index])
            running[child] = index, folder
        child, status = os.wait()
        index, folder = running.pop(child)
        codes[index] = os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else FAILED
        shutil.rmtree(folder, ignore_errors=True)
    return codes


def _in_child(task: Callable[[], int], folder: str, seconds: float) -> None:
    """Run the task and end this process, whatever happens."""
    code = FAILED
    try:
        os.setsid()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        code = task()
    finally:
        os._exit(code)


# ------------------------------------------------------------------ inside functions: change the code of what is loaded


def _collected(target: Target, tried: Sequence[Mutant], tree: ast.Module) -> tuple[float, list[Mutant]]:
    """How long the sound module's tests take, and the mutants that survive among those inside functions."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "said.json"
        loop = _Loop(target, tried, tree, said)

        def collect() -> int:
            signal.setitimer(signal.ITIMER_REAL, 0)  # it watches over its own children
            return int(pytest.main([*QUIET, *target.tests], plugins=[loop]))

        forked([collect], [PATIENCE])
        if not said.exists():
            raise BaselineFails(f"{target.name}: its tests cannot be collected ({', '.join(target.tests)})")
        answer = json.loads(said.read_text())
    if "alive" not in answer:
        raise BaselineFails(f"{target.name}: {answer['failed']} fails without any mutant")
    return answer["seconds"], [tried[index] for index in answer["alive"]]


@dataclass(eq=False)  # pytest keeps its plugins in sets
class _Loop:
    """A pytest plugin that, in place of running the tests, tries every mutant against them."""

    target: Target
    tried: Sequence[Mutant]
    tree: ast.Module
    said: Path
    failed: str = ""
    durations: dict[str, float] = field(default_factory=dict)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.path = str((TREE / self.target.path).resolve())
        gc.unfreeze()  # what the tests' own conftest set aside is not among the objects that are looked through
        self.functions = _functions_of(self.path)
        self.caches = [one for one in gc.get_objects() if isinstance(one, _CACHED) and _ours(one)]
        gc.freeze()
        begun = time.monotonic()
        calls = self._baseline(session)
        seconds = time.monotonic() - begun
        if isinstance(calls, str):
            self.said.write_text(json.dumps({"failed": calls}))
            return True
        tasks = [functools.partial(self._try, session, calls, mutant) for mutant in self.tried]
        codes = forked(tasks, [patience(seconds)] * len(tasks))
        assert BROKEN not in codes, "a mutant could not be put in place"
        alive = [index for index, code in enumerate(codes) if code == PASSED]
        self.said.write_text(json.dumps({"seconds": seconds, "alive": alive}))
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid
        self.durations[report.nodeid] = self.durations.get(report.nodeid, 0) + report.duration

    def _baseline(self, session: pytest.Session) -> dict[str, list[int]] | str:
        """For each function of the module, the tests to run (by index, the quickest first); or the test that fails."""
        file = self.said.with_name("baseline.json")

        def watched() -> int:
            calls: dict[str, set[int]] = {}
            prepared: set[str] = set()
            at = -1

            def watch(frame: Any, event: str, _argument: object) -> None:
                if frame.f_code.co_filename == self.path:
                    name = frame.f_code.co_qualname.partition(".<locals>")[0]
                    calls.setdefault(name, set()).add(at)
                    if self.phase == "setup":
                        prepared.add(name)

            sys.settrace(watch)
            for at, _item in enumerate(_run(session, session.items)):  # noqa: B007  # `watch` reads it
                if self.failed:
                    break
            sys.settrace(None)
            times = [self.durations.get(item.nodeid, 0) for item in session.items]
            everything = set(range(len(times)))
            plan = {
                name: sorted(found, key=times.__getitem__)
                + (sorted(everything - found, key=times.__getitem__) if name in prepared else [])
                for name, found in calls.items()
            }
            file.write_text(json.dumps(self.failed or plan))
            return PASSED

        forked([watched], [600])
        answer: dict[str, list[int]] | str = json.loads(file.read_text()) if file.exists() else "the run itself"
        return answer

    phase = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        self.phase = "setup"
        try:
            return (yield)
        finally:
            self.phase = ""

    def _try(self, session: pytest.Session, calls: dict[str, list[int]], mutant: Mutant) -> int:
        code = _code_of(compile(mutant.applied(self.tree), self.path, "exec"), mutant.scope)
        if code is None or mutant.scope not in self.functions:
            return BROKEN
        for function in self.functions[mutant.scope]:
            function.__code__ = code
        for cache in self.caches:
            cache.cache_clear()
        for _item in _run(session, [session.items[index] for index in calls.get(mutant.scope, [])]):
            if self.failed:
                return FAILED
        return PASSED


def _run(session: pytest.Session, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """Run each test; gives it before (so that whoever watches knows which) it runs, and stops when the caller does."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        yield item
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    yield from items[-1:]


def _functions_of(path: str) -> dict[str, list[FunctionType]]:
    found: dict[str, list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == path:
            found.setdefault(one.__code__.co_qualname, []).append(one)
    return found


def _code_of(code: CodeType, name: str) -> CodeType | None:
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    direct = [one for one in inner if one.co_qualname == name]
    return direct[-1] if direct else next(filter(None, (_code_of(one, name) for one in inner)), None)


def _ours(cached: Any) -> bool:
    return str(getattr(cached, "__module__", "")).startswith("facilitation")


# ------------------------------------------------------------------ at a module's own level: load it changed


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a changed syntax tree; nothing of it is kept on the disk."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name, self.tree = name, tree

    def find_spec(self, fullname: str, path: Any, target: ModuleType | None = None) -> Any:
        """Its spec for the one module, None for all others."""
        if fullname != self.name:
            return None
        file = str(TREE / (fullname.replace(".", "/") + ".py"))
        return importlib.util.spec_from_file_location(fullname, file, loader=self)

    def create_module(self, spec: Any) -> None:
        """The usual module."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code as the module's."""
        exec(compile(self.tree, str(module.__file__), "exec"), module.__dict__)  # noqa: S102 - the mutant of a module of ours, run on purpose
