"""The styles of base.docx: the table of `design/word/README.md`, one line a style."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from facilitation.documents.word.measures import LABEL, PETROL, RULE, twips

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True)
class Look:
    """One paragraph style: spaces and sizes in points, indents and tabs in mm, `line` a multiple, `numbering` (list, level)."""

    id: str
    name: str
    size: float = 0
    bold: bool = False
    italic: bool = False
    petrol: bool = False
    before: float = 0
    after: float = 0
    line: float = 0
    keep_next: bool = False
    keep_lines: bool = False
    left: float = 0
    right: float = 0
    hanging: float = 0
    tabs: tuple[tuple[str, float, str], ...] = ()
    numbering: tuple[int, int] | None = None
    rules: bool = False
    tight: bool = False
    outline: int | None = None
    based: str = "Normal"
    next: str = ""
    priority: int = 10
    own: bool = False
    linked: bool = False


_GRID = tuple(("left", LABEL + more, "none") for more in (0, 8, 16))


def _heading(level: int, size: float, before: float, after: float, *, bold: bool, petrol: bool) -> Look:
    return Look(
        f"Heading{level}", f"heading {level}", size, bold, not bold, petrol, before, after, 1.1, True, True,
        outline=level - 1, next="BodyText", priority=9, linked=True,
    )  # fmt: skip


LOOKS = (
    Look("Normal", "Normal", line=1.05, based="", priority=0),
    Look("BodyText", "Body Text", after=5, line=1.05, priority=1, linked=True),
    Look("Title", "Title", 21, True, after=3, line=1, keep_next=True, keep_lines=True, next="Subtitle", linked=True),
    Look("Subtitle", "Subtitle", 13, after=9, line=1.1, keep_next=True, keep_lines=True, next="BodyText", linked=True),
    _heading(1, 15, 10, 3, bold=True, petrol=True),
    _heading(2, 12, 8, 2, bold=True, petrol=False),
    _heading(3, 11, 9, 2, bold=True, petrol=True),
    _heading(4, 11, 8, 2, bold=False, petrol=False),
    Look("ListBullet", "List Bullet", after=1, line=1.05, numbering=(2, 0), based="BodyText", priority=11),
    Look("ListBullet2", "List Bullet 2", after=1, line=1.05, numbering=(2, 1), based="BodyText", priority=11),
    Look("ListNumber", "List Number", after=1, line=1.05, numbering=(3, 0), based="BodyText", priority=11),
    Look("Caption", "caption", 10, True, before=8, after=4, keep_next=True, keep_lines=True, next="BodyText", priority=35),
    Look("Quote", "Quote", before=2, after=8, line=1.05, keep_lines=True, left=10, right=10, based="BodyText",
         next="BodyText", priority=29, linked=True),
    Look("Header", "header", 9, line=1, priority=99, linked=True),
    Look("Footer", "footer", 9, line=1.1, tabs=(("right", 160, "none"),), priority=99, linked=True),
    Look("Signature", "Signature", before=13, line=1, keep_lines=True,
         tabs=(("left", 62, "none"), ("right", 140, "underscore")), priority=98, linked=True),
    Look("Partenariat", "Partenariat", 12, True, petrol=True, after=2, line=1.1, keep_next=True, keep_lines=True,
         next="Title", own=True),
    Look("Identite", "Identité", 10.5, after=1, line=1.1, keep_lines=True, left=LABEL, hanging=LABEL, tabs=_GRID, own=True),
    Look("EnBref", "En bref", before=11, after=6, line=1.05, keep_lines=True, rules=True, next="BodyText", own=True),
    Look("Resultat", "Résultat", before=3, after=1, line=1.05, keep_lines=True, left=LABEL, hanging=LABEL, tabs=_GRID,
         based="BodyText", next="Detail", own=True),
    Look("Decision", "Décision", before=6, after=2, line=1.05, keep_next=True, keep_lines=True, left=LABEL, hanging=LABEL,
         tabs=_GRID, based="Resultat", next="Detail", own=True),
    Look("Detail", "Détail", 10, after=1.5, line=1.1, keep_lines=True, left=LABEL, based="BodyText", own=True),
    Look("TexteTableau", "Texte de tableau", 10, line=1.05, priority=40, own=True),
    Look("EnTeteTableau", "En-tête de tableau", 10, True, line=1.05, keep_next=True, keep_lines=True, based="TexteTableau",
         priority=40, own=True),
    Look("EnTeteLigne", "En-tête de ligne", 10, True, line=1.05, based="TexteTableau", priority=40, own=True),
    Look("Mention", "Mention", 9.5, before=8, line=1.1, keep_lines=True, tight=True, own=True),
)  # fmt: skip


def styles_xml() -> str:
    """The whole part word/styles.xml, without its XML declaration."""
    defaults = (
        '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi"/>'
        '<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="fr-BE" w:eastAsia="fr-BE" w:bidi="ar-SA"/>'
    )
    return (
        f"<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{defaults}</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1"'
        ' w:defQFormat="0" w:count="376"/>'
        + "".join(map(_paragraph_style, LOOKS))
        + _hidden("character", "DefaultParagraphFont", "Default Paragraph Font")
        + _character_style("Strong", "Strong", 22, _look(bold=True))
        + _character_style("Emphasis", "Emphasis", 20, _look(italic=True))
        + _character_style("Repere", "Repère", 10, _look(10, bold=True, petrol=True), own=True)
        + _hidden("numbering", "NoList", "No List")
        + _hidden("table", "TableNormal", "Normal Table", _table_normal())
        + _table_style()
        + "</w:styles>"
    )


def _look(size: float = 0, *, bold: bool = False, italic: bool = False, petrol: bool = False) -> str:
    half = f"{size * 2:.0f}"
    inner = (
        "<w:b/><w:bCs/>" * bold
        + "<w:i/><w:iCs/>" * italic
        + f'<w:color w:val="{PETROL}" w:themeColor="accent1"/>' * petrol
        + f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' * bool(size)
    )
    return f"<w:rPr>{inner}</w:rPr>" if inner else ""


def _paragraph_properties(look: Look) -> str:
    """In the order that the schema wants."""
    inner = "<w:keepNext/>" * look.keep_next + "<w:keepLines/>" * look.keep_lines
    if look.numbering:
        inner += f'<w:numPr><w:ilvl w:val="{look.numbering[1]}"/><w:numId w:val="{look.numbering[0]}"/></w:numPr>'
    if look.rules:
        side = f'w:val="single" w:sz="4" w:space="5" w:color="{RULE}"'
        inner += f"<w:pBdr><w:top {side}/><w:bottom {side}/></w:pBdr>"
    if look.tabs:
        stops = (f'<w:tab w:val="{kind}" w:leader="{leader}" w:pos="{twips(at)}"/>' for kind, at, leader in look.tabs)
        inner += f"<w:tabs>{''.join(stops)}</w:tabs>"
    height = f' w:line="{look.line * 240:.0f}" w:lineRule="auto"' if look.line else ""
    inner += f'<w:spacing w:before="{look.before * 20:.0f}" w:after="{look.after * 20:.0f}"{height}/>'
    if look.left or look.right:
        inner += f'<w:ind w:left="{twips(look.left)}" w:right="{twips(look.right)}" w:hanging="{twips(look.hanging)}"/>'
    inner += "<w:contextualSpacing/>" * look.tight
    if look.outline is not None:
        inner += f'<w:outlineLvl w:val="{look.outline}"/>'
    return f"<w:pPr>{inner}</w:pPr>"


def _paragraph_style(look: Look) -> str:
    flags = ' w:default="1"' * (look.id == "Normal") + ' w:customStyle="1"' * look.own
    run = _look(look.size, bold=look.bold, italic=look.italic, petrol=look.petrol)
    style = (
        f'<w:style w:type="paragraph"{flags} w:styleId="{look.id}"><w:name w:val={quoteattr(look.name)}/>'
        + f'<w:basedOn w:val="{look.based}"/>' * bool(look.based)
        + f'<w:next w:val="{look.next}"/>' * bool(look.next)
        + f'<w:link w:val="{look.id}Char"/>' * look.linked
        + f'<w:uiPriority w:val="{look.priority}"/><w:qFormat/>{_paragraph_properties(look)}{run}</w:style>'
    )
    if not look.linked:
        return style
    return (  # with the character twin that Word expects of a linked style
        f'{style}<w:style w:type="character" w:customStyle="1" w:styleId="{look.id}Char">'
        f'<w:name w:val="{look.name.capitalize()} Char"/><w:basedOn w:val="DefaultParagraphFont"/><w:link w:val="{look.id}"/>'
        f'<w:uiPriority w:val="{look.priority}"/>{run}</w:style>'
    )


def _character_style(id: str, name: str, priority: int, run: str, *, own: bool = False) -> str:
    return (
        '<w:style w:type="character"'
        + ' w:customStyle="1"' * own
        + f' w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="DefaultParagraphFont"/>'
        f'<w:uiPriority w:val="{priority}"/><w:qFormat/>{run}</w:style>'
    )


def _hidden(kind: str, id: str, name: str, more: str = "") -> str:
    return (
        f'<w:style w:type="{kind}" w:default="1" w:styleId="{id}"><w:name w:val="{name}"/><w:uiPriority w:val="99"/>'
        f"<w:semiHidden/><w:unhideWhenUsed/>{more}</w:style>"
    )


def _margins(top: float, left: float, bottom: float, right: float) -> str:
    sides = (("top", top), ("left", left), ("bottom", bottom), ("right", right))
    return (
        "<w:tblCellMar>"
        + "".join(f'<w:{side} w:w="{twips(mm)}" w:type="dxa"/>' for side, mm in sides)
        + "</w:tblCellMar>"
    )


def _border(side: str, eighths: int, colour: str) -> str:
    return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="{colour}"/>'


def _table_normal() -> str:
    return f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_margins(0, 1.9, 0, 1.9)}</w:tblPr>'


def _table_style() -> str:
    lines = _border("top", 8, PETROL) + _border("bottom", 4, RULE) + _border("insideH", 4, RULE)
    return (
        '<w:style w:type="table" w:customStyle="1" w:styleId="TableauMaillage"><w:name w:val="Tableau Maillage"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders>{_margins(0.8, 0, 0.8, 4)}</w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>{_border("bottom", 8, PETROL)}</w:tcBorders>'
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
    )
