"""The exit opinion: was this time useful to you? From 1 to 5, and a word. Spread out, never averaged (`domain/relecture.md` §1.10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from facilitation.activities.base import FormData, Given, Line, Part, Production, Wording, answers_of
from facilitation.activities.reading import Reading
from facilitation.activities.unanswered import nothing_to_arrange
from facilitation.activities.wording import counted, listing
from facilitation.i18n import _, mark, ngettext
from facilitation.outline import AnyBlock, Blocks, paragraph

TYPE = "avis"
TITLE = mark("Avis de sortie")
LOWEST, HIGHEST = 1, 5


class Config(Part):
    """The question asked."""

    question: Wording = Field(default_factory=lambda: _("Ce temps vous a-t-il été utile ?"))


class Answer(Part):
    """A place from 1 (not at all) to 5 (wholly), a word, or both."""

    rating: Annotated[int, Field(ge=LOWEST, le=HIGHEST)] | None = None
    word: str = ""


class DeskState(Part):
    """Nothing to arrange."""


class Opinion(Line):
    """An opinion: its word (empty without one) and its rating."""

    rating: int | None = None


class Summary(Production):
    """Each opinion, and how the ratings spread."""

    opinions: tuple[Opinion, ...] = ()
    spread: tuple[int, ...] = (0, 0, 0, 0, 0)

    @property
    def words(self) -> tuple[Opinion, ...]:
        """The opinions that hold words."""
        return tuple(line for line in self.opinions if line.text)

    @property
    def sentence(self) -> str:
        """The spread in words, highest first; empty without a rating."""
        told: list[str] = []
        for rating, count in reversed(list(enumerate(self.spread, start=LOWEST))):
            if not count:
                continue
            letters = counted(count, feminine=True)
            if told:
                told.append(_("%(rating)s pour %(count)s", rating=rating, count=letters))
            else:
                told.append(
                    ngettext(
                        "%(rating)s pour %(count)s personne",
                        "%(rating)s pour %(count)s personnes",
                        count,
                        rating=rating,
                        count=letters,
                    )
                )
        return _("De 1, pas du tout, à 5, tout à fait : %(spread)s.", spread=", ".join(told)) if told else ""


def fields(config: Config) -> tuple[str, ...]:
    """The answer's fields."""
    return ("note", "mot")


def read(config: Config, formdata: FormData) -> Answer:
    """The rating and the word; raises AnswerFaults when both are missing, the rating is no number from 1 to 5, or the word too long."""
    form = Reading(formdata)
    rating, word = form.between("note", LOWEST, HIGHEST), form.text("mot")
    if rating is None and not word and not form.faults:
        form.fault("note", _("Choisissez de 1 à 5, ou écrivez un mot."))
    form.settle()
    return Answer(rating=rating, word=word)


def several(config: Config) -> bool:
    """One opinion each: another replaces it."""
    return False


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return {"note": "" if answer.rating is None else str(answer.rating), "mot": answer.word}


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """How many gave each rating, and the words, in the order they came."""
    answers = answers_of(given, Answer)
    ratings = [answer.rating for _one, answer in answers]
    return Summary(
        answered=len(answers),
        expected=expected,
        opinions=tuple(
            Opinion(id=one.id, text=answer.word, who=one.who, revealed=one.revealed, field="mot", rating=answer.rating)
            for one, answer in answers
        ),
        spread=tuple(ratings.count(rating) for rating in range(LOWEST, HIGHEST + 1)),
    )


def blocks(config: Config, summary: Summary) -> Blocks:
    """The question and how the ratings spread, in a sentence; then the words, on a line when they are few."""
    if not summary.opinions:
        return ()
    question = _("« %(question)s »", question=config.question)
    made: list[AnyBlock] = [paragraph(f"{question} {summary.sentence}".strip())]
    if summary.words:
        made.append(listing(summary.words, run_on=True))
    return tuple(made)


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()
