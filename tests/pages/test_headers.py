"""The headers of every response, read by their meaning: each route for those who reach it and those who don't, errors, files, redirections, streams."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from facilitation import create_app, database
from facilitation.settings import Settings
from tests.checked import CheckedClient
from tests.conftest import PASSWORD, START
from tests.pages.conftest import House
from tests.pages.routes import ROUTES
from tests.pages.test_matrix import RULED
from tests.pages.test_routes import METHODS

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "object-src": {"'none'"},
}
"""What each directive may let in, at most."""
EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
NEVER = ("Server", "X-Powered-By", "Via", "Access-Control-Allow-Origin", "X-XSS-Protection")


def faults(answer: Response, *, https: bool = False, static: bool = False) -> list[str]:
    """What is wrong with the headers of this answer; `static`: to a file that is the same for everybody."""
    found = [*policy_faults(answer), *exact_faults(answer), *(name for name in NEVER if name in answer.headers)]
    if not static:
        found += kept_faults(answer)
    age = re.search(r"max-age=(\d+)", answer.headers.get("Strict-Transport-Security", ""))
    if bool(age) is not https or (age and int(age[1]) < 31536000):
        found.append("Strict-Transport-Security over https, and there alone")
    return found


def policy_faults(answer: Response) -> Iterator[str]:
    """What the policy lets in that it should not."""
    parts = [one.split() for one in answer.headers.get("Content-Security-Policy", "").split(";") if one.strip()]
    policy = {name: set(sources) for name, *sources in parts}
    if len(answer.headers.getlist("Content-Security-Policy")) != 1 or len(policy) != len(parts):
        yield "one policy, each directive once"
    for name, sources in POLICY.items():
        if not policy.get(name) or not policy[name] <= sources:
            yield f"{name}: {policy.get(name)}"


def exact_faults(answer: Response) -> Iterator[str]:
    """What is not said once, and exactly."""
    for name, value in EXACT.items():
        if answer.headers.getlist(name) != [value]:
            yield f"{name}: {answer.headers.getlist(name)}"
    denied = dict(re.findall(r"([a-z-]+)=\(([^)]*)\)", answer.headers.get("Permissions-Policy", "")))
    if any(denied.get(name) != "" for name in ("camera", "microphone", "geolocation")):
        yield "Permissions-Policy"
    if {one.strip() for one in answer.headers.get("X-Robots-Tag", "").split(",")} != {"noindex", "nofollow"}:
        yield "X-Robots-Tag"


def kept_faults(answer: Response) -> Iterator[str]:
    """Whether somebody's page could be kept, or a file be shown instead of taken away."""
    kept = {one.strip() for one in answer.headers.get("Cache-Control", "").split(",")}
    if "no-store" not in kept or kept & {"public", "immutable"}:
        yield f"Cache-Control: {kept}"
    told = answer.headers.get("Content-Disposition", "attachment")
    if not told.startswith("attachment") or "\r" in told or "\n" in told:
        yield f"Content-Disposition: {told}"


def asked(client: FlaskClient, address: str, method: str = "GET", **options: object) -> list[str]:
    """The faults of this answer; a stream is let go of."""
    with client.open(address, method=method, buffered=False, **options) as answer:  # type: ignore[arg-type]
        static = address.startswith("/static/") and answer.status_code in (200, 304)
        return [f"{method} {address} ({answer.status_code}): {fault}" for fault in faults(answer, static=static)]


def test_every_route_has_its_headers_for_those_it_lets_in_and_those_it_does_not(house: House) -> None:
    stranger, wrong = CheckedClient(house.app).raw, []
    for endpoint in RULED:
        method = "GET" if "GET" in METHODS[endpoint] else "POST"
        for client in (house.browser(endpoint).raw, stranger):
            wrong += asked(client, house.address(endpoint, method), method)
    assert not wrong, "\n".join(wrong)


def test_errors_files_and_redirections_have_them_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = house.browsers["Alice"].raw
    wrong = (
        asked(alice, "/rien-de-tel") + asked(alice, "/aide", "PUT") + asked(alice, "//aide") + asked(alice, "/aide/")
    )
    wrong += asked(alice, "/static/tokens.css") + asked(alice, "/static/absent.css")
    wrong += asked(alice, "/aide", headers={"Host": "evil.example"})
    wrong += asked(alice, "/partenariats/nouveau", "POST", data=b"x" * (2 * 1024 * 1024 + 1))
    with alice.get("/static/tokens.css") as first:
        wrong += asked(alice, "/static/tokens.css", headers={"If-None-Match": first.headers["ETag"]})
    monkeypatch.setitem(house.app.view_functions, "web.help_index", lambda: 1 / 0)
    wrong += asked(alice, "/aide")
    assert not wrong, "\n".join(wrong)


# ------------------------------------------------------------------ https, cookies


@pytest.fixture
def encrypted(house: House) -> Iterator[Flask]:
    """The same house over https."""
    made = create_app(replace(Settings(data=house.data, testing=True), https=True), lambda: START)
    yield made
    with made.app_context():
        database.db.engine.dispose()


def cookies(answer: Response) -> dict[str, dict[str, str]]:
    """For each cookie that the answer sets, its attributes."""
    found = {}
    for line in answer.headers.getlist("Set-Cookie"):
        for name, morsel in SimpleCookie(line).items():
            found[name] = {key: str(value) for key, value in morsel.items() if value}
    return found


def test_every_cookie_is_out_of_reach_of_scripts_and_other_sites_and_tied_to_its_host_over_https(
    house: House, encrypted: Flask
) -> None:
    seen = set()
    for app, https in ((house.app, False), (encrypted, True)):
        client = app.test_client()
        base = "https://localhost" if https else "http://localhost"
        page = client.get("/connexion", base_url=base)
        token = re.search(r'name="csrf_token" value="(\w+)"', page.text)
        assert token
        sent = {"email": "david@val.test", "password": PASSWORD, "csrf_token": token[1]}
        entered = client.post("/connexion", data=sent, base_url=base, headers={"Referer": base})
        assert entered.status_code == 303
        for answer in (page, entered):
            assert not faults(answer, https=https)
            for name, told in cookies(answer).items():
                seen.add(name)
                assert told.get("httponly") == "True", name
                assert told.get("samesite") in ("Lax", "Strict"), name
                assert told.get("path") == "/", name
                assert "domain" not in told, name
                assert (name.startswith("__Host-"), told.get("secure") == "True") == (https, https), name
    assert {"maillage_session", "__Host-maillage_session"} <= seen


def test_signing_out_and_being_sent_away_have_the_browser_forget(house: House) -> None:
    gone = house.browsers["retiré"].raw.get(f"/salle/{house.ids['meeting_id']}")
    assert {part.strip() for part in gone.headers["Clear-Site-Data"].split(",")} == {'"cache"', '"storage"'}
    stranger = CheckedClient(house.app).raw.get(f"/salle/{house.ids['meeting_id']}")
    assert "Clear-Site-Data" not in stranger.headers
    client = CheckedClient(house.app)
    out = client.raw.post("/deconnexion", data={"csrf_token": client.token()})
    told = {part.strip() for part in out.headers["Clear-Site-Data"].split(",")}
    assert told == {'"cache"', '"cookies"', '"storage"'}


def test_every_route_was_asked() -> None:
    assert set(RULED) == ROUTES.keys() - {"static"}
