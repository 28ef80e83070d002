"""A meeting that phones are in: a guide with a step of every kind, led by service, and the gestures of a phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from facilitation.database import db, reading, writing
from facilitation.guides.catalogue import Catalogue, freeze
from facilitation.guides.schema import Guide
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import PointKind
from facilitation.meetings.service.agenda import add_point
from facilitation.meetings.shown import MeetingShown, NewMeeting
from tests.checked import CheckedClient, Page
from tests.conftest import Clock, phone_of
from tests.meetings.leading import account

PRIVATE = "Une consigne que la salle ne lit pas."
ITEMS = [{"id": "quand", "titre": "Quand"}, {"id": "qui", "titre": "Qui"}]
STEPS: dict[str, dict[str, Any]] = {
    "accord": {"activite": {"type": "accord", "points": ["On parle à la première personne."]}},
    "cartes": {"activite": {"type": "cartes", "amorce": "Votre suite à cette phrase"}, "question": "Il se pourrait que…"},
    "ecriture": {"activite": {"type": "ecriture"}, "trace": "session"},
    "notes": {"activite": {"type": "notes", "rubriques": ITEMS}, "trace": "synthese"},
    "matrice": {"activite": {"type": "matrice", "lignes": ITEMS, "colonnes": ITEMS}},
    "cotes": {
        "activite": {
            "type": "matrice", "lignes": ITEMS, "colonnes": ITEMS[:1], "cellule": "cote", "bornes": {"min": 0, "max": 3}
        }
    },
    "phrase": {"activite": {"type": "tour", "garde": True}},
    "tour": {"activite": {"type": "tour"}, "trace": "aucune"},
    "silence": {"activite": {"type": "aucune"}, "trace": "aucune"},
    "decision": {"activite": {"type": "decision"}},
    "action": {"activite": {"type": "action"}},
    "question": {"activite": {"type": "question"}},
    "anonyme": {"activite": {"type": "ecriture"}, "drapeaux": ["anonyme"], "question": "Ce qui ne se dit pas ici."},
    "masque": {"activite": {"type": "notes"}, "drapeaux": ["ecran-masque"]},
    "sans-fin": {"activite": {"type": "notes"}, "drapeaux": ["sans-minuteur"]},
    "echelle": {
        "activite": {
            "type": "echelle", "items": ITEMS, "bornes": {"min": 0, "max": 3},
            "paliers": ["absente", "quelques signes", "fréquente", "installée"]
        },
        "drapeaux": ["anonyme"],
    },
    "vote": {"activite": {"type": "vote", "choix": ITEMS}},
    "liste": {"activite": {"type": "liste-controle", "conditions": ITEMS}},
    "position": {"activite": {"type": "position", "items": ITEMS, "bouts": ["aide", "contrôle"]}},
    "relecture": {"activite": {"type": "relecture"}},
    "avis": {"activite": {"type": "avis"}},
}  # fmt: skip


def guide() -> Guide:
    """A guide of all these steps, five minutes each."""
    steps = [
        {"id": name, "titre": f"Étape {name}", "minutes": 5, "trace": "pv", "consigne": PRIVATE, **told}
        for name, told in STEPS.items()
    ]
    head = {"format": 1, "id": "essai-telephones", "langue": "fr", "version": "1.0.0", "titre": "Un guide d’essai"}
    about = {"resume": "Essai.", "publics": ["partenariat"], "objet": "pratique", "duree": 90, "sources": []}
    rest = {
        "groupe": {"min": 1, "max": 99},
        "licence": "CC-BY-4.0",
        "attribution": "Essai.",
        "etapes": steps,
        "pieges": PRIVATE,
    }
    return Guide.model_validate({**head, **about, **rest}, by_alias=True, by_name=False, strict=False)


@dataclass
class Room:
    """A meeting with this guide, and who is in it."""

    app: Flask
    clock: Clock
    meeting: str
    stages: dict[str, str]
    phones: dict[str, CheckedClient] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The phone's page."""
        return f"/salle/{self.meeting}"

    def phone(self, name: str = "Odile") -> CheckedClient:
        """The phone of this person, which joins when it is first asked for."""
        if name not in self.phones:
            with self.app.app_context():
                self.phones[name] = phone_of(self.app, self.meeting, self.clock(), name)
        return self.phones[name]

    def do(self, gesture: Any, **arguments: Any) -> Any:
        """A gesture of the meetings service in a unit of its own, now."""
        with self.app.app_context(), writing():
            return gesture(meeting_id=self.meeting, now=self.clock(), **arguments)

    def at(self, step: str) -> str:
        """The group goes to this step; gives its stage."""
        self.do(meetings.go_to, stage_id=self.stages[step])
        return self.stages[step]

    def send(self, step: str, name: str = "Odile", *, status: int = 303, **fields: str) -> Page:
        """This phone opens its page, fills the form of the step that runs, and sends it."""
        phone = self.phone(name)
        return phone.submit(self.address, fields, action=f"{self.stages[step]}/reponse", status=status)

    def shown(self) -> MeetingShown:
        """The meeting as it stands."""
        with self.app.app_context(), reading():
            return meetings.meeting_shown(meeting_id=self.meeting, now=self.clock())

    def answers(self, step: str) -> list[models.Contribution]:
        """The signed answers of this step, in the order they came."""
        query = db.select(models.Contribution).where(models.Contribution.stage_id == self.stages[step])
        with self.app.app_context(), reading():
            return list(db.session.scalars(query.order_by(models.Contribution.position)))

    def unsigned(self, step: str) -> list[models.AnonymousAnswer]:
        """The anonymous answers of this step."""
        query = db.select(models.AnonymousAnswer).where(models.AnonymousAnswer.stage_id == self.stages[step])
        with self.app.app_context(), reading():
            return list(db.session.scalars(query))


def room_of(app: Flask, clock: Clock, *, people: int = 6, started: bool = True) -> Room:
    """A meeting of so many people with this guide, which has begun unless told otherwise."""
    owner = account(app)
    with app.app_context(), writing():
        new = NewMeeting(title="Relire un moment", expected=people, starts_at=clock())
        meeting = meetings.prepare(account_id=owner, new=new, now=clock())
        row = db.session.get(models.Meeting, meeting)
        assert row is not None
        add_point(row, PointKind.GUIDE, "Un guide d’essai", freeze(guide(), Catalogue()), "")
        meetings.open_meeting(meeting_id=meeting, now=clock())
        if started:
            meetings.start(meeting_id=meeting, now=clock())
        stages = {stage.step_id: stage.id for stage in row.stages}
    return Room(app, clock, meeting, stages)
