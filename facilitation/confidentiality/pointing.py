"""What is pointed at in a text, told in words: the findings of `identifiers`, without the names of those who are there, and initials after a title.

« Un repérage, pas une anonymisation »: it says so wherever it speaks. Pure; nothing is kept.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from facilitation.confidentiality.identifiers import BLOCKING, find
from facilitation.confidentiality.titles import INITIALED, TITLES
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
IN_SHORT = mark("C'est un repérage, pas une anonymisation.")
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
    """What this text holds that may tell who somebody is, in order.

    Left alone: the people of `known` named by their title, who are there by name, and an address that is one of `known` or stands in it, where one meets.
    """
    known = tuple(known)
    found = [
        Pointed(one.kind, one.start, one.end, text[one.start : one.end])
        for one in find(text)
        if not _is_known(one.kind, text[one.start : one.end], known)
    ]
    starts, ends = [one.start for one in found], [0, *(one.end for one in found)]
    initials = [
        Pointed(INITIAL, match.start(), match.end(), match[0])
        for match in INITIALED.finditer(text)
        if ends[bisect_left(starts, match.end())] <= match.start()  # what was found before stands in order, and apart
    ]
    return sorted((*found, *initials), key=lambda one: one.start)


def _is_known(kind: str, found: str, known: tuple[str, ...]) -> bool:
    if kind == "address":
        return any(found in one for one in known)
    if kind != "titled_name":
        return False
    words = _words(found) - _words(TITLES)
    return bool(words) and any(words <= _words(one) for one in known if not any(sign.isdigit() for sign in one))


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return frozenset(letters.split())
