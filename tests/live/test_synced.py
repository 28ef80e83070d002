"""A ballot and a line of the ledger are on the disk before anybody is told so: strace sees an fsync of the file between its last write and the word (T3).

The database itself: `test_kills.py`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.components import strace_path
from tests.live.test_kills import whole_calls

pytestmark = pytest.mark.database
CALLS = "write,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat"
BALLOTS = """
import os, sys
from pathlib import Path
from facilitation.consultations import urn
path = urn.path_of(Path(sys.argv[1]), "u" * 22)
hashes = [bytes([number]) * 32 for number in range(5)]
urn.create(path, hashes)
for one in hashes[:3]:
    assert urn.drop(path, one, "Une réponse.") is urn.Slip.FREE
    os.write(1, "REÇU\\n".encode())
"""
LINES = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from facilitation.retention import ledger
for number in range(3):
    ledger.append(Path(sys.argv[1]) / ledger.FILE, [ledger.Line.of("reunion", "a" * 22, datetime.now(UTC))])
    os.write(1, "REÇU\\n".encode())
"""


@pytest.mark.parametrize(("script", "name"), [(BALLOTS, r"u{22}\.sqlite3"), (LINES, r"effacements\.txt")], ids=["urn", "ledger"])  # fmt: skip
def test_what_is_acknowledged_was_synced_before(tmp_path: Path, script: str, name: str) -> None:
    trace = tmp_path / "trace"
    command = [strace_path(), "-f", "-y", "-s", "16", "-e", f"trace={CALLS}", "-o", str(trace)]
    subprocess.run([*command, sys.executable, "-c", script, str(tmp_path)], check=True, capture_output=True, timeout=60)
    covered, words = followed(trace.read_text(encoding="utf-8", errors="replace"), name)
    assert (covered, words) == (3, 3)


def followed(trace: str, name: str) -> tuple[int, int]:
    """How many words left when what was written to the file of this name since the last one was synced, its journal included; and how many there were."""
    waiting: set[str] = set()
    written = covered = words = 0
    for line in whole_calls(trace):
        file = re.search(rf"\d+<[^>]*/({name}(?:-journal)?)>", line)
        if file and re.search(r"\b(fsync|fdatasync)\(", line) and line.endswith("= 0"):
            waiting.discard(file[1])
        elif file and re.search(r"\b(write|pwrite64|ftruncate)\(", line):
            waiting.add(file[1])
            written += "-journal" not in file[1]
        elif re.search(r"\bwrite\(1<", line):
            words += 1
            covered += written > 0 and not waiting
            written = 0
    return covered, words


def test_a_word_before_its_sync_is_seen() -> None:
    early = '1 write(3</d/effacements.txt>, "1", 1) = 1\n1 write(1<pipe>, "RE", 6) = 6\n1 fsync(3</d/effacements.txt>) = 0\n'
    assert followed(early, r"effacements\.txt") == (0, 1)
    silent = '1 write(1<pipe>, "RE", 6) = 6\n'
    assert followed(silent, r"effacements\.txt") == (0, 1)
