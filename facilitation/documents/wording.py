"""The small sentences that documents share: counts in words, ends of sentences, who reads, who the person concerned is called."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.confidentiality.readers import Reader
from facilitation.documents.record import Record
from facilitation.i18n import WIDE, _, mark, ngettext
from facilitation.outline import Run, Runs, plain
from facilitation.partnerships.rules import Term, term_forms

_NUMBERS = (
    mark("zéro"), mark("un"), mark("deux"), mark("trois"), mark("quatre"), mark("cinq"), mark("six"), mark("sept"), mark("huit"),
    mark("neuf"), mark("dix"), mark("onze"), mark("douze"), mark("treize"), mark("quatorze"), mark("quinze"), mark("seize"),
)  # fmt: skip
_ENDS = (".", "!", "?", "…")


def number_word(count: int, *, feminine: bool = False) -> str:
    """« deux », « une », « seize »; in figures from 17 on."""
    if feminine and count == 1:
        return _("une")
    return _(_NUMBERS[count]) if 0 <= count < len(_NUMBERS) else str(count)


def capital(text: str) -> str:
    """The text with its first sign in capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text as a sentence: a full stop is added where nothing ends it, also inside closing quotation marks."""
    return text if text.rstrip("»\u00a0\u202f )").endswith(_ENDS) else text + "."


def sentences(*texts: str) -> str:
    """The texts that say something, as sentences in a row."""
    return " ".join(sentence(text) for text in texts if text)


def opened(opening: str, text: str) -> Runs:
    """« **Opening.** text »: the look of mentions and of « En bref »."""
    return (Run(text=sentence(opening), strong=True), Run(text=" " + text))


def listed(parts: Iterable[str]) -> str:
    """« a, b et c »."""
    shown = [part for part in parts if part]
    if len(shown) < 2:
        return "".join(shown)
    return _("%(first)s et %(last)s", first=", ".join(shown[:-1]), last=shown[-1])


def quoted(text: str) -> str:
    """The text between French quotation marks, unless it already opens with one."""
    return text if text.lstrip().startswith("«") else f"«{WIDE}{text}{WIDE}»"


def person(record: Record) -> str:
    """« la personne concernée », in the partnership's own term."""
    known = {term.value for term in Term}
    return (
        term_forms(Term(record.concerned_person_term)).the
        if record.concerned_person_term in known
        else _("la personne concernée")
    )


def readers(record: Record) -> str:
    """Who reads this document, in words: the record's own, or what its readership says."""
    if record.readers_words:
        return record.readers_words
    if record.readership is Reader.ANIMATEUR:
        return _("l'animation de la réunion, elle seule")
    if record.readership is Reader.GROUPE:
        return _("les personnes présentes, elles seules")
    if record.readership is Reader.PERSONNE:
        return person(record)
    if record.readership is Reader.PUBLIC:
        return _("toute personne que cela intéresse")
    if not record.services:
        return _("les services du partenariat, absents compris")
    return ngettext(
        "le service du partenariat",
        "les %(services)s services du partenariat, absents compris",
        record.services,
        services=number_word(record.services),
    )


ROW_SIGNS, ONCE_SIGNS = 110, 160
"""The first words of an outcome in a summary table: two lines; and what minutes frozen before that was decided may hold."""


def short(text: str, limit: int = ROW_SIGNS) -> str:
    """The text, or its first words and « … » where it is longer than `limit` signs: for the summary tables, which repeat what stands above in full."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return text
    cut = flat[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:\u00a0\u202f") + "\u00a0…"


def said(text: str) -> Runs:
    """One plain run."""
    return plain(text)
