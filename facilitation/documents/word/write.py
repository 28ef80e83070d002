"""An outline as a .docx file."""

from __future__ import annotations

from facilitation.documents.settle import settled
from facilitation.documents.word.body import Body
from facilitation.documents.word.figures import Figures
from facilitation.documents.word.measures import LANDSCAPE_WIDTH, TEXT_WIDTH
from facilitation.documents.word.numbering import Lists
from facilitation.documents.word.package import DECLARATION, R, W, core_properties, footer, pack, section
from facilitation.documents.word.template import Template, base_template, enlarged
from facilitation.outline import Outline
from facilitation.typed import clean


def write(outline: Outline, template: Template | None = None) -> bytes:
    """The bytes of a .docx that holds this outline, on our own template unless another is given. The same outline gives the same bytes."""
    ground = template or base_template()
    lists, figures = Lists(), Figures()
    document = _document(outline, ground, lists, figures)
    numbering = ground.parts["word/numbering.xml"].decode()
    parts = {
        **(enlarged(ground) if outline.large else ground).parts,
        "word/document.xml": document.encode(),
        "word/numbering.xml": numbering.replace("</w:numbering>", lists.xml() + "</w:numbering>").encode(),
        "word/footer1.xml": footer(
            outline.footer, confidential=outline.confidential, landscape=outline.landscape
        ).encode(),
        "docProps/core.xml": _core(outline).encode(),
    }
    return pack(figures.joined(parts))


def _document(outline: Outline, ground: Template, lists: Lists, figures: Figures) -> str:
    body = Body(ground.styles, LANDSCAPE_WIDTH if outline.landscape else TEXT_WIDTH, lists, figures)
    written = [f"{DECLARATION}<w:document {W} {R}><w:body>"]
    for style, text in (
        ("Partenariat", outline.partnership),
        ("Title", outline.title),
        ("Subtitle", outline.subtitle),
    ):
        if text:
            written.append(body.text(style, text))
    written.extend(map(body.block, settled(outline.blocks)))
    written.append(section(landscape=outline.landscape) + "</w:body></w:document>")
    return "".join(written)


def _core(outline: Outline) -> str:
    about = (outline.document, outline.number, outline.subtitle or outline.title)
    return core_properties(
        title=outline.property_title or ", ".join(clean(text) for text in about if text),
        author=outline.partnership,
        day=outline.day,
        category=outline.document,
        status=outline.status,
        comments=outline.guide,
    )
