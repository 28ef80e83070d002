"""Run every check of the house, and say what each counted and how long it took.

`python tools/checks.py` runs the static checks, then pytest with the arguments given; `--lint` stops before pytest. All are
run even when one fails; the exit code is 1 when any failed. `make test` and `make lint` are this file's users.
"""

import subprocess
import sys
import sysconfig
import time
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sysconfig.get_path("scripts"))

STATIC = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports"],
    "templates": ["djlint", "--lint", "facilitation/templates"],
    "guides": ["facilitation", "check"],
    "audit": ["python", "tools/audit.py", "--offline"],
}


def run_check(name: str, command: list[str]) -> bool:
    """Run one check; prints its last line and its time, or all it said when it failed."""
    begun = time.monotonic()
    done = subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]], cwd=TREE, capture_output=True, text=True, check=False
    )
    said = [line.strip() for line in (done.stdout or done.stderr).splitlines() if line.strip()]
    if done.returncode:
        print(done.stdout + done.stderr)
    verdict = "FAILED " if done.returncode else ""
    print(
        f"{name:<10} {time.monotonic() - begun:6.1f} s  {verdict}{said[-1] if said else 'nothing to say'}", flush=True
    )
    return done.returncode == 0


def run_pytest(arguments: list[str]) -> bool:
    """Run pytest as it speaks for itself; True when all passed. No test at all is a failure."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=TREE, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """The exit code: 0 when all passed."""
    begun = time.monotonic()
    failed = [name for name, command in STATIC.items() if not run_check(name, command)]
    if arguments != ["--lint"] and not run_pytest(arguments):
        failed.append("pytest")
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all passed"
    print(f"checks: {verdict}, {time.monotonic() - begun:.0f} s (set-up not counted)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
