"""A .docx read back as readable text: what stands in the file, by its styles, lists and tables, in the form of `text.dump`."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from facilitation.documents.text import LABELS, PAGE, ROLES, figure_lines, folded, inline, marked, table_lines
from facilitation.documents.word.package import unpack

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PLAIN = {
    "Partenariat": "[Partenariat] ",
    "Title": "[Titre] ",
    "Subtitle": "[Sous-titre] ",
    "BodyText": ROLES["body"],
    "EnBref": ROLES["summary"],
    "Quote": ROLES["quote"],
    "Detail": ROLES["detail"],
    "Mention": ROLES["mention"],
}
_LABELLED = {"Identite": LABELS["identity"], "Decision": LABELS["decision"], "Resultat": LABELS["outcome"]}


def reread(data: bytes) -> str:
    """The text of a .docx that `write` made: body, then footer, one block a line."""
    parts = unpack(data)
    numbering, document, footer = (
        ElementTree.fromstring(parts[f"word/{name}.xml"])  # noqa: S314  a file that we wrote
        for name in ("numbering", "document", "footer1")
    )
    lines = list(_Reader(numbering).body(document))
    for paragraph in footer.iter(f"{_W}p"):
        text = "".join(element.text or "" for element in paragraph.iter(f"{_W}t"))
        paged = paragraph.find(f".//{_W}fldChar") is not None
        if text := text.removesuffix("1/1") if paged else text:
            lines.append(f"[Pied] {text}")
    return "".join(line + "\n" for line in lines)


class _Reader:
    def __init__(self, numbering: ElementTree.Element) -> None:
        self._starts = {
            _get(number, "numId"): {
                int(_get(override, "ilvl")): int(_value(override, "startOverride"))
                for override in number.findall(f"{_W}lvlOverride")
            }
            for number in numbering.iter(f"{_W}num")
        }
        self._counters: dict[str, dict[int, int]] = {}

    def body(self, document: ElementTree.Element) -> Iterator[str]:
        caption = ""
        for element in document.iterfind(f"{_W}body/*"):
            if element.tag == f"{_W}tbl":
                yield from self._breaks(element.find(f".//{_W}p"))
                yield from self._table(element, caption)
                caption = ""
            elif element.tag == f"{_W}p":
                yield from self._breaks(element)
                if _style(element) == "Caption":
                    caption = _text(element)
                elif (drawn := element.find(f".//{_DRAWN}docPr")) is not None:
                    yield from figure_lines(caption, drawn.get("descr", ""))
                    caption = ""
                else:
                    yield self._paragraph(element)

    def _breaks(self, paragraph: ElementTree.Element | None) -> Iterator[str]:
        if paragraph is not None and paragraph.find(f"{_W}pPr/{_W}pageBreakBefore") is not None:
            yield PAGE

    def _paragraph(self, paragraph: ElementTree.Element) -> str:
        style = _style(paragraph)
        if style.startswith("Heading"):
            number = self._number(paragraph)
            return f"[Titre {style[-1]}] {number}{folded(_text(paragraph))}"
        if style in _LABELLED:
            label, value = _labelled(paragraph)
            shown = "".join(text for text, _s, _e in value) if style == "Decision" else marked(value)
            return f"{_LABELLED[style]}{inline(label)} | {folded(shown)}"
        if style == "ListBullet":
            return "– " + inline(marked(_pieces(paragraph)))
        if style == "ListNumber":
            return self._number(paragraph) + inline(marked(_pieces(paragraph)))
        if style == "Signature":
            return "[Signature] " + folded(_text(paragraph).removesuffix("\t\t"))
        return _PLAIN[style] + folded(marked(_pieces(paragraph)) if style not in _HEADS else _text(paragraph))

    def _number(self, paragraph: ElementTree.Element) -> str:
        """The number that Word shows for this paragraph, « 2.1. », counted as Word counts; empty when it has none."""
        properties = paragraph.find(f"{_W}pPr/{_W}numPr")
        if properties is None:
            return ""
        list_id, level = _value(properties, "numId"), int(_value(properties, "ilvl"))
        starts, counters = self._starts[list_id], self._counters.setdefault(list_id, {})
        for above in range(level):
            counters.setdefault(above, starts.get(above, 1))
        counters[level] = counters[level] + 1 if level in counters else starts.get(level, 1)
        for below in [deeper for deeper in counters if deeper > level]:
            del counters[below]
            starts.pop(below, None)
        return ".".join(str(counters[above]) for above in range(level + 1)) + ". "

    def _table(self, table: ElementTree.Element, caption: str) -> Iterator[str]:
        header, *rows = [
            [
                " // ".join(
                    inline(marked(_pieces(paragraph)) if column and row else _text(paragraph))
                    for paragraph in cell.findall(f"{_W}p")
                )
                for column, cell in enumerate(line.findall(f"{_W}tc"))
            ]
            for row, line in enumerate(table.findall(f"{_W}tr"))
        ]
        title, description = (_value(table, f"tblPr/{_W}{name}") for name in ("tblCaption", "tblDescription"))
        yield from table_lines(caption, title, description, header, rows)


_HEADS = {"Partenariat", "Title", "Subtitle"}


def _get(element: ElementTree.Element, name: str) -> str:
    return element.get(f"{_W}{name}", "")


def _value(element: ElementTree.Element, child: str) -> str:
    found = element.find(f"{_W}{child}")
    return "" if found is None else _get(found, "val")


def _style(paragraph: ElementTree.Element) -> str:
    properties = paragraph.find(f"{_W}pPr")
    return "" if properties is None else _value(properties, "pStyle")


def _run_text(run: ElementTree.Element) -> str:
    signs = {f"{_W}br": "\n", f"{_W}tab": "\t"}
    return "".join((child.text or "") if child.tag == f"{_W}t" else signs.get(child.tag, "") for child in run)


def _text(paragraph: ElementTree.Element) -> str:
    return "".join(map(_run_text, paragraph.findall(f"{_W}r")))


def _pieces(paragraph: ElementTree.Element) -> list[tuple[str, bool, bool]]:
    pieces = []
    for run in paragraph.findall(f"{_W}r"):
        style = run.find(f"{_W}rPr/{_W}rStyle")
        named = "" if style is None else _get(style, "val")
        emphasis = named == "Emphasis" or run.find(f"{_W}rPr/{_W}i") is not None
        pieces.append((_run_text(run), named == "Strong", emphasis))
    return pieces


def _labelled(paragraph: ElementTree.Element) -> tuple[str, list[tuple[str, bool, bool]]]:
    """The label (the runs in Repère) and, after the tab that follows it, the value."""
    runs = paragraph.findall(f"{_W}r")
    after = next(i for i, run in enumerate(runs) if _value_of_style(run) != "Repere")
    label = "".join(map(_run_text, runs[:after]))
    return label, _pieces(paragraph)[after + 1 :]


def _value_of_style(run: ElementTree.Element) -> str:
    properties = run.find(f"{_W}rPr")
    return "" if properties is None else _value(properties, "rStyle")
