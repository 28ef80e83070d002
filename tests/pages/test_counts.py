"""What a page costs once a meeting is full: at most twelve queries and no byte changed to read it, one commit to change it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.exceptions import HTTPException

from facilitation import create_app, database
from facilitation.accounts import service as accounts
from facilitation.activities.base import Fields
from facilitation.database import db, reading, writing
from facilitation.meetings import service as meetings
from facilitation.meetings.rules import PointKind
from facilitation.meetings.shown import NewMeeting
from facilitation.outcomes import service as outcomes
from facilitation.outcomes.rules import OutcomeKind
from facilitation.partnerships import service as partnerships
from facilitation.partnerships.rules import MemberLine
from facilitation.settings import Settings
from facilitation.web.context import catalogue
from tests.checked import Page, fields_of
from tests.conftest import START, browser_of
from tests.meetings.leading import asked_at
from tests.pages.conftest import CASE, GUIDE, OWN, House, alice_id, certificate_of, devices_of, team_of, write_own_guide
from tests.pages.test_routes import CHANGES, MOST_QUERIES, READ, counted, digest

STATES = ("prepared", "running", "ended", "closed")
PEOPLE, ANSWERS, OUTCOMES = 30, 12, 15
# What no form of these pages changes when it is sent as it stands: the gesture needs another before it (undo, resume), a script (drafts, order), a part of
# the page that is open only when it is asked for (corrections, qualifying), or nobody signed in. The tests of their rooms lead them.
NEEDS_MORE = frozenset(
    [
        "accounts.account_post",  # these ask for a pass phrase or a code, or for another session, or for nobody signed in: tests/accounts
        "accounts.add_factor",
        "accounts.close_session",
        "accounts.close_sessions",
        "accounts.invited_post",
        "accounts.remove_factor",
        "accounts.second_code",
        "accounts.unlock",
        "adapting.adapt",  # these write files, and nothing in the database
        "adapting.receive",
        "adapting.save",
        "adapting.withdraw",
        "backups.verify",
        "accounts.first_account_post",
        "accounts.new_password_post",
        "accounts.sign_in_post",
        "consultations.announce",
        "consultations.close",
        "consultations.deposit",  # the answer goes to the urn, a file of its own
        "consultations.draw",
        "consultations.open_ballot",
        "live.correct_own",
        "live.point",  # a script asks these, and they change nothing
        "meetings.point",
        "meetings.point_anywhere",
        "rehearsals.begin",  # its world is in memory
        "retention.erase",  # these ask for a word to be typed
        "retention.erase_meeting",
        "retention.erase_member",
        "retention.archive",  # refused while a meeting is to come
        "retention.answer_question",  # asked once a year
        "live.hear_stop",
        "live.join_post",
        "live.screen_link_post",
        "live.settle_claim",
        "live.take_back",
        "meetings.accept_invitation",
        "meetings.accept_with_account",
        "meetings.arrange",
        "meetings.arrive",
        "meetings.correct",
        "meetings.correct_answer",
        "meetings.decline_desk",
        "meetings.dissolve_groups",
        "meetings.draw_groups",
        "meetings.go_to",
        "meetings.hide",
        "meetings.insert_module",
        "meetings.insert_point",
        "meetings.let_write",
        "meetings.move_to_group",
        "meetings.keep_desk",
        "meetings.papers_annex",
        "meetings.papers_next",
        "meetings.papers_outcome",
        "meetings.papers_synthesis",
        "meetings.gate_file",  # it gives a file
        "meetings.gate_standings",
        "meetings.pass_gate",
        "meetings.qualify",
        "meetings.read_invitation",
        "meetings.remove_outcome",
        "meetings.reorder",
        "meetings.resume",
        "meetings.save_draft",
        "meetings.save_note_as_typed",
        "meetings.set_count",
        "meetings.set_stage_minutes",
        "meetings.take_desk",
        "meetings.take_over",
        "meetings.take_stage",
        "meetings.touches_nobody",
        "meetings.undo",
        "outcomes.take_back",
        "minutes.add_remark",
        "minutes.approve",
        "minutes.converted",
        "minutes.correct",
        "minutes.drop",
        "minutes.publish",
        "minutes.remark_post",
        "minutes.renew_link",
        "minutes.replace",  # these two: only where something is pointed at
        "minutes.share",
        "minutes.send",
        "minutes.settle",
        "paper.remove_sheet",
    ]
)


# ------------------------------------------------------------------ a full meeting in each state


@pytest.fixture(scope="module")
def full(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, House]]:
    """The house of Alice in each state of a meeting of thirty people, two guides, two points, answers in each step and outcomes."""
    houses = {}
    for state in STATES:
        data = Path(shutil.copytree(stocked, tmp_path_factory.mktemp(state) / "data"))
        write_own_guide(data)
        app = create_app(Settings(data=data, testing=True), lambda: START + timedelta(minutes=30))
        browsers = {"Alice": browser_of(app, "Alice", START + timedelta(minutes=30))}
        with app.app_context():
            ids = {
                **town(),
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
            ids |= {"filename": "tokens.css", **a_meeting(ids["partnership_id"], state)}
            ids |= team_of(ids["meeting_id"])
            if state in ("prepared", "running"):  # nobody joins after the end
                browsers |= devices_of(app, ids)
        houses[state] = House(app, data, ids, browsers)
    yield houses
    for house in houses.values():
        with house.app.app_context():
            database.db.engine.dispose()


def town() -> dict[str, str]:
    owner = alice_id()
    with writing():
        made = partnerships.create(account_id=owner, settings=partnerships.Settings(name="Réseau du Val"), now=START)
        lines = tuple(MemberLine(f"Personne {n}", "assistante", f"Service {n % 7}") for n in range(PEOPLE))
        partnerships.add_members(partnership_id=made, lines=lines)
        first = partnerships.members_of(partnership_id=made)[0]
    return {"partnership_id": made, "organisation_id": first.organisation_id or "", "member_id": first.id}


def a_meeting(partnership_id: str, state: str) -> dict[str, str]:
    """A meeting in this state, among five others; gives the ids that its addresses hold."""
    made = agenda(partnership_id)
    with reading():
        shown = meetings.meeting_shown(meeting_id=made, now=START)
    notes = [
        stage.id for stage in shown.stages if stage.step.activity.type == "notes" and "quoi" in asked_at(stage.step)
    ]
    ids = {"meeting_id": made, "attendance_id": shown.people[0].id, "stage_id": notes[0]}
    ids |= {"remark_id": "aucune", "contribution_id": "aucune", "outcome_id": "aucune", "action_id": "aucune"}
    if state != "prepared":
        with writing():
            meetings.start(meeting_id=made, now=START)
        ids |= said(made, notes)
    if state in ("ended", "closed"):
        with writing():
            meetings.end(meeting_id=made, now=START)
    if state == "closed":
        with writing():
            meetings.close(meeting_id=made, now=START)
    return ids


def agenda(partnership_id: str) -> str:
    """Six meetings of thirty people; gives the one that has two guides and two simple points."""
    with writing():
        people = tuple(member.id for member in partnerships.members_of(partnership_id=partnership_id))
        new = NewMeeting(title="Relire un moment", partnership_id=partnership_id, people=people, starts_at=START)
        made = [meetings.prepare(account_id=alice_id_here(), new=new, now=START) for _ in range(6)]
        for meeting in made:
            meetings.use_guide(meeting_id=meeting, guide_id=GUIDE, catalogue=catalogue(), now=START)
        for guide in [one for one in catalogue().guides if one != GUIDE][:1]:
            meetings.use_guide(meeting_id=made[0], guide_id=guide, catalogue=catalogue(), now=START)
        for kind in (PointKind.DISCUSSION, PointKind.DECISION):
            meetings.insert_point(meeting_id=made[0], kind=kind, title="Horaires", minutes=10, now=START)
    return made[0]


def alice_id_here() -> str:
    """Alice's account, inside a unit of work."""
    found = accounts.credentials(email="alice@val.test")
    assert found
    return found.account_id


def said(meeting: str, stages: list[str]) -> dict[str, str]:
    """Answers at each of these stages, and outcomes at the first; gives the last ids of both."""
    ids = {}
    for stage in reversed(stages):
        with writing():
            meetings.go_to(meeting_id=meeting, stage_id=stage, now=START)
            for number in range(ANSWERS):
                words = Fields(quoi=f"Un relais perdu, numéro {number}.")
                ids["contribution_id"] = meetings.answer(meeting_id=meeting, stage_id=stage, formdata=words, now=START)
    with writing():
        for number in range(OUTCOMES):
            kind = list(OutcomeKind)[number % 5]
            name = "action_id" if kind is OutcomeKind.ACTION else "outcome_id"
            ids[name] = outcomes.capture(
                meeting_id=meeting,
                stage_id=stages[0],
                kind=kind,
                text=f"Rappeler dans les deux jours ({number}).",
                account_id=alice_id_here(),
                now=START,
            ).id
    return ids


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize("endpoint", READ)
@pytest.mark.parametrize("state", STATES)
def test_a_page_of_a_full_meeting_asks_twelve_queries_at_most_and_changes_no_byte(
    full: dict[str, House], state: str, endpoint: str
) -> None:
    house = full[state]
    before = digest(house.data)
    with counted(house.app) as statements:
        page = house.browser(endpoint).raw.get(house.address(endpoint, "GET"))
    assert page.status_code < 500, page.text[-600:]
    assert digest(house.data) == before
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


# ------------------------------------------------------------------ changing


@dataclass(frozen=True)
class Sent:
    """A form of a page, filled, and the endpoint that takes it."""

    endpoint: str
    address: str
    fields: tuple[tuple[str, str], ...]


def forms_of(house: House) -> Iterator[Sent]:
    """The forms of every page of this house, each with each of its buttons."""
    adapter = house.app.url_map.bind("localhost")
    for endpoint in READ:
        address = house.address(endpoint, "GET")
        response = house.browser(endpoint).raw.get(address)
        if response.status_code != 200 or response.mimetype != "text/html":
            continue
        tree = Page(response, address).tree
        for form in tree.iter("form"):
            if (form.get("method") or "get").lower() != "post":
                continue
            for action, fields in filled(form, tree):
                try:
                    target, _values = adapter.match((action or address).partition("?")[0], method="POST")
                except HTTPException:
                    continue
                yield Sent(target, action or address, fields)


def filled(form: Element, tree: Element) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """The form with a word in each empty text and a choice in each list, once for each of its buttons: (action, fields)."""
    words = {control.get("name", ""): "Un mot." for control in form.iter("textarea")}
    for control in form.iter("input"):
        if control.get("type", "text") == "text":
            words[control.get("name", "")] = "5" if control.get("inputmode") == "numeric" else "Un mot."
    fields = [(name, value or words.get(name, "")) for name, value in fields_of(form)]
    given = {name for name, _value in fields}
    radios = [one for one in form.iter("input") if one.get("type") == "radio" and one.get("name") not in given]
    fields += {one.get("name", ""): one.get("value", "") for one in reversed(radios)}.items()
    owned = [one for one in tree.iter("button") if form.get("id") and one.get("form") == form.get("id")]
    for button in [*form.iter("button"), *owned]:
        pressed = [(button.get("name", ""), button.get("value", ""))] if button.get("name") else []
        yield button.get("formaction") or form.get("action") or "", tuple(fields + pressed)


@contextmanager
def commits(app: Flask) -> Iterator[list[str]]:
    """The commits made meanwhile, each with how many statements it closed."""
    made: list[str] = []

    def note(_connection: object) -> None:
        made.append("commit")

    with app.app_context():
        engine = db.engine
    event.listen(engine, "commit", note)
    try:
        yield made
    finally:
        event.remove(engine, "commit", note)


@pytest.fixture(scope="module")
def posted(full: dict[str, House]) -> dict[str, list[int]]:
    """For each endpoint, how many commits each post of a form made; the database is put back after each."""
    counts: dict[str, list[int]] = {}
    for house in full.values():
        kept = (house.data / database.FILE).read_bytes()
        alice = house.browsers["Alice"].raw
        session = alice.get_cookie("maillage_session", domain="localhost")
        assert session
        seen: dict[tuple[str, tuple[str, ...]], int] = {}
        for sent in list(forms_of(house)):
            kind = sent.endpoint, (*(name for name, _value in sent.fields), sent.fields[-1][1].partition(":")[0])
            seen[kind] = seen.get(kind, 0) + 1
            if seen[kind] > 1:  # the same form on another line of the page
                continue
            with commits(house.app) as made:
                house.browser(sent.endpoint).raw.post(sent.address, data=multi(sent.fields))
            alice.set_cookie("maillage_session", session.value, domain="localhost")
            counts.setdefault(sent.endpoint, []).append(len(made))
            with house.app.app_context():
                db.engine.dispose()
            (house.data / database.FILE).write_bytes(kept)
    return counts


def multi(fields: tuple[tuple[str, str], ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in fields:
        found.setdefault(name, []).append(value)
    return found


def test_no_form_makes_more_than_one_commit(posted: dict[str, list[int]]) -> None:
    assert {endpoint: found for endpoint, found in posted.items() if max(found) > 1} == {}


def test_the_changes_that_a_form_makes_as_it_stands_were_made(posted: dict[str, list[int]]) -> None:
    unmade = {endpoint for endpoint in CHANGES if not any(posted.get(endpoint, ()))}
    assert unmade <= NEEDS_MORE, unmade - NEEDS_MORE
    assert len(CHANGES) - len(unmade) >= 30


def test_a_page_that_asks_too_much_would_be_seen(full: dict[str, House]) -> None:
    house = full["prepared"]
    with counted(house.app) as statements, house.app.app_context(), reading():
        for _ in range(MOST_QUERIES + 1):
            db.session.scalar(db.select(db.func.count()).select_from(database.Base.metadata.tables["meeting"]))
    assert len(statements) == MOST_QUERIES + 1
    before = digest(house.data)
    with commits(house.app) as made, house.app.app_context():
        for title in ("une", "deux"):
            with writing():
                db.session.execute(database.Base.metadata.tables["partnership"].update().values(territory=title))
    assert len(made) == 2
    assert digest(house.data) != before
