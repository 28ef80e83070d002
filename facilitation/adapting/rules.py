"""A guide as the parts of a page, and the page's form as a guide again; where each fault belongs. Pure.

`sheet(data)` and `received(sent, data)` are each other's inverse: what is sent as it was shown gives the same guide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import BaseModel

from facilitation.activities import registry
from facilitation.adapting.fields import (
    MISSING,
    REST,
    Field,
    Sent,
    Unreadable,
    as_yaml,
    field_of,
    name_of,
    read,
    read_rest,
    rest_field,
    rest_label,
)
from facilitation.adapting.keys import Key, Loc, keys_of
from facilitation.adapting.names import slug
from facilitation.guides.load import Kinds, ModuleUse
from facilitation.guides.schema import GroupSize, Guide, Module, Role, Step, Variant
from facilitation.i18n import _

KEPT = ("format", "id", "duree", "adapte_de")
"""What the page shows and does not change: the marks of the file, and the sum of the minutes, which is counted."""
APART = ("groupe", "roles", "etapes", "variantes")
LISTS = ("roles", "etapes", "variantes")
MINUTES = ("minutes", "minutes_par_personne")
ORDER, GENRE = "_", ":genre"
_ORDERS = {"roles": "role", "etapes": "etape", "variantes": "variante"}
_RARE = {
    "roles": ("id",),
    "etapes": ("id", "entrees", "sources", "desactivee", "apprentissage", "seance", "taille_sous_groupe"),
    "module": ("id", "desactivee", "seance"),
    "variantes": ("id",),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A role, a step or a variant: its own fields, those that are seldom changed, those of its activity, and what is hidden.

    `name` is its short name, `title` what people read of it, `module` the module that it takes in, or empty.
    """

    at: Loc
    name: str
    title: str
    fields: tuple[Field, ...]
    rare: tuple[Field, ...] = ()
    activity: tuple[Field, ...] = ()
    module: str = ""

    @property
    def id(self) -> str:
        """What the block is called in the page."""
        return "-".join(str(part) for part in self.at)

    @property
    def faulty(self) -> bool:
        """Whether something in it asks for a correction."""
        return any(one.faults for one in (*self.fields, *self.rare, *self.activity))

    @property
    def asks(self) -> bool:
        """Whether it keeps the guide from being used."""
        return any(not fault.remark for one in (*self.fields, *self.rare, *self.activity) for fault in one.faults)

    @property
    def told(self) -> str:
        """« module », « 10 min », « 4 min + 1 par personne »: what a step lasts, as it is written."""
        fixed, each = (str(self.by_key[name].value) if name in self.by_key else "" for name in MINUTES)
        if self.module:
            return _("module")
        if each and each != "0":
            return _("%(minutes)s min + %(each)s par personne", minutes=fixed or "0", each=each)
        return _("%(minutes)s min", minutes=fixed) if fixed else ""

    @property
    def by_key(self) -> dict[str | int, Field]:
        """Its own fields by their key."""
        return {one.path[-1]: one for one in self.fields}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A guide as the page shows it: the fields at its top by key, its lists of blocks, and the faults that have no field."""

    head: Mapping[str, Field]
    blocks: Mapping[str, tuple[Block, ...]]
    rest: Field | None = None
    faults: tuple[Any, ...] = ()

    def all(self) -> Iterable[Field]:
        """Every field, from the top of the page to its end."""
        yield from self.head.values()
        for blocks in self.blocks.values():
            for block in blocks:
                yield from (*block.fields, *block.activity, *block.rare)
        if self.rest is not None:
            yield self.rest

    def changed(self, change: Callable[[Field], Field]) -> Sheet:
        """The sheet with each of its fields as `change` gives it."""
        blocks = {
            name: tuple(
                replace(
                    one,
                    fields=tuple(change(each) for each in one.fields),
                    rare=tuple(change(each) for each in one.rare),
                    activity=tuple(change(each) for each in one.activity),
                )
                for one in found
            )
            for name, found in self.blocks.items()
        }
        head = {name: change(one) for name, one in self.head.items()}
        return replace(self, head=head, blocks=blocks, rest=self.rest and change(self.rest))


@dataclass(frozen=True, slots=True)
class Received:
    """What a form said: the guide's data, and what could not be read of it."""

    data: dict[str, Any]
    unreadable: tuple[Unreadable, ...] = field(default=())


def has_parts(data: Mapping[str, Any]) -> bool:
    """Whether a page can show this guide in parts: its lists are lists of keys. Otherwise it is shown as text."""
    lists = all(
        isinstance(data.get(name, []), list) and all(isinstance(one, dict) for one in data.get(name, []))
        for name in LISTS
    )
    steps = data.get("etapes", []) if lists else []
    return lists and isinstance(data.get("groupe", {}), dict) and all(_has_activity(step) for step in steps)


def _has_activity(step: Mapping[str, Any]) -> bool:
    activity = step.get("activite", {})
    return isinstance(activity, dict) and isinstance(activity.get("type", ""), str)


# ------------------------------------------------------------------ from a guide to the page


def sheet(data: Mapping[str, Any], kinds: Kinds, modules: Mapping[str, Module]) -> Sheet:
    """The page of this guide, without faults; `kinds` gives each activity's settings by type."""
    head = {name: field_of(key, "", (), data) for name, key in _head_keys().items()}
    head["attribution"] = replace(head["attribution"], help=_owed(data) or head["attribution"].help)
    group = data.get("groupe", {})
    head |= {f"groupe.{name}": field_of(key, "groupe", ("groupe",), group) for name, key in keys_of(GroupSize).items()}
    known = {*_head_keys(), *KEPT, *APART}
    stray = {name: value for name, value in group.items() if name not in keys_of(GroupSize)}
    rest = {**data, **({"groupe": stray} if stray else {})}
    return Sheet(
        head,
        {
            "roles": tuple(_block("roles", Role, n, one) for n, one in enumerate(data.get("roles", []))),
            "etapes": tuple(_step(n, one, kinds, modules) for n, one in enumerate(data.get("etapes", []))),
            "variantes": tuple(_block("variantes", Variant, n, one) for n, one in enumerate(data.get("variantes", []))),
        },
        rest_field((), rest, {name: 0 for name in known if name != "groupe" or not stray}),
    )


def _owed(data: Mapping[str, Any]) -> str:
    """What the attribution must keep of the guide that this one was made from, whole, so that it can be copied back."""
    origin = data.get("adapte_de")
    owed = origin.get("attribution") if isinstance(origin, Mapping) else None
    said = _(
        "Gardez-y la phrase de l'original, et ajoutez à la suite ce qui est de vous. La voici : « %(owed)s »", owed=owed
    )
    return said if isinstance(owed, str) and owed else ""


def _head_keys() -> dict[str, Key]:
    return {name: key for name, key in keys_of(Guide).items() if name not in (*KEPT, *APART)}


def _step_keys(*, module: bool) -> dict[str, Key]:
    if module:
        return {name: key for name, key in keys_of(ModuleUse).items() if name != "module"}
    return {name: key for name, key in keys_of(Step).items() if name not in ("activite", "module")}


def _keys_in(name: str, model: type[BaseModel]) -> dict[str, Key]:
    hidden = ("duree",) if name == "variantes" else ()
    return {one: key for one, key in keys_of(model).items() if one not in hidden}


def _block(name: str, model: type[BaseModel], number: int, data: Mapping[str, Any]) -> Block:
    at, keys = (name, number), _keys_in(name, model)
    made = {one: field_of(key, _ORDERS[name], at, data) for one, key in keys.items()}
    rest = rest_field(at, data, {**keys, "duree": 0} if name == "variantes" else keys)
    title = data.get("titre") or data.get("nom") or data.get("id") or ""
    return Block(at, str(data.get("id", "")), str(title), *_sorted(made, _RARE[name], rest))


def _sorted(
    made: Mapping[str, Field], rare: Iterable[str], rest: Field | None
) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    seldom = set(rare)
    usual = tuple(one for name, one in made.items() if name not in seldom)
    return usual, (*(one for name, one in made.items() if name in seldom), *((rest,) if rest else ()))


def _step(number: int, data: Mapping[str, Any], kinds: Kinds, modules: Mapping[str, Module]) -> Block:
    at: Loc = ("etapes", number)
    if "module" in data:
        return _module_step(at, data, modules)
    keys = _step_keys(module=False)
    made = {name: field_of(key, "etape", at, data) for name, key in keys.items()}
    rest = rest_field(at, data, {**keys, "activite": 0})
    title = data.get("titre") or data.get("id") or ""
    usual, rare = _sorted(made, _RARE["etapes"], rest)
    return Block(at, str(data.get("id", "")), str(title), usual, rare, _activity(at, data.get("activite", {}), kinds))


def _module_step(at: Loc, data: Mapping[str, Any], modules: Mapping[str, Module]) -> Block:
    keys = _step_keys(module=True)
    made = {name: field_of(key, "etape", at, data) for name, key in keys.items()}
    name = str(data["module"])
    usual, rare = _sorted(made, _RARE["module"], rest_field(at, data, {**keys, "module": 0}))
    found = modules.get(name)
    choices = tuple((one.id, one.title) for one in modules.values())
    choices = choices if found else (*choices, (name, name))
    chosen = field_of(Key("module", "choice", needed=True), "etape", at, {"module": name})
    usual = (replace(chosen, choices=choices, value=name), *usual)
    own_name = data.get("id") or (found.steps[0].id if found and len(found.steps) == 1 else name)
    return Block(at, str(own_name), found.title if found else name, usual, rare, module=name)


def _activity(at: Loc, data: Mapping[str, Any], kinds: Kinds) -> tuple[Field, ...]:
    """The fields of an activity: its type, then those of its settings; with a type that does not exist, all as YAML."""
    here, name = (*at, "activite"), data.get("type", "")
    chosen = field_of(Key("type", "choice", tuple(kinds), needed=True), "activite", here, data)
    titles = {kind: _(found.TITLE) for kind, found in registry.activities().items()}
    chosen = replace(chosen, choices=tuple((one, titles.get(one, said)) for one, said in chosen.choices))
    keys = _settings_of(name, kinds)
    made = [field_of(key, name, here, data) for key in keys.values()]
    rest = rest_field(here, data, {**keys, "type": 0})
    return (chosen, *made, *((rest,) if rest else ()))


def _settings_of(name: str, kinds: Kinds) -> dict[str, Key]:
    return keys_of(kinds[name], settings=True) if name in kinds else {}


# ------------------------------------------------------------------ from the page to a guide


def received(sent: Sent, stored: Mapping[str, Any], kinds: Kinds) -> Received:
    """The guide that this form says; what the page does not change is taken from `stored`."""
    bad: list[Unreadable] = []
    data: dict[str, Any] = {name: stored[name] for name in ("format", "id") if name in stored}
    data |= _mapping(_head_keys(), (), sent, bad)
    data["duree"] = stored.get("duree", 60)
    data["groupe"] = _mapping(keys_of(GroupSize), ("groupe",), sent, bad)
    if "adapte_de" in stored:
        data["adapte_de"] = stored["adapte_de"]
    durations = {one.get("id"): one.get("duree") for one in stored.get("variantes", []) if isinstance(one, dict)}
    for name, model in (("roles", Role), ("variantes", Variant)):
        made = [_received_block(name, model, token, sent, bad) for token in _tokens(name, sent)]
        if made:
            data[name] = made
    for one in data.get("variantes", []):
        one["duree"] = durations.get(one.get("id")) or 60
    data["etapes"] = [_received_step(token, sent, kinds, bad) for token in _tokens("etapes", sent)]
    rest = read_rest((), sent, bad)
    group = rest.pop("groupe", None)
    data["groupe"] |= group if isinstance(group, dict) else {}
    data |= {name: value for name, value in rest.items() if name not in data}
    _name_what_has_no_name(data)
    return Received(ordered(data), tuple(bad))


def _tokens(name: str, sent: Sent) -> list[str]:
    return [one for one in sent.getlist(name + ORDER) if one.isascii() and one.isdigit() and len(one) < 5]


def _mapping(keys: Mapping[str, Key], at: Loc, sent: Sent, bad: list[Unreadable]) -> dict[str, Any]:
    found = {name: read(key, at, sent, bad) for name, key in keys.items()}
    return {name: value for name, value in found.items() if value is not MISSING}


def _received_block(name: str, model: type[BaseModel], token: str, sent: Sent, bad: list[Unreadable]) -> dict[str, Any]:
    at: Loc = (name, int(token))
    return {**_mapping(_keys_in(name, model), at, sent, bad), **read_rest(at, sent, bad)}


def _received_step(token: str, sent: Sent, kinds: Kinds, bad: list[Unreadable]) -> dict[str, Any]:
    at: Loc = ("etapes", int(token))
    module = sent.get(name_of((*at, "module")))
    if module is not None:
        return {"module": module, **_mapping(_step_keys(module=True), at, sent, bad), **read_rest(at, sent, bad)}
    here: Loc = (*at, "activite")
    kind = sent.get(name_of((*here, "type"))) or ""
    activity = {"type": kind} if kind else {}
    activity |= _mapping(_settings_sent(kind, here, sent, kinds), here, sent, bad) | read_rest(here, sent, bad)
    return _mapping(_step_keys(module=False), at, sent, bad) | {"activite": activity} | read_rest(at, sent, bad)


def _settings_sent(kind: str, here: Loc, sent: Sent, kinds: Kinds) -> dict[str, Key]:
    """The keys that this form shows of an activity: those of the type that was shown, which is not always the one just chosen."""
    shown = sent.get(name_of(here) + GENRE) or kind
    return {**_settings_of(kind, kinds), **_settings_of(shown, kinds)}


def ordered(data: Mapping[str, Any]) -> dict[str, Any]:
    """The guide with its keys in the order of the format, others last: whatever was changed, a file keeps its order."""
    made = _in_order(data, keys_of(Guide))
    for name, model in (("roles", Role), ("etapes", Step), ("variantes", Variant)):
        if isinstance(made.get(name), list):
            made[name] = [_item_in_order(one, model) if isinstance(one, dict) else one for one in made[name]]
    return made


def _item_in_order(data: Mapping[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    made = _in_order(data, keys_of(ModuleUse if "module" in data else model))
    activity = made.get("activite")
    if isinstance(activity, dict):
        made["activite"] = _in_order(activity, ("type", *_settings_of(str(activity.get("type")), registry.kinds())))
    return made


def _in_order(data: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {name: data[name] for name in dict.fromkeys((*keys, *data)) if name in data}


def _name_what_has_no_name(data: dict[str, Any]) -> None:
    """Give a step, a role or a variant without a short name the one that its title gives."""
    for name, title in (("roles", "nom"), ("etapes", "titre"), ("variantes", "titre")):
        items = data.get(name, [])
        taken = {one["id"] for one in items if isinstance(one.get("id"), str)}
        for one in items:
            if "module" not in one and not one.get("id"):
                one["id"] = slug(str(one.get(title, "")), taken, _ORDERS[name])
                taken.add(one["id"])


# ------------------------------------------------------------------ what could not be read, shown as it was typed


def with_unreadable(shown: Sheet, unreadable: Iterable[Unreadable]) -> Sheet:
    """The sheet with what was typed and could not be read in its fields, each with its faults."""
    for one in unreadable:
        shown = _with_text(shown, one)
    return shown


def _with_text(shown: Sheet, bad: Unreadable) -> Sheet:
    if bad.path[-1] == REST:
        return _with_rest(shown, Field(bad.name, bad.path, "yaml", rest_label(), value=bad.text, faults=bad.faults))
    return shown.changed(
        lambda one: replace(as_yaml(one, bad.text), faults=bad.faults) if one.path == bad.path else one
    )


def _with_rest(shown: Sheet, rest: Field) -> Sheet:
    """The sheet with this field of unknown keys, where it stood in the form."""
    at = rest.path[:-1]
    if not at:
        return replace(shown, rest=rest)
    blocks = {
        name: tuple(
            replace(one, activity=(*one.activity, rest))
            if (*one.at, "activite") == at
            else replace(one, rare=(*one.rare, rest))
            if one.at == at
            else one
            for one in found
        )
        for name, found in shown.blocks.items()
    }
    return replace(shown, blocks=blocks)
