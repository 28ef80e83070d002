"""The house's own guides: beside the library, read again when they change, and no danger to the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitation.activities import registry
from facilitation.guides.adapted import adapted
from facilitation.guides.catalogue import Catalogue, content_folder, fingerprint, freeze
from facilitation.guides.compiled import Compiled
from facilitation.guides.faults import blocking
from facilitation.guides.own import Shelf, may_name, read_own
from facilitation.guides.yaml_nodes import MAX_BYTES

SMALL = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")


@pytest.fixture
def shelf(tmp_path: Path, catalogue: Catalogue) -> Shelf:
    return Shelf(tmp_path / "guides", catalogue, registry.kinds())


def write(folder: Path, name: str, text: str = SMALL, *, own_id: str = "") -> Path:
    """A file of the folder of own guides, its id that of its name."""
    path = folder / "guides" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    first = next(line for line in text.splitlines() if line.startswith("id:"))
    path.write_text(text.replace(first, f"id: {own_id or name}", 1), encoding="utf-8")
    return path


def test_without_a_folder_the_library_is_what_it_was(shelf, catalogue):
    assert shelf.catalogue() is catalogue


def test_an_own_guide_stands_among_the_others_in_the_order_of_the_ids(shelf, catalogue, tmp_path):
    write(tmp_path, "bilan-du-val")
    served = shelf.catalogue()
    assert list(served.guides) == sorted([*catalogue.guides, "bilan-du-val"])
    assert list(served.own) == ["bilan-du-val"]
    assert served.files["bilan-du-val"].endswith("guides/bilan-du-val.yaml")
    assert served.faults == catalogue.faults


def test_a_file_that_changed_is_read_again_and_the_others_are_not(shelf, tmp_path):
    write(tmp_path, "un")
    kept = write(tmp_path, "deux")
    before = shelf.catalogue()
    write(tmp_path, "un", SMALL.replace("titre:", "titre: Nouveau #", 1))
    after = shelf.catalogue()
    assert after.guides["un"].title == "Nouveau"
    assert after.own["deux"] is before.own["deux"]
    kept.unlink()
    assert "deux" not in shelf.catalogue().guides
    assert shelf.catalogue() is shelf.catalogue()


def test_a_faulty_file_is_listed_with_its_faults_and_stops_nothing(shelf, catalogue, tmp_path):
    write(tmp_path, "un")
    write(tmp_path, "faux", SMALL.replace("titre:", "titer:", 1))
    (tmp_path / "guides" / "casse.yaml").write_bytes(b"\xff\xfe")
    served = shelf.catalogue()
    assert set(served.guides) == {*catalogue.guides, "un"}
    assert [name for name, file in served.own.items() if file.guide is None] == ["casse", "faux"]
    assert all(blocking(served.own[name].faults) for name in ("casse", "faux"))


def test_the_library_keeps_its_ids(shelf, catalogue, tmp_path):
    name = next(iter(catalogue.guides))
    write(tmp_path, name)
    served = shelf.catalogue()
    assert served.guides[name] is catalogue.guides[name]
    assert "la bibliothèque a déjà un guide" in str(served.own[name].faults[0])


def test_an_id_that_is_not_the_file_s_name_is_a_fault(shelf, tmp_path):
    write(tmp_path, "un", own_id="deux")
    assert "n’est pas le nom du fichier" in str(shelf.catalogue().own["un"].faults[0])
    assert not {"un", "deux"} & set(shelf.catalogue().guides)


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "", "Mon guide", "é", "-a", "a--b", "mes-guides", "con", "com1", "a" * 65]
)
def test_some_names_are_no_guide_s(name):
    assert not may_name(name)


def test_links_hidden_files_and_folders_are_left_alone(shelf, catalogue, tmp_path):
    secret = tmp_path / "ailleurs.yaml"
    secret.write_text(SMALL, encoding="utf-8")
    folder = tmp_path / "guides"
    folder.mkdir()
    (folder / "ailleurs.yaml").symlink_to(secret)
    (folder / ".cache.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "dossier.yaml").mkdir()
    (folder / "deux\nlignes.yaml").write_text(SMALL, encoding="utf-8")
    assert shelf.catalogue() is catalogue


BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{past}, *{past}]\n" for past, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "raw",
    [
        BOMB.encode(),
        b"!!python/object/apply:os.system [id]",
        b"a: &a [*a]",
        b"[" * 100_000,
        b"x: " + b"a" * (MAX_BYTES + 1),
        b"\x00" * 100,
        b"titre: !!binary R0lGODlhDAAMAIQAAP",
        b"- " * 30_000,
    ],
    ids=["bomb", "tag", "recursion", "depth", "size", "controls", "binary", "nodes"],
)
def test_what_would_exhaust_or_run_something_is_refused_with_a_sentence(catalogue, raw):
    file = read_own("essai", raw, catalogue, registry.kinds(), "essai.yaml")
    assert file.guide is None
    assert 0 < len(file.faults) < 200


def test_what_was_read_before_is_taken_unread_and_still_keeps_to_the_names(catalogue, tmp_path):
    write(tmp_path, "un")
    write(tmp_path, "deux", own_id="un")
    known = Compiled(tmp_path / "index", content_folder())
    first = Shelf(tmp_path / "guides", catalogue, registry.kinds(), known).catalogue()
    known.write()
    again = Compiled(tmp_path / "index", content_folder())
    assert again.guide(first.own["un"].raw) == first.guides["un"]
    second = Shelf(tmp_path / "guides", catalogue, registry.kinds(), again).catalogue()
    assert second.guides == first.guides
    assert [str(one) for one in second.own["deux"].faults] == [str(one) for one in first.own["deux"].faults]


# ------------------------------------------------------------------ adapted from another


ORIGIN = """adapte_de:
  id: place-usager
  version: 1.2.0
  titre: Quelle place ?
  licence: CC-BY-4.0
  attribution: Guide original, inspiré du dossier.
"""


def faults_with(catalogue: Catalogue, licence: str, attribution: str) -> list[str]:
    lines = [line for line in SMALL.splitlines() if not line.startswith(("licence:", "attribution:", "id:"))]
    text = "\n".join([*lines, "id: essai", f"licence: {licence}", f'attribution: "{attribution}"', ORIGIN])
    return [
        fault.sentence for fault in blocking(read_own("essai", text.encode(), catalogue, registry.kinds(), "e").faults)
    ]


def test_an_adapted_guide_that_keeps_what_it_owes_has_no_fault(catalogue):
    said = "Adapté de « Quelle place ? », version 1.2.0. Guide original,  inspiré du dossier. Et nos mots."
    assert faults_with(catalogue, "CC-BY-4.0", said) == []


def test_a_sentence_typed_again_is_the_same_sentence(catalogue):
    text = SMALL + ORIGIN.replace("du dossier", "de l\u2019original")
    typed = text.replace("attribution: Guide original.", "attribution: Guide original, inspiré de l'original.", 1)
    assert blocking(read_own("petit-guide", typed.encode(), catalogue, registry.kinds(), "e").faults) == ()


def test_an_adapted_guide_that_drops_the_licence_or_the_attribution_is_told_so(catalogue):
    told = faults_with(catalogue, "CC0-1.0", "De nous.")
    assert len(told) == 2
    assert "garde la licence de son original" in told[0] + told[1]
    assert "ne dit plus ce qui vient de l’original" in told[0] + told[1]


def test_a_copy_is_marked_and_keeps_licence_and_attribution():
    original = {
        "id": "a",
        "version": "1.2.0",
        "titre": "T",
        "licence": "CC-BY-4.0",
        "attribution": "De X.",
        "etapes": [],
    }
    copy = adapted(original, "a-adapte")
    assert copy["adapte_de"] == {
        "id": "a",
        "version": "1.2.0",
        "titre": "T",
        "licence": "CC-BY-4.0",
        "attribution": "De X.",
    }
    assert (copy["id"], copy["licence"], copy["version"]) == ("a-adapte", "CC-BY-4.0", "1.0.0")
    assert copy["attribution"].split() == ["Adapté", "de", "«", "T", "»,", "version", "1.2.0.", "De", "X."]


def test_a_guide_without_an_original_keeps_its_fingerprint(catalogue):
    copy = freeze(catalogue.guides["place-usager"], catalogue)
    assert "adapte_de" not in copy
    assert len(fingerprint(copy)) == 64
