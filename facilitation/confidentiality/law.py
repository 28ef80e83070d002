"""What the law says, as far as it was confirmed, with where that was read: `content/law.yaml`, French keys. Pure.

A fact is `confirme` or `a-verifier`; only the first are shown (`domain/droit.md`). No fact gives advice: whoever reads is sent to whom to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from facilitation.guides.catalogue import shown_path
from facilitation.guides.coherence import check_twins
from facilitation.guides.faults import Fault
from facilitation.guides.load import Loaded, load_plain
from facilitation.guides.schema import Authored, Identifier, Language, Words

FILE = "law.yaml"
Day = Annotated[str, Field(pattern=r"^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$")]


class Fact(Authored):
    """A fact: what it says, who says so and where, the day of our note, and whether it was confirmed."""

    id: Identifier
    text: Words = Field(alias="texte")
    source: Words
    address: str = Field(default="", alias="adresse")
    seen_on: Day = Field(alias="vu_le")
    standing: Literal["confirme", "a-verifier"] = Field(alias="statut")

    @property
    def seen(self) -> date:
        """The day of our note."""
        return date.fromisoformat(self.seen_on)

    @property
    def may_be_shown(self) -> bool:
        """Whether it was confirmed."""
        return self.standing == "confirme"


class LawFile(Authored):
    """`law.yaml`."""

    format: Literal[1]
    language: Language = Field(alias="langue")
    facts: tuple[Fact, ...] = Field(alias="faits")


@dataclass(frozen=True, slots=True)
class Law:
    """The facts of the file by id, in its order; `faults` has those of the file, remarks too."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def shown(self, ids: tuple[str, ...]) -> tuple[Fact, ...]:
        """Those of these ids that were confirmed, in this order; a name that is not known gives nothing."""
        return tuple(self.facts[one] for one in ids if one in self.facts and self.facts[one].may_be_shown)


def is_law(keys: set[str]) -> bool:
    """Whether a file with these keys is the one of facts."""
    return "faits" in keys


def load_law_file(path: Path, shown_as: str = "") -> Loaded[LawFile]:
    """The file read; faults name it as `shown_as`, or by its path."""
    return load_plain(path, LawFile, shown_as, lambda draft: check_twins(draft, "faits"))


def load_law(folder: Path) -> Law:
    """The facts of this content folder; none where there is no such file. Never raises for a bad one."""
    path = folder / FILE
    if not path.is_file():
        return Law()
    loaded = load_law_file(path, shown_path(path))
    facts = loaded.value.facts if loaded.value else ()
    return Law({one.id: one for one in facts}, loaded.faults)
