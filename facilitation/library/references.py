"""The bibliography and the help pages that this installation serves, read once."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app

from facilitation.guides.catalogue import content_folder
from facilitation.guides.schema import Guide
from facilitation.library import service, uses
from facilitation.library.cases import Case
from facilitation.library.help import Help, HelpPage, load_help
from facilitation.web.context import catalogue, settings

_HELP, _SHELVES = "maillage_help", "maillage_bibliography"


def cases() -> tuple[Case, ...]:
    """The fictional cases, in the order of their ids."""
    return tuple(service.cases().cases.values())


def help_pages() -> Mapping[str, HelpPage]:
    """The pages for whoever leads, by id, in the order of their file."""
    held = current_app.extensions.get(_HELP)
    if not isinstance(held, Help):
        held = current_app.extensions[_HELP] = load_help(settings().content or content_folder())
    return held.pages


def bibliography() -> tuple[uses.Shelf, ...]:
    """Every source with what it served for; counted again only when the library serves another."""
    served = catalogue()
    counted, shelves = current_app.extensions.get(_SHELVES, (None, ()))
    if counted is not served:
        shelves = uses.bibliography(served, cases())
        current_app.extensions[_SHELVES] = (served, shelves)
    return tuple(shelves)


def of_guide(guide: Guide) -> uses.GuideReferences:
    """The drifts, cases and sources that this guide's page refers to."""
    return uses.of_guide(guide, catalogue(), cases())
