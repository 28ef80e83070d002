"""Renew requirements.lock and requirements-dev.lock from pyproject.toml, universal, hash-locked, without any index address.

uv is installed in a folder of its own that is thrown away. `--upgrade` takes the newest versions; without it, those already
locked are kept where they still fit.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
OPTIONS = [
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
]
RUNNING = ["pyproject.toml", "--group=build", "--output-file=requirements.lock"]
TESTING = ["pyproject.toml", "--group=build", "--group=test", "--constraint=requirements.lock"]


def main(arguments: list[str]) -> None:
    """Write both locks; the second holds all of the first."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = Path(folder) / "bin"
        subprocess.run([programs / "pip", "install", "--quiet", "uv"], check=True)
        compile_lock = [programs / "uv", "pip", "compile", *OPTIONS, *arguments]
        subprocess.run([*compile_lock, *RUNNING], cwd=TREE, check=True)
        subprocess.run([*compile_lock, *TESTING, "--output-file=requirements-dev.lock"], cwd=TREE, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
