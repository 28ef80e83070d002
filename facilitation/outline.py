"""The neutral blocks that activities and documents compose, and that Word, the preview and the tests write.

An outline knows nothing of Word, HTML or meetings. Texts are plain: what people typed arrives here as they typed it (a line break is `\\n`);
the product's own sentences come already typeset. `source` is the id of the note or row a block comes from, `field` the part of it that it shows:
with both, the preview can offer to correct the block in place. Everything is frozen and goes to JSON and back (`to_json`, `from_json`).
"""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(_Part):
    """A stretch of text in one look: `strong`, `emphasis`, or both off."""

    text: str
    strong: bool = False
    emphasis: bool = False


Runs = tuple[Run, ...]


class Block(_Part):
    """What every block has: where it comes from."""

    source: str = ""
    field: str = ""


class Heading(Block):
    """A heading of level 1 to 4; a numbered one carries its number (« 2 », « 2.1 ») so that a withheld point leaves the others theirs."""

    kind: Literal["heading"] = "heading"
    level: Annotated[int, Field(ge=1, le=4)]
    text: str
    number: str = ""


class Paragraph(Block):
    """Running text. `role`: what it is, which decides its look (table of `design/word/README.md`)."""

    kind: Literal["paragraph"] = "paragraph"
    runs: Runs
    role: Literal["body", "summary", "quote", "detail", "mention"] = "body"


class Labelled(Block):
    """A label in the margin column and what it says: identity lines, decisions, reservations, questions."""

    kind: Literal["labelled"] = "labelled"
    label: str
    runs: Runs
    role: Literal["identity", "decision", "outcome"] = "outcome"
    details: tuple[Runs, ...] = ()


class Listing(Block):
    """A list; each item is runs, with the ids of their sources when they have one. `run_on`: a few words each, quoted one after the other on a line."""

    kind: Literal["list"] = "list"
    items: tuple[Runs, ...]
    numbered: bool = False
    sources: tuple[str, ...] = ()
    run_on: bool = False


class Cell(_Part):
    """A cell: its paragraphs, in order."""

    paragraphs: tuple[Runs, ...]
    source: str = ""
    field: str = ""


class Table(Block):
    """A table with a header row; `widths` are shares of the text width, `description` the alternative text. The first column heads its row."""

    kind: Literal["table"] = "table"
    title: str
    description: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    caption: str = ""


class Figure(Block):
    """A drawing (SVG), its alternative text, and its data as a table."""

    kind: Literal["figure"] = "figure"
    svg: str
    alternative: str
    data: Table


class PageBreak(Block):
    """What follows begins a page."""

    kind: Literal["page_break"] = "page_break"


class SignatureLine(Block):
    """A name and a line to sign on, or a label and a blank to fill in by hand."""

    kind: Literal["signature"] = "signature"
    name: str


AnyBlock = Annotated[
    Heading | Paragraph | Labelled | Listing | Table | Figure | PageBreak | SignatureLine, Field(discriminator="kind")
]
Blocks = tuple[AnyBlock, ...]


class Outline(_Part):
    """A whole document: who (partnership), what (title, subtitle), its furniture (footer, properties), and its blocks in order.

    `day` is the ISO date and time of the meeting, in UTC, given to the file's properties; `landscape` turns the page, `large` enlarges all type. `property_title` names
    the file in its properties (« Procès-verbal, séance 3/2026, jeudi 12 mars 2026 »); empty, it is made of the other parts.
    """

    partnership: str
    title: str
    subtitle: str
    document: str
    number: str
    status: str
    day: str
    footer: str
    confidential: str = ""
    guide: str = ""
    property_title: str = ""
    landscape: bool = False
    large: bool = False
    blocks: Blocks

    def to_json(self) -> str:
        """The outline as canonical JSON: the same outline gives the same text."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Outline:
        """The outline that `to_json` wrote."""
        return cls.model_validate_json(text)


def plain(text: str, *, strong: bool = False) -> Runs:
    """One run of this text."""
    return (Run(text=text, strong=strong),)


def paragraph(
    text: str,
    *,
    role: Literal["body", "summary", "quote", "detail", "mention"] = "body",
    source: str = "",
    field: str = "",
) -> Paragraph:
    """A paragraph of one plain run."""
    return Paragraph(runs=plain(text), role=role, source=source, field=field)
