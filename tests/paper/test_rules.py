"""Codes, what a kit holds, and what is read of a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.activities import sheets
from facilitation.confidentiality.readers import Trace
from facilitation.documents.kit import compose
from facilitation.documents.text import dump
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


def kit(*steps: Asked, wanted: Wanted) -> rules.Kit:
    """The kit of these steps."""
    return rules.made(steps, wanted, title="Réunion", about="", source="", people=(), rows=10)


def plain(sentence: str) -> str:
    """The sentence without its typography."""
    return sentence.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


@given(st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=100))
def test_every_step_has_a_code_of_its_own(ids: list[str]) -> None:
    codes = rules.step_codes(ids)
    assert len(set(codes)) == len(ids)
    assert all(len(code) == 2 and code[0] in rules.LETTERS and code[1] in rules.DIGITS for code in codes)


def test_a_step_keeps_its_code_wherever_it_stands() -> None:
    assert rules.step_codes(["accueil", "avis"])[1] == rules.step_codes(["avis", "accueil"])[0]


def test_the_codes_of_a_printed_kit_stay_what_they_were_printed() -> None:
    assert rules.step_codes(["accueil", "avis", "echelle", "bilan"]) == ("X7", "P3", "C6", "H9")
    assert [rules.sheet_code("R4", number) for number in (1, 2, 3)] == ["R4-K7", "R4-W4", "R4-F9"]


def test_a_step_whose_code_is_taken_has_the_next_one() -> None:
    assert rules.step_codes(["etape-0", "etape-26"]) == ("M5", "M6")
    assert rules.step_codes(["etape-26", "etape-0"]) == ("M5", "M6")


def test_a_hundred_and_forty_four_steps_have_a_code_each_and_the_next_one_shares_its() -> None:
    ids = [f"etape-{number}" for number in range(145)]
    assert len(set(rules.step_codes(ids[:144]))) == 144
    assert rules.step_codes(ids)[:144] == rules.step_codes(ids[:144])
    assert len(rules.step_codes(ids)) == 145


def test_sixty_sheets_have_sixty_codes() -> None:
    codes = [rules.sheet_code("R4", number) for number in range(1, rules.MOST_COPIES + 1)]
    assert len(set(codes)) == len(codes) == 60


def test_sheets_have_codes_of_their_own_up_to_a_hundred_and_forty_four() -> None:
    assert len({rules.sheet_code("R4", number) for number in range(1, 145)}) == 144


@pytest.mark.parametrize("typed", ["R4-K7", "r4k7", " r4 k7 ", "R4–K7", "r4.k7"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert rules.must_be_of("R4", typed) == "R4-K7"


def test_the_code_of_another_step_is_refused_with_both_codes() -> None:
    with pytest.raises(rules.OtherStep) as refused:
        rules.must_be_of("R4", "T2-K7")
    told = plain(refused.value.sentence)
    assert "La feuille T2-K7 " in told
    assert "commence par T2, et ici il commence par R4." in told


def test_a_sheet_without_a_code_is_of_no_other_step() -> None:
    assert rules.must_be_of("R4", "  ") == ""
    assert rules.must_be_of("R4", "r4") == "R4"


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


def test_the_sheet_of_a_group_has_the_code_of_its_step() -> None:
    step = asked("notes")
    assert [page.codes for page in rules.pages_of(step, 2)] == [(step.code,), (step.code,)]


def test_a_checklist_that_a_group_fills_in_together_is_one_list() -> None:
    listed = asked("liste-controle", conditions=[{"id": "quand", "titre": "Quand"}])
    assert listed.usual(12) == 1
    assert rules.pages_of(listed, 1)[0].codes == (listed.code,)


def test_each_sub_group_has_its_sheet() -> None:
    step = asked("notes", flags=(Flag.SOUS_GROUPES,))
    assert step.usual(12) == 3
    assert asked("notes").usual(12) == 1
    assert asked(flags=(Flag.SOUS_GROUPES,)).usual(12) == 12


def test_a_step_is_anonymous_by_its_flag_its_signature_or_its_ballot() -> None:
    choices = [{"id": "un", "titre": "Un"}, {"id": "deux", "titre": "Deux"}]
    assert asked(flags=(Flag.ANONYME,)).anonymous
    assert asked("ecriture", signature="anonyme").anonymous
    assert asked("vote", choix=choices, scrutin="secret").anonymous
    assert not asked("ecriture", signature="signee").anonymous
    assert not asked("vote", choix=choices, scrutin="nominatif").anonymous


@pytest.mark.parametrize(
    ("step", "warning", "reader", "remains"),
    [
        (asked(), "", "Lue par la personne qui la recopie, puis par le groupe. Le code désigne la feuille, pas vous.", "Le document de la réunion garde ces réponses, sans nom."),
        (asked(trace=Trace.SYNTHESE), "", "Lue par la personne qui la recopie, puis", "Le document ne garde que la synthèse relue par le groupe."),
        (asked(trace=Trace.AUCUNE), "", "Cette feuille est lue par le groupe.", "Rien n'est recopié : emportez cette feuille, ou détruisez-la."),
        (asked(flags=(Flag.ANONYME,), trace=Trace.AUCUNE), "", "Cette feuille est lue par le groupe.", "Rien n'est recopié"),
        (asked("tour"), "", "Cette feuille est lue par le groupe.", "Le document de la réunion garde"),
        (asked("notes"), "", "Lue par le groupe, et par la personne qui la recopie.", "Le document de la réunion garde"),
        (asked(flags=(Flag.ANONYME,), trace=Trace.SESSION), "N'écrivez aucun nom.", "Qui recopie cette feuille la lit", "Ce qui est recopié est effacé à la clôture de la réunion."),
        (asked("ecriture", trace=Trace.PERSO), "", "Cette feuille est à qui l'écrit : gardez-la, ou confiez-la", "Ce qui en serait recopié est effacé à la clôture"),
        (asked("notes", trace=Trace.PERSO), "", "Cette feuille est à qui l'écrit : gardez-la, ou confiez-la", "Ce qui en serait recopié est effacé à la clôture"),
    ],
)  # fmt: skip
def test_a_sheet_says_who_reads_it_and_what_remains_of_it(step: Asked, warning: str, reader: str, remains: str) -> None:
    (page,) = rules.pages_of(step, 1)
    assert plain(page.warning) == warning
    assert [plain(page.told[0]).startswith(reader), plain(page.told[1]).startswith(remains)] == [True, True], page.told


def test_steps_are_numbered_from_one_in_the_order_of_the_ribbon() -> None:
    first, second = asked(), asked("avis")
    ribbon = rules.asked_of([("s1", first.step, first.config), ("s2", second.step, second.config)])
    assert [(one.key, one.number) for one in ribbon] == [("s1", 1), ("s2", 2)]


def test_ballots_are_cut_out_four_to_a_page() -> None:
    ballot = asked("vote", mode="consentement")
    assert [len(page.codes) for page in rules.pages_of(ballot, 10)] == [4, 4, 2]


def test_a_ballot_of_points_has_a_box_a_point_in_the_word_file_too() -> None:
    choices = [{"id": "un", "titre": "Un"}, {"id": "deux", "titre": "Deux"}]
    step = asked("vote", mode="points", points=3, choix=choices)
    told = plain(dump(compose(kit(step, wanted=Wanted(run_sheet=False, walls=False, copies={"s1": 1})))))
    assert "3 croix, où vous voulez" in told
    assert "☐ ☐ ☐ Un" in told
    one = asked("vote", choix=choices)
    assert "☐ ☐" not in plain(dump(compose(kit(one, wanted=Wanted(run_sheet=False, walls=False, copies={"s1": 1})))))


def test_an_activity_that_needs_no_sheet_prints_none() -> None:
    assert rules.pages_of(asked("aucune"), 5) == ()
    assert rules.pages_of(asked(), 0) == ()


def test_a_kit_of_nothing_is_refused() -> None:
    with pytest.raises(rules.NothingToPrint):
        kit(asked(), wanted=Wanted(run_sheet=False, walls=False))


def test_a_kit_has_its_run_sheet_and_its_walls_unless_they_are_not_wanted() -> None:
    step = asked()
    usual = kit(step, wanted=Wanted())
    assert (usual.run_sheet, usual.walls, usual.pages) == (True, (step,), ())
    run_sheet = kit(step, wanted=Wanted(walls=False))
    assert (run_sheet.run_sheet, run_sheet.walls, run_sheet.pages) == (True, (), ())
    walls = kit(step, wanted=Wanted(run_sheet=False))
    assert (walls.run_sheet, walls.walls, walls.pages) == (False, (step,), ())
    sheet = kit(step, wanted=Wanted(False, False, {"s1": 1}))
    assert (sheet.run_sheet, sheet.walls, sheet.pages) == (False, (), rules.pages_of(step, 1))


def test_a_step_nobody_asked_sheets_of_has_none() -> None:
    assert kit(asked(), wanted=Wanted(copies={"another": 3})).pages == ()


def test_three_hundred_pages_are_the_most_posters_among_them() -> None:
    assert len(kit(asked(), wanted=Wanted(walls=False, copies={"s1": 300})).pages) == 300
    assert len(kit(asked(), wanted=Wanted(copies={"s1": 299})).pages) == 299
    for wanted in (Wanted(walls=False, copies={"s1": 301}), Wanted(copies={"s1": 300})):
        with pytest.raises(rules.TooMuchToPrint) as refused:
            kit(asked(), wanted=wanted)
        assert "301 pages" in plain(refused.value.sentence)


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
    assert not refused.blank
    assert "x si c" in refused.faults["rond"]


def test_a_text_is_kept_as_it_stands_and_a_blank_before_it_hides_nothing() -> None:
    cells = sheets.cells(asked("avis").config)
    assert rules.read_row(cells, {"note": " ", "mot": "  Deux  mots "}) == rules.Row({"mot": "  Deux  mots "}, (), {})
    assert rules.read_row(cells, {"mot": "Utile"}) == rules.Row({"mot": "Utile"}, (), {})
    assert rules.read_row(cells, {}).blank


def test_a_cell_says_its_keys_as_one_says_them() -> None:
    note = sheets.cells(asked("avis").config)[0]
    told = "Tapez 1, 2, 3, 4 ou 5 ; x si c'est illisible ; rien si la case est vide."
    assert plain(rules.key_help(note)) == told
    assert plain(rules.read_row([note], {"note": "8"}).faults["note"]).endswith(told)
    passed = sheets.cells(asked("tour", garde=True).config)[1]
    assert plain(rules.key_help(passed)).startswith("Tapez p ; x si")


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


@pytest.mark.parametrize(
    ("kind", "settings", "typed"),
    [
        ("avis", {}, {"note": "4", "mot": "Utile, et clair"}),
        ("avis", {}, {"note": "x", "mot": ""}),
        ("vote", {"mode": "consentement"}, {"reponse": "r", "objection": "Le délai, surtout"}),
        ("vote", {"mode": "points", "choix": ["a", "b", "c"]}, {"choix": "331"}),
        ("vote", {"mode": "plusieurs", "choix": list("abcdefghij")}, {"choix": "1 10"}),
        ("vote", {"mode": "plusieurs", "choix": list("abcdefghi")}, {"choix": "19"}),
    ],
)
def test_an_answer_is_shown_with_the_keys_that_were_typed(
    kind: str, settings: dict[str, object], typed: dict[str, str]
) -> None:
    if "choix" in settings:
        settings = {**settings, "choix": [{"id": one, "titre": one} for one in settings["choix"]]}  # type: ignore[attr-defined]
    cells = sheets.cells(asked(kind, **settings).config)
    read = rules.read_row(cells, typed)
    assert not read.faults
    assert rules.typed_from(cells, read.fields, read.unread) == typed


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


@pytest.mark.parametrize(("typed", "count"), [("", None), ("  ", None), ("0", 0), (" 12 ", 12), ("999", 999)])
def test_sheets_handed_out_are_a_number_or_nothing(typed: str, count: int | None) -> None:
    assert rules.must_be_a_count(typed) == count


def test_what_a_stage_keeps_of_its_sheets_is_json_with_these_words() -> None:
    kept = Unread({"id1": ("b", "c"), "id2": ()}, {"b": 2}, 1).to_store()
    assert kept == {"lines": {"id1": ["b", "c"]}, "unsigned": {"b": 2}, "blank": 1}
    assert Unread.stored(kept) == Unread({"id1": ("b", "c")}, {"b": 2}, 1)
