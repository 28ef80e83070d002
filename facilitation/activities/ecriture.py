"""One private text each, signed or anonymous."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Literal

from pydantic import Field

from facilitation.activities.base import FormData, Given, Line, Part, Production, Wording, answers_of
from facilitation.activities.reading import Reading
from facilitation.activities.unanswered import nothing_to_arrange
from facilitation.activities.wording import listing
from facilitation.i18n import _, mark
from facilitation.outline import Blocks, paragraph

TYPE = "ecriture"
TITLE = mark("Écrire pour soi")


class Config(Part):
    """Whether names are shown (`signee`), never (`anonyme`), or as each one wishes (`au-choix`); how the text begins."""

    signature: Literal["signee", "anonyme", "au-choix"] = "au-choix"
    opening: Wording | None = Field(default=None, alias="amorce")


class Answer(Part):
    """One text."""

    text: str


class DeskState(Part):
    """Nothing to arrange."""


class Summary(Production):
    """The texts; shuffled and without names unless they are signed."""

    texts: tuple[Line, ...] = ()


def fields(config: Config) -> tuple[str, ...]:
    """The answer's only field."""
    return ("texte",)


def read(config: Config, formdata: FormData) -> Answer:
    """The text; raises AnswerFaults when it is empty or too long."""
    form = Reading(formdata)
    text = form.text("texte")
    if not text:
        form.fault("texte", _("Écrivez quelques mots avant d'enregistrer, ou passez."))
    form.settle()
    return Answer(text=text)


def several(config: Config) -> bool:
    """One text each: another replaces it."""
    return False


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return {"texte": answer.text}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """The texts: in the order they came where they are signed; elsewhere by a hash of their random ids, which tells nothing of that order."""
    answers = answers_of(given, Answer)
    if config.signature != "signee":
        answers = tuple(sorted(answers, key=lambda answer: sha256(answer[0].id.encode()).digest()))
    named = config.signature != "anonyme"
    return Summary(
        answered=len(answers),
        expected=expected,
        texts=tuple(
            Line(id=one.id, text=answer.text, who=one.who if named else "", revealed=one.revealed, field="texte")
            for one, answer in answers
        ),
    )


def blocks(config: Config, summary: Summary) -> Blocks:
    """The texts in a list, after the words they begin with."""
    if not summary.texts:
        return ()
    opening = (paragraph(config.opening),) if config.opening else ()
    return (*opening, listing(summary.texts))


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()
