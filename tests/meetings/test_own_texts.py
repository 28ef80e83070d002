"""What was typed at the desk for somebody as theirs alone is handed over as a file before the closing erases it."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.documents.word.reread import reread
from facilitation.meetings import service
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.meetings.leading import act, partnership, prepared, shown
from tests.meetings.test_desk_pages import send

GUIDE, SURE = "concertation-avec-usager", "canari001fin"


@pytest.fixture
def typed(alice: CheckedClient, app: Flask, clock: Clock) -> tuple[str, str]:
    """A meeting that is over, where the desk typed in a step of trace `perso` for one person and for nobody by name; and that person's place."""
    meeting = prepared(alice, guide=GUIDE, expected="", partnership=partnership(app, clock))
    act(app, service.start, meeting_id=meeting, now=clock())
    stage = next(one for one in shown(app, clock, meeting).stages if one.step.activity.type == "liste-controle")
    assert stage.step.trace.value == "perso"
    if shown(app, clock, meeting).current.id != stage.id:
        act(app, service.go_to, meeting_id=meeting, stage_id=stage.id, now=clock())
    person = shown(app, clock, meeting).people[0]
    send(alice, meeting, "/reponses$", {"pour_": person.id, "choisi": "oui", "choisi.note": SURE})
    send(alice, meeting, "/reponses$", {"pour_": "", "choisi": "non"})
    act(app, service.end, meeting_id=meeting, now=clock())
    return meeting, person.id


def test_the_page_of_the_closing_offers_each_its_file(
    alice: CheckedClient, app: Flask, clock: Clock, typed: tuple[str, str]
) -> None:
    meeting, person = typed
    page = alice.get(f"/reunions/{meeting}/clore")
    name = next(one.name for one in shown(app, clock, meeting).people if one.id == person)
    assert "Avant de clore, remettez ces textes" in page.words
    assert name in page.words
    links = [one for one in page.links() if "/remettre/" in one]
    assert links == [f"/reunions/{meeting}/remettre/{person}.docx", f"/reunions/{meeting}/remettre/sans-nom.docx"]
    first, second = (alice.raw.get(one) for one in links)
    assert SURE in reread(first.data)
    assert "J’ai choisi qui est là" in reread(first.data)
    assert SURE not in reread(second.data)
    assert name not in reread(first.data), "whoever finds the file does not learn whose it is"


def test_nothing_is_handed_over_after_the_closing_nor_to_strangers(
    alice: CheckedClient, david: CheckedClient, app: Flask, clock: Clock, typed: tuple[str, str]
) -> None:
    meeting, person = typed
    david.get(f"/reunions/{meeting}/remettre/{person}.docx", status=404)
    for nobody in ("personne", "groupe-12"):
        alice.get(f"/reunions/{meeting}/remettre/{nobody}.docx", status=404)
    act(app, service.close, meeting_id=meeting, now=clock())
    assert SURE not in reread(alice.raw.get(f"/reunions/{meeting}/remettre/{person}.docx").data)
