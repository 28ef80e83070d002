"""Run the full counts: the tests marked `long`, then the mutation of the rules. `make test-long` is its user.

`python tools/long.py` takes pytest's arguments. Both parts are run even when the first fails; the exit code is 1 when any did.
"""

import subprocess
import sys
import time
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
PARTS = {
    "pytest": ["-m", "pytest", "-m", "long", "--hypothesis-profile=long"],
    "mutation": ["-m", "tests.mutation"],
}


def main(arguments: list[str]) -> int:
    """The exit code: 0 when both parts passed."""
    begun, failed = time.monotonic(), []
    for name, command in reversed(PARTS.items()):  # pytest last: its own closing line ends the run
        part_begun = time.monotonic()
        given = arguments if name == "pytest" else []
        if subprocess.run([sys.executable, *command, *given], cwd=TREE, check=False).returncode:
            failed.append(name)
        print(f"long: {name} {time.monotonic() - part_begun:.0f} s", flush=True)
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all passed"
    print(f"long: {verdict}, {time.monotonic() - begun:.0f} s (set-up not counted)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
