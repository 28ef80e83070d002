"""The door for older formats: an old meeting keeps its copy of its guide, and it is read today.

`UPGRADES[n]` takes the data of format n (French keys, as `freeze` or a file gives it) and returns that of format n + 1. Format 1 may gain optional
keys without an upgrade; a changed meaning is a new format. A kept file of every format stands in `tests/guides/formats/`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facilitation.errors import FacilitationError
from facilitation.guides.schema import FORMAT

UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


class NewerFormat(FacilitationError):
    """Le format %(format)s n'est pas connu de cette version de Maillage. Installez une version plus récente."""


class UnknownFormat(FacilitationError):
    """Le format %(format)s n'existe pas. Écrivez « format: 1 »."""


def upgraded(data: dict[str, Any]) -> dict[str, Any]:
    """This data in today's format; raises NewerFormat or UnknownFormat."""
    found = data.get("format")
    if not isinstance(found, int) or isinstance(found, bool):
        raise UnknownFormat(format=found)
    while found < FORMAT:
        if found not in UPGRADES:
            raise UnknownFormat(format=found)
        data = UPGRADES[found](data) | {"format": found + 1}
        found += 1
    if found > FORMAT:
        raise NewerFormat(format=found)
    return data
