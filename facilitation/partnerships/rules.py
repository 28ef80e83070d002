"""Decisions about partnerships, pure: the words for the person concerned, and how pasted lines become members."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from facilitation.errors import FacilitationError
from facilitation.i18n import _, mark, ngettext

APPROVAL_DAYS = 15
"""Days for remarks on a draft of the minutes before they count as approved; a partnership sets its own."""
CONVOCATION_DAYS = 8
"""Days before a meeting at which its members are called; a partnership sets its own."""
LONGEST_NAME = 300
MOST_LINES = 300


class Term(StrEnum):
    """The word a partnership uses for those it works for; `product.md`, « concerned_person_term »."""

    PERSONNE_CONCERNEE = "personne-concernee"
    USAGER = "usager"
    BENEFICIAIRE = "beneficiaire"
    PERSONNE_ACCOMPAGNEE = "personne-accompagnee"
    FAMILLE = "famille"
    JEUNE = "jeune"
    PATIENT = "patient"
    HABITANT = "habitant"


@dataclass(frozen=True, slots=True)
class TermForms:
    """The forms of a term that sentences need: « la personne concernée », « de la … », « à la … », « les personnes concernées »."""

    plain: str
    the: str
    of_the: str
    to_the: str
    plural: str


TERMS = {
    Term.PERSONNE_CONCERNEE: TermForms(
        mark("personne concernée"),
        mark("la personne concernée"),
        mark("de la personne concernée"),
        mark("à la personne concernée"),
        mark("les personnes concernées"),
    ),
    Term.USAGER: TermForms(
        mark("usager"), mark("l'usager"), mark("de l'usager"), mark("à l'usager"), mark("les usagers")
    ),
    Term.BENEFICIAIRE: TermForms(
        mark("bénéficiaire"),
        mark("le bénéficiaire"),
        mark("du bénéficiaire"),
        mark("au bénéficiaire"),
        mark("les bénéficiaires"),
    ),
    Term.PERSONNE_ACCOMPAGNEE: TermForms(
        mark("personne accompagnée"),
        mark("la personne accompagnée"),
        mark("de la personne accompagnée"),
        mark("à la personne accompagnée"),
        mark("les personnes accompagnées"),
    ),
    Term.FAMILLE: TermForms(
        mark("famille"), mark("la famille"), mark("de la famille"), mark("à la famille"), mark("les familles")
    ),
    Term.JEUNE: TermForms(mark("jeune"), mark("le jeune"), mark("du jeune"), mark("au jeune"), mark("les jeunes")),
    Term.PATIENT: TermForms(
        mark("patient·e"),
        mark("le·la patient·e"),
        mark("du·de la patient·e"),
        mark("au·à la patient·e"),
        mark("les patient·es"),
    ),
    Term.HABITANT: TermForms(
        mark("habitant·e"),
        mark("l'habitant·e"),
        mark("de l'habitant·e"),
        mark("à l'habitant·e"),
        mark("les habitant·es"),
    ),
}


def term_forms(term: Term) -> TermForms:
    """The forms of this term in the reader's language, typeset."""
    forms = TERMS[term]
    return TermForms(_(forms.plain), _(forms.the), _(forms.of_the), _(forms.to_the), _(forms.plural))


@dataclass(frozen=True, slots=True)
class MemberLine:
    """What one pasted line says; `function` and `organisation` may be empty."""

    name: str
    function: str
    organisation: str


@dataclass(frozen=True, slots=True)
class LineFault:
    """A pasted line that cannot be read: its number (from 1), and the sentence that says why."""

    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members a partnership wants in the room (0: it wants no quorum), how many are, and how many gave a proxy, which counts as one."""

    wanted: int = 0
    present: int = 0
    represented: int = 0

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.present + self.represented >= self.wanted

    @property
    def words(self) -> str:
        """« Quorum de 5 atteint : 7 présents », or nothing where none is wanted."""
        return _("Quorum de %(told)s", told=self.told) if self.wanted else ""

    @property
    def told(self) -> str:
        """« 5 atteint : 7 présents », after the word, or nothing."""
        if not self.wanted:
            return ""
        here = ngettext("%(num)s présent", "%(num)s présents", self.present)
        if self.represented:
            proxies = ngettext("une procuration", "%(num)s procurations", self.represented)
            here = _("%(first)s et %(last)s", first=here, last=proxies)
        if self.met:
            return _("%(wanted)s atteint : %(here)s", wanted=self.wanted, here=here)
        return _("%(wanted)s non atteint : %(here)s", wanted=self.wanted, here=here)


class LinesFaults(FacilitationError):
    """Certaines lignes ne peuvent pas être lues ; rien n'a encore été ajouté."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        """`faults`: one for each line that must be corrected, in order."""
        super().__init__()
        self.faults = faults


def same(text: str) -> str:
    """The text as names are compared: NFC, case folded, spaces made single. Never stored."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def read_lines(text: str) -> tuple[MemberLine, ...]:
    """The members of pasted lines « Nom, fonction, service », one a line; empty lines count for nothing.

    Tabs and semicolons part as commas do (what a spreadsheet pastes); a comma inside the service stays in it. Raises LinesFaults with every
    line that has no name, has a name too long, or comes twice.
    """
    members: list[MemberLine] = []
    faults: list[LineFault] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if len(members) >= MOST_LINES:
            faults.append(LineFault(number, _("Au-delà de 300 personnes, collez en plusieurs fois.")))
            break
        member = _read_line(line)
        key = (same(member.name), same(member.organisation))
        fault = _fault_of(member, seen.get(key))
        if fault:
            faults.append(LineFault(number, fault))
            continue
        seen[key] = number
        members.append(member)
    if faults:
        raise LinesFaults(tuple(faults))
    return tuple(members)


def _read_line(line: str) -> MemberLine:
    sign = next((sign for sign in "\t;" if sign in line), ",")
    parts = [part.strip() for part in line.split(sign, 2)]
    name, function, organisation = (*parts, "", "")[:3]
    return MemberLine(name, function, organisation)


def _fault_of(member: MemberLine, seen_at: int | None) -> str:
    if not member.name:
        return _("Le nom manque : commencez la ligne par le nom de la personne.")
    if max(len(member.name), len(member.function), len(member.organisation)) > LONGEST_NAME:
        return _("Un nom, une fonction ou un service dépasse 300 caractères.")
    if seen_at is not None:
        return _("Cette personne est déjà à la ligne %(line)s.", line=seen_at)
    return ""
