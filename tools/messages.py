"""Write facilitation/translations/messages.pot: every string of the interface, from templates, code and error classes.

`python tools/messages.py` renews the file; `tests/house` compares it with what `extract` finds. The dates are left out of
the comparison, and line numbers out of the file, so that it changes only when a string does.
"""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

TREE = Path(__file__).resolve().parent.parent
PACKAGE = TREE / "facilitation"
POT = PACKAGE / "translations" / "messages.pot"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
BASE_ERROR = "FacilitationError"


def extract() -> Catalog:
    """The catalogue of all messages, sorted, each with the files that say it."""
    catalog = Catalog(project="Maillage", charset="utf-8", fuzzy=False)
    found: dict[str | tuple[str, ...], set[str]] = {}
    for path, message in sorted((*_from_python(), *_from_templates(), *_from_errors()), key=str):
        found.setdefault(message, set()).add(path.relative_to(TREE).as_posix())
    for message, files in found.items():
        catalog.add(message, locations=[(name, 0) for name in sorted(files)])
    return catalog


def text_of(catalog: Catalog) -> str:
    """The catalogue as the text of a .pot file, without the lines that hold a date or a tool's version."""
    out = io.BytesIO()
    write_po(out, catalog, include_lineno=False, sort_output=True, width=120)
    lines = out.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(
        line
        for line in lines
        if not re.match(
            r'"((POT-Creation|PO-Revision)-Date|Generated-By|Report-Msgid|Last-Translator|Language-Team)|# .*\d{4}',
            line,
        )
    )


def _from_python() -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for _line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            if message:
                yield path, message


def _from_templates() -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    for path in sorted((PACKAGE / "templates").rglob("*.*")):
        found = extract_from_file("jinja2", path, keywords=KEYWORDS, options={"silent": "false"})
        for _line, message, _comments, _context in found:
            yield path, message


def _from_errors() -> Iterator[tuple[Path, str]]:
    """The docstring of each error for people, which is the sentence shown."""
    for path, name, node in error_classes():
        sentence = ast.get_docstring(node, clean=False)
        if not sentence:
            raise SystemExit(f"{path}: {name} needs a docstring, which is the sentence shown to people")
        yield path, sentence


def error_classes() -> list[tuple[Path, str, ast.ClassDef]]:
    """Each class that descends from FacilitationError, itself included, found by the names of the bases."""
    classes = [
        (path, node.name, node)
        for path in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    known, before = {BASE_ERROR}, 0
    while before != len(known):
        before = len(known)
        known |= {
            name for _path, name, node in classes if known & {ast.unparse(base).split(".")[-1] for base in node.bases}
        }
    return [each for each in classes if each[1] in known]


if __name__ == "__main__":
    POT.parent.mkdir(exist_ok=True)
    POT.write_text(text_of(extract()), encoding="utf-8")
