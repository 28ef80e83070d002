"""The package of a .docx: its parts in a fixed order with fixed dates, its properties and its footer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from facilitation.documents.word.measures import FOOT, LANDSCAPE_WIDTH, LONG, SHORT, SIDE, TEXT_WIDTH, TOP, twips
from facilitation.typed import clean

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_MOMENT = (2026, 9, 1, 8, 0, 0)  # of every entry: the same input gives the same bytes
_LONGEST_PROPERTY = 255


def pack(parts: Mapping[str, bytes]) -> bytes:
    """These parts as a zip, in the order given, each entry dated alike: the same parts give the same bytes."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name, _MOMENT), data, zipfile.ZIP_DEFLATED)
    return raw.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a zip by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def attribute(text: str) -> str:
    """The text, cleaned, safe between double quotes; line ends and tabs as character references, so that a parser keeps them."""
    return escape(clean(text), {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def core_properties(
    *, title: str, author: str, day: str, category: str = "", status: str = "", comments: str = ""
) -> str:
    """The part docProps/core.xml: both dates are the meeting's (`day`, ISO), texts above 255 signs are cut at 254 and end in « … »."""

    def element(tag: str, text: str) -> str:
        shown = clean(text).replace("\n", " ")
        if len(shown) > _LONGEST_PROPERTY:
            shown = shown[: _LONGEST_PROPERTY - 1] + "…"
        return f"<{tag}>{escape(shown)}</{tag}>" if shown else ""

    moment = datetime.fromisoformat(day)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    dates = "".join(
        f'<dcterms:{tag} xsi:type="dcterms:W3CDTF">{moment:%Y-%m-%dT%H:%M:%SZ}</dcterms:{tag}>'
        for tag in ("created", "modified")
    )
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        + element("cp:category", category)
        + element("cp:contentStatus", status)
        + element("dc:creator", author)
        + element("dc:description", comments)
        + "<dc:language>fr-BE</dc:language>"
        + element("cp:lastModifiedBy", author)
        + dates
        + "<cp:revision>1</cp:revision>"
        + element("dc:title", title)
        + "</cp:coreProperties>"
    )


def footer(text: str, *, confidential: str = "", landscape: bool = False) -> str:
    """The part word/footer1.xml: the line, a tab, page x/y; below it the confidentiality line where there is one.

    Word refreshes a page field of a footer by itself, without a question; there is no field anywhere else.
    """
    tabs = ""
    if landscape:
        tabs = (
            f'<w:tabs><w:tab w:val="clear" w:pos="{twips(TEXT_WIDTH)}"/>'
            f'<w:tab w:val="right" w:pos="{twips(LANDSCAPE_WIDTH)}"/></w:tabs>'
        )
    second = ""
    if confidential:
        second = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{_run(confidential)}</w:p>'
    return (
        f'{DECLARATION}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="Footer"/>{tabs}</w:pPr>'
        + (_run(text) if text else "")
        + f"<w:r><w:tab/></w:r>{_field('PAGE')}<w:r><w:t>/</w:t></w:r>{_field('NUMPAGES')}</w:p>{second}</w:ftr>"
    )


def section(*, landscape: bool = False) -> str:
    """The section of every document: A4, its margins, the footer. Landscape turns the sheet, the margins stay."""
    width, height, turned = (LONG, SHORT, ' w:orient="landscape"') if landscape else (SHORT, LONG, "")
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId6"/><w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{twips(TOP)}" w:right="{twips(SIDE)}" w:bottom="{twips(TOP)}" w:left="{twips(SIDE)}"'
        f' w:header="{twips(FOOT)}" w:footer="{twips(FOOT)}" w:gutter="0"/></w:sectPr>'
    )


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(clean(text).replace(chr(10), " "))}</w:t></w:r>'


def _field(code: str) -> str:
    return "".join(
        f"<w:r>{inner}</w:r>"
        for inner in (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
