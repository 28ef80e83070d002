"""The gate: six conditions for each recipient, or nothing is shared."""

from __future__ import annotations

from datetime import date

import pytest

from facilitation.confidentiality.gate import (
    CONDITIONS,
    AttestationUnreadable,
    GateRefused,
    for_complete,
    must_open,
    read_attestation,
)


def attestation(**changes: str) -> str:
    conditions = dict.fromkeys(CONDITIONS, "oui") | changes
    lines = "\n".join(f"    {name}: {value}" for name, value in conditions.items())
    return f"par: Nadia Lambert\nle: 2026-03-12\ndestinataires:\n  - service: Maison médicale du Pont\n{lines}\n"


def test_six_conditions_that_hold_open_the_gate() -> None:
    found = read_attestation(attestation())
    must_open(found)
    assert (found.by, found.on, found.recipients) == ("Nadia Lambert", date(2026, 3, 12), ("Maison médicale du Pont",))


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("value", ["non", "", "Oui", "true", "peut-être"])
def test_one_condition_missing_and_nothing_is_shared(condition: str, value: str) -> None:
    with pytest.raises(GateRefused):
        must_open(read_attestation(attestation(**{condition: value})))


def test_one_recipient_of_two_who_lacks_a_condition_closes_the_gate_for_the_document() -> None:
    text = attestation() + "  - service: Régie des Coteaux\n    informee: oui\n"
    found = read_attestation(text)
    assert found.missing[1] == ("Régie des Coteaux", ("accord", "interet", "necessaire", "secret", "mission"))
    with pytest.raises(GateRefused):
        must_open(found)


def test_the_recipients_that_have_all_six_conditions_are_kept_and_the_others_left_out() -> None:
    text = attestation() + "  - service: Régie des Coteaux\n    informee: oui\n"
    found = read_attestation(text)
    complete = for_complete(found)
    assert complete is not None
    must_open(complete)
    assert (complete.by, complete.on, complete.recipients) == (found.by, found.on, ("Maison médicale du Pont",))
    assert for_complete(read_attestation(attestation(secret="non"))) is None


def test_no_attestation_closes_the_gate() -> None:
    with pytest.raises(GateRefused, match="six conditions"):
        must_open(None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "par: Nadia",
        "[1, 2]",
        "par: Nadia\nle: 2026-02-31\ndestinataires: []",
        "par: Nadia\nle: 2026-02-03\ndestinataires: []",
        "par: ' '\nle: 2026-02-03\ndestinataires:\n  - service: CPAS",
        "par: Nadia\nle: 2026-02-03\ndestinataires:\n  - service: ' '",
        "par: Nadia\nle: 2026-02-03\ndestinataires:\n  - CPAS",
        "par: &a [*a]\nle: 2026-02-03\ndestinataires: []",
        "par: [\n",
        "x" * 64_001,
        "par: !!python/object/apply:os.system [ls]\nle: 2026-02-03\ndestinataires: [a]",
    ],
)
def test_an_attestation_that_cannot_be_read_says_what_it_must_hold(text: str) -> None:
    with pytest.raises(AttestationUnreadable, match="six conditions"):
        read_attestation(text)


def test_an_attestation_has_64_000_characters_at_most() -> None:
    longest = attestation() + "#" * (64_000 - len(attestation()))
    assert read_attestation(longest).by == "Nadia Lambert"
    with pytest.raises(AttestationUnreadable):
        read_attestation(longest + "#")


def test_an_attestation_that_names_one_part_and_repeats_it_is_not_read() -> None:
    with pytest.raises(AttestationUnreadable):
        read_attestation(attestation().replace("Nadia Lambert", "&qui Nadia Lambert"))
