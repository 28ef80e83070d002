"""The order of names by French rules, without the computer's locale. Pure."""

from __future__ import annotations

import unicodedata


def french_key(text: str) -> tuple[str, str, str]:
    """A key to sort by: letters first whatever their accents and capitals, then accents, then the text itself; spaces, dashes and apostrophes part words."""
    parted = "".join(" " if sign in "-'’\u00a0\u202f" else sign for sign in text)
    letters = unicodedata.normalize("NFKD", parted.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(plain.split()), letters, text
