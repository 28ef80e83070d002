"""The pages that say what is kept, what protects and what the law asks, open to anyone, and the models to complete."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.confidentiality.law import Law, load_law
from facilitation.documents import impact_analysis, processing_register
from facilitation.errors import NotHere
from facilitation.guides.catalogue import content_folder
from facilitation.guides.text import render
from facilitation.library.help import CONFIDENTIALITY, HelpPage, load_help
from facilitation.library.word_file import word_file
from facilitation.web.context import settings

blueprint = Blueprint("confidentiality", __name__, url_prefix="/confidentialite")
_PLACE = "maillage_confidentiality"
FOR_OFFICERS = "protection-des-donnees"
"""The page that hands over the models."""


@blueprint.get("")
@access.open_to_all
def index() -> ResponseReturnValue:
    return render_template("confidentiality/index.html", pages=tuple(_read()[0].values()))


@blueprint.get("/<topic>")
@access.open_to_all
def page(topic: str) -> ResponseReturnValue:
    pages, law = _read()
    if topic not in pages:
        raise NotHere()
    found = pages[topic]
    sections = [(one.title, render(one.text), law.shown(one.facts), one.tables) for one in found.sections]
    others = tuple(one for name, one in pages.items() if name != topic)
    return render_template(
        "confidentiality/page.html", page=found, sections=sections, others=others, models=topic == FOR_OFFICERS
    )


@blueprint.get("/modele-analyse-impact.docx")
@access.open_to_all
def impact_model() -> ResponseReturnValue:
    return word_file(impact_analysis.compose(), "modele-analyse-impact")


@blueprint.get("/modele-registre.docx")
@access.open_to_all
def register_model() -> ResponseReturnValue:
    return word_file(processing_register.compose(), "modele-registre")


def _read() -> tuple[Mapping[str, HelpPage], Law]:
    """The pages and the facts that this installation serves, read once."""
    held = current_app.extensions.get(_PLACE)
    if held is None:
        folder = settings().content or content_folder()
        held = current_app.extensions[_PLACE] = (load_help(folder, CONFIDENTIALITY).pages, load_law(folder))
    pages, law = held
    return pages, law
