"""The command, as a person types it: its lines, its exit codes, its sentences; never a traceback."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from facilitation.cli import main
from facilitation.web import sockets

PASSWORD = "quatre mots sans rapport\n"
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def run(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "facilitation", *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stdout + done.stderr
    return done


@contextmanager
def serving(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A server, and the lines it prints before it serves."""
    command = [sys.executable, "-m", "facilitation", "serve", "--no-browser", *map(str, arguments)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout
    lines = [server.stdout.readline()]
    if not lines[0]:
        raise AssertionError(server.communicate()[1])
    try:
        yield server, lines
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
        server.communicate(timeout=20)


def test_the_first_start_prints_the_address_and_a_link_that_makes_the_first_account(tmp_path: Path) -> None:
    with serving("--port", "0", "--data", tmp_path / "d") as (server, lines):
        assert server.stdout
        address = re.fullmatch(r"Maillage : (http://127\.0\.0\.1:\d+/)\n", lines[0])
        assert address
        link = re.fullmatch(rf"Premier compte : {address[1]}premier-compte#([0-9A-Z-]+)\n", server.stdout.readline())
        assert link
        with NO_PROXY.open(address[1] + "premier-compte", timeout=10) as answer:
            assert "Premier compte" in answer.read().decode()
            assert answer.headers.get("Server") is None
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0
    folder = tmp_path / "d"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "maillage.sqlite3").stat().st_mode) == 0o600


def test_once_there_is_an_account_only_the_address_is_printed(tmp_path: Path) -> None:
    assert (
        run(
            "account", "create", "--email", "alice@val.test", "--password-stdin", "--data", tmp_path, stdin=PASSWORD
        ).returncode
        == 0
    )
    with serving("--port", "0", "--data", tmp_path) as (server, lines):
        assert lines[0].startswith("Maillage : ")
        server.send_signal(signal.SIGINT)
        rest, _ = server.communicate(timeout=20)
        assert rest == ""
        assert server.returncode == 0


def test_a_port_in_use_is_said_and_nothing_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--no-browser", "--port", str(taken.getsockname()[1]), "--data", tmp_path)
    assert done.returncode == 2
    assert "déjà occupé" in done.stderr


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    done = run("serve", "--no-browser", "--data", tmp_path / "fichier" / "d")
    assert done.returncode == 2
    assert "--data" in done.stderr


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    run("account", "create", "--email", "alice@val.test", "--password-stdin", "--data", tmp_path, stdin=PASSWORD)
    with sqlite3.connect(tmp_path / "maillage.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = (tmp_path / "maillage.sqlite3").read_bytes()
    for command in (["serve", "--no-browser"], ["account", "reset", "--email", "alice@val.test"]):
        done = run(*command, "--data", tmp_path)
        assert done.returncode == 2
        assert "version plus récente" in done.stderr
    assert (tmp_path / "maillage.sqlite3").read_bytes() == before


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "maillage.sqlite3").write_text("ceci n'est pas une base de données " * 50)
    done = run("serve", "--no-browser", "--data", tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip().endswith(".")


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("alice", PASSWORD, "n’est pas complète"),
        ("a@b.be", "court\n", "au moins 12"),
        ("a@b.be", "", "au moins 12"),
        ("a@b.be", "x" * 129, "128"),
    ],
)
def test_a_faulty_account_is_not_created(
    tmp_path: Path,
    email: str,
    password: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    assert main(["account", "create", "--email", email, "--password-stdin", "--data", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err


def test_an_address_has_one_account(tmp_path: Path) -> None:
    command = ("account", "create", "--password-stdin", "--data", tmp_path, "--email")
    assert run(*command, "alice@val.test", stdin=PASSWORD).returncode == 0
    done = run(*command, "ALICE@val.test", stdin=PASSWORD)
    assert done.returncode == 2
    assert "existe déjà" in done.stderr


def test_a_reset_prints_a_link_to_where_maillage_was_served_last(tmp_path: Path) -> None:
    run("account", "create", "--email", "alice@val.test", "--password-stdin", "--data", tmp_path, stdin=PASSWORD)
    with serving("--port", "0", "--data", tmp_path) as (_server, lines):
        address = lines[0].partition(" : ")[2].strip()
        done = run("account", "reset", "--email", "alice@val.test", "--data", tmp_path)
        assert done.returncode == 0
        assert re.fullmatch(
            rf"Nouvelle phrase de passe : {re.escape(address)}mot-de-passe/nouveau#[0-9A-Z-]+\n", done.stdout
        )
    done = run("account", "reset", "--email", "bob@val.test", "--data", tmp_path)
    assert done.returncode == 2
    assert "bob@val.test" in done.stderr


@pytest.mark.parametrize(
    "arguments", [[], ["serv"], ["serve", "--port", "x"], ["account"], ["account", "create"], ["serve", "--nope"]]
)
def test_a_command_that_is_not_understood_exits_2_in_french(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "n’est pas comprise" in said
    assert "usage:" not in said


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["account", "create", "--help"]])
def test_help_is_in_french(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    for english in ("usage:", "options:", "positional", "show this help", "exit"):
        assert english not in said


ROOMS = ["8.8.8.8:8322", "0.0.0.0:8322", "192.168.1.20", "salle:80", "192.168.1.20:99999", "224.0.0.1:80"]


@pytest.mark.parametrize("room", ROOMS)
def test_only_one_private_address_is_taken_for_the_room_s(room: str) -> None:
    with pytest.raises(sockets.NoSuchAddress) as refused:
        sockets.room_address(room)
    assert "--room" in refused.value.sentence


def test_the_room_opens_on_one_private_address_only(tmp_path: Path) -> None:
    room = ROOMS[0]
    done = run("serve", "--no-browser", "--port", "0", "--data", tmp_path, "--room", room)
    assert done.returncode == 2
    assert "--room" in done.stderr


def test_over_the_room_s_address_nobody_signs_in(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.2", 0))
        port = free.getsockname()[1]
    with serving("--port", "0", "--data", tmp_path, "--room", f"127.0.0.2:{port}"):
        with NO_PROXY.open(f"http://127.0.0.2:{port}/static/tokens.css", timeout=10) as answer:
            assert answer.status == 200
        with NO_PROXY.open(f"http://127.0.0.2:{port}/", timeout=10) as answer:  # typed by hand
            assert answer.url.endswith("/rejoindre")
        for path in ("connexion", "premier-compte", "partenariats"):
            with pytest.raises(urllib.error.HTTPError) as refused:
                NO_PROXY.open(f"http://127.0.0.2:{port}/{path}", timeout=10)
            assert refused.value.code == 404
            refused.value.close()


@pytest.mark.parametrize(
    "files", [["--cert", "absent.pem"], ["--key", "absent.pem"], ["--cert", "absent.pem", "--key", "absent.pem"]]
)
def test_a_certificate_that_cannot_be_read_is_said(tmp_path: Path, files: list[str]) -> None:
    done = run("serve", "--no-browser", "--port", "0", "--data", tmp_path, *files)
    assert done.returncode == 2
    assert "--cert" in done.stderr


def test_a_terminal_without_accents_still_gets_an_answer(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "facilitation", "account", "reset", "--email", "x@y.be", "--data", tmp_path],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    assert done.returncode == 2
    assert "Aucun compte" in done.stderr
