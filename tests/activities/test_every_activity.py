"""What every activity must have and hold to; a new one is asked the same without touching this file (but for a sample in `samples.py`)."""

from __future__ import annotations

import inspect
import re
from typing import Any, ClassVar

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from jinja2 import meta
from pydantic import ValidationError

from facilitation.activities.base import AnswerFaults, Fields, Given, Line, Part
from facilitation.activities.registry import UnknownActivity, activities, config, get, kinds, nearest, validate
from facilitation.outline import Blocks
from facilitation.typed import clean
from tests.activities.samples import (
    ANSWERED,
    CASES,
    ENVIRONMENTS,
    SETTINGS,
    TEMPLATES,
    TYPES,
    config_of,
    desk_html,
    fields_html,
    room_html,
)

ISSUE_2 = {
    "aucune", "accord", "notes", "cartes", "ecriture", "tour", "matrice", "decision", "action", "question", "relecture", "avis",
}  # fmt: skip
JUNK = {"csrf_token": "x", "admin": "1", "Config": "2"}
WORDS = ("oui", "reserve", "passe", "non", "a-verifier", "accord", "objection", "nsp", "quand", "abstention")
texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "  ", *WORDS, "3", "-1", "5", "99", "٣", "1.5", "x" * 20_001, "\x00\ud800", "quand,qui", "quand,quand"]
    ),
)


def forms(kind: str, number: int) -> st.SearchStrategy[dict[str, str]]:
    """Random forms over the activity's fields and some that it does not know."""
    names = [*get(kind).fields(config_of(kind, number)), "texte", *JUNK]
    return st.dictionaries(st.sampled_from(names), texts, max_size=len(names))


def texts_of(blocks: Blocks) -> list[str]:
    """Every run of text of these blocks."""
    found: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            for key, value in part.items():
                if key == "text" and isinstance(value, str):
                    found.append(value)
                else:
                    walk(value)
        elif isinstance(part, (list, tuple)):
            for one in part:
                walk(one)

    for block in blocks:
        walk(block.model_dump())
    return found


def lines_of(part: Any) -> list[Line]:
    """Every line of a summary."""
    if isinstance(part, Line):
        return [part]
    if isinstance(part, Part):
        return [line for name in type(part).model_fields for line in lines_of(getattr(part, name))]
    if isinstance(part, (tuple, list)):
        return [line for one in part for line in lines_of(one)]
    return []


def read_or_faults(kind: str, number: int, form: dict[str, str]) -> tuple[Part | None, dict[str, str]]:
    """The answer and no fault, or no answer and the faults."""
    try:
        return get(kind).read(config_of(kind, number), Fields(form)), {}
    except AnswerFaults as found:
        return None, found.faults


def answers(kind: str, number: int, drawn: list[dict[str, str]]) -> list[Given]:
    """What is read from these forms; those at fault are left out. Every second one is revealed, every third one signed."""
    made = []
    for rank, form in enumerate(drawn):
        answer, _faults = read_or_faults(kind, number, form)
        if answer is not None:
            made.append(Given(f"n{rank}", answer, "Carole" if rank % 3 == 0 else "", revealed=rank % 2 == 0))
    return made


def test_the_activities_of_the_issue_are_all_found() -> None:
    assert set(activities()) >= ISSUE_2
    assert set(kinds()) == set(activities())


@pytest.mark.parametrize("kind", TYPES)
def test_an_activity_has_samples_and_all_its_parts(kind: str) -> None:
    activity = activities()[kind]
    assert kind in SETTINGS
    assert activity.TYPE == kind == activity.__name__.rpartition(".")[2].replace("_", "-")
    assert activity.TITLE.strip()
    for part in ("Config", "Answer", "DeskState", "Summary"):
        assert issubclass(getattr(activity, part), Part)
    for function, parameters in {
        "read": ["config", "formdata"],
        "summarise": ["config", "given", "desk", "inputs", "expected"],
        "blocks": ["config", "summary"],
        "direct": ["config", "desk", "formdata", "given"],
        "fields": ["config"],
        "several": ["config"],
        "values": ["config", "answer"],
    }.items():
        assert list(inspect.signature(getattr(activity, function)).parameters) == parameters
    assert activity.DeskState() == activity.DeskState()


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("name", ["fields.html", "desk.html", "room.html"])
def test_its_templates_ask_for_nothing_that_they_are_not_given(kind: str, name: str) -> None:
    known = {
        "fields.html": {"config", "values", "faults", "prefix", "on_phone"},
        "desk.html": {"config", "summary", "desk", "stage", "act", "people"},
        "room.html": {"config", "summary"},
    }[name]
    source = (TEMPLATES / "activities" / kind / name).read_text(encoding="utf-8")
    for environment in ENVIRONMENTS.values():
        asked = meta.find_undeclared_variables(environment.parse(source)) - set(environment.globals)
        assert asked <= known
    assert "style=" not in source
    assert "safe" not in re.findall(r"\|\s*(\w+)", source)


@pytest.mark.parametrize("kind", TYPES)
def test_an_empty_production_is_calm_at_the_desk_and_needs_no_answer_in_the_room(kind: str) -> None:
    for number in range(len(SETTINGS[kind])):
        settings_, activity = config_of(kind, number), get(kind)
        summary = activity.summarise(settings_, (), activity.DeskState(), {}, 0)
        assert re.sub(r"<[^>]*>", "", desk_html(kind, settings_, summary, activity.DeskState())).strip()
        room_html(kind, settings_, summary)
        assert activity.blocks(settings_, summary) == ()


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_the_form_has_the_fields_that_are_read_each_with_its_label_and_its_fault(kind: str, number: int) -> None:
    settings_ = config_of(kind, number)
    names = get(kind).fields(settings_)
    html = fields_html(kind, settings_, {}, dict.fromkeys(names, "Corrigez ceci."))
    shown = re.findall(r'<(?:input|textarea|select)\b[^>]* name="([^"]+)"', html)
    refused = {"phrase"} if kind == "tour" and not settings_.keeps else set()
    assert set(shown) == set(names) - refused
    for name in set(shown):
        assert html.count(f'id="saisie-{name}-fault"') == 1
        assert f'aria-describedby="saisie-{name}-fault"' in html
    identifiers = re.findall(r'\bid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))
    for control in re.findall(r"<(?:input|textarea)\b[^>]*>", html):
        own = re.search(r'\bid="([^"]+)"', control)
        assert own
        assert f'for="{own[1]}"' in html or re.search(f"<label[^>]*>{re.escape(control)}<span>", html)
    assert not any("_" in name for name in names)


@pytest.mark.parametrize(("kind", "number"), CASES)
@settings(max_examples=60, deadline=None)
@for_all(data=st.data())
def test_reading_any_form_gives_an_answer_that_goes_to_json_and_back_or_faults_in_french(
    kind: str, number: int, data: st.DataObject
) -> None:
    activity, settings_ = get(kind), config_of(kind, number)
    form = data.draw(forms(kind, number))
    answer, faults = read_or_faults(kind, number, form)
    if answer is None:
        assert faults
        assert set(faults) <= {*activity.fields(settings_), "texte"}
        for sentence in faults.values():
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert "'" not in sentence
        return
    assert activity.Answer.model_validate_json(answer.model_dump_json()) == answer
    assert activity.read(settings_, Fields(activity.values(settings_, answer))) == answer
    for name, value in activity.values(settings_, answer).items():
        assert name in activity.fields(settings_)
        if value and not (value in WORDS or value.lstrip("-").isdigit() or name == "choix"):
            assert value == clean(form[name])


@pytest.mark.parametrize(("kind", "number"), ANSWERED)
def test_an_empty_form_is_refused_on_a_field_that_it_shows(kind: str, number: int) -> None:
    with pytest.raises(AnswerFaults) as found:
        get(kind).read(config_of(kind, number), Fields())
    assert len(found.value.faults) == 1
    assert set(found.value.faults) <= set(get(kind).fields(config_of(kind, number)))


@pytest.mark.parametrize(("kind", "number"), [case for case in CASES if case not in ANSWERED])
def test_where_nobody_answers_a_text_is_refused_with_where_it_belongs(kind: str, number: int) -> None:
    with pytest.raises(AnswerFaults) as found:
        get(kind).read(config_of(kind, number), Fields(texte="Nous décidons."))
    assert set(found.value.faults) == {"texte"}


@pytest.mark.parametrize(("kind", "number"), CASES)
@settings(max_examples=30, deadline=None)
@for_all(data=st.data())
def test_a_summary_shows_what_was_given_and_nothing_else(kind: str, number: int, data: st.DataObject) -> None:
    activity, settings_ = get(kind), config_of(kind, number)
    kept = answers(kind, number, data.draw(st.lists(forms(kind, number), max_size=5)))
    desk = activity.DeskState()
    summary = activity.summarise(settings_, kept, desk, {}, data.draw(st.integers(0, 9)))
    assert activity.Summary.model_validate_json(summary.model_dump_json()) == summary
    assert activity.DeskState.model_validate_json(desk.model_dump_json()) == desk
    given_ids = {one.id: one for one in kept}
    for line in lines_of(summary):
        assert line.id in given_ids
        assert line.revealed == given_ids[line.id].revealed
        assert line.who in ("", given_ids[line.id].who)
        assert not line.text or line.text in activity.values(settings_, given_ids[line.id].answer).values()
        assert line.field in activity.fields(settings_)
    assert summary.answered == len(kept)


@pytest.mark.parametrize(("kind", "number"), ANSWERED)
def test_the_minutes_hold_each_kept_text_once_with_its_source_and_no_name(kind: str, number: int) -> None:
    activity, settings_ = get(kind), config_of(kind, number)
    kept = [
        Given(id=f"n{rank}", answer=activity.read(settings_, Fields(form)), who="Carole")
        for rank, form in enumerate(canaries(kind, number))
    ]
    summary = activity.summarise(settings_, kept, activity.DeskState(), {}, 0)
    blocks = activity.blocks(settings_, summary)
    written = texts_of(blocks)
    typed = [line for line in lines_of(summary) if "canari" in line.text]
    for line in typed:
        assert sum(line.text in text for text in written) == 1
    assert not any("Carole" in text for text in written)
    alone = activity.summarise(
        settings_, kept[:1], activity.DeskState(), {}, 0
    )  # a cell that holds several texts has no one source
    sources = str([block.model_dump() for block in activity.blocks(settings_, alone)])
    assert all(f"'{line.id}'" in sources for line in lines_of(alone) if "canari" in line.text)


@pytest.mark.parametrize(("kind", "number"), ANSWERED)
def test_the_room_shows_revealed_lines_and_no_other(kind: str, number: int) -> None:
    activity, settings_ = get(kind), config_of(kind, number)
    kept = [
        Given(id=f"n{rank}", answer=activity.read(settings_, Fields(form)), who=f"personne{rank}", revealed=rank == 1)
        for rank, form in enumerate(canaries(kind, number))
    ]
    summary = activity.summarise(settings_, kept, activity.DeskState(), {}, 0)
    html = room_html(kind, settings_, summary)
    for line in lines_of(summary):
        if "canari" in line.text:
            assert (line.text in html) == line.revealed
    assert "personne0" not in html
    assert "n0" not in html


@pytest.mark.parametrize(("kind", "number"), ANSWERED)
def test_the_desk_shows_every_line_escaped_with_its_gestures(kind: str, number: int) -> None:
    activity, settings_ = get(kind), config_of(kind, number)
    kept = [
        Given(id=f"n{rank}", answer=activity.read(settings_, Fields(form)), revealed=rank == 1)
        for rank, form in enumerate(canaries(kind, number, " <script>&"))
    ]
    summary = activity.summarise(settings_, kept, activity.DeskState(), {}, 0)
    html = desk_html(kind, settings_, summary, activity.DeskState())
    assert "<script" not in html
    typed = {line.id for line in lines_of(summary)}
    for line in lines_of(summary):
        if "canari" in line.text:
            assert line.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in html
    for known in typed:
        gesture = "hide" if known == "n1" else "show"
        assert f'form="{gesture}-s1" name="id" value="{known}"' in html
        assert f'form="erase-s1" name="id" value="{known}"' in html
    identifiers = re.findall(r'\bid="([^"]+)"', html)
    assert len(identifiers) == len(set(identifiers))
    assert html.count("<form") == html.count('method="post"') == html.count("csrf_token")


def canaries(kind: str, number: int, ending: str = "") -> list[dict[str, str]]:
    """Two answers whose every text can be told from all others."""
    names = get(kind).fields(config_of(kind, number))
    cell = getattr(config_of(kind, number), "cell", "texte")
    if kind == "accord":
        return [{"reponse": "reserve", "reserve": f"canari{rank}{ending}"} for rank in range(2)]
    if kind == "avis":
        return [{"note": str(rank + 2), "mot": f"canari{rank}{ending}"} for rank in range(2)]
    if kind == "tour":
        keeps = config_of(kind, number).keeps
        return [{"phrase": f"canari{rank}{ending}"} if keeps else {"passe": "oui"} for rank in range(2)]
    if kind == "liste-controle":
        return [
            {
                name: f"canari{rank}-{place}-{ending}" if name.endswith(".note") else "non"
                for place, name in enumerate(names)
            }
            for rank in range(2)
        ]
    if kind == "vote":
        objection = {"reponse": "objection", "objection": "canari{rank}" + ending}
        chosen = objection if "reponse" in names else {"choix": "quand"}
        return [{name: text.replace("{rank}", str(rank)) for name, text in chosen.items()} for rank in range(2)]
    if getattr(config_of(kind, number), "form", "") == "coins":
        return [dict.fromkeys(names, "quand") for _rank in range(2)]
    if cell in ("coche", "cote") or kind in ("echelle", "position"):
        return [dict.fromkeys(names, "1") for _rank in range(2)]
    return [{name: f"canari{rank}-{place}-{ending}" for place, name in enumerate(names)} for rank in range(2)]


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_a_gesture_that_is_not_known_is_refused_and_moves_nothing(kind: str, number: int) -> None:
    activity = get(kind)
    with pytest.raises(AnswerFaults) as found:
        activity.direct(config_of(kind, number), activity.DeskState(), Fields(geste="danser"), ())
    assert "geste" in found.value.faults


def test_an_unknown_activity_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownActivity) as found:
        get("matrise")
    assert "matrice" in found.value.sentence
    assert nearest("matrise") == "matrice"


@pytest.mark.parametrize("kind", TYPES)
def test_settings_are_written_with_the_french_keys_alone(kind: str) -> None:
    for name, field in kinds()[kind].model_fields.items():
        if field.alias and field.alias != name:
            with pytest.raises(ValidationError) as found:
                validate(kind, {**SETTINGS[kind][0], name: SETTINGS[kind][0].get(field.alias, 1)})
            assert ("extra_forbidden", (name,)) in {(fault["type"], fault["loc"]) for fault in found.value.errors()}


def test_a_step_gives_its_settings_as_authored() -> None:
    class Choice:
        type = "cartes"
        settings: ClassVar = {"amorce": "Il se pourrait que…"}

    made: Any = config(Choice())
    assert made.opening == "Il se pourrait que…"


@pytest.mark.parametrize(("kind", "number"), CASES)
def test_an_activity_says_whether_one_person_may_answer_several_times(kind: str, number: int) -> None:
    settings_ = config_of(kind, number)
    assert get(kind).several(settings_) in (True, False)
    if not get(kind).fields(settings_):
        assert get(kind).several(settings_) is False
