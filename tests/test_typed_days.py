from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.errors import InvalidText
from facilitation.french_dates import day, hour, long_day
from facilitation.typed_days import NoSuchDay, OtherWeekday, UnreadableDay, UnreadableHour, moment, read_day, read_hour

TODAY = date(2026, 3, 12)
MAY_7 = date(2026, 5, 7)


@pytest.mark.parametrize(
    "typed",
    [
        "jeudi 7 mai 2026",
        "Jeudi 7 mai 2026",
        "jeudi, le 7 mai 2026",
        "le jeudi 7 mai 2026",
        "jeu. 7 mai 2026",
        "7 mai 2026",
        "07 mai 2026",
        " 7  mai\u00a02026 ",
        "7/5/2026",
        "07/05/2026",
        "7.5.2026",
        "7-5-2026",
        "7/5/26",
        "2026-05-07",
        "7 mai",
        "7/5",
    ],
)
def test_a_day_is_read_as_people_write_it(typed):
    assert read_day(typed, TODAY) == MAY_7


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1er octobre 2026", date(2026, 10, 1)),
        ("12 février 2027", date(2027, 2, 12)),
        ("12 fevrier 2027", date(2027, 2, 12)),
        ("15 AOÛT 2026", date(2026, 8, 15)),
        ("3 déc. 2026", date(2026, 12, 3)),
        ("29 février 2028", date(2028, 2, 29)),
    ],
)
def test_months_are_read_with_or_without_accents_and_short(typed, meant):
    assert read_day(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5/1/2026", date(2026, 1, 5)),
        ("5/12/2026", date(2026, 12, 5)),
        ("5 janvier 2026", date(2026, 1, 5)),
        ("5 décembre 2026", date(2026, 12, 5)),
        ("lun. 5 janvier 2026", date(2026, 1, 5)),
        ("lun 5 janvier 2026", date(2026, 1, 5)),
        ("dimanche,11 janvier,2026", date(2026, 1, 11)),
        ("mar 6 janvier 2026", date(2026, 1, 6)),
        ("mer le 7/1/2026", date(2026, 1, 7)),
        ("7/5/1999", date(1999, 5, 7)),
        ("7/5/99", date(2099, 5, 7)),
        ("1/1/1900", date(1900, 1, 1)),
        ("31/12/2199", date(2199, 12, 31)),
    ],
)
def test_the_first_and_the_last_month_and_weekday_are_read(typed, meant):
    assert read_day(typed, TODAY) == meant


@pytest.mark.parametrize(
    "typed", ["5/0/2026", "5/13/2026", "5 jui 2026", "5 xyz 2026", "lundi", "lu 5 janvier 2026", "lund 5 janvier 2026"]
)
def test_a_month_or_a_weekday_is_not_guessed(typed):
    with pytest.raises(UnreadableDay):
        read_day(typed, TODAY)


def test_without_a_year_it_is_the_next_such_day():
    assert read_day("11 mars", TODAY) == date(2027, 3, 11)
    assert read_day("12 mars", TODAY) == TODAY


@pytest.mark.parametrize(
    ("typed", "days"), [("31 février 2026", 28), ("31/2/2026", 28), ("2026-04-31", 30), ("0 mai 2026", 31)]
)
def test_a_day_that_does_not_exist_is_refused_with_the_length_of_its_month(typed, days):
    with pytest.raises(NoSuchDay) as refused:
        read_day(typed, TODAY)
    assert typed in refused.value.sentence
    assert f"{days} jours" in refused.value.sentence


def test_a_weekday_that_is_not_the_days_own_is_pointed_at():
    with pytest.raises(OtherWeekday) as refused:
        read_day("mercredi 7 mai 2026", TODAY)
    assert "est un jeudi, pas un mercredi" in refused.value.sentence


@pytest.mark.parametrize(
    "typed",
    [
        "bientôt",
        "7/5/0206",
        "31/12/1899",
        "1/1/2200",
        "7 mars mars",
        "7 ma 2026",
        "7/13/2026",
        "1234",
        "7 juin 26",
        "mai 2026",
        "jeudi",
    ],
)
def test_what_is_no_date_is_refused_and_said_back(typed):
    with pytest.raises(UnreadableDay) as refused:
        read_day(typed, TODAY)
    assert typed in refused.value.sentence


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_is_no_day_and_no_hour(typed):
    assert read_day(typed, TODAY) is None
    assert read_hour(typed) is None


@pytest.mark.parametrize("typed", ["9 h 30", "9h30", "09:30", "9.30", "9 heures 30", "9\u00a0h\u00a030"])
def test_an_hour_is_read_as_people_write_it(typed):
    assert read_hour(typed) == time(9, 30)


@pytest.mark.parametrize(
    ("typed", "meant"), [("9 h", time(9)), ("14", time(14)), ("midi", time(12)), ("0:05", time(0, 5))]
)
def test_an_hour_may_be_whole_or_named(typed, meant):
    assert read_hour(typed) == meant


@pytest.mark.parametrize("typed", ["23 h 59", "23:59"])
def test_the_last_minute_of_a_day_can_be_typed(typed):
    assert read_hour(typed) == time(23, 59)
    assert read_hour("0") == read_hour("minuit") == time(0)


@pytest.mark.parametrize("typed", ["24 h", "24:00", "9 h 60", "25 h", "9 h 75", "tôt", "9 h 3", "-1"])
def test_what_is_no_hour_is_refused(typed):
    with pytest.raises(UnreadableHour):
        read_hour(typed)


def test_an_hour_of_brussels_is_kept_in_utc_summer_and_winter():
    assert moment(MAY_7, time(9, 30)) == datetime(2026, 5, 7, 7, 30, tzinfo=UTC)
    assert moment(date(2026, 1, 8), time(9, 30)) == datetime(2026, 1, 8, 8, 30, tzinfo=UTC)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_that_maillage_writes_can_be_read_back(when):
    assert read_day(long_day(when), TODAY) == when
    assert read_day(day(when), TODAY) == when


@given(st.times())
def test_every_hour_that_maillage_writes_can_be_read_back(at):
    assert read_hour(hour(moment(MAY_7, at))) == at.replace(second=0, microsecond=0)


@given(st.text(max_size=40), st.sampled_from([lambda typed: read_day(typed, TODAY), read_hour]))
def test_any_other_text_is_refused_by_a_sentence_that_says_it_back(typed, read):
    said = ""
    try:
        read(typed)
    except InvalidText as refused:
        said = refused.sentence
    assert not said or typed.strip() in said
