"""Messages of the interface: French by source, other languages by catalogue.

This module is pure, so that rules and documents can speak; `create_app` plugs Flask-Babel in with `use`.
French typography is given to the message before its variables are filled in: what people typed is never altered.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

NARROW, WIDE = "\u202f", "\u00a0"
_RULES = (
    (re.compile(r"'"), "’"),
    (re.compile(r"(?<=\S) ([;!?])"), NARROW + r"\1"),
    (re.compile(r"(?<=\S) ([:%€»])(?!\w|\()"), WIDE + r"\1"),
    (re.compile(r"« "), "«" + WIDE),
    (re.compile(r"\b(n°) (?=\d|%)"), r"\1" + WIDE),
)

_translate: Callable[[str], str] = str
_translate_plural: Callable[[str, str, int], str] = lambda one, many, n: one if n < 2 else many  # noqa: E731


def use(translate: Callable[[str], str], translate_plural: Callable[[str, str, int], str]) -> None:
    """Make `_` and `ngettext` ask these two functions, which return the raw translated message."""
    global _translate, _translate_plural
    _translate, _translate_plural = translate, translate_plural


@lru_cache(maxsize=8192)
def typeset(message: str) -> str:
    """The message with French apostrophes and no-break spaces; `%(name)s` placeholders are left whole."""
    for wrong, right in _RULES:
        message = wrong.sub(right, message)
    return message


def _(message: str, **variables: object) -> str:
    """The message in the reader's language, typeset, its variables filled in (untouched)."""
    text = typeset(_translate(message))
    return text % variables if variables else text


def ngettext(one: str, many: str, num: int, **variables: object) -> str:
    """Like `_`, choosing the singular or plural form for `num`, which is also the variable `%(num)s`."""
    return typeset(_translate_plural(one, many, num)) % {"num": num, **variables}


def mark(message: str) -> str:
    """The message unchanged: marks a constant for extraction, to be passed through `_` when it is shown."""
    return message
