"""A checklist: each condition is met, is not, or is to be checked, with a note. What is missing comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from facilitation.activities.base import FormData, Given, Item, Line, Part, Several, answers_of, by_answer
from facilitation.activities.items import no_twin
from facilitation.activities.reading import Reading
from facilitation.activities.spread import THRESHOLD, Counted, counted_from
from facilitation.activities.unanswered import nothing_to_arrange
from facilitation.activities.wording import GAP, counted, table
from facilitation.i18n import _, mark, ngettext
from facilitation.outline import Blocks, Cell, paragraph, plain

TYPE = "liste-controle"
TITLE = mark("Une liste à vérifier")
Mark = Literal["oui", "non", "a-verifier"]
MARKS: Mapping[Mark, str] = {"oui": mark("Oui"), "non": mark("Non"), "a-verifier": mark("À vérifier")}


class Config(Part):
    """The conditions."""

    conditions: Several[Item] = Field(min_length=1)

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        no_twin(self.conditions)
        return self


class Answer(Part):
    """A mark and a note by condition; a condition left blank is in neither."""

    marks: dict[str, Mark]
    notes: dict[str, str]


class DeskState(Part):
    """Nothing to arrange."""


class Voice(Line):
    """A note of one answer (empty where it has none), for the desk with all that it marked."""

    told: str = ""


class Condition(Part):
    """A condition: how many said what, and the notes. `sole`: the list holds one answer, so that nothing needs counting."""

    id: str
    title: str
    met: int = 0
    missing: int = 0
    doubtful: int = 0
    notes: tuple[Line, ...] = ()
    withheld: bool = False
    sole: bool = False

    @property
    def rank(self) -> int:
        """0 where somebody says it is missing, then to be checked, then without an answer, last those that are met."""
        if self.missing:
            return 0
        if self.doubtful:
            return 1
        return 3 if self.met else 2

    @property
    def told(self) -> str:
        """What was said of it, in words."""
        if self.withheld:
            return _("moins de cinq réponses : non affiché")
        counts = {"non": self.missing, "a-verifier": self.doubtful, "oui": self.met}
        said = [(word, count) for word, count in counts.items() if count]
        if self.sole and said:
            return {"non": _("Manque"), "a-verifier": _("À vérifier"), "oui": _("Oui")}[said[0][0]]
        parts = [_COUNTED[word](count) for word, count in said]
        return ", ".join(parts) if parts else _("Sans réponse")


_COUNTED = {
    "non": lambda count: ngettext("%(count)s non", "%(count)s non", count, count=counted(count)),
    "a-verifier": lambda count: ngettext("%(count)s à vérifier", "%(count)s à vérifier", count, count=counted(count)),
    "oui": lambda count: ngettext("%(count)s oui", "%(count)s oui", count, count=counted(count)),
}


class Summary(Counted):
    """The conditions, what is missing first, then what is to be checked; and the answers one by one."""

    conditions: tuple[Condition, ...] = ()
    voices: tuple[Voice, ...] = ()

    @property
    def entries(self) -> tuple[tuple[Voice, ...], ...]:
        """The same notes answer by answer."""
        shown = by_answer(self.ids, self.voices)
        return tuple(tuple(line for line in lines if isinstance(line, Voice)) for lines in shown)

    @property
    def missing(self) -> str:
        """How many conditions are missing or to be checked, in a sentence; empty without an answer."""
        open_ones = sum(one.rank < 2 for one in self.conditions)
        if not self.answered or self.withheld:
            return ""
        if not open_ones and all(one.rank == 3 for one in self.conditions):
            return _("Tout est là.")
        if not open_ones:
            return _("Rien ne manque parmi ce qui a été répondu.")
        return ngettext(
            "Une condition manque ou reste à vérifier.",
            "%(num)s conditions manquent ou restent à vérifier.",
            open_ones,
        )


def fields(config: Config) -> tuple[str, ...]:
    """Two fields a condition: its mark and its note."""
    return tuple(name for one in config.conditions for name in (one.id, note_of(one.id)))


def note_of(condition: str) -> str:
    """The field of a condition's note."""
    return f"{condition}.note"


def read(config: Config, formdata: FormData) -> Answer:
    """The marks and the notes; raises AnswerFaults for a mark that is not offered, a note without its mark, or a list left blank."""
    form, marks, notes = Reading(formdata), dict[str, Mark](), dict[str, str]()
    for one in config.conditions:
        word, note = form.word(one.id), form.text(note_of(one.id))
        if word and word not in MARKS:
            form.fault(one.id, _("Choisissez « Oui », « Non » ou « À vérifier »."))
        elif note and not word:
            form.fault(one.id, _("Une note est écrite : choisissez « Oui », « Non » ou « À vérifier », ou effacez-la."))
        elif word:
            marks[one.id] = _WORDS[word]
        if note:
            notes[one.id] = note
    if not marks and not form.faults:
        form.fault(config.conditions[0].id, _("Répondez à une condition au moins, ou passez."))
    form.settle()
    return Answer(marks=marks, notes=notes)


_WORDS: Mapping[str, Mark] = {word: word for word in MARKS}


def several(config: Config) -> bool:
    """One answer a person: a new one replaces it."""
    return False


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return {**answer.marks, **{note_of(one): note for one, note in answer.notes.items()}}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """What was said of each condition, what is missing first; the guide's order among equals. Under five anonymous answers, nothing of them."""
    answers = answers_of(given, Answer)
    made = counted_from([one for one, _answer in answers], expected)
    anonymous = any(one.anonymous for one, _answer in answers)
    conditions = [_condition(one, answers, anonymous) for one in config.conditions]
    hidden = {one.id for one in conditions if one.withheld}
    return Summary(
        **made,
        conditions=tuple(sorted(conditions, key=lambda one: one.rank)),
        voices=tuple(voice for one, answer in answers for voice in _voices(config, one, answer, hidden, anonymous)),
    )


def _condition(condition: Item, answers: Sequence[tuple[Given, Answer]], anonymous: bool) -> Condition:
    given = [answer.marks[condition.id] for _one, answer in answers if condition.id in answer.marks]
    if anonymous and len(given) < THRESHOLD:
        return Condition(id=condition.id, title=condition.title, withheld=True)
    return Condition(
        id=condition.id,
        title=condition.title,
        met=given.count("oui"),
        missing=given.count("non"),
        doubtful=given.count("a-verifier"),
        sole=len(answers) == 1,
        notes=tuple(_note(condition.id, one, answer) for one, answer in answers if condition.id in answer.notes),
    )


def _note(condition: str, one: Given, answer: Answer) -> Line:
    return Line(id=one.id, text=answer.notes[condition], who=one.who, revealed=one.revealed, field=note_of(condition))


def _voices(config: Config, one: Given, answer: Answer, hidden: set[str], anonymous: bool) -> tuple[Voice, ...]:
    """An answer for the desk: a line a mark. Where answers have no author, their notes alone."""
    asked = [each for each in config.conditions if each.id in answer.marks and each.id not in hidden]
    return tuple(
        Voice(
            id=one.id,
            text=answer.notes.get(each.id, ""),
            who=one.who,
            revealed=one.revealed,
            field=note_of(each.id),
            told=each.title if anonymous else f"{each.title}, {_(MARKS[answer.marks[each.id]]).lower()}",
        )
        for each in asked
        if each.id in answer.notes or not anonymous
    )


def blocks(config: Config, summary: Summary) -> Blocks:
    """A table that the group made: each condition with what was said of it, what is missing first, and its notes, unattributed."""
    if not summary.answered:
        return ()
    if summary.withheld:
        return (paragraph(_("Moins de cinq réponses sans nom : la répartition n'est pas montrée.")),)
    noted = any(one.notes for one in summary.conditions)
    header = (_("Condition"), _("Réponse"), *((_("Note"),) if noted else ()))
    rows = tuple(
        (
            Cell(paragraphs=(plain(one.title),)),
            Cell(paragraphs=(plain(one.told),)),
            *((_notes(one.notes),) if noted else ()),
        )
        for one in summary.conditions
    )
    made = table(
        title=_("Liste vérifiée par le groupe"),
        description=_("Une ligne par condition, ce qui manque d'abord : la réponse, puis la note s'il y en a une."),
        header=header,
        rows=rows,
    )
    return (made.model_copy(update={"widths": (0.4, 0.22, 0.38) if noted else (0.65, 0.35)}),)


def _notes(lines: Sequence[Line]) -> Cell:
    only = lines[0] if len(lines) == 1 else None
    return Cell(
        paragraphs=tuple(plain(line.text) for line in lines) or (plain(GAP),),
        source=only.id if only else "",
        field=only.field if only else "",
    )


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()
