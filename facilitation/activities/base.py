"""What every activity is made of: the contract that the registry and its tests hold each module to.

An activity is one module of this folder and one folder of templates of the same name. The module is pure and holds:

    TYPE        the word authors write under `activite: type:`
    TITLE       what people call it (French)
    Config      what a guide may set (French keys)
    Answer      what one person may answer; goes to JSON and back
    DeskState   what the facilitator arranges: groupings, turn order; goes to JSON and back
    Summary     what the group gets, frozen
    read(config, formdata) -> Answer                       raises `AnswerFaults`
    summarise(config, given, desk, inputs, expected) -> Summary
    blocks(config, summary) -> outline blocks              what a trace `pv` keeps, unattributed
    direct(config, desk, formdata, given) -> DeskState     a gesture at the desk; raises `AnswerFaults`
    fields(config) -> names                                the form fields that `read` knows; none where nobody answers
    several(config) -> bool                                whether one person may give several answers, or a new one replaces the first
    values(config, answer) -> {field: text}                the form filled with this answer: `read` gives it back

An activity that follows what was said elsewhere keeps that in its desk's state, filled by whoever leads the meeting, and holds besides:

    settled(config) -> bool              whether the guide alone says all the fields: with `fitted`, where it may; a script's answers are then checked
    fitted(config, desk) -> Config       the settings of one stage: `read`, `fields`, `values`, `summarise` and `blocks` take these
    carried(desk) -> notes               what the desk's state brings from elsewhere, each with its readers
    narrowed(desk, ids) -> DeskState     the same state with only these notes: what one reader may have

Its folder of templates holds `fields.html`, `desk.html`, `room.html` and `paper.html`; what a sheet of paper is, and the cells of the row in which it is
typed in again, is `activities.sheets`.

Names of form fields hold no underscore, so that a page may add fields of its own that do (`csrf_token`). The room's summary is made from revealed
answers only; its template looks at `Line.revealed` all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict

from facilitation.errors import FacilitationError
from facilitation.outline import Blocks


class Part(BaseModel):
    """Frozen data with no surprise key: the base of every Config, Answer, DeskState and Summary."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", populate_by_name=True)


_T = TypeVar("_T")
Several = Annotated[tuple[_T, ...], Strict(False)]
"""Several values: a list in a file, a tuple here."""
Wording = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"\S")]
"""Authored words: not empty."""
Slug = Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""What an author names a thing with: small letters without accents, digits and hyphens."""


class Item(Part):
    """A heading, a row or a column that an author names: its id is the name of a form field, its title what people read."""

    id: Slug
    title: Wording = Field(alias="titre")


class Line(Part):
    """One text of one answer, as a summary shows it: the same `id` on several lines is one answer in several fields.

    `id` is the answer's, with which the desk reveals, hides or deletes it; `field` the form field it was typed in; `who` a shown name, or empty;
    `group` the sub-group that it comes from, which everybody may read.
    """

    id: str
    text: str
    who: str = ""
    revealed: bool = False
    field: str = ""
    group: str = ""


class Production(Part):
    """The base of every Summary: how many answers it was made from, and how many were asked (0: not known)."""

    answered: int = 0
    expected: int = 0


class FormData(Protocol):
    """What an activity reads: a form's fields (werkzeug's MultiDict, or `Fields` in tests and scripts)."""

    def get(self, key: str, /) -> str | None:
        """The first value of this field, or None."""

    def getlist(self, key: str, /) -> list[str]:
        """All values of this field."""

    def keys(self) -> Any:
        """The names of the fields that were sent."""


class Fields(dict[str, str]):
    """Form data made by hand: one value a field."""

    def getlist(self, key: str, /) -> list[str]:
        """The value of this field in a list, or an empty list."""
        return [self[key]] if key in self else []


class AnswerFaults(FacilitationError):
    """Il reste une chose à corriger ; votre texte est toujours là."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """`faults`: for each field's name, the French sentence that says what to do."""
        super().__init__()
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that its reader may have: `select` has already been asked. `who` is a shown name, or empty.

    `anonymous`: it was kept without an author, so that what counts answers shows nothing of fewer than five. `group`: its sub-group's name, or empty.
    """

    id: str
    answer: Part
    who: str = ""
    revealed: bool = False
    anonymous: bool = False
    group: str = ""


_A = TypeVar("_A", bound=Part)


def answers_of(given: Sequence[Given], kind: type[_A]) -> tuple[tuple[Given, _A], ...]:
    """Each answer of this kind beside where it was given, in the order given."""
    return tuple((one, one.answer) for one in given if isinstance(one.answer, kind))


def by_answer(order: Sequence[str], lines: Sequence[Line]) -> tuple[tuple[Line, ...], ...]:
    """The lines put together again answer by answer, in the order of these ids; an answer without a line is left out."""
    together: dict[str, list[Line]] = {known: [] for known in order}
    for line in lines:
        together[line.id].append(line)
    return tuple(tuple(parts) for parts in together.values() if parts)


class Activity(Protocol):
    """An activity module, as the rest of the house sees it."""

    TYPE: str
    TITLE: str
    Config: type[Part]
    Answer: type[Part]
    DeskState: type[Part]
    Summary: type[Part]

    def read(self, config: Any, formdata: FormData) -> Part:
        """The answer that this form holds; raises AnswerFaults."""

    def summarise(
        self, config: Any, given: Sequence[Given], desk: Any, inputs: Mapping[str, Part], expected: int
    ) -> Part:
        """What the group gets from these answers; `inputs` are earlier stages' summaries, `expected` how many were asked."""

    def blocks(self, config: Any, summary: Any) -> Blocks:
        """The blocks that the minutes keep of this summary, unattributed."""

    def direct(self, config: Any, desk: Any, formdata: FormData, given: Sequence[Given]) -> Part:
        """The desk's state after this gesture; raises AnswerFaults."""

    def fields(self, config: Any) -> tuple[str, ...]:
        """The names of the form fields that `read` knows, in the form's order; none where nobody answers."""

    def several(self, config: Any) -> bool:
        """Whether each of one person's answers counts (cards); False where a new one replaces what that person answered before (an opinion)."""

    def values(self, config: Any, answer: Any) -> dict[str, str]:
        """The fields of a form that `read` would read this very answer from: what correcting it starts with."""
