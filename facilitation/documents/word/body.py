"""Blocks as WordprocessingML, written as text: one style id a paragraph, resolved once; nothing is looked up while writing.

python-docx's own calls cost a search for the style at each run (1.6 s for 2,400 answers); a string costs nothing and is parsed by Word alone. Order
inside `w:pPr` and `w:tblPr` is the schema's. Texts pass `typed.clean` again here: whatever reaches this file can be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape

from facilitation.documents.settle import Placed, run_on
from facilitation.documents.word.figures import Figures
from facilitation.documents.word.measures import LANDSCAPE_WIDTH, TEXT_WIDTH, twips
from facilitation.documents.word.numbering import Lists
from facilitation.documents.word.package import attribute
from facilitation.outline import Figure, Heading, Labelled, Listing, Paragraph, Runs, SignatureLine, Table
from facilitation.typed import clean

SHORT_TABLE = 8  # rows, header included: kept whole on a page
_PAGE_LINES: dict[float, int] = {
    LANDSCAPE_WIDTH: 36,
    TEXT_WIDTH: 55,
}  # lines of a table that a page holds: a third of them is kept whole, no more
WHOLE_SIGNS = 1_500  # of a decision or an outcome: a longer one may run over to the next page
NARROW_COLUMNS = 10  # from so many on, cells stand nearer to each other
_SIGN = 1.9  # mm, of a sign at 10 pt
_ROLES = {"body": "Body Text", "summary": "En bref", "quote": "Quote", "detail": "Détail", "mention": "Mention"}
_LABELS = {"identity": "Identité", "decision": "Décision", "outcome": "Résultat"}
_FIRST = re.compile(r"(?<!\w)1er(?=[\s\u00a0])")
_T, _END = '<w:t xml:space="preserve">', "</w:t>"
_BREAK, _TAB = f"{_END}<w:br/>{_T}", f"{_END}<w:tab/>{_T}"
_RAISED = '<w:vertAlign w:val="superscript"/>'


class Body:
    """Writes blocks as XML. `styles`: ids by canonical name; `text_width` in mm; `lists` numbers headings and lists, `figures` takes the drawings."""

    def __init__(self, styles: Mapping[str, str], text_width: float, lists: Lists, figures: Figures) -> None:
        self._styles = styles
        self._text_width = text_width
        self._lists = lists
        self._figures = figures
        self._strong, self._emphasis, self._label = styles["Strong"], styles["Emphasis"], styles["Repère"]

    def paragraph(self, style: str, inner: str, properties: str = "") -> str:
        """A paragraph in the style of this canonical name; `properties` follow the style's in `w:pPr`."""
        return f'<w:p><w:pPr><w:pStyle w:val="{self._styles[style]}"/>{properties}</w:pPr>{inner}</w:p>'

    def text(self, style: str, text: str) -> str:
        """A paragraph of one text in this style."""
        return self.paragraph(style, self._run(text))

    def block(self, placed: Placed) -> str:
        """One block as paragraphs or a table."""
        block, breaks = placed.block, "<w:pageBreakBefore/>" * placed.breaks
        after_table = placed.follows == "table"
        if isinstance(block, Table):
            return self._table(block, breaks, after_table)
        if isinstance(block, Heading):
            return self._heading(block, breaks)
        if isinstance(block, Figure):
            return self._figure(block, breaks)
        below = '<w:spacing w:before="160"/>' if after_table else ""  # 8 pt of air below a table
        match block:
            case Paragraph():
                return self.paragraph(_ROLES[block.role], self._runs(block.runs), breaks + below)
            case Labelled():
                return self._labelled(block, breaks, below)
            case Listing():
                return self._listing(block, breaks, after_table)
            case SignatureLine():
                return self.paragraph(
                    "Signature", self._run(block.name) + "<w:r><w:tab/><w:tab/></w:r>", breaks + below
                )

    def _heading(self, block: Heading, breaks: str) -> str:
        number = self._lists.heading(block.number) if block.number else None
        prefix = ""
        if block.number and number is None:  # a number that no list can count is written as text
            prefix = self._run(f"{block.number}\u00a0")
        return self.paragraph(f"Heading {block.level}", prefix + self._run(block.text), breaks + (number or ""))

    def _figure(self, block: Figure, breaks: str) -> str:
        """The caption and, kept with it, the drawing; the caption alone, above the table that follows, where there can be no drawing."""
        caption = self.paragraph("Caption", self._run(block.data.caption), breaks)
        drawn = self._figures.run(block.svg, block.alternative)
        return caption + (self.paragraph("Body Text", drawn) if drawn else "")

    def _labelled(self, block: Labelled, breaks: str, below: str) -> str:
        decision = block.role == "decision"
        value = self._runs(block.runs, strong=decision)
        keep = "<w:keepNext/>" if decision or block.details else ""
        if sum(len(run.text) for run in block.runs) > WHOLE_SIGNS:
            keep = '<w:keepNext w:val="0"/><w:keepLines w:val="0"/>'
        inner = self._run(block.label, self._label) + "<w:r><w:tab/></w:r>" + value
        first = self.paragraph(_LABELS[block.role], inner, keep + breaks + below)
        last = len(block.details) - 1
        return first + "".join(
            self.paragraph("Détail", self._runs(detail), "<w:keepNext/>" * (index < last))
            for index, detail in enumerate(block.details)
        )

    def _listing(self, block: Listing, breaks: str, after_table: bool) -> str:
        if block.run_on:
            below = '<w:spacing w:before="160"/>' * after_table
            return self.paragraph("Body Text", self._runs(run_on(block.items)), breaks + below)
        style = "List Number" if block.numbered else "List Bullet"
        number = self._lists.restarted() if block.numbered else ""
        last = len(block.items) - 1
        written = []
        for index, item in enumerate(block.items):
            before = ' w:before="160"' * (after_table and index == 0)
            after = ' w:after="120"' * (index == last)  # the end of a list breathes like a paragraph
            space = f"<w:spacing{before}{after}/>" if before or after else ""
            written.append(self.paragraph(style, self._runs(item), breaks * (index == 0) + number + space))
        return "".join(written)

    def _table(self, block: Table, breaks: str, after_table: bool) -> str:
        widths = self._widths(block.widths, len(block.header))
        caption = ""
        if block.caption:
            caption = self.paragraph("Caption", self._run(block.caption), breaks)
            breaks = ""
        rows = [[[("En-tête de tableau", self._run(text))] for text in block.header]]
        for row in block.rows:
            rows.append(
                [
                    [
                        ("Texte de tableau", self._runs(runs))
                        if column
                        else ("En-tête de ligne", self._runs(runs, plain=True))
                        for runs in cell.paragraphs
                    ]
                    for column, cell in enumerate(row)
                ]
            )
        whole = len(rows) <= SHORT_TABLE and self._lines(block, widths) <= _PAGE_LINES.get(self._text_width, 36) / 3
        written = []
        for index, cells in enumerate(rows):
            keep = "<w:keepNext/>" * (whole and 0 < index < len(rows) - 1)
            head = "<w:tblHeader/>" * (index == 0)
            written.append(
                f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>"
                + "".join(
                    self._cell(paragraphs, width, keep + breaks * (index == column == 0))
                    for column, (paragraphs, width) in enumerate(zip(cells, widths, strict=True))
                )
                + "</w:tr>"
            )
        return f"{caption}<w:tbl>{self._table_properties(block, widths)}{''.join(written)}</w:tbl>"

    def _lines(self, block: Table, widths: list[int]) -> int:
        """About how many lines the rows take."""
        signs = [max(1, int(width / twips(_SIGN))) for width in widths]
        rows = [[[[text]] for text in block.header]]
        rows += [[[[run.text for run in runs] for runs in cell.paragraphs] for cell in row] for row in block.rows]
        return sum(
            max(sum(1 + len("".join(texts)) // width for texts in cell) for cell, width in zip(row, signs, strict=True))
            for row in rows
        )

    def _table_properties(self, block: Table, widths: Iterable[int]) -> str:
        near = ""
        if len(block.header) >= NARROW_COLUMNS:
            near = f'<w:tblCellMar><w:right w:w="{twips(1.4)}" w:type="dxa"/></w:tblCellMar>'
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'<w:tblPr><w:tblStyle w:val="{self._styles["Tableau Maillage"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/>{near}<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0"'
            ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{attribute(block.title)}"/><w:tblDescription w:val="{attribute(block.description)}"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>"
        )

    def _cell(self, paragraphs: list[tuple[str, str]], width: int, properties: str) -> str:
        inner = "".join(self.paragraph(style, text, properties) for style, text in paragraphs)
        inner = inner or self.paragraph(
            "Texte de tableau", "", properties
        )  # a cell ends in a paragraph, even an empty one
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inner}</w:tc>'

    def _widths(self, shares: tuple[float, ...], columns: int) -> list[int]:
        given = shares if len(shares) == columns and sum(shares) > 0 else (1.0,) * columns
        total, whole = twips(self._text_width), sum(given)
        edges = [0]
        running = 0.0
        for share in given:
            running += share
            edges.append(round(total * running / whole))
        return [right - left for left, right in zip(edges, edges[1:], strict=False)]

    def _runs(self, runs: Runs, *, strong: bool = False, plain: bool = False) -> str:
        """`strong`: all of it; `plain`: no bold, where the paragraph's style has it (two bolds cancel out in Word)."""
        written = []
        for run in runs:
            bold = strong or (run.strong and not plain)
            if bold and run.emphasis:
                written.append(self._run(run.text, self._strong, "<w:i/><w:iCs/>"))
            elif bold:
                written.append(self._run(run.text, self._strong))
            elif run.emphasis:
                written.append(self._run(run.text, self._emphasis))
            else:
                written.append(self._run(run.text))
        return "".join(written)

    def _run(self, text: str, style: str = "", more: str = "") -> str:
        text = clean(text)
        if not text:
            return ""
        look = f'<w:rStyle w:val="{style}"/>{more}' if style else more
        if "1er" in text and (pieces := _FIRST.split(text))[1:]:
            raised = self._raw("er", look + _RAISED)
            first = [self._raw(piece + "1", look) for piece in pieces[:-1]]
            return raised.join([*first, self._raw(pieces[-1], look)])
        return self._raw(text, look)

    def _raw(self, text: str, look: str) -> str:
        text = escape(text, quote=False)
        if "\n" in text or "\t" in text:
            text = text.replace("\n", _BREAK).replace("\t", _TAB)
        properties = f"<w:rPr>{look}</w:rPr>" if look else ""
        return f"<w:r>{properties}{_T}{text}{_END}</w:r>"
