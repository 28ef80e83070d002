"""The template that documents are written on: its parts, and its styles by canonical name, found once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from facilitation.documents.word.package import unpack

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


@lru_cache(maxsize=1)
def base_template() -> Template:
    """Our own template, read once."""
    return read_template(_BASE.read_bytes())
