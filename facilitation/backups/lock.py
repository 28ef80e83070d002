"""Whether Maillage serves a data folder: a file that it holds locked while it does. The system lets go of it whenever the process ends, however it ends."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

FILE = "verrou"


def hold(data: Path) -> IO[bytes]:
    """Hold the lock of this data folder until what is given back is closed, or the process ends. Several may hold it together."""
    file = (data / FILE).open("ab")
    (data / FILE).chmod(0o600)
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # a network disk that knows no locks
            fcntl.flock(file, fcntl.LOCK_SH)  # waits for whoever looks (`is_served`): no longer than they look
    return file


def is_served(data: Path) -> bool:
    """Whether somebody holds it now. Windows, which has no such lock, says it by refusing to move the folder."""
    if sys.platform == "win32" or not (data / FILE).exists():
        return False
    import fcntl

    with (data / FILE).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
    return False
