"""From nodes to a frozen model, every fault said at its line.

The data goes to pydantic as JSON, in strict mode. Where a model wants text and the author wrote `2026` or `true` without quotes, the text as written
is taken; a model that wants a decimal number takes `1.5`.
"""

from __future__ import annotations

import json
import re
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from facilitation.guides.faults import Faults, Place, did_you_mean, nearest, shown
from facilitation.guides.sentences import sentence_for
from facilitation.guides.yaml_nodes import Listing, Node, Scalar
from facilitation.guides.yaml_nodes import Mapping as MappingNode
from facilitation.i18n import _, mark

M = TypeVar("M", bound=BaseModel)
Loc = tuple[str | int, ...]

MOST_ERRORS = 200  # a file with more is another kind of file; the rest is said once these are mended

# How an item of these lists is called in a fault.
_CALLED = {
    "etapes": mark("étape"),
    "variantes": mark("variante"),
    "roles": mark("rôle"),
    "rubriques": mark("rubrique"),
    "lignes": mark("ligne"),
    "colonnes": mark("colonne"),
    "points": mark("point"),
    "items": mark("élément"),
    "dimensions": mark("dimension"),
    "choix": mark("choix"),
    "conditions": mark("condition"),
    "membres": mark("membre"),
    "invites": mark("personne invitée"),
    "arrivees": mark("arrivée"),
    "departs": mark("départ"),
    "representes": mark("personne représentée"),
    "reponses": mark("réponse"),
    "decisions": mark("décision"),
    "actions": mark("action"),
    "reserves": mark("réserve"),
    "questions": mark("question"),
    "mis_de_cote": mark("mis de côté"),
    "derives": mark("dérive"),
    "familles": mark("famille"),
    "sources": mark("source"),
    "entrees": mark("entrée"),
    "rebonds": mark("rebond"),
    "grilles": mark("grille"),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a path of keys leads in the file: the place to show, the node found, the keys that led there, whether the whole path was found."""

    place: Place
    node: Node
    path: Loc
    whole: bool


@dataclass(frozen=True, slots=True)
class Checked(Generic[M]):
    """The model when nothing is wrong, and the paths at which something is."""

    value: M | None
    broken: tuple[Loc, ...]


def spot(root: Node, path: Iterable[str | int]) -> Spot:
    """Where this path leads, as far as the file follows it; parts that name no key there (pydantic's union arms) are passed over."""
    place, node, followed, whole = root.place, root, [], True
    for part in path:
        if isinstance(node, MappingNode) and isinstance(part, str) and part in node.entries:
            place, node = node.entries[part].place, node.entries[part].value
        elif isinstance(node, Listing) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            place = node.place
        else:
            whole = False
            continue
        followed.append(part)
    return Spot(place, node, tuple(followed), whole)


def context(root: Node, path: Sequence[str | int]) -> str:
    """What the path is in, as a fault begins: « étape « lecture » : », or nothing at the top of a file."""
    said: list[str] = []
    for depth, part in enumerate(path):
        key = path[depth - 1] if depth else ""
        if isinstance(part, int) and isinstance(key, str):
            node = spot(root, path[: depth + 1]).node
            said += [_item_name(key, node, part)] if isinstance(node, MappingNode) else []
        elif key == "etapes":
            said.append(_named(key, str(part)))
    return "".join(_("%(what)s : ", what=one) for one in said[:3])


def _item_name(key: str, node: Node, index: int) -> str:
    """« étape « lecture » », or « étape n° 3 »."""
    names = (_text_at(node, wanted) for wanted in ("id", "module", "titre", "guide", "nom"))
    name = next((one for one in names if one), "")
    return _named(key, name) if name else _("%(called)s n° %(n)s", called=_(_CALLED.get(key, key)), n=index + 1)


def _named(key: str, name: str) -> str:
    return _("%(called)s « %(name)s »", called=_(_CALLED.get(key, key)), name=shown(name))


def _text_at(node: Node, key: str) -> str:
    entry = node.entries.get(key) if isinstance(node, MappingNode) else None
    value = entry.value if entry is not None else None
    return value.text if isinstance(value, Scalar) and len(value.text) <= 60 and "\n" not in value.text else ""


def check(model: type[M], data: Any, root: Node, faults: Faults, at: Loc = ()) -> Checked[M]:
    """This data as the model, or the paths that are broken with a fault said for each.

    `root` is the file, and `at` where in it the data stands. The data is corrected in place where the text as written was meant.
    """
    errors: list[Any] = []
    for _attempt in range(2):
        try:
            value = model.model_validate_json(json.dumps(data), by_alias=True, by_name=False)
        except ValidationError as error:
            errors = error.errors(include_url=False)[:MOST_ERRORS]
            mended = [_mended(data, one, root, at) for one in errors]
            if not any(mended):
                break
        else:
            return Checked(value, ())
    return Checked(None, _say(model, errors, root, faults, at))


def _mended(data: Any, error: Any, root: Node, at: Loc) -> bool:
    """Put the text, or the decimal number, that was meant at the place of this error; False when it is a fault indeed."""
    found = spot(root, at + error["loc"])
    if not isinstance(found.node, Scalar) or found.node.refused or not found.node.plain:
        return False
    if error["type"] == "string_type":
        meant: Any = found.node.text
    elif error["type"] == "float_type" and re.fullmatch(r"[-+]?\d{1,15}\.\d{1,15}", found.node.text):
        meant = float(found.node.text)
    else:
        return False
    return _put(data, found.path[len(at) :], meant)


def _put(data: Any, path: Loc, meant: Any) -> bool:
    """Put the value at this path of the data; False when the data does not follow it."""
    try:
        for part in path[:-1]:
            data = data[part]
        changed = data[path[-1]] != meant or type(data[path[-1]]) is not type(meant)
        data[path[-1]] = meant
    except (KeyError, IndexError, TypeError):
        return False
    return changed


def _say(model: type[BaseModel], errors: list[Any], root: Node, faults: Faults, at: Loc) -> tuple[Loc, ...]:
    """Say each error once at its place; returns the broken paths."""
    said: set[tuple[Place, str]] = set()
    broken: list[Loc] = []
    unknown = _unknown_keys(model, errors)
    for error in errors:
        broken.append(error["loc"])
        found = spot(root, at + error["loc"])
        if found.node.refused or _follows_from_another(error, found, unknown):
            continue
        key = str(error["loc"][-1]) if error["type"] in ("missing", "extra_forbidden") else ""
        if (found.place, key) in said:
            continue
        said.add((found.place, key))
        sentence = unknown.get(error["loc"]) or sentence_for(error, found.node, _last_key(found.path))
        faults.add(found.place, context(root, found.path) + sentence, at=at + error["loc"])
    return tuple(broken)


def _unknown_keys(model: type[BaseModel], errors: list[Any]) -> dict[Loc, str]:
    """For each key that is not known, the sentence that names the nearest one."""
    sentences: dict[Loc, str] = {}
    for error in errors:
        if error["type"] != "extra_forbidden":
            continue
        parent, key = error["loc"][:-1], str(error["loc"][-1])
        meant = did_you_mean(key, known_keys(model, parent))
        sentences[error["loc"]] = _("la clé « %(key)s » n'existe pas ici. %(meant)s", key=key[:60], meant=meant)
    return sentences


def _follows_from_another(error: Any, found: Spot, unknown: Mapping[Loc, str]) -> bool:
    """Whether this error only repeats one that is said: a list too short because its items are wrong, a step whose `module` is misspelt."""
    if error["type"] == "too_short" and isinstance(found.node, Listing):
        return len(found.node.items) >= int(error["ctx"]["min_length"])
    if error["type"] == "missing" and isinstance(found.node, MappingNode):
        if error["loc"][-1] in found.node.entries:
            return True
        misspelt = [loc[-1] for loc in unknown if loc[:-1] == error["loc"][:-1]]
        return "activite" not in found.node.entries and any(
            nearest(str(key), ("module", "titre")) == "module" for key in misspelt
        )
    return False


def _last_key(path: Loc) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def known_keys(model: type[BaseModel], path: Loc) -> list[str]:
    """The keys that may be written at this path of the model, as authors write them."""
    models = [model]
    for part in path:
        fields = [field for one in models for name, field in one.model_fields.items() if part in (field.alias, name)]
        if fields:
            models = [found for field in fields for found in _models_in(field.annotation)]
    return sorted({field.alias or name for one in models for name, field in one.model_fields.items()})


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that an annotation speaks of, through tuples, unions and mappings."""
    if typing.get_origin(annotation) is None:
        return [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []
    return [found for argument in typing.get_args(annotation) for found in _models_in(argument)]
