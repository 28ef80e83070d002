"""A whole meeting led with canaries in every place that takes a text, closed and approved: what the tests of purging begin from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from facilitation.activities.base import Fields
from facilitation.confidentiality.readers import Reader
from facilitation.database import FILE, db, writing
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.shown import NewMeeting
from facilitation.minutes import service as minutes
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import ActionStatus, OutcomeKind, Said
from facilitation.web.context import catalogue
from tests.conftest import Clock
from tests.meetings.leading import account, account_in, act, partnership, shown

GUIDE = "reflexivite-collective"
GROUP = frozenset({Reader.GROUPE})
GONE = {
    "carnet": "canari carnet fin, l'œil qui relit",
    "animateurs": "canari réponse pour les seuls animateurs",
    "anonyme": "canari sans nom, écrit à l'encre",
    "brouillon": "canari à moitié tapé, jamais envoyé",
    "remarque": "canari de la remarque reçue par le lien",
    "reponse-remarque": "canari de la réponse à cette remarque",
    "synthese-privee": "canari d'une formulation gardée pour les animateurs",
}
STAYS = {
    "reponse": "canari réponse du pupitre, posée et relue",
    "synthese": "canari de la synthèse que le groupe a relue",
    "decision": "canari de la décision prise ensemble",
    "action": "canari de l'action encore ouverte",
    "suivi": "canari du suivi de cette action",
}


@dataclass
class World:
    """The meeting, its partnership, and whoever leads it."""

    app: Flask
    clock: Clock
    data: Path
    partnership: str
    meeting: str

    @property
    def database(self) -> Path:
        """The file of the database."""
        return self.data / FILE


def led(app: Flask, data: Path, clock: Clock, during: Callable[[World], object] = lambda _world: None) -> World:
    """A meeting of a partnership, led with canaries, closed, and approved the next day; the clock stands at the approval. `during`: before it ends."""
    group = partnership(app, clock)
    world = World(app, clock, data, group, _prepared(app, clock, group))
    _say(world)
    during(world)
    act(app, meetings.end, meeting_id=world.meeting, now=clock.later(minutes=5))
    act(app, meetings.close, meeting_id=world.meeting, now=clock.later(minutes=5))
    _after(world)
    clock.later(days=1)
    with app.app_context(), writing():
        row = db.session.get_one(models.Meeting, world.meeting)
        minutes.approve(meeting_id=row.id, on=clock().date(), now=clock())
    return world


def _prepared(app: Flask, clock: Clock, group: str) -> str:
    with app.app_context():
        served = catalogue()
        with writing():
            new = NewMeeting(title="Séance du printemps", partnership_id=group, expected=6)
            made = meetings.prepare(account_id=account_in("Alice"), new=new, now=clock())
            meetings.use_guide(meeting_id=made, guide_id=GUIDE, catalogue=served, now=clock())
            meetings.start(meeting_id=made, now=clock())
    return made


def _say(world: World) -> None:
    stages = shown(world.app, world.clock, world.meeting).stages
    alice = account(world.app)
    with world.app.app_context(), writing():
        where: dict[str, Any] = {"meeting_id": world.meeting, "now": world.clock()}
        here = next(one for one in stages if one.step.trace.value == "pv" and one.step.activity.type == "cartes")
        other = next(one for one in stages if one.step.trace.value == "synthese")
        for text, readers in ((STAYS["reponse"], GROUP), (GONE["animateurs"], frozenset({Reader.ANIMATEUR}))):
            meetings.answer(**where, stage_id=here.id, formdata=Fields({"texte": text}), readers=readers, revealed=True)
        meetings.save_note(**where, stage_id=here.id, account_id=alice, text=GONE["carnet"])
        meetings.save_synthesis(**where, stage_id=other.id, text=STAYS["synthese"])
        meetings.save_draft(
            meeting_id=world.meeting,
            account_id=alice,
            place="note",
            fields={"texte": GONE["brouillon"]},
            now=world.clock(),
        )
        db.session.add(
            models.AnonymousAnswer(
                stage_id=here.id, answer={"texte": GONE["anonyme"]}, readers=["groupe"], revealed=True
            )
        )
        meetings.save_synthesis(
            **where, stage_id=here.id, text=GONE["synthese-privee"], readers=frozenset({Reader.ANIMATEUR})
        )
        common = {"meeting_id": world.meeting, "stage_id": here.id, "account_id": alice, "now": world.clock()}
        outcomes.capture(**common, kind=OutcomeKind.DECISION, text=STAYS["decision"])
        made = outcomes.capture(**common, kind=OutcomeKind.ACTION, text=STAYS["action"], bearer="Bob Haddad")
    with world.app.app_context(), writing():
        said = Said(ActionStatus.UNDER_WAY, STAYS["suivi"], None)
        outcomes.follow_up(outcome_id=made.id, said=said, account_id=alice, now=world.clock())


def _after(world: World) -> None:
    now = world.clock.later(minutes=1)
    with world.app.app_context(), writing():
        db.session.add(
            models.Remark(
                meeting_id=world.meeting,
                author="Bob",
                text=GONE["remarque"],
                answer=GONE["reponse-remarque"],
                settled_at=now,
                at=now,
            )
        )


def later(clock: Clock, days: float) -> datetime:
    """The moment so many days from now, without moving the clock."""
    return clock() + timedelta(days=days)
