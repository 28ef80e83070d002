"""The map of erased answers in the minutes of the step that reads it: for the group alone, from five answers on, once, with nobody in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from facilitation.activities.base import Fields
from facilitation.confidentiality.readers import Mark, Reader
from facilitation.database import db, reading, writing
from facilitation.guides.catalogue import Catalogue, freeze
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import PointKind
from facilitation.meetings.service.agenda import add_point
from facilitation.meetings.shown import NewMeeting
from facilitation.outline import Figure, Outline
from tests.meetings.conftest import Town
from tests.meetings.map_guide import guide
from tests.meetings.test_service import dump

FORMS = [{"dilution.presence": str(place), "dilution.gravite": "3", "rond.presence": "1"} for place in (0, 0, 0, 3, 3)]


def led(town: Town) -> tuple[str, dict[str, str]]:
    """A meeting with these steps, at the first: its id, and its stages by step."""
    with writing():
        new = NewMeeting(title="Nos dérives", expected=7, starts_at=town.now, partnership_id=town.partnership)
        meeting = meetings.prepare(account_id=town.alice, new=new, now=town.now)
        row = db.session.get(models.Meeting, meeting)
        assert row is not None
        add_point(row, PointKind.GUIDE, "Un guide d’essai", freeze(guide(), Catalogue()), "")
        meetings.open_meeting(meeting_id=meeting, now=town.now)
        meetings.start(meeting_id=meeting, now=town.now)
        return meeting, {stage.step_id: stage.id for stage in row.stages}


def do(town: Town, meeting: str, gesture: Any, **told: Any) -> Any:
    with writing():
        return gesture(meeting_id=meeting, now=town.now, **told)


def answered(town: Town, meeting: str, stage: str, count: int, **told: Any) -> None:
    for form in FORMS[:count]:
        do(town, meeting, meetings.answer, stage_id=stage, formdata=Fields(form), **told)


def outline(meeting: str, reader: Reader = Reader.GROUPE) -> Outline:
    with reading():
        return meetings.outline(meeting_id=meeting, document="pv", readership=reader)


def maps(meeting: str, reader: Reader = Reader.GROUPE) -> list[tuple[str, Figure]]:
    """Each map of the minutes, under the heading it stands below."""
    found, heading = [], ""
    for block in outline(meeting, reader).blocks:
        heading = block.text if block.kind == "heading" else heading
        if isinstance(block, Figure):
            found.append((heading, block))
    return found


def through(town: Town, meeting: str, stages: dict[str, str], *steps: str) -> None:
    for step in steps:
        do(town, meeting, meetings.go_to, stage_id=stages[step])


def test_the_first_step_that_reads_the_map_keeps_it_once_and_closing_erases_every_answer(town: Town) -> None:
    meeting, stages = led(town)
    do(town, meeting, meetings.direct, stage_id=stages["situer"], formdata=Fields(geste="nommer", titre="Nos silences"))
    answered(town, meeting, stages["situer"], 5)
    through(town, meeting, stages, "parler", "lire", "choisir")
    [(heading, figure)] = maps(meeting)
    assert heading == "Étape lire"
    titles = [row[0].paragraphs[0][0].text for row in figure.data.rows]
    assert titles == ["La dilution de la responsabilité", "Tourner en rond", "Nos silences"]
    assert "rien" in figure.svg
    do(town, meeting, meetings.end)
    do(town, meeting, meetings.close)
    assert maps(meeting) == [(heading, figure)]
    with reading():
        assert not list(db.session.scalars(db.select(models.AnonymousAnswer)))
    data = Path(town.app.config["SQLALCHEMY_DATABASE_URI"].split("///", 1)[1]).read_bytes()
    assert b'"places"' not in data, "how they lay is kept, and no answer"


def test_a_map_is_of_the_group_alone_and_its_step_takes_its_number_for_the_others(town: Town) -> None:
    meeting, stages = led(town)
    answered(town, meeting, stages["situer"], 5)
    through(town, meeting, stages, "lire", "choisir")
    do(town, meeting, meetings.answer, stage_id=stages["choisir"], formdata=Fields(choix="rond"), readers=set(Reader))
    assert len(maps(meeting)) == 1
    assert maps(meeting, Reader.PARTENAIRES) == []
    numbers = [
        [block.number for block in outline(meeting, reader).blocks if block.kind == "heading" and block.level == 2]
        for reader in (Reader.GROUPE, Reader.PARTENAIRES)
    ]
    assert numbers == [["1.1", "1.2"], ["1.2"]]


@pytest.mark.parametrize("count", [1, 4])
def test_under_five_answers_nothing_is_kept_signed_or_not(town: Town, count: int) -> None:
    meeting, stages = led(town)
    answered(town, meeting, stages["situer"], count)
    answered(town, meeting, stages["situer-signe"], count)
    through(town, meeting, stages, "situer-signe", "lire", "lire-signe", "choisir")
    assert maps(meeting) == []
    assert "dilution" not in dump(town, meeting)


def test_five_signed_answers_are_kept_without_a_name_and_those_told_in_trust_are_not_counted(town: Town) -> None:
    meeting, stages = led(town)
    with writing():
        people = [
            models.Attendance(
                meeting_id=meeting, position=rank, name=f"canari{rank:03}fin", function="", organisation=""
            )
            for rank in range(5)
        ]
        db.session.add_all(people)
        db.session.flush()
        seats = [one.id for one in people]
    for form, seat in zip(FORMS, seats, strict=True):
        signed = {"formdata": Fields(form), "attendance_id": seat}
        do(town, meeting, meetings.answer, stage_id=stages["situer-signe"], **signed)
    through(town, meeting, stages, "lire-signe")
    [(heading, figure)] = maps(meeting)
    assert heading == "Étape lire-signe"
    assert "canari" not in figure.model_dump_json()
    with writing():
        row = db.session.scalars(db.select(models.Contribution)).first()
        assert row is not None
        row.marks = [Mark.CONFIDENCE]
    assert maps(meeting) == []


def test_a_step_that_was_skipped_or_never_reached_keeps_no_map(town: Town) -> None:
    meeting, stages = led(town)
    answered(town, meeting, stages["situer"], 5)
    through(town, meeting, stages, "parler")
    assert maps(meeting) == [], "nobody has read it yet"
    do(town, meeting, meetings.skip, stage_id=stages["lire"])
    assert maps(meeting) == []
    through(town, meeting, stages, "choisir")
    assert [heading for heading, _figure in maps(meeting)] == ["Étape choisir"]


def test_a_map_of_a_meeting_held_on_paper_is_kept_though_no_step_was_led(town: Town) -> None:
    meeting, stages = led(town)
    answered(town, meeting, stages["situer"], 5)
    through(town, meeting, stages, "parler")
    with writing():
        for segment in db.session.scalars(db.select(models.Segment)):
            db.session.delete(segment)
    assert [heading for heading, _figure in maps(meeting)] == ["Étape lire"]
