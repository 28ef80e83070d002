"""An agreement on proposed rules: each says yes, yes with a reservation, or passes; nobody is made to agree (`domain/relecture.md` §1.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from facilitation.activities.base import FormData, Given, Line, Part, Production, Several, Wording, answers_of
from facilitation.activities.reading import Reading
from facilitation.activities.unanswered import nothing_to_arrange
from facilitation.activities.wording import counted, lowered
from facilitation.i18n import _, mark, ngettext
from facilitation.outline import AnyBlock, Blocks, Labelled, paragraph, plain

TYPE = "accord"
TITLE = mark("Se mettre d'accord sur le cadre")


class Config(Part):
    """The rules proposed."""

    points: Several[Wording] = Field(min_length=1)


Word = Literal["oui", "reserve", "passe"]


class Answer(Part):
    """One person's word on the whole frame, and the reservation as they worded it."""

    word: Word
    reservation: str = ""


class DeskState(Part):
    """Nothing to arrange."""


class Voice(Line):
    """One answer: its reservation (empty without one) and its word."""

    word: Word


class Summary(Production):
    """How many said what; every answer, and among them the reservations in words."""

    yes: int = 0
    reserved: int = 0
    passed: int = 0
    voices: tuple[Voice, ...] = ()

    @property
    def reservations(self) -> tuple[Voice, ...]:
        """The answers that hold a reservation."""
        return tuple(line for line in self.voices if line.text)

    @property
    def by_all(self) -> bool:
        """Whether everybody who was asked said yes, with or without a reservation."""
        return self.expected > 0 and self.yes + self.reserved >= self.expected and not self.passed

    @property
    def counts(self) -> str:
        """The counts in words, in one sentence; empty without an answer."""
        parts = []
        if self.yes:
            parts.append(ngettext("un oui", "%(count)s oui", self.yes, count=counted(self.yes)))
        if self.reserved:
            parts.append(
                ngettext(
                    "un oui avec réserve", "%(count)s oui avec réserve", self.reserved, count=counted(self.reserved)
                )
            )
        if self.passed:
            parts.append(
                ngettext(
                    "une personne a passé",
                    "%(count)s personnes ont passé",
                    self.passed,
                    count=counted(self.passed, feminine=True),
                )
            )
        return _("Réponses notées : %(counts)s.", counts=", ".join(parts)) if parts else ""


def fields(config: Config) -> tuple[str, ...]:
    """The answer's fields."""
    return ("reponse", "reserve")


def read(config: Config, formdata: FormData) -> Answer:
    """The word and its reservation; raises AnswerFaults. A reservation that was typed is never dropped for a ticked « oui »."""
    form = Reading(formdata)
    word, reservation = form.word("reponse"), form.text("reserve")
    if word not in ("oui", "reserve", "passe"):
        form.fault("reponse", _("Choisissez « Oui », « Oui, avec une réserve » ou « Je passe »."))
    elif word == "reserve" and not reservation:
        form.fault("reserve", _("Écrivez la réserve en quelques mots, ou choisissez « Je passe »."))
    elif word != "reserve" and reservation:
        form.fault("reponse", _("Une réserve est écrite : choisissez « Oui, avec une réserve », ou effacez-la."))
    form.settle()
    return Answer(word=_WORDS[word], reservation=reservation)


_WORDS: Mapping[str, Word] = {"oui": "oui", "reserve": "reserve", "passe": "passe"}


def several(config: Config) -> bool:
    """One word each: another replaces it."""
    return False


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return {"reponse": answer.word, "reserve": answer.reservation}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """The counts of what was given, and the reservations in the order they came."""
    answers = answers_of(given, Answer)
    words = [answer.word for _one, answer in answers]
    return Summary(
        answered=len(answers),
        expected=expected,
        yes=words.count("oui"),
        reserved=words.count("reserve"),
        passed=words.count("passe"),
        voices=tuple(
            Voice(
                id=one.id,
                text=answer.reservation,
                who=one.who,
                revealed=one.revealed,
                field="reserve",
                word=answer.word,
            )
            for one, answer in answers
        ),
    )


def blocks(config: Config, summary: Summary) -> Blocks:
    """One sentence on the rules, then each reservation, unattributed. « Par chacun » only where everybody asked said yes."""
    if not summary.answered:
        return ()
    rules = "\u202f; ".join(lowered(point) for point in config.points)
    if summary.by_all:
        made: list[AnyBlock] = [paragraph(_("Règles acceptées par chacun : %(rules)s.", rules=rules))]
    else:
        sentence = _("Règles proposées au groupe : %(rules)s.", rules=rules)
        made = [paragraph(f"{sentence} {summary.counts}")]
    made.extend(
        Labelled(label=_("Réserve"), runs=plain(line.text), source=line.id, field=line.field)
        for line in summary.reservations
    )
    return tuple(made)


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()
