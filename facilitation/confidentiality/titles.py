"""Names after a title, « Mme Lopez », « mr dumoulin », « MADAME LOPEZ REFUSE », on a text whose spaces, hyphens and apostrophes are plain ones.

A capital tells a name. Where it says nothing, in lower case or in a line in capitals, the grammar decides: what follows a title is a name when no verb, adjective, participle
or adverb ends so, or when the verb comes after it; and else it is left alone. So « mme pleure », « MONSIEUR EST PARTI » are no names, and « mme lefebvre, » is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CAPITAL = "A-ZÀ-ÖØ-ÞŁŒŠŽ"
SHORT = r"M\.|Mr\.?|Mme\.?|Mlle\.?|mr\.?|mme\.?|mlle\.?"
LOUD = r"MONSIEUR|MADAME|MADEMOISELLE|MME\.?|MLLE\.?|MR\.?|DR\.?|PR\.?|DOCTEUR|MAITRE|MAÎTRE|FAMILLE"
TITLES = (
    rf"(?:{SHORT}|{LOUD}|MM\.|Mrs|Mmes\.?|Mlles\.?|Monsieur|Messieurs|Madame|Mesdames|Mademoiselle|Dr\.?|Docteur|docteur|Docteure|docteure|Pr\.?|Prof\.?|Professeur|professeur|"
    r"Professeure|professeure|Me|Maître|maître|Famille|famille|madame|monsieur|mademoiselle)"
)
PARTICLE = r"(?:(?:de la|van der|van den|van de|von der|den|der|de|du|des|le|la|van|von|vande|ten|ter|el|al|ben|bin|da|Ó|O|dos|di|De|Van|Vander|Den|Le|La|Du|El|Al|Ben|Bin|Der) )"
NAME = rf"(?:[{CAPITAL}]\. ?){{0,2}}(?:d'|D'|L')?[{CAPITAL}](?:'[{CAPITAL}])?[^\W\d_]{{1,30}}(?:['-][^\W\d_]{{1,30}}){{0,3}}"
TITLE = re.compile(rf"(?<![\w-])(?P<title>{TITLES}) (?!{TITLES}(?!\w))")
NAMED = re.compile(rf"{PARTICLE}{{0,3}}{NAME}(?: {PARTICLE}{{0,2}}{NAME}){{0,2}}(?!\w)")
INITIALED = re.compile(rf"(?<![\w-]){TITLES} ?(?![XYZ]\b)[A-ZÀ-ÖØ-Þ]\b(?:\.?-?[A-ZÀ-ÖØ-Þ]\b){{0,3}}\.?(?![\w'’])")
"""A title and an initial: « Mme D. », « M. D.-V. »; not « Mme X », who is nobody."""
NOBODY = re.compile(
    r"l[ea] |l'|(?:Untel|Unetelle|Une? ?Telle?|Tout-?le-?[Mm]onde|Dupont-type|Durand-type|Propre|Loyal|Météo|Police|Too|Substitut|Médecin|"
    r"Présidente?|Ministre|Directeur|Directrice|Bourgmestre|Échevine?|Conseill(?:er|ère)|Juge|Procureure?|Assistante?|Coordinat(?:eur|rice)|Chef|Cheffe|"
    r"Est|EST|A(?!\.)|Sont|SONT)\b"
)
SIGLE = re.compile(
    r"(?:CPAS|OCMW|AMO|SAJ|SPJ|PMS|PSE|ONE|ONEM|FOREM|ACTIRIS|VDAB|SPF|AVIQ|COCOF|IPPJ|CHU|SSM|SLSP|SNCB|STIB|TEC|FEDASIL|MENA|RIS|GRAPA|INAMI|ASBL|[B-DF-HJ-NP-TV-XZ]{2,12})(?![\w'])"
)
"""An institution of the field, or capitals without a vowel: « Mme RDV »."""

# ------------------------------------------------------------------ where a capital says nothing

WORD = re.compile(r"(?:[Nn]'(?=[^\Waeiouyhéèêâîôû\d_AEIOUYHÉÈÊÂÎÔÛ]))?[^\W\d_]{3,30}(?:-[^\W\d_]{2,30}){0,2}(?![\w'])")
"""A word of three letters or more; « n' » before a consonant is no negation: N'Diaye."""
FOREIGN = re.compile(
    r"(?:(?:van|von|vande|vanden|den|der|ten|ter|el|al|ben|bin|da|di) ){1,3}(?=[^\W\d_]{3})", re.IGNORECASE
)
"""Particles that French has not: a name follows."""
UNSURE = re.compile(
    r"(?:[eéèêëaàâiîïuûcqx]|(?<!on)(?<!aul)(?<!aer)t|(?:en|on|er|or|ou|ie)d|(?:[iuo]|ai|oi|t|ier|l|ien|[^e]n|(?<!a)e|eur|é)s|eur|[aeiou]l|[aeiu]f|[ao]in|ien|[aeo]im"
    r"|[ioe]r|our|[stx]ion|ison)$",
    re.IGNORECASE,
)
"""How verbs end in the third person, participles, adjectives, plurals, adverbs, and the nouns of short notes: « mme expulsion vendredi »."""
LITTLE = (
    "ailleurs alors après assez aux avec bas beaucoup bien car ces ceux chez comment contre dans dehors demain depuis des deux donc dont dès elle elles enfin entre fin font hier hors "
    "ils jamais jour jours jusque juin les leur leurs loin long lors lundi là mais malgré mardi mars matin mes mieux moins mon non nos notre nous ont par pas plus plusieurs pour puis quand "
    "rien sans sauf selon ses soir son sont sous souvent sur tel tels ton toujours tous trois trop très vers vont vos vous"
)
SMALL = frozenset(LITTLE.split())
"""Words of the grammar that no ending gives away."""
SUBJECT = re.compile(
    r" (?:est|était|sera|serait|avait|aura|aurait|va|veut|voulait|peut|pouvait|doit|devait|dit|disait|fait|vient|sait"
    r"|n'[aeiouyhéê]\w{0,20}|ne (?!pas|plus|rien|jamais)|(?:se |s')(?!\w{1,20}(?:er|ir|re)\b)"
    r"|a (?:(?:pas|déjà|bien|encore) )?(?:fait|dit|\w{2,20}(?:é|u|is|ert)e?s?\b))\b",
    re.IGNORECASE,
)
"""What only a subject stands before: a verb that everybody uses, a negation, a reflexive (but not before an infinitive), a past tense."""
AROUND = 60
"""How far a line is looked at, each way, to see whether it is in capitals."""


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where a title and the name after it stand, in order, apart; not a title alone, a function, an initial, nor who stands for anybody."""
    last = 0
    for title in TITLE.finditer(text):
        end = _end(text, title) if title.start() >= last else 0
        if end:
            last = end
            yield title.start(), end


def _end(text: str, title: re.Match[str]) -> int:
    """Where the name after this title ends; 0 where there is none."""
    named = NAMED.match(text, title.end())
    if named is None:
        return _by_grammar(text, title.end()) if re.fullmatch(f"{SHORT}|{LOUD}", title["title"]) else 0
    if _says_nothing(text, title, named):
        return _by_grammar(text, title.end())
    whose = title["title"].casefold() == "famille" and named[0].startswith(("de ", "du ", "des ", "d'"))
    if whose or NOBODY.match(named[0]) or SIGLE.match(named[0]):
        return 0
    sigles = [found.start() for found in re.finditer(r"(?<= )\w+", named[0]) if SIGLE.match(named[0], found.start())]
    return title.end() + (sigles[0] - 1 if sigles else len(named[0]))


def _says_nothing(text: str, title: re.Match[str], named: re.Match[str]) -> bool:
    """Whether the capitals of this name are those of the line: the title is in capitals too, or all that stands around."""
    if not named[0].split(" ")[0].isupper():
        return False
    before = text[max(0, title.start() - AROUND) : title.start()].rpartition("\n")[2]
    after = text[title.end() : title.end() + AROUND].partition("\n")[0]
    return re.fullmatch(LOUD, title["title"]) is not None or (before + after).isupper()


def _by_grammar(text: str, start: int) -> int:
    """Where the name that begins here ends, from what each word may be; 0 for none."""
    foreign = FOREIGN.match(text, start)
    at, end = foreign.end() if foreign else start, 0
    while (word := WORD.match(text, at)) and ((foreign and not end) or _names(text, word)):
        end = word.end()
        if not word[0].isupper() or text[end : end + 1] != " ":
            break
        at = end + 1
    return end


def _names(text: str, word: re.Match[str]) -> bool:
    if any(part in SMALL for part in word[0].casefold().split("-")) or (word[0].isupper() and SIGLE.match(word[0])):
        return False
    if re.search("[aeiouyéèêëàâîïôöûü]", word[0], re.IGNORECASE) is None or SUBJECT.match(" " + word[0]):
        return False
    sure = "'" in word[0] or any(UNSURE.search(part) is None for part in word[0].split("-"))
    return sure or SUBJECT.match(text, word.end()) is not None
