"""Each file of `faults/` stands beside what is said of it: `LINE:COLUMN sentence`, one a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitation.guides.faults import did_you_mean, nearest
from facilitation.guides.load import load_guide

FOLDER = Path(__file__).parent / "faults"
FAULTY = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_each_faulty_file_is_named_with_its_lines_and_cures(path, library):
    loaded = load_guide(path, library, "essai.yaml")
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert [str(fault) for fault in loaded.faults] == [f"essai.yaml:{line}" for line in expected]
    assert expected, "a file of this folder has at least one fault"
    assert (loaded.value is not None) == all(fault.remark for fault in loaded.faults)


def test_the_list_of_faults_is_long_enough_to_mean_something():
    assert len(FAULTY) >= 70


def test_the_small_guide_that_the_faulty_files_damage_has_no_fault(load, small):
    assert load(small).faults == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("titr", "titre"),
        ("Titre", "titre"),
        ("étapes", "etapes"),
        ("plan action", "plan_action"),
        ("minute", "minutes"),
        ("idx", "id"),
    ],
)
def test_the_nearest_known_word_is_found_whatever_the_accents_and_spaces(written, meant):
    assert nearest(written, ["titre", "etapes", "plan_action", "minutes", "id"]) == meant


def test_a_word_near_nothing_lists_what_is_known():
    assert did_you_mean("xylophone", ["tour", "notes"]).endswith("notes, tour.")


def test_a_missing_file_is_a_fault_and_not_a_traceback(library, tmp_path):
    loaded = load_guide(tmp_path / "absent.yaml", library, "absent.yaml")
    assert str(loaded.faults[0]).startswith("absent.yaml:1:1 Ce fichier n’a pas pu être lu.")


def test_a_file_above_256_kb_is_refused_before_it_is_read(load, small):
    assert "256 ko" in load(small + "# " + "x" * 256 * 1024).faults[0].sentence


def test_a_file_of_too_many_elements_is_refused(load):
    assert "20 000" in load("a: [" + "b," * 20_001 + "]").faults[0].sentence


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_file_of_endless_brackets_exhausts_no_stack(load, opening):
    assert load("a:\n  " + opening * 50_000).value is None


def test_a_file_of_ten_thousand_unknown_keys_is_judged_at_once(load, small):
    many = "".join(f"cle_{number}: x\n" for number in range(9_000))
    assert load(small + many).value is None


def test_windows_line_ends_and_a_byte_order_mark_are_read(load, small):
    assert load(b"\xef\xbb\xbf" + small.replace("\n", "\r\n").encode()).faults == ()


@pytest.mark.parametrize(("minutes", "said"), [(95, 0), (96, 2)])
def test_a_guide_of_more_than_100_minutes_is_told_to_have_a_break_and_a_follow_up(load, small, minutes, said):
    text = small.replace("minutes: 10", f"minutes: {minutes}").replace("duree: 15", f"duree: {minutes + 5}")
    loaded = load(text)
    assert len(loaded.faults) == said
    assert loaded.value is not None


@pytest.mark.parametrize(("smallest", "said"), [(4, 1), (5, 0)])
def test_an_anonymous_step_may_be_in_the_minutes_from_five_people_on(load, small, smallest, said):
    text = small.replace("min: 4", f"min: {smallest}").replace(
        "    trace: pv\n", "    trace: pv\n    drapeaux: [anonyme]\n"
    )
    assert len(load(text).faults) == said
    written = text.replace("    drapeaux: [anonyme]\n", "").replace(
        "      type: notes\n      rubriques:\n        - {id: vu, titre: Vu}\n",
        "      type: ecriture\n      signature: anonyme\n",
    )
    assert len(load(written).faults) == said
