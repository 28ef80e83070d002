"""What people read beside the program: it names what is there, leads where it says, and is typeset as French asks."""

from __future__ import annotations

import argparse
import ast
import re
from pathlib import Path

import pytest

from facilitation import cli
from facilitation.i18n import typeset
from tests.house.tree import PACKAGE, TREE

DOCS = TREE / "docs"
ENGLISH = (
    TREE / "README.md",
    TREE / "CONTRIBUTING.md",
    TREE / "CHANGELOG.md",
    DOCS / "operations.md",
    DOCS / "architecture.md",
    DOCS / "threats.md",
    DOCS / "invariants.md",
    TREE / "SECURITY.md",
)
FRENCH = (DOCS / "guide-utilisation.md", DOCS / "ecrire-un-guide.md", DOCS / "guide-confidentialite.md")
PAGES = (*ENGLISH, *FRENCH, *sorted((DOCS / "decisions").glob("*.md")))
NAMES = [path.relative_to(TREE).as_posix() for path in PAGES]
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
LONGEST_GUIDE = 4000  # words: nine printed pages with their tables


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """The text without code and without the addresses of links, its lines in place."""
    without_code = CODE.sub(lambda found: "\n" * found.group().count("\n"), read(path))
    return LINK.sub("]", without_code)


def slug(heading: str) -> str:
    """The anchor that a heading gets where the repository is shown."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", CODE.sub("", read(path)), re.MULTILINE)}


# ------------------------------------------------------------------ the commands and the settings


def parsers(parser: argparse.ArgumentParser, name: str = "") -> dict[str, argparse.ArgumentParser]:
    """Every command that can be typed, by its words."""
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not nested:
        return {name: parser}
    return {
        words: inner
        for action in nested
        for child, one in action.choices.items()
        for words, inner in parsers(one, f"{name} {child}".strip()).items()
    }


COMMANDS = parsers(cli._parser())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_of_operations_tells_of_each_command_and_of_each_of_its_options(command: str) -> None:
    rows = [line for line in read(DOCS / "operations.md").splitlines() if re.match(rf"\| `{command}\b", line)]
    assert rows, f"no row of a table begins with `{command}`"
    told = "\n".join(rows) + "`--data FOLDER`"
    options = {option for action in COMMANDS[command]._actions for option in action.option_strings} - {"-h", "--help"}
    told += read(DOCS / "operations.md").split("## Commands")[1] if command == "export" else ""
    assert [option for option in sorted(options) if option not in told] == []


def test_the_page_of_operations_names_no_command_that_is_not_there() -> None:
    table = read(DOCS / "operations.md").split("## Commands")[1]
    named = [" ".join(words) for words in re.findall(r"^\| `([a-z]+)(?: (create|reset))?\b", table, re.MULTILINE)]
    assert named
    assert {one.strip() for one in named} == set(COMMANDS)


@pytest.mark.parametrize("code", [cli.FINE, cli.FAULTS, cli.COULD_NOT, cli.REFUSED])
def test_the_page_of_operations_says_what_each_exit_code_means(code: int) -> None:
    assert f"**{code}** " in read(DOCS / "operations.md")


def settings_read() -> set[str]:
    """The names that the program asks the environment for."""
    tree = ast.parse(read(PACKAGE / "settings.py"))
    function = next(one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "from_environment")
    return {
        node.args[0].value
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        and isinstance(node.args[0], ast.Constant)
    }


def test_the_page_of_operations_tells_of_each_setting_and_of_no_other() -> None:
    section = read(DOCS / "operations.md").split("## Settings")[1].split("\n## ")[0]
    assert settings_read()
    assert set(re.findall(r"^\| `([A-Z_]+)`", section, re.MULTILINE)) == settings_read()


def test_the_page_of_operations_tells_of_each_file_of_the_data_folder() -> None:
    from facilitation import database, settings

    page = read(DOCS / "operations.md")
    for name in (database.FILE, f"{database.FILE}-journal", settings.SECRET_FILE, cli.ADDRESS_FILE, "sauvegardes/"):
        assert f"| `{name}` |" in page
    assert f"({settings.DEFAULT_PORT} by default)" in page


# ------------------------------------------------------------------ the keys of the desk


def keys_of_the_desk() -> set[str]:
    """The keys that the help of the desk and the page of help name, as they show them."""
    page = read(PACKAGE / "templates" / "components" / "desk_keys.html")
    return set(re.findall(r"^\s*\((?:_\()?\"([^\"]+)\"\)?, _\(", page, re.MULTILINE))


def keys_of(page: str) -> set[str]:
    section = page.split("\n## Les touches\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


def test_the_guide_gives_the_keys_that_the_desk_gives() -> None:
    assert {"Espace", "D", "?"} <= keys_of_the_desk()
    assert keys_of(read(DOCS / "guide-utilisation.md")) == keys_of_the_desk()


def test_the_help_of_the_desk_gives_every_key_that_the_desk_takes() -> None:
    shown = {"ArrowLeft": "←", "ArrowRight": "→", "Space": "Espace", "Ctrl+z": "Ctrl Z"}
    folder = PACKAGE / "templates" / "meetings"
    taken = set()
    for page in folder.glob("desk*.html"):
        taken |= set(re.findall(r'(?:\bkey=|data-key=)"([^"{]+)"', read(page)))
        taken |= set(re.findall(r'parts\.act\([^%]*?\}, "([^"]+)", "[^"]+"\)', read(page)))
    assert {"ArrowRight", "Space"} <= taken
    assert {shown.get(key, key.upper()) for key in taken} <= keys_of_the_desk()


# ------------------------------------------------------------------ links, targets, pictures


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_somewhere(name: str) -> None:
    page = TREE / name
    lost = []
    for address in LINK.findall(CODE.sub("", read(page))):
        if re.match(r"[a-z]+:", address):
            continue
        path, _, anchor = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(address)
    assert lost == []


def test_the_readme_and_the_guide_show_a_picture_that_is_light() -> None:
    picture = DOCS / "captures" / "pupitre.png"
    assert "](docs/captures/pupitre.png)" in read(TREE / "README.md")
    assert "](captures/pupitre.png)" in read(DOCS / "guide-utilisation.md")
    assert picture.read_bytes()[16:24] == (1280).to_bytes(4, "big") + (800).to_bytes(4, "big")
    assert picture.stat().st_size < 200_000


@pytest.mark.parametrize("name", NAMES)
def test_every_make_target_that_is_named_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read(TREE / "Makefile"), re.MULTILINE))
    code = "\n".join(CODE.findall(read(TREE / name)))
    assert set(re.findall(r"^`?make ([a-z-]+)", code, re.MULTILINE)) - targets == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_path_of_the_tree_that_is_named_exists(name: str) -> None:
    roots = "benchmarks|content|docs|facilitation|tests|tools"
    named = re.findall(rf"`((?:{roots})/[\w./-]*)`", read(TREE / name))
    assert [one for one in named if not (TREE / one).exists()] == []


def test_the_readme_gives_the_two_commands() -> None:
    page = read(TREE / "README.md")
    assert "\nmake run " in page
    assert "\nmake test " in page
    assert "`python3 run.py`" in page


# ------------------------------------------------------------------ what is said


def test_the_changelog_begins_with_the_version_that_the_package_takes() -> None:
    pattern = re.search(r"^pattern = '(.+)'$", read(TREE / "pyproject.toml"), re.MULTILINE)
    assert pattern
    found = re.search(pattern[1], read(TREE / "CHANGELOG.md"))
    assert found
    assert re.search(r"^## ", read(TREE / "CHANGELOG.md"), re.MULTILINE).start() == found.start()  # type: ignore[union-attr]


def test_the_guide_is_no_longer_than_nine_pages() -> None:
    assert len(read(DOCS / "guide-utilisation.md").split()) <= LONGEST_GUIDE


def quoted(page: Path) -> set[str]:
    """What stands between « » in this page, as the program writes it in its sources."""
    plain = {"\u202f": " ", "\u00a0": " ", "’": "'"}
    found = re.findall(r"« ?([^«»\n]+?) ?»", "".join(plain.get(sign, sign) for sign in prose(page)))
    return {one.strip().rstrip(",.") for one in found}


def test_every_button_and_label_that_the_guide_quotes_is_on_a_page() -> None:
    templates = [read(page) for page in (PACKAGE / "templates").rglob("*.html")]
    modules = [read(page) for page in PACKAGE.rglob("*.py")]
    pages = re.sub(r"\s+", " ", "\n".join((*templates, *modules)))
    # No labels: what somebody types, and the status that the minutes put together from two.
    own = {"12 juin 2026", "12/6/2026", "Projet, relu en séance"}
    assert sorted(one for one in quoted(DOCS / "guide-utilisation.md") - own if one not in pages) == []


@pytest.mark.parametrize("name", [path.relative_to(TREE).as_posix() for path in FRENCH])
def test_french_pages_are_typeset_as_french_asks(name: str) -> None:
    lines = prose(TREE / name).splitlines()
    wrong = [f"{name}:{number} {line.strip()[:80]}" for number, line in enumerate(lines, 1) if typeset(line) != line]
    unspaced = [
        f"{name}:{number}"
        for number, line in enumerate(lines, 1)
        if re.search(r"[\w»)][;!?](?=\s|$)|\w:(?=\s|$)", line)
    ]
    assert wrong == []
    assert unspaced == []


def test_the_check_of_typography_sees_each_fault() -> None:
    for fault in ("l'étape", "quand ?", "ceci : cela", "« ceci »"):
        assert typeset(fault) != fault
