"""Figures: a drawing with its alternative text, kept with its caption, 14 cm wide; its data in a table after it, whatever becomes of the drawing."""

from __future__ import annotations

import builtins
import struct
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

from facilitation.confidentiality.readers import Reader
from facilitation.documents import revise
from facilitation.documents.page import render
from facilitation.documents.reading import page_text
from facilitation.documents.text import dump
from facilitation.documents.vigilance import softened_blocks
from facilitation.documents.word import raster
from facilitation.documents.word.package import unpack
from facilitation.documents.word.reread import reread
from facilitation.documents.word.write import write
from facilitation.drawing import canvas
from facilitation.outline import Cell, Figure, Heading, Outline, Table, plain
from tests.documents.written import DOCUMENTS

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
EMU_14_CM = 5_040_000


def cell(text: str) -> Cell:
    return Cell(paragraphs=(plain(text),))


TABLE = Table(
    title="Où le groupe se situe",
    description="Les nombres.",
    header=("La ligne", "Réponses"),
    rows=((cell("Écouter"), cell("peu : 2")), (cell("Décider"), cell("assez : 3"))),
    widths=(1, 1),
)
SVG = canvas.drawing(
    140, [canvas.text(10, 30, "Écouter & décider"), canvas.dot(300, 60, 6), canvas.hatched(10, 80, 90, 30)]
)
FIGURE = Figure(svg=SVG, alternative='Un point par réponse, de « peu » à "assez".', data=TABLE)


def outline(*blocks: Any) -> Outline:
    heading = Heading(level=1, text="Ce que le groupe a situé", number="1")
    return DOCUMENTS["pv-vide"].model_copy(update={"blocks": (heading, *blocks)})


def xml(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314  a file that we wrote


def test_the_text_the_file_and_the_page_say_the_same_of_a_figure() -> None:
    made = outline(FIGURE, TABLE, FIGURE)
    said = dump(made)
    assert (
        said.count('[Légende] Où le groupe se situe\n[Figure] Un point par réponse, de « peu » à "assez".\n[Tableau]')
        == 2
    )
    assert reread(write(made)) == said
    assert page_text(render(made)) == said
    assert Outline.from_json(made.to_json()) == made


def test_word_gets_a_png_its_svg_and_the_alternative_text_14_cm_wide() -> None:
    parts = unpack(write(outline(FIGURE)))
    document = xml(parts["word/document.xml"])
    extent, about = document.find(f".//{WP}extent"), document.find(f".//{WP}docPr")
    assert extent is not None
    assert about is not None
    assert extent.attrib == {"cx": str(EMU_14_CM), "cy": str(EMU_14_CM // 4)}
    assert about.get("descr") == FIGURE.alternative
    relations = {each.get("Id"): each.get("Target") for each in xml(parts["word/_rels/document.xml.rels"])}
    embedded = [value for each in document.iter() for name, value in each.attrib.items() if name.endswith("}embed")]
    assert [relations[one] for one in embedded] == ["media/image1.png", "media/image1.svg"]
    assert parts["word/media/image1.svg"] == SVG.encode()
    assert struct.unpack(">II", parts["word/media/image1.png"][16:24]) == (raster.WIDE, raster.WIDE // 4)
    types = {each.get("Extension"): each.get("ContentType") for each in xml(parts["[Content_Types].xml"])}
    assert (types["png"], types["svg"]) == ("image/png", "image/svg+xml")


def test_the_caption_stays_with_the_drawing_and_the_table_follows() -> None:
    body = list(xml(unpack(write(outline(FIGURE)))["word/document.xml"]).iterfind(f"{W}body/*"))
    place = next(i for i, each in enumerate(body) if each.find(f".//{WP}inline") is not None)
    style = body[place - 1].find(f"{W}pPr/{W}pStyle")
    assert style is not None
    assert style.get(f"{W}val") == "Caption"  # keepNext in the style
    assert body[place + 1].tag == f"{W}tbl"


def test_a_drawing_higher_than_a_page_is_shown_smaller() -> None:
    high = FIGURE.model_copy(update={"svg": canvas.drawing(1120, [])})
    extent = xml(unpack(write(outline(high)))["word/document.xml"]).find(f".//{WP}extent")
    assert extent is not None
    assert (int(extent.get("cx", 0)), int(extent.get("cy", 0))) == (105 * 36_000, 210 * 36_000)


def test_the_same_drawing_gives_the_same_bytes() -> None:
    first = write(outline(FIGURE))
    raster.png.cache_clear()
    assert write(outline(FIGURE)) == first


def test_a_file_without_a_figure_has_no_trace_of_one() -> None:
    parts = unpack(write(outline(TABLE)))
    assert not [name for name in parts if "media" in name]
    assert b"svg" not in parts["[Content_Types].xml"]


def test_words_are_drawn_in_the_shipped_face_whatever_the_machine_has() -> None:
    """Without it nothing would be drawn: no font of the system is loaded."""
    words, nothing = (canvas.drawing(40, parts) for parts in ([canvas.text(10, 30, "médiane")], []))
    assert len(raster.png(words) or b"") > len(raster.png(nothing) or b"") + 1000


def test_where_the_rasteriser_is_missing_the_table_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name == "resvg_py":
            raise ImportError(name)
        return asked(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.delitem(sys.modules, "resvg_py", raising=False)
    raster.png.cache_clear()
    data = write(outline(FIGURE))
    raster.png.cache_clear()
    assert reread(data) == dump(outline(TABLE.model_copy(update={"caption": TABLE.title})))
    assert not [name for name in unpack(data) if "media" in name]


@pytest.mark.parametrize("part", ['<image href="/etc/passwd"/>', "<script>1</script>", '<g style="color:red"/>', "<g>"])
def test_a_drawing_that_is_not_ours_is_in_no_document(part: str) -> None:
    made = outline(FIGURE.model_copy(update={"svg": canvas.drawing(40, [part])}))
    assert "[Figure]" not in dump(made)
    assert "Où le groupe se situe" in dump(made)
    assert "<svg" not in render(made)
    assert "word/media/image1.png" not in unpack(write(made))


def test_the_page_shows_the_drawing_with_its_alternative_and_no_style() -> None:
    html = render(outline(FIGURE))
    assert '<svg role="img" aria-label="Un point par réponse, de « peu » à &#34;assez&#34;." xmlns=' in html
    assert "style=" not in html


def test_a_count_that_is_corrected_leaves_the_table_without_the_drawing() -> None:
    frozen = revise.placed(outline(FIGURE))
    place = next(one for one in revise.passages(frozen) if one.texts == ("peu : 2",))
    corrected = revise.revised(frozen, revise.rewritings(place, ("peu : 4",)))
    assert "[Figure]" not in dump(corrected)
    assert "| Écouter | peu : 4 |" in dump(corrected)
    assert "[Légende] Où le groupe se situe" in dump(corrected)
    assert revise.changed(frozen, corrected) == ("Écouter, Réponses",)


def test_a_correction_elsewhere_leaves_the_drawing() -> None:
    frozen = outline(FIGURE)
    other = revise.Rewriting("assez : 9", "assez : 8")
    assert revise.revised(frozen, (other,)) == frozen


def test_a_drawing_that_says_derive_does_not_leave_the_group() -> None:
    drawn = FIGURE.model_copy(update={"svg": canvas.drawing(40, [canvas.text(10, 20, "La dérive du contrôle")])})
    assert softened_blocks((drawn, FIGURE), Reader.GROUPE) == (drawn, FIGURE)
    leaving = softened_blocks((drawn, FIGURE), Reader.PARTENAIRES)
    assert [block.kind for block in leaving] == ["table", "figure"]
