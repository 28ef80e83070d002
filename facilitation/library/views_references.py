"""The pages of the library that are read and printed: drift sheets, glossary, bibliography, pages for whoever leads."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.documents import drift_sheet
from facilitation.documents import page as page_writer
from facilitation.errors import NotHere
from facilitation.guides.schema import Drift
from facilitation.guides.text import render
from facilitation.library import references, uses, words
from facilitation.library.search import typed
from facilitation.library.word_file import word_file
from facilitation.outline import Outline
from facilitation.web.context import catalogue

blueprint = Blueprint("references", __name__, url_prefix="/bibliotheque")
EXPLAINED = "travailler-une-derive"
"""The help page on how a drift is worked on."""


@blueprint.get("/derives")
@access.signed_in
def drifts() -> ResponseReturnValue:
    held = catalogue()
    families = [
        (title, [one for one in held.drifts.values() if one.family == name]) for name, title in held.families.items()
    ]
    explained = EXPLAINED if EXPLAINED in references.help_pages() else ""
    return render_template("library/drifts.html", families=families, count=len(held.drifts), explained=explained)


@blueprint.get("/derives/fiches.docx")
@access.signed_in
def drifts_word() -> ResponseReturnValue:
    held = catalogue()
    return word_file(drift_sheet.compose_all(held.drifts.values(), held.families, held.sources), "points-de-vigilance")


@blueprint.get("/derives/<drift_id>")
@access.signed_in
def drift(drift_id: str) -> ResponseReturnValue:
    found = _drift(drift_id)
    return render_template(
        "library/drift.html",
        drift=found,
        family=catalogue().families.get(found.family, ""),
        content=page_writer.render(_sheet(found), title_level=1),
        references=uses.of_drift(found, catalogue(), references.cases()),
    )


@blueprint.get("/derives/<drift_id>/fiche.docx")
@access.signed_in
def drift_word(drift_id: str) -> ResponseReturnValue:
    return word_file(_sheet(_drift(drift_id)), f"point-de-vigilance-{drift_id}")


@blueprint.get("/glossaire")
@access.signed_in
def glossary() -> ResponseReturnValue:
    query = typed(request.args.get("q", ""))
    found = words.find(catalogue().glossary, query)
    whole = len(catalogue().glossary)
    return render_template("library/glossary.html", found=found, query=query, whole=whole, sheet_of=words.sheet_of)


@blueprint.get("/sources")
@access.signed_in
def sources() -> ResponseReturnValue:
    shelves = {one.id: one for one in references.bibliography()}
    shown = shelves.get(request.args.get("rayon", "")) or next(iter(shelves.values()), None)
    count = sum(len(one.lines) for one in shelves.values())
    return render_template("library/sources.html", shelves=shelves.values(), shown=shown, count=count)


@blueprint.get("/animer")
@access.signed_in
def help_pages() -> ResponseReturnValue:
    return render_template("library/help_pages.html", pages=tuple(references.help_pages().values()))


@blueprint.get("/animer/<help_id>")
@access.signed_in
def help_page(help_id: str) -> ResponseReturnValue:
    pages = references.help_pages()
    if help_id not in pages:
        raise NotHere()
    others = tuple(one for name, one in pages.items() if name != help_id)
    found = pages[help_id]
    sections = [(one.title, render(one.text)) for one in found.sections]
    return render_template("library/help_page.html", page=found, sections=sections, others=others)


def _drift(drift_id: str) -> Drift:
    found: Drift | None = catalogue().drifts.get(drift_id)
    if found is None:
        raise NotHere()
    return found


def _sheet(found: Drift) -> Outline:
    held = catalogue()
    return drift_sheet.compose(found, held.families.get(found.family, ""), held.sources)
