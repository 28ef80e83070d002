"""What the tree takes from others and what it must not give away: vendored files by their checksum, exceptions of the security rules with their reason, no secret."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import tomllib
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from tests.house.tree import TREE, tracked_files

VENDORED = tomllib.loads((TREE / "tools" / "vendored.toml").read_text(encoding="utf-8"))
FOREIGN = {".ttf", ".otf", ".woff", ".woff2", ".eot", ".wasm", ".so", ".dll", ".jar", ".whl", ".gz", ".zip", ".exe"}
"""Endings of files that nobody writes by hand here. Pictures are our captures; the models of Word are made by `documents/word/build_base.py`."""
BANNER = re.compile(r"@license|@preserve|/\*!|copyright \(c\)|sourceMappingURL", re.IGNORECASE)


def texts() -> list[tuple[str, str]]:
    """(name, text) of every tracked file that is text, locks of checksums left out."""
    found = []
    for path in tracked_files():
        name = path.relative_to(TREE).as_posix()
        if not name.endswith((".lock", "package-lock.json", "vendored.toml")):
            try:
                found.append((name, path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue
    return found


# ------------------------------------------------------------------ vendored files


@pytest.mark.parametrize("name", VENDORED)
def test_a_vendored_file_matches_its_checksum_and_has_its_licence_in_the_tree(name: str) -> None:
    told = VENDORED[name]
    assert hashlib.sha256((TREE / name).read_bytes()).hexdigest() == told["sha256"]
    assert told["what"]
    assert re.match(r"\d", told["version"])
    assert told["licence"] in {"OFL-1.1", "MIT", "BSD-3-Clause"}
    assert "SIL OPEN FONT LICENSE" in (TREE / told["text"]).read_text(encoding="utf-8").upper()


def test_every_file_that_others_made_is_named() -> None:
    names = {path.relative_to(TREE).as_posix(): path for path in tracked_files()}
    foreign = {name for name, path in names.items() if path.suffix.lower() in FOREIGN}
    scripts = {name for name, text in texts() if Path(name).suffix in {".js", ".css"} and BANNER.search(text)}
    assert len(foreign) >= 4
    assert sorted((foreign | scripts) - set(VENDORED)) == []


# ------------------------------------------------------------------ exceptions of the security rules

NOQA = re.compile(r"# noqa:(?P<codes>[ A-Z0-9,]+?)(?=\s*[-#]|\s{2,}|\s*$)(?P<why>.*)")


def unexplained(text: str) -> list[int]:
    """The lines that go round a security rule (S…) without a word of reason."""
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if (found := NOQA.search(line))
        and re.search(r"\bS\d", found["codes"])
        and not re.search(r"\w{4,}|(\w+ ){2}", found["why"])
    ]


def test_each_exception_of_the_security_rules_says_why() -> None:
    found = [f"{name}:{line}" for name, text in texts() if name.endswith(".py") for line in unexplained(text)]
    assert found == [], "write the reason behind the code"


def test_an_exception_without_a_reason_is_seen() -> None:
    mark = "# no" + "qa: "
    bare = ["S104", "S104,E501", "S104  ok", "E501, S314  -"]
    assert unexplained("\n".join(mark + one for one in bare)) == [1, 2, 3, 4]
    told = ["S704 - nh3 has just cleaned it", "S603  the program of the system", "E501", "S608 - constants"]
    assert unexplained("\n".join(mark + one for one in told)) == []


def test_each_folder_that_goes_round_a_security_rule_says_why() -> None:
    text = (TREE / "pyproject.toml").read_text(encoding="utf-8")
    section = text.partition("[tool.ruff.lint.per-file-ignores]")[2].partition("\n[")[0]
    entries = re.findall(r'^(?: +|"[^"]+" = \[)(?=.*"S\d)(.*)$', section, re.MULTILINE)
    assert len(entries) >= 4
    assert [one for one in entries if len(one.partition("#")[2].split()) < 4] == []


# ------------------------------------------------------------------ no secret

SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY" + "-----"),
    "a key of age": re.compile(r"AGE-SECRET-KEY-" + "1[0-9A-Z]{20,}"),
    "a key of Amazon": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,})"),
    "a token of GitLab": re.compile(r"\bglpat-[\w-]{20,}"),
    "a token of Slack": re.compile(r"\bxox[abprs]-[\w-]{10,}"),
    "a token of a registry": re.compile(r"\b(?:pypi-AgE|npm_)[\w-]{30,}"),
    "a key of an API": re.compile(r"\b(?:sk|rk)[-_](?:live|test|ant|proj)[-_][\w-]{16,}|\bAIza[\w-]{35}"),
    "a signed token": re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"),
    "a password in an address": re.compile(r"\b[a-z][a-z0-9+]*://[^\s/:@'\"{}<>]+:[^\s/:@'\"{}<>]+@[\w.-]+\.[a-z]{2,}"),
}
NAMES = re.compile(
    r"(^|/)(secret|id_(rsa|ed25519|ecdsa)|\.env(\..+)?|\.netrc|\.pypirc|credentials(\.json)?)$|\.(pem|key|p12|pfx|jks|kdbx|sqlite3?|db|age|gpg)$|(^|/)sauvegardes/"
)
RANDOM = re.compile(r"(?<![\w/.-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w/.-])")


def bits(text: str) -> float:
    """The entropy of its signs, in bits a sign: drawn at random from 64, thirty-two of them have more than four."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def looks_drawn(text: str) -> bool:
    """Whether it looks drawn at random, as a key is: the three kinds of signs, and hardly any twice."""
    return all(re.search(kind, text) for kind in ("[a-z]", "[A-Z]", r"\d")) and bits(text) > 4.3 and not says(text)


def says(text: str) -> bool:
    """Whether it is a text in base64, as the payloads of attacks are."""
    with suppress(ValueError):
        return base64.b64decode(text, validate=True).decode("ascii").isprintable()
    return False


def secrets_in(text: str) -> list[str]:
    """What looks like a secret in this text."""
    known = [f"{what}: {found.group()[:12]}…" for what, pattern in SECRETS.items() for found in pattern.finditer(text)]
    return known + [f"drawn at random: {one[:12]}…" for one in RANDOM.findall(text) if looks_drawn(one)]


def test_no_tracked_file_is_a_secret_by_its_name() -> None:
    names = [path.relative_to(TREE).as_posix() for path in tracked_files()]
    assert [name for name in names if NAMES.search(name)] == []
    assert all(
        map(NAMES.search, ("data/secret", "a/.env", "tls/serveur.key", "maillage.sqlite3", "x/sauvegardes/y.zip"))
    )


def test_no_tracked_file_holds_a_secret() -> None:
    found = [f"{name}: {what}" for name, text in texts() for what in secrets_in(text)]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE KEY" + "-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp" + "_" + "a1B2" * 9,
        "https://alice:" + "motdepasse@depot.example.be/x",
        "cle = '" + "qT7xZ2mK9vB4nL1pR8wY" + "5cJ3hG6fD0sA" + "'",
    ],
)
def test_a_secret_is_seen(text: str) -> None:
    assert secrets_in(text)
