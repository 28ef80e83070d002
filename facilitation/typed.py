"""What people type: kept whole, neither normalised nor cut; what no document can hold becomes a visible sign."""

from __future__ import annotations

import re

from facilitation.errors import InvalidText

LONGEST = 20_000
VISIBLE = "\ufffd"
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class TooLong(InvalidText):
    """Ce texte compte %(count)s caractères ; la limite est de 20 000. Raccourcissez-le ou coupez-le en deux, puis renvoyez-le : il est resté dans le champ."""


class Empty(InvalidText):
    """Écrivez quelques mots avant d'enregistrer."""


def clean(text: str) -> str:
    """The text as it is stored: line ends as `\\n`, unwritable code points (31 controls, lone surrogates, U+FFFE, U+FFFF) as U+FFFD.

    Measured on python-docx 1.2: of 1,114,112 code points it refuses just these (`security/threats-and-abuse-cases.md`, finding 1).
    """
    return _UNWRITABLE.sub(VISIBLE, text.replace("\r\n", "\n").replace("\r", "\n"))


def kept(text: str) -> str:
    """The cleaned text, or TooLong above 20,000 characters."""
    cleaned = clean(text)
    if len(cleaned) > LONGEST:
        raise TooLong(count=len(cleaned))
    return cleaned


def required(text: str) -> str:
    """The cleaned text, or Empty when there is nothing but spaces, or TooLong."""
    cleaned = kept(text)
    if not cleaned.strip():
        raise Empty()
    return cleaned
