"""The file itself: our own template, and nothing in it that Word could ask about or that says who wrote it."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import mammoth
import pytest

from facilitation.documents.word import build_base
from facilitation.documents.word.package import core_properties, unpack
from facilitation.documents.word.write import write
from tests.documents.written import DOCUMENTS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORBIDDEN = (
    rb"updateFields|printerSettings|thumbnail|w:rsid|file:|/Users/|/home/|TargetMode|attachedTemplate|w:del\b|w:ins\b"
)
NARROW_OR_NO_BREAK = "\u202f\u00a0"
FILES = {name: write(outline) for name, outline in DOCUMENTS.items()}
WITH_FIGURES = {"pv-chiffres"}
every_document = pytest.mark.parametrize("name", FILES)


def part(name: str, path: str) -> ElementTree.Element:
    """A part of this document, parsed."""
    return parsed(unpack(FILES[name])[path])


def parsed(data: bytes) -> ElementTree.Element:
    """Our own XML, parsed."""
    return ElementTree.fromstring(data)  # noqa: S314  a file that we wrote


def value(element: ElementTree.Element, path: str) -> str | None:
    """The `w:val` at this path below the element."""
    found = element.find("/".join(f"{W}{tag}" for tag in path.split("/")))
    return None if found is None else found.get(f"{W}val")


def test_rebuilding_the_template_gives_the_committed_one() -> None:
    committed = build_base.BASE.read_bytes()
    assert unpack(build_base.build()) == unpack(committed)
    with zipfile.ZipFile(io.BytesIO(committed)) as kept, zipfile.ZipFile(io.BytesIO(build_base.build())) as built:
        assert [(entry.filename, entry.date_time) for entry in kept.infolist()] == [
            (entry.filename, entry.date_time) for entry in built.infolist()
        ]


def test_the_template_has_the_44_styles_of_the_design_and_they_resolve() -> None:
    styles = {
        style.get(f"{W}styleId", ""): style
        for style in parsed(unpack(build_base.build())["word/styles.xml"]).iter(f"{W}style")
    }
    assert len(styles) == 44
    for identifier, style in styles.items():
        chain, above = [identifier], value(style, "basedOn")
        while above:
            assert above in styles, f"{identifier}: its parent {above} does not exist"
            assert above not in chain, f"{identifier}: its parents go round"
            assert styles[above].get(f"{W}type") == style.get(f"{W}type")
            chain.append(above)
            above = value(styles[above], "basedOn")
        for link in filter(None, (value(style, "next"), value(style, "link"))):
            assert link in styles


@every_document
def test_a_document_has_the_standard_parts_only_and_no_trace_of_a_machine(name: str) -> None:
    parts = unpack(FILES[name])
    drawn = {path for path in parts if re.fullmatch(r"word/media/image\d+\.(png|svg)", path)}
    assert bool(drawn) == (name in WITH_FIGURES)
    assert set(parts) - drawn == set(unpack(build_base.BASE.read_bytes()))
    said = b"".join(parts.values())
    assert not re.search(FORBIDDEN, said)
    assert str(Path(__file__).parents[2]).encode() not in said


@every_document
def test_styles_and_lists_that_a_document_uses_exist(name: str) -> None:
    styles = {style.get(f"{W}styleId") for style in part(name, "word/styles.xml").iter(f"{W}style")}
    lists = {number.get(f"{W}numId") for number in part(name, "word/numbering.xml").iter(f"{W}num")}
    for path in ("word/document.xml", "word/footer1.xml"):
        root = part(name, path)
        used = {each.get(f"{W}val") for tag in ("pStyle", "rStyle", "tblStyle") for each in root.iter(f"{W}{tag}")}
        assert used <= styles
        assert {each.get(f"{W}val") for each in root.iter(f"{W}numId")} <= lists


@every_document
def test_no_paragraph_is_empty_or_without_style_and_no_field_stands_in_the_body(name: str) -> None:
    root = part(name, "word/document.xml")
    for paragraph in root.findall(f"{W}body/{W}p"):
        assert value(paragraph, "pPr/pStyle")
        assert (
            "".join(text.text or "" for text in paragraph.iter(f"{W}t")) or paragraph.find(f".//{W}drawing") is not None
        )
    assert not list(root.iter(f"{W}fldChar")) + list(root.iter(f"{W}fldSimple")) + list(root.iter(f"{W}hyperlink"))


@every_document
def test_two_bolds_never_cancel_out(name: str) -> None:
    styles = {style.get(f"{W}styleId", ""): style for style in part(name, "word/styles.xml").iter(f"{W}style")}

    def bold(identifier: str | None) -> bool:
        while identifier:
            if styles[identifier].find(f"{W}rPr/{W}b") is not None:
                return True
            identifier = value(styles[identifier], "basedOn")
        return False

    for paragraph in part(name, "word/document.xml").iter(f"{W}p"):
        if bold(value(paragraph, "pPr/pStyle")):
            assert not any(bold(look.get(f"{W}val")) for look in paragraph.iter(f"{W}rStyle"))


@every_document
def test_headings_go_down_one_level_at_a_time(name: str) -> None:
    level = 0
    for paragraph in part(name, "word/document.xml").iter(f"{W}p"):
        style = value(paragraph, "pPr/pStyle") or ""
        if style.startswith("Heading"):
            assert int(style[-1]) <= level + 1
            level = int(style[-1])
    assert level


@every_document
def test_tables_have_a_repeated_header_rows_that_hold_and_widths_that_add_up(name: str) -> None:
    root = part(name, "word/document.xml")
    page, margins = root.find(f".//{W}pgSz"), root.find(f".//{W}pgMar")
    assert page is not None
    assert margins is not None
    width = int(page.get(f"{W}w", "0")) - int(margins.get(f"{W}left", "0")) - int(margins.get(f"{W}right", "0"))
    for table in root.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert value(table, "tblPr/tblCaption")
        assert value(table, "tblPr/tblDescription")
        columns = [int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")]
        whole = table.find(f"{W}tblPr/{W}tblW")
        assert whole is not None
        assert sum(columns) == int(whole.get(f"{W}w", "0")) <= width + 4


@every_document
def test_text_has_seven_to_one_on_white(name: str) -> None:
    for path in ("word/styles.xml", "word/document.xml", "word/footer1.xml"):
        for colour in part(name, path).iter(f"{W}color"):
            shade = colour.get(f"{W}val", "")
            assert shade == "auto" or contrast(shade) >= 7


def contrast(colour: str) -> float:
    """The contrast of this colour with white, as WCAG counts it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@every_document
def test_mammoth_reads_the_headings_and_the_header_rows(name: str) -> None:
    html = mammoth.convert_to_html(io.BytesIO(FILES[name])).value
    root = part(name, "word/document.xml")
    headings = [value(each, "pPr/pStyle") for each in root.iter(f"{W}p")]
    assert len(re.findall("<h[1-4]>", html)) == sum(
        style is not None and style.startswith("Heading") for style in headings
    )
    assert html.count("<thead>") == len(list(root.iter(f"{W}tbl")))


def test_properties_say_the_partnership_the_day_and_the_guide() -> None:
    core = unpack(FILES["pv"])["docProps/core.xml"].decode()
    assert "<dc:creator>Réseau Logement du Val</dc:creator>" in core
    assert "<cp:lastModifiedBy>Réseau Logement du Val</cp:lastModifiedBy>" in core
    assert core.count("2026-09-18T07:30:00Z") == 2
    assert "<dc:language>fr-BE</dc:language>" in core
    assert "Guide reflexivite-collective 1.0.0, empreinte 7c41e09ad2f5" in core
    assert "<dc:title>Procès-verbal, séance\u00a03/2026, vendredi\u00a018\u00a0septembre\u00a02026</dc:title>" in core
    assert "<cp:category>Procès-verbal</cp:category>" in core
    assert "<cp:contentStatus>Projet relu en séance</cp:contentStatus>" in core


def test_a_property_holds_255_signs_at_most() -> None:
    core = core_properties(title="é" * 300, author="&" * 300, day="2026-09-18")
    assert "é" * 254 + "…" in core
    assert "é" * 255 not in core
    assert "&amp;" * 254 + "…" in core


@every_document
def test_the_footer_holds_who_what_which_status_and_the_pages(name: str) -> None:
    footer = part(name, "word/footer1.xml")
    said = "".join(text.text or "" for text in footer.iter(f"{W}t"))
    assert said.startswith(DOCUMENTS[name].footer)
    assert [code.text for code in footer.iter(f"{W}instrText")] == [" PAGE ", " NUMPAGES "]


@pytest.mark.parametrize("name", ["plan-action", "plan-action-douze"])
def test_the_plan_lies_on_its_side(name: str) -> None:
    page = part(name, "word/document.xml").find(f".//{W}pgSz")
    assert page is not None
    assert (page.get(f"{W}w"), page.get(f"{W}h"), page.get(f"{W}orient")) == ("16838", "11906", "landscape")


def test_the_page_for_the_person_is_in_larger_type_and_its_footer_is_not() -> None:
    def sizes(name: str) -> dict[str, str]:
        styles = part(name, "word/styles.xml").iter(f"{W}style")
        return {style.get(f"{W}styleId", ""): size for style in styles if (size := value(style, "rPr/sz"))}

    usual, large = sizes("pv"), sizes("page-personne")
    assert large["Title"] == "56"  # 21 pt × 4/3
    assert usual["Title"] == "42"
    assert large["Footer"] == usual["Footer"]


def test_no_document_but_the_word_room_needs_python_docx_to_be_composed() -> None:
    code = "import sys, facilitation.documents.catalogue, facilitation.documents.page; sys.exit('docx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False).returncode == 0


@pytest.mark.parametrize("name", ["pv-vide", "plan-action-vide"])
def test_the_words_of_the_product_follow_french_typography(name: str) -> None:
    """These two hold nothing typed but one title."""
    said = "".join(text.text or "" for text in part(name, "word/document.xml").iter(f"{W}t"))
    assert not re.search(r"[^\u202f][;!?]|[^\u00a0]:(?!\d)|«[^\u00a0]|[^\u00a0]»|'|  ", said)
