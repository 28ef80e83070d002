"""Every view, made to fail: the answer is a page that tells nothing of the inside, and no line of the log holds a word (S72, invariant 6; S38)."""

from __future__ import annotations

import functools
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from importlib.metadata import version
from itertools import cycle

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.test import TestResponse

from tests.pages.conftest import House, house
from tests.pages.routes import ROUTES

__all__ = ["house"]

INSIDE, TYPED = "canari-dedans-7f3a", "canari-tape-é-5b2c"
FORMS = (TYPED, "canari-tape-%C3%A9-5b2c", "canari-tape-\\u00e9-5b2c", "canari-tape-\\xe9-5b2c", "canari-tape")
"""What was typed, as it is, and as an address, JSON or a representation would write it."""


class Bug(Exception):
    """A mistake of ours whose words hold what people typed."""


BUGS: tuple[Callable[[], Exception], ...] = (
    lambda: Bug(INSIDE),
    lambda: ValueError(f"exceeded 255 char limit, got: '{INSIDE}'"),
    lambda: KeyError(INSIDE),
    lambda: UnicodeEncodeError("utf-8", INSIDE, 0, 1, INSIDE),
    lambda: IntegrityError(f"INSERT '{INSIDE}'", {"text": INSIDE}, sqlite3.IntegrityError(f"UNIQUE {INSIDE}")),
    lambda: OperationalError(f"UPDATE '{INSIDE}'", {"text": INSIDE}, sqlite3.OperationalError(f"no such table {INSIDE}")),
    lambda: RecursionError(INSIDE),
    lambda: AssertionError(INSIDE),
)  # fmt: skip


def log_of(caplog: pytest.LogCaptureFixture) -> str:
    """All that was logged, the traceback and the arguments of each record too."""
    told = [caplog.text]
    for record in caplog.records:
        told += [
            record.getMessage(),
            repr(record.args),
            record.exc_text or "",
            repr(record.exc_info),
            repr(record.__dict__),
        ]
    return "\n".join(told)


def asked(house: House, endpoint: str, method: str) -> TestResponse:
    """What answers this address, asked by whoever may, with words in its query, its fields and its headers."""
    path = house.address(endpoint, method)
    browser = house.browser(endpoint)
    headers = {"User-Agent": TYPED.encode().decode("latin-1"), "Referer": f"http://localhost/{INSIDE}"}
    if method == "GET":
        return browser.raw.get(path, query_string={"q": TYPED}, headers=headers)
    data = {"csrf_token": browser.token(), "text": TYPED, "texte": TYPED}
    return browser.raw.post(path, data=data, headers=headers)


def views(house: House) -> Iterator[tuple[str, str]]:
    """Every view that has an address here, with each method that it answers."""
    for endpoint in sorted(ROUTES):
        for rule in house.app.url_map.iter_rules(endpoint):
            if endpoint != "static" and set(rule.arguments) <= set(house.ids):
                yield from ((endpoint, method) for method in ("GET", "POST") if method in (rule.methods or ()))


def test_a_view_that_fails_tells_nothing_to_anybody(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bugs = cycle(BUGS)
    inside = [INSIDE, "Traceback", "werkzeug", "sqlalchemy", "site-packages", "facilitation/", version("flask")]
    found = []
    caplog.set_level(logging.DEBUG)
    for endpoint, method in views(house):
        view, bug = house.app.view_functions[endpoint], next(bugs)

        def fail(*_: object, bug: Callable[[], Exception] = bug, **__: object) -> str:
            raise bug()

        caplog.clear()
        with monkeypatch.context() as planted:
            planted.setitem(house.app.view_functions, endpoint, functools.wraps(view)(fail))
            answer = asked(house, endpoint, method)
        page, told = f"{answer.text}\n{answer.headers}", log_of(caplog)
        reference = re.search(r"reference ([0-9a-f]{8})", told)
        wrong = {
            f"answers {answer.status_code}": answer.status_code in (500, 503),
            "shows the inside": not [word for word in inside if word in page],
            "logs the inside": INSIDE not in told,
            "logs what was typed": not [word for word in FORMS if word in told],
            "has no headers": answer.headers.get("Cache-Control") == "no-store" and "Server" not in answer.headers,
            "tells a reference that the log does not": not reference or reference[1] in page,
        }
        found += [f"{method} {endpoint}: {what}" for what, good in wrong.items() if not good]
    assert not found, "\n".join(found)


def test_the_log_would_be_seen_to_leak(caplog: pytest.LogCaptureFixture) -> None:
    """What is looked at above holds the words of an exception when somebody logs it."""
    caplog.set_level(logging.DEBUG)
    try:
        raise BUGS[4]()
    except IntegrityError:
        logging.getLogger("facilitation").exception("oups")
    assert INSIDE in log_of(caplog)


@pytest.mark.parametrize(
    "forged", ["\r\n2026 ERROR facilitation: faux", "\x1b[31mrouge\x1b[0m", "%0d%0aligne", "\u2028ligne"]
)
def test_no_line_of_the_log_can_be_forged(house: House, caplog: pytest.LogCaptureFixture, forged: str) -> None:
    """Whatever stands in an address, a name, a password: one line an event, without a control character, and none of those words."""
    caplog.set_level(logging.DEBUG)
    client = house.app.test_client()
    typed = f"{forged}{INSIDE}"
    client.get(f"/reunions/{typed}/pupitre")
    client.get("/connexion", query_string={"next": typed})
    client.get(f"/{typed}")
    token = house.browsers["Alice"].token()
    client.post("/connexion", data={"csrf_token": token, "email": f"{typed}@val.test", "password": typed})
    house.browsers["Alice"].raw.post("/partenariats/nouveau", data={"csrf_token": token, "name": typed})
    for record in caplog.records:
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f\u2028]", record.getMessage())
    assert INSIDE not in log_of(caplog)
