"""A guide that was made from another: what it must keep of it, and the copy that one starts from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facilitation.guides.coherence import Draft
from facilitation.guides.faults import shown
from facilitation.i18n import _

FIRST = "1.0.0"


def check_origin(file: Draft) -> None:
    """Say where a guide that names its original drops its licence or what is owed to it (Creative Commons, CC BY 4.0, section 3(a))."""
    origin = file.data.get("adapte_de")
    if not isinstance(origin, Mapping):
        return
    licence, theirs = _words(file.data.get("licence")), _words(origin.get("licence"))
    if licence and theirs and licence != theirs:
        said = _(
            "un guide adapté garde la licence de son original, « %(licence)s ». Remettez-la.", licence=shown(theirs)
        )
        file.say(("licence",), said)
    attribution, owed = _words(file.data.get("attribution")), _words(origin.get("attribution"))
    if attribution and owed and owed not in attribution:
        said = _(
            "l'attribution ne dit plus ce qui vient de l'original. Remettez-y telle quelle sa phrase, « %(owed)s », et ajoutez la vôtre à la suite.",
            owed=shown(owed),
        )
        file.say(("attribution",), said)


def adapted(original: Mapping[str, Any], new_id: str) -> dict[str, Any]:
    """The data of a copy of this guide under another id, marked with where it comes from; `original` is as its file gives it."""
    title, version = str(original.get("titre", "")), str(original.get("version", FIRST))
    owed = str(original.get("attribution", ""))
    said = _("Adapté de « %(title)s », version %(version)s.", title=title, version=version)
    copy = {
        **original,
        "id": new_id,
        "version": FIRST,
        "titre": _("%(title)s (adapté)", title=title),
        "attribution": f"{said} {owed}",
    }
    copy["adapte_de"] = {
        "id": original.get("id"),
        "version": version,
        "titre": title,
        "licence": original.get("licence"),
        "attribution": owed,
    }
    return copy


def _words(value: Any) -> str:
    """This text with its spaces made single and its apostrophes alike: typed again, it is the same sentence. Empty for anything else."""
    return " ".join(value.replace("'", "\u2019").split()) if isinstance(value, str) else ""
