"""The fields of a follow-up step come from what it follows: what they take, what they refuse, what they show."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from facilitation.activities import registry, suivi
from facilitation.activities.base import AnswerFaults, Fields, Given
from facilitation.confidentiality.readers import Reader
from facilitation.confidentiality.select import select
from tests.activities.samples import desk_html, fields_html, room_html

TODAY = date(2026, 4, 16)
BOTH, GROUP = ("groupe", "partenaires"), ("groupe",)
DESK = suivi.DeskState(
    today=TODAY,
    matters=(
        suivi.Matter(id="o1", number="1/2026-A1", text="Appeler", due=date(2026, 3, 31), was="a-faire", readers=BOTH),
        suivi.Matter(id="o2", number="1/2026-A2", text="Relire", postponed=1, was="reporte", readers=GROUP),
    ),
)
CONFIG = suivi.fitted(suivi.Config(), DESK)
A1, A2 = "1/2026-A1", "1/2026-A2"
values = st.sampled_from(
    ["", " ", "fait", "reporte", "abandonne", "danser", "7 mai 2026", "31/2/2026", "2025-01-01", "Un mot."]
)


def read_or_faults(form: dict[str, str]) -> tuple[suivi.Answer | None, dict[str, str]]:
    """The answer and no fault, or no answer and the faults."""
    try:
        return suivi.read(CONFIG, Fields(form)), {}
    except AnswerFaults as found:
        return None, found.faults


def faults(**said: str) -> dict[str, str]:
    """What reading this form refuses; « n1 » stands for A1's note, « d1 » for its date."""
    names = {"s1": A1, "n1": f"{A1}.note", "d1": f"{A1}.date", "s2": A2, "n2": f"{A2}.note", "d2": f"{A2}.date"}
    return read_or_faults({names[name]: value for name, value in said.items()})[1]


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"s1": "fait"}, set()),
        ({"s1": "reporte", "d1": "7 mai 2026"}, set()),
        ({"s1": "reporte"}, {f"{A1}.date"}),
        ({"s1": "reporte", "d1": "30 mars 2026"}, {f"{A1}.date"}),
        ({"s1": "reporte", "d1": "31 février"}, {f"{A1}.date"}),
        ({"s1": "en-cours", "d1": "7 mai 2026"}, {f"{A1}.date"}),
        ({"s1": "fait", "d1": "7 mai 2026"}, {f"{A1}.date"}),
        ({"s1": "abandonne"}, {f"{A1}.note"}),
        ({"s1": "abandonne", "n1": "La commune s’en charge."}, set()),
        ({"s2": "reporte", "d2": "7 mai 2026"}, {f"{A2}.note"}),
        ({"s2": "reporte", "n2": "Fermé."}, {f"{A2}.date"}),
        ({"s2": "reporte", "n2": "Fermé.", "d2": "7/5"}, set()),
        ({"s2": "en-cours", "d2": "7 mai 2026"}, set()),  # it had no date: giving it one puts nothing off
        ({"s1": "danser"}, {A1}),
        ({"n1": "Un mot sans statut."}, {A1}),
        ({}, {A1}),
        ({"s1": "reporte", "s2": "abandonne"}, {f"{A1}.date", f"{A2}.note"}),
    ],
)
def test_what_is_asked_is_asked_at_its_place(said: dict[str, str], refused: set[str]) -> None:
    assert set(faults(**said)) == refused


@for_all(st.dictionaries(st.sampled_from(suivi.fields(CONFIG)), values, max_size=6))
def test_an_answer_comes_back_as_it_was_read(form: dict[str, str]) -> None:
    answer, refused = read_or_faults(form)
    if answer is None:
        assert refused
        assert set(refused) <= set(suivi.fields(CONFIG))
        assert all(sentence.endswith(".") and "'" not in sentence for sentence in refused.values())
        return
    assert suivi.Answer.model_validate_json(answer.model_dump_json()) == answer
    assert suivi.read(CONFIG, Fields(suivi.values(CONFIG, answer))) == answer


def test_the_form_has_each_field_with_its_label_and_its_fault() -> None:
    names = suivi.fields(CONFIG)
    html = fields_html("suivi", CONFIG, {}, dict.fromkeys(names, "Corrigez ceci."))
    assert set(re.findall(r'<(?:input|textarea|select)\b[^>]* name="([^"]+)"', html)) == set(names)
    for name in names:
        assert html.count(f'id="saisie-{name}-fault"') == 1
        assert f'for="saisie-{name}"' in html


def test_the_last_word_counts_and_the_room_sees_what_was_shown() -> None:
    forms = [{A1: "bloque", f"{A1}.note": "mot-un"}, {A1: "fait", f"{A1}.note": "mot-deux"}, {A2: "a-faire"}]
    given = [Given(f"n{rank}", suivi.read(CONFIG, Fields(form)), revealed=rank != 2) for rank, form in enumerate(forms)]
    summary = suivi.summarise(CONFIG, given, DESK, {}, 0)
    assert [(row.number, row.status) for row in summary.rows] == [(A1, "fait"), (A2, "a-faire")]
    room = room_html("suivi", CONFIG, summary)
    assert "mot-deux" in room
    assert "mot-un" not in room
    assert "À faire" not in room  # kept, and not shown yet
    assert "mot-deux" in desk_html("suivi", CONFIG, summary, DESK)
    assert summary.waiting == ()


@pytest.mark.parametrize(
    ("reader", "kept"), [(Reader.GROUPE, ["o1", "o2"]), (Reader.PARTENAIRES, ["o1"]), (Reader.PUBLIC, [])]
)
def test_a_reader_has_the_matters_that_are_for_them_and_no_other(reader: Reader, kept: list[str]) -> None:
    desk = registry.narrowed("suivi", DESK, lambda notes: select(notes, reader))
    assert isinstance(desk, suivi.DeskState)
    assert [matter.id for matter in desk.matters] == kept


def test_before_its_list_is_there_a_step_asks_nothing_and_says_where_a_text_belongs() -> None:
    plain = suivi.Config()
    assert suivi.fields(plain) == ()
    with pytest.raises(AnswerFaults) as found:
        suivi.read(plain, Fields(texte="Une idée."))
    assert "Action" in found.value.faults["texte"]
