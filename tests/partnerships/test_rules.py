"""Pasted lines become members; each word for the person concerned has all its forms."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from facilitation.i18n import _
from facilitation.partnerships import rules
from facilitation.partnerships.rules import LinesFaults, MemberLine, Quorum, Term, read_lines

BOB = MemberLine("Bob Haddad", "assistant social", "AMO Passerelle")


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(LinesFaults) as refused:
        read_lines(text)
    return [(fault.number, fault.sentence) for fault in refused.value.faults]


@pytest.mark.parametrize(
    "line",
    [
        "Bob Haddad, assistant social, AMO Passerelle",
        "Bob Haddad;assistant social;AMO Passerelle",
        "Bob Haddad\tassistant social\tAMO Passerelle",
        "  Bob Haddad ,  assistant social,AMO Passerelle  ",
    ],
)
def test_commas_semicolons_and_tabs_part_a_line(line: str) -> None:
    assert read_lines(line) == (BOB,)


@pytest.mark.parametrize(
    ("line", "member"),
    [
        ("Bob", MemberLine("Bob", "", "")),
        ("Bob, assistant social", MemberLine("Bob", "assistant social", "")),
        ("Bob,, CPAS", MemberLine("Bob", "", "CPAS")),
        ("Bob, AS, CPAS de Valmont, antenne, nord", MemberLine("Bob", "AS", "CPAS de Valmont, antenne, nord")),
        ("Haddad, Bob\tAS\tCPAS; nord", MemberLine("Haddad, Bob", "AS", "CPAS; nord")),
        ("Haddad, Bob; AS; CPAS", MemberLine("Haddad, Bob", "AS", "CPAS")),
    ],
)
def test_what_is_missing_is_empty_and_the_service_keeps_its_commas(line: str, member: MemberLine) -> None:
    assert read_lines(line) == (member,)


def test_empty_lines_count_for_nothing_but_keep_their_number() -> None:
    assert [member.name for member in read_lines("\n  \nBob\n\nCarole\n")] == ["Bob", "Carole"]
    assert faults("\nBob\n\n, AS, CPAS")[0][0] == 4


def test_all_faulty_lines_are_named_at_once() -> None:
    found = faults("Bob, AS, CPAS\n, AS\nCarole\n" + "x" * 301 + "\nbob ,, cpas")
    assert [number for number, _said in found] == [2, 4, 5]
    missing, long, twice = (said for _number, said in found)
    assert "Le nom manque" in missing
    assert "300 caractères" in long
    assert "à la ligne 1" in twice


def test_two_people_of_one_name_work_at_two_services() -> None:
    assert len(read_lines("Bob Haddad, AS, CPAS\nBob Haddad, AS, AMO")) == 2


def test_a_line_that_failed_is_not_the_first_of_two() -> None:
    assert [number for number, _said in faults(f"Bob,{'x' * 301}\nBob\nBob")] == [1, 3]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_300_characters_are_the_longest_name_function_or_service(place: int) -> None:
    parts = ["Bob", "AS", "CPAS"]
    parts[place] = "é" * 300
    assert astuple(read_lines(", ".join(parts))[0])[place] == "é" * 300
    parts[place] += "é"
    assert "300 caractères" in faults(", ".join(parts))[0][1]


def test_300_people_are_pasted_at_once_and_no_more() -> None:
    lines = "\n".join(f"Personne {number}" for number in range(300))
    assert len(read_lines(lines + "\n\n ")) == 300
    assert [number for number, _said in faults(f"{lines}\nBob\nCarole")] == [301]


@pytest.mark.parametrize(
    ("one", "other"), [("Élise  Noël", "e\u0301lise noe\u0308l"), (" BOB\u00a0Haddad", "bob haddad ")]
)
def test_names_are_compared_without_capitals_spaces_or_ways_of_writing_an_accent(one: str, other: str) -> None:
    assert rules.same(one) == rules.same(other)
    assert rules.same(one) != rules.same("Elise Noel")


def test_the_delays_proposed_are_those_of_the_field() -> None:
    assert (rules.APPROVAL_DAYS, rules.CONVOCATION_DAYS) == (15, 8)


@pytest.mark.parametrize("term", Term)
def test_the_forms_of_a_term_are_forms_of_it(term: Term) -> None:
    forms, raw = rules.term_forms(term), rules.TERMS[term]
    assert astuple(forms) == tuple(_(form) for form in astuple(raw))
    assert forms.the.endswith(forms.plain)
    assert forms.of_the.endswith(forms.plain)
    assert forms.to_the.endswith(forms.plain)
    assert forms.plural.startswith("les ")
    assert len(set(astuple(forms))) == 5


def test_a_partnership_that_wants_no_quorum_is_told_none_and_a_proxy_counts_as_one() -> None:
    assert Quorum() == Quorum(wanted=0, present=0, represented=0)
    assert Quorum(present=3).words == ""
    assert Quorum(2, 1, 1).met
    assert not Quorum(3, 1, 1).met
