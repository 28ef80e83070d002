"""A guide, a case, a drift, a page or a file is looked for by its name in a list, never on the disk: no name leads out (S33)."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from tests.pages.conftest import House, house

__all__ = ["house"]

NAMES = (
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "file:///etc/passwd",
    "C:\\windows\\win.ini",
    "\\\\serveur\\partage",
    ".git/config",
    ".env",
    "maillage.sqlite3",
    "secret_key",
    "nul\x00.yaml",
    "con",
    "COM1.yaml",
    "reflexivite-collective/../reflexivite-collective",
    "reflexivite-collective.yaml",
    "reflexivite-collective%00",
    "Reflexivite-Collective",
    "a" * 300,
    "\u202eenihc",
    "",
    ".",
    "..",
)
ARGUMENTS = (
    "guide_id",
    "own_id",
    "case_id",
    "drift_id",
    "help_id",
    "page",
    "filename",
    "document",
    "readers",
    "copy",
    "name",
)


def test_no_name_in_an_address_leads_out_of_what_is_listed(house: House) -> None:
    asked = 0
    for rule in house.app.url_map.iter_rules():
        for argument in set(rule.arguments) & set(ARGUMENTS):
            for name in NAMES:
                address = filled(rule.rule, {**house.ids, argument: quote(name, safe="/%.:\\")})
                answer = house.browser(rule.endpoint).raw.get(address)
                body = answer.get_data()
                answer.close()
                assert answer.status_code in (301, 303, 308, 404, 405) or is_its_own(answer.status_code, address), (
                    address,
                    answer.status_code,
                )
                for inside in (b"root:x:0", b"[core]", b"SQLite format 3"):
                    assert inside not in body, address
                asked += 1
    assert asked > 300


def filled(rule: str, values: dict[str, str]) -> str:
    """This rule as an address, with these values as they are: nothing is encoded that was not."""
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda found: values.get(found[1], "x"), rule)


def is_its_own(status: int, address: str) -> bool:
    """Whether a name with dots or nothing in it made another address, which is served as such."""
    dotted = any(part in address for part in ("/../", "/./", "//", "/..", "/."))
    return status == 200 and (dotted or address.endswith("/"))


@pytest.mark.parametrize(
    "name", ["../secret_key", "%2e%2e/secret_key", "..%5csecret_key", "tokens.css/../../settings.py"]
)
def test_no_file_of_the_program_or_of_the_data_is_served_as_a_static_one(house: House, name: str) -> None:
    answer = house.browsers["Alice"].raw.get(f"/static/{name}")
    assert answer.status_code == 404
    answer.close()
