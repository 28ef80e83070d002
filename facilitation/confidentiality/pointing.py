"""What is pointed at in a text, told in words: the findings of `identifiers`, without the names of those who are there, and initials after a title.

« Un repérage, pas une anonymisation »: it says so wherever it speaks. Pure; nothing is kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from facilitation.confidentiality.forms import TITLES
from facilitation.confidentiality.identifiers import BLOCKING, find
from facilitation.confidentiality.pseudonyms import INITIALED
from facilitation.i18n import _, mark

INITIAL = "initial"
KINDS = {
    "niss": mark("un numéro national"),
    "iban": mark("un numéro de compte"),
    "phone": mark("un numéro de téléphone"),
    "email": mark("une adresse électronique"),
    "address": mark("une adresse"),
    "birthdate": mark("une date de naissance"),
    "titled_name": mark("le nom d'une personne"),
    INITIAL: mark("un titre et une initiale"),
}
NOT_ENOUGH = mark(
    "C'est un repérage, pas une anonymisation : un prénom seul, un surnom, une histoire que tout le monde connaît ne sont pas vus."
)
LOOKS_LIKE = mark("On dirait %(kind)s : « %(found)s ».")
TRUE_INITIAL = mark(
    "« %(found)s » : si c'est la vraie initiale, elle suffit parfois à reconnaître la personne dans une petite ville."
)


@dataclass(frozen=True, slots=True)
class Pointed:
    """A stretch of a text (code points, end excluded), what it looks like, and its words as typed."""

    kind: str
    start: int
    end: int
    found: str

    @property
    def blocks(self) -> bool:
        """Whether a document that holds it waits until somebody says that they have seen it."""
        return self.kind in BLOCKING

    @property
    def sentence(self) -> str:
        """What is said of it, in French."""
        if self.kind == INITIAL:
            return _(TRUE_INITIAL, found=self.found)
        return _(LOOKS_LIKE, kind=_(KINDS[self.kind]), found=self.found)


def point(text: str, known: Iterable[str] = ()) -> list[Pointed]:
    """What this text holds that may tell who somebody is, in order, but for the people of `known` named by their title: they are there by name."""
    people = [_words(name) for name in known]
    found = [
        Pointed(one.kind, one.start, one.end, text[one.start : one.end])
        for one in find(text)
        if one.kind != "titled_name" or not _is_one_of(text[one.start : one.end], people)
    ]
    taken = [(one.start, one.end) for one in found]
    for match in INITIALED.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found.append(Pointed(INITIAL, match.start(), match.end(), match[0]))
    return sorted(found, key=lambda one: one.start)


def _is_one_of(named: str, people: list[frozenset[str]]) -> bool:
    words = _words(named) - _words(TITLES)
    return bool(words) and any(words <= one for one in people)


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return frozenset(letters.split())
