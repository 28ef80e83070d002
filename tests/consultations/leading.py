"""What the tests of consultations share: a meeting whose step is one, and the gestures that lead it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from facilitation.activities.base import Fields
from facilitation.consultations import closing, rules, service, urn
from facilitation.consultations.models import Consultation
from facilitation.consultations.urn import Slip
from facilitation.database import db, reading, writing
from facilitation.meetings import service as meetings
from facilitation.meetings.models import AnonymousAnswer
from facilitation.meetings.shown import NewMeeting
from facilitation.web.context import catalogue
from tests.meetings.leading import account_in

GUIDE, STEP = "auto-evaluation-annuelle", "poursuite"
CHOICES = ("continuer", "adapter", "suspendre", "arreter")


@dataclass
class Vote:
    """A consultation that is led: its meeting, its stage, the codes of its slips."""

    app: Flask
    folder: Path
    meeting: str
    stage: str
    codes: list[str] = field(default_factory=list)

    @property
    def row(self) -> Consultation:
        """What the database holds of it."""
        with self.app.app_context(), reading():
            found = db.session.scalar(select(Consultation).where(Consultation.stage_id == self.stage))
            assert found is not None
            db.session.expunge(found)
        return found

    @property
    def urn(self) -> Path:
        """Its urn, while there is one."""
        return urn.path_of(self.folder, self.row.urn)

    @property
    def answers(self) -> list[dict[str, object]]:
        """What was counted, in the order of the file."""
        with self.app.app_context(), reading():
            rows = db.session.execute(select(AnonymousAnswer.answer).where(AnonymousAnswer.stage_id == self.stage))
            return [dict(row[0]) for row in rows]

    def draw(self, slips: int, now: datetime, key: bytes = b"k" * 40) -> list[str]:
        """Open it with so many slips."""
        with self.app.app_context(), writing():
            made = service.draw(
                meeting_id=self.meeting, stage_id=self.stage, slips=slips, key=key, folder=self.folder, now=now
            )
        self.codes = list(made)
        return self.codes

    def drop(self, code: str, choice: str, now: datetime) -> Slip:
        """One slip comes back, as the ballot page does it."""
        with self.app.app_context(), reading():
            asked = service.ballot_of(consultation_id=self.row_id())
            assert asked is not None
            fields = Fields({"choix": choice})
            return service.deposit(asked=asked, code=code, formdata=fields, folder=self.folder, now=now)

    def row_id(self) -> str:
        """Inside a unit: the id of the consultation."""
        return db.session.scalars(select(Consultation.id).where(Consultation.stage_id == self.stage)).one()

    def announce(self, now: datetime) -> None:
        """Tell that it closes."""
        with self.app.app_context(), writing():
            service.announce(meeting_id=self.meeting, stage_id=self.stage, now=now)

    def close(self, now: datetime) -> int:
        """Close it, two minutes after it was announced."""
        with self.app.app_context():
            return closing.close(consultation_id=self.row.id, folder=self.folder, now=now)

    def announce_and_close(self, now: datetime) -> int:
        """Both, one after the other."""
        self.announce(now)
        return self.close(now + rules.NOTICE + timedelta(seconds=1))


def meeting_with_a_vote(app: Flask, folder: Path, now: datetime, *, expected: int = 8) -> Vote:
    """A meeting that runs, at the step that its guide marks as a consultation."""
    with app.app_context():
        with writing():
            alice = account_in("Alice")
            made = meetings.prepare(account_id=alice, new=NewMeeting(title="Revue", expected=expected), now=now)
            meetings.use_guide(meeting_id=made, guide_id=GUIDE, catalogue=catalogue(), now=now)
        with writing():
            meetings.start(meeting_id=made, now=now)
        with reading():
            stages = meetings.meeting_shown(meeting_id=made, now=now).stages
        found = next(one.id for one in stages if one.step.id == STEP)
        with writing():
            meetings.go_to(meeting_id=made, stage_id=found, now=now)
    return Vote(app, folder, made, found)
