"""A page that `page.render` wrote, read back as text, in the form of `text.dump`: what tests compare with the file."""

from __future__ import annotations

from html.parser import HTMLParser

from facilitation.documents.text import LABELS, PAGE, ROLES, figure_lines, folded, inline, marked, table_lines

_PLAIN = {
    "number",
    "label",
    "decision",
    "th",
    "caption",
    "title",
    "description",
    "partnership",
    "subtitle",
    "signature",
    "legend",
}
_PLAIN |= {"footer", "document-title", "heading1", "heading2", "heading3", "heading4"}
_PREFIXES = ROLES | {
    "partnership": "[Partenariat] ",
    "document-title": "[Titre] ",
    "subtitle": "[Sous-titre] ",
    "signature": "[Signature] ",
    "footer": "[Pied] ",
}


def page_text(html: str) -> str:
    """The document's text, read from the page's elements. Tools (« Corriger ») are left out."""
    reader = _PageReader()
    reader.feed(str(html))  # a Markup would escape what is joined to it
    reader.close()
    return "".join(line + "\n" for line in reader.lines)


class _PageReader(HTMLParser):
    """Walks the elements as a browser would build them; what an element is stands in its `data-text`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._stack: list[tuple[str, dict[str, str]]] = []
        self._pieces: list[tuple[str, bool, bool]] = []
        self._number, self._label, self._items = "", "", 0
        self._table: list[list[str]] = []
        self._cell: list[str] = []
        self._about = {"caption": "", "title": "", "description": ""}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        if tag == "br":
            self._piece("\n")
            return
        about = {name: value or "" for name, value in attrs}
        self._stack.append((tag, about))
        if "data-breaks" in about:
            self.lines.append(PAGE)
        if "data-text" in about:
            self._pieces = []
        if tag in ("ul", "ol"):
            self._items = 0
        elif tag == "table":
            self._table, self._about = [], dict.fromkeys(self._about, "")
        elif tag == "tr":
            self._table.append([])
        elif tag == "svg":
            self.lines.append(f"[Figure] {inline(about['aria-label'])}")

    def handle_data(self, data: str) -> None:
        """Take a stretch of text, if it is the document's."""
        if self._within("data-text") and not self._within("data-tool"):
            self._piece(data)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and write what it held."""
        _tag, about = self._stack.pop()
        if tag == "table":
            header, *rows = self._table
            self.lines.extend(table_lines(**self._about, header=header, rows=rows))
        if "data-text" in about:
            self._end_text(about["data-text"])

    def _piece(self, text: str) -> None:
        tags = {tag for tag, _about in self._stack}
        self._pieces.append((text, "strong" in tags, "em" in tags))

    def _within(self, attribute: str) -> bool:
        return any(attribute in about for _tag, about in self._stack)

    def _end_text(self, role: str) -> None:
        pieces, self._pieces = self._pieces, []
        text = "".join(piece[0] for piece in pieces) if role in _PLAIN else marked(pieces)
        if role in ("number", "label", *self._about):
            self._remember(role, text)
        elif role in ("cell-paragraph", "th", "td"):
            self._end_cell(role, text)
        else:
            self.lines.append(self._line(role, text))

    def _remember(self, role: str, text: str) -> None:
        if role == "number":
            self._number = f"{text}. "
        elif role == "label":
            self._label = inline(text)
        else:
            self._about[role] = text

    def _end_cell(self, role: str, text: str) -> None:
        if role == "cell-paragraph":
            self._cell.append(inline(text))
            return
        self._table[-1].append(" // ".join(self._cell) if role == "td" else text)
        self._cell = []

    def _line(self, role: str, text: str) -> str:
        if role == "item":
            self._items += 1
            ordered = any(tag == "ol" for tag, _about in self._stack)
            return (f"{self._items}. " if ordered else "– ") + inline(text)
        if role == "legend":
            return next(figure_lines(text, ""))
        if role in LABELS:
            return f"{LABELS[role]}{self._label} | {folded(text)}"
        if role.startswith("heading"):
            number, self._number = self._number, ""
            return f"[Titre {role[-1]}] {number}{folded(text)}"
        return _PREFIXES[role] + folded(text)
