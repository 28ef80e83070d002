"""Nobody outside is contacted (S11, invariant 11): what tests run is held inside by `tests/offline`, and the application does not even try."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.offline import sitecustomize as offline
from tests.pages import scripts
from tests.pages.facilitator import Facilitator, local
from tests.test_disk import serving

OUTSIDE = ("192.0.2.1", "10.0.0.1", "2001:db8::1", "maillage.invalid")


@pytest.fixture
def tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Gives what was tried outside since the test began, in this process and in those that it started."""
    noted = tmp_path / "dehors"
    monkeypatch.setenv(offline.NOTED, str(noted))
    return lambda: noted.read_text(encoding="utf-8").splitlines() if noted.exists() else []


@pytest.mark.parametrize("host", OUTSIDE)
def test_nothing_in_the_tests_reaches_outside(host: str, tried: Callable[[], list[str]]) -> None:
    with pytest.raises(OSError, match="is not this computer"):
        socket.create_connection((host, 80), timeout=1)
    with pytest.raises(OSError, match="is not this computer"), socket.socket(type=socket.SOCK_DGRAM) as one:
        one.sendto(b"x", ("192.0.2.1", 53))
    assert len(tried()) == 2


def test_what_a_program_of_the_tests_tries_is_refused_and_noted(tried: Callable[[], list[str]]) -> None:
    asked = "import urllib.request\ntry:\n    urllib.request.urlopen('http://192.0.2.1/', timeout=1)\nexcept BaseException: pass"
    subprocess.run([sys.executable, "-c", asked], check=True, timeout=60)
    assert [line.split()[1] for line in tried()] == ["192.0.2.1"]


def test_this_computer_is_reached_as_ever() -> None:
    with socket.socket() as here:
        here.bind(("127.0.0.2", 0))
        here.listen()
        socket.create_connection(here.getsockname(), timeout=5).close()
    assert all(map(offline.is_here, ("localhost", "127.0.0.1", "127.0.0.53", "::1", "", None, b"127.0.0.1")))
    assert not any(map(offline.is_here, (*OUTSIDE, "192.168.1.20", "localhost.example", "127.0.0.1.example")))


def test_a_whole_meeting_is_led_and_its_documents_made_without_anything_outside(
    app: Flask,
    clock: Clock,
    signed_in: Callable[[str], CheckedClient],
    tried: Callable[[], list[str]],
) -> None:
    script = scripts.script_of(scripts.Led("suivi-plan-action", "en-ouverture"))
    clock.now = local(script["reunion"]["debut"])
    person = Facilitator(app, signed_in("Alice"), clock, script)
    for gesture in (person.prepare, person.welcome, person.lead, person.read_back):
        gesture()
    assert "plan-action.docx" in person.download(script["documents"]["lecteurs"])
    assert tried() == []


def test_a_served_house_and_the_commands_try_nothing_outside(tmp_path: Path, tried: Callable[[], list[str]]) -> None:
    with serving(tmp_path) as (visitor, _server):
        for path in ("/", "/bibliotheque", "/reunions/nouvelle", "/partenariats"):
            assert visitor.get(path).status == 200
    command = [sys.executable, "-m", "facilitation", "demo", "--out", str(tmp_path / "demo")]
    assert subprocess.run(command, check=False, timeout=60).returncode == 0
    assert tried() == []
