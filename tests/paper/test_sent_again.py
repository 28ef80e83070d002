"""A sheet sent again after its answer was lost: once, as it was last written; and a sheet erased at the desk is no longer counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from facilitation.database import db, reading, writing
from facilitation.meetings import service as meetings
from facilitation.meetings.models import AnonymousAnswer, Contribution, Stage
from facilitation.paper import service as paper
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.paper import world
from tests.paper.test_pages import alice, held, rows, typing  # noqa: F401 - the fixtures

Sent = Callable[..., Any]


@pytest.fixture
def sheet(app: Flask, clock: Clock, held: str) -> Callable[[str], Stage]:  # noqa: F811 - the fixture
    """Gives the stage of a step, as it is stored."""

    def found(step: str) -> Stage:
        [stage] = rows(app, Stage, Stage.id == world.stage_of(app, clock(), held, step))
        return stage

    return found


def twice(client: CheckedClient, page: str, first: dict[str, str], then: dict[str, str], status: int = 303) -> Any:
    """Send the form of this page, and the same form (same key) again as if no answer had come and the server had been started anew."""
    form = client.get(page).form(page)
    del form["envoi_"]  # what a running server remembers by itself: `tests/web/test_twice.py`
    client.post(page, {**form, **first})
    return client.post(page, {**form, **then}, status=status)


def test_a_row_changed_after_a_lost_answer_is_kept_as_it_was_last_written(app, alice, held, sheet):  # noqa: F811
    stage = sheet("se-situer")
    twice(alice, typing(held, stage.id), {"evidence": "1", "rond": "x"}, {"evidence": "2", "dilution": "x"})
    [kept] = rows(app, Contribution, Contribution.stage_id == stage.id)
    assert kept.answer == {"places": {"evidence": 2}}
    assert (sheet("se-situer").sheets_typed, sheet("se-situer").sheets_unread["lines"]) == (1, {kept.id: ["dilution"]})


def test_the_same_row_sent_again_changes_nothing(app, alice, held, sheet):  # noqa: F811
    stage = sheet("se-situer")
    twice(alice, typing(held, stage.id), {"evidence": "1"}, {"evidence": "1"})
    [kept] = rows(app, Contribution, Contribution.stage_id == stage.id)
    assert (kept.version, sheet("se-situer").sheets_typed) == (1, 1)


def test_a_row_that_somebody_corrected_meanwhile_is_not_overwritten(app, clock, alice, held, sheet):  # noqa: F811
    stage = sheet("cartes")
    page = typing(held, stage.id)
    form = alice.get(page).form(page)
    alice.post(page, {**form, "texte": "D'abord ceci."})
    [kept] = rows(app, Contribution, Contribution.stage_id == stage.id)
    again = f"{page}?ligne={kept.id}"
    alice.submit(again, {"texte": "Corrigé ensuite."}, action=again)
    refused = alice.post(page, {**form, "texte": "Puis cela."}, status=422)
    assert "Les deux versions" in refused.words
    assert "Puis cela." in refused.text
    [kept] = rows(app, Contribution, Contribution.stage_id == stage.id)
    assert kept.answer["text"] == "Corrigé ensuite."


def test_a_row_sent_again_with_a_fault_is_refused_and_the_first_stays(app, alice, held, sheet):  # noqa: F811
    stage = sheet("se-situer")
    refused = twice(alice, typing(held, stage.id), {"evidence": "1"}, {"evidence": "z"}, status=422)
    assert "n’est pas une touche" in refused.words.replace("\u00a0", " ")
    [kept] = rows(app, Contribution, Contribution.stage_id == stage.id)
    assert kept.answer == {"places": {"evidence": 1}}


def test_of_an_anonymous_step_the_first_text_stays_and_it_is_said(app, alice, held, sheet):  # noqa: F811
    stage = sheet("dix-lignes")
    page = typing(held, stage.id)
    answer = twice(alice, page, {"un.vecu": "0"}, {"un.vecu": "3"})
    assert "déjà enregistrée" in alice.follow(answer).words
    [kept] = rows(app, AnonymousAnswer, AnonymousAnswer.stage_id == stage.id)
    assert kept.answer["places"]["un.vecu"] == 0
    assert sheet("dix-lignes").sheets_typed == 1


@pytest.mark.parametrize("step", ["se-situer", "dix-lignes"])
def test_a_blank_sheet_sent_twice_counts_once(alice, held, sheet, step):  # noqa: F811
    page = typing(held, sheet(step).id)
    twice(alice, page, {"blanche_": "oui"}, {"blanche_": "oui"})
    assert (sheet(step).sheets_typed, sheet(step).sheets_unread["blank"]) == (1, 1)


# ------------------------------------------------------------------ erased at the desk


def test_a_signed_sheet_erased_at_the_desk_is_no_longer_counted(app, clock, alice, held, sheet):  # noqa: F811
    stage = sheet("se-situer")
    page = typing(held, stage.id)
    for keys in ("1", "2"):
        alice.submit(page, {"evidence": keys, "rond": "x"}, action=page)
    first, second = rows(app, Contribution, Contribution.stage_id == stage.id)
    with app.app_context(), writing():
        meetings.erase(meeting_id=held, stage_id=stage.id, ids=[first.id], now=clock())
    found = sheet("se-situer")
    assert (found.sheets_typed, found.sheets_unread["lines"]) == (1, {second.id: ["rond"]})


def test_of_an_anonymous_step_no_more_sheets_are_counted_than_answers_are_left(app, clock, alice, held, sheet):  # noqa: F811
    stage = sheet("dix-lignes")
    with app.app_context(), reading():
        field = paper.typing_page(meeting_id=held, stage_id=stage.id, account_id="", now=clock()).cells[0].field
    page = typing(held, stage.id)
    for keys in ("0", "1", "2"):
        alice.submit(page, {field: keys}, action=page)
    alice.submit(page, {"blanche_": "oui"}, action=page)
    [one, *_others] = rows(app, AnonymousAnswer, AnonymousAnswer.stage_id == stage.id)
    with app.app_context(), writing():
        meetings.erase(meeting_id=held, stage_id=stage.id, ids=[one.id], now=clock())
    assert sheet("dix-lignes").sheets_typed == 3


def test_what_was_typed_at_the_desk_and_erased_lowers_no_count_of_sheets(app, clock, alice, held, sheet):  # noqa: F811
    stage = sheet("se-situer")
    page = typing(held, stage.id)
    alice.submit(page, {"evidence": "1"}, action=page)
    with app.app_context(), writing():
        row = db.session.scalars(select(Contribution).where(Contribution.stage_id == stage.id)).one()
        other = Contribution(stage_id=stage.id, source="pupitre", answer=row.answer, readers=row.readers, position=9)
        db.session.add(other)
        db.session.flush()
        own = other.id
    with app.app_context(), writing():
        meetings.erase(meeting_id=held, stage_id=stage.id, ids=[own], now=clock())
    assert sheet("se-situer").sheets_typed == 1
