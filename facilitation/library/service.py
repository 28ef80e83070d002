"""What this installation serves, read once: the fictional cases, and the guides as they are asked for."""

from __future__ import annotations

from flask import current_app

from facilitation.guides.catalogue import Catalogue, content_folder
from facilitation.guides.load import Library
from facilitation.library.cases import Cases, load_cases
from facilitation.library.wanted import Entry, entry
from facilitation.web.context import catalogue, settings

_PLACE, _SHELF = "maillage_cases", "maillage_shelf"


def shelf() -> tuple[Entry, ...]:
    """The guides as they are asked for; each is read again only when the library serves another."""
    served = catalogue()
    catalogue_of, entries = current_app.extensions.get(_SHELF, (None, ()))
    if catalogue_of is not served:
        entries = _entries(served, {one.guide.id: one for one in entries})
        current_app.extensions[_SHELF] = (served, entries)
    return tuple(entries)


def _entries(served: Catalogue, known: dict[str, Entry]) -> tuple[Entry, ...]:
    """Entries of these guides, those already known taken as they are."""
    kept = {name: one for name, one in known.items() if served.guides.get(name) is one.guide}
    return tuple(kept.get(name) or entry(guide, served.sources) for name, guide in served.guides.items())


def cases() -> Cases:
    """The cases of the content folder, by id; read when somebody first wants them."""
    held = current_app.extensions.get(_PLACE)
    if not isinstance(held, Cases):
        served = catalogue()
        library = Library({}, sources=frozenset(served.sources) or None, drifts=frozenset(served.drifts) or None)
        held = load_cases(settings().content or content_folder(), library)
        current_app.extensions[_PLACE] = held
    return held
