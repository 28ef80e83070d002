"""An outline as HTML: the preview of a document, read on the page as it will stand in the file.

Every text is escaped; elements are the ones a screen reader knows (headings, lists, description lists, tables with header cells). `data-source` and
`data-field` say where a text comes from, `data-text` what it is, for `text.page_text`. No class carries meaning that the elements do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from markupsafe import Markup, escape

from facilitation.documents.settle import BETWEEN, CLOSES, OPENS, Placed, settled
from facilitation.i18n import _
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

Correct = Callable[[str, str], str]
"""From the source's id and the field shown, the address where it can be corrected; empty where it cannot."""
_PARAGRAPHS = {
    "body": "<p{}>{}</p>",
    "summary": '<p class="rule"{}>{}</p>',
    "quote": "<blockquote><p{}>{}</p></blockquote>",
    "detail": '<p class="small"{}>{}</p>',
    "mention": '<p class="small soft"{}>{}</p>',
}


def render(outline: Outline, *, title_level: int = 3, correct: Correct | None = None) -> Markup:
    """The document's content as safe HTML, to stand in `<article class="sheet document">`.

    `title_level`: the level of its title's heading element; the document's headings come below it, at level 6 at most. `correct`: gives each
    text that has a source its link « Corriger »; without it there is none.
    """
    page = _Page(title_level, correct)
    return Markup("".join(page.document(outline)))  # noqa: S704  every text below went through `escape`


class _Page:
    def __init__(self, title_level: int, correct: Correct | None) -> None:
        self._title_level = title_level
        self._correct = correct

    def document(self, outline: Outline) -> Iterator[str]:
        if outline.partnership:
            yield f'<p class="small soft" data-text="partnership">{_typed(outline.partnership)}</p>'
        tag = f"h{self._title_level}"
        yield f'<{tag} class="title" data-text="document-title">{_typed(outline.title)}</{tag}>'
        if outline.subtitle:
            yield f'<p class="lead" data-text="subtitle">{_typed(outline.subtitle)}</p>'
        for identity, group in groupby(settled(outline.blocks), key=_is_identity):
            written = "".join(map(self._block, group))
            yield f'<dl class="identity">{written}</dl>' if identity else written
        for line in filter(None, (outline.footer, outline.confidential)):
            yield f'<p class="small soft" data-text="footer">{escape(clean(line).replace(chr(10), " "))}</p>'

    def _identity(self, block: Labelled, breaks: bool) -> str:
        details = "".join(f'<dd class="small" data-text="detail">{_runs(detail)}</dd>' for detail in block.details)
        return (
            f'<div{_attributes("", breaks)}><dt data-text="label">{_typed(block.label)}</dt>'
            f"<dd>{self._source('span', 'identity', block.source, block.field, _runs(block.runs))}</dd>{details}</div>"
        )

    def _block(self, placed: Placed) -> str:
        match placed.block:
            case Heading() as heading:
                return self._heading(heading, placed.breaks)
            case Paragraph() as block:
                attributes = _attributes(block.role, placed.breaks, block.source, block.field)
                return _PARAGRAPHS[block.role].format(attributes, _runs(block.runs)) + self._tool(
                    block.source, block.field
                )
            case Labelled() as block:
                return self._labelled(block, placed.breaks)
            case Listing() as block:
                return self._listing(block, placed.breaks)
            case Figure() as block:
                return self._figure(block, placed.breaks)
            case Table() as block:
                return self._table(block, placed.breaks)
            case SignatureLine() as block:
                return f'<p class="signature"{_attributes("signature", placed.breaks)}>{_typed(block.name)}</p>'

    def _heading(self, block: Heading, breaks: bool) -> str:
        tag = f"h{min(6, self._title_level + block.level)}"
        number = f'<span data-text="number">{_typed(block.number)}</span>. ' if block.number else ""
        text = self._source("span", f"heading{block.level}", block.source, block.field, _typed(block.text))
        return f"<{tag}{_attributes('', breaks)}>{number}{text}</{tag}>"

    def _labelled(self, block: Labelled, breaks: bool) -> str:
        if block.role == "identity":
            return self._identity(block, breaks)
        text = (
            "".join(map(str, (_typed(run.text) for run in block.runs)))
            if block.role == "decision"
            else _runs(block.runs)
        )
        details = "".join(f'<p class="small" data-text="detail">{_runs(detail)}</p>' for detail in block.details)
        return (
            f'<div class="outcome {block.role}"{_attributes("", breaks)}><p><strong data-text="label">{_typed(block.label)}</strong> '
            f"{self._source('span', block.role, block.source, block.field, text)}</p>{details}</div>"
        )

    def _listing(self, block: Listing, breaks: bool) -> str:
        tag = "ol" if block.numbered else "ul"
        sources = block.sources if len(block.sources) == len(block.items) else ("",) * len(block.items)
        if block.run_on:
            quoted = (
                f"{OPENS}<span{_attributes('', False, source, block.field)}>{_runs(item)}</span>{CLOSES}"
                f"<span data-tool>{self._tool(source, block.field)}</span>"
                for item, source in zip(block.items, sources, strict=True)
            )
            return f"<p{_attributes('body', breaks)}>{BETWEEN.join(quoted)}</p>"
        items = (
            f"<li>{self._source('span', 'item', source, block.field, _runs(item))}</li>"
            for item, source in zip(block.items, sources, strict=True)
        )
        return f"<{tag}{_attributes('', breaks)}>{''.join(items)}</{tag}>"

    def _figure(self, block: Figure, breaks: bool) -> str:
        """The drawing as it is: `settled` lets none through that is not plain. Its table follows."""
        drawn = block.svg.replace("<svg ", f'<svg role="img" aria-label="{escape(clean(block.alternative))}" ', 1)
        return (
            f'<figure class="drawing"{_attributes("", breaks)}>'
            f'<figcaption data-text="legend">{_typed(block.data.caption)}</figcaption>{drawn}</figure>'
        )

    def _table(self, block: Table, breaks: bool) -> str:
        hidden = ' class="visually-hidden"'
        caption = f'<span data-text="caption">{_typed(block.caption)}</span> ' if block.caption else ""
        caption += (
            f'<span{hidden}><span data-text="title">{_typed(block.title)}</span>. '
            f'<span data-text="description">{_typed(block.description)}</span></span>'
        )
        head = "".join(f'<th scope="col" data-text="th">{_typed(text)}</th>' for text in block.header)
        rows = "".join(
            "<tr>" + "".join(self._cell(cell, column) for column, cell in enumerate(row)) + "</tr>"
            for row in block.rows
        )
        return (
            f'<table class="table"{_attributes("", breaks)}><caption>{caption}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _cell(self, cell: Cell, column: int) -> str:
        blank = not any(run.text.strip() for runs in cell.paragraphs for run in runs)  # room to write heads nothing
        tag, scope = ("td", "") if column or blank else ("th", ' scope="row"')
        inner = "".join(
            f'<p data-text="cell-paragraph">{_runs(runs, looks=column > 0)}</p>' for runs in cell.paragraphs if runs
        )
        attributes = _attributes("td", False, cell.source, cell.field)
        return f"<{tag}{scope}{attributes}>{inner}{self._tool(cell.source, cell.field)}</{tag}>"

    def _source(self, tag: str, role: str, source: str, field: str, inner: str) -> str:
        return f"<{tag}{_attributes(role, False, source, field)}>{inner}</{tag}>{self._tool(source, field)}"

    def _tool(self, source: str, field: str) -> str:
        address = self._correct(source, field) if self._correct and source else ""
        if not address:
            return ""
        return f' <a class="small" data-tool href="{escape(address)}">{escape(_("Corriger"))}</a>'


def _is_identity(placed: Placed) -> bool:
    return isinstance(placed.block, Labelled) and placed.block.role == "identity"


def _attributes(role: str, breaks: bool, source: str = "", field: str = "") -> str:
    pairs = (("data-text", role), ("data-source", source), ("data-field", field))
    return " data-breaks" * breaks + "".join(f' {name}="{escape(clean(value))}"' for name, value in pairs if value)


def _typed(text: str) -> str:
    return str(escape(clean(text))).replace("\n", "<br>")


def _runs(runs: Runs, *, looks: bool = True) -> str:
    shown = []
    for run in runs:
        text = _typed(run.text)
        if looks and run.emphasis:
            text = f"<em>{text}</em>"
        if looks and run.strong:
            text = f"<strong>{text}</strong>"
        shown.append(text)
    return "".join(shown)
