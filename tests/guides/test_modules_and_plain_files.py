"""Guides with modules, modules and plain files: what they give, and every fault at its line, whichever file it is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitation.activities import registry
from facilitation.guides.coherence import check_reference
from facilitation.guides.load import Library, load_guide, load_module, load_plain
from facilitation.guides.schema import DriftsFile, GlossaryFile, SourcesFile
from tests.guides.authored import LIBRARY, MODULE, SMALL, changed, faults_of, loaded, said_of

DRIFTS = """format: 1
langue: fr
familles:
  - {id: repli, titre: Repli}
derives:
  - id: D01
    titre: Chacun pour soi
    famille: repli
    definition: Chacun travaille seul.
    signes: [on ne se parle plus]
"""
SOURCES = """format: 1
langue: fr
sources:
  - {id: affiche, titre: Affiche, lu: titre, certitude: affiche}
"""


@pytest.fixture
def at(tmp_path: Path):
    """Writes a file, and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "essai.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


# ------------------------------------------------------------------ a guide and its modules


def with_module(lines: str) -> str:
    """The small guide with this item after its first step, and its duration so much longer."""
    return changed(("  - id: lecture\n", f"{lines}  - id: lecture\n"), ("duree: 15", "duree: 20"))


def test_the_steps_of_a_module_stand_where_the_guide_names_it() -> None:
    found = loaded(with_module("  - module: pause\n"))
    assert said_of(found) == []
    assert found.value is not None
    assert [(one.id, one.module) for one in found.value.steps] == [("accueil", ""), ("pause", "pause"), ("lecture", "")]


def test_a_guide_may_change_the_id_the_minutes_and_the_rest_of_a_module_s_only_step() -> None:
    found = loaded(with_module("  - {module: pause, id: souffle, minutes: 9, desactivee: true, seance: 2}\n"))
    assert found.value is not None
    step = found.value.steps[1]
    assert (step.id, step.title, step.minutes, step.disabled, step.session) == ("souffle", "pause", 9, True, 2)


def test_a_module_of_several_steps_can_be_disabled_and_not_renamed() -> None:
    found = loaded(with_module("  - {module: double, desactivee: true}\n"))
    assert found.value is not None
    assert [(one.id, one.disabled) for one in found.value.steps[1:3]] == [("un", True), ("deux", True)]
    for key in ("id: x", "minutes: 3"):
        said = faults_of(with_module("  - {module: double, " + key + "}\n"))
        assert len(said) == 1
        assert said[0].startswith("22:6 étape « ")
        assert "leurs « id » et « minutes » ne se changent pas ici" in said[0]


def test_an_unknown_module_is_named_and_no_sum_is_made_without_it() -> None:
    said = faults_of(with_module("  - module: pose\n  - module: pause\n  - module: suivi\n"))
    assert said == ["22:5 étape « pose » : le module « pose » n’existe pas. Vouliez-vous « pause » ?"]


def test_without_any_module_one_that_is_named_is_to_be_removed() -> None:
    said = faults_of(with_module("  - module: pause\n"), Library(registry.kinds()))
    assert said == ["22:5 étape « pause » : le module « pause » n’existe pas. Enlevez-le."]


def test_faults_after_a_module_of_several_steps_keep_their_own_lines() -> None:
    text = changed(("titre: Lecture", "titre: [a]"), text=with_module("  - module: double\n"))
    said = faults_of(text.replace("duree: 20", "duree: 25"))
    assert [one.split(" ", 1)[0] for one in said] == ["24:5"]
    assert "étape « lecture »" in said[0]


def test_a_key_that_a_module_s_item_cannot_change_is_named() -> None:
    said = faults_of(with_module("  - {module: pause, titre: Autre}\n"))
    assert len(said) == 1
    assert said[0].startswith("22:21 étape « pause » : la clé « titre » n’existe pas ici.")


# ------------------------------------------------------------------ what a file may be


def test_a_guide_without_its_language_is_read_as_french() -> None:
    text = changed(("langue: fr\n", ""), ("Petit guide", "L'essai"))
    assert [one.split(" ")[1] for one in faults_of(text)] == ["il", "remarque"]


def test_the_typography_of_another_language_is_its_own() -> None:
    assert faults_of(changed(("langue: fr", "langue: en"), ("Petit guide", "It's small"))) == []


def test_a_format_that_is_not_known_is_said_at_its_key() -> None:
    text = changed(("format: 1\n", ""), ("titre: Petit guide\n", "titre: Petit guide\nformat: 7\n"))
    assert [one.split(" ", 2)[0] for one in faults_of(text)] == ["5:1"]
    assert "format 7" in faults_of(text)[0].replace("Le format", "format")


def test_a_file_that_is_no_keys_is_said_where_it_begins() -> None:
    assert faults_of("# titre\n- a\n")[0].startswith("2:1 Ce fichier doit commencer par des clés")


def test_a_file_is_named_by_its_path_unless_another_name_is_given(at) -> None:
    path = at("- a")
    for load in (
        lambda **shown: load_guide(path, LIBRARY, **shown),
        lambda **shown: load_module(path, LIBRARY, **shown),
        lambda **shown: load_plain(path, SourcesFile, **shown),
    ):
        assert {fault.path for fault in load().faults} == {str(path)}
        assert {fault.path for fault in load(shown_as="autre.yaml").faults} == {"autre.yaml"}


def test_a_file_that_cannot_be_read_gives_nothing_and_one_fault(tmp_path) -> None:
    absent = tmp_path / "absent.yaml"
    for found in (load_guide(absent, LIBRARY), load_module(absent, LIBRARY), load_plain(absent, SourcesFile)):
        assert found.value is None
        assert [(one.line, one.column, one.remark) for one in found.faults] == [(1, 1, False)]
        assert "n’a pas pu être lu" in found.faults[0].sentence


def test_a_guide_s_file_gives_the_guide(at) -> None:
    found = load_guide(at(SMALL), LIBRARY)
    assert found.faults == ()
    assert found.value is not None
    assert [one.id for one in found.value.steps] == ["accueil", "lecture"]


# ------------------------------------------------------------------ activities and their settings


def activity(settings: str) -> str:
    return changed(("      type: tour\n      secondes: 60\n", settings))


def test_a_setting_written_without_quotes_is_the_text_as_written() -> None:
    found = loaded(activity("      type: avis\n      question: 2026\n"))
    assert said_of(found) == []
    assert found.value is not None
    assert found.value.steps[0].activity.settings == {"question": "2026"}
    assert found.value.steps[0].activity.type == "avis"


def test_a_wrong_setting_is_said_at_its_line() -> None:
    assert faults_of(activity("      type: tour\n      secondes: 4\n")) == [
        "20:7 étape « accueil » : « secondes » vaut « 4 » ; le plus petit nombre permis est 5."
    ]


def test_an_unknown_activity_is_said_at_its_type() -> None:
    assert faults_of(activity("      type: tours\n")) == [
        "19:7 étape « accueil » : l’activité « tours » n’existe pas. Vouliez-vous « tour » ?"
    ]


def test_a_misspelt_type_is_named_at_its_key() -> None:
    said = "19:7 étape « accueil » : la clé « typ » n’existe pas ici. Vouliez-vous « type » ?"
    assert said in faults_of(activity("      typ: tour\n"))


def test_a_key_closer_to_a_title_is_not_taken_for_the_type() -> None:
    assert not any("Vouliez-vous « type »" in one for one in faults_of(activity("      tipre: tour\n")))


def test_a_type_that_is_no_word_is_left_to_the_schema() -> None:
    said = faults_of(activity("      type: [tour]\n      typ: x\n"))
    assert len(said) == 1
    assert said[0].startswith("19:7 étape « accueil » : « type » attend un texte")


# ------------------------------------------------------------------ a module's file


def test_a_module_s_file_gives_the_module(at) -> None:
    found = load_module(at(MODULE), LIBRARY)
    assert found.faults == ()
    assert found.value is not None
    assert (found.value.id, found.value.steps[0].id) == ("bilan", "bilan")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("titre: Bilan\n    m", "titre: L'envol\n    m", "12:13 remarque : apostrophe droite"),
        ("{type: aucune}", "{type: aucunes}", "14:16 étape « bilan » : l’activité « aucunes » n’existe pas."),
        ("{type: aucune}", "{type: tour, secondes: 2}", "14:28 étape « bilan » : « secondes » vaut « 2 »"),
        ("minutes: 5", "minutes: cinq", "13:5 étape « bilan » : « minutes » attend un nombre entier"),
        ("minutes: 5", "minutes: 0", "13:5 étape « bilan » : 0 minute."),
        ("sources: [affiche]", "sources: [afiche]", "9:11 la source « afiche » n’existe pas. Vouliez-vous « affiche » ?"),
        ("trace: aucune", "trace: aucune\n    sources: [x]", "16:15 étape « bilan » : la source « x » n’existe pas."),
        ("trace: aucune", "trace: aucune\n    entrees: [x]", "16:15 étape « bilan » : « entrees » nomme « x »"),
    ],
)  # fmt: skip
def test_each_fault_of_a_module_is_said_at_its_line(at, before, after, said) -> None:
    found = load_module(at(changed((before, after), text=MODULE)), LIBRARY, "essai.yaml")
    assert [one[: len(said)] for one in said_of(found)] == [said]
    assert (found.value is None) is ("remarque" not in said)


# ------------------------------------------------------------------ a plain file


def test_a_plain_file_gives_its_model(at) -> None:
    for text, model in ((SOURCES, SourcesFile), (DRIFTS, DriftsFile)):
        found = load_plain(at(text), model, together=check_reference)
        assert found.faults == ()
        assert isinstance(found.value, model)


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        (SourcesFile, changed(("Affiche", "L'affiche"), text=SOURCES), "4:27 remarque : apostrophe droite"),
        (SourcesFile, changed(("lu: titre, ", ""), text=SOURCES), "4:5 source « affiche » : il manque la clé « lu »."),
        (
            SourcesFile,
            SOURCES + "  - {id: affiche, titre: Deux, lu: titre, certitude: affiche}\n",
            "5:6 source « affiche » : l’identifiant « affiche » sert déjà à la ligne 4.",
        ),
        (
            DriftsFile,
            changed(("famille: repli", "famille: repri"), text=DRIFTS),
            "8:5 dérive « D01 » : la famille « repri » n’existe pas. Vouliez-vous « repli » ?",
        ),
        (
            DriftsFile,
            changed(("titre: Repli}\n", "titre: Repli}\n  - {id: repli, titre: Deux}\n"), text=DRIFTS),
            "5:6 famille « repli » : l’identifiant « repli » sert déjà à la ligne 4.",
        ),
        (
            DriftsFile,
            DRIFTS + DRIFTS[DRIFTS.index("  - id: D01") :],
            "11:5 dérive « D01 » : l’identifiant « D01 » sert déjà à la ligne 6.",
        ),
        (
            GlossaryFile,
            "format: 1\nlangue: fr\nentrees:\n  - {id: pv, fr: Compte}\n  - {id: pv, fr: Autre}\n",
            "5:6 entrée « pv » : l’identifiant « pv » sert déjà à la ligne 4.",
        ),
    ],
)  # fmt: skip
def test_each_fault_of_a_plain_file_is_said_at_its_line(at, model, text, said) -> None:
    found = load_plain(at(text), model, "essai.yaml", together=check_reference)
    assert [one[: len(said)] for one in said_of(found)] == [said]
    assert (found.value is None) is ("remarque" not in said)


def test_without_more_to_check_a_plain_file_is_read_by_its_model_alone(at) -> None:
    found = load_plain(at(changed(("famille: repli", "famille: repri"), text=DRIFTS)), DriftsFile)
    assert found.faults == ()
    assert found.value is not None


def test_what_is_no_list_of_drifts_is_left_to_the_schema(at) -> None:
    for drifts in ("texte", "[texte]", "[{famille: [a]}]"):
        text = DRIFTS[: DRIFTS.index("derives:")] + f"derives: {drifts}\n"
        said = said_of(load_plain(at(text), DriftsFile, "essai.yaml", together=check_reference))
        assert said
        assert not any("la famille «" in one for one in said)
