"""What the tests of a meeting's pages share: preparing, leading and reading one back through the pages, as a browser without scripts does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask

from facilitation.accounts import service as accounts
from facilitation.activities import registry
from facilitation.database import reading, writing
from facilitation.guides.schema import Step
from facilitation.meetings import service
from facilitation.meetings.shown import MeetingShown
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships import service as partnerships
from facilitation.partnerships.rules import MemberLine
from tests.checked import CheckedClient, Page

GUIDE = "reflexivite-collective"
PEOPLE = (
    MemberLine("Alice Lambert", "coordinatrice", "CPAS de Valmont"),
    MemberLine("Bob Haddad", "assistant social", "AMO Passerelle"),
    MemberLine("Carole Marchal", "infirmière", "Maison médicale du Pont"),
)


def asked_at(step: Step) -> tuple[str, ...]:
    """The names of the form fields of this step's activity."""
    return tuple(registry.get(step.activity.type).fields(registry.config(step.activity)))


def account(app: Flask, name: str = "Alice") -> str:
    """The id of the account of one of the cast."""
    with app.app_context(), reading():
        found = accounts.credentials(email=f"{name.lower()}@val.test")
    assert found
    return found.account_id


def partnership(app: Flask, clock: Any, name: str = "Alice") -> str:
    """The id of a partnership of three services that this person looks after."""
    with app.app_context(), writing():
        settings = partnerships.Settings(name="Réseau du Val", place="Salle du Conseil")
        made = partnerships.create(account_id=account_in(name), settings=settings, now=clock())
        partnerships.add_members(partnership_id=made, lines=PEOPLE)
    return made


def account_in(name: str) -> str:
    """The same, inside a unit of work."""
    found = accounts.credentials(email=f"{name.lower()}@val.test")
    assert found
    return found.account_id


def prepared(client: CheckedClient, *, guide: str = GUIDE, **fields: Any) -> str:
    """The id of a meeting prepared by what the page « Nouvelle réunion » sends, without looking at that page; without `guide`, with no point yet."""
    gesture = f"guide:{guide}" if guide else "sans-guide"
    answer = client.post("/reunions/nouvelle", {"expected": "6", **fields, "faire": gesture})
    found = re.fullmatch(r"/reunions/([\w-]+)/preparer", answer.location or "")
    assert found, answer.location
    return found[1]


def press(
    client: CheckedClient, meeting: str, gesture: str, fields: Mapping[str, Any] | None = None, *, status: int = 303
) -> Page:
    """Fill the page of preparation, press a button, and give what answers."""
    return client.submit(
        f"/reunions/{meeting}/preparer",
        {**(fields or {}), "faire": gesture},
        action=f"/reunions/{meeting}/preparer",
        status=status,
    )


def shown(app: Flask, clock: Any, meeting: str) -> MeetingShown:
    """The meeting as it stands."""
    with app.app_context(), reading():
        return service.meeting_shown(meeting_id=meeting, now=clock())


def captured(app: Flask, clock: Any, meeting: str, kind: OutcomeKind, text: str, **details: Any) -> str:
    """The id of an outcome captured at the desk."""
    with app.app_context(), writing():
        here = service.meeting_shown(meeting_id=meeting, now=clock()).current
        made = outcomes.capture(
            meeting_id=meeting,
            stage_id=here.id if here else None,
            kind=kind,
            text=text,
            account_id=account_in("Alice"),
            now=clock(),
            **details,
        )
    return made.id


def act(app: Flask, gesture: Any, **arguments: Any) -> Any:
    """A gesture of the service in a unit of work of its own."""
    with app.app_context(), writing():
        return gesture(**arguments)
