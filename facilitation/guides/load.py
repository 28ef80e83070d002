"""Loads one authored file: its frozen model, and every fault with its line, all at once. No file makes it raise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field

from facilitation.guides import coherence
from facilitation.guides.adapted import check_origin
from facilitation.guides.faults import Fault, Faults, Place, did_you_mean, nearest, shown
from facilitation.guides.schema import Authored, Guide, Identifier, Minutes, Module
from facilitation.guides.typography import remark_typography
from facilitation.guides.upgrade import NewerFormat, UnknownFormat, upgraded
from facilitation.guides.validate import Loc, check, context, spot
from facilitation.guides.yaml_nodes import Listing, Node, compose, data_of, decode
from facilitation.guides.yaml_nodes import Mapping as MappingNode
from facilitation.i18n import _

M = TypeVar("M", bound=BaseModel)
Kinds = Mapping[str, type[BaseModel]]


@dataclass(frozen=True, slots=True)
class Library:
    """What a guide may refer to: the activities' settings by type, the modules, and the known ids (None: not checked)."""

    kinds: Kinds
    modules: Mapping[str, Module] = field(default_factory=dict)
    sources: frozenset[str] | None = None
    drifts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Loaded(Generic[M]):
    """What a file gave: its model, or None when a fault keeps it from being served; its faults and remarks, from top to bottom."""

    value: M | None
    faults: tuple[Fault, ...]


class ModuleUse(Authored):
    """A step that is a module of the library, and what the guide may change of it."""

    module: Identifier
    id: Identifier | None = None
    minutes: Minutes | None = None
    disabled: bool | None = Field(default=None, alias="desactivee")
    session: Annotated[int, Field(ge=1, le=9)] | None = Field(default=None, alias="seance")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is made of keys: its text, its nodes, its data in today's format, and what is said of it so far."""

    text: str
    root: MappingNode
    data: dict[str, Any]
    faults: Faults


def load_guide(path: Path, library: Library, shown_as: str = "") -> Loaded[Guide]:
    """The guide of this file, its modules inserted. Faults name the file as `shown_as`, or by its path."""
    faults = Faults(shown_as or str(path))
    return _guide(open_file(path, faults), library, faults)


def guide_from(raw: bytes, library: Library, shown_as: str) -> Loaded[Guide]:
    """The guide of these bytes, as `load_guide` reads a file."""
    faults = Faults(shown_as)
    return _guide(_opened(decode(raw, faults), faults), library, faults)


def _guide(opened: Opened | None, library: Library, faults: Faults) -> Loaded[Guide]:
    if opened is None:
        return Loaded(None, faults.all)
    root, data = opened.root, opened.data
    if data.get("langue", "fr") == "fr":
        remark_typography(root, opened.text, faults)
    complete = _take_modules(root, data, library, faults)
    _put_off(data)
    _check_activities(root, data, library, faults)
    checked = check(Guide, data, root, faults)
    draft = coherence.draft(root, data, faults, complete=complete)
    coherence.check_guide(draft, library.sources, library.drifts)
    check_origin(draft)
    return Loaded(None if faults.blocking else checked.value, faults.all)


def load_module(path: Path, library: Library, shown_as: str = "") -> Loaded[Module]:
    """The module of this file."""
    faults = Faults(shown_as or str(path))
    opened = open_file(path, faults)
    if opened is None:
        return Loaded(None, faults.all)
    remark_typography(opened.root, opened.text, faults)
    _check_activities(opened.root, opened.data, library, faults)
    checked = check(Module, opened.data, opened.root, faults)
    coherence.check_module(coherence.draft(opened.root, opened.data, faults), library.sources)
    return Loaded(None if faults.blocking else checked.value, faults.all)


def load_plain(
    path: Path, model: type[M], shown_as: str = "", together: Callable[[coherence.Draft], None] = lambda _draft: None
) -> Loaded[M]:
    """The file of this model (sources, drifts, glossary); `together` says what does not hold together in it."""
    faults = Faults(shown_as or str(path))
    opened = open_file(path, faults)
    if opened is None:
        return Loaded(None, faults.all)
    remark_typography(opened.root, opened.text, faults)
    checked = check(model, opened.data, opened.root, faults)
    together(coherence.draft(opened.root, opened.data, faults))
    return Loaded(None if faults.blocking else checked.value, faults.all)


def _read(path: Path, faults: Faults) -> str | None:
    """The text of a file, or None with a fault said."""
    try:
        raw = path.read_bytes()
    except OSError:
        faults.add(Place(1, 1), _("Ce fichier n'a pas pu être lu. Vérifiez qu'il existe et que vous pouvez l'ouvrir."))
        return None
    return decode(raw, faults)


def open_file(path: Path, faults: Faults) -> Opened | None:
    """The file open, or None with a fault said."""
    return _opened(_read(path, faults), faults)


def _opened(text: str | None, faults: Faults) -> Opened | None:
    """The file open, or None with a fault said: not readable as keys, or of a format that this version does not know."""
    root = None if text is None else compose(text, faults)
    if root is None or text is None:
        return None
    if not isinstance(root, MappingNode):
        faults.add(
            root.place, _("Ce fichier doit commencer par des clés (« format: 1 »). Partez d'un fichier existant.")
        )
        return None
    data: dict[str, Any] = data_of(root)
    if isinstance(data.get("format"), int) and not isinstance(data["format"], bool):
        try:
            data = upgraded(data)
        except (NewerFormat, UnknownFormat) as error:
            faults.add(spot(root, ("format",)).place, error.sentence)
            return None
    return Opened(text, root, data, faults)


def _take_modules(root: MappingNode, data: dict[str, Any], library: Library, faults: Faults) -> bool:
    """Put the steps of each module where the guide names it, in the data and in the nodes alike; False when one was not found."""
    entry = root.entries.get("etapes")
    if entry is None or not isinstance(entry.value, Listing) or not isinstance(data.get("etapes"), list):
        return True
    steps: list[Any] = []
    nodes: list[Node] = []
    complete = True
    for index, (item, node) in enumerate(zip(data["etapes"], entry.value.items, strict=True)):
        is_module = isinstance(item, dict) and "module" in item
        taken = _module_steps(item, index, root, library, faults) if is_module else [item]
        complete = complete and bool(taken)
        steps.extend(taken)
        nodes.extend(node for _step in taken)
    data["etapes"], entry.value.items = steps, nodes
    return complete


def _put_off(data: dict[str, Any]) -> None:
    """Leave the steps of a later meeting out of the first one's ribbon, where they are offered like any other that is (docs/decisions/0020)."""
    steps = data.get("etapes")
    for step in steps if isinstance(steps, list) else []:
        session = step.get("seance") if isinstance(step, dict) else None
        if isinstance(session, int) and session > 1 and isinstance(step.get("desactivee", False), bool):
            step["desactivee"] = True


def _module_steps(item: dict[str, Any], index: int, root: Node, library: Library, faults: Faults) -> list[Any]:
    """The steps that this item stands for, as data; none with a fault said."""
    at: Loc = ("etapes", index)
    use = check(ModuleUse, item, root, faults, at).value
    if use is None:
        return []
    module = library.modules.get(use.module)
    found = spot(root, (*at, "module"))
    if module is None:
        said = _(
            "le module « %(name)s » n'existe pas. %(meant)s",
            name=shown(use.module),
            meant=did_you_mean(use.module, library.modules),
        )
        faults.add(found.place, context(root, at) + said)
        return []
    if len(module.steps) > 1 and (use.id is not None or use.minutes is not None):
        said = _(
            "ce module compte plusieurs étapes : leurs « id » et « minutes » ne se changent pas ici. Enlevez ces clés."
        )
        faults.add(found.place, context(root, at) + said)
        return []
    changes = use.model_dump(mode="json", by_alias=True, exclude_none=True)
    return [step.model_dump(mode="json", by_alias=True) | changes for step in module.steps]


def _check_activities(root: Node, data: dict[str, Any], library: Library, faults: Faults) -> None:
    steps = data.get("etapes")
    for index, step in enumerate(steps if isinstance(steps, list) else []):
        if isinstance(step, dict) and isinstance(step.get("activite"), dict):
            _check_activity(step["activite"], ("etapes", index, "activite"), root, library.kinds, faults)


def _check_activity(activity: dict[str, Any], at: Loc, root: Node, kinds: Kinds, faults: Faults) -> None:
    """Say what is wrong in an activity's type and settings; the settings are corrected in place where the text as written was meant."""
    name = activity.get("type")
    if not isinstance(name, str):
        misspelt = next((key for key in activity if nearest(key, ("type", "titre")) == "type"), None)
        if "type" not in activity and misspelt is not None:
            said = _("la clé « %(key)s » n'existe pas ici. Vouliez-vous « type » ?", key=shown(misspelt))
            faults.add(spot(root, (*at, misspelt)).place, context(root, at) + said)
        return
    if name not in kinds:
        said = _("l'activité « %(name)s » n'existe pas. %(meant)s", name=shown(name), meant=did_you_mean(name, kinds))
        faults.add(spot(root, (*at, "type")).place, context(root, at) + said)
        return
    settings = {key: value for key, value in activity.items() if key != "type"}
    check(kinds[name], settings, root, faults, at)
    activity.update(settings)
