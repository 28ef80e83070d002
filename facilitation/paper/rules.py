"""What is printed, with which codes, and what is read of a row typed in again. Pure.

The code of a sheet is its step's (« R4 ») and, where sheets are numbered, the sheet's own (« R4-K7 »): letters and digits that no hand confuses. The step's
code is made from its id in the guide, so that a kit printed from the library and the meeting it is used in say the same. A sheet of an anonymous step has no
number of its own (`domain/relecture.md` §6: handwriting already tells enough).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from markupsafe import Markup

from facilitation.activities import registry, sheets
from facilitation.activities.base import Part
from facilitation.activities.sheets import Cell
from facilitation.confidentiality.readers import Trace
from facilitation.errors import FacilitationError
from facilitation.guides.schema import Flag, Step
from facilitation.guides.text import render
from facilitation.i18n import _, mark, ngettext
from facilitation.meetings.groups import how_many
from facilitation.meetings.rules import MeetingState

LETTERS, DIGITS = "ACDEFHJKLMNPRTVWXY", "23456789"
MOST_COPIES, MOST_PAGES = 60, 300
USUAL_GROUP = 4
"""How many make a sub-group where the step does not say."""
BEFORE = frozenset({MeetingState.PREPARED, MeetingState.CONVENED, MeetingState.OPEN})
"""Where no step has run: it may have been held on paper, and nothing comes back from a sheet until somebody says so."""
UNREADABLE = frozenset({"x", "?"})
REMAINS = {
    Trace.PV: mark("Le document de la réunion garde ces réponses, sans nom."),
    Trace.SYNTHESE: mark("Le document ne garde que la synthèse relue par le groupe."),
    Trace.PERSO: mark("Ce qui en serait recopié est effacé à la clôture de la réunion."),
    Trace.SESSION: mark("Ce qui est recopié est effacé à la clôture de la réunion."),
    Trace.AUCUNE: mark("Rien n'est recopié : emportez cette feuille, ou détruisez-la."),
}


class TooMuchToPrint(FacilitationError):
    """Ce kit ferait %(pages)s pages ; Maillage en prépare trois cents au plus. Demandez moins de feuilles, ou imprimez en deux fois."""


class NothingToPrint(FacilitationError):
    """Rien n'est choisi. Cochez le déroulé ou les affiches, ou demandez au moins une feuille."""


# ------------------------------------------------------------------ codes


def step_codes(steps: Sequence[str]) -> tuple[str, ...]:
    """For each step's id, in order, its code: a letter and a digit, all different up to 144 steps."""
    given: list[str] = []
    for step_id in steps:
        place = int.from_bytes(sha256(step_id.encode()).digest()[:4], "big")
        while _sign(place) in given and len(given) < len(LETTERS) * len(DIGITS):
            place += 1
        given.append(_sign(place))
    return tuple(given)


def _sign(place: int) -> str:
    letter, digit = divmod(place % (len(LETTERS) * len(DIGITS)), len(DIGITS))
    return LETTERS[letter] + DIGITS[digit]


def sheet_code(step_code: str, number: int) -> str:
    """« R4-K7 » for the sheet of this number (from 1): numbers that follow have codes that don't, so that a pile tells no order."""
    return f"{step_code}-{_sign(number * 61)}"  # 61 and 144 share no factor: each number below 145 has its own


def code_read(typed: str) -> str:
    """The code as it was typed, set straight: « r4 k7 » is « R4-K7 »; anything else is given back in capitals."""
    plain = re.sub(r"[\s\-–.]", "", typed).upper()
    return f"{plain[:2]}-{plain[2:]}" if len(plain) == 4 else plain


# ------------------------------------------------------------------ what is printed


@dataclass(frozen=True, slots=True)
class Asked:
    """A step that may be printed: `key` names its field in the form, `code` is its step's, `most` how many people would each need a sheet."""

    key: str
    number: int
    step: Step
    config: Part
    code: str

    @property
    def kind(self) -> sheets.Kind:
        """The kind of its sheet."""
        return sheets.kind_of(self.step.activity.type)

    @property
    def question(self) -> Markup:
        """The step's question, as safe HTML."""
        return render(self.step.question)

    @property
    def anonymous(self) -> bool:
        """Whether nobody is to know whose a sheet is."""
        own = {getattr(self.config, "signature", None), getattr(self.config, "ballot", None)}
        return Flag.ANONYME in self.step.flags or bool(own & {"anonyme", "secret"})

    @property
    def retyped(self) -> bool:
        """Whether its sheets are typed in again: they have cells, and the step keeps something."""
        return bool(sheets.cells(self.config)) and self.step.trace is not Trace.AUCUNE

    def usual(self, people: int) -> int:
        """How many are proposed for this many people: one each, or one for the group; for sub-groups, one each."""
        split = Flag.SOUS_GROUPES in self.step.flags
        groups = how_many(people, self.step.subgroup_size or USUAL_GROUP) if split else 1
        return {"feuille": people, "billets": people, "groupe": groups, "aucune": 0}[self.kind]


def asked_of(steps: Sequence[tuple[str, Step, Part]]) -> tuple[Asked, ...]:
    """The steps (field, step, settings) of a ribbon in order, each with its number and its code."""
    codes = step_codes([step.id for _key, step, _config in steps])
    return tuple(
        Asked(key, number, step, config, code)
        for number, ((key, step, config), code) in enumerate(zip(steps, codes, strict=True), start=1)
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to print: the run sheet, a wall sheet a question, and so many copies of each step's sheet, by its key."""

    run_sheet: bool = True
    walls: bool = True
    copies: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: of this step, with these codes (one a page, or one for each slip), and what is said of who will read it."""

    asked: Asked
    codes: tuple[str, ...]
    warning: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """All that is printed. `about`: the line above each sheet (partnership, session, day); `people`: names for lists; `rows`: how many they make room for."""

    title: str
    about: str
    source: str
    run_sheet: bool
    walls: tuple[Asked, ...]
    pages: tuple[Sheet, ...]
    people: tuple[str, ...]
    rows: int


def pages_of(asked: Asked, copies: int) -> tuple[Sheet, ...]:
    """The pages of this many copies: one each; slips as many as a page holds; none for an activity that needs none."""
    if asked.kind == "aucune":
        return ()
    numbered = asked.kind != "groupe" and not asked.anonymous
    codes = tuple(sheet_code(asked.code, number) if numbered else asked.code for number in range(1, copies + 1))
    held = sheets.per_page(asked.step.activity.type)
    warning, told = _told(asked)
    return tuple(Sheet(asked, codes[at : at + held], warning, told) for at in range(0, copies, held))


def _told(asked: Asked) -> tuple[str, tuple[str, ...]]:
    """Who will read the sheet, in words: what stands out, then the rest."""
    remains = _(REMAINS[asked.step.trace])
    if not sheets.cells(asked.config) or asked.step.trace is Trace.AUCUNE:
        return "", (_("Cette feuille est lue par le groupe."), remains)
    if Flag.CONSULTATION in asked.step.flags:
        slip = _("Avec un bulletin tiré au sort, écrivez ici son code : qui recopie cette feuille le tape à l'adresse du bulletin, la lit, et peut reconnaître votre écriture.")  # fmt: skip
        return _("N'écrivez aucun nom."), (slip, remains)
    if asked.anonymous:
        return _("N'écrivez aucun nom."), (
            _(
                "Qui recopie cette feuille la lit, et peut reconnaître votre écriture : le groupe peut confier la copie à deux membres tirés au sort. "
                "Une fois recopiée, rien ne dit de qui elle vient. Les feuilles sont ensuite détruites devant le groupe."
            ),
            remains,
        )
    if asked.step.trace is Trace.PERSO:
        return "", (
            _("Cette feuille est à qui l'écrit : gardez-la, ou confiez-la si vous voulez la partager."),
            remains,
        )
    if asked.kind == "groupe":
        return "", (_("Lue par le groupe, et par la personne qui la recopie."), remains)
    return "", (
        _("Lue par la personne qui la recopie, puis par le groupe. Le code désigne la feuille, pas vous."),
        remains,
    )


def made(asked: Sequence[Asked], wanted: Wanted, **about: object) -> Kit:
    """The kit of what is wanted; raises NothingToPrint, TooMuchToPrint. `about`: the Kit's own fields that remain."""
    pages = tuple(page for one in asked for page in pages_of(one, wanted.copies.get(one.key, 0)))
    walls = tuple(one for one in asked if wanted.walls and one.step.question.strip())
    if not (pages or walls or wanted.run_sheet):
        raise NothingToPrint()
    if len(pages) + len(walls) > MOST_PAGES:
        raise TooMuchToPrint(pages=len(pages) + len(walls))
    return Kit(run_sheet=wanted.run_sheet, walls=walls, pages=pages, **about)  # type: ignore[arg-type]


def settings_of(step: Step) -> Part:
    """The settings of a step's activity."""
    return registry.config(step.activity)


# ------------------------------------------------------------------ a row typed in again


@dataclass(frozen=True, slots=True)
class Row:
    """A sheet as it was typed. `fields`: the form that the activity reads; `unread`: the fields of what could not be read; `faults`: what to do, by field."""

    fields: Mapping[str, str]
    unread: tuple[str, ...]
    faults: Mapping[str, str]

    @property
    def blank(self) -> bool:
        """Whether nothing at all was answered: there is no answer to keep, and the sheet counts all the same."""
        return not self.fields and not self.faults


def read_row(cells: Sequence[Cell], typed: Mapping[str, str]) -> Row:
    """What these keys mean: a choice, « x » or « ? » for what cannot be read, nothing for a blank; a text is kept as it stands."""
    fields: dict[str, str] = {}
    unread: list[str] = []
    faults: dict[str, str] = {}
    for cell in cells:
        text = typed.get(cell.field, "")
        word = text.strip().lower()
        if not word:
            continue
        if word in UNREADABLE:
            unread.append(cell.field)
        elif not cell.choices:
            fields[cell.field] = text
        elif (value := _chosen(cell, word)) is not None:
            fields[cell.field] = value
        else:
            faults[cell.field] = _(
                "« %(title)s » : « %(typed)s » n'est pas une touche de cette case. %(help)s",
                title=cell.title,
                typed=text.strip(),
                help=key_help(cell),
            )
    return Row(fields, tuple(unread), faults)


def _chosen(cell: Cell, word: str) -> str | None:
    values = {one.key: one.value for one in cell.choices}
    if word in values:
        return values[word]
    if not cell.several:
        return None
    parts = re.split(r"[\s,;]+", word) if re.search(r"[\s,;]", word) else list(word)
    known = [values.get(part) for part in parts if part]
    return None if None in known else ",".join(part for part in known if part)


def key_help(cell: Cell) -> str:
    """« Tapez 0, 1, 2, 3 ou n ; x si c'est illisible ; rien si la case est vide. »"""
    *first, last = cell.keys
    keys = _("%(keys)s ou %(last)s", keys=", ".join(first), last=last) if first else last
    return _("Tapez %(keys)s ; x si c'est illisible ; rien si la case est vide.", keys=keys)


def typed_from(cells: Sequence[Cell], fields: Mapping[str, str], unread: Sequence[str]) -> dict[str, str]:
    """The row that this answer was typed as: `read_row` gives it back."""
    row: dict[str, str] = {}
    for cell in cells:
        value = fields.get(cell.field, "")
        keys = {one.value: one.key for one in cell.choices}
        parts = value.split(",") if cell.several else [value]
        joint = " " if any(len(key) > 1 for key in cell.keys) else ""
        row[cell.field] = joint.join(keys.get(part, part) for part in parts)
        if cell.field in unread:
            row[cell.field] = "x"
    return row


# ------------------------------------------------------------------ counting


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read of a step's sheets: answer id → fields for those that bear one, field → count for the others, and the sheets left blank."""

    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsigned: Mapping[str, int] = field(default_factory=dict)
    blank: int = 0

    @classmethod
    def stored(cls, data: Mapping[str, object]) -> Unread:
        """From the JSON of a stage."""
        lines, unsigned, blank = data.get("lines"), data.get("unsigned"), data.get("blank")
        return cls(
            {key: tuple(names) for key, names in lines.items()} if isinstance(lines, dict) else {},
            {key: int(count) for key, count in unsigned.items()} if isinstance(unsigned, dict) else {},
            blank if isinstance(blank, int) else 0,
        )

    def to_store(self) -> dict[str, object]:
        """The JSON of a stage."""
        lines = {key: list(names) for key, names in self.lines.items() if names}
        return {"lines": lines, "unsigned": dict(self.unsigned), "blank": self.blank}

    def with_row(self, row: Row, answer_id: str) -> Unread:
        """The same with one more sheet; `answer_id` is empty where nothing may tie the sheet to an answer."""
        blank = self.blank + (not row.fields and not row.unread)
        if answer_id:
            return Unread({**self.lines, answer_id: row.unread}, self.unsigned, blank)
        counts = dict(self.unsigned)
        for name in row.unread:
            counts[name] = counts.get(name, 0) + 1
        return Unread(self.lines, counts, blank)

    def without(self, answer_id: str) -> Unread:
        """The same without the sheet of this answer."""
        return Unread({key: names for key, names in self.lines.items() if key != answer_id}, self.unsigned, self.blank)

    @property
    def count(self) -> int:
        """How many answers could not be read."""
        return sum(len(names) for names in self.lines.values()) + sum(self.unsigned.values())


def counted(typed: int, handed_out: int | None) -> str:
    """« 9 feuilles sur 10 », « 9 feuilles » where nobody said how many were handed out, or more came back than were."""
    if not typed:
        return _("aucune feuille") if not handed_out else _("aucune feuille sur %(out)s", out=handed_out)
    if handed_out is None or typed > handed_out:
        return ngettext("%(num)s feuille", "%(num)s feuilles", typed)
    return ngettext("%(num)s feuille sur %(out)s", "%(num)s feuilles sur %(out)s", typed, out=handed_out)


def must_be_a_count(text: str) -> int | None:
    """How many sheets were handed out, or None for nothing typed; raises UnreadableCount."""
    plain = text.strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) < 4):
        raise UnreadableCount(typed=plain)
    return int(plain)


class UnreadableCount(FacilitationError):
    """« %(typed)s » n'est pas un nombre de feuilles. Écrivez-le en chiffres, de 0 à 999, ou laissez vide si vous ne l'avez pas compté."""


class NothingTyped(FacilitationError):
    """Rien n'est tapé sur cette ligne. Si la feuille est revenue vide, comptez-la avec « Feuille blanche »."""


class NotYet(FacilitationError):
    """Cette heure n'est pas encore passée. Notez une réunion tenue sur papier après qu'elle a eu lieu."""


class NotHeldYet(FacilitationError):
    """Cette réunion n'a pas encore commencé : aucune feuille ne s'y recopie. Si elle s'est tenue sur papier, dites d'abord quand."""


class EndsBeforeItBegins(FacilitationError):
    """La fin est avant le début. Corrigez l'une des deux heures."""


class OtherStep(FacilitationError):
    """La feuille %(code)s est celle d'une autre étape : son code commence par %(theirs)s, et ici il commence par %(ours)s. Changez d'étape, ou ôtez le code."""


class AlreadyTyped(FacilitationError):
    """La feuille %(code)s est déjà recopiée dans cette étape. Si ce n'est pas la même, ôtez le code et enregistrez."""


def must_be_of(step_code: str, typed: str) -> str:
    """The code set straight, empty for none; raises OtherStep when it is another step's."""
    code = code_read(typed)
    if code and not code.startswith(step_code):
        raise OtherStep(code=code, theirs=code[:2], ours=step_code)
    return code
