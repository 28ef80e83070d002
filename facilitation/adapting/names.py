"""Short names made from titles: small letters without accents, digits and hyphens, and nobody else's. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST = 48


def slug(title: str, taken: Collection[str], otherwise: str = "element") -> str:
    """A short name for this title that is none of those taken; `otherwise` where the title has no letter that one could keep."""
    apart = unicodedata.normalize("NFD", title.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or otherwise
    return free(words, taken)


def free(name: str, taken: Collection[str]) -> str:
    """This name, or with the first number from 2 on that makes it free."""
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
