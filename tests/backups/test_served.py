"""A house that is served: it makes its copy by itself, is copied by a command meanwhile, and nothing is put back over it."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from facilitation.backups import doctor, files
from facilitation.cli import main

PATIENCE = 60  # seconds, on a machine that is busy


def test_a_served_house_copies_itself_and_lets_nothing_be_put_over_it(
    house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "facilitation", "serve", "--no-browser", "--port", "0", "--data", str(house)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            until = time.monotonic() + PATIENCE
            while not any(copy.sound for copy in files.copies(house)):
                assert server.poll() is None, server.communicate()
                assert time.monotonic() < until, "no copy was made"
                time.sleep(0.1)
            assert main(["backup", str(tmp_path / "usb"), "--data", str(house)]) == 0
            (path,) = (tmp_path / "usb").glob("*.zip")
            assert main(["restore", str(path), "--to", str(house), "--data", str(house)]) == 2
            assert "Maillage est ouvert sur" in capsys.readouterr().err
            found = doctor.examine(house, now=datetime.now(UTC), journal=True)
            assert [one.words for one in found if not one.sound] == []
            assert "Maillage est ouvert sur ce dossier." in [one.words for one in found]
        finally:
            server.terminate()
            _out, said = server.communicate(timeout=PATIENCE)
    assert said == ""  # nothing failed in the house's own thread
