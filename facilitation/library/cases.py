"""Fictional cases: a short text to read aloud, its questions, what may be told later (« et si… »), and grids to observe with. Pure.

`content/cases/<id>.yaml`, with the French keys below and the faults of guides: file, line, column, what is wrong, what to do.
A question is the product's own; its sources say where its idea comes from, and with what certainty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from facilitation.guides import coherence
from facilitation.guides.catalogue import shown_path
from facilitation.guides.coherence import Draft
from facilitation.guides.faults import Fault, Faults, blocking, did_you_mean, shown
from facilitation.guides.load import Library, Loaded, load_plain
from facilitation.guides.schema import Attribution, Audience, Authored, Identifier, Language, Version, Words
from facilitation.i18n import _

WORDS_A_MINUTE = 150  # read aloud, without haste, to people who do not have the text
MOST_WORDS = 2 * WORDS_A_MINUTE
LONGEST_QUESTION = 240  # signs: what a room reads at one look
OPENING = "et si"

Owed = Annotated[tuple[Attribution, ...], Field(min_length=1)]


class CaseQuestion(Authored):
    """A question put to those who heard the case, and what its idea owes to whom."""

    text: Words = Field(alias="texte")
    sources: Owed


class Rebound(Authored):
    """What is told later, on a sheet of its own: « Et si… », and the question that it opens."""

    id: Identifier
    text: Words = Field(alias="texte")
    question: Words
    sources: Owed


class Grid(Authored):
    """A way to look at the case: what to look for, the drifts it helps to see, and what it shows (for the trainer)."""

    id: Identifier
    title: Words = Field(alias="titre")
    look_for: Annotated[tuple[Words, ...], Field(min_length=1)] = Field(alias="regarder")
    drifts: tuple[Words, ...] = Field(default=(), alias="derives")
    shows: Words = Field(alias="revele")
    sources: Owed


class Case(Authored):
    """A fictional case. `text` is read aloud in two minutes at most; `trainer` (Markdown) is for the trainer alone."""

    format: Literal[1]
    id: Identifier
    language: Language = Field(alias="langue")
    version: Version
    title: Words = Field(alias="titre")
    summary: Words = Field(alias="resume")
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1)] = Field(alias="publics")
    drifts: tuple[Words, ...] = Field(default=(), alias="derives")
    sources: Owed
    licence: Words
    attribution: Words
    text: Words = Field(alias="texte")
    questions: Annotated[tuple[CaseQuestion, ...], Field(min_length=1)]
    rebounds: Annotated[tuple[Rebound, ...], Field(min_length=1)] = Field(alias="rebonds")
    grids: Annotated[tuple[Grid, ...], Field(min_length=1)] = Field(alias="grilles")
    trainer: str = Field(default="", alias="formateur")


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a case in words (« la question 2 »), the question that it asks or nothing, and what it owes."""

    words: str
    question: str
    sources: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases that are served, by id, in the order of the ids; `faults` has those of every file, remarks too."""

    cases: Mapping[str, Case] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def seconds_aloud(text: str) -> int:
    """How long this text takes to read aloud, in seconds."""
    return round(_words(text) * 60 / WORDS_A_MINUTE)


def places(case: Case) -> Iterator[Place]:
    """The parts of the case that owe something to a source: itself, its questions, its rebounds and its grids."""
    yield Place(_("le cas"), "", case.sources)
    for number, question in enumerate(case.questions, 1):
        yield Place(_("la question %(number)s", number=number), question.text, question.sources)
    for number, rebound in enumerate(case.rebounds, 1):
        yield Place(_("le « et si » %(number)s", number=number), rebound.question, rebound.sources)
    for grid in case.grids:
        yield Place(_("la grille « %(title)s »", title=grid.title), "", grid.sources)


def owed(case: Case) -> tuple[Attribution, ...]:
    """Everything that the case owes to a source, part after part."""
    return tuple(one for place in places(case) for one in place.sources)


def is_case(keys: Sequence[str] | set[str]) -> bool:
    """Whether a file with these keys is a case."""
    return bool({"rebonds", "grilles"} & set(keys))


def load_case(path: Path, library: Library, shown_as: str = "") -> Loaded[Case]:
    """The case of this file; `library` gives the sources and drifts that it may name. Faults name the file as `shown_as`, or by its path."""
    return load_plain(path, Case, shown_as, partial(_check, library=library))


def load_cases(folder: Path, library: Library) -> Cases:
    """The cases of this content folder. Never raises for a bad or a missing file: a faulty case is left out and named."""
    found: dict[str, Case] = {}
    said: list[Fault] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        loaded = load_case(path, library, shown_path(path))
        named = Faults(shown_path(path))
        if loaded.value is not None:
            coherence.check_name(loaded.value.id, path, found, named)
        said += (*loaded.faults, *named.all)
        if loaded.value is not None and not blocking(named.all):
            found[loaded.value.id] = loaded.value
    return Cases(found, tuple(sorted(said)))


# ------------------------------------------------------------------ what must hold together


def _check(file: Draft, library: Library) -> None:
    coherence.check_prose(file)
    coherence.check_mentions(file, library.drifts)
    for key in ("rebonds", "grilles"):
        coherence.check_twins(file, key)
    _check_length(file)
    for path, value in _leaves(file.data):
        _check_leaf(file, path, value, library)


def _check_length(file: Draft) -> None:
    text = file.data.get("texte")
    count = _words(text) if isinstance(text, str) else 0
    if count > MOST_WORDS:
        said = _(
            "ce texte compte %(count)s mots : il se lit à voix haute en plus de deux minutes. Gardez-en %(most)s au plus.",
            count=count,
            most=MOST_WORDS,
        )
        file.say(("texte",), said, remark=True)


def _check_leaf(file: Draft, path: tuple[str | int, ...], value: str, library: Library) -> None:
    """A source and a drift exist; a question holds at one look; a rebound says what might happen."""
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    inside = path[0] if path else ""
    if path[-1] == "id" and "sources" in path and library.sources is not None and value not in library.sources:
        meant = did_you_mean(value, library.sources)
        meant = meant if len(meant) <= 200 else _("Ajoutez-la au fichier, ou corrigez son identifiant.")
        file.say(path, _("la source « %(name)s » n'existe pas. %(meant)s", name=shown(value), meant=meant))
    elif key == "derives" and library.drifts is not None and value not in library.drifts:
        meant = did_you_mean(value, library.drifts)
        file.say(path, _("la dérive « %(name)s » n'existe pas. %(meant)s", name=shown(value), meant=meant))
    asked = key == "question" or (key == "texte" and inside == "questions")
    if asked and len(value) > LONGEST_QUESTION:
        said = _(
            "cette question compte %(count)s signes ; la limite est de %(most)s. Coupez-la en deux.",
            count=len(value),
            most=LONGEST_QUESTION,
        )
        file.say(path, said, remark=True)
    if key == "texte" and inside == "rebonds" and not value.casefold().startswith(OPENING):
        said = _("un rebond dit ce qui pourrait arriver. Commencez-le par « Et si… ».")
        file.say(path, said, remark=True)


def _leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of the file with the path that leads to it."""
    if isinstance(data, str):
        yield path, data
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for part, value in items:
        yield from _leaves(value, (*path, part))


def _words(text: str) -> int:
    return sum(any(sign.isalnum() for sign in word) for word in text.split())  # « : » stands apart, and is no word
