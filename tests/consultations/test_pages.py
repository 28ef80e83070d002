"""The ballot page, which knows nobody, and the pages that lead a consultation."""

from __future__ import annotations

import logging
import re
import sqlite3

import pytest
from flask import Flask

from facilitation.consultations import urn
from facilitation.consultations.views.nobody import NOWHERE, strip
from facilitation.database import FILE, reading, writing
from facilitation.meetings import service as meetings
from tests.checked import CheckedClient, Page
from tests.conftest import Clock, phone_of
from tests.consultations.leading import Vote


@pytest.fixture
def anyone(app: Flask) -> CheckedClient:
    """A browser that nobody is signed in with."""
    return CheckedClient(app)


def _at(vote: Vote) -> str:
    return f"/reunions/{vote.meeting}/consultation/{vote.stage}"


def drawn(vote: Vote, alice: CheckedClient, count: int = 6) -> list[str]:
    """The codes of slips drawn through the page."""
    page = alice.submit(_at(vote), {"combien": str(count)}, action="/tirer", status=200)
    return [re.sub(r"\s", "", "".join(one.itertext())) for one in page.all(".//p[@class='token']")]


def opened(anyone: CheckedClient, code: str) -> Page:
    """The ballot of this slip."""
    return anyone.post("/bulletin", {"bulletin_": code}, status=200, token=False)


def sent(anyone: CheckedClient, page: Page, choice: str, *, status: int = 200, **more: str) -> Page:
    """The answer to this ballot."""
    fields = {**page.form("/depot"), "choix": choice, **more}
    return anyone.post("/bulletin/depot", fields, status=status, token=False)


def test_a_consultation_is_led_from_the_desk_to_the_room(
    vote: Vote, alice: CheckedClient, anyone: CheckedClient, clock: Clock
) -> None:
    desk = alice.get(f"/reunions/{vote.meeting}/pupitre")
    assert _at(vote) in desk.links()
    assert "Garder et montrer" not in desk.words
    assert "en attente de la clôture" in desk.words
    assert "Totaux comptés" not in desk.words
    codes = drawn(vote, alice)
    assert len(set(codes)) == 6
    for code in codes[:5]:
        page = sent(anyone, opened(anyone, code.lower()), "adapter")
        assert page.h1 == "Votre bulletin est reçu"
    page = alice.get(_at(vote))
    assert "Cinq bulletins ou plus sont revenus, pas tous." in page.words
    alice.submit(_at(vote), action="/annoncer")
    assert "La consultation se clôt à" in alice.get(f"/reunions/{vote.meeting}/pupitre").words
    assert "La consultation se clôt à" in alice.get(f"/reunions/{vote.meeting}/salle").words
    assert "La consultation se clôt à" in opened(anyone, codes[5]).words
    clock.later(minutes=2)
    alice.submit(_at(vote), action="/clore")
    assert "avec 5 réponses" in alice.get(_at(vote)).words
    desk = alice.get(f"/reunions/{vote.meeting}/pupitre")
    assert "5 réponses" in desk.words
    assert "La consultation est close" in desk.words


def test_the_same_press_twice_shows_the_same_slips(vote: Vote, alice: CheckedClient) -> None:
    form = alice.get(_at(vote)).form("/tirer") | {"combien": "6"}
    first, second = (alice.post(f"{_at(vote)}/tirer", form, status=200) for _ in range(2))
    tokens = [re.findall(r'class="token">([^<]+)<', one.text) for one in (first, second)]
    assert tokens[0] == tokens[1]
    assert len(tokens[0]) == 6
    other = alice.get(f"{_at(vote)}")
    assert not any(code in other.text for code in tokens[0])


def test_the_ballot_page_reads_and_writes_no_cookie_and_leaves_no_line(
    vote: Vote, alice: CheckedClient, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = drawn(vote, alice)[0]
    caplog.clear()
    before = (vote.folder / FILE).read_bytes()
    clock.later(minutes=30)
    headers = {"User-Agent": "Navigateur de Carole", "Accept-Language": "nl", "Referer": "http://localhost/ailleurs"}
    answers = [
        alice.raw.get("/bulletin", headers=headers),
        alice.raw.post("/bulletin", data={"bulletin_": code}, headers=headers),
        alice.raw.post("/bulletin", data={"bulletin_": "AAAA"}, headers=headers),
        alice.raw.post("/bulletin/depot", data={"bulletin_": code, "pour_": vote.row.id}, headers=headers),
        alice.raw.post("/bulletin/depot", data={"bulletin_": code, "pour_": vote.row.id, "choix": "adapter"}),
        alice.raw.post("/bulletin/depot", data={"bulletin_": code, "pour_": vote.row.id, "choix": "adapter"}),
        alice.raw.post("/bulletin/depot", data={"texte": "x" * 3_000_000}),
    ]
    assert [one.status_code for one in answers] == [200, 200, 422, 422, 200, 200, 413]
    for one in answers:
        assert "Set-Cookie" not in one.headers
        assert "csrf_token" not in one.text
        assert "Alice" not in one.text
        assert one.headers["Cache-Control"] == "no-store"
    assert (vote.folder / FILE).read_bytes() == before
    assert [one for one in caplog.records if one.name != "MARKDOWN"] == []  # it tells when it is first loaded
    assert vote.urn.stat().st_mtime == 0


def test_a_failure_of_the_ballot_page_leaves_no_line_either(
    vote: Vote, alice: CheckedClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    code = drawn(vote, alice)[0]
    caplog.clear()

    def fails(*_: object) -> None:
        raise RuntimeError("une réponse")

    monkeypatch.setattr(urn, "look", fails)
    answer = alice.raw.post("/bulletin", data={"bulletin_": code})
    assert answer.status_code == 500
    assert "une réponse" not in answer.text
    assert caplog.records == []


def test_an_answer_that_could_not_be_kept_is_there_to_be_sent_again(
    vote: Vote, alice: CheckedClient, anyone: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(anyone, drawn(vote, alice)[0])

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(urn, "drop", full)
    failed = sent(anyone, page, "adapter", status=503)
    assert "n’a pas pu être gardée" in failed.words
    assert "adapter" in failed.words
    assert "jeter votre bulletin" not in failed.words
    assert urn.counts(vote.urn) == (6, 0)
    monkeypatch.undo()
    again = anyone.post("/bulletin/depot", failed.form("/depot"), status=200, token=False)
    assert again.h1 == "Votre bulletin est reçu"


def test_what_is_too_long_for_the_page_is_not_said_to_be_below_nor_the_slip_to_be_spent(alice: CheckedClient) -> None:
    answer = alice.raw.post("/bulletin/depot", data={"texte": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "jeter votre bulletin" not in answer.text
    assert "ci-dessous" not in answer.text
    assert "Revenez à la page d" in answer.text


def test_a_second_answer_is_told_that_one_came_and_not_which(
    vote: Vote, alice: CheckedClient, anyone: CheckedClient
) -> None:
    code = drawn(vote, alice)[0]
    page = opened(anyone, code)
    assert sent(anyone, page, "adapter").h1 == "Votre bulletin est reçu"
    for again in (sent(anyone, page, "suspendre"), opened(anyone, code)):
        assert again.h1 == "Ce bulletin est déjà reçu"
        assert "adapter" not in again.text.lower()
        assert "changeant" not in again.words
    assert urn.counts(vote.urn) == (6, 1)


def test_an_unknown_code_is_told_the_same_whatever_it_is(
    vote: Vote, alice: CheckedClient, anyone: CheckedClient, clock: Clock
) -> None:
    drawn(vote, alice)
    pages = [
        anyone.post("/bulletin", {"bulletin_": code}, status=422, token=False).text
        for code in ("ZZZZ ZZZZ ZZZZ", "", "é", "2" * 5000)
    ]
    assert len(set(pages)) == 1
    vote.announce_and_close(clock())
    assert anyone.post("/bulletin", {"bulletin_": vote.row.id}, status=422, token=False).text == pages[0]


def test_a_closing_while_somebody_writes_leaves_them_their_text(
    vote: Vote, alice: CheckedClient, anyone: CheckedClient, clock: Clock
) -> None:
    codes = drawn(vote, alice)
    page = opened(anyone, codes[0])
    vote.announce(clock())
    clock.later(minutes=2)
    late = sent(anyone, page, "suspendre", status=409)
    assert "La consultation est close : ceci n’a pas été pris." in late.words.replace("\u00a0", " ")
    assert [one.get("value") for one in late.all(".//input[@checked]")] == ["suspendre"]
    vote.close(clock())
    assert sent(anyone, page, "suspendre", status=409).text == late.text
    assert vote.answers == []


def test_slips_drawn_anew_while_somebody_writes_leave_them_their_text(
    vote: Vote, alice: CheckedClient, anyone: CheckedClient, clock: Clock
) -> None:
    page = opened(anyone, drawn(vote, alice)[0])
    vote.draw(6, clock(), b"another key, long enough to be a key")
    late = sent(anyone, page, "suspendre", status=409)
    assert "Ce code n’ouvre plus aucun bulletin" in late.words
    assert [one.get("value") for one in late.all(".//input[@checked]")] == ["suspendre"]
    assert not late.all(".//button[@type='submit']")


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Sec-CH-UA-Platform", "X-Device", "DNT"]
)
def test_no_header_of_a_browser_or_of_a_proxy_goes_past_the_door_of_the_ballot(header: str) -> None:
    seen: dict[str, str] = {}

    def inner(environ: dict[str, str], _start: object) -> list[bytes]:
        seen.update(environ)
        return []

    name = f"HTTP_{header.upper().replace('-', '_')}"
    strip(inner)(
        {"PATH_INFO": "/bulletin", "HTTP_HOST": "localhost", "REMOTE_ADDR": "10.0.0.7", name: "10.0.0.7"}, print
    )
    assert seen == {"PATH_INFO": "/bulletin", "HTTP_HOST": "localhost"} | NOWHERE


def test_a_ballot_of_a_million_fields_is_not_looked_at(vote: Vote, alice: CheckedClient) -> None:
    code = drawn(vote, alice)[0]
    many = "&".join(f"x{place}=1" for place in range(5_000))
    for address in ("/bulletin", "/bulletin/depot"):
        sent = f"bulletin_={code}&pour_={vote.row.id}&choix=adapter&{many}"
        answer = alice.raw.post(address, data=sent, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413
    assert urn.counts(vote.urn) == (6, 0)


def test_five_tries_a_minute_for_one_slip_and_no_address_is_looked_at(
    vote: Vote, alice: CheckedClient, anyone: CheckedClient, clock: Clock
) -> None:
    codes = drawn(vote, alice)
    for _ in range(5):
        opened(anyone, codes[0])
    anyone.post("/bulletin", {"bulletin_": codes[0]}, status=429, token=False)
    opened(anyone, codes[1])
    clock.later(minutes=1.1)
    opened(anyone, codes[0])
    for place in range(60):
        anyone.raw.post("/bulletin", data={"bulletin_": f"AAAA AAAA {place:04}"})
    anyone.post("/bulletin", {"bulletin_": "AAAA AAAA AAAA"}, status=429, token=False)
    opened(anyone, codes[2])


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_spent(
    vote: Vote, alice: CheckedClient, anyone: CheckedClient
) -> None:
    page = opened(anyone, drawn(vote, alice)[0])
    sent(anyone, page, "ailleurs", status=422)
    assert urn.counts(vote.urn) == (6, 0)


def test_before_answering_it_is_said_who_sees_what(vote: Vote, alice: CheckedClient, anyone: CheckedClient) -> None:
    page = opened(anyone, drawn(vote, alice)[0])
    for words in (
        "unanimité se voit",
        "façon d’écrire se reconnaît",
        "la personne qui le recopie",
        "la fermer la perd",
    ):
        assert words in page.words


@pytest.mark.parametrize("count", range(1, 5))
def test_with_one_to_four_answers_nothing_of_them_is_shown(
    vote: Vote, alice: CheckedClient, clock: Clock, count: int
) -> None:
    for code in vote.draw(6, clock())[:count]:
        vote.drop(code, "suspendre", clock())
    vote.announce_and_close(clock())
    page = alice.get(_at(vote))
    assert "Moins de cinq réponses : rien ne s’en montre, ni leur nombre" in page.words.replace("\u00a0", " ")
    assert "avec moins de cinq réponses" in page.words
    assert not re.search(r"avec (une|\d+) réponse", page.words)
    with vote.app.app_context():
        with writing():
            meetings.reveal(meeting_id=vote.meeting, stage_id=vote.stage, now=clock())
        with reading():
            room = meetings.room_page(meeting_id=vote.meeting, now=clock())
    assert room.summary is not None
    desk, wall = alice.get(f"/reunions/{vote.meeting}/pupitre"), alice.get(f"/reunions/{vote.meeting}/salle")
    for seen in (desk.words, wall.words):
        assert not re.search(r"Suspendre un temps\D{0,40}\d", seen), seen


def test_a_phone_of_the_room_points_to_the_slips(vote: Vote, clock: Clock) -> None:
    phone = phone_of(vote.app, vote.meeting, clock())
    page = phone.get(f"/salle/{vote.meeting}")
    assert "bulletin tiré au sort" in page.words
    assert not page.all(".//form[@id='answer']")
    refused = phone.post(f"/salle/{vote.meeting}/etapes/{vote.stage}/reponse", {"choix": "adapter"}, status=422)
    assert "avec un bulletin" in refused.words


def test_a_step_that_is_no_consultation_has_no_such_page(vote: Vote, alice: CheckedClient, clock: Clock) -> None:
    with vote.app.app_context(), reading():
        stages = meetings.meeting_shown(meeting_id=vote.meeting, now=clock()).stages
    other = next(one.id for one in stages if one.step.id == "accueil")
    page = alice.get(f"/reunions/{vote.meeting}/consultation/{other}", status=303)
    assert (page.location or "").startswith(f"/reunions/{vote.meeting}/pupitre")
    for gesture in ("tirer", "annoncer", "clore"):
        alice.post(f"/reunions/{vote.meeting}/consultation/{other}/{gesture}", {"combien": "6"}, status=404)


def test_an_urn_that_cannot_be_read_is_told_and_nothing_is_lost(
    vote: Vote, alice: CheckedClient, anyone: CheckedClient, clock: Clock
) -> None:
    codes = drawn(vote, alice)
    whole = vote.urn.read_bytes()
    vote.urn.write_bytes(b"not an urn at all" * 100)
    anyone.post("/bulletin", {"bulletin_": codes[0]}, status=503, token=False)
    vote.announce(clock())
    clock.later(minutes=2)
    assert "L’urne ne peut pas être lue" in alice.post(f"{_at(vote)}/clore", {}, status=422).words
    assert vote.row.state == "annoncee"
    vote.urn.write_bytes(whole)
    assert vote.close(clock()) == 0


def test_a_sheet_of_the_kit_takes_the_code_of_its_slip(alice: CheckedClient) -> None:
    page = alice.raw.get(
        "/bibliotheque/auto-evaluation-annuelle/kit/feuilles"
    )  # a plan of the guide's own words is not typeset as prose
    assert page.text.count("écrivez ici son code") >= 1


def test_what_cannot_be_done_says_what_to_do(vote: Vote, alice: CheckedClient) -> None:
    few = alice.submit(_at(vote), {"combien": "4"}, action="/tirer", status=422)
    assert "anonymat ne peut pas être promis" in few.words
    for gesture in ("annoncer", "clore"):
        alice.post(f"{_at(vote)}/{gesture}", {}, status=422)
    drawn(vote, alice)
    assert "Annoncez-la d’abord" in alice.post(f"{_at(vote)}/clore", {}, status=422).words
