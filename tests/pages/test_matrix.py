"""Route × method × visitor × id, drawn from the route map and from `accounts.rights`: who reaches what, and nobody anything else.

Each test prints how many requests it made. A change carries the good token of whoever is not let in: without it, its refusal would say nothing of them.
`make test` asks each route by all that are not let in, and takes turns among other methods and ways of writing; `make test-long` asks the full product,
with each part of an address foreign in its turn.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from facilitation.accounts import rights
from facilitation.accounts.rights import ADMITTED, GUARDED, Visitor
from tests.checked import CheckedClient
from tests.pages.conftest import House
from tests.pages.routes import ROUTES
from tests.pages.test_routes import ABSENT, METHODS, PARTS, digest

METHODS_OF_HTTP = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND")
SAFE = ("GET", "HEAD", "OPTIONS")
RULED = sorted(ROUTES.keys() - {"static"})
BY_SLIP = frozenset({"consultations.open_ballot", "consultations.deposit"})
"""The ballot of a consultation, which reads no cookie: what is drawn on the slip is its token, and a wrong one is answered 422."""
STRANGERS: tuple[Visitor, ...] = ("account", "nobody")
TURNS = pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.long)])
"""One in three, route by route; all of them in `make test-long`."""
T = TypeVar("T")
ALSO: dict[Visitor, frozenset[Visitor]] = {"facilitator": frozenset({"facilitator", "owner"})}
"""Alice leads the meeting of a partnership that she looks after."""


@dataclass(frozen=True)
class Asked:
    """One question to the house and what it answered: all that somebody outside could compare."""

    endpoint: str
    method: str
    who: str
    status: int
    location: str
    text: str
    headers: tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def visitors(house: House) -> dict[Visitor, CheckedClient]:
    """A browser for each kind of visitor of Alice's meeting and partnership. « Owner » is Carole, who looks after the partnership and has no part in the meeting."""
    from facilitation.accounts import service as accounts
    from facilitation.database import writing
    from facilitation.partnerships import service as partnerships

    with house.app.app_context(), writing():
        carole = accounts.credentials(email="carole@val.test")
        assert carole
        partnerships.entrust(partnership_id=house.ids["partnership_id"], account_id=carole.account_id)
    return {
        "facilitator": house.browsers["Alice"],
        "secretary": house.browsers["Bob"],
        "owner": house.browsers["Carole"],
        "account": house.browsers["David"],
        "participant": house.browsers["téléphone"],
        "screen": house.browsers["écran"],
        "nobody": CheckedClient(house.app),
    }


@pytest.fixture(scope="module")
def tokens(visitors: dict[Visitor, CheckedClient]) -> dict[Visitor, str]:
    """For each kind of visitor, the token of their browser's forms outside the pages of devices."""
    found = {
        who: re.search(r'name="csrf_token" value="(\w+)"', one.raw.get("/connexion").text)
        for who, one in visitors.items()
    }
    return {who: token[1] for who, token in found.items() if token}


def turn(number: int, every: int, things: Iterable[T]) -> list[T]:
    """One in `every` of these, another one for each number."""
    return list(things)[number % every :: every]


@pytest.fixture
def unchanged(house: House, visitors: dict[Visitor, CheckedClient]) -> Iterator[None]:
    """Checks that the test left every byte of the database as it was."""
    before = digest(house.data)
    yield
    assert digest(house.data) == before, "the database changed"


def ask(
    house: House, endpoint: str, method: str, browser: FlaskClient, who: str = "", token: str = "", **ids: str
) -> Asked:
    """Ask this route with this method, a change with this token; a stream is let go of at once."""
    address = house.address(endpoint, None, **ids)
    data = {"csrf_token": token, "text": "forgé"} if token and method == "POST" else None
    return _asked(endpoint, method, who, browser.open(address, method=method, data=data, buffered=False))


def _asked(endpoint: str, method: str, who: str, answer: TestResponse) -> Asked:
    with answer:
        text = "" if answer.mimetype == "text/event-stream" else _plain(answer)
        # The word of a form is random, and the length of a page with it only where the word is.
        headers = tuple(sorted((name, value) for name, value in answer.headers.items() if name != "Set-Cookie"))
        return Asked(endpoint, method, who, answer.status_code, answer.headers.get("Location", ""), text, headers)


def _plain(answer: TestResponse) -> str:
    body = answer.get_data(as_text=True) if (answer.mimetype or "").startswith("text/") else ""
    return re.sub(r'name="(csrf_token|envoi_|cle_)" value="[^"]*"', "", body)


def absent(house: House) -> dict[str, str]:
    """The house's ids, each replaced by one that nothing has."""
    return dict.fromkeys((name for name in house.ids if name.endswith("_id")), ABSENT)


def let_in(endpoint: str, visitor: Visitor) -> bool:
    """Whether the table lets this visitor in."""
    return bool(ALSO.get(visitor, frozenset({visitor})) & ADMITTED[_rule(endpoint)])


def served(house: House, endpoint: str) -> set[str]:
    """Every method that the address of this endpoint takes, whichever endpoint takes it."""
    address = next(house.app.url_map.iter_rules(endpoint)).rule
    return {method for rule in house.app.url_map.iter_rules() if rule.rule == address for method in rule.methods or ()}


def turned_away(told: Asked, visitor: Visitor) -> bool:
    """Whether this is what a visitor who is not let in gets: the sign-in page, where one joins, or a page that is not there."""
    if ROUTES[told.endpoint] in ("participant", "screen"):
        return (told.status, told.location) == (303, "/rejoindre") or told.status in (400, 404)
    if visitor in ("nobody", "participant", "screen"):
        return told.status == 303 and told.location.startswith("/connexion")
    return told.status == 404


def count(name: str, asked: Counter[str]) -> None:
    """Tell how many requests were made; the report of the suite shows it."""
    sys.stdout.write(f"\n{name}: {asked.total()} requests, {len(asked)} statuses {dict(sorted(asked.items()))}\n")


# ------------------------------------------------------------------ the table itself


def test_each_rule_of_a_route_is_one_of_the_table_and_each_of_the_table_is_worn() -> None:
    assert set(ROUTES.values()) == set(ADMITTED)
    assert {rule for rule, name in GUARDED.items() if not all(_names(rule, name))} == set()


def _names(rule: str, name: str) -> Iterator[bool]:
    for endpoint, worn in ROUTES.items():
        if worn == rule and (parts := PARTS.get(endpoint)):
            yield name in parts or not parts


def test_the_table_says_what_the_design_says() -> None:
    assert ADMITTED["facilitator"] == {"facilitator"}
    assert ADMITTED["secretary"] == {"facilitator", "secretary"}
    assert ADMITTED["partnership"] == {"owner"}
    assert ADMITTED["participant"] == {"participant"}
    assert ADMITTED["screen"] == {"screen"}
    assert "nobody" not in ADMITTED["signed_in"]
    assert {"participant", "screen", "open_to_room"} == rights.BY_THE_ROOM


# ------------------------------------------------------------------ who reaches what


@pytest.mark.usefixtures("unchanged")
def test_nobody_but_those_of_the_table_reaches_a_route_and_reading_changes_nothing(
    house: House,
    visitors: dict[Visitor, CheckedClient],
    tokens: dict[Visitor, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: Counter[str] = Counter()
    wrong: list[tuple[object, ...]] = []
    for endpoint, (visitor, browser) in itertools.product(RULED, visitors.items()):
        for method in sorted({"GET", "POST"} & METHODS[endpoint]):
            if let_in(endpoint, visitor) and (visitor != "nobody" or method == "POST"):
                continue  # those who are let in are asked below, and by test_routes
            told = ask(house, endpoint, method, browser.raw, visitor, tokens[visitor])
            asked[str(told.status)] += 1
            if not let_in(endpoint, visitor) and not turned_away(told, visitor):
                wrong.append((visitor, method, endpoint, told.status, told.location))
    with capsys.disabled():
        count("matrix, those who are not let in", asked)
    assert not wrong


@pytest.mark.usefixtures("unchanged")
def test_what_is_not_theirs_is_answered_exactly_like_what_does_not_exist(
    house: House,
    visitors: dict[Visitor, CheckedClient],
    tokens: dict[Visitor, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: Counter[str] = Counter()
    guarded = [name for name in RULED if ROUTES[name] in GUARDED]
    for endpoint, visitor in itertools.product(guarded, STRANGERS):
        for method in ("GET", "HEAD", "POST"):
            if method not in METHODS[endpoint]:
                continue
            browser = visitors[visitor].raw
            real, none = (
                ask(house, endpoint, method, browser, visitor, tokens[visitor], **ids)
                for ids in ({}, {GUARDED[_rule(endpoint)]: ABSENT})
            )
            asked[str(real.status)] += 2
            told = [(one.status, re.sub(ABSENT, "", _anonymous(one, house)), _steady(one)) for one in (real, none)]
            assert told[0] == told[1], f"{visitor} {method} {endpoint}"
    with capsys.disabled():
        count("matrix, another's and absent", asked)


def _rule(endpoint: str) -> rights.Rule:
    return ROUTES[endpoint]  # type: ignore[return-value]  # a test holds that each is a rule of the table


def _anonymous(told: Asked, house: House) -> str:
    """Where it leads and what it says, without the ids that were in the address that was asked for."""
    text = told.location + "\n" + told.text
    for one in house.ids.values():
        text = text.replace(one, "") if len(one) == 22 else text
    return text


def _steady(told: Asked) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in told.headers if name not in ("Location", "Content-Length"))


@TURNS
@pytest.mark.usefixtures("unchanged")
def test_no_other_method_and_no_other_way_of_writing_an_address_opens_anything(
    house: House, visitors: dict[Visitor, CheckedClient], capsys: pytest.CaptureFixture[str], every: int
) -> None:
    asked: Counter[str] = Counter()
    nobody, david = visitors["nobody"].raw, visitors["account"].raw
    for number, endpoint in enumerate(RULED):
        address = house.address(endpoint)
        for method in turn(number, every, sorted(set(METHODS_OF_HTTP) - served(house, endpoint))):
            with david.open(address, method=method) as answer:
                asked[str(answer.status_code)] += 1
                assert answer.status_code in (400, 404, 405, 501), f"{method} {endpoint}: {answer.status_code}"
        if ROUTES[endpoint] in ("open_to_all", "open_to_room") or "GET" not in METHODS[endpoint]:
            continue
        ways = (address + "/", "/" + address, address.replace("/", "//"), address + "/.", address + "\0")
        for written in turn(number, every, ways):
            for browser in (nobody, david):
                with browser.get("/", buffered=False, environ_overrides={"PATH_INFO": written}) as answer:
                    asked[str(answer.status_code)] += 1
                    opened = answer.status_code == 200 and ROUTES[endpoint] not in ("signed_in",)
                    assert not opened, f"{written}: {answer.status_code}"
                    assert answer.status_code < 500
    with capsys.disabled():
        count("matrix, other methods and slashes", asked)


@TURNS
@pytest.mark.usefixtures("unchanged")
def test_options_answers_alike_whoever_asks_and_whatever_exists(
    house: House, visitors: dict[Visitor, CheckedClient], capsys: pytest.CaptureFixture[str], every: int
) -> None:
    asked: Counter[str] = Counter()
    for number, endpoint in enumerate(RULED):
        for visitor in turn(number, min(every, 2), STRANGERS):
            told = [ask(house, endpoint, "OPTIONS", visitors[visitor].raw, **ids) for ids in ({}, absent(house))]
            asked.update(str(one.status) for one in told)
            assert len({(one.status, one.text, one.headers) for one in told}) == 1, endpoint
    with capsys.disabled():
        count("matrix, OPTIONS", asked)


@pytest.mark.usefixtures("unchanged")
def test_every_change_without_its_token_is_refused_for_everybody(
    house: House, visitors: dict[Visitor, CheckedClient], capsys: pytest.CaptureFixture[str]
) -> None:
    asked: Counter[str] = Counter()
    forged: list[dict[str, Any]] = [
        {"data": {"text": "forgé", "account_id": house.ids["account_id"], "role": "admin"}},
        {"json": {"text": "forgé", "csrf_token": "0" * 64}},
        {"data": '{"text": "forgé"}', "content_type": "text/plain"},
    ]
    for endpoint in RULED:
        if "POST" not in METHODS[endpoint]:
            continue
        for sent in forged:
            with house.browser(endpoint).raw.post(house.address(endpoint, "POST"), **sent) as answer:
                asked[str(answer.status_code)] += 1
                refused = 422 if endpoint in BY_SLIP else 400
                assert answer.status_code == refused, f"{endpoint}: {answer.status_code}"
    with capsys.disabled():
        count("matrix, no token", asked)


# ------------------------------------------------------------------ the full product


@pytest.mark.long
@pytest.mark.usefixtures("unchanged")
def test_the_full_product_of_routes_methods_visitors_and_ids(
    house: House,
    visitors: dict[Visitor, CheckedClient],
    tokens: dict[Visitor, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked: Counter[str] = Counter()
    wrong: list[tuple[object, ...]] = []
    for endpoint, method, (visitor, browser) in itertools.product(RULED, METHODS_OF_HTTP, visitors.items()):
        known = method in METHODS[endpoint] or method in SAFE
        if not known and visitor not in ("facilitator", "nobody"):
            continue
        token = "" if let_in(endpoint, visitor) else tokens[visitor]
        parts = sorted(PARTS.get(endpoint, ())) if known else ()
        for foreign in [{}, absent(house), *({part: ABSENT} for part in parts)]:
            told = ask(house, endpoint, method, browser.raw, visitor, token, **foreign)
            asked[str(told.status)] += 1
            if told.status >= 500 and told.status != 501:
                wrong.append((visitor, method, endpoint, told.status))
            elif method in METHODS[endpoint] and method != "OPTIONS" and not let_in(endpoint, visitor):
                if not turned_away(told, visitor):
                    wrong.append((visitor, method, endpoint, told.status, told.location))
            elif told.status == 200 and method in ("GET", "HEAD") and GUARDED.get(_rule(endpoint)) in foreign:
                wrong.append((visitor, method, endpoint, "absent and yet 200"))
    with capsys.disabled():
        count("matrix, full product", asked)
    assert not wrong
