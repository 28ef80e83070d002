"""The bounds of what is read, exactly; and what stands in the place of what is refused."""

from __future__ import annotations

import pytest

from facilitation.guides.faults import Faults
from facilitation.guides.yaml_nodes import (
    Listing,
    Mapping,
    Node,
    Scalar,
    compose,
    data_of,
    decode,
    scalars,
    without_controls,
)


def composed(text: str) -> tuple[Node | None, list[str]]:
    faults = Faults("essai.yaml")
    return compose(text, faults), [str(one).removeprefix("essai.yaml:") for one in faults.all]


def decoded(raw: bytes) -> tuple[str | None, list[str]]:
    faults = Faults("essai.yaml")
    return decode(raw, faults), [str(one).removeprefix("essai.yaml:") for one in faults.all]


def test_256_kb_are_read_and_one_byte_more_is_not() -> None:
    assert decoded(b"a" * 256 * 1024) == ("a" * 256 * 1024, [])
    text, said = decoded(b"a" * (256 * 1024 + 1))
    assert text is None
    assert said[0].startswith("1:1 Ce fichier dépasse 256 ko.")


def test_20_000_elements_are_read_and_one_more_is_not() -> None:
    root, said = composed("[" + "b," * 19_999 + "]")
    assert isinstance(root, Listing)
    assert (len(root.items), said) == (19_999, [])
    root, said = composed("[" + "b," * 20_000 + "]")
    assert root is None
    assert said[0].startswith("1:40000 Ce fichier compte plus de 20 000 éléments.")


@pytest.mark.parametrize(("levels", "read"), [(20, True), (21, False)])
def test_twenty_levels_are_read_and_one_more_is_not(levels: int, read: bool) -> None:
    root, said = composed("[" * levels + "a" + "]" * levels)
    assert (root is not None) is read
    assert said == (
        [] if read else ["1:21 Plus de vingt niveaux sont emboîtés ici. Mettez moins de listes dans des listes."]
    )


def test_what_is_not_utf_8_is_named_at_its_line_and_column() -> None:
    text, said = decoded("éa\nbéc".encode() + b"\xff\nd")
    assert text is None
    assert said[0].startswith("2:4 Ce caractère n’est pas en UTF-8.")
    assert decoded(b"\xff")[1][0].startswith("1:1 ")


def test_a_byte_order_mark_is_not_text() -> None:
    assert decoded(b"\xef\xbb\xbfa: b") == ("a: b", [])


def test_each_control_character_becomes_a_sign_and_each_line_that_holds_one_is_named() -> None:
    text, said = decoded(b"a\x07b\x07\r\nc\rd\x00\n")
    assert text == "a\ufffdb\ufffd\r\nc\rd\ufffd\n"
    assert [one.split(" Enlevez")[0] for one in said] == [
        "1:2 Caractère de contrôle U+0007.",
        "3:2 Caractère de contrôle U+0000.",
    ]
    assert without_controls("a\tb\n", Faults("x")) == "a\tb\n"


def test_an_empty_value_is_said_at_its_key_and_is_no_data() -> None:
    root, said = composed("b: 1\na:\n")
    assert root is not None
    assert data_of(root) == {"b": 1, "a": None}
    assert said == ["2:1 « a » est vide. Écrivez sa valeur, ou enlevez cette ligne."]


def test_an_empty_text_between_quotes_is_a_text() -> None:
    root, said = composed("a: ''\n")
    assert root is not None
    assert (data_of(root), said) == ({"a": ""}, [])


def test_a_reference_is_no_data_and_has_no_text() -> None:
    root, said = composed("a: [x, *b]\n")
    assert root is not None
    assert data_of(root) == {"a": ["x", None]}
    assert [(key, one.text, one.refused) for key, one in scalars(root)] == [("a", "x", False), ("a", "", True)]
    assert said == ["1:8 Renvoi « *b » : les renvois ne sont pas lus. Recopiez le texte."]


def test_anchors_and_tags_are_named_and_their_value_is_read() -> None:
    root, said = composed("a: &x un\nb: !!str deux\n")
    assert root is not None
    assert data_of(root) == {"a": "un", "b": "deux"}
    assert said == [
        "1:4 Ancre « &x » : les ancres ne sont pas lues. Enlevez-la.",
        "2:4 Étiquette « !!str » : enlevez le mot qui commence par « ! ».",
    ]


def test_of_a_key_written_twice_the_first_is_kept() -> None:
    root, said = composed("a: 1\nb: 2\na: 3\n")
    assert root is not None
    assert data_of(root) == {"a": 1, "b": 2}
    assert said == ["3:1 La clé « a » est déjà écrite à la ligne 1. Gardez-en une."]


def test_a_list_in_the_place_of_a_key_is_named_and_left_out_with_its_value() -> None:
    root, said = composed("? [x]\n: 1\nb: 2\n")
    assert root is not None
    assert data_of(root) == {"b": 2}
    assert [one[:23] for one in said] == ["1:3 Une clé est un mot "]


def test_an_empty_item_is_said_at_its_dash() -> None:
    root, said = composed("- a\n-\n- b\n")
    assert root is not None
    assert data_of(root) == ["a", None, "b"]
    assert [one.split(" Écrivez")[0].split(" ", 1)[1] for one in said] == ["Cet élément de liste est vide."]


def test_a_second_document_is_named_where_it_begins() -> None:
    root, said = composed("a: 1\n---\nb: 2\n")
    assert root is None
    assert said[0].startswith("2:1 Un second document commence ici")


def test_a_file_that_holds_nothing_is_said_to_be_empty() -> None:
    assert composed("# rien\n")[1][0].startswith("1:1 Ce fichier est vide.")


def test_a_text_knows_the_key_above_it_and_the_line_on_which_it_ends() -> None:
    root, _said = composed("a: un\nb:\n  - 'deux\n\n    trois'\n")
    assert isinstance(root, Mapping)
    assert [(key, one.text, one.plain, one.place.line, one.last) for key, one in scalars(root)] == [
        ("a", "un", True, 1, 1),
        ("b", "deux\ntrois", False, 3, 5),
    ]
    word, _said = composed("mot")
    assert isinstance(word, Scalar)
    assert [key for key, _scalar in scalars(word)] == [""]


def test_a_value_stands_at_its_own_place_and_its_key_at_the_key_s() -> None:
    root, _said = composed("a: 1\nbb:  {c: 2}\n")
    assert isinstance(root, Mapping)
    found = root.entries["bb"]
    assert (found.place.line, found.place.column) == (2, 1)
    assert (found.value.place.line, found.value.place.column) == (2, 6)


@pytest.mark.parametrize(("written", "meant"), [("+4", 4), ("0", 0), ("1" * 18, int("1" * 18)), ("1" * 19, "1" * 19)])
def test_whole_numbers_have_at_most_eighteen_digits(written: str, meant: object) -> None:
    root, _said = composed(f"a: {written}\n")
    assert root is not None
    assert data_of(root) == {"a": meant}
