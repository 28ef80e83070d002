"""The JSON Schema of a guide, for editors: French keys, and each activity's own settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from facilitation.guides.load import ModuleUse
from facilitation.guides.schema import Guide
from facilitation.i18n import _

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kinds: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """The schema of a guide's file; `kinds` gives each activity's settings by type."""
    models: list[Any] = [
        (Guide, "validation"),
        (ModuleUse, "validation"),
        *((kind, "validation") for kind in kinds.values()),
    ]
    names, whole = models_json_schema(models, by_alias=True, ref_template="#/$defs/{model}")
    definitions: dict[str, Any] = whole["$defs"]
    guide = definitions.pop(_name(names, Guide))
    settings = {name: definitions.pop(_name(names, kind)) for name, kind in kinds.items()}
    definitions["ActivityChoice"] = {"oneOf": [_choice(name, one) for name, one in settings.items()]}
    definitions["Step"]["properties"].pop("module", None)
    either = {"anyOf": [{"$ref": "#/$defs/Step"}, {"$ref": "#/$defs/ModuleUse"}]}
    guide["properties"]["etapes"] = guide["properties"]["etapes"] | {"items": either}
    return {"$schema": DIALECT, **guide, "title": _("Guide de Maillage"), "$defs": definitions}


def _name(names: Mapping[Any, Any], model: type[BaseModel]) -> str:
    """The name under which the definitions hold this model."""
    return str(names[model, "validation"]["$ref"]).rsplit("/", 1)[-1]


def _choice(name: str, settings: dict[str, Any]) -> dict[str, Any]:
    """An activity's settings with its type, which tells them apart."""
    return settings | {
        "title": name,
        "properties": {"type": {"const": name}, **settings.get("properties", {})},
        "required": ["type", *settings.get("required", [])],
        "additionalProperties": False,
    }
