"""The pages of paper, as a browser without scripts sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import select

from facilitation.activities import sheets
from facilitation.database import db, reading, writing
from facilitation.meetings import service as meetings
from facilitation.meetings.models import AnonymousAnswer, AnonymousKey, Contribution, Event, Meeting, Stage
from facilitation.meetings.rules import Source
from facilitation.outcomes import service as outcomes
from facilitation.paper import service as paper
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.paper import world


def rows(app: Flask, kind: Any, *where: Any) -> list[Any]:
    """The rows of this table."""
    with app.app_context(), reading():
        return list(db.session.scalars(select(kind).where(*where)))


def typing(meeting: str, stage: str) -> str:
    """The address of the page on which this step's sheets are typed in."""
    return f"/reunions/{meeting}/saisie/{stage}"


@pytest.fixture
def alice(signed_in: Callable[[str], CheckedClient], clock: Clock) -> CheckedClient:
    """The browser of Alice, four days after the meeting."""
    clock.later(days=4)
    return signed_in("Alice")


@pytest.fixture
def held(alice: CheckedClient, meeting: str) -> str:
    """The meeting, held on paper four days ago: said so through the page."""
    form = {"day": "12/3/2026", "starts": "9 h 30", "ends": "11 h 30"}
    alice.submit(f"/reunions/{meeting}/saisie", form, action=f"/reunions/{meeting}/tenue-sur-papier")
    return meeting


# ------------------------------------------------------------------ the kit


def test_the_kit_proposes_a_sheet_a_person_and_one_for_the_group(alice: CheckedClient, meeting: str) -> None:
    page = alice.get(f"/reunions/{meeting}/kit")
    counts = {field.get("name"): field.get("value") for field in page.tree.iter("input") if field.get("type") == "text"}
    assert sorted(counts.values()) == ["1", "1", *["12"] * 7], "the accord and the checklist are the group's"


def test_the_pages_to_print_hold_every_sheet_asked_for(alice: CheckedClient, app: Flask, clock: Clock, meeting: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), meeting, "se-situer")
    page = alice.get(f"/reunions/{meeting}/kit/feuilles?f-{stage}=3")
    codes = re.findall(r"\b[A-Z]\d-[A-Z]\d\b", page.words)
    assert len(set(codes)) == 3
    assert page.words.count("Tourner en rond") == 3
    assert "Réseau du Val" in page.words
    assert "<script" not in page.text


def test_a_sheet_of_an_anonymous_step_ties_to_nobody(alice: CheckedClient, app: Flask, clock: Clock, meeting: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), meeting, "dix-lignes")
    page = alice.get(f"/reunions/{meeting}/kit/feuilles?f-{stage}=12")
    assert page.words.count("N’écrivez aucun nom.") == 12
    assert not re.findall(r"\b[A-Z]\d-[A-Z]\d\b", page.words)
    assert not any(name in page.words for name in world.NAMES)


def test_a_number_that_is_none_prints_nothing_and_nothing_at_all_is_refused(alice: CheckedClient, app: Flask, clock: Clock, meeting: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), meeting, "se-situer")
    for typed in ("dix", "-1", "0", "100"):
        page = alice.get(f"/reunions/{meeting}/kit/feuilles?f-{stage}={typed}", status=422)
        assert "Rien n’est choisi" in page.words


def test_the_kit_of_a_guide_of_the_library_needs_no_meeting(alice: CheckedClient, app: Flask) -> None:
    assert "Un essai sur papier" in alice.get(f"/bibliotheque/{world.GUIDE}/kit").words
    assert "Prendre place" in alice.get(f"/bibliotheque/{world.GUIDE}/kit/feuilles?affiches=oui&f-place=2").words
    assert alice.get("/bibliotheque/aucun-guide/kit", status=404).status == 404


def test_the_word_kit_holds_the_same_sheets(alice: CheckedClient, app: Flask, clock: Clock, meeting: str) -> None:
    stage = world.stage_of(app, clock(), meeting, "se-situer")
    data = alice.raw.get(f"/reunions/{meeting}/kit.docx?deroule=oui&affiches=oui&f-{stage}=2").get_data()
    made = Document(BytesIO(data))
    words = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert len(set(re.findall(r"\b[A-Z]\d-[A-Z]\d\b", words))) == 2
    table = next(table for table in made.tables if "Tourner en rond" in table._cells[4].text)
    assert "☐\u00a0quelques\u00a0signes" in table._cells[3].text
    assert "☐\u00a0je\u00a0ne\u00a0sais\u00a0pas" in table._cells[3].text


@pytest.mark.parametrize("guide", ["reflexivite-collective", "desaccord-entre-services", "suivi-plan-action"])
def test_every_guide_of_the_library_prints(alice: CheckedClient, guide: str) -> None:
    assert alice.get(f"/bibliotheque/{guide}/kit/feuilles").status == 200
    assert alice.raw.get(f"/bibliotheque/{guide}/kit.docx").status_code == 200


# ------------------------------------------------------------------ a meeting held on paper


def test_a_meeting_held_on_paper_takes_its_number_and_waits(app: Flask, clock: Clock, held: str) -> None:
    meeting = world.shown(app, clock(), held)
    assert (meeting.state.value, meeting.number, meeting.to_retype) == ("terminee", "1/2026", True)
    assert meeting.started_at is not None
    assert meeting.started_at.isoformat() == "2026-03-12T08:30:00+00:00"
    clock.later(days=30)
    with app.app_context(), writing():
        assert meetings.close_overdue(now=clock()) == 0


def test_once_all_is_typed_in_a_day_remains_before_it_closes(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    alice.submit(f"/reunions/{held}/saisie", action=f"/reunions/{held}/a-recopier")
    for hours, closed in ((23, 0), (2, 1)):
        clock.later(minutes=60 * hours)
        with app.app_context(), writing():
            assert meetings.close_overdue(now=clock()) == closed


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "12/3/2026", "starts": "11 h", "ends": "9 h"}, "La fin est avant le début"),
        ({"day": "12/3/2027", "starts": "9 h", "ends": "11 h"}, "pas encore passée"),
        ({"day": "31/2/2026", "starts": "9 h", "ends": "11 h"}, "Indiquez le jour"),
        ({"day": "", "starts": "9 h", "ends": "11 h"}, "Indiquez le jour"),
    ],
)
def test_hours_that_cannot_be_are_refused_and_kept(alice: CheckedClient, meeting: str, typed: dict[str, str], sentence: str) -> None:  # fmt: skip
    page = alice.submit(
        f"/reunions/{meeting}/saisie", typed, action=f"/reunions/{meeting}/tenue-sur-papier", status=422
    )
    assert sentence in page.words
    assert f'value="{typed["starts"]}"' in page.text


def test_a_decision_taken_on_paper_is_noted_and_told_in_the_minutes(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), held, "consentir")
    form = {"genre": "decision", "etape": stage, "texte": "Rappeler sous deux jours."}
    alice.submit(f"/reunions/{held}/saisie", form, action=f"/reunions/{held}/saisie/noter")
    with app.app_context(), reading():
        made = outcomes.of_meeting(meeting_id=held, session="1/2026")
    assert [(one.text, one.stage_id) for one in made] == [("Rappeler sous deux jours.", stage)]
    assert "Rappeler sous deux jours." in alice.get(f"/reunions/{held}/relecture").words


# ------------------------------------------------------------------ rows


def test_before_a_meeting_has_begun_no_sheet_of_it_is_typed_in(app: Flask, alice: CheckedClient, clock: Clock, meeting: str) -> None:  # fmt: skip
    page = typing(meeting, world.stage_of(app, clock(), meeting, "se-situer"))
    assert page not in alice.get(f"/reunions/{meeting}/saisie").text
    answer = alice.submit(page, {"evidence": "0"}, action=page, status=422)
    assert "n’a pas encore commencé" in answer.words
    assert answer.form(page)["evidence"] == "0"
    alice.submit(f"/reunions/{meeting}/supprimer", action="/supprimer")


def test_a_row_is_kept_as_typed_in_from_paper_and_is_not_late(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), held, "se-situer")
    page = typing(held, stage)
    alice.submit(page, {"evidence": "0", "rond": "n", "dilution": "x", "roles": ""}, action=page)
    [kept] = rows(app, Contribution, Contribution.stage_id == stage)
    assert (kept.source, kept.late, kept.answer) == (Source.PAPER, False, {"places": {"evidence": 0, "rond": "nsp"}})
    [step] = rows(app, Stage, Stage.id == stage)
    assert (step.sheets_typed, step.sheets_unread["lines"]) == (1, {kept.id: ["dilution"]})


def test_a_row_at_fault_comes_back_whole(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:
    stage = world.stage_of(app, clock(), held, "conditions")
    page = typing(held, stage)
    answer = alice.submit(page, {"informee": "z", "informee.note": "À demander <b>lundi</b>"}, action=page, status=422)
    assert "« z » n’est pas une touche" in answer.words.replace("\u00a0", " ")
    assert "À demander &lt;b&gt;lundi&lt;/b&gt;" in answer.text
    assert not rows(app, Contribution, Contribution.stage_id == stage)


def test_an_empty_row_is_refused_and_a_blank_sheet_is_counted_apart(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), held, "se-situer")
    page = typing(held, stage)
    assert "Feuille blanche" in alice.submit(page, {}, action=page, status=422).words
    alice.submit(page, {"blanche_": "oui"}, action=page)
    [step] = rows(app, Stage, Stage.id == stage)
    assert (step.sheets_typed, step.sheets_unread["blank"]) == (1, 1)
    assert not rows(app, Contribution, Contribution.stage_id == stage)


def test_the_same_sheet_is_not_typed_twice_by_its_code(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), held, "se-situer")
    page = typing(held, stage)
    code = next(iter(re.findall(r"Code ([A-Z]\d)", alice.get(page).words))) + "-K7"
    alice.submit(page, {"evidence": "1", "code_": code.lower()}, action=page)
    assert "déjà recopiée" in alice.submit(page, {"evidence": "2", "code_": code}, action=page, status=422).words
    assert "autre étape" in alice.submit(page, {"evidence": "2", "code_": "B9-K7"}, action=page, status=422).words
    assert len(rows(app, Contribution, Contribution.stage_id == stage)) == 1


def test_the_same_post_counts_once(app: Flask, clock: Clock, held: str) -> None:
    for step in ("se-situer", "dix-lignes"):
        stage = world.stage_of(app, clock(), held, step)
        with app.app_context(), reading():
            field = paper.typing_page(meeting_id=held, stage_id=stage, account_id="", now=clock()).cells[0].field
        for _twice in range(2):
            with app.app_context(), writing():
                paper.type_sheet(meeting_id=held, stage_id=stage, typed={field: "1"}, key=f"clé {step}", now=clock())
        [row] = rows(app, Stage, Stage.id == stage)
        assert row.sheets_typed == 1
        kind = AnonymousAnswer if step == "dix-lignes" else Contribution
        assert len(rows(app, kind, kind.stage_id == stage)) == 1


def test_a_sheet_is_corrected_and_taken_away(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:
    stage = world.stage_of(app, clock(), held, "se-situer")
    page = typing(held, stage)
    alice.submit(page, {"evidence": "1", "rond": "x"}, action=page)
    [kept] = rows(app, Contribution, Contribution.stage_id == stage)
    again = f"{page}?ligne={kept.id}"
    shown = alice.get(again)
    assert re.search(r'name="rond" value="x"', shown.text)
    alice.submit(again, {"evidence": "2", "rond": ""}, action=again)
    [kept] = rows(app, Contribution, Contribution.stage_id == stage)
    [step] = rows(app, Stage, Stage.id == stage)
    assert kept.answer == {"places": {"evidence": 2}}
    assert step.sheets_unread["lines"] == {}
    alice.submit(page, action=f"{page}/oter")
    [step] = rows(app, Stage, Stage.id == stage)
    assert step.sheets_typed == 0
    assert not rows(app, Contribution, Contribution.stage_id == stage)


def test_nothing_ties_a_sheet_of_an_anonymous_step_to_its_answer(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), held, "dix-lignes")
    page = typing(held, stage)
    before = len(rows(app, Event, Event.meeting_id == held))
    for keys in ("0", "3"):
        alice.submit(page, {"un.vecu": keys, "deux.vecu": "x"}, action=page)
    answers = rows(app, AnonymousAnswer, AnonymousAnswer.stage_id == stage)
    [step] = rows(app, Stage, Stage.id == stage)
    assert {one.answer["places"]["un.vecu"] for one in answers} == {0, 3}
    assert step.sheets_unread == {"lines": {}, "unsigned": {"deux.vecu": 2}, "blank": 0}
    assert len(rows(app, Event, Event.meeting_id == held)) == before
    assert not any(one.id in key.key for one in answers for key in rows(app, AnonymousKey))
    assert "Corriger" not in alice.get(page).words


def test_a_sheet_that_would_stand_out_is_refused_and_not_counted(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), held, "dix-lignes")
    page = typing(held, stage)
    alice.submit(page, {"un.vecu": "3"}, action=page)
    with app.app_context(), writing():
        meetings.reveal(meeting_id=held, stage_id=stage, now=clock())
    refused = alice.submit(page, {"un.vecu": "1"}, action=page, status=422)
    assert "La salle a déjà vu les réponses" in refused.words
    [step] = rows(app, Stage, Stage.id == stage)
    assert step.sheets_typed == 1
    assert len(rows(app, AnonymousAnswer, AnonymousAnswer.stage_id == stage)) == 1


def test_the_minutes_say_what_was_typed_in_afterwards(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), held, "consentir")
    page = typing(held, stage)
    alice.submit(page, {"nombre": "10"}, action=f"{page}/distribuees")
    for _sheet in range(9):
        alice.submit(page, {"reponse": "a"}, action=page)
    assert "9 feuilles sur 10" in alice.get(page).words.replace("\u00a0", " ")
    told = alice.get(f"/reunions/{held}/relecture").words.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Saisi après coup : 9 feuilles sur 10." in told


def test_a_count_that_is_none_is_refused(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:
    page = typing(held, world.stage_of(app, clock(), held, "se-situer"))
    answer = alice.submit(page, {"nombre": "une dizaine"}, action=f"{page}/distribuees", status=422)
    assert "une dizaine" in answer.words


def test_every_input_of_the_guide_can_be_typed_in(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:
    with app.app_context(), reading():
        _meeting, lines = paper.overview(meeting_id=held, now=clock())
    assert len(lines) == 9
    for line in lines:
        cells = sheets.cells(line.asked.config)
        typed = {cell.field: cell.keys[0] if cell.choices else "" for cell in cells}
        if not any(cell.choices for cell in cells):
            typed = {cell.field: "Quelques mots" for cell in cells}
        page = typing(held, line.asked.key)
        alice.submit(page, typed, action=page)
    with app.app_context(), reading():
        _meeting, lines = paper.overview(meeting_id=held, now=clock())
    assert [line.typed for line in lines] == [1] * 9


def test_nothing_is_typed_into_a_meeting_that_is_closed(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), held, "se-situer")
    with app.app_context(), writing():
        meetings.close(meeting_id=held, now=clock())
    answer = alice.post(typing(held, stage), {"evidence": "1", "csrf_token": alice.token()}, status=422)
    assert "close" in answer.words
    assert rows(app, Meeting, Meeting.id == held)[0].state.value == "close"


def test_what_the_group_may_not_read_is_not_shown_to_whoever_types(app: Flask, alice: CheckedClient, clock: Clock, held: str) -> None:  # fmt: skip
    stage = world.stage_of(app, clock(), held, "cartes")
    page = typing(held, stage)
    alice.submit(page, {"texte": "Un mot confié."}, action=page)
    assert "Un mot confié." in alice.get(page).words
    with app.app_context(), writing():
        row = db.session.scalars(select(Contribution).where(Contribution.stage_id == stage)).one()
        row.readers = ["animateur"]
    assert "Un mot confié." not in alice.get(page).words
