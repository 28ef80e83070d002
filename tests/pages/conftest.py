"""A house with something in each room: Alice's partnership, her meeting that runs, and what was said in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from facilitation import create_app, database
from facilitation.accounts import invitations
from facilitation.accounts import service as accounts
from facilitation.activities.base import Fields
from facilitation.database import db, new_id, reading, writing
from facilitation.guides.catalogue import content_folder
from facilitation.live import service as live
from facilitation.meetings import service as meetings
from facilitation.meetings.service import team as teams
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships import service as partnerships
from facilitation.partnerships.rules import MemberLine
from facilitation.retention.models import PurgeCertificate
from facilitation.settings import Settings
from facilitation.web.context import catalogue
from tests.checked import CheckedClient
from tests.conftest import START, browser_of, phone_of, screen_of
from tests.pages.routes import ROUTES

GUIDE = "reflexivite-collective"
CASE = "d-accord-d-accord"
OWN = "un-guide-a-nous"


@dataclass
class House:
    """The application, an id for each name that an address may hold, and everybody's browser: « téléphone » and « écran » joined the meeting."""

    app: Flask
    data: Path
    ids: dict[str, str]
    browsers: dict[str, CheckedClient]

    def browser(self, endpoint: str) -> CheckedClient:
        """The browser of whoever uses this endpoint: Alice, the phone or the room screen that joined her meeting."""
        theirs = {"participant": "téléphone", "screen": "écran"}.get(ROUTES[endpoint], "Alice")
        return self.browsers.get(theirs) or self.browsers["Alice"]

    def address(self, endpoint: str, method: str | None = None, **other: str) -> str:
        """The address of this endpoint, filled with the house's ids or with others."""
        rule = next(
            rule for rule in self.app.url_map.iter_rules(endpoint) if not method or method in (rule.methods or ())
        )
        names = {name: other.get(name, self.ids.get(name, "rien")) for name in rule.arguments}
        return self.app.url_map.bind("localhost").build(endpoint, names, method=method)


@pytest.fixture(scope="module")
def house(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Alice's meeting runs, Bob keeps its minutes; Carole and David have accounts and no part in it. Shared by tests that change nothing."""
    data = Path(shutil.copytree(stocked, tmp_path_factory.mktemp("house") / "data"))
    write_own_guide(data)
    app = create_app(Settings(data=data, testing=True), lambda: START)
    with app.app_context():
        ids = {
            **partnership_of_alice(),
            "guide_id": GUIDE,
            "case_id": CASE,
            "own_id": OWN,
            "drift_id": "D07",
            "help_id": "que-faire-si",
            "person": "sans-nom",
            "readers": "groupe",
            "document": "pv",
            "page": "reunion",
            "topic": "juge",
            "what": "carnet",
        }
        ids |= certificate_of(ids["partnership_id"])
        ids |= {"remark_id": "aucune", **meeting_of_alice(ids["partnership_id"]), "filename": "tokens.css"}
        ids |= team_of(ids["meeting_id"])
    browsers = {name: browser_of(app, name, START) for name in ("Alice", "Bob", "Carole", "David")}
    with app.app_context():
        browsers |= devices_of(app, ids)
    yield House(app, data, ids, browsers)
    with app.app_context():
        database.db.engine.dispose()


def write_own_guide(data: Path) -> None:
    """A guide of the house's own, with a point to correct."""
    text = (content_folder() / "guides" / f"{GUIDE}.yaml").read_text(encoding="utf-8")
    path = data / "guides" / f"{OWN}.yaml"
    path.parent.mkdir()
    path.write_text(text.replace(f"id: {GUIDE}", f"id: {OWN}", 1).replace("trace: pv", "trace: rien", 1), "utf-8")


def team_of(meeting_id: str) -> dict[str, str]:
    """Bob keeps the minutes of this meeting, and a link waits to be used; gives their ids by the names that addresses use."""
    with writing():
        found = accounts.credentials(email="bob@val.test")
        assert found
        code = teams.invite(meeting_id=meeting_id, role="secretary", now=START)
        teams.accept_invitation(code=code, account_id=found.account_id, now=START)
        teams.invite(meeting_id=meeting_id, role="facilitator", now=START)
        waiting = teams.invitations(meeting_id=meeting_id, now=START)
        invitations.invite(account_id=alice_here(), partnership_id=None, now=START)
        invited = invitations.waiting(account_id=alice_here(), now=START)
    ids = {"account_id": found.account_id, "link_id": waiting[0].id}
    return {**ids, "invitation_id": invited[0].id, "session_id": "aucune"}


def devices_of(app: Flask, ids: dict[str, str]) -> dict[str, CheckedClient]:
    """A phone and a room screen that joined this house's meeting, others that joined another meeting, and a phone that was sent away."""
    here, elsewhere = ids["meeting_id"], another_meeting(ids["partnership_id"])
    found = {
        "téléphone": phone_of(app, here, START, "Odile"),
        "écran": screen_of(app, here, START),
        "autre téléphone": phone_of(app, elsewhere, START, "Odile"),
        "autre écran": screen_of(app, elsewhere, START),
        "retiré": phone_of(app, here, START, "Paul"),
    }
    with writing():
        away = next(one for one in live.door(meeting_id=here).phones if one.name == "Paul")
        live.remove_device(meeting_id=here, device_id=away.id, now=START)
    return found


def another_meeting(partnership_id: str) -> str:
    """A second meeting of this partnership."""
    with writing():
        new = NewMeeting(title="Une autre", partnership_id=partnership_id, people=(), starts_at=START)
        return meetings.prepare(account_id=alice_here(), new=new, now=START)


def alice_id() -> str:
    with reading():
        return alice_here()


def alice_here() -> str:
    """Alice's account, inside a unit of work."""
    found = accounts.credentials(email="alice@val.test")
    assert found
    return found.account_id


def certificate_of(partnership_id: str) -> dict[str, str]:
    """The certificate of a purge in this partnership; gives its id by the name that addresses use."""
    counts = {"carnet": 1, "passages": 3, "ailleurs": 0, "retrouves": 0}
    row = PurgeCertificate(
        id=new_id(), at=START, kind="delais", partnership_id=partnership_id, counts=counts, copies=[]
    )
    with writing():
        db.session.add(row)
    return {"certificate_id": row.id}


def partnership_of_alice() -> dict[str, str]:
    """Two services and two members; gives their ids by the names that addresses use."""
    owner = alice_id()
    lines = (
        MemberLine("Bob Haddad", "assistant social", "AMO Passerelle"),
        MemberLine("Carole Marchal", "infirmière", "Maison médicale du Pont"),
    )
    settings = partnerships.Settings(name="Réseau du Val", territory="Valmont", place="Salle du Conseil")
    with writing():
        made = partnerships.create(account_id=owner, settings=settings, now=START)
        partnerships.add_members(partnership_id=made, lines=lines)
        first = partnerships.members_of(partnership_id=made)[0]
    return {"partnership_id": made, "organisation_id": first.organisation_id or "", "member_id": first.id}


def meeting_of_alice(partnership_id: str) -> dict[str, str]:
    """A meeting that runs, with an answer and a decision; gives their ids by the names that addresses use."""
    owner = alice_id()
    with writing():
        people = tuple(member.id for member in partnerships.members_of(partnership_id=partnership_id))
        new = NewMeeting(title="Relire un moment", partnership_id=partnership_id, people=people, starts_at=START)
        meeting = meetings.prepare(account_id=owner, new=new, now=START)
        meetings.use_guide(meeting_id=meeting, guide_id=GUIDE, catalogue=catalogue(), now=START)
    with writing():
        meetings.start(meeting_id=meeting, now=START)
    with reading():
        shown = meetings.meeting_shown(meeting_id=meeting, now=START)
    stage = next(stage.id for stage in shown.stages if stage.step.activity.type == "notes")
    with writing():
        meetings.go_to(meeting_id=meeting, stage_id=stage, now=START)
    with writing():
        answer = meetings.answer(
            meeting_id=meeting, stage_id=stage, formdata=Fields(quoi="Un relais perdu."), now=START
        )
        decision = outcomes.capture(
            meeting_id=meeting,
            stage_id=stage,
            kind=OutcomeKind.DECISION,
            text="Nous rappelons dans les deux jours.",
            account_id=owner,
            now=START,
        )
        action = outcomes.capture(
            meeting_id=meeting,
            stage_id=stage,
            kind=OutcomeKind.ACTION,
            text="Écrire le canevas d'une page.",
            due_on=START.date(),
            account_id=owner,
            now=START,
        )
    return {
        "meeting_id": meeting,
        "stage_id": stage,
        "attendance_id": shown.people[0].id,
        "contribution_id": answer,
        "outcome_id": decision.id,
        "action_id": action.id,
    }
