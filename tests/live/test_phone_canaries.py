"""Every answer that a phone can get holds what the room sees and no more: every activity, every trace, every state, every route of a participant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from facilitation.confidentiality.readers import Mark, Reader
from facilitation.database import reading, writing
from facilitation.documents.word.reread import reread
from facilitation.live.views.routes import blueprint
from facilitation.meetings import service as meetings
from facilitation.meetings.service import phones as sending
from tests.checked import CheckedClient
from tests.conftest import START, Clock, phone_of
from tests.live.rooms import PRIVATE, STEPS, Room, room_of
from tests.meetings.test_canaries import PLACES, Allowed, Place, Said, World, canaries, world
from tests.pages.routes import ROUTES

__all__ = ["world"]
GROUP, EVERYBODY = frozenset({Reader.GROUPE}), frozenset(Reader)
ELSEWHERE, TRUSTED = EVERYBODY - GROUP, frozenset({Mark.CONFIDENCE})
NAME = "Prénomcanari"
LIVED = [place for place in PLACES if place.document == "pv"]
"""The document that a guide leads to changes nothing of what is seen while it runs."""
PICKED = [place for number, place in enumerate(LIVED) if number % 15 == 0 or (place.anonymous and place.trace == "pv")]


@pytest.fixture(scope="module")
def phone(world: World) -> CheckedClient:
    """The phone of somebody who has sent nothing, beside another whose first name is nobody else's business."""
    phone_of(world.app, world.meeting, START, NAME)
    return phone_of(world.app, world.meeting, START, "Odile")


def notes_at(place: Place) -> list[Said]:
    """In one step, a text that the room sees and all those that it must not; outcomes; a wording; a page of the notebook."""
    texts = [
        Said(place, GROUP, frozenset(), revealed=True),
        Said(place, GROUP, frozenset(), revealed=False),
        Said(place, ELSEWHERE, frozenset(), revealed=True),
        Said(place, EVERYBODY, TRUSTED, revealed=True),
    ]
    return [
        *(texts if place.takes_texts else []),
        Said(place, ELSEWHERE, frozenset(), revealed=True, kind="question"),
        Said(place, EVERYBODY, TRUSTED, revealed=True, kind="action"),
        Said(place, GROUP, frozenset(), revealed=True, kind="decision"),
        Said(place, GROUP, frozenset(), kind="synthesis"),
        Said(place, EVERYBODY, frozenset(), kind="notebook"),
    ]


def answers(world: World, phone: CheckedClient, here: Place) -> Iterator[tuple[str, str]]:
    """Every route of a participant, asked in every way that shows a page: what it was asked, and all that it answers, headers too."""
    home, stage = f"/salle/{world.meeting}", world.stages[here]
    token = {"csrf_token": phone.token()}
    posts = {
        f"{home}/etapes/{stage}/reponse": {**token, "inconnu": "x"},
        f"{home}/stop": {**token, "texte": "À moitié.", "etape_": stage},
        f"{home}/moi": {**token, "name": "Odile", "place": ""},
        f"{home}/reperage": {**token, "texte": "Un texte."},
        f"{home}/reponses/absente": token,
        f"{home}/reponses/absente/reprendre": token,
    }
    word = phone.raw.get(f"{home}/mes-textes.docx")
    yield f"{home}/mes-textes.docx", f"{word.headers}{reread(word.data)}"
    for address in (home, f"{home}?passe={stage}", f"{home}/moi", f"{home}/pouls?v=0", f"{home}/mes-textes.txt"):
        answer = phone.raw.get(address)
        yield address, f"{answer.headers}{answer.text}"
    for address, fields in posts.items():
        answer = phone.raw.post(address, data=fields)
        yield address, f"{answer.headers}{answer.text}"
    stream = phone.raw.get(f"{home}/flux")
    yield f"{home}/flux", next(iter(stream.response)).decode() if stream.status_code == 200 else ""
    stream.close()


def test_every_route_of_a_participant_is_asked(world: World, phone: CheckedClient) -> None:
    adapter = world.app.url_map.bind("localhost")
    asked = set()
    for address, _answer in answers(world, phone, PLACES[0]):
        for method in ("GET", "POST"):
            if adapter.test(address.partition("?")[0], method=method):
                asked.add(adapter.match(address.partition("?")[0], method=method)[0])
    assert asked == {name for name, rule in ROUTES.items() if rule == "participant"}
    assert blueprint.name == "live"


def check_page_at(world: World, phone: CheckedClient, places: list[Place]) -> None:
    """Stand at each of these places in turn; the phone's page holds what the room sees there."""
    for place in places:
        allowed = Allowed(world.fill(notes_at(place), here=place, annex=False)).room(place)
        page = phone.raw.get(f"/salle/{world.meeting}").text
        assert canaries(page) == allowed, place
        assert NAME not in page


@pytest.mark.long
def test_a_phone_s_page_holds_what_the_room_sees_of_every_activity_and_trace(
    world: World, phone: CheckedClient
) -> None:
    check_page_at(world, phone, LIVED)


@pytest.mark.parametrize("state", ["running", "paused", "neutral", "elsewhere"])
def test_no_answer_to_a_phone_holds_more_than_the_room_sees(world: World, phone: CheckedClient, state: str) -> None:
    for place in PICKED:
        kept = Allowed(world.fill(notes_at(place), here=place, annex=False))
        may = kept.room(place)
        with writing():
            if state == "paused":
                meetings.pause(meeting_id=world.meeting, now=START)
            meetings.set_neutral(meeting_id=world.meeting, neutral=state == "neutral", now=START)
            if state == "elsewhere":
                other = next(one for one in PLACES if one.kind == "aucune" and one != place)
                meetings.go_to(meeting_id=world.meeting, stage_id=world.stages[other], now=START)
        if state in ("neutral", "elsewhere"):
            may = set()
        for address, answer in answers(world, phone, place):
            assert canaries(answer) <= may, (state, place, address)
            assert NAME not in answer, address
    with writing():
        meetings.set_neutral(meeting_id=world.meeting, neutral=False, now=START)


def test_what_one_phone_sent_is_on_no_other_phone_before_it_is_shown(app: Flask, clock: Clock) -> None:
    room = room_of(app, clock)
    odile, paul = room.phone("Odile"), room.phone("Paul")
    forms = {
        "accord": {"reponse": "reserve", "reserve": "canari001fin"},
        "cartes": {"texte": "canari002fin"},
        "ecriture": {"texte": "canari003fin"},
        "notes": {"quand": "canari004fin"},
        "matrice": {"quand.qui": "canari005fin"},
        "phrase": {"phrase": "canari006fin"},
        "avis": {"mot": "canari007fin"},
        "anonyme": {"texte": "canari008fin"},
    }
    for_oneself = set()  # stays on the phone of who wrote it, in the steps that follow
    for step, fields in forms.items():
        room.at(step)
        room.send(step, "Odile", **fields)
        assert canaries(paul.get(room.address).text) == set(), step
        own = canaries(odile.get(room.address).text)
        assert own == (set() if step == "anonyme" else canaries(str(fields))) | for_oneself, step
        for_oneself |= canaries(str(fields)) if step == "ecriture" else set()


def test_no_phone_reads_what_is_for_the_desk_in_any_step_or_state(app: Flask, clock: Clock) -> None:
    room: Room = room_of(app, clock, started=False)
    phone = room.phone()
    pages = [phone.get(room.address).text]
    room.do(meetings.start)
    for step in STEPS:
        room.at(step)
        pages.append(phone.get(room.address).text)
    room.do(meetings.end)
    pages.append(phone.get(room.address).text)
    assert not [page for page in pages if PRIVATE in page]


def test_the_numbers_of_a_pulse_are_all_that_it_tells(app: Flask, clock: Clock) -> None:
    room = room_of(app, clock)
    room.at("cartes")
    pulse = room.phone().raw.get(f"{room.address}/pouls?v=0")
    assert pulse.text.isdigit()
    before = pulse.text
    room.send("cartes", texte="Une carte.")
    assert room.phone().raw.get(f"{room.address}/pouls?v=0").text == before, "an answer wakes no phone"
    room.do(meetings.reveal, stage_id=room.stages["cartes"])
    assert int(room.phone().raw.get(f"{room.address}/pouls?v=0").text) > int(before)
    with app.app_context(), reading():
        assert sending.asked(meeting_id=room.meeting, stage_id=room.stages["cartes"]) is not None
