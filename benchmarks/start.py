"""How long Maillage takes from its first instruction to its first page, beside a process that only imports the same libraries.

    python -m benchmarks.start [--json]

Ours: `facilitation serve` on a database already made, until the sign-in page answers 200. The floor: a process that imports bare every library that ours
has imported by its first page (asked of a third process, so that the list cannot grow old) and ends. Interleaved runs, medians, milliseconds. `rss_mb` is what
the process holds, in megabytes, once a whole meeting was led in it and its documents written.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 11
GOAL = 1.5
PATIENCE = 60
"""Seconds that a start may take before it counts as failed."""
DEFERRED = {"docx", "lxml", "alembic", "mako", "resvg_py"}
"""What must not be imported before the first page."""

MADE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from facilitation import create_app
from facilitation.accounts import service
from facilitation.database import upgrade, writing
from facilitation.settings import Settings
app = create_app(Settings(data=Path(sys.argv[1])))
upgrade(app, Path(sys.argv[1]), now=datetime.now(UTC))
with app.app_context(), writing():
    service.create_account(name="Alice", email="alice@val.test", password_hash="-", now=datetime.now(UTC))
"""
# The same way as `serve`, up to the first page, then the libraries that are loaded, the packages' own names first.
LISTED = """
import json, sys
from pathlib import Path
before = set(sys.modules)
from facilitation.cli import _ready
from facilitation.web import server
import waitress.server
page = _ready(Path(sys.argv[1])).test_client().get("/connexion")
assert page.status_code == 200, page.status_code
loaded = [name for name, module in sys.modules.items() if name not in before and getattr(module, "__spec__", None)]
print(json.dumps([name for name in loaded if name.partition(".")[0] != "facilitation" and not name.startswith("_")]))
"""
IMPORTED = """
import importlib, json, sys
for name in json.loads(sys.stdin.read()):
    importlib.import_module(name)
"""
LED = """
import resource, sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from facilitation import cli_meetings
from facilitation.cli import _ready
with open("/dev/null", "w") as nowhere:
    assert cli_meetings.demo(script=None, out=Path(sys.argv[1]), make_app=_ready, stream=nowhere) == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="the figures alone, as JSON")
    arguments = parser.parse_args()
    figures = measure()
    if arguments.json:
        print(json.dumps(figures))
        return
    ratio = figures["ours_ms"] / figures["imports_ms"]
    print(f"first page       {figures['ours_ms']:8.1f} ms")
    print(f"bare imports     {figures['imports_ms']:8.1f} ms   ratio {ratio:.2f} (goal {GOAL})")
    print(f"memory           {figures['rss_mb']:8.1f} MB at its highest, a meeting led and its documents written")


def measure(runs: int = RUNS) -> dict[str, float]:
    """The two medians in milliseconds, and the memory in megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        answer_of(MADE, str(data))
        names = json.loads(answer_of(LISTED, str(data)))
        early = DEFERRED & {name.partition(".")[0] for name in names}
        assert not early, f"imported before the first page: {', '.join(sorted(early))}"
        listed = json.dumps(names)
        times: dict[str, list[float]] = {"ours_ms": [], "imports_ms": []}
        for _run in range(runs):
            times["ours_ms"].append(timed(lambda: first_page(data)))
            times["imports_ms"].append(timed(lambda: answer_of(IMPORTED, given=listed)))
        with tempfile.TemporaryDirectory() as out:
            memory = int(answer_of(LED, out)) / (1024**2 if sys.platform == "darwin" else 1024)
    return {**{name: round(statistics.median(each), 2) for name, each in times.items()}, "rss_mb": round(memory, 1)}


def timed(run: Callable[[], object]) -> float:
    """Milliseconds; `run` may give the moment at which the clock stops."""
    start = time.perf_counter()
    end = run()
    return ((end if isinstance(end, float) else time.perf_counter()) - start) * 1000


def answer_of(code: str, *arguments: str, given: str = "") -> str:
    """What a fresh process that runs this code prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def first_page(data: Path) -> float:
    """Start the server on this folder, wait for its first page, stop it; gives the moment at which the page came."""
    port = free_port()
    command = [sys.executable, "-m", "facilitation", "serve", "--no-browser", "--port", str(port), "--data", str(data)]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | {"PYTHONUTF8": "1"}
    )
    try:
        end = time.perf_counter() + PATIENCE
        while not answers(port):
            assert server.poll() is None, server.stderr and server.stderr.read()
            assert time.perf_counter() < end, f"no page after {PATIENCE} s"
            time.sleep(0.002)
        return time.perf_counter()
    finally:
        server.send_signal(signal.SIGKILL)
        server.communicate()


def answers(port: int) -> bool:
    """Whether the sign-in page answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/connexion")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
