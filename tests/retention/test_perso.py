"""What somebody wrote for themselves is handed to them, then erased: after the closing, and a day for what was left half typed, it is nowhere."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from facilitation.documents.word.reread import reread
from facilitation.meetings import service
from facilitation.retention import purging
from tests.checked import CheckedClient
from tests.conftest import Clock, browser_of
from tests.meetings.leading import account, act, partnership, prepared, shown
from tests.meetings.test_desk_pages import send
from tests.retention.test_purge import held

GUIDE = "concertation-avec-usager"
SAID, HALF = "ce que j'ai écrit pour moi seule", "et ce que je n'ai pas fini d'écrire"


def test_a_text_of_one_s_own_is_handed_over_then_nowhere(
    alice: CheckedClient, app: Flask, data: Path, clock: Clock
) -> None:
    meeting = prepared(alice, guide=GUIDE, expected="", partnership=partnership(app, clock))
    act(app, service.start, meeting_id=meeting, now=clock())
    stage = next(one for one in shown(app, clock, meeting).stages if one.step.activity.type == "liste-controle")
    if shown(app, clock, meeting).current.id != stage.id:
        act(app, service.go_to, meeting_id=meeting, stage_id=stage.id, now=clock())
    person = shown(app, clock, meeting).people[0]
    send(alice, meeting, "/reponses$", {"pour_": person.id, "choisi": "oui", "choisi.note": SAID})
    about = {"meeting_id": meeting, "account_id": account(app), "place": "reponses", "fields": {"choisi.note": HALF}}
    act(app, service.save_draft, now=clock(), **about)
    act(app, service.end, meeting_id=meeting, now=clock())
    assert SAID in reread(alice.raw.get(f"/reunions/{meeting}/remettre/{person.id}.docx").data).replace("’", "'")
    assert held(data, SAID)
    act(app, service.close, meeting_id=meeting, now=clock())
    assert held(data, SAID) == []
    assert held(data, HALF), "a draft has a day: it was being typed when the meeting closed"
    clock.later(days=1)
    with app.app_context():
        assert purging.purge(now=clock(), by_itself=True).found == 0
    assert held(data, HALF) == []
    alice = browser_of(app, "Alice", clock())
    for page in ("relecture", "proces-verbal", f"remettre/{person.id}.docx"):
        answer = alice.raw.get(f"/reunions/{meeting}/{page}")
        words = (
            reread(answer.data)
            if page.endswith("docx") and answer.status_code == 200
            else answer.get_data(as_text=True)
        )
        assert SAID not in words.replace("’", "'").replace("&#39;", "'"), page
