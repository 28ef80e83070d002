"""What takes the place of somebody's name: a letter drawn at random, « la personne K. », which says nothing of the name. Pure but for the draw.

Source: abuse case S61 (`security/threats-and-abuse-cases.md`): a pseudonym that is the true initial points at the person in a small town.
"""

from __future__ import annotations

import itertools
import re
import secrets
import unicodedata
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from facilitation.i18n import _, mark

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PSEUDONYM = mark("la personne %(letters)s.")
GONE = {
    "niss": mark("(numéro national retiré)"),
    "iban": mark("(numéro de compte retiré)"),
    "phone": mark("(téléphone retiré)"),
    "email": mark("(adresse électronique retirée)"),
    "address": mark("(adresse retirée)"),
    "birthdate": mark("(date retirée)"),
}
"""What takes the place of what names nobody: a number is not a person, and needs no name."""

Choose = Callable[[Sequence[str]], str]


def draw(found: str, taken: Collection[str], choose: Choose = secrets.choice) -> str:
    """« la personne K. », drawn among the letters that begin no word of what was found and make none of those taken; two letters once all are."""
    own, before, after = _initials(found), *_around()
    used = {one[len(before) : len(one) - len(after)] for one in taken}
    for length in (1, 2, 3):
        free = [one for one in _codes(length) if one[0] not in own and one not in used]
        if free:
            return _(PSEUDONYM, letters=choose(free))
    raise ValueError("more people than letters")


def instead_of(kind: str, found: str, taken: Collection[str], choose: Choose = secrets.choice) -> str:
    """What may take the place of a finding of this kind: a pseudonym for a name or an initial, for anything else that it was taken out."""
    return _(GONE[kind]) if kind in GONE else draw(found, taken, choose)


def is_one(text: str) -> bool:
    """Whether this could have come from here: what a form sends back is put in a document only then."""
    before, after = _around()
    letters = text[len(before) : len(text) - len(after)]
    drawn = text.startswith(before) and text.endswith(after) and 0 < len(letters) < 4 and set(letters) <= set(LETTERS)
    return drawn or text in {_(one) for one in GONE.values()}


def standing_in(text: str) -> frozenset[str]:
    """The pseudonyms that stand in this text already: somebody else's, who is not to be taken for another."""
    before, after = map(re.escape, _around())
    return frozenset(re.findall(rf"{before}[A-Z]{{1,3}}{after}", text))


def _around() -> tuple[str, str]:
    before, _sep, after = _(PSEUDONYM, letters="\0").partition("\0")
    return before, after


@lru_cache
def _codes(length: int) -> tuple[str, ...]:
    return tuple(map("".join, itertools.product(LETTERS, repeat=length)))


def _initials(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.upper())
    return frozenset(word[0] for word in re.findall(r"[^\W\d_]+", plain))
