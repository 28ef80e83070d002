"""The glossary as it is read and searched: words of the field, then acronyms, each in the order of the alphabet. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from facilitation.guides.schema import GlossaryEntry
from facilitation.library.search import folded, look, searched, words_of

ACRONYM = "sigle-"
"""How the ids of acronyms begin."""
_SHEET = re.compile(r"\bfiche (D\d\d)\b")


@dataclass(frozen=True, slots=True)
class Glossary:
    """The entries that a search found: words and acronyms."""

    words: tuple[GlossaryEntry, ...]
    acronyms: tuple[GlossaryEntry, ...]

    @property
    def count(self) -> int:
        """How many entries there are."""
        return len(self.words) + len(self.acronyms)


def sheet_of(entry: GlossaryEntry) -> str:
    """The drift whose sheet this entry refers to (« fiche D03 »), or nothing."""
    found = _SHEET.search(entry.definition)
    return found[1] if found else ""


def find(entries: Iterable[GlossaryEntry], query: str = "") -> Glossary:
    """The entries in which each word of the query is found, in any language or in the definition; all of them for an empty query."""
    asked = words_of(query)
    found = [one for one in entries if look(searched(one.fr, one.definition, (one.en, one.nl)), asked) is not None]
    ordered = sorted(found, key=lambda one: folded(one.fr))
    return Glossary(
        words=tuple(one for one in ordered if not one.id.startswith(ACRONYM)),
        acronyms=tuple(one for one in ordered if one.id.startswith(ACRONYM)),
    )
