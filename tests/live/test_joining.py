"""A phone joins by the code, says who holds it or not, loses its cookie, is sent away; a stranger gets nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from facilitation import create_app
from facilitation.accounts import access
from facilitation.database import db, reading, writing
from facilitation.live import service as live
from facilitation.live.rules import token_hash
from facilitation.live.shown import RoomDoor
from facilitation.meetings import service as meetings
from facilitation.meetings.models import MeetingLink, Participant
from facilitation.meetings.shown import NewMeeting
from facilitation.settings import Settings
from tests.checked import CheckedClient, Page
from tests.conftest import Clock, phone_of, screen_of
from tests.meetings.leading import GUIDE, account_in, prepared, press
from tests.pages.test_routes import without_words


@pytest.fixture
def meeting(app: Flask, alice: CheckedClient, clock: Clock) -> str:
    """Alice's meeting with Bob and Carole, opened to the room."""
    made = prepared(alice, guide="")
    with app.app_context(), writing():
        for name in ("Bob Haddad", "Carole Marchal"):
            meetings.add_guest(meeting_id=made, name=name, now=clock())
    alice.submit(f"/reunions/{made}/appareils", action="/ouvrir")
    return made


@pytest.fixture
def code(app: Flask, meeting: str) -> str:
    """The code of this meeting."""
    return door(app, meeting).code


def door(app: Flask, meeting: str) -> RoomDoor:
    with app.app_context(), reading():
        return live.door(meeting_id=meeting)


def a_phone(app: Flask) -> CheckedClient:
    """A phone that joined nothing yet, on the room's network."""
    phone = CheckedClient(app)
    phone.raw.environ_base[access.ROOM] = True  # type: ignore[assignment]  # what `web.server` puts there
    return phone


def enter(phone: CheckedClient, code: str, *, status: int = 303) -> Page:
    return phone.submit("/rejoindre?autre=oui", {"code": code}, action="/rejoindre", status=status)


def joined(app: Flask, code: str, name: str = "", place: str = "") -> CheckedClient:
    """A phone that joined by the pages, as this person."""
    phone = a_phone(app)
    who = phone.follow(enter(phone, code))
    chosen = next((one for one in ids(who) if place and place in label(who, one)), "")
    assert bool(chosen) is bool(place)
    phone.follow(phone.submit(who.path, {"name": name, "place": chosen}))
    phone.forms = who.path
    return phone


def ids(page: Page) -> list[str]:
    return [one.get("value", "") for one in page.tree.iter("input") if one.get("name") == "place"]


def label(page: Page, value: str) -> str:
    for one in page.tree.iter("label"):
        if any(inner.get("value") == value for inner in one.iter("input")):
            return " ".join("".join(one.itertext()).split())
    return ""


def held(phone: CheckedClient, name: str = "maillage_salle") -> str:
    found = phone.raw.get_cookie(name, domain="localhost")
    return found.value if found else ""


# ------------------------------------------------------------------ the code


@pytest.mark.parametrize("as_typed", ["{}", " {} ", "#{}", "{0[0]}-{0[1]}{0[2]}{0[3]} {0[4]}{0[5]}{0[6]}{0[7]}"])
def test_a_phone_joins_by_the_code_however_it_is_typed(app: Flask, meeting: str, code: str, as_typed: str) -> None:
    phone = a_phone(app)
    page = enter(phone, as_typed.format(code).lower())
    assert page.location == f"/salle/{meeting}/moi"
    assert phone.follow(page).h1 == "Qui tient ce téléphone\u202f?"
    phone.get(f"/salle/{meeting}")


def test_a_code_that_opens_nothing_says_so_alike_whatever_it_is(
    app: Flask, alice: CheckedClient, clock: Clock, meeting: str, code: str
) -> None:
    phone, pages = a_phone(app), []

    def wrong(typed: str) -> None:
        page = enter(phone, typed, status=422)
        assert "Ce code n’ouvre aucune réunion en ce moment." in page.words
        assert held(phone) == ""
        pages.append(without_words(page.text).replace(typed, "…").replace(page.form("rejoindre")["csrf_token"], "…"))

    wrong("AAAA AAAA")
    alice.submit(f"/reunions/{meeting}/appareils", action="/code")
    wrong(code)  # another one hangs on the wall
    alice.submit(f"/reunions/{meeting}/appareils", action="/fermer")
    wrong(code)
    alice.submit(f"/reunions/{meeting}/appareils", action="/ouvrir")
    last = door(app, meeting).code
    with app.app_context(), writing():
        meetings.cancel(meeting_id=meeting, now=clock())
    wrong(last)
    wrong("é€\u202eb")
    assert len(set(pages)) == 1


def test_nothing_typed_asks_for_the_eight_signs(app: Flask, meeting: str) -> None:
    page = enter(a_phone(app), "  ", status=422)
    assert "Écrivez les huit signes" in page.words


def test_at_the_end_the_code_dies_and_the_phones_that_came_stay(app: Flask, clock: Clock, alice: CheckedClient) -> None:
    made = prepared(alice, guide=GUIDE)
    phone = phone_of(app, made, clock(), "Odile")
    code = door(app, made).code
    with app.app_context(), writing():
        meetings.start(meeting_id=made, now=clock())
        meetings.end(meeting_id=made, now=clock())
    assert "n’ouvre aucune réunion" in enter(a_phone(app), code, status=422).words
    phone.get(f"/salle/{made}")
    assert "La réunion est terminée" in alice.get(f"/reunions/{made}/appareils").words
    refused = alice.post(f"/reunions/{made}/appareils/ouvrir", status=422)
    assert "elle ne s’ouvre plus à la salle" in refused.words


def test_after_ten_wrong_codes_the_next_is_not_tried_even_a_right_one(
    app: Flask, clock: Clock, meeting: str, code: str
) -> None:
    phone = a_phone(app)
    for number in range(10):
        enter(phone, f"AAAA AAA{number + 2}"[:9], status=422)
    page = enter(phone, code, status=429)
    assert "Attendez une heure" in page.words
    assert page.headers["Retry-After"] == "3600"
    clock.later(minutes=61)
    assert enter(phone, code).location == f"/salle/{meeting}/moi"


def test_forty_phones_behind_one_wifi_join_one_after_the_other(app: Flask, meeting: str, code: str) -> None:
    for _ in range(40):
        assert enter(a_phone(app), code).location == f"/salle/{meeting}/moi"
    assert len(door(app, meeting).phones) == 40


# ------------------------------------------------------------------ the cookie


def test_what_the_cookie_holds_is_new_at_each_join_and_only_its_hash_is_stored(
    app: Flask, meeting: str, code: str
) -> None:
    phone = a_phone(app)
    phone.raw.set_cookie("maillage_salle", "choisi-par-un-autre", domain="localhost")
    answer = enter(phone, code)
    first = held(phone)
    assert first not in ("", "choisi-par-un-autre")
    cookie = answer.response.headers.getlist("Set-Cookie")
    ours = next(one for one in cookie if one.startswith("maillage_salle="))
    assert "HttpOnly" in ours
    assert "SameSite=Lax" in ours
    assert "Path=/" in ours
    assert "Secure" not in ours
    enter(phone, code)
    second = held(phone)
    assert second != first
    with app.app_context(), reading():
        assert [row.token_hash for row in db.session.query(Participant)] == [token_hash(second.partition(".")[0])]
    stolen = a_phone(app)
    stolen.raw.set_cookie("maillage_salle", first, domain="localhost")
    assert stolen.get(f"/salle/{meeting}", status=303).location == "/rejoindre"


def test_the_same_form_sent_twice_makes_one_device(app: Flask, meeting: str, code: str) -> None:
    phone = a_phone(app)
    form = {**phone.get("/rejoindre").form("rejoindre"), "code": code}
    phone.post("/rejoindre", form)
    phone.raw.delete_cookie("maillage_salle", domain="localhost")  # the first answer was lost on its way
    phone.post("/rejoindre", form)
    assert len(door(app, meeting).phones) == 1
    phone.get(f"/salle/{meeting}")


def test_a_form_sent_again_after_another_one_makes_no_third_device(
    app: Flask, alice: CheckedClient, clock: Clock, meeting: str, code: str
) -> None:
    phone = a_phone(app)
    first = {**phone.get("/rejoindre").form("rejoindre"), "code": code}
    phone.post("/rejoindre", first)
    phone.raw.delete_cookie("maillage_salle", domain="localhost")
    enter(phone, code)
    phone.post("/rejoindre", first)  # « back », and « send again »
    assert len(door(app, meeting).phones) == 2
    phone.get(f"/salle/{meeting}")
    other = prepared(alice, guide=GUIDE)
    with app.app_context(), writing():
        another = live.open_room(meeting_id=other, now=clock())
    assert phone.post("/rejoindre", {**first, "code": another}).location == f"/salle/{other}/moi"
    phone.get(f"/salle/{other}")


def test_after_the_end_of_a_meeting_its_phones_may_join_the_next(
    app: Flask, alice: CheckedClient, clock: Clock
) -> None:
    made = prepared(alice, guide=GUIDE)
    phone = phone_of(app, made, clock(), "Odile")
    assert phone.get("/rejoindre", status=303).location == f"/salle/{made}"
    with app.app_context(), writing():
        meetings.start(meeting_id=made, now=clock())
        meetings.end(meeting_id=made, now=clock())
    assert phone.get("/rejoindre").h1 == "Rejoindre la réunion"


def test_a_phone_that_comes_back_goes_straight_on_and_may_join_another_meeting(
    app: Flask, meeting: str, code: str
) -> None:
    phone = joined(app, code)
    assert phone.get("/rejoindre", status=303).location == f"/salle/{meeting}"
    assert f"/salle/{meeting}" in phone.get("/rejoindre?autre=oui").links()


def test_by_the_address_alone_one_is_led_to_the_code(app: Flask, meeting: str) -> None:
    stranger = a_phone(app)
    assert stranger.get("/", status=303).location == "/rejoindre"
    page = stranger.get("/rejoindre")
    assert meeting not in page.text
    assert "Bob Haddad" not in page.text
    nothing = stranger.get("/connexion", status=404)
    assert "/rejoindre" in nothing.links()
    assert "Se connecter" not in nothing.words
    assert stranger.get(f"/salle/{meeting}/moi", status=303).location == "/rejoindre"


def test_a_change_too_large_is_refused_in_french(app: Flask, code: str) -> None:
    phone = joined(app, code)
    page = phone.post(phone.forms, {"name": "x" * (2 * 1024 * 1024 + 1)}, status=413)
    assert "dépasse 2 Mo" in page.words


def test_each_page_of_a_phone_says_what_protects_it(app: Flask, meeting: str, code: str) -> None:
    phone = joined(app, code)
    for path in ("/rejoindre?autre=oui", f"/salle/{meeting}/moi", f"/salle/{meeting}", "/ecran"):
        assert "Le réseau de la salle peut lire ce que vous envoyez" in phone.get(path).words


# ------------------------------------------------------------------ who holds it


def test_a_first_name_and_a_place_are_both_optional(app: Flask, alice: CheckedClient, meeting: str, code: str) -> None:
    joined(app, code)
    joined(app, code, "Odile")
    joined(app, code, "Bob", "Bob Haddad")
    told = [(one.name, one.place) for one in door(app, meeting).phones]
    assert sorted(told) == [("", ""), ("Bob", "Bob Haddad"), ("Odile", "")]
    words = alice.get(f"/reunions/{meeting}/appareils").words
    assert "3 téléphones" in words
    assert "sans prénom" in words
    assert "place de Bob Haddad" in words


def test_two_phones_with_one_name_are_both_seen_with_their_hour(
    app: Flask, clock: Clock, alice: CheckedClient, meeting: str, code: str
) -> None:
    joined(app, code, "Bob")
    clock.later(minutes=3)
    joined(app, code, "bob")
    words = alice.get(f"/reunions/{meeting}/appareils").words
    assert "entré à 9 h 30" in words
    assert "entré à 9 h 33" in words


def test_a_name_too_long_stays_in_its_field(app: Flask, code: str) -> None:
    phone = joined(app, code)
    page = phone.submit(phone.forms, {"name": "é" * 61}, status=422)
    assert "Restez sous 60 caractères" in page.words
    assert page.form("moi")["name"] == "é" * 61


def test_a_place_of_another_meeting_is_not_there(app: Flask, code: str) -> None:
    phone = joined(app, code)
    phone.submit(phone.forms, {"name": "", "place": "A" * 22}, status=404)


def test_a_phone_that_lost_its_cookie_gets_its_place_back_when_the_desk_says_so(
    app: Flask, alice: CheckedClient, meeting: str, code: str
) -> None:
    old = joined(app, code, "Bob", "Bob Haddad")
    assert "Déjà pris" not in old.get(old.forms).words
    new = joined(app, code, "Bob", "Bob Haddad")
    assert "Déjà pris par un autre téléphone" in new.get(new.forms).words
    before = {one.id: one.place for one in door(app, meeting).phones}
    assert sorted(before.values()) == ["", "Bob Haddad"]
    page = alice.get(f"/reunions/{meeting}/appareils")
    assert "demande la place de Bob Haddad" in page.words
    assert "Un téléphone demande une place déjà prise." in alice.get(f"/reunions/{meeting}/pupitre").words
    alice.post(f"/reunions/{meeting}/appareils/place", {**page.form("/place"), "reponse": "oui"})
    after = {one.id: one.place for one in door(app, meeting).phones}
    assert {key for key in after if after[key]} == {key for key in before if not before[key]}
    assert not door(app, meeting).claims
    assert "Déjà pris par un autre téléphone" in old.get(old.forms).words
    assert "Déjà pris par un autre téléphone" not in new.get(new.forms).words


def test_a_refused_claim_leaves_the_place_where_it_was(
    app: Flask, alice: CheckedClient, meeting: str, code: str
) -> None:
    joined(app, code, "Bob", "Bob Haddad")
    joined(app, code, "David", "Bob Haddad")
    page = alice.get(f"/reunions/{meeting}/appareils")
    alice.post(f"/reunions/{meeting}/appareils/place", {**page.form("/place"), "reponse": "non"})
    told = {one.name: (one.place, one.claims) for one in door(app, meeting).phones}
    assert told == {"Bob": ("Bob Haddad", ""), "David": ("", "")}
    alice.post(f"/reunions/{meeting}/appareils/place", {**page.form("/place"), "reponse": "oui"}, status=404)


def test_whoever_is_no_longer_expected_frees_the_place_of_a_phone(
    app: Flask, alice: CheckedClient, meeting: str, code: str
) -> None:
    joined(app, code, "Bob", "Bob Haddad")
    joined(app, code, "Carole", "Carole Marchal")
    joined(app, code, "David", "Bob Haddad")
    press(alice, meeting, "enregistrer", {"guests": "Carole Marchal"})
    told = {one.name: (one.place, one.claims) for one in door(app, meeting).phones}
    assert told == {"Bob": ("", ""), "Carole": ("Carole Marchal", ""), "David": ("", "")}


def test_a_phone_can_give_its_place_back(app: Flask, meeting: str, code: str) -> None:
    phone = joined(app, code, "Bob", "Bob Haddad")
    phone.submit(phone.forms, {"name": "", "place": ""})
    assert [(one.name, one.place) for one in door(app, meeting).phones] == [("", "")]


# ------------------------------------------------------------------ sent away, closed


def test_a_removed_phone_is_out_at_once_and_its_cookie_does_not_bring_it_back(
    app: Flask, alice: CheckedClient, meeting: str, code: str
) -> None:
    phone, other = joined(app, code, "Odile"), joined(app, code, "Carole")
    page = alice.get(f"/reunions/{meeting}/appareils")
    odile = next(one.id for one in door(app, meeting).phones if one.name == "Odile")
    alice.post(f"/reunions/{meeting}/appareils/retirer", {**page.form("/retirer"), "appareil": odile})
    assert phone.get(f"/salle/{meeting}", status=303).location == "/rejoindre"
    other.get(f"/salle/{meeting}")
    enter(phone, code, status=422)
    alice.post(f"/reunions/{meeting}/appareils/retirer", {"appareil": odile}, status=404)


def test_closing_erases_devices_and_links_and_keeps_the_place(app: Flask, clock: Clock, alice: CheckedClient) -> None:
    made = prepared(alice, guide=GUIDE)
    phone, screen = phone_of(app, made, clock(), "Odile"), screen_of(app, made, clock())
    with app.app_context():
        with writing():
            live.new_screen_link(meeting_id=made, now=clock())
            meetings.start(meeting_id=made, now=clock())
            meetings.end(meeting_id=made, now=clock())
        screen.get(f"/ecran/{made}")
        clock.later(minutes=25 * 60)
        with writing():
            assert meetings.close_overdue(now=clock()) == 1
        with reading():
            assert db.session.query(Participant).count() == db.session.query(MeetingLink).count() == 0
    assert phone.get(f"/salle/{made}", status=303).location == "/rejoindre"
    assert screen.get(f"/ecran/{made}", status=303).location == "/rejoindre"


@pytest.mark.parametrize(("way", "title"), [("close", "La réunion est close"), ("cancel", "La réunion est annulée")])
def test_a_phone_that_was_there_is_told_that_its_meeting_is_over_and_a_stranger_s_is_not(
    app: Flask, clock: Clock, alice: CheckedClient, way: str, title: str
) -> None:
    meeting = prepared(alice, guide=GUIDE)
    with app.app_context(), writing():
        code = live.open_room(meeting_id=meeting, now=clock())
    phone, stranger = joined(app, code, "Odile"), a_phone(app)
    assert phone.get("/rejoindre?autre=oui").h1 == "Rejoindre la réunion"
    for gesture in (meetings.start, meetings.end, meetings.close) if way == "close" else (meetings.cancel,):
        with app.app_context(), writing():
            gesture(meeting_id=meeting, now=clock())
    page = phone.follow(phone.get(f"/salle/{meeting}", status=303))
    assert page.h1 == title
    assert "ne reste sur ce téléphone" in page.words
    assert page.form("rejoindre").keys() >= {"code"}
    for address in (f"/salle/{meeting}", "/salle/absente"):
        plain = stranger.follow(stranger.get(address, status=303))
        assert plain.h1 == "Rejoindre la réunion"
        assert "close" not in plain.words
        assert "annulée" not in plain.words
    assert meeting not in plain.text


def test_a_cookie_that_was_made_up_tells_nothing_of_a_meeting(
    app: Flask, clock: Clock, meeting: str, code: str
) -> None:
    phone = joined(app, code, "Odile")
    held = phone.raw.get_cookie("maillage_salle")
    assert held
    token, kept, seal = held.value.split(".")
    assert kept == meeting
    with app.app_context(), writing():
        meetings.cancel(meeting_id=meeting, now=clock())
    stranger = a_phone(app)
    forged = (
        token,
        f"{token}.{meeting}",
        f"{token}.{meeting}.",
        f".{meeting}.{seal}",
        f"autre.{meeting}.{seal}",
        f"{token}.{meeting}.é{seal}",
    )
    for value in forged:
        stranger.raw.set_cookie("maillage_salle", value)
        assert stranger.get("/rejoindre").h1 == "Rejoindre la réunion", value
    stranger.raw.set_cookie("maillage_salle", held.value)
    assert stranger.get("/rejoindre").h1 == "La réunion est annulée"


def test_a_meeting_opened_to_the_room_can_still_be_deleted(app: Flask, clock: Clock, alice: CheckedClient) -> None:
    made = prepared(alice, guide=GUIDE)
    phone = phone_of(app, made, clock(), "Odile")
    alice.submit(f"/reunions/{made}/supprimer", action="/supprimer")
    assert phone.get(f"/salle/{made}", status=303).location == "/rejoindre"


# ------------------------------------------------------------------ the quiet stop


def test_a_quiet_stop_is_seen_at_the_desk_only_and_goes_once_heard(
    app: Flask, clock: Clock, alice: CheckedClient
) -> None:
    made = prepared(alice, guide=GUIDE)
    phone = phone_of(app, made, clock(), "Odile")
    with app.app_context(), writing():
        meetings.start(meeting_id=made, now=clock())
        device = live.door(meeting_id=made).phones[0]
        live.ask_stop(meeting_id=made, device_id=device.id)
    asked = "Quelqu’un souhaite que l’on s’arrête un moment."
    desk = alice.get(f"/reunions/{made}/pupitre")
    assert asked in desk.words
    for path in (f"/reunions/{made}/salle", f"/reunions/{made}/un-seul-ecran", f"/reunions/{made}/appareils"):
        assert asked not in alice.get(path).words
    assert asked not in phone.get(f"/salle/{made}").words
    alice.follow(alice.post(desk.target("/arrets"), desk.form("/arrets")))
    assert asked not in alice.get(f"/reunions/{made}/pupitre").words


# ------------------------------------------------------------------ the room screen elsewhere


def link_of(alice: CheckedClient, meeting: str) -> str:
    page = alice.post(f"/reunions/{meeting}/appareils/ecran", status=200)
    return next(
        "".join(one.itertext()) for one in page.all(".//p[@class='title code']") if "-" in "".join(one.itertext())
    )


def test_a_room_screen_opens_by_its_link_once(app: Flask, clock: Clock, alice: CheckedClient, meeting: str) -> None:
    code, screen, other = link_of(alice, meeting), a_phone(app), a_phone(app)
    answer = screen.submit("/ecran", {"code": code.lower()})
    assert answer.location == f"/ecran/{meeting}"
    screen.follow(answer)
    screen.submit("/ecran", {"code": code})  # by the same screen again, it leads there
    refused = other.submit("/ecran", {"code": code}, status=422)
    assert "il sert une fois" in refused.words
    assert len([one for one in door(app, meeting).devices if one.kind == "ecran"]) == 1
    late = link_of(alice, meeting)
    clock.later(minutes=13 * 60)
    other.submit("/ecran", {"code": late}, status=422)


def test_a_room_screen_that_is_removed_shows_nothing_more(
    app: Flask, clock: Clock, alice: CheckedClient, meeting: str
) -> None:
    screen = screen_of(app, meeting, clock())
    screen.get(f"/ecran/{meeting}")
    device = next(one.id for one in door(app, meeting).devices if one.kind == "ecran")
    alice.post(f"/reunions/{meeting}/appareils/retirer", {"appareil": device})
    assert screen.get(f"/ecran/{meeting}", status=303).location == "/rejoindre"


def test_links_of_screens_are_guessed_no_more_than_codes(app: Flask, alice: CheckedClient, meeting: str) -> None:
    phone = a_phone(app)
    for _ in range(10):
        phone.submit("/ecran", {"code": "AAAA-AAAA-AAAA"}, status=422)
    phone.submit("/ecran", {"code": link_of(alice, meeting)}, status=429)


def test_over_https_too_who_tries_many_codes_waits_alone(data: Path, clock: Clock) -> None:
    app, at = create_app(Settings(data=data, testing=True, https=True), clock), "https://localhost"
    with app.app_context(), writing():
        made = meetings.prepare(
            account_id=account_in("Alice"), new=NewMeeting(title="Relire", expected=4, starts_at=clock()), now=clock()
        )
        code = live.open_room(meeting_id=made, now=clock())
    phone = CheckedClient(app)
    form = phone.get("/rejoindre", base_url=at).form("rejoindre")
    sent = [(("AAAA", "BBBB")[number % 2] * 2, "192.0.2.7", 422) for number in range(10)]
    for typed, address, status in [*sent, (code, "192.0.2.7", 429), (code, "192.0.2.8", 303)]:
        phone.post(
            "/rejoindre",
            {**form, "code": typed},
            base_url=at,
            status=status,
            environ_overrides={"REMOTE_ADDR": address},
        )
    with app.app_context():
        db.engine.dispose()


def test_over_https_the_cookie_is_tied_to_the_host_and_the_page_says_it_is_encrypted(data: Path, clock: Clock) -> None:
    app = create_app(Settings(data=data, testing=True, https=True), clock)
    with app.app_context(), writing():
        new = NewMeeting(title="Relire", expected=4, starts_at=clock())
        made = meetings.prepare(account_id=account_in("Alice"), new=new, now=clock())
        code = live.open_room(meeting_id=made, now=clock())
    phone, at = CheckedClient(app), "https://localhost"
    page = phone.get("/rejoindre", base_url=at)
    assert "est chiffré jusqu’à l’ordinateur de la réunion" in page.words
    answer = phone.post("/rejoindre", {**page.form("rejoindre"), "code": code}, base_url=at)
    cookies = answer.response.headers.getlist("Set-Cookie")
    ours = next(one for one in cookies if one.startswith("__Host-maillage_salle="))
    assert "Secure" in ours
    assert "HttpOnly" in ours
    assert "Path=/" in ours
    assert "Domain" not in ours
    phone.get(f"/salle/{made}", base_url=at)
    with app.app_context():
        db.engine.dispose()
