"""Change the rules one node at a time, and see whether a test notices: `python -m tests.mutation [--target NAME]`.

Of readers, selection, gate and states, each survivor is explained in survivors.toml, and there are five at most. Of every other rule and of the
guide loader, nine mutants in ten are killed; of a long file 120 are drawn, always the same. Prints counts and survivors; exits 1 under the bar.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import random
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutate import Mutant, mutants
from tests.mutation.run import TREE, BaselineFails, survivors_of
from tests.mutation.targets import BAR, MOST_EXPLAINED, MOST_MUTANTS, SEED, TARGETS, Target

# Loaded once, before any child begins. Nothing of facilitation: its modules are loaded by the children.
PRELOADED = ("flask", "flask_sqlalchemy", "flask_wtf", "flask_babel", "sqlalchemy.orm", "pydantic", "yaml", "markdown")
PRELOADED += ("nh3", "html5lib", "argon2", "babel.dates", "docx", "hypothesis.strategies", "email.message", "asyncio")


@dataclass(frozen=True)
class Explained:
    """A survivor whose reason is written: no test can notice it, or none should."""

    target: str
    scope: str
    change: str
    reason: str

    def covers(self, target: Target, mutant: Mutant) -> bool:
        """Whether it speaks of this mutant."""
        return (self.target, self.scope, self.change) == (target.name, mutant.scope, mutant.change)


def explained() -> list[Explained]:
    """What survivors.toml says, in its order."""
    data = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))
    return [Explained(**each) for each in data.get("survivor", [])]


def drawn(target: Target, found: list[Mutant]) -> list[Mutant]:
    """The mutants to try: all, or 120 of them drawn by the fixed seed and kept in their order."""
    if target.whole or len(found) <= MOST_MUTANTS:
        return found
    chosen = random.Random(SEED).sample(range(len(found)), MOST_MUTANTS)
    return [found[index] for index in sorted(chosen)]


def try_target(target: Target, known: list[Explained]) -> tuple[bool, list[Explained]]:
    """Whether the target reaches its bar, and which explanations it used. Prints its line and its survivors."""
    begun = time.monotonic()
    tree = ast.parse((TREE / target.path).read_text(encoding="utf-8"))
    found = mutants(tree)
    tried = drawn(target, found)
    try:
        alive = survivors_of(target, tried, tree)
    except BaselineFails as error:
        print(f"{target.name:<26} CANNOT RUN: {error}", flush=True)
        return False, []
    used = [one for one in known if any(one.covers(target, mutant) for mutant in alive)]
    silent = [mutant for mutant in alive if not any(one.covers(target, mutant) for one in used)]
    killed = len(tried) - len(alive)
    percent = 100 * killed / (len(tried) - (len(alive) - len(silent)))
    passed = not silent if target.whole else percent >= BAR
    of = f" (drawn from {len(found)})" if len(tried) < len(found) else ""
    print(
        f"{target.name:<26} {killed:>4} of {len(tried):>4} killed{of}, {len(alive) - len(silent)} explained, {percent:.1f} %"
        f"{'' if passed else '  UNDER THE BAR'}  {time.monotonic() - begun:.0f} s",
        flush=True,
    )
    for mutant in silent:
        print(f"    {target.path}:{mutant.line} {mutant.scope}: {mutant.change}", flush=True)
    return passed, used


def main(arguments: list[str]) -> int:
    """The exit code: 0 when every target reaches its bar and no explanation is left without its survivor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", action="append", choices=[target.name for target in TARGETS])
    chosen = parser.parse_args(arguments).target or [target.name for target in TARGETS]
    for name in PRELOADED:
        importlib.import_module(name)
    targets = [target for target in TARGETS if target.name in chosen]
    known, used, passed = explained(), [], True
    for target in targets:
        fine, mine = try_target(target, [one for one in known if one.target == target.name])
        passed, used = passed and fine, [*used, *mine]
    whole = {target.name for target in targets if target.whole}
    many = sum(one.target in whole for one in used)
    if many > MOST_EXPLAINED:
        print(f"{many} survivors are explained among {', '.join(sorted(whole))}: at most {MOST_EXPLAINED}")
    stale = [one for one in known if one.target in chosen and one not in used]
    for one in stale:
        print(f"survivors.toml explains a mutant that is killed or gone: {one.target} {one.scope}: {one.change}")
    print("mutation: " + ("all passed" if passed and many <= MOST_EXPLAINED and not stale else "FAILED"))
    return 0 if passed and many <= MOST_EXPLAINED and not stale else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
