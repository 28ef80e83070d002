"""A case as a file: every fault at its line, in the author's words; a faulty case is left out, the others are served."""

from __future__ import annotations

import io

import pytest

from facilitation.cli_guides import check
from facilitation.guides.load import Library
from facilitation.library.cases import Cases, load_case, load_cases, owed, seconds_aloud

CASE = """format: 1
id: la-clef
langue: fr
version: 1.0.0
titre: La clef
resume: Une clef passe de main en main.
publics: [formation]
derives: [D03]
sources:
  - {id: editorial, certitude: editorial}
licence: CC-BY-4.0
attribution: Cas original.
texte: |
  Une clef passe de main en main. Personne ne sait qui l’a.
questions:
  - texte: Qui a la clef\u202f?
    sources: [{id: editorial, certitude: inspire}]
rebonds:
  - id: perdue
    texte: Et si elle était perdue\u202f?
    question: Que faisons-nous\u202f?
    sources: [{id: affiche, certitude: affiche}]
grilles:
  - id: mains
    titre: Les mains
    regarder: [Chaque main]
    derives: [D03]
    revele: Tout le monde la tient, personne ne la garde.
    sources: [{id: editorial, certitude: editorial}]
"""
LIBRARY = Library({}, sources=frozenset({"editorial", "affiche"}), drifts=frozenset({"D03", "D04"}))


@pytest.fixture
def at(tmp_path):
    """Writes a case and gives what its loading says."""

    def written(text: str, name: str = "la-clef"):
        path = tmp_path / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        return load_case(path, LIBRARY, f"{name}.yaml")

    return written


@pytest.mark.parametrize(
    ("removed", "named"),
    [
        ("    question: Que faisons-nous\u202f?\n", "rebond «\u00a0perdue\u00a0»\u00a0:"),
        ("    revele: Tout le monde la tient, personne ne la garde.\n", "grille «\u00a0mains\u00a0»\u00a0:"),
    ],
)
def test_a_fault_names_the_rebound_or_the_grid_that_it_is_in(at, removed, named):
    assert removed in CASE
    (fault,) = at(CASE.replace(removed, "")).faults
    assert fault.sentence.startswith(named)


def test_a_case_is_loaded_whole(at):
    loaded = at(CASE)
    assert loaded.faults == ()
    assert loaded.value.rebounds[0].question.startswith("Que faisons-nous")
    assert loaded.value.grids[0].drifts == ("D03",)
    assert [one.id for one in owed(loaded.value)] == ["editorial", "editorial", "affiche", "editorial"]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("titre: La clef\n", "titer: La clef\n", 5, "Vouliez-vous « titre »"),
        ("resume: Une", "resume: \nxx: Une", 7, "« xx » n’existe pas ici"),
        ("certitude: affiche", "certitude: certaine", 22, "certitude"),
        ("- {id: editorial, certitude: editorial}", "- {id: editoriel, certitude: editorial}", 10, "editorial"),
        ("sources: [{id: affiche", "sources: [{id: affaire", 22, "la source « affaire » n’existe pas"),
        ("    derives: [D03]", "    derives: [D04, D99]", 27, "la dérive « D99 » n’existe pas"),
        ("Les mains\n", "Les mains, et D42\n", 25, "D42"),
        ("    question: Que faisons-nous\u202f?\n", "", 19, "question"),
        ("    sources: [{id: editorial, certitude: inspire}]\n", "    sources: []\n", 17, ""),
        ("grilles:\n", "grilles: []\nautres:\n", 23, ""),
        ("publics: [formation]", "publics: [tous]", 7, "formation"),
    ],
)
def test_every_fault_is_named_at_its_line(at, right, wrong, line, said):
    assert right in CASE
    loaded = at(CASE.replace(right, wrong, 1))
    assert loaded.value is None
    assert [fault for fault in loaded.faults if fault.line == line and said in str(fault)], loaded.faults


def test_all_faults_are_said_at_once(at):
    broken = CASE.replace("titre: La clef", "titer: La clef").replace("[{id: affiche", "[{id: affaire")
    assert {fault.line for fault in at(broken).faults} >= {5, 22}


def test_two_rebounds_of_one_id_are_a_fault(at):
    start, end = CASE.index("  - id: perdue"), CASE.index("grilles:")
    loaded = at(CASE[:end] + CASE[start:end] + CASE[end:])
    assert loaded.value is None
    assert "« perdue » sert déjà à la ligne 19" in str(loaded.faults[0])


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("Une clef passe de main en main. Personne", "mot " * 300 + "Personne", "plus de deux minutes"),
        ("Qui a la clef", "Qui a la clef, " + "et encore, " * 30, "la limite est de 240"),
        ("question: Que faisons-nous", "question: Que " + "faisons-nous " * 30, "la limite est de 240"),
        ("Et si elle était perdue", "Elle est perdue", "Commencez-le par"),
        ("qui l’a", "qui l'a", "apostrophe"),
    ],
)
def test_what_reads_badly_is_a_remark_and_the_case_is_served(at, right, wrong, said):
    assert right in CASE
    loaded = at(CASE.replace(right, wrong, 1))
    assert loaded.value is not None
    assert [fault.remark for fault in loaded.faults] == [True]
    assert said in loaded.faults[0].sentence


@pytest.mark.parametrize(
    "text", ["", "texte", "[a]", "format: 1\nsources: [3]\nquestions: {a: b}\nrebonds: 1\n", "a: ["]
)
def test_no_text_makes_the_loading_raise(at, text):
    loaded = at(text)
    assert loaded.value is None
    assert loaded.faults


def test_a_faulty_case_is_left_out_and_the_others_are_served(tmp_path):
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "la-clef.yaml").write_text(CASE, encoding="utf-8")
    (folder / "autre.yaml").write_text(CASE.replace("id: la-clef", "id: autre").replace("D03", "D99"), encoding="utf-8")
    found = load_cases(tmp_path, LIBRARY)
    assert list(found.cases) == ["la-clef"]
    assert {fault.path.rsplit("/", 1)[-1] for fault in found.faults} == {"autre.yaml"}


def test_two_files_of_one_id_do_not_hide_each_other(tmp_path):
    folder = tmp_path / "cases"
    folder.mkdir()
    for name in ("la-clef", "la-cleg"):
        (folder / f"{name}.yaml").write_text(CASE, encoding="utf-8")
    found = load_cases(tmp_path, LIBRARY)
    assert list(found.cases) == ["la-clef"]
    assert [fault.remark for fault in found.faults] == [False]


def test_without_a_folder_there_is_no_case(tmp_path):
    assert load_cases(tmp_path, LIBRARY) == Cases()


def test_a_text_is_read_aloud_at_a_hundred_and_fifty_words_a_minute():
    assert seconds_aloud("mot " * 150) == 60
    assert seconds_aloud("Est-ce\u202fvrai\u202f? «\u202fOui\u202f»\u00a0: oui.") == round(4 * 60 / 150)


def test_the_check_names_the_faults_of_a_case_given_by_its_file(tmp_path):
    path = tmp_path / "la-clef.yaml"
    path.write_text(CASE.replace("titre: La clef", "titer: La clef"), encoding="utf-8")
    said = io.StringIO()
    assert check([path], said) == 1
    assert ":5:1" in said.getvalue()
    assert "Vouliez-vous « titre »" in said.getvalue()


def test_the_check_of_the_whole_library_reads_its_cases(tmp_path):
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "la-clef.yaml").write_text(CASE.replace("titre: La clef", "titer: La clef"), encoding="utf-8")
    said = io.StringIO()
    assert check([], said, folder=tmp_path) == 1
    assert "cases/la-clef.yaml:5:1" in said.getvalue()
