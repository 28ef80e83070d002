"""Every file that the house hands over, found by asking every address: what is in it, what it is called, who gets it (S39, S47, S53, S55, S58)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from facilitation.database import writing
from facilitation.documents.word import MEDIA_TYPE
from facilitation.meetings import service
from facilitation.partnerships import service as partnerships
from tests.conftest import CAST, START
from tests.documents.inspected import faults, properties
from tests.pages.conftest import House, alice_id, meeting_of_alice
from tests.pages.routes import ROUTES

HOSTILE = 'Réseau "x"\r\nSet-Cookie: pris=1\n../../CON \u202e <b>{{7*7}}</b>'
"""What the partnership, its place and its meetings are called here."""
OPEN = frozenset({"open_to_all", "open_to_room"})
PUBLISHED = frozenset({"confidentiality"})
"""The blueprints whose files hold nothing of any meeting, and are for anyone."""


@pytest.fixture(scope="module")
def handed(house: House) -> House:
    """The house, whose partnership has a hostile name, with a meeting that has been closed."""
    with house.app.app_context():
        alice_id()
        with writing():
            settings = partnerships.Settings(name=HOSTILE, territory=HOSTILE, place=HOSTILE)
            partnerships.change_settings(partnership_id=house.ids["partnership_id"], settings=settings)
        closed = meeting_of_alice(house.ids["partnership_id"])
        for move in (service.end, service.close):
            with writing():
                move(meeting_id=closed["meeting_id"], now=START)
    house.ids |= {"closed": closed["meeting_id"], "closed_action": closed["action_id"]}
    return house


def addresses(house: House) -> Iterator[tuple[str, str]]:
    """Every address that is asked with GET, with its endpoint; those of a meeting, of one that is over too."""
    for rule in house.app.url_map.iter_rules():
        known = set(rule.arguments) <= set(house.ids)
        if "GET" not in (rule.methods or ()) or rule.endpoint not in ROUTES or rule.endpoint == "static" or not known:
            continue
        yield rule.endpoint, house.address(rule.endpoint, "GET")
        if "meeting_id" in rule.arguments:
            over = {"meeting_id": house.ids["closed"], "outcome_id": house.ids["closed_action"]}
            yield rule.endpoint, house.address(rule.endpoint, "GET", **over)


def answers(house: House) -> Iterator[tuple[str, str, TestResponse]]:
    """What each of these addresses hands over as a file."""
    for endpoint, address in addresses(house):
        if endpoint.endswith(("stream", "pulse")):
            continue
        answer = house.browser(endpoint).raw.get(address)
        if answer.status_code == 200 and "attachment" in answer.headers.get("Content-Disposition", ""):
            yield endpoint, address, answer
        else:
            answer.close()


def test_every_file_is_named_safely_and_every_word_file_holds_nothing_but_its_text(handed: House) -> None:
    found: dict[str, int] = {}
    for endpoint, address, answer in answers(handed):
        found[endpoint] = found.get(endpoint, 0) + 1
        disposition = answer.headers["Content-Disposition"]
        assert not set(disposition) & {"\r", "\n", "\x00"}, address
        assert "Set-Cookie" not in {name for name, _value in answer.headers}, address
        for name in names_in(disposition):
            assert 0 < len(name) <= 120, address
            assert not set(name) & set('/\\:*?"<>|\r\n\u202e'), (address, name)
            assert not any(person in name for person in ("Haddad", "Marchal", "Bob", "Carole", "Alice"))
        for data in word_files(answer):
            assert list(faults(data)) == [], address
            told = properties(data)
            assert not any(person in told for person in (*CAST, "Haddad", "Marchal", "val.test")), address
    assert len(found) >= 12, found


def word_files(answer: TestResponse) -> Iterator[bytes]:
    """The Word file of this answer, or those of its archive, which has no path that leads out of it."""
    if answer.mimetype == MEDIA_TYPE:
        yield answer.data
    elif answer.mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            for name in archive.namelist():
                assert not name.startswith("/")
                assert ".." not in name.split("/")
                if name.endswith(".docx"):
                    yield archive.read(name)


def names_in(disposition: str) -> list[str]:
    """The names that this header gives, plain and by RFC 5987."""
    coded = [unquote(one) for one in re.findall(r"filename\*=UTF-8''([^;]+)", disposition)]
    plain = re.findall(r'filename="((?:[^"\\]|\\.)*)"', disposition) or re.findall(r"filename=([^;\s]+)", disposition)
    assert coded or plain, disposition
    return [*coded, *plain]


def test_no_file_is_handed_to_a_stranger_a_guest_of_another_meeting_or_nobody(handed: House) -> None:
    """A guest gets what their own phone sent; an address is not a right. What the house publishes, and the library, are for others to get."""
    asked = 0
    for endpoint, address, answer in answers(handed):
        answer.close()
        if ROUTES[endpoint] in OPEN or endpoint.partition(".")[0] in PUBLISHED:
            continue
        if ROUTES[endpoint] == "signed_in":
            wanted = {"": {303}}
        elif ROUTES[endpoint] == "participant":
            wanted = {"autre téléphone": {303, 404}, "retiré": {303, 404}, "": {303, 404}}
        else:
            wanted = {"David": {404}, "téléphone": {303, 404}, "autre téléphone": {303, 404}, "": {303}}
        for name, statuses in wanted.items():
            browser = handed.browsers[name].raw if name else handed.app.test_client()
            refused = browser.get(address)
            assert refused.status_code in statuses, (name, address, refused.status_code)
            assert "Content-Disposition" not in refused.headers
            asked += 1
    assert asked > 30
