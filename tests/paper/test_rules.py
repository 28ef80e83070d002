"""Codes, what a kit holds, and what is read of a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.activities import sheets
from facilitation.confidentiality.readers import Trace
from facilitation.guides.schema import ActivityChoice, Flag, Step
from facilitation.paper import rules
from facilitation.paper.rules import Asked, Unread, Wanted

SCALE = {"items": [{"id": "rond", "titre": "Tourner en rond"}], "bornes": {"min": 1, "max": 10}, "bouts": ["peu", "très"]}  # fmt: skip


def asked(kind: str = "echelle", *, flags: tuple[Flag, ...] = (), trace: Trace = Trace.PV, **settings: object) -> Asked:
    """A step of this activity."""
    choice = ActivityChoice(type=kind, settings=settings or (SCALE if kind == "echelle" else {}))
    step = Step(
        id="se-situer", title="Se situer", minutes=5, activity=choice, trace=trace, flags=flags, question="Où ?"
    )
    return rules.asked_of([("s1", step, rules.settings_of(step))])[0]


@given(st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=100))
def test_every_step_has_a_code_of_its_own(ids: list[str]) -> None:
    codes = rules.step_codes(ids)
    assert len(set(codes)) == len(ids)
    assert all(len(code) == 2 and code[0] in rules.LETTERS and code[1] in rules.DIGITS for code in codes)


def test_a_step_keeps_its_code_wherever_it_stands() -> None:
    assert rules.step_codes(["accueil", "avis"])[1] == rules.step_codes(["avis", "accueil"])[0]


def test_sixty_sheets_have_sixty_codes() -> None:
    codes = [rules.sheet_code("R4", number) for number in range(1, rules.MOST_COPIES + 1)]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("typed", ["R4-K7", "r4k7", " r4 k7 ", "R4–K7", "r4.k7"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert rules.must_be_of("R4", typed) == "R4-K7"


def test_the_code_of_another_step_is_refused_with_both_codes() -> None:
    with pytest.raises(rules.OtherStep) as refused:
        rules.must_be_of("R4", "T2-K7")
    assert "T2-K7" in refused.value.sentence
    assert "R4" in refused.value.sentence


def test_a_sheet_of_an_anonymous_step_has_no_number_of_its_own() -> None:
    step = asked(flags=(Flag.ANONYME,))
    pages = rules.pages_of(step, 12)
    assert {page.codes for page in pages} == {(step.code,)}
    assert all("N’écrivez aucun nom" in page.warning.replace("'", "’") for page in pages)
    assert "reconnaître votre écriture" in pages[0].told[0]


def test_a_sheet_of_another_step_has_its_number_and_says_who_reads_it() -> None:
    pages = rules.pages_of(asked(), 3)
    assert len({page.codes for page in pages}) == 3
    assert "recopie" in pages[0].told[0]


def test_ballots_are_cut_out_four_to_a_page() -> None:
    ballot = asked("vote", mode="consentement")
    assert [len(page.codes) for page in rules.pages_of(ballot, 10)] == [4, 4, 2]


def test_an_activity_that_needs_no_sheet_prints_none() -> None:
    assert rules.pages_of(asked("aucune"), 5) == ()


def test_a_kit_of_nothing_and_a_kit_of_too_much_are_refused() -> None:
    with pytest.raises(rules.NothingToPrint):
        rules.made([asked()], Wanted(run_sheet=False, walls=False), title="", about="", source="")
    with pytest.raises(rules.TooMuchToPrint):
        rules.made([asked()], Wanted(copies={"s1": 301}), title="", about="", source="")


# ------------------------------------------------------------------ a row


def row(typed: str, **settings: object) -> rules.Row:
    """What is read of these keys in the first cell."""
    cells = sheets.cells(asked(**settings).config)
    return rules.read_row(cells, {cells[0].field: typed})


@pytest.mark.parametrize(("typed", "value"), [("1", "1"), ("10", "10"), (" 7 ", "7"), ("n", "nsp"), ("N", "nsp")])
def test_a_key_is_the_value_it_stands_for(typed: str, value: str) -> None:
    assert row(typed).fields == {"rond": value}


def test_illegible_blank_and_i_do_not_know_are_three_things() -> None:
    assert row("x") == rules.Row({}, ("rond",), {})
    assert row("?") == rules.Row({}, ("rond",), {})
    assert row("  ") == rules.Row({}, (), {})
    assert row("n") == rules.Row({"rond": "nsp"}, (), {})


@pytest.mark.parametrize("typed", ["0", "11", "oui", "1 1", "\x00", "9" * 5000])
def test_any_other_key_is_refused_with_those_that_serve(typed: str) -> None:
    refused = row(typed)
    assert not refused.fields
    assert "x si c" in refused.faults["rond"]


def test_points_of_a_vote_are_typed_one_key_after_another() -> None:
    choices = [{"id": "un", "titre": "Un"}, {"id": "deux", "titre": "Deux"}]
    ballot = asked("vote", choix=choices, mode="points", points=3)
    cells = sheets.cells(ballot.config)
    for typed in ("221", "2 2 1", "2,2,1"):
        assert rules.read_row(cells, {"choix": typed}).fields == {"choix": "deux,deux,un"}
    assert rules.read_row(cells, {"choix": "3"}).faults


@given(st.dictionaries(st.sampled_from(["rond"]), st.text(max_size=6)))
def test_what_was_read_is_typed_again_the_same(typed: dict[str, str]) -> None:
    cells = sheets.cells(asked().config)
    read = rules.read_row(cells, typed)
    if not read.faults:
        again = rules.read_row(cells, rules.typed_from(cells, read.fields, read.unread))
        assert (again.fields, again.unread) == (read.fields, read.unread)


# ------------------------------------------------------------------ counting


def test_what_could_not_be_read_is_counted_and_goes_to_json_and_back() -> None:
    known = Unread().with_row(rules.Row({"a": "1"}, ("b", "c"), {}), "id1").with_row(rules.Row({}, ("b",), {}), "")
    known = known.with_row(rules.Row({}, (), {}), "")
    assert (known.count, known.blank) == (3, 1)
    assert Unread.stored(known.to_store()) == known
    assert known.without("id1").count == 1
    assert Unread.stored({}) == Unread()


@pytest.mark.parametrize(
    ("typed", "out", "words"),
    [(9, 10, "9 feuilles sur 10"), (9, None, "9 feuilles"), (11, 10, "11 feuilles"), (0, 10, "aucune feuille sur 10"), (0, None, "aucune feuille"), (1, 1, "1 feuille sur 1")],
)  # fmt: skip
def test_sheets_are_counted_in_words(typed: int, out: int | None, words: str) -> None:
    assert rules.counted(typed, out).replace("\u00a0", " ") == words


@pytest.mark.parametrize("typed", ["dix", "-1", "1000", "1.5"])
def test_a_count_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(rules.UnreadableCount):
        rules.must_be_a_count(typed)
