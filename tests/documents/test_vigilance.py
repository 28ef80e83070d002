"""« Dérive » becomes « point de vigilance », with its article, its number and its capitals."""

from __future__ import annotations

import pytest

from facilitation.confidentiality.readers import Reader
from facilitation.documents.vigilance import softened, softened_blocks, softened_for
from facilitation.outline import Cell, Labelled, Listing, Table, paragraph, plain


@pytest.mark.parametrize(
    ("authored", "read"),
    [
        ("Dérive", "Point de vigilance"),
        ("les dérives", "les points de vigilance"),
        ("La dérive d’abord", "Le point de vigilance d’abord"),
        ("une dérive", "un point de vigilance"),
        ("le nom de la dérive", "le nom du point de vigilance"),
        ("Cette dérive", "Ce point de vigilance"),
        ("DÉRIVES", "POINTS DE VIGILANCE"),
        ("Analyser les dérives possibles", "Analyser les points de vigilance possibles"),
        ("dériver, dérivé, à dériver", "dériver, dérivé, à dériver"),
        ("Ce qui tient bien", "Ce qui tient bien"),
    ],
)
def test_the_word_changes_and_no_other_does(authored: str, read: str) -> None:
    assert softened(authored) == read


@pytest.mark.parametrize("reader", Reader)
def test_it_changes_for_those_outside_the_group_alone(reader: Reader) -> None:
    inside = reader in (Reader.ANIMATEUR, Reader.GROUPE)
    assert softened_for("dérive", reader) == ("dérive" if inside else "point de vigilance")


def test_in_blocks_authored_words_change_and_typed_ones_stay() -> None:
    table = Table(
        title="Les dérives",
        description="Une dérive par ligne",
        header=("Dérive", "Ce que nous en disons"),
        rows=(
            (
                Cell(paragraphs=(plain("Dérive D01"),)),
                Cell(paragraphs=(plain("une dérive, à notre avis"),), source="x"),
            ),
            (Cell(paragraphs=(plain("Ma dérive à moi"),), source="y"), Cell(paragraphs=(plain("dérive comptée"),))),
        ),
        widths=(1, 2),
    )
    blocks = (
        table,
        Labelled(label="Dérive choisie", runs=plain("la dérive du vendredi"), source="z"),
        Listing(items=(plain("dérive écrite"),), sources=("w",)),
        paragraph("dérive d’autrice"),
    )
    softer = softened_blocks(blocks, Reader.PUBLIC)
    assert softer[0] == table.model_copy(
        update={
            "title": "Les points de vigilance",
            "description": "Un point de vigilance par ligne",
            "header": ("Point de vigilance", "Ce que nous en disons"),
            "rows": (
                (Cell(paragraphs=(plain("Point de vigilance D01"),)), table.rows[0][1]),
                table.rows[1],
            ),
        }
    )
    assert softer[1] == Labelled(label="Point de vigilance choisie", runs=plain("la dérive du vendredi"), source="z")
    assert softer[2] == blocks[2]
    assert softer[3] == paragraph("point de vigilance d’autrice")
    assert softened_blocks(blocks, Reader.GROUPE) == blocks
