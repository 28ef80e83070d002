"""The blocks of an outline as every writer takes them: the rules that Word, the page and the text share, applied once, before any of them.

What says nothing is dropped (an empty paragraph is never a space); the table of its data follows a figure, whose caption is theirs, and stands alone
where the drawing is not one of ours; a table that follows a table gets its title as caption, because Word joins two tables that touch; a page break at the end is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from facilitation.drawing.canvas import plain
from facilitation.i18n import NARROW, WIDE
from facilitation.outline import (
    AnyBlock,
    Blocks,
    Figure,
    Heading,
    Labelled,
    Listing,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    SignatureLine,
    Table,
)

OPENS, CLOSES, BETWEEN = f"«{WIDE}", f"{WIDE}»", f"{NARROW}; "
"""What stands around and between the items of a list that runs on."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and what stands before it: `breaks`: it begins a page; `follows`: the kind of the block above, or empty."""

    block: Heading | Paragraph | Labelled | Listing | Table | Figure | SignatureLine
    breaks: bool = False
    follows: str = ""


def settled(blocks: Blocks) -> Iterator[Placed]:
    """The blocks to write, in order, none of them empty or a page break; a figure carries its caption, and its table comes next."""
    breaks, follows = False, ""
    for block in chain.from_iterable(map(_with_data, blocks)):
        if isinstance(block, PageBreak):
            breaks = bool(follows)
            continue
        shown = _shown(block)
        if shown is None:
            continue
        if isinstance(shown, Table) and follows == "table" and not shown.caption:
            shown = shown.model_copy(update={"caption": shown.title or shown.description})
        yield Placed(shown, breaks, follows)
        breaks, follows = False, shown.kind


def run_on(items: Iterable[Runs]) -> Runs:
    """The items of a list that runs on, as one paragraph: « utile » ; « trop court »."""
    runs: list[Run] = []
    for item in items:
        runs += [Run(text=BETWEEN * bool(runs) + OPENS), *item, Run(text=CLOSES)]
    return tuple(runs)


def _with_data(block: AnyBlock) -> Blocks:
    """A figure and the table of its data; any other block alone."""
    if not isinstance(block, Figure):
        return (block,)
    data = block.data.model_copy(update={"caption": block.data.caption or block.data.title})
    if not plain(block.svg):
        return (data,)
    return block.model_copy(update={"data": data}), block.data.model_copy(update={"caption": ""})


def _shown(block: AnyBlock) -> Heading | Paragraph | Labelled | Listing | Table | Figure | SignatureLine | None:
    if isinstance(block, Paragraph):
        return block if _says(block.runs) else None
    if isinstance(block, Listing):
        return _filled(block)
    if isinstance(block, Heading):
        return block if block.text else None
    if isinstance(block, Labelled):
        return block if block.label or _says(block.runs) or block.details else None
    if isinstance(block, Table):
        return block if block.header else None
    return None if isinstance(block, PageBreak) else block


def _filled(listing: Listing) -> Listing | None:
    kept = [index for index, item in enumerate(listing.items) if _says(item)]
    if len(kept) == len(listing.items):
        return listing if kept else None
    sources = tuple(listing.sources[index] for index in kept) if len(listing.sources) == len(listing.items) else ()
    items = tuple(listing.items[index] for index in kept)
    return listing.model_copy(update={"items": items, "sources": sources}) if items else None


def _says(runs: Runs) -> bool:
    return any(run.text for run in runs)
