"""Authored Markdown, as safe HTML or as plain text. What people type never comes here: it is plain text."""

from __future__ import annotations

import re
from functools import lru_cache
from html.parser import HTMLParser

import markdown
import nh3
from markupsafe import Markup, escape

_HEADING = re.compile(r"<(/?)h([1-6])\b[^>]*>")
_TAGS = {"p", "br", "hr", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "h6"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_DROPPED = {"script", "style", "template", "iframe", "noscript", "textarea", "title", "svg", "math"}
_ADDRESS = re.compile(r"https?://[^/\\\s]|mailto:\S", re.IGNORECASE)
_MOST_BRACKETS = 1_000  # each opens a search to the end of the text: 20,000 took 44 s
_LIST_AT_ONCE = re.compile(r"^(?![ \t]|[-*] |\d+\. )(\S.*)\n(?=(?:[-*]|\d+\.) )", re.MULTILINE)
_HIGHEST = 3  # a page has its own h1 and h2


@lru_cache(maxsize=2048)
def render(text: str) -> Markup:
    """This Markdown as safe HTML: no image, script or class; links to http, https and mailto only; headings from h3 down, whatever level the author began at."""
    if not text.strip():
        return Markup("")
    kept = nh3.clean(
        _settled(_html(text)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        clean_content_tags=_DROPPED,
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_kept_attribute,
    )
    return Markup(kept.strip())  # noqa: S704 - nh3 has just cleaned it


def _settled(html: str) -> str:
    """The headings of this HTML moved so that its highest is `_HIGHEST`."""
    moved = _HIGHEST - min((int(level) for _end, level in _HEADING.findall(html)), default=1)
    return _HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) + moved)}>", html)


def plain_text(text: str) -> str:
    """This Markdown as plain text for Word: one line a paragraph, « – » or its number before each item, addresses left out."""
    reader = _Plain()
    reader.feed(render(text))
    reader.close()
    lines = (re.sub(" {2,}", " ", one).strip(" ") for one in reader.text.split("\n"))
    return "\n".join(line for line in lines if line)


def _html(text: str) -> str:
    """What Markdown makes of this text; the text itself where its brackets or its nesting would exhaust the time or the stack."""
    # Markdown marks what it sets aside with STX and ETX: without them no author's text can be taken for such a mark.
    plain = text.replace("\x02", "").replace("\x03", "")
    # Authors write a list just under its sentence; Markdown wants an empty line between them.
    plain = _LIST_AT_ONCE.sub(r"\1\n\n", plain)
    if plain.count("[") > _MOST_BRACKETS:
        return f"<p>{escape(plain)}</p>"
    try:
        return markdown.markdown(plain, extensions=["tables", "sane_lists"], output_format="html")
    except RecursionError:
        return f"<p>{escape(plain)}</p>"


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    """nh3 leaves relative addresses and `//host` alone, and `lang` and `title` anywhere; nothing authored may point into the application, or nowhere."""
    if name not in _ATTRIBUTES.get(tag, set()) | {"rel"}:  # `rel` is its own, put on links
        return None
    return None if name == "href" and not _ADDRESS.match(value) else value


class _Plain(HTMLParser):
    """The words of safe HTML, with a line break where a reader sees one."""

    _BREAKS = frozenset({"p", "br", "hr", "ul", "ol", "blockquote", "pre", "tr", "table", "h3", "h4", "h5", "h6"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._counters: list[int | None] = []
        self._item = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            start = dict(attrs).get("start") or "1"
            self._counters.append(int(start) if tag == "ol" and start.isdecimal() else None if tag == "ul" else 1)
        if tag == "li":
            self._begin_item()
        elif tag in self._BREAKS and not (tag == "p" and self._item):
            self.text += "\n"
        elif tag in ("td", "th"):
            self.text += " "
        self._item = tag == "li"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._counters:
            self._counters.pop()
        if tag in self._BREAKS or tag == "li":
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._item = False
            self.text += data.replace("\n", " ")
        elif "\n" not in data:
            self.text += data

    def _begin_item(self) -> None:
        number = self._counters[-1] if self._counters else None
        if number is None:
            self.text += "\n– "
        else:
            self.text += f"\n{number}. "
            self._counters[-1] = number + 1
