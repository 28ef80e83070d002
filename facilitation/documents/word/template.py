"""The template that documents are written on: its parts, and its styles by canonical name, found once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from facilitation.documents.word.package import unpack

_STYLE = re.compile(r'(?:<w:docDefaults>.*?</w:docDefaults>|<w:style [^>]*w:styleId="([^"]*)".*?</w:style>)', re.DOTALL)
_SIZE, _LINE = re.compile(r'(<w:szC?s? w:val=")(\d+)'), re.compile(r'(w:line=")(\d+)')
_BASE = Path(__file__).with_name("base.docx")


@dataclass(frozen=True, slots=True)
class Template:
    """`parts` by name, in order; `styles`: ids by canonical name (« Heading 1 », also where Word shows « Titre 1 »)."""

    parts: Mapping[str, bytes]
    styles: Mapping[str, str]


def read_template(data: bytes) -> Template:
    """The template in this .docx."""
    from docx import Document  # deferred: importing it costs more than writing a document

    styles = {style.name: style.style_id for style in Document(BytesIO(data)).styles if style.name}
    return Template(unpack(data), styles)


def enlarged(template: Template) -> Template:
    """The same template in larger type: every size × 4/3 and every line × 1.13 in its own copy of the styles, header and footer apart."""
    larger = _STYLE.sub(_enlarge, template.parts["word/styles.xml"].decode())
    return Template({**template.parts, "word/styles.xml": larger.encode()}, template.styles)


def _enlarge(match: re.Match[str]) -> str:
    if (match[1] or "").startswith(("Header", "Footer")):
        return match[0]
    style = _SIZE.sub(lambda size: f"{size[1]}{round(int(size[2]) * 4 / 3)}", match[0])
    return _LINE.sub(lambda line: f"{line[1]}{round(int(line[2]) * 1.13)}", style)


@lru_cache(maxsize=1)
def base_template() -> Template:
    """Our own template, read once."""
    return read_template(_BASE.read_bytes())
