from __future__ import annotations

import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from facilitation.activities import registry
from facilitation.guides.catalogue import content_folder
from facilitation.guides.json_schema import json_schema

GUIDES = sorted((content_folder() / "guides").glob("*.yaml"))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(json.dumps(json_schema(registry.kinds())))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def read(path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_the_schema_accepts_every_guide(validator, path):
    assert [error.message for error in validator.iter_errors(read(path))] == []


def test_the_schema_accepts_a_step_that_is_a_module(validator):
    guide = read(GUIDES[0])
    guide["etapes"].insert(1, {"module": "pause", "minutes": 5})
    assert validator.is_valid(guide)


@pytest.mark.parametrize(
    "change", [{"titr": "x"}, {"objet": "x"}, {"duree": "dix"}, {"etapes": []}, {"publics": "formation"}]
)
def test_the_schema_refuses_what_the_loader_refuses(validator, change):
    assert not validator.is_valid(read(GUIDES[0]) | change)


@pytest.mark.parametrize(
    "activity",
    [{"type": "inconnue"}, {"type": "tour", "rubriques": []}, {"secondes": 60}, {"type": "tour", "secondes": "x"}],
)
def test_the_schema_knows_each_activity(validator, activity):
    guide = read(GUIDES[0])
    guide["etapes"][0]["activite"] = activity
    assert not validator.is_valid(guide)


def test_the_schema_speaks_french_keys_alone(validator):
    assert "etapes" in validator.schema["properties"]
    assert "steps" not in validator.schema["properties"]
    assert {choice["title"] for choice in validator.schema["$defs"]["ActivityChoice"]["oneOf"]} == set(registry.kinds())
