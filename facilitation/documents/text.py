"""An outline as readable text, one block a line: what tests keep beside them and compare.

`dump(outline)`, `word.reread(docx)` and `reading.page_text(html)` give the same text for the same document, each by its own way: what people see on the
page is what stands in the file. A line break inside a block is shown as a new line with four spaces; inside a cell or a list item, as « ⏎ ».
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from facilitation.documents.settle import run_on, settled
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
from facilitation.typed import clean

ROLES = {"body": "", "summary": "[En bref] ", "quote": "[Citation] ", "detail": "[Détail] ", "mention": "[Mention] "}
LABELS = {"identity": "[Identité] ", "decision": "[Décision] ", "outcome": "[Résultat] "}
PAGE = "[Page]"


def dump(outline: Outline) -> str:
    """The whole document as text, ending in a line break."""
    return "".join(line + "\n" for line in _document(outline))


def marked(pieces: Iterable[tuple[str, bool, bool]]) -> str:
    """Pieces of (text, strong, emphasis) as text, `**strong**` and `_emphasised_`; neighbours in one look are one piece."""
    joined: list[tuple[str, bool, bool]] = []
    for text, strong, emphasis in pieces:
        if not text:
            continue
        if joined and joined[-1][1:] == (strong, emphasis):
            joined[-1] = (joined[-1][0] + text, strong, emphasis)
        else:
            joined.append((text, strong, emphasis))
    return "".join("**" * s + "_" * e + text + "_" * e + "**" * s for text, s, e in joined)


def folded(text: str) -> str:
    """A block's text: its line breaks as new lines with four spaces."""
    return text.replace("\n", "\n    ")


def inline(text: str) -> str:
    """A cell's or an item's text: its line breaks as « ⏎ »."""
    return text.replace("\n", " ⏎ ")


def table_lines(
    caption: str, title: str, description: str, header: Iterable[str], rows: Iterable[Iterable[str]]
) -> Iterator[str]:
    """A table as lines: caption, title and description, header row, rows."""
    if caption:
        yield f"[Légende] {inline(caption)}"
    yield f"[Tableau] {inline(title)} · {inline(description)}"
    yield "|= " + " |= ".join(map(inline, header)) + " |"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def figure_lines(caption: str, alternative: str) -> Iterator[str]:
    """A drawing as lines: its caption, and what it shows in words; its table follows."""
    yield f"[Légende] {inline(caption)}"
    yield f"[Figure] {inline(alternative)}"


def _document(outline: Outline) -> Iterator[str]:
    if outline.partnership:
        yield f"[Partenariat] {folded(clean(outline.partnership))}"
    yield f"[Titre] {folded(clean(outline.title))}"
    if outline.subtitle:
        yield f"[Sous-titre] {folded(clean(outline.subtitle))}"
    for placed in settled(outline.blocks):
        if placed.breaks:
            yield PAGE
        yield from _BLOCKS[placed.block.kind](placed.block)
    for line in filter(None, (outline.footer, outline.confidential)):
        yield f"[Pied] {clean(line).replace(chr(10), ' ')}"


def _heading(block: Heading) -> Iterator[str]:
    number = f"{block.number}. " if block.number else ""
    yield f"[Titre {block.level}] {number}{folded(clean(block.text))}"


def _paragraph(block: Paragraph) -> Iterator[str]:
    yield ROLES[block.role] + folded(_text(block.runs))


def _labelled(block: Labelled) -> Iterator[str]:
    value = _text(block.runs, looks=block.role != "decision")
    yield f"{LABELS[block.role]}{inline(clean(block.label))} | {folded(value)}"
    for detail in block.details:
        yield ROLES["detail"] + folded(_text(detail))


def _listing(block: Listing) -> Iterator[str]:
    if block.run_on:
        yield folded(_text(run_on(block.items)))
        return
    for number, item in enumerate(block.items, 1):
        yield (f"{number}. " if block.numbered else "– ") + inline(_text(item))


def _table(block: Table) -> Iterator[str]:
    rows = [[_cell(cell, head=column == 0) for column, cell in enumerate(row)] for row in block.rows]
    header = map(clean, block.header)
    yield from table_lines(clean(block.caption), clean(block.title), clean(block.description), header, rows)


def _figure(block: Figure) -> Iterator[str]:
    yield from figure_lines(clean(block.data.caption), clean(block.alternative))


def _signature(block: SignatureLine) -> Iterator[str]:
    yield f"[Signature] {folded(clean(block.name))}"


_BLOCKS: dict[str, Callable[[Any], Iterator[str]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "labelled": _labelled,
    "list": _listing,
    "table": _table,
    "figure": _figure,
    "signature": _signature,
}


def _text(runs: Runs, *, looks: bool = True) -> str:
    return marked((clean(run.text), looks and run.strong, looks and run.emphasis) for run in runs)


def _cell(cell: Cell, *, head: bool) -> str:
    return " // ".join(inline(_text(runs, looks=not head)) for runs in cell.paragraphs)
