"""Where the tree is, and which of its files git follows."""

from __future__ import annotations

import subprocess
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent.parent
PACKAGE = TREE / "facilitation"
CONTENT = TREE / "content"


def tracked_files() -> list[Path]:
    """The files that git follows or would follow: what a clone would hold once everything is committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=TREE,
        capture_output=True,
        text=True,
        check=True,
    )
    return [TREE / name for name in listed.stdout.split("\0") if name and (TREE / name).is_file()]


def python_modules() -> list[Path]:
    """The modules of the application, migrations left out: those are written once and read from top to bottom."""
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
