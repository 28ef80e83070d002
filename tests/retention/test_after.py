"""After a purge: every page of the meeting answers as before, every document says the same, no page of any role holds what was erased."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

import pytest

from facilitation.backups import files, restore
from facilitation.backups.files import FOLDER
from facilitation.confidentiality.readers import Reader
from facilitation.database import FILE, db, reading, writing
from facilitation.documents.word.reread import reread
from facilitation.meetings import models
from facilitation.meetings import service as meetings
from facilitation.meetings.models import Stage
from facilitation.meetings.service import follow
from facilitation.meetings.shown import NewMeeting
from facilitation.meetings.views import frames
from facilitation.retention import ledger
from facilitation.web.context import catalogue
from tests.conftest import browser_of
from tests.meetings.leading import account_in
from tests.pages.routes import ROUTES
from tests.retention.test_purge import absent, purge
from tests.retention.world import GONE, STAYS, World

DOCUMENTS = ("pv", "releve-decisions", "compte-rendu", "plan-action", "page-personne", "synthese")


def addresses(world: World) -> Iterator[str]:
    """Every page that is read of this meeting, its partnership and the house, each document among them."""
    ids = {"meeting_id": world.meeting, "partnership_id": world.partnership}
    build = world.app.url_map.bind("localhost").build
    read = ("facilitator", "secretary", "partnership", "signed_in")
    for rule in world.app.url_map.iter_rules():
        asked = rule.endpoint in ROUTES and ROUTES[rule.endpoint] in read and "flux" not in rule.rule
        if "GET" in (rule.methods or ()) and set(rule.arguments) <= set(ids) and asked:
            yield build(rule.endpoint, {one: ids[one] for one in rule.arguments})
    for reader in Reader:
        for document in (*DOCUMENTS, "carnet"):
            about = {"meeting_id": world.meeting, "readers": reader.value, "document": document}
            yield build("meetings.download", about)
            yield f"/reunions/{world.meeting}/relecture?lecteurs={reader.value}&document={document}"


def secretary(world: World) -> None:
    """Bob keeps the minutes of this meeting."""
    with world.app.app_context(), writing():
        role = models.MeetingRole(meeting_id=world.meeting, account_id=account_in("Bob"), role="secretary")
        db.session.add(role)


def seen(world: World, name: str = "Alice") -> dict[str, tuple[int, str]]:
    """What each of these addresses answers to this person: status, and text (of a Word file, its text)."""
    browser = browser_of(world.app, name, world.clock())
    found = {}
    for address in addresses(world):
        if name != "Alice" and (address.endswith(".docx") or not address.startswith("/reunions/")):
            continue  # a secretary takes no document away, and has the pages of the meeting
        answer = browser.raw.get(address)
        word = answer.mimetype.endswith("wordprocessingml.document")
        said = reread(answer.data) if word else html.unescape(answer.get_data().decode("utf-8", "replace"))
        found[address] = (answer.status_code, said)
    return found


def holding(pages: dict[str, tuple[int, str]], text: str) -> set[str]:
    escaped = (text, text.replace("'", "’"), text.replace("'", "&#39;"), json.dumps(text)[1:-1])
    return {address for address, (_status, said) in pages.items() if any(one in said for one in escaped)}


def test_every_page_answers_as_before_and_none_holds_what_was_erased(world: World) -> None:
    secretary(world)
    before, of_bob = seen(world), seen(world, "Bob")
    assert len(before) > 60
    assert holding(of_bob, GONE["remarque"])
    for name in ("carnet", "remarque"):
        assert holding(before, GONE[name]), f"{name} was on a page: the search would see it"
    purge(world, days=95)
    after, of_bob_after = seen(world), seen(world, "Bob")
    assert {key: one for key, (one, _) in of_bob.items()} == {key: one for key, (one, _) in of_bob_after.items()}
    moved = {
        address: (before[address][0], after[address][0])
        for address in before
        if before[address][0] != after[address][0]
    }
    assert not moved
    assert sum(address.endswith(".docx") and status == 200 for address, (status, _said) in after.items()) >= 6
    for name, text in GONE.items():
        assert not holding(after, text) | holding(of_bob_after, text), name
    for name, text in STAYS.items():
        assert holding(after, text), name
    for address in before:
        if address.endswith(".docx") and "carnet" not in address and before[address][0] == 200:
            assert before[address][1] == after[address][1], address


def test_strangers_and_the_signed_out_see_as_little_as_before(world: World) -> None:
    purge(world, days=95)
    for name in ("David", "Carole"):
        browser = browser_of(world.app, name, world.clock())
        for address in addresses(world):
            said = browser.raw.get(address).get_data().decode("utf-8", "replace")
            assert "canari" not in said, address


def test_the_next_meeting_takes_up_what_was_left_open(world: World) -> None:
    purge(world, days=95)
    with world.app.app_context():
        served = catalogue()
        with writing():
            new = NewMeeting(title="La suivante", partnership_id=world.partnership, expected=6)
            made = meetings.prepare(account_id=account_in("Alice"), new=new, now=world.clock())
            follow.take_up(meeting_id=made, catalogue=served, now=world.clock())
            meetings.start(meeting_id=made, now=world.clock())
        with reading():
            desks = [stage.desk for stage in db.session.query(Stage).filter_by(meeting_id=made)]
    assert STAYS["action"] in json.dumps(desks, ensure_ascii=False)
    alice = browser_of(world.app, "Alice", world.clock())
    assert STAYS["action"] in html.unescape(alice.get(f"/reunions/{made}/pupitre").text)


def test_a_copy_restored_by_the_command_holds_nothing_of_it_and_again(world: World, tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    made = files.make(world.data, now=world.clock())
    assert made.parent.name == FOLDER
    purge(world, days=95)
    for number in ("une", "deux"):
        restore.restore(made, to=tmp_path / number, data=world.data, now=world.clock())
        absent(tmp_path / number, frozenset(GONE))
        assert (tmp_path / number / FILE).exists()
    assert ledger.read(tmp_path / "deux" / ledger.FILE)


def test_what_was_typed_after_a_restore_is_not_erased_by_an_older_line(world: World) -> None:
    purge(world, days=95)
    with world.app.app_context():
        with writing():
            stage = db.session.query(Stage).filter_by(meeting_id=world.meeting).first()
            assert stage
            text = "retapé après coup, et bien à garder"
            db.session.add(
                models.Contribution(stage_id=stage.id, position=99, answer={"texte": text}, readers=["groupe"])
            )
        db.engine.dispose()
    assert ledger.replay(world.database, world.data / ledger.FILE) == 0
    with world.app.app_context(), reading():
        assert db.session.query(models.Contribution).count() == 1


def test_the_room_s_last_page_is_let_go_at_the_purge(world: World) -> None:
    kept = frames.Frames()
    kept._frames["une", "page"] = object()  # type: ignore[assignment]
    purge(world, days=31)
    assert not kept._frames


@pytest.mark.parametrize("mark", ["situation", "confidence"])
def test_an_action_that_touches_a_person_does_not_come_back(world: World, mark: str) -> None:
    from facilitation.outcomes.models import Outcome

    with world.app.app_context():
        with writing():
            for row in db.session.query(Outcome):
                row.marks = [mark]
        served = catalogue()
        with writing():
            new = NewMeeting(title="La suivante", partnership_id=world.partnership, expected=6)
            made = meetings.prepare(account_id=account_in("Alice"), new=new, now=world.clock())
            follow.take_up(meeting_id=made, catalogue=served, now=world.clock())
            meetings.start(meeting_id=made, now=world.clock())
        with reading():
            desks = [stage.desk for stage in db.session.query(Stage).filter_by(meeting_id=made)]
    assert STAYS["action"] not in json.dumps(desks, ensure_ascii=False)
