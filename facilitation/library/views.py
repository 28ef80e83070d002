"""The pages of the library: cards, one guide, its run sheet to print, the fictional cases and their sheets."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.documents import case_sheets, run_sheet
from facilitation.documents import page as page_writer
from facilitation.errors import NotHere
from facilitation.guides.schema import Guide
from facilitation.library import references, rules, service, wanted
from facilitation.library.cases import Case
from facilitation.library.search import typed
from facilitation.library.word_file import word_file
from facilitation.outline import Outline
from facilitation.web.context import catalogue

blueprint = Blueprint("library", __name__, url_prefix="/bibliotheque")
LONGEST, MOST_PEOPLE = 1440, 60
CARDS = 60
"""On one page: more is leafed through."""
YES_OR_NO = {"oui": True, "non": False}


@blueprint.get("")
@access.signed_in
def index() -> ResponseReturnValue:
    shelf, asked = service.shelf(), _wanted()
    found = wanted.find(shelf, asked)
    pages = max(1, -(-len(found) // CARDS))
    at = min(_number("page", pages) or 1, pages)
    shown = found[(at - 1) * CARDS : at * CARDS]
    return render_template(
        "library/index.html",
        found=shown,
        count=len(found),
        whole=len(shelf),
        wanted=asked,
        query=_query(asked),
        loosenings=[(one, _query(asked.without(one.condition))) for one in wanted.loosened(shelf, asked)]
        if not found
        else [],
        longest=max([one.minutes for one in shown], default=0),
        page=at,
        pages=pages,
    )


@blueprint.get("/<guide_id>")
@access.signed_in
def show(guide_id: str) -> ResponseReturnValue:
    found = _guide(guide_id)
    return render_template(
        "library/guide.html",
        guide=rules.page(found),
        references=references.of_guide(found),
        own=guide_id in catalogue().own,
    )


@blueprint.get("/<guide_id>/deroule")
@access.signed_in
def printed(guide_id: str) -> ResponseReturnValue:
    guide = _guide(guide_id)
    return render_template(
        "library/run_sheet.html",
        guide=guide,
        content=page_writer.render(_sheet(guide), title_level=1),
        variant=request.args.get("variante", ""),
        people=_number("personnes", MOST_PEOPLE),
    )


@blueprint.get("/<guide_id>/deroule.docx")
@access.signed_in
def as_word(guide_id: str) -> ResponseReturnValue:
    return word_file(_sheet(_guide(guide_id)), f"deroule-{guide_id}")


# ------------------------------------------------------------------ fictional cases


@blueprint.get("/cas")
@access.signed_in
def cases() -> ResponseReturnValue:
    return render_template("library/cases.html", cases=tuple(service.cases().cases.values()))


@blueprint.get("/cas/<case_id>")
@access.signed_in
def case(case_id: str) -> ResponseReturnValue:
    found = _case(case_id)
    content = page_writer.render(_case_sheets(found), title_level=1)
    return render_template("library/case.html", case=found, content=content)


@blueprint.get("/cas/<case_id>/feuilles.docx")
@access.signed_in
def case_word(case_id: str) -> ResponseReturnValue:
    return word_file(_case_sheets(_case(case_id)), f"cas-{case_id}")


def _case(case_id: str) -> Case:
    found = service.cases().cases.get(case_id)
    if found is None:
        raise NotHere()
    return found


def _case_sheets(found: Case) -> Outline:
    return case_sheets.compose(found, catalogue().sources, catalogue().drifts)


# ------------------------------------------------------------------ what the pages need


def _guide(guide_id: str) -> Guide:
    guide: Guide | None = catalogue().guides.get(guide_id)
    if guide is None:
        raise NotHere()
    return guide


def _sheet(guide: Guide) -> Outline:
    variant = request.args.get("variante") or None
    if variant is not None and variant not in {one.id for one in guide.variants}:
        raise NotHere()
    return run_sheet.compose(guide, variant=variant, people=_number("personnes", MOST_PEOPLE))


def _wanted() -> wanted.Wanted:
    """What the address asks for; what means nothing asks for nothing."""
    return wanted.Wanted(
        minutes=_number("temps", LONGEST),
        people=_number("personnes", MOST_PEOPLE),
        person=YES_OR_NO.get(request.args.get("personne", "")),
        trace=YES_OR_NO.get(request.args.get("trace", "")),
        words=typed(request.args.get("q", "")),
    )


def _query(asked: wanted.Wanted) -> dict[str, str | int]:
    """What asks for the same in an address."""
    said = {True: "oui", False: "non"}
    values = {
        "q": asked.words,
        "temps": asked.minutes,
        "personnes": asked.people,
        "personne": said.get(asked.person) if asked.person is not None else None,
        "trace": said.get(asked.trace) if asked.trace is not None else None,
    }
    return {name: value for name, value in values.items() if value}


def _number(name: str, highest: int) -> int | None:
    text = request.args.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= highest else None
