"""Where, in a document about to leave, something may tell who a person is: under which heading, in which sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from facilitation.confidentiality.identifiers import BLOCKING, find
from facilitation.confidentiality.pointing import Pointed, point
from facilitation.outline import (
    Cell,
    Figure,
    Heading,
    Labelled,
    Listing,
    Outline,
    Paragraph,
    Runs,
    SignatureLine,
    Table,
)

AROUND = 160
"""Characters of a sentence shown on each side of what was found."""
_ENDS = re.compile(r"[.!?;\n]\s")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a document: the heading it stands under, and where it comes from (both empty when nothing of it can be corrected in place)."""

    heading: str
    text: str
    source: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A finding in a document, with the words around it as typed."""

    heading: str
    before: str
    after: str
    pointed: Pointed
    source: str
    field: str

    @property
    def found(self) -> str:
        """The stretch itself."""
        return self.pointed.found


def places(outline: Outline, known: Iterable[str] = ()) -> tuple[Place, ...]:
    """What may tell who a person is, in the order of the document, but for the people of `known`."""
    people = tuple(known)
    return tuple(_place(text, one) for text in texts(outline) for one in point(text.text, people))


def blocks(outline: Outline) -> bool:
    """Whether this document holds what must be seen before it leaves: a national number, a bank account."""
    return any(one.kind in BLOCKING for text in texts(outline) for one in find(text.text))


def texts(outline: Outline) -> Iterator[Text]:
    """Every text of a document in its order, its title and what stands at the foot of its pages included."""
    yield from (Text("", one) for one in (outline.partnership, outline.title, outline.subtitle) if one)
    heading = ""
    for block in outline.blocks:
        if isinstance(block, Heading):
            heading = block.text
        yield from (Text(heading, one.text, one.source, one.field) for one in _of(block))
    yield from (Text("", one) for one in (outline.footer, outline.confidential, outline.property_title) if one)


def _of(block: object) -> Iterator[Text]:
    if isinstance(block, Figure):
        yield Text("", block.alternative)
        yield from _of_table(block.data)
    elif isinstance(block, Table):
        yield from _of_table(block)
    else:
        yield from _of_words(block)


def _of_words(block: object) -> Iterator[Text]:
    match block:
        case Heading():
            yield Text("", block.text, block.source, block.field)
        case Paragraph():
            yield Text("", _joined(block.runs), block.source, block.field)
        case Labelled():
            yield Text("", block.label)
            yield Text("", _joined(block.runs), block.source, block.field)
            yield from (Text("", _joined(runs), block.source) for runs in block.details)
        case Listing():
            sources = block.sources if len(block.sources) == len(block.items) else ("",) * len(block.items)
            for item, source in zip(block.items, sources, strict=True):
                yield Text("", _joined(item), source, block.field)
        case SignatureLine():
            yield Text("", block.name)


def _of_table(table: Table) -> Iterator[Text]:
    yield from (Text("", one) for one in (table.title, table.description, table.caption, *table.header))
    for row in table.rows:
        for cell in row:
            yield from _of_cell(cell)


def _of_cell(cell: Cell) -> Iterator[Text]:
    for runs in cell.paragraphs:
        yield Text("", _joined(runs), cell.source, cell.field)


def _joined(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _place(text: Text, one: Pointed) -> Place:
    """The finding with its sentence, cut at the ends of sentences and, failing that, at `AROUND` characters."""
    before, after = text.text[max(0, one.start - AROUND) : one.start], text.text[one.end : one.end + AROUND]
    starts = [match.end() for match in _ENDS.finditer(before)]
    end = _ENDS.search(after)
    before = before[starts[-1] :] if starts else ("…" if one.start > AROUND else "") + before
    after = after[: end.start() + 1] if end else after + ("…" if len(text.text) > one.end + AROUND else "")
    return Place(text.heading, before, after, one, text.source, text.field)
