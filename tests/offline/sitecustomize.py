"""Nothing that the tests run reaches beyond this computer: a name or an address outside loopback is refused, and noted.

`tests/conftest.py` loads it, and puts this folder first among those that Python looks at (PYTHONPATH): each program that a test starts loads it by itself,
under the name that Python looks for. A hook of the interpreter, once added, cannot be taken away. What fetches libraries (`tests/house/test_wheel.py`)
starts without it; Chromium has a rule of its own (`tests/browser/conftest.py`).
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

NOTED = "MAILLAGE_TESTS_OUTSIDE"
"""The name of the variable that names the file where each attempt is noted, a line each."""
NAMED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
SENT = ("socket.connect", "socket.sendto", "socket.sendmsg")


class Outside(OSError):
    """Something was to be reached outside this computer."""


def is_here(host: object) -> bool:
    """Whether this host is this computer: nothing, « localhost », an address of loopback. Any other name would have to be asked outside."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    with suppress(ValueError):
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    return text in ("", "localhost", "localhost.localdomain")


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """The hook: raise Outside, and note it."""
    if event in SENT:
        asked, address = arguments[0], arguments[1]
        inner = getattr(asked, "family", None) in (socket.AF_INET, socket.AF_INET6)
        host = address[0] if inner and isinstance(address, tuple) and address else None
    elif event in NAMED:
        host = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
        with suppress(ValueError):
            ipaddress.ip_address(str(host))
            return  # a number needs nobody to be told
    else:
        return
    if not is_here(host):
        noted = os.environ.get(NOTED)
        if noted:
            with Path(noted).open("a", encoding="utf-8") as file:
                file.write(f"{event} {host} {os.environ.get('PYTEST_CURRENT_TEST', sys.argv[:2])}\n")
        raise Outside(f"{event}: {host} is not this computer")


sys.addaudithook(refuse)
