"""What is said of an own guide's file, and what is counted in it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from facilitation.adapting.rules import has_parts, ordered
from facilitation.adapting.yaml_text import parsed, written
from facilitation.guides.catalogue import OwnFile
from facilitation.guides.faults import blocking
from facilitation.guides.schema import Guide, total_minutes, usual_people
from facilitation.i18n import _, ngettext

LONGEST = 1440


def version_of(raw: bytes) -> str:
    """What tells two versions of a file apart: 16 hexadecimal digits."""
    return hashlib.sha256(raw).hexdigest()[:16]


def data_in(raw: bytes) -> dict[str, Any] | None:
    """The data of this file where a page can show it in parts; None where it is shown as text."""
    try:
        found, faults = parsed(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None
    return found if not faults and isinstance(found, dict) and "etapes" in found and has_parts(found) else None


def bytes_of(data: Mapping[str, Any]) -> bytes:
    """The file of this data."""
    return written(ordered(data)).encode()


def counted(data: Mapping[str, Any], guide: Guide) -> dict[str, Any]:
    """The data with the durations that its steps add up to, for a middling group; one that no guide could have stays as it is."""
    people = usual_people(guide)
    counted = {**data, "duree": _kept(total_minutes(guide, people), data.get("duree"))}
    if guide.variants:
        variants = zip(data["variantes"], guide.variants, strict=True)
        counted["variantes"] = [
            {**one, "duree": _kept(total_minutes(guide, people, variant.id), one.get("duree"))}
            for one, variant in variants
        ]
    return counted


def _kept(total: int, announced: Any) -> Any:
    return total if 1 <= total <= LONGEST else announced


def title_of(file: OwnFile) -> str:
    """The guide's title, or the file's name while it cannot be read."""
    if file.guide is not None:
        return file.guide.title
    found = data_in(file.raw)
    title = found.get("titre") if found else None
    return title if isinstance(title, str) and title.strip() else file.name


def state_of(file: OwnFile) -> str:
    """« prêt », « prêt, 2 remarques », « 3 points à corriger »."""
    bad = len(blocking(file.faults))
    if bad:
        return ngettext("%(num)s point à corriger", "%(num)s points à corriger", bad)
    remarks = len(file.faults)
    if remarks:
        return ngettext("prêt, %(num)s remarque", "prêt, %(num)s remarques", remarks)
    return _("prêt")


def origin_of(file: OwnFile) -> str:
    """« Adapté de « Quelle place ? », version 1.2.0. », or nothing for a guide that has no original."""
    if file.guide is not None:
        known = file.guide.adapted_from
        title, version = (known.title, known.version) if known else ("", "")
    else:
        origin = (data_in(file.raw) or {}).get("adapte_de")
        found = origin if isinstance(origin, Mapping) else {}
        title, version = str(found.get("titre", "")), str(found.get("version", ""))
    return _("Adapté de « %(title)s », version %(version)s.", title=title, version=version) if title else ""
