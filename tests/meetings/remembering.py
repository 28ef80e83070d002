"""What the tests of the second meeting share: a first one that ended with actions, a question and something set aside; a second one that follows up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from werkzeug.datastructures import MultiDict

from facilitation.confidentiality.readers import Mark, Reader
from facilitation.database import reading, writing
from facilitation.meetings import service
from facilitation.meetings.rules import PointKind
from facilitation.meetings.shown import NewMeeting, StageShown
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships import service as partnerships
from facilitation.web.context import catalogue
from tests.checked import CheckedClient, Page, fields_of
from tests.conftest import Clock, browser_of
from tests.meetings.leading import account_in, partnership, shown

GUIDE = "suivi-plan-action"
ACTION, QUESTION, ASIDE = OutcomeKind.ACTION, OutcomeKind.QUESTION, OutcomeKind.ASIDE


@dataclass
class Two:
    """Two meetings of one partnership: the first closed, the second where the test leads it. Ids of the first's outcomes by their first word."""

    app: Flask
    clock: Clock
    client: CheckedClient
    partnership: str
    first: str
    made: dict[str, str]
    second: str = ""

    def prepare(self, guide: str = GUIDE, variant: str | None = None) -> str:
        """Prepare the second meeting with this guide, and give its id."""
        with self.app.app_context(), writing():
            people = tuple(one.id for one in partnerships.members_of(partnership_id=self.partnership))
            new = NewMeeting(partnership_id=self.partnership, people=people)
            self.second = service.prepare(account_id=account_in("Alice"), new=new, now=self.clock())
            if guide:
                service.use_guide(
                    meeting_id=self.second, guide_id=guide, variant=variant, catalogue=catalogue(), now=self.clock()
                )
        return self.second

    def start(self, *, at: str = "") -> str:
        """Start the second meeting and go to this step of it; gives the stage's id."""
        with self.app.app_context(), writing():
            service.start(meeting_id=self.second, now=self.clock())
        return self.go(at) if at else self.stages()[0].id

    def go(self, step: str) -> str:
        """Go to this step; gives the stage's id."""
        stage = next(one for one in self.stages() if one.step.id == step)
        with self.app.app_context(), writing():
            here = service.meeting_shown(meeting_id=self.second, now=self.clock()).current
            if here is None or here.id != stage.id:
                service.go_to(meeting_id=self.second, stage_id=stage.id, now=self.clock())
        return stage.id

    def stages(self) -> tuple[StageShown, ...]:
        return tuple(one for one in shown(self.app, self.clock, self.second).stages if one.taken)

    def say(self, stage: str, number: str, status: str, *, status_code: int = 303, **more: str) -> Page:
        """Press a status of this line at the desk, its note and its date filled in."""
        fields = {f"{number}.{name}": value for name, value in more.items()}
        page = self.client.get(f"/reunions/{self.second}/pupitre")
        form = next(
            one
            for one in page.tree.iter("form")
            if any(button.get("name") == number and button.get("value") == status for button in one.iter("button"))
        )
        kept = [(name, value) for name, value in fields_of(form) if name not in fields]
        sent = [*kept, *fields.items(), (number, status)]
        return self.client.post(form.get("action") or "", MultiDict(sent), status=status_code)

    def action(self, word: str) -> outcomes.ActionDue:
        """This action of the first meeting as it stands."""
        with self.app.app_context(), reading():
            return outcomes.due_action(outcome_id=self.made[word], account_id=account_in("Alice"), now=self.clock())

    def end(self, meeting: str = "") -> None:
        """End and close a meeting."""
        with self.app.app_context(), writing():
            service.end(meeting_id=meeting or self.second, now=self.clock())
        with self.app.app_context(), writing():
            service.close(meeting_id=meeting or self.second, now=self.clock())


def first_meeting(app: Flask, clock: Clock, client: CheckedClient, more: tuple[dict[str, Any], ...] = ()) -> Two:
    """A meeting that ended a month ago with two actions, one without a date, a question, something set aside; and these `more` outcomes."""
    group = partnership(app, clock)
    with app.app_context(), writing():
        people = tuple(one.id for one in partnerships.members_of(partnership_id=group))
        new = NewMeeting(title="Nos relais", partnership_id=group, people=people)
        first = service.prepare(account_id=account_in("Alice"), new=new, now=clock())
        service.insert_point(meeting_id=first, kind=PointKind.DISCUSSION, title="Nos relais", minutes=20, now=clock())
        service.start(meeting_id=first, now=clock())
    made: dict[str, str] = {}
    told: tuple[dict[str, Any], ...] = (
        {"kind": ACTION, "text": "Appeler la commune", "bearer": "Bob Haddad", "due_on": date(2026, 3, 31)},
        {"kind": ACTION, "text": "Relire la convention", "bearer": "Carole Marchal", "due_on": date(2026, 5, 29)},
        {"kind": ACTION, "text": "Trouver un local", "to_confirm_by": "Alice Lambert"},
        {"kind": QUESTION, "text": "Qui ouvre la salle ?", "for_whom": "la commune"},
        {"kind": ASIDE, "text": "Refaire le dépliant"},
        *more,
    )
    for one in told:
        clock.later(minutes=1)
        with app.app_context(), writing():
            found = outcomes.capture(
                meeting_id=first, stage_id=None, account_id=account_in("Alice"), now=clock(), **one
            )
        made[one["text"].split()[0]] = found.id
    two = Two(app, clock, client, group, first, made)
    clock.later(minutes=10)
    two.end(first)
    clock.later(days=30)
    two.client = browser_of(app, "Alice", clock())
    return two


def situation(text: str) -> dict[str, Any]:
    """An action that touches a person."""
    return {"kind": ACTION, "text": text, "marks": (Mark.SITUATION,)}


def for_us(text: str) -> dict[str, Any]:
    """An action that the facilitators keep for themselves."""
    return {"kind": ACTION, "text": text, "readers": (Reader.ANIMATEUR,)}
