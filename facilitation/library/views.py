"""The pages of the library: cards, one guide, its run sheet to print, the fictional cases and their sheets."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from facilitation.accounts import access
from facilitation.documents import case_sheets, run_sheet
from facilitation.documents import page as page_writer
from facilitation.errors import NotHere
from facilitation.guides.schema import Guide
from facilitation.library import rules, service
from facilitation.library.cases import Case
from facilitation.outline import Outline
from facilitation.web.context import catalogue

blueprint = Blueprint("library", __name__, url_prefix="/bibliotheque")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST, MOST_PEOPLE = 1440, 60


@blueprint.get("")
@access.signed_in
def index() -> ResponseReturnValue:
    wanted = rules.Wanted(
        minutes=_number("temps", LONGEST),
        people=_number("personnes", MOST_PEOPLE),
        trace={"oui": True, "non": False}.get(request.args.get("trace", "")),
    )
    guides = catalogue().guides.values()
    cards = [rules.card(guide) for guide in guides if rules.fits(guide, wanted)]
    longest = max([card.minutes for card in cards], default=0)
    return render_template("library/index.html", cards=cards, wanted=wanted, longest=longest)


@blueprint.get("/<guide_id>")
@access.signed_in
def show(guide_id: str) -> ResponseReturnValue:
    return render_template("library/guide.html", guide=rules.page(_guide(guide_id), catalogue().sources))


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
    from facilitation.documents.word import write  # python-docx is slow to import: only when a file is wanted

    made = write.write(_sheet(_guide(guide_id)))
    answer = Response(made, mimetype=WORD)
    answer.headers.set("Content-Disposition", "attachment", filename=f"deroule-{guide_id}.docx")
    return answer


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
    from facilitation.documents.word import write  # python-docx is slow to import: only when a file is wanted

    answer = Response(write.write(_case_sheets(_case(case_id))), mimetype=WORD)
    answer.headers.set("Content-Disposition", "attachment", filename=f"cas-{case_id}.docx")
    return answer


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


def _number(name: str, highest: int) -> int | None:
    text = request.args.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= highest else None
