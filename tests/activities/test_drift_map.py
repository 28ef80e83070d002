"""The map of drifts: what is kept beside, computed by a script that knows nothing of the product; one voice is seen, nothing of four, nobody's row."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from pydantic import ValidationError

from facilitation.activities import echelle, sheets
from facilitation.activities.base import AnswerFaults, Fields, Given
from facilitation.activities.drift_map import DriftMap
from facilitation.activities.registry import validate
from facilitation.drawing.canvas import plain
from facilitation.outline import Figure
from tests.activities import map_oracle
from tests.activities.samples import ACT, Stage, config_of, desk_html, fields_html, render, room_html
from tests.activities.test_answers import minutes

DEGREES = (["absente", "quelques signes", "fréquente", "installée"], ["aucune", "légère", "sérieuse", "grave"])
ASKED = [
    {"id": name, "titre": title, "paliers": names}
    for name, title, names in zip(("presence", "gravite"), ("Chez nous", "Pour la personne"), DEGREES, strict=True)
]


def config(names: Sequence[str], **more: Any) -> echelle.Config:
    items = [{"id": name, "titre": f"Titre {name}"} for name in names]
    made = validate(
        "echelle",
        {"items": items, "lecture": "carte", "bornes": {"min": 0, "max": 3}, "dimensions": ASKED, **more},
    )
    assert isinstance(made, echelle.Config)
    return made


def answers(items: Sequence[map_oracle.Item], *, anonymous: bool = True) -> tuple[Given, ...]:
    """An answer a person, with what each chose on every row."""
    found = []
    for person in range(max(len(places) for _name, *both in items for places in both)):
        places: dict[str, int | str] = {}
        for name, presence, gravity in items:
            for asked, own in (("presence", presence), ("gravite", gravity)):
                if person < len(own):
                    chosen = own[person]
                    places[f"{name}.{asked}"] = echelle.UNKNOWN if chosen is None else chosen
        answer = echelle.Answer(places=places)
        who = "" if anonymous else f"canari{person:03}fin"
        found.append(Given(id=f"n{person}", answer=answer, who=who, revealed=True, anonymous=anonymous))
    return tuple(found)


def summary(items: Sequence[map_oracle.Item], given: Sequence[Given] | None = None) -> echelle.Summary:
    made = config([name for name, *_both in items])
    return echelle.summarise(made, given or answers(items), echelle.DeskState(), {}, 0)


def told(found: echelle.Summary) -> dict[str, Any]:
    """The map in the words of the kept file."""
    if found.map is None:
        return {"proposals": [None, None], "rows": []}
    chosen = (found.map.apart, found.map.heavy)
    return {
        "proposals": [row.id if row else None for row in chosen],
        "rows": [
            {
                "id": row.id,
                "word": row.word,
                "counts": [list(one.counts) if sum(one.counts) else [] for one in row.spreads],
                "unknown": [one.unknown for one in row.spreads],
                "medians": ["" if one.middle is None else str(Fraction(one.middle)) for one in row.spreads],
                "words": [one.shape for one in row.spreads],
            }
            for row in found.map.rows
        ],
    }


PLACES = st.lists(st.sampled_from([0, 1, 2, 3, None]), min_size=5, max_size=9)
MAPS = st.lists(st.tuples(PLACES, PLACES), min_size=1, max_size=6).map(
    lambda rows: [(f"d{rank}", presence, gravity) for rank, (presence, gravity) in enumerate(rows)]
)


# ------------------------------------------------------------------ what is expected


def test_the_file_that_is_kept_is_what_the_script_gives() -> None:
    assert map_oracle.KEPT.read_text(encoding="utf-8") == map_oracle.kept()


@pytest.mark.parametrize("case", map_oracle.CASES)
def test_the_map_is_the_one_that_is_kept(case: str) -> None:
    kept = json.loads(map_oracle.KEPT.read_text(encoding="utf-8"))
    assert told(summary(map_oracle.CASES[case])) == kept[case]


@for_all(MAPS)
def test_the_map_of_any_answers_is_the_one_the_script_works_out(items: list[map_oracle.Item]) -> None:
    expected = map_oracle.expected(items)
    assert told(summary(items)) == {
        "proposals": [expected["apart"], expected["heavy"]],
        "rows": expected["rows"],
    }


def test_a_small_map_is_the_one_worked_out_by_hand() -> None:
    """Six people. « dilution »: three at each end, two camps. « rond »: five at the top and one at the bottom, a voice alone. « rythmes » and « mots »:
    a step apart at most; of the two, « rythmes » is spread over two steps for both questions, « mots » for one. Half of six is three: « rond » (5 and 6)
    and « rythmes » (5 and 6) lie high on both; the medians of « rond » are 3 and 3, of « rythmes » 2 and 3."""
    found = summary(map_oracle.CASES["by hand"]).map
    assert found is not None
    assert [(row.id, row.word) for row in found.rows] == [
        ("dilution", "deux camps"),
        ("rond", "voix isolée"),
        ("rythmes", "convergent"),
        ("mots", "convergent"),
    ]
    assert found.proposed.replace("\u00a0", " ").replace("\u202f", " ") == (
        "À regarder d’abord, peut-être : « Titre dilution », où nos réponses s’écartent le plus, et « Titre rond », "
        "que la moitié d’entre nous au moins situe haut des deux côtés. Le groupe choisit."
    )
    assert found.alone.startswith("Un avis s’écarte nettement des autres.")


def test_a_voice_alone_is_not_proposed_for_being_alone() -> None:
    found = summary([("a", [0, 0, 0, 0, 0, 3], [0, 0, 0, 0, 0, 0])]).map
    assert found is not None
    assert found.rows[0].word == "voix isolée"
    assert (found.apart, found.heavy, found.proposed) == (None, None, "")


@pytest.mark.parametrize("people", [4, 5])
def test_nothing_is_proposed_from_fewer_than_five_answers_be_they_signed(people: int) -> None:
    items: list[map_oracle.Item] = [("a", [3] * people, [3] * people)]
    found = summary(items, answers(items, anonymous=False)).map
    assert found is not None
    assert bool(found.proposed) is (people == 5)


def five_degrees(*rows: tuple[list[int], list[int]]) -> DriftMap:
    """The map of these answers on scales from 0 to 4."""
    asked = [{"id": one["id"], "titre": one["titre"], "bouts": ["rien", "tout"]} for one in ASKED]
    names = [f"d{rank}" for rank in range(len(rows))]
    made = config(names, bornes={"min": 0, "max": 4}, dimensions=asked)
    items: list[map_oracle.Item] = [(name, [*one], [*other]) for name, (one, other) in zip(names, rows, strict=True)]
    found = echelle.summarise(made, answers(items), echelle.DeskState(), {}, 0).map
    assert found is not None
    return found


def test_on_a_scale_with_a_middle_the_middle_is_not_high() -> None:
    assert five_degrees(([2] * 5, [2] * 5)).heavy is None
    heavy = five_degrees(([3] * 5, [3] * 5)).heavy
    assert heavy is not None


def test_rows_of_one_word_stand_by_how_far_apart_their_answers_are_for_the_length_of_their_scale() -> None:
    """By hand, for [0, 0, 4, 4, 2, 2] on a scale of four steps: four of six stand two steps from the mean, log₂(1 − 2/4) = −1, so 4/6."""
    found = five_degrees(([1, 1, 3, 3, 4, 0], [2] * 6), ([0, 0, 4, 4, 2, 2], [2] * 6))
    assert [row.id for row in found.rows] == ["d1", "d0"]
    assert found.rows[0].dissent == pytest.approx(2 / 3, abs=1e-9)


# ------------------------------------------------------------------ what holds of every map


@for_all(MAPS, st.randoms(use_true_random=False))
def test_in_whatever_order_answers_came_the_map_is_the_same(
    items: list[map_oracle.Item], chance: random.Random
) -> None:
    given = list(answers(items))
    chance.shuffle(given)
    mixed = summary(items, given)
    assert mixed.map == summary(items).map


@for_all(
    st.integers(0, 3), st.integers(4, 20), st.integers(0, 3), st.booleans(), st.lists(st.integers(0, 3), max_size=20)
)
def test_one_dissenting_voice_is_always_seen(
    all_say: int, people: int, alone: int, on_gravity: bool, other: list[int]
) -> None:
    many, one = [all_say] * people, alone if alone != all_say else (all_say + 2) % 4
    divided: list[int | None] = [*many, one]
    rest: list[int | None] = [*other, *[0] * (people + 1 - len(other))][: people + 1]
    both = (rest, divided) if on_gravity else (divided, rest)
    found = summary([("calme", [1] * (people + 1), [1] * (people + 1)), ("voix", *both)])
    assert found.map is not None
    row = next(row for row in found.map.rows if row.id == "voix")
    spread = row.spreads[on_gravity]
    drawn = spread.drawing(found.map.busiest)
    assert spread.counts[one] == 1
    assert drawn.thread is not None
    assert drawn.thread[0] < drawn.thread[1]
    assert row.word != "unanime"
    assert found.map.rows.index(row) == 0, "what all see alike comes after"
    figure = found.map.figure
    cell = " ".join(run.text for part in _row_of(figure, "Titre voix")[1 + on_gravity].paragraphs for run in part)
    assert f"{DEGREES[on_gravity][one]} : 1" in cell.replace("\u00a0", " ")


def _row_of(figure: Figure, title: str) -> tuple[Any, ...]:
    return next(row for row in figure.data.rows if row[0].paragraphs[0][0].text == title)


@for_all(st.data(), st.integers(1, 4))
def test_under_five_anonymous_answers_nothing_is_in_the_map_nor_on_a_page(data: st.DataObject, people: int) -> None:
    several = st.lists(st.sampled_from([0, 1, 2, 3, None]), min_size=people, max_size=people)
    items = [("a", data.draw(several), data.draw(several)), ("b", data.draw(several), data.draw(several))]
    calm: list[map_oracle.Item] = [(name, [0] * people, [0] * people) for name in ("a", "b")]
    made, other = summary(items), summary(calm)
    assert made.map is None
    assert made.model_dump(exclude={"voices"}) == other.model_dump(exclude={"voices"})
    for page in (
        desk_html("echelle", config(["a", "b"]), made, echelle.DeskState()),
        room_html("echelle", config(["a", "b"]), made),
    ):
        assert "<svg" not in page
        assert "drifts" not in page
    assert not any(isinstance(block, Figure) for block in echelle.blocks(config(["a", "b"]), made))


@for_all(MAPS)
def test_a_row_that_few_answered_shows_nothing_of_them(items: list[map_oracle.Item]) -> None:
    few: map_oracle.Item = ("peu", [0, 3, 3], [2, 2, 2])
    found = summary([*items, few])
    assert found.map is not None
    row = next(row for row in found.map.rows if row.id == "peu")
    assert [(one.counts, one.unknown, one.word) for one in row.spreads] == [((), 0, "")] * 2
    assert row not in (found.map.apart, found.map.heavy)
    alone = summary([("a", [0] * 5, [0] * 5), few]).map
    assert alone is not None
    assert alone.figure.svg.count("<circle") == 5, "none of the row that is withheld"
    told_there = [
        run.text for cell in _row_of(found.map.figure, "Titre peu")[1:] for part in cell.paragraphs for run in part
    ]
    assert {text.replace("\u00a0", " ") for text in told_there} == {"moins de cinq réponses : non affiché"}


def test_no_cell_says_who() -> None:
    items = map_oracle.CASES["by hand"]
    made = summary(items, answers(items, anonymous=False))
    assert "canari000fin" in made.model_dump_json(), "the desk knows who answered what"
    assert made.map is not None
    assert "canari" not in made.map.model_dump_json()
    assert "canari" not in str(echelle.blocks(config([name for name, *_both in items]), made))
    assert "canari" not in room_html("echelle", config([name for name, *_both in items]), made)


# ------------------------------------------------------------------ how it is drawn and told


def test_the_figure_has_its_drawing_its_words_and_its_table() -> None:
    items = map_oracle.CASES["many who do not know"]
    [figure] = echelle.blocks(config([name for name, *_both in items]), summary(items))
    assert isinstance(figure, Figure)
    assert plain(figure.svg)
    assert "du plus grand écart au plus petit" in figure.alternative
    assert figure.data.header[1:] == ("Chez nous", "Pour la personne")
    assert [row[0].paragraphs[0][0].text for row in figure.data.rows] == ["Titre c", "Titre a", "Titre b"]
    assert "8\u00a0réponses" in figure.data.caption.replace(" ", "\u00a0")


TOLD = """\
[Légende] 6 réponses, une marque par personne, sans nom. Plus le fil est long, moins nous voyons la même chose.
[Figure] Pour chaque ligne, une marque par personne, sans nom : des disques pour « Chez nous », des carrés hachurés pour « Pour la personne » ; un fil relie la réponse la plus basse à la plus haute. De haut en bas, du plus grand écart au plus petit ; d’abord : « Titre dilution » (deux camps), « Titre rond » (voix isolée), « Titre rythmes » (convergent).
[Tableau] La carte de nos réponses · Une ligne par élément, du plus grand écart au plus petit : combien de personnes ont choisi chaque degré, la médiane, la forme en un mot.
|= Ce qui est situé |= Chez nous |= Pour la personne |
| Titre dilution | absente : 3 · installée : 3 // médiane : entre « quelques signes » et « fréquente » · deux camps | sérieuse : 4 · grave : 2 // médiane : sérieuse · convergent |
| Titre rond | absente : 1 · installée : 5 // médiane : installée · voix isolée | grave : 6 // médiane : grave · unanime |
| Titre rythmes | fréquente : 3 · installée : 2 · je ne sais pas : 1 // médiane : fréquente · convergent | sérieuse : 1 · grave : 5 // médiane : grave · convergent |
| Titre mots | absente : 6 // médiane : absente · unanime | aucune : 3 · légère : 3 // médiane : entre « aucune » et « légère » · convergent |
"""


def test_the_words_of_the_figure_are_these() -> None:
    items = map_oracle.CASES["by hand"]
    words = minutes("echelle", config([name for name, *_both in items]), summary(items))
    assert words == TOLD.splitlines()


def test_a_row_without_a_word_is_named_without_one() -> None:
    found = summary([("a", [0, 3, 0, 3, None], [3, 3, 3, 3, None])]).map
    assert found is not None
    assert found.alternative.endswith("d’abord\u00a0: «\u00a0Titre a\u00a0».")


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([("a", [0, 0, 0, 3, 3, 3], [0] * 6)], "« Titre a », où nos réponses s’écartent le plus. Le groupe choisit."),
        (
            [("a", [3] * 6, [3] * 6)],
            "« Titre a », que la moitié d’entre nous au moins situe haut des deux côtés. Le groupe choisit.",
        ),
        ([("a", [0] * 6, [0] * 6)], ""),
    ],
)
def test_what_is_proposed_is_told_with_its_reason(items: list[map_oracle.Item], told: str) -> None:
    found = summary(items).map
    assert found is not None
    assert plain_spaces(found.proposed) == (f"À regarder d’abord, peut-être : {told}" if told else "")
    assert found.alone == ""


def test_all_knots_are_drawn_as_small_as_the_fullest_place_asks() -> None:
    found = summary([("a", [0] * 9 + [1], [0, 1, 2, 3, 0, 1, 2, 3, 0, 1]), ("b", [None] * 10, [0] * 10)]).map
    assert found is not None
    assert found.busiest == 10
    assert DriftMap(titles=("", ""), ends=(("", ""), ("", "")), answered=0).busiest == 1


def test_the_drawing_names_both_scales_and_their_ends() -> None:
    [figure] = echelle.blocks(config(["a"]), summary([("a", [0] * 5, [3] * 5)]))
    assert isinstance(figure, Figure)
    drawn = ElementTree.fromstring(figure.svg)  # noqa: S314  a drawing of ours
    words = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert words == [
        "Chez nous",
        "absente",
        "installée",
        "?",
        "Pour la personne",
        "aucune",
        "grave",
        "?",
        "Titre a",
        "unanime",
    ]
    assert figure.data.widths == (0.22, 0.39, 0.39)


def plain_spaces(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_the_wall_has_a_table_with_a_knot_a_person_and_no_median() -> None:
    items = map_oracle.CASES["by hand"]
    html = room_html("echelle", config([name for name, *_both in items]), summary(items))
    page = html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment(html)
    [table] = [one for one in page.iter("table") if "drifts" in one.get("class", "").split()]

    def drawn(tag: str, name: str) -> int:
        return len(table.findall(f".//{{http://www.w3.org/2000/svg}}{tag}[@class='{name}']"))

    assert table.findtext("caption")
    assert [row.findtext("th") for row in table.findall("tbody/tr")] == [
        f"Titre {one}" for one in ("dilution", "rond", "rythmes", "mots")
    ]
    assert drawn("circle", "presence") == 6 + 6 + 5 + 6
    assert drawn("rect", "square") == drawn("path", "hatching") == 24
    assert drawn("circle", "unknown") == 1
    assert not table.findall(".//*[@class='median']")
    assert "Le groupe choisit." in "".join(page.itertext())


# ------------------------------------------------------------------ the line of the group


FREE = config(["a"], ligne_libre="Une autre, à notre façon")


def named(title: str, desk: echelle.DeskState | None = None, given: Sequence[Given] = ()) -> echelle.DeskState:
    return echelle.direct(FREE, desk or echelle.DeskState(), Fields(geste="nommer", titre=title), given)


def test_a_line_is_asked_once_the_group_has_named_it() -> None:
    assert "ajout.presence" not in echelle.fields(FREE)
    with pytest.raises(AnswerFaults):
        echelle.read(FREE, Fields({"ajout.presence": "3"}))
    desk = named("  Nos <silences> ")
    fitted = echelle.fitted(FREE, desk)
    assert echelle.fields(fitted)[-2:] == ("ajout.presence", "ajout.gravite")
    assert "Nos &lt;silences&gt;" in fields_html("echelle", fitted, {}, {})
    answer = echelle.read(fitted, Fields({"ajout.presence": "3", "ajout.gravite": "nsp"}))
    given = [Given(id=f"n{rank}", answer=answer, anonymous=True, revealed=True) for rank in range(5)]
    found = echelle.summarise(FREE, given, desk, {}, 5)
    assert found.map is not None
    [row] = [row for row in found.map.rows if row.typed]
    assert (row.title, row.presence.counts) == ("Nos <silences>", (0, 0, 0, 5))


@pytest.mark.parametrize("title", ["", "   ", "x" * 81, "deux\nlignes"])
def test_a_name_that_does_not_hold_on_a_line_is_refused(title: str) -> None:
    with pytest.raises(AnswerFaults) as found:
        named(title)
    assert "titre" in found.value.faults


def test_a_line_that_may_have_answers_keeps_its_name_and_one_without_any_may_change_it() -> None:
    desk = named("Nos silences")
    assert named("Nos retards", desk) == echelle.DeskState(added="Nos retards")
    assert named("", desk) == echelle.DeskState()
    given = answers([("a", [1], [1])])
    assert named("Nos silences", desk, given) == desk
    for other in ("Nos retards", ""):
        with pytest.raises(AnswerFaults) as found:
            named(other, desk, given)
        assert "ne change plus" in found.value.faults["titre"]
    assert named("Nos silences", None, given) == desk, "a line that had no name yet has no answer"


def test_a_sheet_of_paper_has_room_for_the_name_until_it_is_known() -> None:
    blank = render("activities/echelle/paper.html", config=FREE, step=None, people=(), rows=0)
    known = render(
        "activities/echelle/paper.html",
        config=echelle.fitted(FREE, named("Nos silences")),
        step=None,
        people=(),
        rows=0,
    )
    assert "Une autre, à notre façon" in blank
    assert blank.count("dotted") == 1
    assert "dotted" not in known
    assert "Nos silences" in known
    assert blank.count('class="box"') == known.count('class="box"') == 2 * 10


def test_a_word_file_has_room_for_the_name_and_a_row_typed_in_waits_for_it() -> None:
    assert [one.field for one in sheets.cells(FREE)] == ["a.presence", "a.gravite"]
    assert [one.title.replace("\u00a0", " ") for one in sheets.on_paper(FREE)[2:]] == [
        f"Une autre, à notre façon, {asked} : {'…' * 12}" for asked in ("chez nous", "pour la personne")
    ]
    known = echelle.fitted(FREE, named("Nos silences"))
    assert sheets.on_paper(known) == sheets.cells(known)
    assert sheets.cells(known)[2].title == "Nos silences, chez nous"


def test_the_desk_asks_the_name_before_anybody_answers() -> None:
    empty = echelle.summarise(FREE, (), echelle.DeskState(), {}, 6)
    told = {"summary": empty, "stage": Stage(), "act": ACT}
    assert "Ajouter cette ligne" in render("activities/echelle/ahead.html", config=FREE, **told)
    assert "<form" not in render("activities/echelle/ahead.html", config=config(["a"]), **told)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"dimensions": ASKED[:1]}, "deux « dimensions »"),
        ({"dimensions": [], "paliers": DEGREES[0]}, "deux « dimensions »"),
        ({"items": [{"id": "ajout", "titre": "A"}], "ligne_libre": "Une autre"}, "désigne déjà la ligne libre"),
    ],
)
def test_settings_that_make_no_map_are_refused_in_the_words_of_an_author(more: Mapping[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as found:
        config(["a"], **more)
    assert words in str(found.value).replace("\u00a0", " ")


def test_a_scale_without_a_map_has_none() -> None:
    made = config_of("echelle", 2)
    answer = echelle.read(made, Fields({"quand.vecu": "7", "quand.vise": "1"}))
    given = [Given(id=f"n{rank}", answer=answer, revealed=True) for rank in range(6)]
    assert echelle.summarise(made, given, echelle.DeskState(), {}, 6).map is None
