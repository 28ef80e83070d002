"""The pages of retention: each does what it says, and refuses in a sentence with what was typed."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from urllib.parse import quote

import pytest

from facilitation.database import db, reading, writing
from facilitation.documents.word.reread import reread
from facilitation.meetings.models import Attendance, FrozenOutline, Meeting, MeetingRole
from facilitation.meetings.rules import MeetingState
from facilitation.outcomes.models import Outcome
from facilitation.outcomes.rules import ActionStatus, OutcomeKind
from facilitation.partnerships.models import Member, Organisation, Partnership
from facilitation.retention import ledger, purging
from facilitation.retention.models import RetentionDelay
from tests.checked import CheckedClient
from tests.conftest import browser_of
from tests.retention.test_purge import held, purge
from tests.retention.world import GONE, STAYS, World


@pytest.fixture
def alice(world: World) -> CheckedClient:
    return browser_of(world.app, "Alice", world.clock())


@pytest.fixture
def david(world: World) -> CheckedClient:
    return browser_of(world.app, "David", world.clock())


def at(world: World, page: str) -> str:
    return f"/partenariats/{world.partnership}/{page}"


def member(world: World, name: str) -> str:
    with world.app.app_context(), reading():
        return db.session.query(Member).filter_by(name=name).one().id


def service(world: World, name: str) -> str:
    with world.app.app_context(), reading():
        return db.session.query(Organisation).filter_by(name=name).one().id


# ------------------------------------------------------------------ delays


def test_a_delay_is_shortened_without_a_word_and_lengthened_with_a_reason(world: World, alice: CheckedClient) -> None:
    assert "30 jours" in alice.get(at(world, "conservation")).words
    alice.submit(at(world, "conservation/carnet"), {"days": "10"}, action=at(world, "conservation/carnet"), status=303)
    purge(world, days=11)
    assert held(world.data, GONE["carnet"]) == []
    alice = browser_of(world.app, "Alice", world.clock())
    refused = alice.submit(
        at(world, "conservation/contributions"),
        {"days": "120", "reason": "   "},
        action=at(world, "conservation/contributions"),
        status=422,
    )
    assert "demande une raison" in refused.words
    assert 'value="120"' in refused.text
    reason = "le bilan de fin d'année les relira"
    alice.submit(
        at(world, "conservation/contributions"),
        {"days": "120", "reason": reason},
        action=at(world, "conservation/contributions"),
        status=303,
    )
    assert "bilan de fin d" in alice.get(at(world, "conservation")).words
    purge(world, days=80)
    assert held(world.data, GONE["remarque"])
    purge(world, days=30)
    assert held(world.data, GONE["remarque"]) == []


@pytest.mark.parametrize("days", ["-1", "731", "beaucoup", "9" * 30, ""])
def test_a_delay_that_cannot_be_is_refused_with_what_was_typed(world: World, alice: CheckedClient, days: str) -> None:
    page = alice.submit(
        at(world, "conservation/contributions"),
        {"days": days, "reason": "une raison gardée"},
        action=at(world, "conservation/contributions"),
        status=422,
    )
    assert "une raison gardée" in page.words
    with world.app.app_context(), reading():
        assert db.session.query(RetentionDelay).count() == 0


def test_what_is_erased_soon_is_announced_where_people_come_by(world: World, alice: CheckedClient) -> None:
    meeting = f"/reunions/{world.meeting}"
    pages = (
        "/",
        at(world, ""),
        at(world, "conservation"),
        "/effacements",
        f"{meeting}/proces-verbal",
    )
    for page in pages:
        assert "de la réunion du 12 mars s’efface" not in alice.get(page.rstrip("/") or "/").words
    world.clock.later(days=24)
    signed = browser_of(world.app, "Alice", world.clock())
    for page in pages:
        assert "de la réunion du 12 mars s’efface le 12 avril" in signed.get(page.rstrip("/") or "/").words, page


# ------------------------------------------------------------------ certificates


def test_the_button_erases_and_the_certificate_says_so_on_paper_too(world: World, alice: CheckedClient) -> None:
    world.clock.later(days=31)
    alice = browser_of(world.app, "Alice", world.clock())
    alice.submit("/effacements", {}, action="/effacements", status=303)
    page = alice.get("/effacements")
    assert "e carnet d’animation d’une réunion" in page.words
    (link,) = [one for one in page.links() if one.startswith("/effacements/")]
    assert "absent" in alice.get(link).words
    paper = reread(alice.raw.get(f"{link}/attestation.docx").data)
    assert "Attestation d’effacement" in paper
    assert "carnet d’animation d’une réunion" in paper
    assert "printemps" not in paper
    assert held(world.data, GONE["carnet"]) == []


def test_the_button_erases_nothing_of_the_meetings_of_others(world: World) -> None:
    """Pressed by a stranger, it would take from those who lead them the week in which they are told."""
    world.clock.later(days=91)
    david = browser_of(world.app, "David", world.clock())
    david.submit("/effacements", {}, action="/effacements", status=303)
    assert "rien n’a été effacé" in david.get("/effacements").words
    for text in GONE.values():
        assert held(world.data, text), text
    assert ledger.read(world.data / ledger.FILE) == ()


def test_the_life_of_the_minutes_says_when_each_thing_goes_and_when_it_went(world: World, alice: CheckedClient) -> None:
    page = f"/reunions/{world.meeting}/proces-verbal"
    assert "Le carnet d’animation s’efface le 12 avril 2026" in alice.get(page).words
    assert "Les contributions mot pour mot s’effacent le 11 juin 2026" in alice.get(page).words
    purge(world, days=31)
    alice = browser_of(world.app, "Alice", world.clock())
    assert "Le carnet d’animation est effacé depuis le 13 avril 2026" in alice.get(page).words


def test_a_certificate_is_for_those_of_its_partnership(world: World, david: CheckedClient) -> None:
    done = purge(world, days=31)
    david = browser_of(world.app, "David", world.clock())
    david.get(f"/effacements/{done.certificates[0]}", status=404)
    assert "carnet" not in david.get("/effacements").words


# ------------------------------------------------------------------ the yearly question


def test_the_question_comes_after_a_year_and_each_answer_does_something(world: World, alice: CheckedClient) -> None:
    assert "garder, exporter ou effacer" not in alice.get(at(world, "").rstrip("/")).words
    world.clock.later(days=366)
    alice = browser_of(world.app, "Alice", world.clock())
    assert "garder, exporter ou effacer" in alice.get("/").words
    assert "garder, exporter ou effacer" in alice.get(at(world, "").rstrip("/")).words
    gesture = at(world, "question")
    away = alice.submit(at(world, "conservation"), {"faire": "effacer"}, action=gesture, status=303)
    assert away.location == at(world, "effacer")
    kept = alice.submit(at(world, "conservation"), {"faire": "exporter"}, action=gesture, status=303)
    assert kept.location == at(world, "copie")
    assert "garder, exporter ou effacer" not in alice.get("/").words
    world.clock.later(days=366)
    alice = browser_of(world.app, "Alice", world.clock())
    alice.submit(at(world, "conservation"), {"faire": "garder"}, action=gesture, status=303)
    assert "garder, exporter ou effacer" not in alice.get("/").words


# ------------------------------------------------------------------ ends


def test_the_whole_copy_holds_every_document_and_nothing_that_is_not_in_one(world: World, alice: CheckedClient) -> None:
    answer = alice.raw.get(at(world, "copie-complete.zip"))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert "LISEZ-MOI.txt" in packed.namelist()
        texts = "\n".join(reread(packed.read(name)) for name in packed.namelist() if name.endswith(".docx"))
    for text in (STAYS["reponse"], STAYS["decision"], STAYS["action"]):
        assert text in texts
    for text in GONE.values():
        assert text not in texts


def test_the_whole_copy_leaves_out_what_waits_to_be_read_again_and_what_others_lead(
    world: World, alice: CheckedClient
) -> None:
    with world.app.app_context(), writing():
        for row in db.session.query(FrozenOutline).filter_by(meeting_id=world.meeting, document="pv"):
            row.outline = row.outline.replace(STAYS["decision"], "Dossier 85.07.30-033.28, à reprendre")
    page = alice.get(at(world, "copie"))
    assert "attendent d’être relus" in page.words
    assert any("/a-relire" in one or "lecteurs=groupe" in one for one in page.links())
    with zipfile.ZipFile(io.BytesIO(alice.raw.get(at(world, "copie-complete.zip")).data)) as packed:
        assert not [name for name in packed.namelist() if name.endswith("pv.docx")]
        assert "pv.docx" in packed.read("LISEZ-MOI.txt").decode()
    with world.app.app_context(), writing():
        db.session.query(MeetingRole).filter_by(meeting_id=world.meeting).delete()
    assert "d’autres que vous" in alice.get(at(world, "copie")).words
    with zipfile.ZipFile(io.BytesIO(alice.raw.get(at(world, "copie-complete.zip")).data)) as packed:
        assert packed.namelist() == ["LISEZ-MOI.txt"]


def test_a_service_takes_away_what_it_could_read_and_leaves(world: World, alice: CheckedClient) -> None:
    place = at(world, f"services/{service(world, 'AMO Passerelle')}")
    with zipfile.ZipFile(io.BytesIO(alice.raw.get(f"{place}/copie.zip").data)) as packed:
        assert {name.split("/")[1].split(",")[0] for name in packed.namelist() if "/" in name} <= {
            "groupe",
            "partenaires",
        }
        assert any(name.endswith("pv.docx") for name in packed.namelist())
    refused = alice.submit(
        f"{place}/depart", {"names": True, "confirmation": "oui"}, action=f"{place}/depart", status=422
    )
    assert "EFFACER" in refused.words
    alice.submit(f"{place}/depart", {"names": True, "confirmation": "EFFACER"}, action=f"{place}/depart", status=303)
    assert "parti le 13 mars 2026" in alice.get(at(world, "").rstrip("/")).words
    with world.app.app_context(), reading():
        assert db.session.query(Member).filter_by(name="Bob Haddad").count() == 0
    assert "Bob Haddad" in alice.get(f"/reunions/{world.meeting}/relecture").words, "approved minutes stay as they are"


def test_a_member_reads_what_is_known_and_is_erased_from_the_list_and_from_open_actions(
    world: World, alice: CheckedClient
) -> None:
    place = at(world, f"membres/{member(world, 'Bob Haddad')}/droits")
    page = alice.get(place)
    assert STAYS["action"] in page.words
    assert STAYS["action"] in reread(alice.raw.get(f"{place}.docx").data)
    alice.submit(place, {"confirmation": "effacer"}, action=place, status=303)
    assert "Bob Haddad" not in alice.get(at(world, "").rstrip("/")).words
    assert "Bob Haddad" not in alice.get(at(world, "actions")).words
    assert ledger.read(world.data / ledger.FILE)[-1].kind == "membre"
    alice.get(place, status=404)


def test_a_member_was_not_present_at_a_meeting_that_was_not_held(world: World, alice: CheckedClient) -> None:
    bob = member(world, "Bob Haddad")
    place = at(world, f"membres/{bob}/droits")
    with world.app.app_context(), writing():
        db.session.add(Attendance(meeting_id=world.meeting, member_id=bob, position=1, name="Bob Haddad"))
    assert "présent·e" in alice.get(place).words
    for state, told in ((MeetingState.PREPARED, "attendu·e"), (MeetingState.CANCELLED, "réunion annulée")):
        with world.app.app_context(), writing():
            db.session.get_one(Meeting, world.meeting).state = state
        page = alice.get(place)
        assert told in page.words
        assert "présent·e" not in page.words


def test_an_archived_partnership_is_read_and_not_changed_until_it_is_taken_out(
    world: World, alice: CheckedClient
) -> None:
    gesture = at(world, "archive")
    alice.submit(gesture, {"faire": "archiver"}, action=gesture, status=303)
    page = alice.get(at(world, "").rstrip("/"))
    assert "archivé" in page.words
    assert not [one for one in page.links() if one.startswith("/reunions/nouvelle")]
    alice.post(at(world, "membres"), {"lines": "Zoé Neuve, juriste, CPAS"}, status=422)
    alice.post(
        "/reunions/nouvelle", {"expected": "6", "partnership": world.partnership, "faire": "sans-guide"}, status=422
    )
    with world.app.app_context(), reading():
        assert db.session.query(Meeting).count() == 1
        assert db.session.query(Member).filter_by(name="Zoé Neuve").count() == 0
    alice.submit(gesture, {"faire": "sortir"}, action=gesture, status=303)
    alice.post(at(world, "membres"), {"lines": "Zoé Neuve, juriste, CPAS"}, status=303)


def test_a_whole_partnership_is_erased_only_when_it_is_typed(world: World, alice: CheckedClient) -> None:
    gesture = at(world, "effacer")
    alice.submit(gesture, {"confirmation": "oui"}, action=gesture, status=422)
    answer = alice.submit(gesture, {"confirmation": "EFFACER"}, action=gesture, status=303)
    assert "partenariat entier" in alice.get(answer.location or "").words
    with world.app.app_context(), reading():
        assert db.session.query(Partnership).count() == db.session.query(Meeting).count() == 0
    for text in (*GONE.values(), *STAYS.values(), "Réseau du Val", "Séance du printemps", "Bob Haddad"):
        assert held(world.data, text) == [], text


def test_a_meeting_is_erased_once_its_actions_are_settled(world: World, alice: CheckedClient) -> None:
    gesture = f"/reunions/{world.meeting}/effacer"
    assert "actions ouvertes" in alice.get(gesture).words
    alice.post(gesture, {"confirmation": "EFFACER"}, status=422)
    with world.app.app_context(), writing():
        settle(world)
    answer = alice.submit(gesture, {"confirmation": "EFFACER"}, action=gesture, status=303)
    alice.get(answer.location or "")
    for text in (*GONE.values(), *STAYS.values(), "Séance du printemps"):
        assert held(world.data, text) == [], text
    alice.get(f"/reunions/{world.meeting}/relecture", status=404)
    assert quote(world.meeting) not in alice.get("/reunions").text


@pytest.mark.parametrize("what", ["meeting", "partnership"])
def test_what_somebody_adds_between_the_question_and_the_erasing_keeps_it_from_being_erased(
    world: World, alice: CheckedClient, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Another facilitator opens an action again, or begins a meeting, in the moment between the check and the purge."""
    with world.app.app_context(), writing():
        settle(world)
    carry_out = purging.carry_out

    def meanwhile(*arguments: Any, **named: Any) -> purging.Done:
        with writing():
            if what == "meeting":
                db.session.query(Outcome).filter_by(kind=OutcomeKind.ACTION).update({"status": ActionStatus.UNDER_WAY})
            else:
                db.session.query(Meeting).update({"state": MeetingState.RUNNING})
        return carry_out(*arguments, **named)

    monkeypatch.setattr(purging, "carry_out", meanwhile)
    gesture = f"/reunions/{world.meeting}/effacer" if what == "meeting" else at(world, "effacer")
    alice.submit(gesture, {"confirmation": "EFFACER"}, action=gesture, status=422)
    assert held(world.data, STAYS["action"])
    assert ledger.read(world.data / ledger.FILE) == ()


def settle(world: World) -> None:
    for row in db.session.query(Outcome).filter_by(meeting_id=world.meeting, kind=OutcomeKind.ACTION):
        row.status = ActionStatus.DONE


def test_strangers_find_none_of_these_pages(world: World, david: CheckedClient) -> None:
    bob = member(world, "Bob Haddad")
    amo = service(world, "AMO Passerelle")
    for page in (
        *("conservation", "conservation/carnet", "copie-complete.zip", "archive", "effacer"),
        *(f"services/{amo}/depart", f"services/{amo}/copie.zip", f"membres/{bob}/droits", f"membres/{bob}/droits.docx"),
    ):
        david.get(at(world, page), status=404)
    david.get(f"/reunions/{world.meeting}/effacer", status=404)
