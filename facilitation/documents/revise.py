"""Correcting a text that was frozen: its passages, one of them rewritten wherever the same words stand, and the names of what changed.

What a person may rewrite is what people said or typed: paragraphs, items, cells, what stands after a label. Titles, labels, numbers, mentions and the
status are the document's own and stay. A change of words is carried to a document only if it held those very words, at the same number or from the same
source: a readership that did not have a passage does not get its correction. An outline keeps its blocks and their order, so that two versions compare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from facilitation.documents.wording import ONCE_SIGNS, short
from facilitation.i18n import _
from facilitation.outline import (
    AnyBlock,
    Cell,
    Figure,
    Heading,
    Labelled,
    Listing,
    Outline,
    Paragraph,
    Run,
    Runs,
    Table,
    plain,
)

SHORTEST = 12  # signs: fewer are not looked for in a sentence that quotes a decision
_NUMBER = re.compile(r"(?:\d+/\d{4}-)?[DAQR]\d+$")
_OWN = ("mention", "summary")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that can be rewritten. `place` says where (« 12 », « 12.3 » an item, « 12.3.2 » a cell), `title` what it is called in the document.

    `texts`: the text, then its details; for a cell, its paragraphs. `number`: « 3/2026-D1 » where it belongs to an outcome; `source`: where it came from.
    """

    place: str
    title: str
    texts: tuple[str, ...]
    number: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Words that take the place of others, and what tells that a passage is the same one elsewhere."""

    before: str
    after: str
    number: str = ""
    source: str = ""
    anchor: str = ""


def passages(outline: Outline) -> tuple[Passage, ...]:
    """The passages of this outline that can be rewritten, in order."""
    found: list[Passage] = []
    title = ""
    for index, block in enumerate(outline.blocks):
        if isinstance(block, Heading):
            title = " ".join(filter(None, (block.number, block.text)))
        found.extend(_of_block(str(index), block, title))
    return tuple(found)


def _of_block(place: str, block: AnyBlock, title: str) -> Iterator[Passage]:
    match block:
        case Paragraph() if block.role not in _OWN:
            yield Passage(place, title, (_text(block.runs),), source=block.source)
        case Labelled() if block.label not in (_("Statut"), _("Version"), _("Lecteurs")):
            texts = (_text(block.runs), *map(_text, block.details))
            yield Passage(place, block.label, texts, _number(block.label), block.source)
        case Listing():
            for item, (runs, source) in enumerate(zip(block.items, _sources(block), strict=True)):
                yield Passage(f"{place}.{item}", title, (_text(runs),), source=source)
        case Table():
            yield from _of_table(place, block, title)
        case Figure():
            yield from _of_table(place, block.data, title)
        case _:
            return


def _of_table(place: str, table: Table, title: str) -> Iterator[Passage]:
    """The cells that say something, but for those that head their rows."""
    for row, cells in enumerate(table.rows):
        head = _head(cells)
        for column, cell in enumerate(cells):
            if column and cell.paragraphs:
                named = ", ".join(filter(None, (head or title, table.header[column])))
                texts = tuple(map(_text, cell.paragraphs))
                yield Passage(f"{place}.{row}.{column}", named, texts, _number(head), cell.source)


def _sources(block: Listing) -> tuple[str, ...]:
    return block.sources if len(block.sources) == len(block.items) else ("",) * len(block.items)


def passage(outline: Outline, place: str) -> Passage | None:
    """The passage at this place, or None."""
    return next((one for one in passages(outline) if one.place == place), None)


def placed(outline: Outline) -> Outline:
    """The outline with each passage's place as its source, so that a page can lead to its correction; what cannot be rewritten has none."""
    places = {one.place for one in passages(outline)}

    def own(place: str) -> dict[str, str]:
        return {"source": place if place in places else "", "field": ""}

    blocks: list[AnyBlock] = []
    for index, block in enumerate(outline.blocks):
        changed: dict[str, object] = dict(own(str(index)))
        if isinstance(block, Listing):
            changed["sources"] = tuple(own(f"{index}.{item}")["source"] for item in range(len(block.items)))
        if isinstance(block, Table | Figure):
            table = block if isinstance(block, Table) else block.data
            rows = tuple(
                tuple(cell.model_copy(update=own(f"{index}.{row}.{column}")) for column, cell in enumerate(cells))
                for row, cells in enumerate(table.rows)
            )
            changed |= {"rows": rows} if block is table else {"data": table.model_copy(update={"rows": rows})}
        blocks.append(block.model_copy(update=changed))
    return outline.model_copy(update={"blocks": tuple(blocks)})


# ------------------------------------------------------------------ rewriting


def rewritings(old: Passage, texts: tuple[str, ...]) -> tuple[Rewriting, ...]:
    """What changes when the passage says these texts instead; a missing or extra text raises ValueError."""
    if len(texts) != len(old.texts):
        raise ValueError("a passage keeps its number of texts")
    return tuple(
        Rewriting(before, after, old.number, old.source, old.title)
        for before, after in zip(old.texts, texts, strict=True)
        if before != after
    )


def differences(before: Outline, after: Outline) -> tuple[Rewriting, ...]:
    """What was rewritten between two versions of one outline; a detail that was taken away is rewritten as nothing."""
    new = {one.place: one for one in passages(after)}
    found: list[Rewriting] = []
    for old in passages(before):
        texts = new[old.place].texts if old.place in new else ()
        if texts == old.texts:
            continue
        kept = [text for text in old.texts if text in texts]
        if len(texts) == len(old.texts):
            found.extend(rewritings(old, texts))
        else:  # details were taken away: those that still stand stand, the first text may have changed
            first = rewritings(replace(old, texts=old.texts[:1]), texts[:1] or ("",))
            gone = [one for one in old.texts[1:] if one not in kept]
            found.extend((*first, *(Rewriting(one, "", old.number, old.source, old.title) for one in gone)))
    return tuple(found)


def revised(outline: Outline, changes: tuple[Rewriting, ...]) -> Outline:
    """The outline with these words wherever the same passage stands, and shortened where it is quoted in few words; the same one when it holds none."""
    blocks = outline.blocks
    for change in changes:
        carried = tuple(_rewritten(block, change) for block in blocks)
        if carried != blocks:
            carried = tuple(_requoted(block, change) for block in carried)
        blocks = carried
    return outline if blocks == outline.blocks else outline.model_copy(update={"blocks": blocks})


def _rewritten(block: AnyBlock, change: Rewriting) -> AnyBlock:
    match block:
        case Paragraph() if block.role not in _OWN:
            runs = _said(block.runs, change, "", block.source)
            return block if runs is block.runs else block.model_copy(update={"runs": runs})
        case Labelled():
            number = _number(block.label)
            if change.anchor != block.label and not _same(change, number, block.source):
                return block
            runs = _said(block.runs, change, number, block.source, anchored=True)
            details = tuple(_said(one, change, number, block.source, anchored=True) for one in block.details)
            return block.model_copy(update={"runs": runs, "details": tuple(one for one in details if _text(one))})
        case Listing():
            items = tuple(
                _said(item, change, "", source) for item, source in zip(block.items, _sources(block), strict=True)
            )
            return block.model_copy(update={"items": items})
        case Table():
            return block.model_copy(update={"rows": tuple(_row(block, row, change) for row in block.rows)})
        case Figure():
            return _of_figure(block, change)
        case _:
            return block


def _of_figure(figure: Figure, change: Rewriting) -> AnyBlock:
    """The figure; or, where its data were rewritten, their table alone: the drawing no longer says what they say."""
    rows = tuple(_row(figure.data, row, change) for row in figure.data.rows)
    if rows == figure.data.rows:
        return figure
    return figure.data.model_copy(update={"rows": rows, "caption": figure.data.caption or figure.data.title})


def _row(table: Table, row: tuple[Cell, ...], change: Rewriting) -> tuple[Cell, ...]:
    head = _head(row)
    cells = []
    for column, cell in enumerate(row):
        named = ", ".join(filter(None, (head, table.header[column])))
        if column and (change.anchor == named or _same(change, _number(head), cell.source)):
            paragraphs = tuple(_in_cell(runs, change) for runs in cell.paragraphs)
            cell = cell.model_copy(update={"paragraphs": paragraphs})
        cells.append(cell)
    return tuple(cells)


def _in_cell(runs: Runs, change: Rewriting) -> Runs:
    """A cell has the words whole, or in few words."""
    if _text(runs) == change.before:
        return _kept_look(runs, change.after)
    quoted = _text(runs) in (short(change.before), short(change.before, ONCE_SIGNS))
    return plain(short(change.after)) if quoted else runs


def _said(runs: Runs, change: Rewriting, number: str, source: str, *, anchored: bool = False) -> Runs:
    """These runs, or the new words in their place; an item may say more after the words (« … (pour le 9 octobre 2026) »)."""
    text = _text(runs)
    if text == change.before and (anchored or _same(change, number, source)):
        return _kept_look(runs, change.after)
    if len(runs) > 1 and runs[0].text == change.before and source and source == change.source:
        return (runs[0].model_copy(update={"text": change.after}), *runs[1:])
    return runs


def _same(change: Rewriting, number: str, source: str) -> bool:
    """Whether a passage of this number and source is the one that changes; without either, its words alone tell."""
    if change.number or number:
        return change.number == number or bool(source and source == change.source)
    return source == change.source if source and change.source else True


def _requoted(block: AnyBlock, change: Rewriting) -> AnyBlock:
    """« En bref », where it quotes the first words of a decision."""
    if not isinstance(block, Paragraph) or block.role != "summary" or not change.number:
        return block
    old, new = (" ".join(text.split()).rstrip(".") for text in (change.before, change.after))
    runs = []
    for run in block.runs:
        quoted = next((cut for size in range(len(old), SHORTEST, -1) if (cut := short(old, size)) in run.text), "")
        text = run.text.replace(quoted, short(new, max(len(quoted), SHORTEST)), 1) if quoted else run.text
        runs.append(run.model_copy(update={"text": text}))
    return block.model_copy(update={"runs": tuple(runs)})


def _kept_look(runs: Runs, text: str) -> Runs:
    """The new words, in the look of the runs they begin with as before."""
    kept: list[Run] = []
    rest = text
    for run in runs[:-1]:
        if not rest.startswith(run.text):
            break
        kept.append(run)
        rest = rest[len(run.text) :]
    look = runs[len(kept)] if len(runs) == len(kept) + 1 and runs else Run(text="")
    return (*kept, look.model_copy(update={"text": rest}))


# ------------------------------------------------------------------ what changed


def changed(before: Outline, after: Outline) -> tuple[str, ...]:
    """The names of the passages that differ, each once, in order: « 2.1 Lire autrement », « Décision 3/2026-D1 »."""
    old = {one.place: replace(one, source="") for one in passages(before)}
    differ = [one for one in passages(after) if one.title and old.get(one.place) != replace(one, source="")]
    labelled = {one.number for one in differ if one.number and one.title.endswith(one.number)}
    named = [one.title for one in differ if one.number not in labelled or one.title.endswith(one.number)]
    return tuple(dict.fromkeys(named))


def _text(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _number(label: str) -> str:
    """The number that a label ends with, or nothing."""
    match = _NUMBER.search(label)
    return match[0] if match else ""


def _head(row: tuple[Cell, ...]) -> str:
    return " ".join(_text(runs) for runs in row[0].paragraphs) if row else ""
