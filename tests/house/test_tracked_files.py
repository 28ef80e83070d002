"""What no committed file may hold, wherever it was written."""

from __future__ import annotations

import json
import re

import pytest

from tests.house.tree import TREE, tracked_files

# Each address is written in two pieces, so that this file does not hold it.
INDEX_HOSTS = re.compile(
    "|".join(
        re.escape(first + second)
        for first, second in (
            ("pypi", ".org"),
            ("pythonhosted", ".org"),
            ("npmjs", ".org"),
            ("npmjs", ".com"),
            ("deb.debian", ".org"),
            ("--index", "-url"),
            ("--extra-index", "-url"),
            ("--find", "-links"),
        )
    )
)
# The words of tools/lock.py that keep the address out.
EXPECTED_WORDS = {"tools/lock.py": "--no-emit-" + "index-url"}
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|farm|root|home/[a-z]+|Users/[A-Za-z]+|opt/(?:pypi|wheels))/")
LARGEST_PICTURES = 10 * 1024 * 1024


def readable_files() -> list[tuple[str, str]]:
    """(name, text) of every tracked file that is text."""
    texts = []
    for path in tracked_files():
        try:
            texts.append((path.relative_to(TREE).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return texts


@pytest.mark.parametrize("pattern", [INDEX_HOSTS, MACHINE_PATHS], ids=["index address", "machine path"])
def test_no_tracked_file_names_a_package_index_or_a_place_on_a_machine(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1} {hit.group()}"
        for name, text in readable_files()
        for hit in pattern.finditer(text.replace(EXPECTED_WORDS.get(name, "\0"), ""))
    ]
    assert not found, "write these without the address or the path:\n" + "\n".join(found)


def test_the_pattern_of_index_addresses_sees_one() -> None:
    assert INDEX_HOSTS.search("https://files." + "pythonhosted" + ".org/packages/a.whl")
    assert MACHINE_PATHS.search("open('/root" + "/x')")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "tools/node.lock"])
def test_every_line_of_a_lock_is_pinned_and_hashed(name: str) -> None:
    entries = (TREE / name).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert len(entries) >= 1
    loose = [entry for entry in entries if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)]
    assert not loose


def test_the_lock_of_the_tests_holds_the_lock_of_the_application() -> None:
    running, testing = (
        set(re.findall(r"^[\w.-]+==[^\s\\]+", (TREE / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert running <= testing


def test_the_lock_of_npm_has_a_checksum_for_each_package() -> None:
    packages = json.loads((TREE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    fetched = {name: package for name, package in packages.items() if name}
    assert fetched
    assert [name for name, package in fetched.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in fetched.items() if "resolved" in package] == []


def test_the_pictures_of_the_tree_weigh_at_most_ten_megabytes() -> None:
    sizes = {
        path.relative_to(TREE).as_posix(): path.stat().st_size
        for path in tracked_files()
        if path.suffix in {".png", ".jpg", ".jpeg", ".webp", ".gif"}
    }
    assert sum(sizes.values()) <= LARGEST_PICTURES, sizes
