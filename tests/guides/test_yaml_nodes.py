from __future__ import annotations

import pytest

from facilitation.guides.faults import Faults
from facilitation.guides.yaml_nodes import compose, data_of


def read(text: str):
    faults = Faults("essai.yaml")
    root = compose(text, faults)
    assert root is not None
    assert faults.all == ()
    return data_of(root)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("oui", "oui"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2026-03-12", "2026-03-12"),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        ("0x10", "0x10"),
        ("007", "007"),
        ("null", "null"),
        ("~", "~"),
        ('"12"', "12"),
        ("'true'", "true"),
        ("12", 12),
        ("-3", -3),
        ("true", True),
        ("false", False),
        ("9" * 30, "9" * 30),
    ],
)
def test_only_whole_numbers_true_and_false_are_more_than_text(written, meant):
    found = read(f"a: {written}\n")["a"]
    assert found == meant
    assert type(found) is type(meant)


def test_any_character_can_be_written_as_an_escape():
    assert read('a: "\\x00\\x07\\u2028\\N\\U0001F600"\n')["a"] == "\x00\x07\u2028\x85\U0001f600"


def test_a_block_keeps_its_line_breaks():
    assert read("a: |\n  un\n\n  deux\n")["a"] == "un\n\ndeux\n"
