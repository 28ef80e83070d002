"""The ledger: on the disk before the purge, read whatever a power cut tore, replayed without touching what was typed since."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from facilitation.retention import ledger
from facilitation.retention.ledger import FILE, Line
from tests.conftest import START

ONE = Line.of("carnet", "azertyuiopqsdfghjklmw1", START)
TWO = Line.of("contributions", "-zertyuiopqsdfghjklm_2", START + timedelta(seconds=1))


def test_what_is_written_is_read_back_in_order(tmp_path: Path) -> None:
    ledger.append(tmp_path / FILE, [ONE])
    ledger.append(tmp_path / FILE, [TWO])
    assert ledger.read(tmp_path / FILE) == (ONE, TWO)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_there_is_nothing_to_replay_without_a_ledger_or_a_database(tmp_path: Path) -> None:
    assert ledger.read(tmp_path / FILE) == ()
    ledger.append(tmp_path / FILE, [ONE])
    assert ledger.replay(tmp_path / "absent.sqlite3", tmp_path / FILE) == 0


def test_a_line_torn_at_any_byte_is_passed_over_and_the_next_one_stands_whole(tmp_path: Path) -> None:
    ledger.append(tmp_path / "whole", [ONE])
    whole = (tmp_path / "whole").read_bytes()
    for cut in range(1, len(whole) - 1):
        torn = tmp_path / f"torn{cut}"
        torn.write_bytes(whole + whole[:cut])
        ledger.append(torn, [TWO])
        assert ledger.read(torn) == (ONE, TWO), cut


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of the system stands for a disk that fills")
def test_a_disk_that_takes_only_the_first_bytes_of_a_line_has_taken_none(tmp_path: Path) -> None:
    """The system then writes less than it was given, and says so by a number alone."""
    import resource

    ledger.append(tmp_path / FILE, [ONE])
    before = (tmp_path / FILE).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            ledger.append(tmp_path / FILE, [TWO])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / FILE).read_bytes() == before


def test_lines_are_withdrawn_from_the_end_and_from_nowhere_else(tmp_path: Path) -> None:
    ledger.append(tmp_path / FILE, [ONE])
    ledger.append(tmp_path / FILE, [TWO])
    ledger.withdraw(tmp_path / FILE, [ONE])
    assert ledger.read(tmp_path / FILE) == (ONE, TWO)
    ledger.withdraw(tmp_path / FILE, [TWO])
    assert ledger.read(tmp_path / FILE) == (ONE,)
