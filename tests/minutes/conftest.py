"""A meeting of the Réseau du Val that was led, read back and closed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document
from flask import Flask

from facilitation.confidentiality.readers import Reader
from facilitation.meetings import service
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from tests.checked import CheckedClient, Page
from tests.conftest import Clock
from tests.meetings.leading import act, captured, partnership, prepared, press

DECISION = "Dès le 16 mars, qui oriente garde le fil jusqu'à la première rencontre"
ACTION = "Rédiger une demi-page « relais à trois »"
AMONG_US = "Reparler entre nous des congés de chacun"
FOR_THE_PERSON = "On vous donne le nom de la nouvelle personne avant le départ de l'ancienne"


@pytest.fixture
def group(app: Flask, clock: Clock) -> str:
    """The partnership of Alice."""
    return partnership(app, clock)


@pytest.fixture
def ended(alice: CheckedClient, app: Flask, clock: Clock, group: str) -> str:
    """A meeting that is over, not yet read back: a decision, an action, and two texts for some readers only."""
    made = prepared(alice, partnership=group, expected="")
    press(alice, made, "commencer")
    captured(app, clock, made, OutcomeKind.DECISION, DECISION)
    captured(app, clock, made, OutcomeKind.ACTION, ACTION, bearer="Bob Haddad")
    captured(app, clock, made, OutcomeKind.DECISION, AMONG_US, readers={Reader.GROUPE})
    captured(app, clock, made, OutcomeKind.DECISION, FOR_THE_PERSON, readers={Reader.GROUPE, Reader.PERSONNE})
    act(app, service.end, meeting_id=made, now=clock.later(minutes=20))
    return made


@pytest.fixture
def closed(ended: str, app: Flask, clock: Clock) -> str:
    """The same, read back and closed."""
    read_back(app, clock, ended)
    act(app, service.close, meeting_id=ended, now=clock.later(minutes=5))
    return ended


@pytest.fixture
def sent(alice: CheckedClient, closed: str) -> str:
    """The same, sent today."""
    alice.submit(where(closed), action="/envoye")
    return closed


@pytest.fixture
def stranger(app: Flask) -> Callable[[], CheckedClient]:
    """A browser that nobody is signed in with."""
    return lambda: CheckedClient(app)


def read_back(app: Flask, clock: Clock, meeting: str) -> None:
    """Tick every line as read aloud."""

    def tick() -> None:
        for one in outcomes.of_meeting(meeting_id=meeting, session=""):
            service.mark_read(meeting_id=meeting, outcome_id=one.id, read=True, now=clock())

    act(app, tick)


def where(meeting: str, rest: str = "") -> str:
    """The address of the life of these minutes, or of what hangs on it."""
    return f"/reunions/{meeting}/proces-verbal{rest}"


def code_on(page: Page) -> str:
    """The code of the link that the page shows."""
    shown = next((one.get("value", "") for one in page.tree.iter("input") if one.get("id") == "lien"), "")
    return shown.partition("#")[2]


def written(client: CheckedClient, address: str) -> str:
    """All the text of the Word file at this address: body, cells, footers."""
    document = Document(BytesIO(client.get(address).response.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    footers = [one.text for section in document.sections for one in section.footer.paragraphs]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells + footers)


def word(meeting: str, readers: str = "groupe", document: str = "pv") -> str:
    """The address of a Word file."""
    return f"/reunions/{meeting}/documents/{readers}/{document}.docx"
