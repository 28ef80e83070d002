"""The programs that some tests need: each function gives its path, or skips the test with the reason (under CI=true: fails it).

`make test` installs them (`tools/components.py`).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NODE_MODULES = Path(__file__).resolve().parent.parent / "node_modules"


def chromium_path() -> Path:
    """Chromium, to be given to Playwright as `executable_path` with `args=["--no-sandbox"]`."""
    return _program("chromium", "chromium-browser", package="chromium")


def libreoffice_path() -> Path:
    """LibreOffice's `soffice`; give each process its own `-env:UserInstallation=file://…`."""
    return _program("soffice", "libreoffice", package="libreoffice-writer-nogui")


def pdftoppm_path() -> Path:
    """Poppler's `pdftoppm`, which turns the pages of a PDF into pictures; `pdftotext` lies beside it."""
    return _program("pdftoppm", package="poppler-utils")


def strace_path() -> Path:
    """`strace`, which shows what a process asks of the system."""
    return _program("strace", package="strace")


def openssl_path() -> Path:
    """`openssl`, which makes a certificate for https."""
    return _program("openssl", package="openssl")


def ooxml_validator() -> Path:
    """The Open XML SDK's validator: `PATH FILE` prints `{"ok": …, "errors": […]}` and exits 0 in both cases."""
    return _file(NODE_MODULES / "@xarsh" / "ooxml-validator-linux-x64" / "ooxml-validator")


def axe_script() -> Path:
    """axe-core as one script, to be added to a page."""
    return _file(NODE_MODULES / "axe-core" / "axe.min.js")


def _program(*names: str, package: str) -> Path:
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    return absent(f"{names[0]} is not installed (sudo apt install {package})")


def _file(path: Path) -> Path:
    if path.is_file():
        return path
    return absent(f"{path.name} is not installed (npm ci)")


def absent(reason: str) -> Path:
    """Skip the test, or fail it under CI=true, where everything must run."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
