"""Every route × who may: nobody reaches what is not theirs, nothing changes without a token, reading changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from sqlalchemy import event

from facilitation import create_app
from facilitation.accounts import access
from facilitation.database import db
from facilitation.settings import Settings
from tests.checked import CheckedClient
from tests.pages.conftest import House
from tests.pages.routes import NO_TOKEN, ROUTES

ABSENT = "AAAAAAAAAAAAAAAAAAAAAA"
GUARDED = {"partnership": "partnership_id", "facilitator": "meeting_id", "secretary": "meeting_id"}
DEVICES = ("participant", "screen")
BY_THE_ROOM = {"HTTP_HOST": "localhost", access.ROOM: True}
MOST_QUERIES = 12
NOT_A_PAGE = {"static"}


def _methods() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Which methods each endpoint takes, and which ids its address holds."""
    with TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder), testing=True))
    methods: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        methods.setdefault(rule.endpoint, set()).update(rule.methods or ())
        parts.setdefault(rule.endpoint, set()).update(name for name in rule.arguments if name.endswith("_id"))
    return methods, parts


METHODS, PARTS = _methods()


def endpoints(method: str, *rules: str) -> list[str]:
    """The listed endpoints that take this method and have one of these rules (all when none is given)."""
    return sorted(
        name for name, rule in ROUTES.items() if (not rules or rule in rules) and method in METHODS.get(name, ())
    )


READ = [name for name in endpoints("GET") if name not in NOT_A_PAGE]
CHANGES = endpoints("POST")


def digest(folder: Path) -> str:
    """What the database files hold, byte for byte."""
    files = sorted(path for path in folder.iterdir() if path.name.startswith("maillage.sqlite3"))
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in files if path.stat().st_size)).hexdigest()


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that read or write rows, as they run."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def unchanged(house: House) -> Iterator[None]:
    """Checks that the test left every byte of the database as it was."""
    before = digest(house.data)
    yield
    assert digest(house.data) == before, "the database changed"


@pytest.fixture
def stranger(house: House) -> CheckedClient:
    """A browser that nobody is signed in with."""
    return CheckedClient(house.app)


def test_every_route_is_listed_with_who_may_use_it(house: House) -> None:
    served = {
        rule.endpoint: access.rule_of(house.app.view_functions[rule.endpoint])
        for rule in house.app.url_map.iter_rules()
    }
    served["static"] = "open_to_all"
    assert served == ROUTES, "list the new route in tests/pages/routes.py, with who may use it"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", endpoints("GET", "signed_in", *GUARDED))
def test_signed_out_a_page_leads_to_the_sign_in_page_whatever_its_id(
    stranger: CheckedClient, house: House, endpoint: str
) -> None:
    real = stranger.get(house.address(endpoint, "GET"), status=303)
    absent = stranger.get(house.address(endpoint, "GET", **dict.fromkeys(house.ids, ABSENT)), status=303)
    for page in (real, absent):
        assert (page.location or "").startswith("/connexion")
        assert page.text == ""


def without_words(text: str) -> str:
    """The page without the random word of each of its forms."""
    return re.sub(r'name="envoi_" value="[\w-]{12}"', "", text)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", endpoints("POST", *GUARDED))
def test_nobody_changes_what_is_another_s(house: House, endpoint: str) -> None:
    forged = {"text": "forgé", "partnership_id": house.ids["partnership_id"], "account_id": "moi"}
    house.browsers["David"].post(house.address(endpoint, "POST"), forged, status=404)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_the_facilitators_is_not_there_for_the_secretary(house: House, method: str) -> None:
    bob = house.browsers["Bob"]
    for endpoint in endpoints(method, "facilitator"):
        address = house.address(endpoint, method)
        if method == "GET":
            bob.get(address, status=404)
        else:
            bob.post(address, {"text": "forgé", "part": "animation"}, status=404)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", endpoints("GET", "secretary"))
def test_what_is_the_secretary_s_opens_for_the_secretary(house: House, endpoint: str) -> None:
    response = house.browsers["Bob"].raw.get(house.address(endpoint, "GET"))
    assert response.status_code in (200, 204, 303), f"{response.status_code} {response.text[-600:]}"
    assert "/connexion" not in (response.headers.get("Location") or "")
    response.close()


WITH_PARTS = [
    (name, part)
    for name in endpoints("POST", *GUARDED)
    for part in sorted(PARTS.get(name, ()))
    if part != GUARDED[ROUTES[name]]
]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("endpoint", "part"), WITH_PARTS)
def test_a_part_that_is_not_of_this_meeting_or_partnership_is_not_there(house: House, endpoint: str, part: str) -> None:
    alice = house.browsers["Alice"]
    page = alice.raw.post(house.address(endpoint, "POST", **{part: ABSENT}), data={"csrf_token": alice.token()})
    assert page.status_code in (404, 422)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", sorted(set(CHANGES) - NO_TOKEN))
def test_nothing_changes_without_a_token(house: House, endpoint: str) -> None:
    theirs, address = house.browser(endpoint), house.address(endpoint, "POST")
    theirs.post(address, {"text": "sans jeton"}, token=False, status=400)
    theirs.post(address, {"csrf_token": "0" * 64}, status=400)
    theirs.post(address, {"csrf_token": house.browsers["Bob"].token()}, status=400)
    theirs.post(address, {"csrf_token": theirs.token()}, status=400, headers={"Sec-Fetch-Site": "cross-site"})


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", READ)
def test_reading_a_page_changes_no_byte_and_asks_little_of_the_database(house: House, endpoint: str) -> None:
    with counted(house.app) as statements:
        response = house.browser(endpoint).raw.get(house.address(endpoint, "GET"))
    assert response.status_code in (200, 204, 303), f"{response.status_code} {response.text[-600:]}"
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", READ)
def test_every_page_is_well_made(house: House, endpoint: str) -> None:
    address, theirs = house.address(endpoint, "GET"), house.browser(endpoint)
    status = theirs.raw.get(address).status_code
    if status != 204:
        theirs.get(address, status=status)


# ------------------------------------------------------------------ devices: a phone, a room screen


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("endpoint", sorted({*endpoints("GET", *DEVICES), *endpoints("POST", *DEVICES)}))
def test_without_a_good_cookie_a_device_is_led_to_join_whatever_the_meeting(
    house: House, endpoint: str, method: str
) -> None:
    if method not in METHODS[endpoint]:
        return
    for who in ("David", "Alice", "autre téléphone", "autre écran", "retiré"):
        browser, real = house.browsers[who].raw, house.address(endpoint, method)
        absent = house.address(endpoint, method, **dict.fromkeys(house.ids, ABSENT))
        answers = [browser.open(address, method=method, data={"texte": "forgé"}) for address in (real, absent)]
        if method == "POST":  # what had been typed is shown, to be copied
            assert [one.status_code for one in answers] == [400, 400], who
            assert all("forgé" in one.text for one in answers)
            assert answers[0].text == answers[1].text
        else:
            assert [(one.status_code, one.location, one.text) for one in answers] == [(303, "/rejoindre", "")] * 2, who
        assert answers[0].headers == answers[1].headers


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", endpoints("GET", *DEVICES))
def test_a_phone_s_cookie_opens_no_screen_and_a_screen_s_no_phone(house: House, endpoint: str) -> None:
    other = house.browsers["écran" if ROUTES[endpoint] == "participant" else "téléphone"]
    assert other.raw.get(house.address(endpoint, "GET")).location == "/rejoindre"


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", sorted(name for name in ROUTES.keys() - NOT_A_PAGE if ROUTES[name] not in DEVICES))
def test_a_device_is_nobody_outside_its_own_pages(house: House, stranger: CheckedClient, endpoint: str) -> None:
    method = "GET" if "GET" in METHODS[endpoint] else "POST"
    if ROUTES[endpoint] == "open_to_room":
        return
    address = house.address(endpoint, method)
    as_device, as_stranger = (one.raw.open(address, method=method) for one in (house.browsers["téléphone"], stranger))
    assert (as_device.status_code, as_device.location) == (as_stranger.status_code, as_stranger.location)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", sorted(ROUTES.keys() - NOT_A_PAGE))
def test_by_the_room_s_address_only_devices_and_joining_are_reached(house: House, endpoint: str) -> None:
    method = "GET" if "GET" in METHODS[endpoint] else "POST"
    address = house.address(endpoint, method)
    answer = house.browsers["Alice"].raw.open(address, method=method, environ_overrides=BY_THE_ROOM)
    if ROUTES[endpoint] in DEVICES and method == "POST":
        assert answer.status_code == 400
    elif (
        endpoint == "web.home" or ROUTES[endpoint] in DEVICES
    ):  # typed by hand: the address alone leads to where one joins
        assert (answer.status_code, answer.location) == (303, "/rejoindre")
    elif ROUTES[endpoint] == "open_to_room":
        assert answer.status_code in (200, 400, 422)  # a change without its token, or without the code of a slip
    else:
        assert answer.status_code == 404


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("endpoint", endpoints("GET", *DEVICES))
def test_by_the_room_s_address_a_device_reaches_its_own_pages(house: House, endpoint: str) -> None:
    with house.browser(endpoint).raw.open(
        house.address(endpoint, "GET"), environ_overrides=BY_THE_ROOM, buffered=False
    ) as answer:
        assert answer.status_code in (200, 204)
