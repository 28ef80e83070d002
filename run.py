#!/usr/bin/env python3
"""Start Maillage from its source tree: `python3 run.py [arguments of « facilitation serve »]`.

Needs nothing but Python 3.11 or newer. The first start builds `.venv` from `requirements.lock`; later starts rebuild what
is missing or stale. `--install` does that and starts nothing. What it says to people is French, like the tool itself.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file is what an older Python is given; it must say so
    sys.exit("Maillage demande Python 3.11 ou plus récent ; celui-ci est le {}.{}.".format(*sys.version_info))

import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
from pathlib import Path

TREE = Path(__file__).resolve().parent
VENV = TREE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "maillage-lock.txt"
RUNNING, TESTING = TREE / "requirements.lock", TREE / "requirements-dev.lock"
# What the tree's own installation is made of: when these change, its entry points may have.
BUILD_FILES = (TREE / "pyproject.toml",)


class CannotPrepare(Exception):
    """Its message is the French sentence shown to the person."""


def stamp_of(lock: Path) -> str:
    """One line that changes when this lock, the tree's place or its build files change."""
    parts = [lock.read_bytes(), str(TREE).encode(), *(file.read_bytes() for file in BUILD_FILES)]
    return f"{lock.name} {hashlib.sha256(b'|'.join(parts)).hexdigest()}"


def is_ready(lock: Path) -> bool:
    """Whether `.venv` holds what this lock names; the lock of the tests holds all of the other one."""
    if not STAMP.is_file() or not _works(PYTHON):
        return False
    return stamp_of(lock) in STAMP.read_text(encoding="utf-8").splitlines()


def prepare(lock: Path) -> None:
    """Make `.venv` hold what this lock names, and the tree itself; raises CannotPrepare with what to do.

    A `.venv` that works is completed, never emptied: somebody may be using it.
    """
    if is_ready(lock):
        return
    if not _works(PYTHON):
        _make_venv()
    _pip("install", "--require-hashes", "--requirement", str(lock))
    _pip("install", "--no-deps", "--no-build-isolation", "--editable", str(TREE))
    locks = (RUNNING, TESTING) if lock == TESTING else (RUNNING,)
    STAMP.write_text("".join(stamp_of(each) + "\n" for each in locks), encoding="utf-8")


def _works(python: Path) -> bool:
    """Whether this interpreter starts, is recent enough and has pip."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([str(python), "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    if not (_has("venv") and _has("ensurepip")):
        raise CannotPrepare(
            "Il manque un composant de Python : le paquet « python3-venv ».\n"
            "Installez-le avec :  sudo apt install python3-venv\n"
            "puis relancez la même commande."
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        raise CannotPrepare(
            f"Le dossier {VENV} n'a pas pu être créé. Vérifiez qu'il reste de la place et que vous pouvez écrire ici.\n"
            f"{made.stdout}{made.stderr}".rstrip()
        )


def _has(module: str) -> bool:
    """Whether this Python has the module; Debian keeps `ensurepip` in a package of its own, and may leave its empty folder."""
    found = importlib.util.find_spec(module)
    return found is not None and found.origin is not None


def _pip(*arguments: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
    done = subprocess.run([str(PYTHON), "-m", "pip", arguments[0], *quiet, *arguments[1:]], check=False)
    if done.returncode:
        raise CannotPrepare(
            "L'installation des composants n'a pas abouti (le message ci-dessus dit pourquoi).\n"
            "Vérifiez la connexion à internet, puis relancez la même commande : elle reprendra où elle en était."
        )


def main(arguments: list[str]) -> int:
    """Prepare, then serve; the exit code is that of `facilitation serve`, or 2 when nothing could be prepared."""
    try:
        if not is_ready(RUNNING):
            print("Première mise en place de Maillage : une à deux minutes…", flush=True)
            begun = time.monotonic()
            prepare(RUNNING)
            print(f"Mise en place terminée en {time.monotonic() - begun:.0f} s.", flush=True)
    except CannotPrepare as error:
        print(error, file=sys.stderr)
        return 2
    if arguments == ["--install"]:
        return 0
    command = [str(PYTHON), "-m", "facilitation", "serve", *arguments]
    if os.name != "nt":  # become the server, so that what stops this process stops it
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    return subprocess.run(command, cwd=TREE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
