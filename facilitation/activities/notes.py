"""Free notes, or notes under headings (a chronology: when, who, what)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from pydantic import Field, model_validator

from facilitation.activities.base import (
    FormData,
    Given,
    Item,
    Line,
    Part,
    Production,
    Several,
    answers_of,
    by_answer,
)
from facilitation.activities.items import no_twin
from facilitation.activities.reading import Reading
from facilitation.activities.unanswered import nothing_to_arrange
from facilitation.activities.wording import GAP, table
from facilitation.i18n import _, mark
from facilitation.outline import Blocks, Cell, Labelled, Table, paragraph, plain

TYPE = "notes"
TITLE = mark("Prendre note")
WIDEST = 4  # headings that a table of an A4 page can hold side by side


class Config(Part):
    """The headings, if any, and how many lines the field shows."""

    headings: Several[Item] = Field(default=(), alias="rubriques")
    lines: Annotated[int, Field(ge=1, le=30)] = Field(default=4, alias="lignes")

    @model_validator(mode="after")
    def _no_twins(self) -> Self:
        no_twin(self.headings)
        return self


class Answer(Part):
    """The texts that were typed, by field: `texte`, or the headings' ids. Empty fields are not in it."""

    texts: dict[str, str]


class DeskState(Part):
    """Nothing to arrange."""


class Section(Part):
    """A heading (its title empty where the guide gives none) and what was written under it."""

    id: str
    title: str
    lines: tuple[Line, ...]


class Summary(Production):
    """The notes by heading, every heading shown; `order`: the answers' ids as they came."""

    order: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def entries(self) -> tuple[tuple[Line, ...], ...]:
        """The same lines answer by answer."""
        return by_answer(self.order, [line for section in self.sections for line in section.lines])

    @property
    def titles(self) -> dict[str, str]:
        """Each field's title."""
        return {section.id: section.title for section in self.sections}


def fields(config: Config) -> tuple[str, ...]:
    """One field a heading, or `texte`."""
    return tuple(heading.id for heading in config.headings) or ("texte",)


def read(config: Config, formdata: FormData) -> Answer:
    """What was typed; raises AnswerFaults for a text that is too long, or where nothing was typed at all."""
    form = Reading(formdata)
    texts = {name: form.text(name) for name in fields(config)}
    if not any(texts.values()) and not form.faults:
        form.fault(fields(config)[0], _("Écrivez quelques mots avant d'enregistrer."))
    form.settle()
    return Answer(texts={name: text for name, text in texts.items() if text})


def several(config: Config) -> bool:
    """As many notes as one wants."""
    return True


def values(config: Config, answer: Answer) -> dict[str, str]:
    """The form that holds this answer."""
    return dict(answer.texts)


def summarise(
    config: Config, given: Sequence[Given], desk: DeskState, inputs: Mapping[str, Part], expected: int
) -> Summary:
    """The notes by heading, in the order they came."""
    answers = answers_of(given, Answer)
    titles = {heading.id: heading.title for heading in config.headings} or {"texte": ""}
    return Summary(
        answered=len(answers),
        expected=expected,
        order=tuple(one.id for one, _answer in answers),
        sections=tuple(
            Section(
                id=name,
                title=title,
                lines=tuple(
                    Line(id=one.id, text=answer.texts[name], who=one.who, revealed=one.revealed, field=name)
                    for one, answer in answers
                    if name in answer.texts
                ),
            )
            for name, title in titles.items()
        ),
    )


def blocks(config: Config, summary: Summary) -> Blocks:
    """Paragraphs; or, under headings, one line a text, and a table where several answers each fill several headings (a chronology)."""
    entries = summary.entries
    if not config.headings:
        return tuple(paragraph(line.text, source=line.id, field=line.field) for entry in entries for line in entry)
    tied = sum(len(entry) > 1 for entry in entries) > 1
    if tied and len(config.headings) <= WIDEST:
        return (_chronology(config, entries),)
    return tuple(
        Labelled(label=section.title, runs=plain(line.text), source=line.id, field=line.field)
        for section in summary.sections
        for line in section.lines
    )


def _chronology(config: Config, entries: tuple[tuple[Line, ...], ...]) -> Table:
    rows = []
    for entry in entries:
        typed = {line.field: line for line in entry}
        rows.append(
            tuple(
                Cell(paragraphs=(plain(typed[name].text),), source=typed[name].id, field=name)
                if name in typed
                else Cell(paragraphs=(plain(GAP),))
                for name in fields(config)
            )
        )
    return table(
        title=_("Notes du groupe"),
        description=_("Une ligne par note ; un tiret marque ce qui n'a pas été rempli."),
        header=tuple(heading.title for heading in config.headings),
        rows=tuple(rows),
    )


def direct(config: Config, desk: DeskState, formdata: FormData, given: Sequence[Given]) -> DeskState:
    """Always raises AnswerFaults: there is nothing to arrange."""
    raise nothing_to_arrange()
