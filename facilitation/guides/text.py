"""Authored Markdown, as safe HTML or as plain text. What people type never comes here: it is plain text."""

from __future__ import annotations

import html
import re
from functools import lru_cache

import markdown
import nh3
from markupsafe import Markup

_HEADING = re.compile(r"<(/?)h([1-6])\b[^>]*>")
_TAGS = {"p", "br", "hr", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "h6"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
_SCHEMES = {"http", "https", "mailto"}
_BLOCK_END = re.compile(r"</(p|li|h[1-6]|blockquote|pre|tr|ul|ol|table)>|<br ?/?>|<hr ?/?>")
_RELATIVE = re.compile(r'\s+href="(?!(?:https?://[^/]|mailto:))[^"]*"', re.IGNORECASE)
_HIGHEST = 3


@lru_cache(maxsize=2048)
def render(text: str) -> Markup:
    """This Markdown as safe HTML: no image, no script, no class, links to http, https and mailto only, headings from h3 down."""
    if not text.strip():
        return Markup("")
    # Markdown keeps a stash between STX and ETX signs: without them, no author's text can be taken for it.
    made = markdown.markdown(
        text.replace("\x02", "").replace("\x03", ""), extensions=["tables", "sane_lists"], output_format="html"
    )
    kept = nh3.clean(
        _HEADING.sub(_demote, made),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        clean_content_tags={"script", "style", "template", "iframe", "noscript", "textarea", "title", "svg", "math"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    # nh3 leaves relative addresses and `//host` alone; nothing authored may point into the application.
    return Markup(_RELATIVE.sub("", kept))  # noqa: S704 - nh3 has just cleaned it


def plain_text(text: str) -> str:
    """This Markdown as plain text for Word: one line a paragraph, « – » before each item, its links' addresses left out."""
    return "\n".join(line for line in (_line(raw) for raw in _lines(render(text))) if line)


def _demote(found: re.Match[str]) -> str:
    return f"<{found[1]}h{min(6, int(found[2]) + _HIGHEST - 1)}>"


def _lines(safe: str) -> list[str]:
    inline = re.sub(r"\s*\n\s*", " ", safe)
    return _BLOCK_END.sub(
        "\n", re.sub(r"<(ul|ol|blockquote|pre|table|p)\b[^>]*>", "\n", inline.replace("<li>", "\n– "))
    ).split("\n")


def _line(raw: str) -> str:
    text = html.unescape(re.sub(r"<[^>]*>", " " if "<td" in raw else "", raw)).strip(" ")
    return "" if text == "–" else text
