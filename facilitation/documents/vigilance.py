"""« Dérive » is a word for working among partners: in what leaves the group for others it reads « point de vigilance ».

Rule 9 of `domain/relecture.md`. It bears on the product's words and on what authors wrote (titles, headings, rows of a table, labels), for the partners'
services, the person concerned and the public: the partners' copy travels to directions and subsidising authorities, so it is treated as leaving. What
people typed is never altered, whoever reads it: the read-back shows it as it will leave, and whoever wrote it can change it there. In an outline, what
was typed carries its source's id; what has none is authored.
"""

from __future__ import annotations

import re

from facilitation.confidentiality.readers import Reader
from facilitation.outline import AnyBlock, Blocks, Cell, Figure, Heading, Labelled, Listing, Paragraph, Runs, Table

OUTSIDE = frozenset({Reader.PARTENAIRES, Reader.PERSONNE, Reader.PUBLIC})
_MASCULINE = {
    "de la": "du", "la": "le", "une": "un", "cette": "ce", "aucune": "aucun", "quelle": "quel", "toute": "tout",
    "certaine": "certain", "quelles": "quels", "certaines": "certains", "toutes les": "tous les", "sa": "son", "notre": "notre",
}  # fmt: skip
_DRIFT = re.compile(
    r"\b(?:(?P<article>de la|toutes les|la|une|cette|aucune|quelles?|toute|certaines?|sa)(?P<space>\s))?(?P<word>dérive)(?P<plural>s?)\b",
    re.IGNORECASE,
)


def softened(text: str) -> str:
    """The text with each « dérive » as « point de vigilance », its article agreeing, capitals kept."""
    return _DRIFT.sub(_point, text)


def softened_for(text: str, readership: Reader) -> str:
    """The text softened where this readership is outside the group, as it is otherwise."""
    return softened(text) if readership in OUTSIDE else text


def softened_blocks(blocks: Blocks, readership: Reader) -> Blocks:
    """The blocks with their authored words softened where this readership is outside the group; typed words untouched."""
    return tuple(map(_block, blocks)) if readership in OUTSIDE else blocks


def _point(match: re.Match[str]) -> str:
    article, word, plural = match["article"], match["word"], match["plural"]
    point = "points de vigilance" if plural else "point de vigilance"
    if word.isupper():
        point = point.upper()
    elif word[0].isupper():
        point = point.capitalize()
    if not article:
        return point
    agreed = _MASCULINE[article.lower()]
    return (agreed.capitalize() if article[0].isupper() else agreed) + match["space"] + point


def _block(block: AnyBlock) -> AnyBlock:
    match block:
        case Table():
            return _table(block)
        case Heading(source=""):
            return block.model_copy(update={"text": softened(block.text)})
        case Paragraph(source=""):
            return block.model_copy(update={"runs": _runs(block.runs)})
        case Labelled():
            runs = block.runs if block.source else _runs(block.runs)
            return block.model_copy(update={"label": softened(block.label), "runs": runs})
        case Listing(sources=()):
            return block.model_copy(update={"items": tuple(map(_runs, block.items))})
        case Figure() if _DRIFT.search(block.svg):  # what is drawn cannot be softened there: its table says the same
            data = _table(block.data)
            return data.model_copy(update={"caption": data.caption or data.title})
        case Figure():
            return block.model_copy(update={"alternative": softened(block.alternative), "data": _table(block.data)})
        case _:
            return block


def _table(block: Table) -> Table:
    return block.model_copy(
        update={
            "title": softened(block.title),
            "description": softened(block.description),
            "caption": softened(block.caption),
            "header": tuple(map(softened, block.header)),
            "rows": tuple(
                tuple(_cell(cell, authored=column == 0) for column, cell in enumerate(row)) for row in block.rows
            ),
        }
    )


def _cell(cell: Cell, *, authored: bool) -> Cell:
    if cell.source or not authored:
        return cell
    return cell.model_copy(update={"paragraphs": tuple(map(_runs, cell.paragraphs))})


def _runs(runs: Runs) -> Runs:
    return tuple(run.model_copy(update={"text": softened(run.text)}) for run in runs)
