"""What an address, a password, a code and a session must be."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from facilitation.accounts import rules
from facilitation.accounts.rules import EasyPassword, LongPassword, SessionTimes, ShortPassword, WrongAddress

NOON = datetime(2026, 3, 12, 12, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


# ------------------------------------------------------------------ addresses


@pytest.mark.parametrize("address", ["a@b.c", "prénom.nom+val@service.example.be", "x" * 247 + "@cpas.b"])
def test_an_address_is_kept_without_the_spaces_around(address: str) -> None:
    assert rules.check_address(f" {address}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alice",
        "@val.test",
        "alice@",
        "alice@val",
        "alice@.test",
        "alice@val.",
        "al ice@val.test",
        "alice@val .test",
        "alice@val.te st",
        "alice@bob@val.test",
        "ali\x00ce@val.test",
        "alice@val\x7f.test",
        "alice@val.\x1ftest",
        "x" * 248 + "@cpas.b",
    ],
)
def test_an_incomplete_address_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(WrongAddress, match=r"prenom\.nom@service\.be"):
        rules.check_address(address)


def test_addresses_are_compared_without_capitals_or_ways_of_writing_an_accent() -> None:
    assert rules.address_key(" Élise@Val.Test ") == rules.address_key("e\u0301lise@val.test") == "élise@val.test"


# ------------------------------------------------------------------ passwords


def test_a_password_has_12_characters_at_least() -> None:
    assert (rules.SHORTEST_PASSWORD, rules.LONGEST_PASSWORD) == (12, 128)
    assert rules.check_new_password("ongles verts") == "ongles verts"
    with pytest.raises(ShortPassword, match="11 caractères"):
        rules.check_new_password("ongle verts")


def test_a_password_has_128_characters_at_most_whether_chosen_or_tried() -> None:
    longest = "une phrase sans fin " * 6 + "et voilà"
    assert len(longest) == 128
    assert rules.check_new_password(longest) == rules.normal_password(longest) == longest
    for take in (rules.check_new_password, rules.normal_password):
        with pytest.raises(LongPassword):
            take(longest + "!")


def test_an_accent_counts_once_however_it_is_typed() -> None:
    assert rules.normal_password("e\u0301te\u0301") == "été"
    with pytest.raises(ShortPassword):
        rules.check_new_password("e\u0301" * 11)


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "abababababab",
        "abcabcabcabc",
        "azertyuiopazertyuiop",
        "qwertyuiopqwertyuiop",
        "motdepassemotdepasse",
        "MotDePasse123",
        "passwordpassword",
        "12345678901234567890",
        "01234567890123456789",
        "abcdefghijabcdefghij",
        "maillagemaillage",
        "alice@val.testalice",
        "AliceAliceAlice12",
        "maillage-alice-",
    ],
)
def test_a_password_that_is_guessed_at_once_is_refused(password: str) -> None:
    with pytest.raises(EasyPassword, match="Quatre mots|quatre mots"):
        rules.check_new_password(password, email="alice@val.test")


@pytest.mark.parametrize(
    "password", ["abcdabcdabcd", "maillage1234", "alicealicewxyz", "azertyuiop9876", "bobobobobobxy"]
)
def test_four_signs_beside_what_is_known_are_enough(password: str) -> None:
    assert rules.check_new_password(password, email="alice@val.test") == password


def test_a_name_of_three_letters_is_too_short_to_be_looked_for() -> None:
    assert rules.check_new_password("bobbobbob zut", email="bob@val.test")
    with pytest.raises(EasyPassword):
        rules.check_new_password("bobybobybobyzut", email="boby@val.test")


# ------------------------------------------------------------------ codes


def test_a_code_can_be_read_aloud_and_is_never_the_same() -> None:
    codes = {rules.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}", code) for code in codes)
    assert set("".join(codes)) - {"-"} == set("23456789ABCDEFGHJKMNPQRSTUVWXYZ") == set(rules.CODE_ALPHABET)


def test_a_code_is_known_however_it_is_typed() -> None:
    assert rules.normal_code(" kx7m 4prt-9wqz\n") == rules.normal_code("#KX7M-4PRT-9WQZ") == "KX7M4PRT9WQZ"
    assert rules.normal_code("A" * 64 + "B") == "A" * 64


# ------------------------------------------------------------------ sessions


@pytest.mark.parametrize(
    ("age", "idle", "lives"),
    [
        (timedelta(), timedelta(), True),
        (timedelta(hours=1), timedelta(minutes=60), True),
        (timedelta(hours=2), timedelta(minutes=60) + SECOND, False),
        (timedelta(hours=10), MINUTE, True),
        (timedelta(hours=10) + SECOND, MINUTE, False),
    ],
)
def test_a_session_lives_sixty_idle_minutes_and_ten_hours_in_all(age: timedelta, idle: timedelta, lives: bool) -> None:
    times = SessionTimes(opened_at=NOON - age, last_seen_at=NOON - idle)
    state = rules.session_state(times, now=NOON, locked=False, meeting_runs=False)
    assert state == ("open" if lives else "over")


@pytest.mark.parametrize(
    ("age", "idle", "locked", "state"),
    [
        (timedelta(), timedelta(), False, "open"),
        (timedelta(days=2), timedelta(minutes=60), False, "open"),
        (timedelta(hours=2), timedelta(minutes=60) + SECOND, False, "locked"),
        (timedelta(days=2), timedelta(days=1), False, "locked"),
        (timedelta(), timedelta(), True, "locked"),
    ],
)
def test_while_a_meeting_runs_an_idle_session_is_locked_and_none_ends(
    age: timedelta, idle: timedelta, locked: bool, state: str
) -> None:
    times = SessionTimes(opened_at=NOON - age, last_seen_at=NOON - idle)
    assert rules.session_state(times, now=NOON, locked=locked, meeting_runs=True) == state


def test_a_session_that_was_locked_by_hand_stays_so_and_ends_as_any_other() -> None:
    fresh = SessionTimes(opened_at=NOON, last_seen_at=NOON)
    assert rules.session_state(fresh, now=NOON, locked=True, meeting_runs=False) == "locked"
    idle = SessionTimes(opened_at=NOON - timedelta(hours=2), last_seen_at=NOON - timedelta(hours=2))
    assert rules.session_state(idle, now=NOON, locked=True, meeting_runs=False) == "over"


def test_the_delays_are_those_that_are_announced() -> None:
    assert timedelta(minutes=5) == rules.LAST_SEEN_EVERY
    assert timedelta(minutes=30) == rules.RESET_LIFE


# ------------------------------------------------------------------ where one goes after signing in


@pytest.mark.parametrize(
    "address", ["/", "/reunions/x/pupitre?etape=2&vue=salle", "/a~!b", "/a%2fb", "/a%20b", "/" + "a" * 1999]
)
def test_one_goes_on_to_a_page_of_this_site(address: str) -> None:
    assert rules.safe_next(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "reunions",
        "//evil.test",
        "/\\evil.test",
        "/a\\b",
        "/a b",
        "/é",
        "/a\n",
        "/a\x7f",
        "https://evil.test/",
        "javascript:alert(1)",
        "/%5Cevil.test",
        "/%5cevil.test",
        "/%0d%0aSet-Cookie",
        "/%0A",
        "/%1F",
        "/%2F%2Fevil.test",
        "/" + "a" * 2000,
    ],
)
def test_one_never_goes_elsewhere(address: str | None) -> None:
    assert rules.safe_next(address) is None
