"""Content is code: no fault and no remark anywhere, and what the guides promise is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from facilitation.activities import registry
from facilitation.cli_guides import library_of, read_script
from facilitation.guides.catalogue import content_folder
from facilitation.guides.load import guide_from
from facilitation.guides.schema import Flag, total_minutes, usual_people
from facilitation.library.cases import load_case

FOLDER = content_folder()
DOCS = FOLDER.parent / "docs" / "ecrire-un-guide.md"
BLOCK = re.compile(r"^```yaml *(?P<info>\S*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = (
    [(found["info"], found["text"]) for found in BLOCK.finditer(DOCS.read_text(encoding="utf-8"))]
    if DOCS.exists()
    else []
)
AROUND = """format: 1
id: exemple
langue: fr
version: 1.0.0
titre: Exemple
resume: Une étape à la fois.
publics: [formation]
objet: pratique
duree: {minutes}
groupe: {{min: 5, max: 7}}
sources: []
licence: CC-BY-4.0
attribution: Exemple.
etapes:
"""


def test_no_file_has_a_fault_or_a_remark(catalogue):
    assert [str(fault) for fault in catalogue.faults] == []


def test_every_file_is_served(catalogue):
    guides = {path.stem for path in (FOLDER / "guides").glob("*.yaml")}
    assert guides == set(catalogue.guides) | {f"{name}.{language}" for name, language in catalogue.translations}
    assert {path.stem for path in (FOLDER / "modules").glob("*.yaml")} == set(catalogue.modules)


def test_the_library_is_whole(catalogue):
    assert {"reflexivite-collective", "desaccord-entre-services"} <= set(catalogue.guides)
    assert {"accueil", "pause", "relecture", "avis-de-sortie"} <= set(catalogue.modules)
    assert {"un-deux-quatre-tous", "ecriture-silencieuse", "tour-de-consentement"} <= set(catalogue.modules)
    assert {"ligne-du-temps", "desaccord"} <= set(catalogue.modules)
    assert [*catalogue.drifts] == [f"D{number:02}" for number in range(1, 19)]
    assert len(catalogue.glossary) >= 45


# Family names of the authors of n° 111, with the two of the editorial, the poster's and n° 105 apart.
AUTHORS = [
    "Leclercq",
    "Aerts",
    "Fastrès",
    "Bernaz",
    "Bouchereau",
    "Bartholomé",
    "Wyngaerden",
    "Darimont",
    "Deliège",
    "Loyens",
    "Blavier",
    "Bex",
    "Watrice",
    "Tambour",
    "Kadjo",
    "Chabot",
    "Michaud",
    "Minot",
    "Maccatory",
    "Thirion",
    "Bisschop",
]


@pytest.mark.parametrize("author", AUTHORS)
def test_every_author_of_the_issue_has_an_entry(catalogue, author):
    assert any(
        author in name for source in catalogue.sources.values() if source.number == "111" for name in source.authors
    )


def test_a_source_of_which_only_the_title_was_read_lends_nothing_else(catalogue):
    for source in catalogue.sources.values():
        if source.read == "titre":
            assert source.certainty == "titre", source.id


def test_every_source_that_a_drift_names_exists(catalogue):
    named = {owed.id for drift in catalogue.drifts.values() for owed in drift.sources}
    assert named <= set(catalogue.sources)


def test_durations_are_those_of_the_usual_number_of_people(catalogue):
    for guide in catalogue.guides.values():
        assert total_minutes(guide, usual_people(guide)) == guide.duration
        for variant in guide.variants:
            assert total_minutes(guide, usual_people(guide), variant.id) == variant.duration


def test_a_guide_can_be_led_from_the_desk_alone(catalogue):
    for guide in (*catalogue.guides.values(), *catalogue.modules.values()):
        for step in guide.steps:
            assert step.briefing.strip(), f"{guide.id}/{step.id}"
            assert step.question.strip() or Flag.ECRAN_MASQUE in step.flags, f"{guide.id}/{step.id}"


@pytest.mark.parametrize("guide_id", sorted({path.name.split(".")[0] for path in (FOLDER / "guides").glob("*.yaml")}))
def test_each_guide_has_its_example_and_the_example_has_no_fault(catalogue, guide_id):
    loaded = read_script(FOLDER / "examples" / f"{guide_id}.yaml", catalogue)
    assert [str(fault) for fault in loaded.faults] == []
    assert guide_id in loaded.guides


def test_every_example_has_no_fault(catalogue):
    for path in sorted((FOLDER / "examples").glob("*.yaml")):
        assert [str(fault) for fault in read_script(path, catalogue).faults] == []


def test_the_guide_for_authors_has_an_example_of_every_activity():
    shown = {kind for _info, text in BLOCKS for kind in re.findall(r"type: ([a-z-]+)", text)}
    assert set(registry.kinds()) <= shown


@pytest.mark.parametrize(
    ("info", "text"), BLOCKS, ids=[f"{number}-{info or 'guide'}" for number, (info, _text) in enumerate(BLOCKS)]
)
def test_every_example_of_the_guide_for_authors_is_loaded(catalogue, info, text, tmp_path):
    """A block is a whole guide, or (« yaml etape ») steps to put in one, or (« yaml cas ») a fictional case."""
    if info == "cas":
        path = tmp_path / "la-clef-du-local.yaml"
        path.write_text(text, encoding="utf-8")
        case = load_case(path, library_of(catalogue))
        assert [str(fault) for fault in case.faults] == []
        return
    if info == "etape":
        text = AROUND.format(minutes=1) + "".join(f"  {line}\n" for line in text.splitlines())
    loaded = guide_from(text.encode(), library_of(catalogue), "exemple.yaml")
    said = [str(fault) for fault in loaded.faults if not (info == "etape" and "«\u00a0duree\u00a0»" in fault.sentence)]
    assert said == []
    assert loaded.value is not None


def test_what_the_guide_for_authors_says_of_faults_is_what_the_check_says(catalogue):
    example = next(text for info, text in BLOCKS if not info)
    shown = re.findall(r"^point-de-mi-parcours\.yaml:.*$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(shown) >= 7
    damaged = example
    for right, wrong in [
        ("observatoire-111-editorial]", "observatoire-111-editoriel]"),
        ("consigne: On écoute", "consinge: On écoute"),
        ("minutes: 7\n", "minutes: 0\n"),
        ("type: cartes", "type: carte"),
        ("entrees: [cartes]", "entrees: [cartse]"),
    ]:
        assert right in damaged
        damaged = damaged.replace(right, wrong, 1)
    others = [
        example.replace('titre: "À mi-parcours\u00a0: ce', "titre: À mi-parcours : ce").replace(
            'coince"\nresume', "coince\nresume"
        ),
        example.replace("titre: Où j’en suis", "titre: Où j'en suis"),
    ]
    library = library_of(catalogue)
    said = {
        str(fault)
        for text in (damaged, *others)
        for fault in guide_from(text.encode(), library, "point-de-mi-parcours.yaml").faults
    }
    assert [line for line in shown if " ".join(line.split()) not in said] == []


def test_no_line_of_the_library_speaks_a_forbidden_word():
    """`domain/relecture.md` §1.10 and §2: no acronym of method, no accusing word."""
    forbidden = re.compile(r"\b(ROTI|roddel\w*|ragots?|usagers? difficiles?|dérapages?)\b", re.IGNORECASE)
    for path in sorted((FOLDER / "guides").glob("*.yaml")) + sorted((FOLDER / "modules").glob("*.yaml")):
        assert forbidden.findall(Path(path).read_text(encoding="utf-8")) == []


def test_the_guide_on_drifts_names_them_as_their_sheets_do(catalogue):
    """Thirteen of the eighteen, in the same words where one rates and where one chooses, and the line that the group may add."""
    guide = catalogue.guides["analyse-derives-partenariat"]
    rated = guide.step("se-situer").activity.settings["items"]
    chosen = guide.step("choisir").activity.settings["choix"]
    sheets = {name.lower(): drift for name, drift in catalogue.drifts.items() if name in guide.drifts}
    assert len(sheets) == 13
    assert [(one["id"], one["titre"], one["aide"]) for one in rated] == [
        (name, drift.title, drift.definition) for name, drift in sheets.items()
    ]
    assert [one["id"] for one in chosen] == [*sheets, "ajout"]
    assert [one["titre"] for one in chosen[:-1]] == [drift.title for drift in sheets.values()]


def test_the_short_questionnaire_has_nineteen_statements_of_the_long_one_in_the_same_words(catalogue):
    """`domain/relecture.md` §5: some fifty statements in nine fields, a short form under twenty; the twelve of persons concerned are never among them."""
    guide = catalogue.guides["auto-evaluation-annuelle"]

    def items(step: str) -> dict[str, tuple[str, str]]:
        settings = guide.step(step).activity.settings
        return {one["id"]: (one["titre"], one.get("aide", "")) for one in settings["items"]}

    long = {**items("feuille-personne"), **items("feuille-services"), **items("feuille-nous")}
    short, persons = items("courte"), items("feuilles-personnes")
    assert (len(long), len(short), len(persons)) == (49, 19, 12)
    assert short == items("ensemble") == {name: long[name] for name in short}
    fields = [row["id"] for row in guide.step("lire").activity.settings["lignes"]]
    assert len(fields) == 9
    assert {name[:3] for name in long} == {name[:3] for name in short} == set(fields)
    assert not set(persons) & set(long)
    assert len({statement for _name, statement in long.values()}) == 49
