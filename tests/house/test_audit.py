"""The audit of the locks: an advisory is found, and a service that said nothing, or not about all packages, is never taken for a good answer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.version import Version

from tests.house.tree import TREE
from tools import audit

VERSIONS = {"flask": "3.1.3", "lxml": "6.1.3"}
CLEAN = [{"name": "Flask", "version": "3.1.3", "vulns": []}, {"name": "lxml", "version": "6.1.3", "vulns": []}]
HIT = {"name": "lxml", "version": "6.1.3", "vulns": [{"id": "PYSEC-1", "fix_versions": ["6.2"]}]}


def told(rows: list[dict[str, object]]) -> str:
    return json.dumps({"dependencies": rows, "fixes": []})


def test_a_service_that_knows_all_packages_and_no_advisory_is_an_audit() -> None:
    assert audit.by_service(told(CLEAN), VERSIONS) == ([], "")


def test_an_advisory_of_the_service_is_told_with_its_mend() -> None:
    assert audit.by_service(told([CLEAN[0], HIT]), VERSIONS) == (["lxml 6.1.3: PYSEC-1, mended in 6.2"], "")


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "no such host",
        "[]",
        "{}",
        '{"dependencies": null}',
        told([]),
        told(CLEAN[:1]),
        told([CLEAN[0], {"name": "lxml", "skip_reason": "Dependency not found"}]),
    ],
)
def test_silence_is_never_taken_for_an_audit(answer: str) -> None:
    found, why = audit.by_service(answer, VERSIONS)
    assert found == []
    assert why


def test_a_version_below_a_mend_of_the_list_is_found_and_one_at_it_is_not() -> None:
    known = {"lxml": {"CVE-1": "6.1.3", "CVE-2": "6.1.10"}, "absent": {"CVE-3": "1"}}
    assert audit.by_list(VERSIONS, known) == ["lxml 6.1.3: CVE-2, mended in 6.1.10"]


def test_the_last_line_says_what_was_asked_whom(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    for answer, code, words in (
        (([], "service not reached"), 0, f"none known, list of .*{audit.NOT_DONE}: service not reached"),
        (([], ""), 0, "the service knows all of them"),
        ((["lxml: PYSEC-1"], ""), 1, "FAILED: 1 advisories"),
    ):
        monkeypatch.setattr(audit, "ask_service", lambda _versions, answer=answer: answer)
        assert audit.main([]) == code
        said = capsys.readouterr().out
        assert re.search(words, said.strip().splitlines()[-1]), said


def test_the_locks_hold_nothing_that_the_list_knows_of() -> None:
    done = subprocess.run([sys.executable, "tools/audit.py", "--offline"], cwd=TREE, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_list_names_packages_of_the_locks_and_versions_that_can_be_read() -> None:
    listed, versions = tomllib.loads(audit.LIST.read_text(encoding="utf-8")), audit.locked()
    assert len(versions) > 60
    assert set(listed["mended"]) | set(listed["unsure"]) <= set(versions)
    assert all(Version(mended) for one in listed["mended"].values() for mended in one.values())
