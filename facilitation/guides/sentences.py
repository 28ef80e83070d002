"""What pydantic found, said in French to an author: what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facilitation.guides.faults import did_you_mean, shown
from facilitation.guides.yaml_nodes import Listing, Mapping, Node, Scalar
from facilitation.i18n import _

_SHAPES = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": lambda: _(
        "Écrivez-le en minuscules sans accent, avec des chiffres et des traits d'union : « se-situer-2 »."
    ),
    r"^\d+\.\d+\.\d+$": lambda: _("Écrivez trois nombres séparés par des points : 1.0.0."),
    r"^[a-z]{2}$": lambda: _("Écrivez deux lettres minuscules : fr, nl, en."),
    r"^D\d\d$": lambda: _("Écrivez un D et deux chiffres : D07."),
}


def sentence_for(error: Any, node: Node, key: str) -> str:
    """The sentence for one pydantic error at this node, reached by this key."""
    kind = error["type"]
    if kind == "missing":
        return _("il manque la clé « %(key)s ». Ajoutez-la.", key=error["loc"][-1])
    if kind in ("value_error", "assertion_error"):
        return str((error.get("ctx") or {}).get("error", "")) or error["msg"]
    if kind in _BY_KIND:
        return _BY_KIND[kind](error, node, shown(key))
    return _(
        "« %(key)s » ne peut pas valoir « %(value)s ». Comparez avec un guide existant.",
        key=shown(key),
        value=_seen(node),
    )


def what_it_is(node: Node) -> str:
    """What the author wrote there, as a kind: a list, keys, a number, a text."""
    if isinstance(node, Listing):
        return _("une liste")
    if isinstance(node, Mapping):
        return _("un groupe de clés")
    return _("« %(value)s »", value=_seen(node))


def _seen(node: Node) -> str:
    return shown(node.text) if isinstance(node, Scalar) else what_it_is(node)


def _text(error: Any, node: Node, key: str) -> str:
    return _(
        "« %(key)s » attend un texte, et c'est %(found)s. Écrivez le texte sur la même ligne, ou après « | ».",
        key=key,
        found=what_it_is(node),
    )


def _integer(error: Any, node: Node, key: str) -> str:
    return _(
        "« %(key)s » attend un nombre entier, et c'est %(found)s. Écrivez-le en chiffres, sans guillemets : 10.",
        key=key,
        found=what_it_is(node),
    )


def _number(error: Any, node: Node, key: str) -> str:
    return _(
        "« %(key)s » attend un nombre, et c'est %(found)s. Écrivez-le en chiffres, sans guillemets : 1.5.",
        key=key,
        found=what_it_is(node),
    )


def _boolean(error: Any, node: Node, key: str) -> str:
    return _("« %(key)s » attend true (oui) ou false (non), et c'est %(found)s.", key=key, found=what_it_is(node))


def _list(error: Any, node: Node, key: str) -> str:
    return _(
        "« %(key)s » attend une liste, et c'est %(found)s. Écrivez un tiret devant chaque élément, ou [a, b].",
        key=key,
        found=what_it_is(node),
    )


def _keys(error: Any, node: Node, key: str) -> str:
    return _(
        "« %(key)s » attend des clés, et c'est %(found)s. Écrivez une clé et deux-points à chaque ligne, en retrait.",
        key=key,
        found=what_it_is(node),
    )


def _choice(error: Any, node: Node, key: str) -> str:
    expected = str(error["ctx"]["expected"])
    known = [word.strip().strip("'") for part in expected.split(", ") for word in part.split(" or ")]
    if not isinstance(node, Scalar):
        return _(
            "« %(key)s » attend un seul mot, et c'est %(found)s. %(meant)s",
            key=key,
            found=what_it_is(node),
            meant=_among(known),
        )
    return _(
        "« %(key)s » ne peut pas valoir « %(value)s ». %(meant)s",
        key=key,
        value=_seen(node),
        meant=_choose(_seen(node), known),
    )


def _choose(word: str, known: list[str]) -> str:
    meant = did_you_mean(word, known)
    among = _among(known)
    return meant if meant == among else f"{meant} {among}"


def _among(known: list[str]) -> str:
    return _("Choisissez parmi : %(names)s.", names=", ".join(sorted(known)))


def _bounds(error: Any, node: Node, key: str) -> str:
    limits = error["ctx"]
    if "ge" in limits or "gt" in limits:
        least = limits.get("ge", limits.get("gt"))
        return _(
            "« %(key)s » vaut « %(value)s » ; le plus petit nombre permis est %(least)s.",
            key=key,
            value=_seen(node),
            least=least,
        )
    most = limits.get("le", limits.get("lt"))
    return _(
        "« %(key)s » vaut « %(value)s » ; le plus grand nombre permis est %(most)s.",
        key=key,
        value=_seen(node),
        most=most,
    )


def _shape(error: Any, node: Node, key: str) -> str:
    cure = _SHAPES.get(error["ctx"]["pattern"], lambda: _("Comparez avec un guide existant."))()
    return _("« %(key)s » ne peut pas s'écrire « %(value)s ». %(cure)s", key=key, value=_seen(node), cure=cure)


def _short(error: Any, node: Node, key: str) -> str:
    least = error["ctx"]["min_length"]
    if error["type"] == "string_too_short":
        return _("« %(key)s » est vide. Écrivez sa valeur, ou enlevez cette ligne.", key=key)
    return _("« %(key)s » compte trop peu d'éléments ; il en faut au moins %(least)s.", key=key, least=least)


def _long(error: Any, node: Node, key: str) -> str:
    most = error["ctx"]["max_length"]
    if error["type"] == "string_too_long":
        return _("« %(key)s » est trop long. Gardez au plus %(most)s caractères.", key=key, most=most)
    return _("« %(key)s » compte trop d'éléments ; il en faut au plus %(most)s.", key=key, most=most)


_BY_KIND: dict[str, Callable[[Any, Node, str], str]] = {
    "string_type": _text,
    "string_unicode": _text,
    "int_type": _integer,
    "int_parsing": _integer,
    "int_from_float": _integer,
    "float_type": _number,
    "bool_type": _boolean,
    "tuple_type": _list,
    "list_type": _list,
    "set_type": _list,
    "frozen_set_type": _list,
    "model_type": _keys,
    "model_attributes_type": _keys,
    "dict_type": _keys,
    "mapping_type": _keys,
    "literal_error": _choice,
    "enum": _choice,
    "greater_than": _bounds,
    "greater_than_equal": _bounds,
    "less_than": _bounds,
    "less_than_equal": _bounds,
    "string_pattern_mismatch": _shape,
    "string_too_short": _short,
    "too_short": _short,
    "string_too_long": _long,
    "too_long": _long,
}
