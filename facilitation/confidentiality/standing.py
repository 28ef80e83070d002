"""What binds somebody who would receive a document: asked when the gate opens, noted once, shown to nobody else, in no document. Pure.

Source: `design/confidentiality.md`, « Before sharing »; `domain/relecture.md` §1.1: a duty of discretion does not make a secret shared.
A standing proposes, it never ticks: whoever attests answers for the condition.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from facilitation.i18n import mark


class Standing(StrEnum):
    """What binds a person as to secrecy, as somebody of the partnership noted it."""

    SECRET = "secret"  # noqa: S105  # what binds a person, no password
    DISCRETION = "discretion"
    NEITHER = "ni-l-un-ni-l-autre"
    UNKNOWN = "inconnu"


WORDS = {
    Standing.SECRET: mark("secret professionnel"),
    Standing.DISCRETION: mark("devoir de discrétion"),
    Standing.NEITHER: mark("ni l'un ni l'autre"),
    Standing.UNKNOWN: mark("je ne sais pas"),
}
_SAID = {
    Standing.SECRET: mark("Toutes les personnes notées de ce service sont tenues au secret professionnel."),
    Standing.DISCRETION: mark(
        "Quelqu'un de ce service n'a qu'un devoir de discrétion : cela ne suffit pas s'il ou elle doit lire."
    ),
    Standing.NEITHER: mark(
        "Quelqu'un de ce service n'est tenu ni au secret ni à la discrétion : rien ne lui est transmis d'ici."
    ),
    Standing.UNKNOWN: mark("Pour quelqu'un de ce service, on ne sait pas : demandez-le avant de cocher le secret."),
}


def service_key(name: str) -> str:
    """What is the same in all the ways of writing one service: « A.M.O. Le Pont », « amo le  pont »."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def from_text(text: str | None) -> Standing | None:
    """The standing of this word, or None for none and for a word that is none of ours."""
    return next((one for one in Standing if one.value == text), None)


def weakest(standings: Iterable[Standing | None]) -> Standing | None:
    """What binds a service least, of what was noted of its people; None when nothing was noted of anybody."""
    noted = [one for one in standings if one is not None]
    order = (Standing.NEITHER, Standing.UNKNOWN, Standing.DISCRETION, Standing.SECRET)
    return next((one for one in order if one in noted), None)


def refuses(standings: Iterable[Standing | None]) -> bool:
    """Whether the condition « bound by secrecy » cannot hold: somebody is bound by nothing."""
    return weakest(standings) is Standing.NEITHER


def said(standings: Iterable[Standing | None]) -> str:
    """The sentence (to be translated) beside the condition, or an empty text when nothing was noted."""
    found = weakest(standings)
    return _SAID[found] if found is not None else ""
