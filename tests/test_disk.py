"""A disk that is full, that turned read-only or went away, a database that another program holds: a real server on a real disk says so,
gives the text back, and goes on working once all is well."""

from __future__ import annotations

import contextlib
import html
import http.cookiejar
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.database
PASSWORD = "quatre mots sans rapport"
TYPED = "Salle du Conseil, au premier ;\nsonner deux fois « Maillage »"
NEW = {
    "name": "Réseau du Val",
    "territory": "Valmont",
    "place": TYPED,
    "approval_days": "15",
    "convocation_days": "8",
    "concerned_person_term": "usager",
}
MADE = "/partenariats/nouveau"


class Answer:
    """A page that came back: its status, its text, what its fields hold, and after how many seconds it says to try again."""

    def __init__(self, status: int, address: str, text: str, wait: str = "") -> None:
        self.status, self.address, self.text, self.wait = status, address, text, wait

    @property
    def words(self) -> str:
        """What people read, every space made plain."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    @property
    def fields(self) -> list[str]:
        """The texts of the large fields."""
        return [
            html.unescape(text).removeprefix("\n")
            for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", self.text, re.S)
        ]


class Visitor:
    """A browser without scripts, signed in as Alice."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, urllib.request.ProxyHandler({}))
        self.token = self._token("/connexion")
        home = self.post("/connexion", {"email": "alice@val.test", "password": PASSWORD})
        assert "Ce qui vient" in home.words
        self.token = self._token(MADE)

    def get(self, path: str) -> Answer:
        """The page at this address."""
        return self._open(self.address + path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """What answers this change, sent with the token of a page that was opened while all was well."""
        return self._open(self.address + path, urllib.parse.urlencode({**fields, "csrf_token": self.token}).encode())

    def _token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="(\w+)"', self.get(path).text)
        assert found
        return found[1]

    def _open(self, address: str, body: bytes | None = None) -> Answer:
        try:
            with self.opener.open(address, body, timeout=60) as answer:
                return Answer(answer.status, answer.url, answer.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, address, refused.read().decode(), refused.headers.get("Retry-After", ""))


def run(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    command = [sys.executable, "-m", "facilitation", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60)


@contextmanager
def serving(data: Path) -> Iterator[tuple[Visitor, subprocess.Popen[str]]]:
    """A server on this folder, with Alice signed in; no traceback may reach its terminal."""
    made = run("account", "create", "--email", "alice@val.test", "--password-stdin", "--data", data, stdin=PASSWORD)
    assert made.returncode == 0, made.stderr
    command = [sys.executable, "-m", "facilitation", "serve", "--no-browser", "--port", "0", "--data", str(data)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout
    try:
        address = server.stdout.readline().partition(" : ")[2].strip()
        visitor = Visitor(address)
        yield visitor, server
        assert server.poll() is None, "the server stopped"
    finally:
        server.send_signal(signal.SIGTERM)
        _out, told = server.communicate(timeout=30)
    assert "Traceback" not in told
    assert "Salle du Conseil" not in told


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes, on its own."""
    folder = tmp_path / "disque"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m,nr_inodes=200", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this account may not mount a disk; the file that may not grow, below, stands for it")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def filled(folder: Path) -> Path:
    """Fill this disk to its last byte; gives the file that fills it."""
    path = folder / "remplissage"
    with path.open("wb", buffering=0) as file:
        for size in (65536, 512, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return path


def saved(data: Path) -> list[str]:
    """The names of the partnerships in the database."""
    connection = sqlite3.connect(data / "maillage.sqlite3")
    try:
        return [name for (name,) in connection.execute("SELECT name FROM partnership")]
    finally:
        connection.close()


def refused(visitor: Visitor, status: int, sentence: str) -> None:
    """The change is refused with this sentence, and the text comes back."""
    answer = visitor.post(MADE, NEW)
    assert (answer.status, sentence in answer.words) == (status, True), answer.words[:600]
    assert TYPED in [text.replace("\r\n", "\n") for text in answer.fields]
    for inside in ("Traceback", "sqlite", "OperationalError", "INSERT", str(Path.cwd())):
        assert inside not in answer.text


def goes_on(visitor: Visitor, data: Path) -> None:
    """The same server takes the same text."""
    answer = visitor.post(MADE, NEW)
    assert answer.status == 200, answer.words[:300]
    assert "Réseau du Val" in answer.words
    assert saved(data) == ["Réseau du Val"]


def test_on_a_full_disk_the_text_comes_back_and_all_goes_on_once_there_is_room(small_disk: Path) -> None:
    data = small_disk / "d"
    with serving(data) as (visitor, _server):
        filling = filled(small_disk)
        refused(visitor, 507, "plus de place sur le disque")
        assert visitor.get(MADE).status == 200, "one can still read"
        assert saved(data) == []
        filling.unlink()
        goes_on(visitor, data)


def test_a_disk_that_takes_no_file_more_is_said_or_does_not_matter(small_disk: Path) -> None:
    """All inodes are taken: SQLite keeps its journal's file, so that a change is taken all the same, or it is said as a full disk is; nothing is half done."""
    data = small_disk / "d"
    with serving(data) as (visitor, _server):
        taken = small_disk / "fichiers"
        taken.mkdir()
        with contextlib.suppress(OSError):
            for number in range(100_000):
                (taken / str(number)).touch()
        answer = visitor.post(MADE, NEW)
        if answer.status != 200:
            assert answer.status in (503, 507), answer.words[:300]
            assert TYPED in [text.replace("\r\n", "\n") for text in answer.fields]
            assert saved(data) == []
            shutil.rmtree(taken)
            goes_on(visitor, data)
        assert saved(data) == ["Réseau du Val"]


def test_nothing_starts_on_a_disk_that_is_read_only_or_full(small_disk: Path) -> None:
    filling = filled(small_disk)
    done = run("serve", "--no-browser", "--port", "0", "--data", small_disk / "d")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().endswith(".")
    filling.unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    done = run("serve", "--no-browser", "--port", "0", "--data", small_disk / "d")
    assert done.returncode == 2
    assert "--data" in done.stderr


def test_a_file_that_may_not_grow_is_said(tmp_path: Path) -> None:
    """What a quota does: the system refuses to write past a size."""
    with serving(tmp_path) as (visitor, server):
        size = (tmp_path / "maillage.sqlite3").stat().st_size
        _soft, hard = resource.prlimit(server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (min(512, size), hard))
        refused(visitor, 503, "rien n’a été enregistré")
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (hard, hard))
        goes_on(visitor, tmp_path)


def test_a_database_that_another_program_holds_is_said_after_a_few_seconds(tmp_path: Path) -> None:
    with serving(tmp_path) as (visitor, _server):
        other = sqlite3.connect(tmp_path / "maillage.sqlite3", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        refused(visitor, 503, "occupe la base de données")
        assert time.monotonic() - begun < 9, "five seconds, and what the machine takes"
        answer = visitor.get("/partenariats")
        assert (answer.status, "occupe la base de données" in answer.words, answer.wait) == (503, True, "5")
        other.execute("ROLLBACK")
        other.close()
        goes_on(visitor, tmp_path)


@pytest.mark.parametrize(
    "away", [shutil.rmtree, lambda folder: folder.rename(folder.with_name("ailleurs"))], ids=["erased", "moved"]
)
def test_a_data_folder_that_goes_away_under_the_server_is_said(tmp_path: Path, away: Callable[[Path], object]) -> None:
    data = tmp_path / "d"
    with serving(data) as (visitor, _server):
        away(data)
        answer = visitor.post(MADE, NEW)
        assert answer.status == 503, answer.words[:300]
        assert "rien n’a été enregistré" in answer.words.lower()
        assert TYPED in [text.replace("\r\n", "\n") for text in answer.fields]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere; the disk that is read-only above stands for it")
def test_a_folder_without_the_right_to_write_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = run("serve", "--no-browser", "--port", "0", "--data", tmp_path)
    tmp_path.chmod(0o700)
    assert done.returncode == 2
    assert "--data" in done.stderr
