"""Short pages written by authors, French keys, texts in Markdown: `content/help.yaml` for whoever leads, `content/confidentiality.yaml` for anyone. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from facilitation.guides.catalogue import shown_path
from facilitation.guides.coherence import check_twins
from facilitation.guides.faults import Fault
from facilitation.guides.load import Loaded, load_plain
from facilitation.guides.schema import Authored, Identifier, Language, Words

FILE = "help.yaml"
CONFIDENTIALITY = "confidentiality.yaml"


class HelpSection(Authored):
    """A part of a page: a few words of title, and its text (Markdown).

    On the pages about confidentiality it may say which `tables` of the database it tells of, and which facts of `law.yaml` follow it.
    """

    title: Words = Field(alias="titre")
    text: Words = Field(alias="texte")
    tables: tuple[Words, ...] = ()
    facts: tuple[Identifier, ...] = Field(default=(), alias="faits")


class HelpPage(Authored):
    """A page: its title, a sentence that says what one finds there, and its parts."""

    id: Identifier
    title: Words = Field(alias="titre")
    summary: Words = Field(alias="resume")
    sections: Annotated[tuple[HelpSection, ...], Field(min_length=1)] = Field(alias="parties")


class HelpFile(Authored):
    """`help.yaml`."""

    format: Literal[1]
    language: Language = Field(alias="langue")
    pages: tuple[HelpPage, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """The pages that are served, by id, in the order of the file; `faults` has those of the file, remarks too."""

    pages: Mapping[str, HelpPage] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def is_help(keys: set[str]) -> bool:
    """Whether a file with these keys is the one of help pages."""
    return "pages" in keys


def load_help_file(path: Path, shown_as: str = "") -> Loaded[HelpFile]:
    """The file read; faults name it as `shown_as`, or by its path."""
    return load_plain(path, HelpFile, shown_as, lambda draft: check_twins(draft, "pages"))


def load_help(folder: Path, file: str = FILE) -> Help:
    """The pages of this file of a content folder; none, and no fault, where there is no such file. Never raises for a bad one."""
    path = folder / file
    if not path.is_file():
        return Help()
    loaded = load_help_file(path, shown_path(path))
    pages = loaded.value.pages if loaded.value else ()
    return Help({one.id: one for one in pages}, loaded.faults)
