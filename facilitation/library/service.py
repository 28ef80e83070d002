"""The fictional cases that this installation serves, read once."""

from __future__ import annotations

from flask import current_app

from facilitation.guides.catalogue import content_folder
from facilitation.guides.load import Library
from facilitation.library.cases import Cases, load_cases
from facilitation.web.context import catalogue, settings

_PLACE = "maillage_cases"


def cases() -> Cases:
    """The cases of the content folder, by id; read when somebody first wants them."""
    held = current_app.extensions.get(_PLACE)
    if not isinstance(held, Cases):
        served = catalogue()
        library = Library({}, sources=frozenset(served.sources) or None, drifts=frozenset(served.drifts) or None)
        held = load_cases(settings().content or content_folder(), library)
        current_app.extensions[_PLACE] = held
    return held
