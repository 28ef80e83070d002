from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from facilitation.activities import registry
from facilitation.guides import upgrade
from facilitation.guides.catalogue import Catalogue, content_folder, describe, fingerprint, freeze, load_catalogue, thaw
from facilitation.guides.faults import blocking
from facilitation.guides.frozen import UnreadableCopy
from facilitation.guides.schema import Guide, step_minutes, total_minutes

FORMATS = Path(__file__).parent / "formats"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the library, to damage."""
    return Path(shutil.copytree(content_folder(), tmp_path / "content"))


def read(folder: Path) -> Catalogue:
    return load_catalogue(folder, registry.kinds())


@pytest.fixture(scope="module")
def guide(catalogue: Catalogue) -> Guide:
    return catalogue.guides["reflexivite-collective"]


@pytest.mark.parametrize("damage", ["etapes: [", "\x00", "format: 1\n", "- a", ""])
def test_one_bad_guide_never_keeps_the_others_from_being_served(folder, damage):
    (folder / "guides" / "mauvais.yaml").write_text(damage, encoding="utf-8")
    found = read(folder)
    assert set(found.guides) == set(read(content_folder()).guides)
    assert all(Path(fault.path).name == "mauvais.yaml" for fault in blocking(found.faults))
    assert blocking(found.faults)


def test_a_damaged_guide_is_left_out_and_named(folder):
    path = folder / "guides" / "reflexivite-collective.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("minutes: 10", "minutes: dix", 1), encoding="utf-8")
    found = read(folder)
    assert "reflexivite-collective" not in found.guides
    assert "desaccord-entre-services" in found.guides
    assert [Path(fault.path).name for fault in blocking(found.faults)] == ["reflexivite-collective.yaml"]


@pytest.mark.parametrize("name", ["sources.yaml", "drifts.yaml", "glossary.yaml"])
def test_guides_are_served_while_a_reference_file_is_faulty(folder, name):
    (folder / name).write_text("format: [", encoding="utf-8")
    found = read(folder)
    assert set(found.guides) == set(read(content_folder()).guides)
    assert [Path(fault.path).name for fault in found.faults] == [name]


def test_a_guide_that_takes_a_faulty_module_is_left_out_with_the_reason(folder):
    (folder / "modules" / "pause.yaml").write_text("format: 1\n", encoding="utf-8")
    path = folder / "guides" / "desaccord-entre-services.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "etapes:\n  - id: accueil", "etapes:\n  - module: pause\n  - id: accueil", 1
    )
    path.write_text(text, encoding="utf-8")
    found = read(folder)
    assert "desaccord-entre-services" not in found.guides
    assert any("le module « pause » n’existe pas" in fault.sentence.replace("\u00a0", " ") for fault in found.faults)


def test_a_folder_that_is_not_there_gives_an_empty_catalogue_with_faults(tmp_path):
    found = read(tmp_path / "absent")
    assert found.guides == {}
    assert len(found.faults) == 3


def test_two_files_of_one_id_do_not_hide_each_other(folder):
    shutil.copy(folder / "guides" / "reflexivite-collective.yaml", folder / "guides" / "z.yaml")
    found = read(folder)
    assert "reflexivite-collective" in found.guides
    assert [Path(fault.path).name for fault in blocking(found.faults)] == ["z.yaml"]


def translated(folder: Path, change: tuple[str, str] = ("", "")) -> Catalogue:
    text = (folder / "guides" / "reflexivite-collective.yaml").read_text(encoding="utf-8")
    text = (
        text.replace("langue: fr", "langue: nl").replace(*change)
        if change[0]
        else text.replace("langue: fr", "langue: nl")
    )
    (folder / "guides" / "reflexivite-collective.nl.yaml").write_text(text, encoding="utf-8")
    return read(folder)


def test_a_translation_in_step_with_its_original_is_served_beside_it(folder):
    found = translated(folder)
    assert found.faults == ()
    assert found.translations["reflexivite-collective", "nl"].language == "nl"
    described = describe(found.translations["reflexivite-collective", "nl"], found)
    assert described["fichier"].endswith("reflexivite-collective.nl.yaml")


@pytest.mark.parametrize(
    "change",
    [
        ("minutes: 10", "minutes: 11"),
        ("- id: hypotheses", "- id: hypothesen"),
        ("type: cartes", "type: ecriture"),
        ("langue: nl", "langue: de"),
    ],
)
def test_a_translation_out_of_step_is_left_out(folder, change):
    found = translated(folder, change)
    assert found.translations == {}
    assert {Path(fault.path).name for fault in blocking(found.faults)} == {"reflexivite-collective.nl.yaml"}


def test_a_module_is_inserted_with_its_origin(load, small):
    text = small.replace("  - id: lecture", "  - {module: pause, minutes: 15}\n  - id: lecture").replace(
        "duree: 15", "duree: 30"
    )
    guide = load(text).value
    assert guide is not None
    step = guide.steps[1]
    assert (step.id, step.module, step.minutes) == ("pause", "pause", 15)


def test_a_frozen_copy_comes_back_as_the_same_guide(guide, catalogue):
    copy = json.loads(json.dumps(freeze(guide, catalogue)))
    found = thaw(copy)
    assert found.guide == guide
    assert found.copy() == copy
    assert {source.id for source in found.sources} >= set(guide.sources)
    assert {drift.id for drift in found.drifts} >= set(guide.drifts)
    assert found.glossary


def test_the_frozen_copy_of_a_variant_holds_its_steps_alone(guide, catalogue):
    found = thaw(freeze(guide, catalogue, "une-heure"))
    assert [step.id for step in found.guide.steps] == [step.id for step in guide.steps_of("une-heure")]
    assert (found.guide.duration, found.variant) == (60, "une-heure")
    assert total_minutes(found.guide, 8) == 60
    with pytest.raises(KeyError):
        freeze(guide, catalogue, "inconnue")


def test_the_fingerprint_is_that_of_the_content_and_not_of_the_order_of_keys(guide, catalogue):
    copy = freeze(guide, catalogue)
    assert re.fullmatch(r"[0-9a-f]{64}", fingerprint(copy))
    assert fingerprint(dict(reversed(copy.items()))) == fingerprint(copy)
    assert fingerprint(copy | {"titre": "Autre"}) != fingerprint(copy)


def test_a_copy_grows_by_the_steps_of_a_module(guide, catalogue):
    found = thaw(thaw(freeze(guide, catalogue)).with_steps(catalogue.modules["pause"].steps))
    assert found.guide.steps == (*guide.steps, *catalogue.modules["pause"].steps)


def test_a_copy_that_was_damaged_says_so_in_a_sentence(guide, catalogue):
    copy = freeze(guide, catalogue) | {"etapes": "rien"}
    with pytest.raises(UnreadableCopy, match="ne se lit plus"):
        thaw(copy)


def test_a_copy_of_a_newer_version_says_so_in_a_sentence(guide, catalogue):
    with pytest.raises(upgrade.NewerFormat, match="version plus récente"):
        thaw(freeze(guide, catalogue) | {"format": 2})


@pytest.mark.parametrize("path", sorted(FORMATS.glob("*.json")), ids=lambda path: path.stem)
def test_a_kept_copy_of_every_format_is_read_today(path):
    found = thaw(json.loads(path.read_text(encoding="utf-8")))
    assert found.guide.steps
    assert str(path.stem).startswith(f"copy-{json.loads(path.read_text(encoding='utf-8'))['format']}")


@pytest.mark.parametrize("path", sorted(FORMATS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_kept_file_of_every_format_is_read_today(path, load):
    assert load(path.read_bytes()).faults == ()


def test_every_format_up_to_todays_has_its_kept_copy_and_file():
    for number in range(1, upgrade.FORMAT + 1):
        assert (FORMATS / f"copy-{number}.json").exists()
        assert (FORMATS / f"guide-{number}.yaml").exists()


def test_an_older_copy_and_an_older_file_pass_by_their_upgrade(monkeypatch, guide, catalogue, load, small):
    def rename(data: dict) -> dict:
        return {("titre" if key == "nom" else key): value for key, value in data.items()}

    monkeypatch.setitem(upgrade.UPGRADES, 0, rename)
    older = {("nom" if key == "titre" else key): value for key, value in freeze(guide, catalogue).items()} | {
        "format": 0
    }
    assert thaw(older).guide == guide
    assert load(small.replace("format: 1", "format: 0").replace("titre: Petit guide", "nom: Petit guide")).faults == ()


def test_minutes_follow_the_people_and_the_groups(guide, load, small):
    text = small.replace(
        "    minutes: 10\n", "    minutes: 10\n    minutes_par_personne: 2\n    minutes_par_groupe: 3\n"
    )
    step = load(text).value.steps[1]
    assert [step_minutes(step, people, 4) for people in (0, 1, 4, 5, 8, 9)] == [10, 15, 21, 26, 32, 37]


def test_a_disabled_step_is_not_counted_and_a_variant_takes_it_back(load, small):
    text = small.replace("    minutes: 10\n", "    minutes: 10\n    desactivee: true\n").replace(
        "licence:", "variantes:\n  - {id: court, titre: Court, duree: 10, etapes: [{id: lecture}]}\nlicence:"
    )
    loaded = load(text.replace("duree: 15", "duree: 5"))
    assert loaded.faults == ()
    assert (total_minutes(loaded.value, 6), total_minutes(loaded.value, 6, "court")) == (5, 10)


def test_describe_gives_what_machines_rely_on(guide, catalogue):
    found = describe(guide, catalogue)
    assert list(found) == [
        "id",
        "version",
        "langue",
        "titre",
        "empreinte",
        "fichier",
        "duree",
        "groupe",
        "variantes",
        "etapes",
    ]
    assert found["empreinte"] == fingerprint(freeze(guide, catalogue))
    assert found["groupe"] == {"min": 4, "max": 12}
    assert set(found["etapes"][0]) == {"id", "activite", "trace", "minutes"}


def test_what_is_loaded_cannot_be_changed(guide):
    with pytest.raises(ValueError, match="frozen"):
        guide.title = "Autre"
    with pytest.raises(TypeError):
        guide.steps[0].activity.settings["points"] = ()
