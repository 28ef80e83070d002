"""The forms by which each kind of identifier is recognised, on a text whose digits, spaces, hyphens and apostrophes are plain ones.

Checksums and numbering plans come from `python-stdnum` and `phonenumbers`. Every repetition has a bound, so that no text takes longer than its length.
Order of `LOOKS`: what has a checksum first; a stretch that one kind took is not shown to those that follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import phonenumbers
from stdnum import iban as iban_numbers
from stdnum.be import ssn, vat

from facilitation.confidentiality import titles
from facilitation.confidentiality.titles import CAPITAL

Kind = Literal["niss", "iban", "phone", "email", "address", "birthdate", "titled_name"]
Span = tuple[int, int]
REGIONS = {"BE": "", "FR": "04"}
"""Where a phone number written without its country may be from, but for those that begin so: in Belgium, « 04 » is Liège or a mobile."""

# ------------------------------------------------------------------ numbers

NISS = re.compile(r"(?<![\w+.-])\d{2}[ ./-]?\d{2}[ ./-]?\d{2} ?[./-]? ?\d{3} ?[./-]? ?\d{2}(?![\w-])")
IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2} ?\d{2}(?:[ .-]{0,2}[A-Za-z0-9]){11,30}")
PHONE = re.compile(r"(?<![\w+.,/-])(?<!\d )(?:\+|\(\+|00|0|\(0)(?:[ ./()-]{0,3}\d){7,14}(?![\w]|[.,-]\d)")
SHAPED = re.compile(r"0[1-9]\d{7}|0800\d{5}|04[5-9]\d{7}")
"""As many digits as a Belgian number has: the plan is not asked, it changes."""
ENTERPRISE = re.compile(r"(?:BCE|TVA|entreprise|numéro d'identification)[^.\n]{0,20}\Z|BE ?\Z", re.IGNORECASE)
MAIL = re.compile(
    r"(?<![\w.+%'-])[\w+%'-](?:[\w.+%'-]{0,62}[\w+%'-])?@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w-])"
)


def nisses(text: str) -> Iterator[Span]:
    """National numbers, bis numbers included, whose checksum holds for one of the two centuries."""
    return (found.span() for found in NISS.finditer(text) if ssn.is_valid(_digits(found[0])))


def ibans(text: str) -> Iterator[Span]:
    """Account numbers whose checksum and length are their country's."""
    start = 0
    while (found := IBAN.search(text, start)) is not None:
        length = _iban_length(found[0])
        start = found.start() + (length or 2)
        if length:
            yield found.start(), found.start() + length


def _iban_length(text: str) -> int:
    """How much of this text, from its beginning, is an account number, written in one piece or in groups; 0 for none."""
    for end in range(len(text), 14, -1):
        if (
            text[end - 1].isalnum()
            and text[end : end + 1].isalnum() is False
            and iban_numbers.is_valid(text[:end], check_country=False)
        ):
            return end
    return 0


def phones(text: str) -> Iterator[Span]:
    """Numbers that the plan of their country, or of Belgium or France where none is written, knows."""
    for found in PHONE.finditer(text):
        if _is_phone(found[0]) and not _is_enterprise(text, found):
            yield found.span()


def _is_phone(text: str) -> bool:
    digits = _digits(text)
    return SHAPED.fullmatch(digits) is not None or any(
        _valid(text, region) for region, but in REGIONS.items() if not but or not digits.startswith(but)
    )


def _valid(text: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


def _is_enterprise(text: str, found: re.Match[str]) -> bool:
    """Whether this is the number of an enterprise: it says so, or is grouped as one and has its checksum."""
    if ENTERPRISE.search(text[max(0, found.start() - 40) : found.start()]):
        return True
    return re.fullmatch(r"\(?\d{4}[. ]\d{3}[. ]\d{3}", found[0]) is not None and vat.is_valid(_digits(found[0]))


def mails(text: str) -> Iterator[Span]:
    """Addresses of e-mail."""
    return (found.span() for found in MAIL.finditer(text)) if "@" in text else iter(())


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


# ------------------------------------------------------------------ dates, addresses, names

MONTHS = (
    r"janvier|janv\.?|février|fevrier|févr?\.?|mars|avril|avr\.?|mai|juin|juillet|juil\.?|août|aout|septembre|sept\.?|octobre|oct\.?|"
    r"novembre|nov\.?|décembre|decembre|déc\.?"
)
YEAR = r"(?:(?:19|20)\d{2})"
DAY = (
    rf"(?:(?:0?[1-9]|[12]\d|3[01]) ?[./ -] ?(?:0?[1-9]|1[0-2]) ?[./ -] ?(?:{YEAR}|\d{{2}})"
    rf"|(?:1 ?er|0?[1-9]|[12]\d|3[01]) (?:{MONTHS})(?: {YEAR})?"
    rf"|{YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
WHEN = r"(?<!\w)(?:(?<!\bde )|(?<=\bdate de )|(?<=\bdates de )|(?<=\bjour de )|(?<=\blieu de ))"
KIN = "(?:père|mère|fils|fille|frère|s(?:œ|oe)ur|enfant|bébé|conjointe?|épouse|époux|mari|papa|maman|aînée?|cadette?|jeune|monsieur|madame)"
BORN = re.compile(
    rf"(?:(?P<born>(?<![\w-])(?:n(?:é|ée|ee)s?(?:\(e\)|·e|\.e)?|na[îi]t|naquit)\b)(?P<told>[^\n\d.;!?]{{0,45}})|\bne le "
    rf"|{WHEN}naiss(?:ance\b|\b\.?)(?P<label>[^\n\d.;]{{0,25}})|\b(?:DN|D\.N\.|DDN)\b ?(?:(?:de la |du |de )?{KIN})? ?:? ?|(?<!n)° ?(?:le )?"
    rf"|\b(?P<feast>anniversaire\b[^\n\d.;]{{0,12}}|(?:fête|fêtera|soufflera) ses \w{{2,20}} ans le ))"
    rf"(?P<day>{DAY})(?:(?: et (?:le )?| ?[;,/] ?(?:et )?(?:(?:de la |de l'|du |d'|celle d)[^\n\d.;:,]{{0,20}} ?: ?|{KIN} ?:? ?))(?P<other>{DAY}))?"
    rf"|(?P<before>{DAY}) (?:comme|pour|\() ?date de naissance|(?<=\()(?P<inside>{DAY}),? date de naissance",
    re.IGNORECASE,
)
"""« ne le » before a date is no negation: it is « né le » typed without its accent. « Acte de naissance » is an act, and its date is not the birth's."""
THINGS = (
    "(?:projet|asbl|collectif|association|idée|réseau|charte|service|maison|plateforme|groupe|crèche|école|comité|coopérative|fédération|entreprise|mouvement|initiative|"
    "équipe|cellule|dispositif|partenariat|loi|décret|festival|atelier)"
)
THING = re.compile(
    rf"\b{THINGS}(?:,| (?:est|était|fut|serait|a été)|(?: (?:de|du|des|pour|d'accueil)\b| d')[^,.;\n]{{1,30}} (?:est|était|fut|a été)),? \Z|\bc'est (?:de là|ainsi|là) qu[^\n.;!?]{{0,8}}\Z",
    re.IGNORECASE,
)
"""What is said to be born, and is nobody; not « le service suit un jeune né le … »."""
OF_THING = re.compile(rf"^ (?:de la |de l'|d'une? |du ){THINGS}\b", re.IGNORECASE)
ELSE = re.compile(
    r"(?:,| et| puis|:)(?: [a-zà-ÿ]{2,12}){0,2} (?!soit\b)[a-zà-ÿ]{2,20}(?:é|i|u|is|it)e?s?\b(?<!di)(?<!ici)(?: [^,]{0,30})?\Z"
)
"""Something else that happened, told between the birth and the date: « né à Huy et arrivé le … »."""

WORD = rf"[{CAPITAL}](?:[\w.]{{0,2}}\.(?=[ \w-])|[\w'-]{{0,30}})"
OF = r"(?:à la |à l'|aux |au |de la |de l'|des |du |de |d'|la |le |les |l')"
STREETS = (
    "rue r. thier avenue av. boulevard bd bd. bld bld. chaussée chaussee chée chee place pl. allée quai impasse square drève clos sentier chemin ruelle venelle "
    "route passage cité résidence cour cours voie coron tienne tige rampe promenade lotissement faubourg galerie montagne parvis esplanade digue rond-point mont hameau domaine"
)
KIND = "(?:" + "|".join(re.escape(one) for one in sorted(STREETS.split(), key=len, reverse=True)) + ")"
NUMBER = r"\d{1,4}(?: ?(?:bis|ter)\b| ?[A-Za-gi-z]\b(?!')|/\d{1,3})?"
STREET = rf"(?:(?i:grand(?:-r|'r|-R)(?:oute|ue)|grand-place)|(?i:{KIND}) {OF}?(?:{WORD}|\d{{1,3}}(?:er|e)? [\w]{{2,20}})(?:[ -](?:{OF}){{0,2}}{WORD}){{0,4}})"
FLEMISH = rf"[{CAPITAL}][\w'.-]{{1,30}}(?:straat|laan|steenweg|plein|kaai|dreef|baan)"
LOW = r"(?i:rue|avenue|av\.|boulevard|bd|chauss[ée]e|ch[ée]e) (?:de la |de l'|des |du )[a-zà-ÿ][a-zà-ÿ'-]{2,20}"
"""A street typed without a capital: an article, a word, and a number after which nothing is counted."""
NOTHING_COUNTED = re.compile(r" ?(?:[,;.)/\n-]|\Z)|,? (?:bte|bo[iî]te|à \d{4}|\d{4}) ")
BOX = r"(?:,? ?(?:bte|boîte|boite|bus|app\.?|appt\.?|appartement)\.? ?(?:\d{1,4}[A-Za-z]?|[A-Za-z]\d{0,3}|[A-Z]{2})\b(?!'))?"
TOWN = rf"(?:B ?- ?)?\d{{4,5}} {WORD}(?:[ -](?:(?:la|le|les|sur|sous|aux|lez|de|du|en|l')[ -])?{WORD}){{0,2}}"
LIVES = re.compile(
    r"(?:\b(?:habit(?=[eé]|ai|ation)|log(?=[eé])(?!ements)|résid|demeur|domicili|install|héberg)\w{0,8}|\bdomicile|\badresse|\bvit|\bvivent|\bemménag\w{1,4}|\bchez (?:elle|lui))\b[^\n.;:]{0,25}:? ?\Z",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    rf"(?:(?<![\w'-])|(?<=\b[ldLD]'))(?:(?P<before>{NUMBER},? (?:bte \w{{1,3}},? )?))?(?P<street>{STREET}|{FLEMISH}|(?P<low>{LOW}))"
    rf"(?P<after>,? (?:n° ?|numéro |au )?{NUMBER}(?!\w|(?<=\d{{4}}) [{CAPITAL}]|\d| ?(?:€|euros?|ans|mois|personnes|jours|semaines|heures|min|h\b|fois|km|mètres|%)))?{BOX}(?: ?[-/] ?{FLEMISH} {NUMBER})?(?P<town>(?:,| -| à)? (?:à )?{TOWN})?"
)
NAMED_AFTER = re.compile(rf"(?<!\bà la )(?<!\w)(?i:{KIND}) d(?:u|e la|e l') ?(?i:grand |petit )?\Z")
"""A street whose name begins with a title."""


def births(text: str) -> Iterator[Span]:
    """Dates that are said to be of somebody's birth."""
    for found in BORN.finditer(text):
        if not _is_of_something_else(text, found):
            yield from (found.span(name) for name in ("day", "other", "before", "inside") if found[name])


def _is_of_something_else(text: str, found: re.Match[str]) -> bool:
    """Whether it is a thing that was born, another act that has this date, or an anniversary of no year."""
    told = found["told"] or found["label"] or ""
    if found["born"] and (told.endswith(" du ") or THING.search(text[max(0, found.start() - 60) : found.start()])):
        return True
    if found["feast"] and re.search(YEAR + "$", found["day"]) is None:
        return True
    return OF_THING.match(told) is not None or ELSE.search(told) is not None


def addresses(text: str) -> Iterator[Span]:
    """A street and its number, in either order, with box and town; without a number, when a town follows or somebody is said to live there."""
    for found in ADDRESS.finditer(text):
        if found["low"] and not (found["before"] or (found["after"] and NOTHING_COUNTED.match(text, found.end()))):
            continue
        lives = LIVES.search(text[max(0, found.start() - 60) : found.start()])
        if found["before"] or found["after"] or found["town"] or lives:
            yield found.start(), found.start() + len(found[0].rstrip(" .,'-"))


def titled_names(text: str) -> Iterator[Span]:
    """A title and the name after it (`confidentiality.titles`); not a street that bears a name: « rue du Docteur Huet »."""
    return (
        (start, end) for start, end in titles.names(text) if not NAMED_AFTER.search(text[max(0, start - 40) : start])
    )


LOOKS: dict[Kind, Callable[[str], Iterator[Span]]] = {
    "niss": nisses,
    "iban": ibans,
    "email": mails,
    "phone": phones,
    "birthdate": births,
    "address": addresses,
    "titled_name": titled_names,
}
