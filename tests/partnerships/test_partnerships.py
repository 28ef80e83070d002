"""Partnerships: their services, members pasted as lines, settings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.french_order import french_key
from facilitation.partnerships.rules import TERMS, LinesFaults, MemberLine, Term, read_lines, term_forms
from tests.checked import CheckedClient

NEW = {"name": "Réseau Logement du Val"}


@pytest.fixture
def address(alice: CheckedClient) -> str:
    """The page of Alice's partnership."""
    return alice.submit("/partenariats/nouveau", NEW).location or ""


def test_the_first_time_the_list_says_what_will_be_there(alice: CheckedClient) -> None:
    assert "Ici viendront les partenariats" in alice.get("/partenariats").words


def test_a_partnership_is_created_with_its_name_alone(alice: CheckedClient, address: str) -> None:
    page = alice.get(address)
    assert page.h1 == "Réseau Logement du Val"
    assert "la personne concernée" in page.words
    assert "15 jours, puis le PV vaut approuvé" in page.words
    assert "Réseau Logement du Val" in alice.get("/partenariats").words
    assert "Réseau Logement du Val" in alice.get("/").words


def test_a_partnership_needs_a_name(alice: CheckedClient) -> None:
    page = alice.submit("/partenariats/nouveau", {"name": "  ", "place": "Salle <du> Conseil"}, status=422)
    assert "Donnez-lui un nom" in page.words
    assert page.form("/partenariats/nouveau")["place"] == "Salle <du> Conseil"


@pytest.mark.parametrize("days", ["0", "61", "quinze", "1,5", "-3", "٣", "9" * 30, ""])
def test_a_delay_is_a_whole_number_of_days(alice: CheckedClient, address: str, days: str) -> None:
    page = alice.submit(f"{address}/reglages", {"approval_days": days}, status=422)
    assert "nombre entier de 1 à 60" in page.words
    assert page.form("/reglages")["approval_days"] == days


def test_the_settings_are_changed(alice: CheckedClient, address: str) -> None:
    changes = {"territory": "Valmont", "place": "CPAS", "concerned_person_term": "usager", "approval_days": "8"}
    page = alice.follow(alice.submit(f"{address}/reglages", changes))
    for words in ("Les réglages sont enregistrés", "Valmont", "CPAS", "l’usager", "8 jours"):
        assert words in page.words


def test_an_unknown_term_is_refused(alice: CheckedClient, address: str) -> None:
    alice.submit(f"{address}/reglages", {"concerned_person_term": "cas"}, status=422)


def test_members_are_pasted_as_lines(alice: CheckedClient, address: str) -> None:
    lines = "Joëlle Pirard, éducatrice, Maison d'accueil L'Escale\n\nThomas Vandamme, assistant social, AIS du Val\nÉva Noël,, AIS du Val\n"
    page = alice.follow(alice.submit(address, {"lines": lines}, action="/membres"))
    assert "3 membres ajoutés, 2 services nouveaux." in page.words
    assert page.words.index("AIS du Val") < page.words.index("Maison d'accueil L'Escale")
    assert page.words.index("Éva Noël") < page.words.index("Thomas Vandamme")


def test_a_table_copied_from_a_spreadsheet_is_read_too(alice: CheckedClient, address: str) -> None:
    page = alice.follow(
        alice.submit(
            address, {"lines": "Bob\tdirecteur, par intérim\tCPAS\r\nCarole;infirmière;CPAS"}, action="/membres"
        )
    )
    assert "directeur, par intérim" in page.words
    assert "2 membres ajoutés, 1 service nouveau." in page.words


def test_faulty_lines_are_all_named_and_nothing_is_added_or_lost(alice: CheckedClient, address: str) -> None:
    lines = "Bob, AS, CPAS\n, éducatrice, L'Escale\nbob,, cpas\n" + "x" * 301
    page = alice.submit(address, {"lines": lines}, action="/membres", status=422)
    assert "3 lignes demandent une correction" in page.words
    for words in ("Ligne 2 : Le nom manque", "Ligne 3 : Cette personne est déjà à la ligne 1", "Ligne 4 : Un nom"):
        assert words in page.words
    assert page.form("/membres")["lines"].replace("\r\n", "\n").lstrip("\n") == lines
    assert "Bob" not in alice.get(address).words


def test_members_pasted_twice_are_there_once(alice: CheckedClient, address: str) -> None:
    alice.submit(address, {"lines": "Bob, AS, CPAS"}, action="/membres")
    page = alice.follow(
        alice.submit(address, {"lines": "BOB, coordinateur, cpas\nCarole, infirmière, CPAS"}, action="/membres")
    )
    assert "1 membre ajouté." in page.words
    assert page.words.count("CPAS") == 2, "the service's name, and its link"
    assert "coordinateur" in page.words


def test_a_member_changes_function_and_service_or_leaves(alice: CheckedClient, address: str) -> None:
    page = alice.follow(alice.submit(address, {"lines": "Bob, AS, CPAS\nCarole, infirmière, CPAS"}, action="/membres"))
    member = next(link for link in page.links() if "/membres/" in link)
    page = alice.follow(alice.submit(member, {"function": "directeur", "organisation": "AIS du Val"}))
    assert "directeur" in page.words
    assert "AIS du Val" in page.words
    filled = alice.get(member).form(member)
    del filled["active"]
    page = alice.follow(alice.post(member, filled))
    assert "n’en fait plus partie" in page.words


def test_two_members_of_a_service_do_not_bear_one_name(alice: CheckedClient, address: str) -> None:
    page = alice.follow(alice.submit(address, {"lines": "Bob, AS, CPAS\nCarole, infirmière, CPAS"}, action="/membres"))
    member = [link for link in page.links() if "/membres/" in link][1]
    assert "figure déjà" in alice.submit(member, {"name": "bob"}, status=422).words


def test_a_service_is_renamed_but_not_as_another(alice: CheckedClient, address: str) -> None:
    page = alice.follow(alice.submit(address, {"lines": "Bob, AS, CPAS\nCarole, infirmière, AIS"}, action="/membres"))
    service = next(link for link in page.links() if "/services/" in link)
    assert "figure déjà" in alice.submit(service, {"name": "cpas"}, status=422).words
    assert "AIS du Val" in alice.follow(alice.submit(service, {"name": "AIS du Val"})).words


def test_a_stranger_sees_nothing_of_it(david: CheckedClient, address: str) -> None:
    david.get(address, status=404)
    assert "Réseau" not in david.get("/partenariats").words


def test_what_is_typed_comes_back_as_it_was(alice: CheckedClient) -> None:
    typed = "l'« Escale » ; <b>{{7*7}}</b> & e\u0301 \u202e…"
    page = alice.follow(alice.submit("/partenariats/nouveau", {"name": typed}))
    assert page.h1 == typed
    assert alice.get(f"{page.path}/reglages").form("/reglages")["name"] == typed


def test_a_text_too_long_is_refused_and_stays_in_the_form(alice: CheckedClient) -> None:
    typed = "é" * 25_000
    page = alice.submit("/partenariats/nouveau", {"name": "Val", "place": typed}, status=422)
    assert "25000 caractères" in page.words
    assert page.form("/partenariats/nouveau")["place"] == typed


def test_control_characters_become_a_visible_sign(alice: CheckedClient) -> None:
    page = alice.follow(alice.submit("/partenariats/nouveau", {"name": "Val\x00\x0b\x1fmont"}))
    assert page.h1 == "Val\ufffd\ufffd\ufffdmont"


# ------------------------------------------------------------------ rules


@pytest.mark.parametrize("term", list(Term))
def test_every_term_has_all_its_forms(term: Term) -> None:
    forms = term_forms(term)
    assert term in TERMS
    for text in (forms.plain, forms.the, forms.of_the, forms.to_the, forms.plural):
        assert text
        assert "'" not in text


words = (
    st.text(st.characters(exclude_characters="\n\t;,", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)


@given(st.lists(st.tuples(words, words, words), max_size=8, unique_by=lambda row: row[0].casefold()))
def test_lines_are_read_as_they_were_written(rows: list[tuple[str, str, str]]) -> None:
    from facilitation.partnerships.rules import same

    if len({same(row[0]) for row in rows}) < len(rows) or not all(same(row[0]) for row in rows):
        return
    text = "\n".join(", ".join(row) for row in rows)
    try:
        assert read_lines(text) == tuple(MemberLine(*row) for row in rows)
    except LinesFaults as error:  # only a name that stands alone on its line may be faulty
        raise AssertionError([fault.sentence for fault in error.faults]) from error


def test_names_are_sorted_as_french_sorts_them() -> None:
    names = ["Zoé", "Éva", "eva", "L'Escale", "Œuvre", "Oeil", "ecole", "École", "Le Val"]
    assert sorted(names, key=french_key) == [
        "ecole",
        "École",
        "eva",
        "Éva",
        "L'Escale",
        "Le Val",
        "Oeil",
        "Œuvre",
        "Zoé",
    ]
