"""Every string for people goes through Flask-Babel: none is found outside `_()` and `{% trans %}`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

from tests.house.tree import PACKAGE, TREE, python_modules

TRANSLATORS = {"_", "gettext", "ngettext", "mark"}
SPOKEN_ATTRIBUTES = {
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "aria-valuetext",
    "label",
    "placeholder",
    "title",
}
# Names and signs that are the same in every language.
SAME_EVERYWHERE = {"Maillage", "Word", "PDF", "min", "h"}
FRENCH = re.compile(
    r"[àâçéèêëîïôùûœÀÂÇÉÈÊÎÔÛŒ«»’…]"
    r"|\b(?:le|la|les|des|du|une?|est|sont|vous|votre|vos|pas|pour|avec|dans|sur|cette?|qui|que|aucune?)\b [a-z]",
)
# What these hold is for machines: a command is typed as it is.
SILENT = {"script", "style", "code"}
# file: the strings that may stay outside, as a pattern, and why.
STYLE_NAME = r"[A-ZÉ][\w-]+(?: de \w+)?"
ALLOWED_IN_PYTHON: dict[str, tuple[str, str]] = {
    "adapting/fields.py": (r" à |\(\?P<min>.*", "what stands between two bounds in a field, and is read again"),
    "adapting/names.py": ("œ", "a letter that a short name writes as two"),
    "confidentiality/shapes.py": (r"(?s).*", "the forms of streets, titles and dates that are looked for"),
    "confidentiality/titles.py": (r"(?s).*", "the forms of names after a title that are looked for"),
    "confidentiality/identifiers.py": ("[\u2018\u2019\u02bc\u02b9]+", "apostrophes, read as one"),
    "i18n.py": (r".*\(\?.*", "the typographic rules themselves"),
    "guides/typography.py": (r".*\(\?.*", "the typographic rules themselves"),
    "documents/vigilance.py": (r".*\(\?.*", "the forms of a word that is replaced in what authors wrote"),
    "french_order.py": ("œ", "a letter that is sorted as two"),
    "documents/text.py": (r"\[\w+\] ", "names of styles, which tests compare; a person never reads this text"),
    "documents/word/base_styles.py": (STYLE_NAME, "a style keeps its name in every language"),
    "documents/word/body.py": (STYLE_NAME, "a style keeps its name in every language"),
    "documents/word/build_base.py": (
        "Modèle des documents de Maillage",
        "the title of base.docx, which no document keeps",
    ),
}
VENDORED = {"htmx.min.js", "sse.js", "htmx-ext-sse.js", "htmx-ext-sse.min.js"}


# ------------------------------------------------------------------ templates


def templates() -> list[Path]:
    return [
        path for path in sorted((PACKAGE / "templates").rglob("*")) if path.suffix in {".html", ".txt", ".svg", ".xml"}
    ]


def untranslated_in(source: str) -> list[str]:
    """What a template says to people outside Babel: texts, spoken attributes, and French strings in its expressions."""
    lexer = Lexer()
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - nothing is rendered here
    for line, kind, value in environment.lex(source):
        lexer.take(line, kind, value)
    reader = Reader()
    reader.feed("".join(lexer.markup))
    return lexer.found + reader.found


class Lexer:
    """Takes a template's tokens one by one; keeps the markup without its translations, and the French of expressions."""

    def __init__(self) -> None:
        self.markup: list[str] = []
        self.found: list[str] = []
        self.callers: list[str] = []
        self.last_name = ""
        self.in_trans = False

    def take(self, line: int, kind: str, value: str) -> None:
        name, self.last_name = self.last_name, ""
        if kind == "data":
            self.markup.append("\n" * value.count("\n") if self.in_trans else value)
        elif kind == "variable_begin":
            self.markup.append("0")  # stands for what the expression gives, without a letter
        elif kind == "name":
            self.last_name = value
            self.in_trans = (self.in_trans or value == "trans") and value != "endtrans"
        elif kind == "string" and not TRANSLATORS & set(self.callers[-1:]) and FRENCH.search(value):
            self.found.append(f"{line}: {value}")
        elif kind == "operator":
            self.take_operator(value, name)

    def take_operator(self, value: str, name: str) -> None:
        if value in "([{":
            self.callers.append(name)
        elif value in ")]}" and self.callers:
            self.callers.pop()


class Reader(HTMLParser):
    """Collects the texts and the spoken attributes of markup whose translations were taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent = tag
        for name, value in attrs:
            says = name in SPOKEN_ATTRIBUTES or (tag == "input" and name == "value" and ("type", "submit") in attrs)
            if says and has_words(value or ""):
                self.found.append(f"{self.getpos()[0]}: {name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""

    def handle_data(self, data: str) -> None:
        # A macro may give a tag's attributes, which then stand outside any tag.
        if not self.silent and has_words(re.sub(r'[a-z-]+="[^"]*"', "", data)):
            self.found.append(f"{self.getpos()[0]}: {data.strip()}")


def has_words(text: str) -> bool:
    return any(word not in SAME_EVERYWHERE for word in re.findall(r"[^\W\d_]+", text))


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_template_says_nothing_outside_babel(path: Path) -> None:
    found = untranslated_in(path.read_text(encoding="utf-8"))
    assert not found, 'wrap these in {{ _("…") }} or {% trans %}:\n' + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Bonjour</p>",
        '<p title="Bonjour">{{ name }}</p>',
        '<input type="submit" value="Envoyer">',
        '{{ button("Une réunion") }}',
        '{{ button(label="Envoyer à la salle") }}',
        "{% trans %}Un{% endtrans %} deux",
        '{% set title = "La réunion" %}',
    ],
)
def test_a_string_outside_babel_is_seen_in_a_template(source: str) -> None:
    assert untranslated_in(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p>{{ _("Une réunion") }}</p>',
        '<p title="{{ _("Une réunion") }}">{{ name }} &nbsp;·</p>',
        "{% trans count=n %}Une réunion{% pluralize %}{{ count }} réunions{% endtrans %}",
        '{{ button(_("Une réunion"), kind="main") }}',
        "{# Une réunion #}<script>const éclair = 1</script>",
        '<div {% if wide %}class="wide"{% endif %} id="a-{{ n }}"></div>',
    ],
)
def test_a_string_through_babel_is_left_alone_in_a_template(source: str) -> None:
    assert untranslated_in(source) == []


# ------------------------------------------------------------------ Python


def french_strings(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each French-looking constant outside a translator's call; docstrings are not constants for people."""
    tree = ast.parse(source)
    spoken = {
        id(node) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    skipped = {id(node.value) for node in ast.walk(tree) if id(node) in spoken and isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called_name(node) in TRANSLATORS:
            skipped |= {id(each) for argument in node.args for each in ast.walk(argument)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped
        if is_text and FRENCH.search(node.value) and has_words(node.value):
            yield node.lineno, node.value


def called_name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


@pytest.mark.parametrize("path", python_modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_says_nothing_outside_babel(path: Path) -> None:
    allowed, _reason = ALLOWED_IN_PYTHON.get(path.relative_to(PACKAGE).as_posix(), ("(?!)", ""))
    found = [
        f"{path.relative_to(TREE).as_posix()}:{line} {text!r}"
        for line, text in french_strings(path.read_text(encoding="utf-8"))
        if not re.fullmatch(allowed, text)
    ]
    assert not found, "wrap these in _() (or mark() for a constant):\n" + "\n".join(found)


def test_a_string_outside_babel_is_seen_in_python() -> None:
    source = 'LABEL = "Réunion"\nshow("Cliquez sur le bouton")\nshow(_("Réunion"))\nshow(_("Réunion %(n)s", n="été"))\n'
    assert [line for line, _text in french_strings(source)] == [1, 2, 4]


def test_each_allowance_is_still_needed() -> None:
    idle = []
    for name in ALLOWED_IN_PYTHON:
        source = (PACKAGE / name).read_text(encoding="utf-8")
        if not list(french_strings(source)):
            idle.append(name)
    assert not idle


# ------------------------------------------------------------------ scripts


def scripts() -> list[Path]:
    return [path for path in sorted((PACKAGE / "static").rglob("*.js")) if path.name not in VENDORED]


@pytest.mark.parametrize("path", scripts(), ids=lambda path: path.name)
def test_a_script_takes_its_words_from_the_page(path: Path) -> None:
    source = re.sub(r"/\*.*?\*/|(?<![:\w])//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = [text for text in re.findall(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`", source) if FRENCH.search(text)]
    assert not found, "give these to the script through data- attributes of the page:\n" + "\n".join(found)
