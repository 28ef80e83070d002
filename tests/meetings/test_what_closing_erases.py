from __future__ import annotations

from pathlib import Path

import pytest

from facilitation.confidentiality.readers import Reader
from facilitation.database import reading, writing
from facilitation.meetings import service as meetings
from tests.meetings.conftest import Town
from tests.meetings.test_service import running, stage


@pytest.mark.parametrize(("step", "remains"), [("ecriture", False), ("moment", True), ("hypotheses", True)])
def test_a_wording_is_erased_at_closing_unless_its_step_was_to_leave_one(town: Town, step: str, remains: bool) -> None:
    meeting = running(town)
    there = stage(town, meeting, step)
    with writing():
        meetings.save_synthesis(meeting_id=meeting, stage_id=there, text="canari-formulation", now=town.now)
        meetings.end(meeting_id=meeting, now=town.now)
    with reading():
        page = meetings.papers_page(meeting_id=meeting, readership=Reader.GROUPE, document="pv", now=town.now)
    assert page.erased.texts == (0 if remains else 1)
    with writing():
        meetings.close(meeting_id=meeting, now=town.now)
    data = Path(town.app.config["SQLALCHEMY_DATABASE_URI"].split("///", 1)[1])
    assert (b"canari-formulation" in data.read_bytes()) is remains
