"""What the format can say: published protocols that are not of our library, of different shapes, written as guide files and led without new code.

`make test` leads each with `facilitation demo` to the text that is kept; `make test-long` with the pages too. What could not be said is in
docs/decisions/0021.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from facilitation.cli_guides import library_of
from facilitation.guides.catalogue import Catalogue
from facilitation.guides.load import load_guide
from facilitation.guides.schema import Flag, Guide
from facilitation.web import context
from tests.checked import CheckedClient
from tests.conftest import Clock
from tests.pages.facilitator import Facilitator, local
from tests.pages.scripts import as_kept, demonstrated

HERE = Path(__file__).parent / "outside"
LED = yaml.safe_load((HERE / "scripts.yaml").read_text("utf-8"))
NAMES = sorted(LED)
SHAPES = {
    "tables-qui-voyagent": "sub-groups that recombine",
    "liste-et-points": "rounds",
    "deux-tours-d-estimation": "two rounds of rating",
    "trier-en-silence": "silent sorting",
    "cercle-et-chaise-vide": "fishbowl",
    "travail-sur-la-table": "timed questions",
}
WRITE = "To keep what it gives now: python -m tests.guides.test_outside"


def meeting(name: str, guide: str) -> dict[str, Any]:
    """A meeting of five people led with this guide, named by its id or by its file."""
    people = ("Alice Lambert", "Bob Haddad", "Carole Marchal", "Driss Amrani", "Elsa Moreau")
    return {
        "format": 1,
        "partenariat": {"nom": "Réseau du Val", "territoire": "Valmont"},
        "membres": [{"nom": one, "fonction": "", "service": ""} for one in people],
        "reunion": {
            "titre": "Essai d’un guide",
            "debut": "2026-04-16T13:30",
            "fin": "2026-04-16T15:00",
            "lieu": "Salle du Conseil",
            "animation": people[0],
            "secretariat": people[1],
            "presents": list(people),
            "invites": [],
        },
        "points": [{"guide": guide, "etapes": LED[name]}],
        "documents": {"lecteurs": "groupe"},
    }


def by_file(name: str, folder: Path) -> dict[str, Any]:
    """The same, its guide lying beside the script in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text((HERE / f"{name}.yaml").read_text("utf-8"), encoding="utf-8")
    return meeting(name, f"{name}.yaml")


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """One protocol after the other."""
    found: str = request.param
    return found


@pytest.fixture
def guide(name: str, catalogue: Catalogue) -> Guide:
    """The protocol as a guide; without a fault, without a remark."""
    loaded = load_guide(HERE / f"{name}.yaml", library_of(catalogue), f"{name}.yaml")
    assert [str(fault) for fault in loaded.faults] == []
    assert loaded.value is not None
    return loaded.value


def test_six_shapes_are_written_as_files_and_none_is_of_the_library(catalogue: Catalogue) -> None:
    assert {path.stem for path in HERE.glob("*.yaml")} - {"scripts"} == set(SHAPES) == set(LED)
    assert not set(SHAPES) & set(catalogue.guides)


def test_the_file_says_where_the_protocol_was_published(name: str) -> None:
    first = [line for line in (HERE / f"{name}.yaml").read_text("utf-8").splitlines() if line.startswith("#")]
    assert "Published" in " ".join(first)
    assert "Our own words." in " ".join(first)


def test_what_the_script_tells_are_steps_of_the_guide_and_none_that_keeps_something_is_left_out(
    name: str, guide: Guide
) -> None:
    keeping = {one.id for one in guide.steps if one.trace != "aucune" and one.activity.type != "relecture"}
    assert set(LED[name]) == keeping


def test_each_protocol_is_led_by_its_script_to_the_text_that_is_kept(name: str, tmp_path: Path) -> None:
    given = as_kept(demonstrated(by_file(name, tmp_path), tmp_path))
    assert given == (HERE / "led" / f"{name}.txt").read_text("utf-8"), WRITE


def ready(app: Flask, clock: Clock, signed_in: Callable[[str], CheckedClient], name: str, guide: Guide) -> Facilitator:
    """Somebody whose library holds this guide, and who has begun the meeting with it."""
    script, house = meeting(name, name), app.extensions["maillage"]
    with app.app_context():
        library = replace(context.catalogue(), guides={**context.catalogue().guides, name: guide})
    app.extensions["maillage"] = replace(house, library=lambda: library)
    clock.now = local(script["reunion"]["debut"])
    person = Facilitator(app, signed_in("Alice"), clock, script)
    person.prepare()
    person.welcome()
    return person


@pytest.mark.parametrize("name", ["tables-qui-voyagent"], indirect=True)
def test_at_tables_that_travel_one_meets_others_as_the_desk_proposes(
    name: str, guide: Guide, app: Flask, clock: Clock, signed_in: Callable[[str], CheckedClient]
) -> None:
    person = ready(app, clock, signed_in, name, guide)
    rounds = []
    for stage in person.stages()[1:4]:
        person.fill(person.at("/pupitre"), person.at("/pupitre/avancer"))
        given = {} if rounds else {"facon": "noms"}
        person.fill(person.at("/pupitre"), person.at(f"/pupitre/etapes/{stage.id}/groupes"), nombre="3", **given)
        groups = next(one.groups for one in person.stages() if one.id == stage.id)
        rounds.append([set(group.people) for group in groups])
    assert [sorted(map(len, tables)) for tables in rounds] == [[1, 2, 2]] * 3
    for before, after in pairwise(rounds):
        assert not [1 for one in before for other in after if len(one & other) > 1], "two people sit together again"


@pytest.mark.parametrize("name", ["liste-et-points"], indirect=True)
def test_choices_that_the_group_writes_have_their_sheets_before_and_after(
    name: str, guide: Guide, app: Flask, clock: Clock, signed_in: Callable[[str], CheckedClient]
) -> None:
    person = ready(app, clock, signed_in, name, guide)
    stage = next(one for one in person.stages() if one.step.id == "points")
    for _step in range(3):
        person.fill(person.at("/pupitre"), person.at("/pupitre/avancer"))
    kit, typing = person.at("/kit/feuilles"), person.at(f"/saisie/{stage.id}")
    assert "les choix que le groupe a écrits" in person.client.get(kit).words
    person.client.get(person.at("/kit.docx"))
    person.client.get(typing)
    person.fill(
        person.at("/pupitre"), person.at(f"/pupitre/etapes/{stage.id}/ranger"), **LED[name]["points"]["pupitre"][0]
    )
    assert "Le nom de qui rappelle" in person.client.get(kit).words
    assert "Le nom de qui rappelle" in person.client.get(typing).words


@pytest.mark.long
def test_each_protocol_is_led_through_the_pages_to_the_same_text(
    name: str, guide: Guide, app: Flask, clock: Clock, signed_in: Callable[[str], CheckedClient]
) -> None:
    person = ready(app, clock, signed_in, name, guide)
    person.lead()
    person.read_back()
    assert as_kept(person.download("groupe")) == (HERE / "led" / f"{name}.txt").read_text("utf-8"), WRITE


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("    groupes: melanges\n", "    groupes: brasses\n", "« groupes » ne peut pas valoir"),
        ("    drapeaux: [sous-groupes]\n    groupes", "    groupes", "dit comment former des sous-groupes"),
    ],
)
def test_what_the_format_learnt_here_has_its_faults(
    right: str, wrong: str, said: str, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "tables-qui-voyagent.yaml"
    text = (HERE / path.name).read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    loaded = load_guide(path, library_of(catalogue), path.name)
    assert loaded.value is None
    assert any(said in str(fault).replace("\u00a0", " ") for fault in loaded.faults), [
        str(one) for one in loaded.faults
    ]


def test_groups_are_said_only_where_there_are_some(catalogue: Catalogue) -> None:
    every = [*catalogue.guides.values(), *catalogue.modules.values()]
    assert all(Flag.SOUS_GROUPES in step.flags for one in every for step in one.steps if step.grouping)


if __name__ == "__main__":
    import tempfile

    for each in NAMES:
        with tempfile.TemporaryDirectory() as made:
            text = as_kept(demonstrated(by_file(each, Path(made)), Path(made)))
        (HERE / "led" / f"{each}.txt").write_text(text, encoding="utf-8")
