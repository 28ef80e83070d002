"""Builds base.docx, the template of every document: our own styles, lists, theme and footer, and nothing else.

    python -m facilitation.documents.word.build_base      # the same code gives the same bytes; a test compares them

Its look is decided by `design/word/README.md`. The file is committed, so that serving a document never depends on this script.
"""

from __future__ import annotations

from pathlib import Path

from facilitation.documents.word.base_styles import styles_xml
from facilitation.documents.word.measures import PETROL, RULE, twips
from facilitation.documents.word.package import DECLARATION, R, W, core_properties, footer, pack, section

BASE = Path(__file__).with_name("base.docx")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TARGETS = {
    "styles": "styles.xml",
    "numbering": "numbering.xml",
    "settings": "settings.xml",
    "fontTable": "fontTable.xml",
    "theme": "theme/theme1.xml",
    "footer": "footer1.xml",
}
_LISTS = (  # name; its levels: (format, text, indent, hanging in mm, the style tied to the level)
    ("Points", (("decimal", "%1", 10, 10, ""), ("decimal", "%1.%2", 10, 10, ""), ("decimal", "%1.%2.%3", 12, 12, ""))),
    ("Puces", (("bullet", "–", 5, 5, "ListBullet"), ("bullet", "–", 10, 5, "ListBullet2"))),
    ("Liste", (("decimal", "%1.", 7, 7, "ListNumber"),)),
)
_COLOURS = {
    "dk1": "000000", "lt1": "FFFFFF", "dk2": "1D2B2F", "lt2": "E6EBE8", "accent1": PETROL, "accent2": "7A4206",
    "accent3": "82312A", "accent4": "3B5630", "accent5": "3F4D52", "accent6": RULE, "hlink": PETROL, "folHlink": "3F4D52",
}  # fmt: skip


def build() -> bytes:
    """base.docx, whole."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            (_OFFICE + "officeDocument", "word/document.xml"),
            (_PACKAGE + "relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "word/document.xml": DECLARATION + f"<w:document {W} {R}><w:body>"
        '<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr></w:p>' + section() + "</w:body></w:document>",
        "word/_rels/document.xml.rels": _relationships(*((_OFFICE + kind, to) for kind, to in _TARGETS.items())),
        "word/styles.xml": DECLARATION + styles_xml(),
        "word/numbering.xml": _numbering(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/theme/theme1.xml": _theme(),
        "word/footer1.xml": footer(""),
        "docProps/core.xml": core_properties(
            title="Modèle des documents de Maillage", author="Maillage", day="2026-09-01T08:00:00+00:00"
        ),
    }
    return pack({name: text.encode() for name, text in parts.items()})


def _content_types() -> str:
    kinds = {"word/document.xml": _TYPES + "document.main+xml"}
    kinds.update({f"word/{target}": f"{_TYPES}{kind}+xml" for kind, target in _TARGETS.items()})
    kinds["word/theme/theme1.xml"] = "application/vnd.openxmlformats-officedocument.theme+xml"
    kinds["docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
        + "</Types>"
    )


def _relationships(*rows: tuple[str, str]) -> str:
    inner = "".join(f'<Relationship Id="rId{i}" Type="{kind}" Target="{to}"/>' for i, (kind, to) in enumerate(rows, 1))
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}relationships">{inner}</Relationships>'


def _numbering() -> str:
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{i}"><w:nsid w:val="4D41494{i}"/><w:multiLevelType w:val="multilevel"/>'
        f'<w:tmpl w:val="4D4C474{i}"/><w:name w:val="{name}"/>{"".join(map(_level, range(9), levels))}</w:abstractNum>'
        for i, (name, levels) in enumerate(_LISTS)
    )
    lists = "".join(f'<w:num w:numId="{i + 1}"><w:abstractNumId w:val="{i}"/></w:num>' for i in range(len(_LISTS)))
    return f"{DECLARATION}<w:numbering {W}>{abstract}{lists}</w:numbering>"


def _level(index: int, level: tuple[str, str, float, float, str]) -> str:
    kind, text, left, hanging, tied = level
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        + f'<w:pStyle w:val="{tied}"/>' * bool(tied)
        + f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{twips(left)}" w:hanging="{twips(hanging)}"/></w:pPr></w:lvl>'
    )


def _settings() -> str:
    compatibility = {
        "compatibilityMode": 15,
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
        "differentiateMultirowTableHeaders": 1,
    }
    inner = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in compatibility.items()
    )
    mapping = {"bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2"}
    mapping |= {f"accent{i}": f"accent{i}" for i in range(1, 7)}
    mapping |= {"hyperlink": "hyperlink", "followedHyperlink": "followedHyperlink"}
    colours = " ".join(f'w:{slot}="{colour}"' for slot, colour in mapping.items())
    return (
        f'{DECLARATION}<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat>{inner}</w:compat><w:themeFontLang w:val="fr-BE"/><w:clrSchemeMapping {colours}/>'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _font_table() -> str:
    return (
        f'{DECLARATION}<w:fonts {W}><w:font w:name="Calibri"><w:altName w:val="Carlito"/><w:panose1 w:val="020F0502020204030204"/>'
        '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _theme() -> str:
    face = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill, effect = (
        '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>',
        "<a:effectStyle><a:effectLst/></a:effectStyle>",
    )
    colours = "".join(f'<a:{slot}><a:srgbClr val="{value}"/></a:{slot}>' for slot, value in _COLOURS.items())
    lines = "".join(f'<a:ln w="{width}">{fill}</a:ln>' for width in (6350, 12700, 19050))
    return (
        f'{DECLARATION}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Maillage"><a:themeElements>'
        f'<a:clrScheme name="Maillage">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Maillage"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Maillage"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


if __name__ == "__main__":
    BASE.write_bytes(build())
