"""What the buttons of the page do to a guide: add, remove, move up and down. Pure: data in, data out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitation.adapting.names import free
from facilitation.guides.schema import Module
from facilitation.i18n import _

MOST = {"roles": 30, "etapes": 60, "variantes": 12}


@dataclass(frozen=True, slots=True)
class Gesture:
    """A gesture on one of the guide's lists: « ajouter », « retirer », « monter », « descendre » or « ouvrir » (only show it), and which item.

    To add a step, `module` names the module that it takes in (or nothing for a blank one) and `number` says after which it comes (-1: first).
    """

    what: str
    among: str
    number: int
    module: str = ""


def gesture_of(text: str, module: str = "", after: str = "") -> Gesture | None:
    """The gesture of this button (« monter:etapes:3 »), or None for the plain buttons and for what is no gesture."""
    parts = text.split(":")
    if (
        len(parts) != 3
        or parts[0] not in ("ajouter", "retirer", "monter", "descendre", "ouvrir")
        or parts[1] not in MOST
    ):
        return None
    place = after if parts[0] == "ajouter" and after else parts[2]
    if not (place.lstrip("-").isascii() and place.lstrip("-").isdigit() and len(place) < 5):
        return None
    return Gesture(parts[0], parts[1], int(place), module)


def made(data: dict[str, Any], gesture: Gesture, modules: Mapping[str, Module]) -> tuple[dict[str, Any], str]:
    """The guide after this gesture, and the id of the page's part to look at; a gesture on what is not there changes nothing."""
    items, number = list(data.get(gesture.among, [])), gesture.number
    if gesture.what == "ajouter" and len(items) < MOST[gesture.among]:
        number = min(max(number + 1, 0), len(items))
        items.insert(number, _new(gesture, items, modules))
    elif gesture.what == "retirer" and 0 <= number < len(items):
        items.pop(number)
        number = min(number, len(items) - 1)
    elif gesture.what in ("monter", "descendre"):
        other = number + (1 if gesture.what == "descendre" else -1)
        if 0 <= number < len(items) and 0 <= other < len(items):
            items[number], items[other] = items[other], items[number]
            number = other
    changed = {name: value for name, value in data.items() if name != gesture.among or items}
    if items:
        changed[gesture.among] = items
    return changed, f"{gesture.among}-{number}" if number >= 0 and items else gesture.among


def _new(gesture: Gesture, items: list[Any], modules: Mapping[str, Module]) -> dict[str, Any]:
    taken = {name for one in items for name in _names(one, modules)}
    if gesture.module:
        return _taken_in(gesture.module, taken, modules)
    if gesture.among == "roles":
        return {"id": free("role", taken), "nom": _("Nouveau rôle")}
    if gesture.among == "variantes":
        return {"id": free("variante", taken), "titre": _("Nouvelle variante"), "duree": 60, "etapes": []}
    activity = {"type": "aucune"}
    return {
        "id": free("etape", taken),
        "titre": _("Nouvelle étape"),
        "minutes": 5,
        "activite": activity,
        "trace": "aucune",
    }


def _names(item: Mapping[str, Any], modules: Mapping[str, Module]) -> list[str]:
    """The short names that this item takes: its own, or those of its module's steps."""
    found = modules.get(str(item.get("module", "")))
    return [str(item.get("id", ""))] if "id" in item or found is None else [step.id for step in found.steps]


def _taken_in(name: str, taken: set[str], modules: Mapping[str, Module]) -> dict[str, Any]:
    """The module as a step of the guide, under a name of its own where the guide already has it."""
    found = modules.get(name)
    if found is None or len(found.steps) > 1 or found.steps[0].id not in taken:
        return {"module": name}
    return {"module": name, "id": free(found.steps[0].id, taken)}
