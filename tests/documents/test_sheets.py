"""What the documents say of sheets of paper that were typed in afterwards."""

from __future__ import annotations

import dataclasses

import pytest

from facilitation.confidentiality.readers import Note, Reader, Trace
from facilitation.documents.record import Record, Sheets, StageRecord
from facilitation.documents.steps import remains
from facilitation.outline import paragraph
from tests.conftest import START


def told(stage: StageRecord, readership: Reader = Reader.GROUPE) -> list[str]:
    """The paragraphs that remain of this step."""
    record = Record("Réseau du Val", "Séance", "3/2026", START, readership)
    return ["".join(run.text for run in block.runs) for block in remains(stage, record) if block.kind == "paragraph"]


STAGE = StageRecord("s1", "Se situer", Trace.PV, blocks=(paragraph("Neuf croix."),))


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        (Sheets(9, 10), "Saisi après coup : 9 feuilles sur 10."),
        (Sheets(1), "Saisi après coup : 1 feuille."),
        (Sheets(11, 10), "Saisi après coup : 11 feuilles."),
        (Sheets(1, 10, unread=1), "Saisi après coup : 1 feuille sur 10. Une réponse illisible."),
        (Sheets(9, 10, unread=2, blank=2), "Saisi après coup : 9 feuilles sur 10. 2 réponses illisibles. 2 feuilles blanches."),
    ],
)  # fmt: skip
def test_the_minutes_say_how_many_sheets_were_typed_in(sheets: Sheets, words: str) -> None:
    assert [
        text.replace("\u00a0", " ").replace("\u202f", " ") for text in told(dataclasses.replace(STAGE, sheets=sheets))
    ] == [
        "Neuf croix.",
        words,
    ]


def test_a_step_without_paper_says_nothing_of_it() -> None:
    assert told(STAGE) == ["Neuf croix."]


def test_a_step_of_which_nothing_remains_does_not_tell_of_its_sheets() -> None:
    assert told(StageRecord("s1", "Se situer", Trace.SESSION, sheets=Sheets(9, 10))) == []


def test_whoever_reads_none_of_the_answers_is_not_told_how_many_there_are() -> None:
    note = Note("n1", "Le groupe retient ceci.", frozenset({Reader.PARTENAIRES}))
    stage = StageRecord("s1", "Se situer", Trace.PV, synthesis=note, sheets=Sheets(9, 10))
    assert told(stage, Reader.PARTENAIRES) == ["Le groupe retient ceci."]
